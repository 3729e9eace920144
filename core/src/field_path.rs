//! Paths to fields, spelled as the API server spells them and as manifests do.
//!
//! Validators build paths with [`Path`], a chain of borrowed steps that costs nothing until an error is found; a
//! found error keeps a [`FieldPath`].
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/field/path.go Path

use std::fmt;

/// One step of a path that is kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A field by name.
    Field(Box<str>),
    /// An item of a list.
    Index(u32),
    /// A key of a map, such as a label.
    Key(Box<str>),
}

/// A path that is kept: the steps from the object's root.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FieldPath {
    /// The steps, from the root.
    pub steps: Vec<Step>,
}

impl FieldPath {
    /// Adds a field.
    #[must_use]
    pub fn child(mut self, name: &str) -> Self {
        self.steps.push(Step::Field(name.into()));
        self
    }

    /// Adds an index.
    #[must_use]
    pub fn index(mut self, index: usize) -> Self {
        self.steps.push(Step::Index(index as u32));
        self
    }

    /// Adds a map key.
    #[must_use]
    pub fn key(mut self, key: &str) -> Self {
        self.steps.push(Step::Key(key.into()));
        self
    }

    /// Spells the path as a manifest does: map keys by dot, in `["…"]` if they hold a dot or a slash or nothing.
    pub fn as_written(&self) -> String {
        let mut out = String::new();
        for step in &self.steps {
            match step {
                Step::Index(index) => out.push_str(&format!("[{index}]")),
                Step::Field(name) | Step::Key(name) if name.is_empty() || name.contains(['.', '/']) => {
                    out.push_str(&format!("[\"{name}\"]"));
                }
                Step::Field(name) | Step::Key(name) => {
                    if !out.is_empty() {
                        out.push('.');
                    }
                    out.push_str(name);
                }
            }
        }
        out
    }
}

/// Spells the path as the API server does: `spec.ports[0].name`, `metadata.annotations[key]`.
impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Field(name) if at == 0 => f.write_str(name)?,
                Step::Field(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => write!(f, "[{key}]")?,
            }
        }
        Ok(())
    }
}

/// A path under construction: one borrowed step and the path before it.
#[derive(Debug, Clone, Copy)]
pub struct Path<'p> {
    parent: Option<&'p Path<'p>>,
    step: PathStep<'p>,
}

#[derive(Debug, Clone, Copy)]
enum PathStep<'p> {
    Root,
    Field(&'p str),
    Index(u32),
    Key(&'p str),
}

impl<'p> Path<'p> {
    /// The object itself.
    pub const ROOT: Path<'static> = Path { parent: None, step: PathStep::Root };

    /// A field at the root of an object.
    pub const fn new(name: &'p str) -> Self {
        Self { parent: None, step: PathStep::Field(name) }
    }

    /// A field below this path.
    pub const fn child<'c>(&'c self, name: &'c str) -> Path<'c> {
        Path { parent: Some(self), step: PathStep::Field(name) }
    }

    /// An item below this path.
    pub const fn index(&self, index: usize) -> Path<'_> {
        Path { parent: Some(self), step: PathStep::Index(index as u32) }
    }

    /// A map key below this path.
    pub const fn key<'c>(&'c self, key: &'c str) -> Path<'c> {
        Path { parent: Some(self), step: PathStep::Key(key) }
    }

    /// Keeps the path.
    pub fn to_field_path(&self) -> FieldPath {
        let mut steps = Vec::new();
        let mut at = Some(self);
        while let Some(path) = at {
            match path.step {
                PathStep::Root => {}
                PathStep::Field(name) => steps.push(Step::Field(name.into())),
                PathStep::Index(index) => steps.push(Step::Index(index)),
                PathStep::Key(key) => steps.push(Step::Key(key.into())),
            }
            at = path.parent;
        }
        steps.reverse();
        FieldPath { steps }
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_field_path().fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings() {
        let spec = Path::new("spec");
        let ports = spec.child("ports");
        let port = ports.index(1);
        assert_eq!(port.child("name").to_string(), "spec.ports[1].name");
        let path = FieldPath::default().child("metadata").child("labels").key("app.kubernetes.io/name");
        assert_eq!(path.to_string(), "metadata.labels[app.kubernetes.io/name]");
        assert_eq!(path.as_written(), "metadata.labels[\"app.kubernetes.io/name\"]");
    }
}
