//! What the rules about grants share.

use crate::field_path::FieldPath;
use crate::traffic::fault::route::GrantField;

/// The path of a backend of a route.
pub(super) fn reference(rule: usize, backend: usize) -> FieldPath {
    FieldPath::default().child("spec").child("rules").index(rule).child("backendRefs").index(backend)
}

/// The path of a field of a grant.
pub(super) fn field(field: GrantField) -> FieldPath {
    let spec = FieldPath::default().child("spec");
    let from = |at: usize, name: &str| spec.clone().child("from").index(at).child(name);
    let to = |at: usize, name: &str| spec.clone().child("to").index(at).child(name);
    match field {
        GrantField::FromGroup(at) => from(at, "group"),
        GrantField::FromKind(at) => from(at, "kind"),
        GrantField::FromNamespace(at) => from(at, "namespace"),
        GrantField::ToGroup(at) => to(at, "group"),
        GrantField::ToKind(at) => to(at, "kind"),
        GrantField::ToName(at) => to(at, "name"),
        GrantField::Namespace => FieldPath::default().child("metadata").child("namespace"),
    }
}
