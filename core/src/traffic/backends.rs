//! Endpoints behind a Service port: the join of Service port and slice port.

use super::Backend;
use crate::assumptions::IpFamily;
use crate::cluster::slices::address_types;
use crate::cluster::world::World;
use crate::cluster::{Slice, SliceEndpoint, SlicePort};
use crate::object::Object;
use crate::object::service::{Service, ServicePort};

/// The endpoints of a port, in the order of slices.
///
/// Service port and slice port join on name *and* protocol: the unnamed Service port joins the slice port `""`, never
/// one without a name. Of an endpoint's addresses the first one is used.
///
/// Source: kubernetes v1.37 pkg/proxy/endpointslicecache.go endpointInfoByServicePort, addEndpoints
pub(super) fn backends(
    world: &World<'_>,
    object: &Object,
    service: &Service,
    port: Option<&ServicePort>,
) -> Vec<Backend> {
    let families = address_types(service, world.assumptions);
    let mut out = Vec::new();
    for (slice_index, slice) in world.cluster.slices_with_index(&object.namespace, &object.name) {
        let is_proxied =
            IpFamily::parse(&slice.address_type).is_some_and(|family| families.contains(&family));
        if !is_proxied {
            continue;
        }
        let numbers: Vec<Option<i64>> = match port {
            Some(port) => slice.ports.iter().filter(|p| joins(p, port)).map(|p| p.port).collect(),
            None => vec![None],
        };
        for number in numbers {
            let endpoints = slice.endpoints.iter().enumerate();
            out.extend(endpoints.filter_map(|(at, endpoint)| backend(slice_index, at, endpoint, number)));
        }
    }
    out
}

fn joins(slice_port: &SlicePort, port: &ServicePort) -> bool {
    slice_port.name.as_deref() == Some(port.name_str()) && slice_port.protocol == port.protocol.value
}

/// Source: kubernetes v1.37 pkg/proxy/endpointslicecache.go addEndpoints
fn backend(slice: usize, at: usize, endpoint: &SliceEndpoint, number: Option<i64>) -> Option<Backend> {
    Some(Backend {
        slice,
        endpoint: at,
        pod: endpoint.pod,
        address: endpoint.addresses.first()?.clone(),
        number,
        ready: endpoint.ready.unwrap_or(true),
        serving: endpoint.serving.unwrap_or(true),
        terminating: endpoint.terminating.unwrap_or(false),
    })
}

/// The slice ports that a Service port might have meant: same number or protocol of another name.
pub(super) fn slice_port_names(slices: &[Slice]) -> Vec<String> {
    let ports = slices.iter().flat_map(|slice| &slice.ports);
    let mut names: Vec<String> = ports
        .map(|port| match port.name.as_deref() {
            None => format!("an unnamed one ({})", port.protocol),
            Some("") => format!("`\"\"` ({})", port.protocol),
            Some(name) => format!("`{name}` ({})", port.protocol),
        })
        .collect();
    names.sort();
    names.dedup();
    names
}
