//! What the rules about selectors share: the misses of the input, and how they are said.

use crate::Analysis;
use crate::diagnostic::Severity;
use crate::field_path::FieldPath;
use crate::object::{Object, Pair};
use crate::selection::Miss;

/// Every Service whose selector finds no Pod, with the selector and the cause. What could not be read is left out.
pub(super) fn misses(analysis: &Analysis) -> impl Iterator<Item = (&Object, &[Pair], &Miss)> {
    analysis.selections.iter().filter_map(|selection| {
        let object = analysis.object(selection.service)?;
        let service = object.service()?;
        if !analysis.is_judged(object) {
            return None;
        }
        Some((object, service.selector.as_deref()?, selection.miss.as_ref()?))
    })
}

/// The path of the selector.
pub(super) fn path() -> FieldPath {
    FieldPath::default().child("spec").child("selector")
}

/// What a selector that finds no Pod does to traffic.
pub(super) fn effect(service: &Object) -> String {
    let Some(view) = service.service() else { return String::new() };
    if view.is_headless() {
        format!("The name `{}` resolves to no address.", service.name)
    } else {
        format!("Service `{}` has no endpoints: connections to it are refused.", service.name)
    }
}

/// `Warning`, or `Error` where the namespace is declared complete, so that no other Pod can match.
pub(super) fn raised(analysis: &Analysis, object: &Object) -> Severity {
    if analysis.is_closed(&object.namespace) { Severity::Error } else { Severity::Warning }
}
