//! What the rules about selectors share: the misses of the input, and how they are said.

use crate::Analysis;
use crate::field_path::FieldPath;
use crate::object::{Object, Pair, View};
use crate::selection::Miss;
use crate::traffic::fault::{Fault, FaultKind, SelectorFault};

/// Every Service whose selector finds no Pod, with the fault, the selector and the cause. What could not be read is
/// left out.
pub(super) fn misses(analysis: &Analysis) -> impl Iterator<Item = (&Fault, &Object, &[Pair], &Miss)> {
    analysis.links.faults.iter().filter_map(|fault| {
        let FaultKind::Selector(SelectorFault::Miss(miss)) = &fault.kind else { return None };
        let object = analysis.object(fault.object)?;
        if !analysis.is_judged(object) {
            return None;
        }
        Some((fault, object, object.service()?.selector.as_deref()?, miss))
    })
}

/// The path of the selector.
pub(super) fn path() -> FieldPath {
    FieldPath::default().child("spec").child("selector")
}

/// What a selector that finds no Pod does to traffic.
pub(super) fn effect(service: &Object) -> String {
    let View::Service(view) = &service.view else { return String::new() };
    if view.is_headless() {
        format!("The name `{}` resolves to no address.", service.name)
    } else {
        format!("Service `{}` has no endpoints: connections to it are refused.", service.name)
    }
}
