//! What the rules about target ports by name share.

use crate::Analysis;
use crate::field_path::FieldPath;
use crate::object::service::ServicePort;
use crate::object::{Object, PortRef};
use crate::traffic::fault::Fault;

/// The Service and the port that a fault is about.
pub(super) fn place<'a>(
    analysis: &'a Analysis,
    fault: &Fault,
    port: usize,
) -> Option<(&'a Object, &'a ServicePort)> {
    let object = analysis.object(fault.object)?;
    Some((object, object.service()?.ports.get(port)?))
}

/// The name that a port asks for, `""` if it asks for a number.
pub(super) fn name(port: &ServicePort) -> &str {
    match port.target_port.as_ref().map(|target| &target.value) {
        Some(PortRef::Name(name)) => name,
        Some(PortRef::Number(_)) | None => "",
    }
}

/// The path of its `targetPort`.
pub(super) fn path(port: &ServicePort) -> FieldPath {
    FieldPath::default().child("spec").child("ports").index(port.index).child("targetPort")
}
