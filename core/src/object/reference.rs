//! References: how one object names another.

use super::{Sourced, text};
use crate::value::{Origin, Value};

/// A reference to an object by group, kind, namespace and name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectRef {
    /// The whole reference.
    pub origin: Origin,
    /// The group, `""` for the core group; what the API takes for it where it is unset.
    pub group: Sourced<String>,
    /// The kind; what the API takes for it where it is unset.
    pub kind: Sourced<String>,
    /// The namespace, `None` where it is unset, which means the namespace of the object that refers.
    pub namespace: Option<Sourced<String>>,
    /// The name, `""` where it is unset.
    pub name: Sourced<String>,
}

/// What the API takes for the group and the kind of a reference that leaves them out.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RefDefaults {
    pub group: &'static str,
    pub kind: &'static str,
    /// The upstream type that says so.
    pub why: &'static str,
}

impl RefDefaults {
    /// Of references that must name group and kind.
    pub(crate) const NONE: Self = Self { group: "", kind: "", why: "unset" };
}

impl ObjectRef {
    /// Reads a reference with the fields `group`, `kind`, `namespace` and `name`.
    pub(crate) fn read(value: &Value, defaults: RefDefaults) -> Self {
        Self::read_with(value, "group", defaults)
    }

    /// Reads a reference whose group stands in the field `apiGroup`.
    pub(crate) fn read_api_group(value: &Value) -> Self {
        Self::read_with(value, "apiGroup", RefDefaults::NONE)
    }

    fn read_with(value: &Value, group: &str, defaults: RefDefaults) -> Self {
        Self {
            origin: value.origin,
            // An empty group is a group: the core group.
            group: string(value.get(group)).unwrap_or_else(|| defaulted(defaults.group, defaults.why)),
            kind: text_or(value.get("kind"), defaults.kind, defaults.why),
            namespace: text(value.get("namespace")),
            name: text_or(value.get("name"), "", "unset"),
        }
    }

    /// The namespace that the reference leads to, given the namespace of the object that refers.
    pub fn namespace_or<'r>(&'r self, own: &'r str) -> &'r str {
        self.namespace.as_ref().map_or(own, |namespace| &namespace.value)
    }

    /// Says whether the reference names a kind of a group.
    pub fn is(&self, group: &str, kind: &str) -> bool {
        self.group.value == group && self.kind.value == kind
    }
}

/// Reads a text that is there, the empty one too.
pub(crate) fn string(value: &Value) -> Option<Sourced<String>> {
    value.as_str().map(|text| Sourced { value: text.to_owned(), origin: value.origin })
}

/// Reads a text, or what the API takes for it where it is absent or empty; `why` names the upstream type.
pub(crate) fn text_or(value: &Value, default: &str, why: &'static str) -> Sourced<String> {
    text(value).unwrap_or_else(|| defaulted(default, why))
}

/// A text that the API takes for an absent one.
fn defaulted(text: &str, why: &'static str) -> Sourced<String> {
    Sourced { value: text.to_owned(), origin: Origin::Defaulted(why) }
}
