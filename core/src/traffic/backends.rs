//! Endpoints behind a Service port: the join of Service port and slice port.

use super::Backend;
use crate::cluster::slices::{LABEL_HEADLESS, address_types};
use crate::cluster::world::World;
use crate::cluster::{Slice, SliceEndpoint, SlicePort};
use crate::go::ip::IpFamily;
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
    let mut out = Vec::new();
    for (slice_index, slice) in world.cluster.slices_with_index(&object.namespace, &object.name) {
        if !is_served(world, service, slice) {
            continue;
        }
        let numbers: Vec<Option<i64>> = match port {
            Some(port) => slice
                .ports
                .iter()
                .filter(|p| is_joined(port, p) && is_dialed(service, p))
                .map(|p| p.port)
                .collect(),
            None => vec![None],
        };
        for number in numbers {
            let endpoints = slice.endpoints.iter().enumerate();
            out.extend(endpoints.filter_map(|(at, endpoint)| backend(slice_index, at, endpoint, number)));
        }
    }
    out
}

/// Says whether the proxy dials a slice's port: it passes over one without a number. A headless Service has no proxy.
///
/// Source: kubernetes v1.37 pkg/proxy/endpointslicecache.go endpointInfoByServicePort
fn is_dialed(service: &Service, port: &SlicePort) -> bool {
    service.is_headless() || port.port.is_some_and(|number| number != 0)
}

/// Says whether a slice counts for a Service: the proxy reads those of the Service's families that carry no label of
/// headless Services, DNS all of a headless Service. While nobody knows the families, every slice of addresses counts.
///
/// Source: kubernetes v1.37 cmd/kube-proxy/app/server.go Run (the label selector of slices)
fn is_served(world: &World<'_>, service: &Service, slice: &Slice) -> bool {
    if service.is_headless() {
        return true;
    }
    if slice.labels.contains_key(LABEL_HEADLESS) {
        return false;
    }
    let Some(family) = IpFamily::parse(&slice.address_type) else { return false };
    let is_known = !service.ip_families.is_empty()
        || !world.assumptions.ip_families.get().is_empty()
        || service.cluster_ip.as_ref().is_some_and(|ip| ip.range().is_some());
    !is_known || address_types(service, world.assumptions).contains(&family)
}

/// Says whether an endpoint port serves a Service port: by name *and* protocol; the unnamed Service port joins the
/// name `""`, never an absent one.
///
/// Source: kubernetes v1.37 pkg/proxy/endpointslicecache.go endpointInfoByServicePort
pub(crate) fn joins(port: &ServicePort, name: Option<&str>, protocol: &str) -> bool {
    name == Some(port.name_str()) && protocol == port.protocol.value
}

fn is_joined(port: &ServicePort, slice_port: &SlicePort) -> bool {
    joins(port, slice_port.name.as_deref(), &slice_port.protocol)
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

/// Says why no endpoint joins a port of a Service whose endpoints were written by hand.
pub(super) fn why_none_joins(slices: &[Slice], port: &ServicePort) -> String {
    let other_family = slices.iter().find(|slice| slice.ports.iter().any(|written| is_joined(port, written)));
    if let Some(slice) = other_family {
        return format!("the endpoints are {}, which the Service is not", slice.address_type);
    }
    let named = |name: Option<&str>, protocol: &str| match name {
        None => format!("a {protocol} port without a name"),
        Some("") => format!("an unnamed {protocol} port"),
        Some(name) => format!("{protocol} port `{name}`"),
    };
    let mut written: Vec<String> = slices
        .iter()
        .flat_map(|slice| &slice.ports)
        .map(|port| named(port.name.as_deref(), &port.protocol))
        .collect();
    written.sort_unstable();
    written.dedup();
    let wanted = named(Some(port.name_str()), &port.protocol.value);
    if written.is_empty() {
        return format!("the endpoints have no ports, the Service asks for {wanted}");
    }
    format!("the endpoints have {}, the Service asks for {wanted}", written.join(", "))
}
