//! `ReferenceGrant`: which objects of other namespaces may refer to objects of this one.

use crate::object::reference::text_or;
use crate::object::{Sourced, text};
use crate::value::{Origin, Value};

/// A `ReferenceGrant`.
#[derive(Debug, Clone, PartialEq)]
pub struct ReferenceGrant {
    /// `spec.from`: who may refer.
    pub from: Vec<GrantFrom>,
    /// `spec.to`: to what.
    pub to: Vec<GrantTo>,
}

/// One entry of `spec.from`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantFrom {
    /// The whole entry.
    pub origin: Origin,
    /// `group`, `""` for the core group.
    pub group: Sourced<String>,
    /// `kind`, `""` if unset.
    pub kind: Sourced<String>,
    /// `namespace`, `""` if unset.
    pub namespace: Sourced<String>,
}

/// One entry of `spec.to`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantTo {
    /// The whole entry.
    pub origin: Origin,
    /// `group`, `""` for the core group.
    pub group: Sourced<String>,
    /// `kind`, `""` if unset.
    pub kind: Sourced<String>,
    /// `name`, `None` for every object of the kind.
    pub name: Option<Sourced<String>>,
}

impl ReferenceGrant {
    /// Reads a `ReferenceGrant` from its value.
    pub fn read(object: &Value) -> Self {
        let spec = object.get("spec");
        let from = |from: &Value| GrantFrom {
            origin: from.origin,
            group: text_or(from.get("group"), "", "unset"),
            kind: text_or(from.get("kind"), "", "unset"),
            namespace: text_or(from.get("namespace"), "", "unset"),
        };
        let to = |to: &Value| GrantTo {
            origin: to.origin,
            group: text_or(to.get("group"), "", "unset"),
            kind: text_or(to.get("kind"), "", "unset"),
            name: text(to.get("name")),
        };
        Self {
            from: spec.list("from").iter().map(from).collect(),
            to: spec.list("to").iter().map(to).collect(),
        }
    }
}
