//! The endpoints of every Service as lines of text.

use crate::Analysis;
use crate::cluster::{Slice, SliceEndpoint, SlicePort};
use crate::object::service::{ServicePort, ServiceType};
use crate::object::{Object, Service};
use crate::traffic::joins;

/// Lists what stands behind each port of each Service, one line an address: `shop/web IPv4 80/TCP → web-0:8080`.
///
/// A Pod stands for its address; an address without a Pod is written out. What is not ready says so. Services come
/// in input order, their ports in theirs, addresses in the order of the slices.
pub fn endpoints(analysis: &Analysis) -> Vec<String> {
    analysis.services().flat_map(|(object, service)| service_lines(analysis, object, service)).collect()
}

fn service_lines(analysis: &Analysis, object: &Object, service: &Service) -> Vec<String> {
    let title = format!("{}/{}", object.namespace, object.name);
    if service.kind == ServiceType::ExternalName {
        let name = service.external_name.as_ref().map_or("", |name| name.value.as_str());
        return vec![format!("{title} CNAME {name}")];
    }
    let slices = analysis.cluster.slices_of(&object.namespace, &object.name);
    let mut lines = Vec::new();
    for port in &service.ports {
        let before = lines.len();
        for slice in slices {
            let is_joined = |found: &&SlicePort| joins(port, found.name.as_deref(), &found.protocol);
            for joined in slice.ports.iter().filter(is_joined) {
                let endpoints = slice.endpoints.iter();
                lines.extend(endpoints.map(|endpoint| line(analysis, &title, port, slice, joined, endpoint)));
            }
        }
        if lines.len() == before {
            lines.push(format!("{title} {}/{} → none", port.number(), port.protocol.value));
        }
    }
    lines
}

fn line(
    analysis: &Analysis,
    title: &str,
    port: &ServicePort,
    slice: &Slice,
    joined: &SlicePort,
    endpoint: &SliceEndpoint,
) -> String {
    let pod = endpoint.pod.and_then(|pod| analysis.cluster.pod(pod)).map(|pod| pod.name.as_str());
    let address = pod.or(endpoint.addresses.first().map(String::as_str)).unwrap_or("?");
    let number = joined.port.map_or_else(|| "*".to_owned(), |port| port.to_string());
    let state = match (endpoint.ready, endpoint.terminating) {
        (_, Some(true)) => " (terminating)",
        (Some(false), _) => " (not ready)",
        _ => "",
    };
    format!(
        "{title} {} {}/{} → {address}:{number}{state}",
        slice.address_type,
        port.number(),
        port.protocol.value
    )
}
