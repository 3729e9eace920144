//! Where the decoder stands: as a path, and in the words of Go's errors.

use crate::field_path::{FieldPath, Step};

/// The way to where the decoder stands: one step and the way before it, costing nothing until a fault is found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Trail<'p> {
    parent: Option<&'p Trail<'p>>,
    step: TrailStep<'p>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum TrailStep<'p> {
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

impl<'p> Trail<'p> {
    /// The object itself.
    pub(crate) const ROOT: Trail<'static> = Trail { parent: None, step: TrailStep::Root };

    /// A step further.
    pub(crate) fn below<'c>(&'c self, step: TrailStep<'c>) -> Trail<'c> {
        Trail { parent: Some(self), step }
    }

    fn steps(&self) -> Vec<&Trail<'p>> {
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
            TrailStep::Root => None,
            TrailStep::Field(name, ..) | TrailStep::Outside(name) => Some(Step::Field(name.into())),
            TrailStep::Index(index) => Some(Step::Index(index as u32)),
            TrailStep::Key(key) => Some(Step::Key(key.into())),
        });
        FieldPath { steps: steps.collect() }
    }

    /// The way in Go's words: `Go struct field ServicePort.spec.ports.port`, or `Go value` at the root.
    pub(crate) fn in_go(&self) -> String {
        let mut owner = "";
        let mut names = Vec::new();
        for place in self.steps() {
            if let TrailStep::Field(name, embedded, struct_name) = place.step {
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
