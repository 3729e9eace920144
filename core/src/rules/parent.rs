//! What the rules about attachment share.

use crate::Analysis;
use crate::field_path::FieldPath;
use crate::object::gateway::listener::Listener;
use crate::object::{Object, ObjectId};
use crate::source::Span;
use crate::value::Origin;

/// The path of a parent reference.
pub(super) fn path(parent: usize) -> FieldPath {
    FieldPath::default().child("spec").child("parentRefs").index(parent)
}

/// A listener of a Gateway or a listener set.
pub(super) fn listener(analysis: &Analysis, target: ObjectId, at: usize) -> Option<(&Object, &Listener)> {
    let object = analysis.object(target)?;
    let gateway = object.gateway().map(|gateway| &gateway.listeners);
    let listeners = gateway.or_else(|| object.listener_set().map(|set| &set.listeners))?;
    Some((object, listeners.get(at)?))
}

/// The path of a listener.
pub(super) fn listener_path(at: usize) -> FieldPath {
    FieldPath::default().child("spec").child("listeners").index(at)
}

/// Where a listener stands.
pub(super) fn place(object: &Object, listener: &Listener) -> Span {
    match listener.origin {
        Origin::Written(range) => object.span(range),
        Origin::Defaulted(_) | Origin::Allocated(_) => object.head(),
    }
}
