//! What the rules that word faults share.

use crate::Analysis;
use crate::object::Object;
use crate::traffic::fault::{BackendFault, EndpointsFault, Fault, FaultKind, PortFault, RouteFault};
use crate::traffic::{Link, LinkKind};

/// The faults of backends, with the object that makes the reference and its link.
pub(super) fn of_backends(
    analysis: &Analysis,
) -> impl Iterator<Item = (&Fault, &BackendFault, &Object, &Link)> {
    analysis.links.list.iter().flat_map(move |link| {
        link.faults.iter().filter_map(move |&id| {
            let fault = analysis.links.get_fault(id)?;
            let FaultKind::Backend(kind) = &fault.kind else { return None };
            Some((fault, kind, analysis.object(link.object)?, link))
        })
    })
}

/// The faults of routes, with the route.
pub(super) fn of_routes(analysis: &Analysis) -> impl Iterator<Item = (&Fault, &RouteFault, &Object)> {
    analysis.links.faults.iter().filter_map(|fault| match &fault.kind {
        FaultKind::Route(kind) => Some((fault, kind, analysis.object(fault.object)?)),
        _ => None,
    })
}

/// The faults of target ports, with the Service.
pub(super) fn of_ports(analysis: &Analysis) -> impl Iterator<Item = (&Fault, &PortFault, &Object)> {
    analysis.links.faults.iter().filter_map(|fault| match &fault.kind {
        FaultKind::Port(kind) => Some((fault, kind, analysis.object(fault.object)?)),
        _ => None,
    })
}

/// The faults of hand-written endpoints, with the Service.
pub(super) fn of_endpoints(analysis: &Analysis) -> impl Iterator<Item = (&Fault, &EndpointsFault, &Object)> {
    analysis.links.faults.iter().filter_map(|fault| match &fault.kind {
        FaultKind::Endpoints(kind) => Some((fault, kind, analysis.object(fault.object)?)),
        _ => None,
    })
}

/// Where a backend names its Service, and where its port: below the path of the link.
pub(super) fn backend_fields(link: &Link) -> (crate::field_path::FieldPath, crate::field_path::FieldPath) {
    let path = link.path.clone();
    match link.kind {
        LinkKind::PathBackend { .. } => {
            let service = path.child("backend").child("service");
            (service.clone().child("name"), service.child("port"))
        }
        LinkKind::DefaultBackend => {
            let service = path.child("service");
            (service.clone().child("name"), service.child("port"))
        }
        _ => (path.clone().child("name"), path.child("port")),
    }
}
