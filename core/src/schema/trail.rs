//! Where the decoder stands: as a path, and in the words of Go's errors.

use crate::field_path::{FieldPath, Step};

/// A place during the walk: one step and the place before it, costing nothing until a fault is found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'p> {
    parent: Option<&'p Place<'p>>,
    step: PlaceStep<'p>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum PlaceStep<'p> {
    /// The object itself.
    Root,
    /// A field above what Go decodes.
    Outside(&'p str),
    /// A field, the inlined struct it comes from, and the struct that has it.
    Field(&'p str, &'static str, &'static str),
    /// An item of a list.
    Index(usize),
    /// A key of a map.
    Key(&'p str),
}

impl<'p> Place<'p> {
    /// The object itself.
    pub(crate) const ROOT: Place<'static> = Place { parent: None, step: PlaceStep::Root };

    /// A step below this place.
    pub(crate) fn below<'c>(&'c self, step: PlaceStep<'c>) -> Place<'c> {
        Place { parent: Some(self), step }
    }

    fn steps(&self) -> Vec<&Place<'p>> {
        let mut steps = Vec::new();
        let mut at = Some(self);
        while let Some(place) = at {
            steps.push(place);
            at = place.parent;
        }
        steps.reverse();
        steps
    }

    /// The path from the root.
    pub(crate) fn path(&self) -> FieldPath {
        let steps = self.steps().into_iter().filter_map(|place| match place.step {
            PlaceStep::Root => None,
            PlaceStep::Field(name, ..) | PlaceStep::Outside(name) => Some(Step::Field(name.into())),
            PlaceStep::Index(index) => Some(Step::Index(index as u32)),
            PlaceStep::Key(key) => Some(Step::Key(key.into())),
        });
        FieldPath { steps: steps.collect() }
    }

    /// The place in Go's words: `Go struct field ServicePort.spec.ports.port`, or `Go value` at the root.
    pub(crate) fn in_go(&self) -> String {
        let mut owner = "";
        let mut names = Vec::new();
        for place in self.steps() {
            if let PlaceStep::Field(name, embedded, struct_name) = place.step {
                owner = struct_name;
                if !embedded.is_empty() {
                    names.push(embedded);
                }
                names.push(name);
            }
        }
        if names.is_empty() {
            "Go value".to_owned()
        } else {
            format!("Go struct field {owner}.{}", names.join("."))
        }
    }
}
