//! What the rules about hand-written endpoints that are not used share.

use crate::Analysis;
use crate::object::{Object, ObjectId};
use crate::traffic::fault::{EndpointsFault, Fault, FaultKind};
use std::collections::BTreeSet;

/// The faults of one kind, each with the hand-written object it is about, once an object.
pub(super) fn faults(
    analysis: &Analysis,
    about: impl Fn(&EndpointsFault) -> Option<ObjectId>,
) -> Vec<(&Fault, &Object)> {
    let mut told = BTreeSet::new();
    let found = analysis.links.faults.iter().filter_map(|fault| {
        let FaultKind::Endpoints(kind) = &fault.kind else { return None };
        let object = analysis.object(about(kind)?)?;
        told.insert(object.id).then_some((fault, object))
    });
    found.collect()
}
