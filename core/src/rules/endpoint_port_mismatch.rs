//! Hand-written endpoints whose port does not join the Service's.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::field_path::FieldPath;
use crate::object::endpoints::EndpointPort;
use crate::object::service::ServicePort;
use crate::object::{Object, Service, Sourced};
use crate::rule::{Finding, Reporter};
use crate::rules::manual::{self, Manual};
use crate::rules::selector;

declare_rule! {
    /// A Service port finds no port of its name and protocol in the hand-written endpoints.
    ///
    /// For a Service without selector the proxy joins Service ports and endpoint ports by name and protocol; numbers
    /// and `targetPort` play no part. An unnamed Service port joins an unnamed endpoint port. What does not join gets
    /// no traffic, although addresses are there.
    ///
    /// Give the endpoint port the Service port's name and protocol.
    ///
    /// Source: kubernetes v1.37 pkg/proxy/endpointslicecache.go addEndpoints
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec: { ports: [{ name: pg, port: 5432 }] }
    /// ---
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice
    /// metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
    /// addressType: IPv4
    /// ports: [{ name: postgres, port: 5432 }]
    /// #               ^^^^^^^^ warning[endpoint-port-mismatch]
    /// endpoints: [{ addresses: [192.0.2.42] }]
    /// ```
    ///
    /// # Stays silent
    /// The numbers may differ.
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec: { ports: [{ name: pg, port: 5432 }] }
    /// ---
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice
    /// metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
    /// addressType: IPv4
    /// ports: [{ name: pg, port: 6432 }]
    /// endpoints: [{ addresses: [192.0.2.42] }]
    /// ```
    pub(super) ENDPOINT_PORT_MISMATCH = "endpoint-port-mismatch", Warning, check
}

/// A port of hand-written endpoints and where it stands.
struct Place<'a> {
    object: &'a Object,
    port: &'a EndpointPort,
    path: FieldPath,
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let by_service = manual::by_service(analysis);
    for (object, service) in analysis.services() {
        if service.selector.is_some() || object.partial || analysis.has_unread(&object.namespace) {
            continue;
        }
        let Some(written) = by_service.get(&(object.namespace.as_str(), object.name.as_str())) else {
            continue;
        };
        let places = places(written);
        if places.is_empty() {
            continue;
        }
        for port in &service.ports {
            if !places.iter().any(|place| joins(port, place.port)) {
                report.push(mismatch(analysis, object, service, port, &places));
            }
        }
    }
}

/// All ports of the hand-written endpoints of a Service.
fn places<'a>(written: &[(&'a Object, Manual<'a>)]) -> Vec<Place<'a>> {
    let mut places = Vec::new();
    for &(object, manual) in written {
        let root = FieldPath::default();
        match manual {
            Manual::Endpoints(endpoints) => {
                for (at, subset) in endpoints.subsets.iter().enumerate() {
                    let list = root.clone().child("subsets").index(at).child("ports");
                    places.extend(numbered(object, &subset.ports, &list));
                }
            }
            Manual::Slice(slice) if slice.address_type.value != "FQDN" => {
                places.extend(numbered(object, &slice.ports, &root.child("ports")));
            }
            Manual::Slice(_) => {}
        }
    }
    // Which of several is told hangs on their names and not on their order.
    places.sort_by_key(|place| (&place.object.kind, &place.object.name));
    places
}

fn numbered<'a>(object: &'a Object, ports: &'a [EndpointPort], list: &FieldPath) -> Vec<Place<'a>> {
    ports.iter().enumerate().map(|(at, port)| Place { object, port, path: list.clone().index(at) }).collect()
}

fn name_of(port: &EndpointPort) -> &str {
    port.name.as_ref().map_or("", |name| &name.value)
}

/// Source: kubernetes v1.37 pkg/proxy/endpointslicecache.go addEndpoints
fn joins(service_port: &ServicePort, endpoint_port: &EndpointPort) -> bool {
    name_of(endpoint_port) == service_port.name_str()
        && endpoint_port.protocol.value == service_port.protocol.value
}

fn mismatch(
    analysis: &Analysis,
    object: &Object,
    service: &Service,
    port: &ServicePort,
    places: &[Place<'_>],
) -> Finding {
    // The endpoint port that was probably meant: the same name, else one that joins no other Service port.
    let same_name = places.iter().find(|place| name_of(place.port) == port.name_str());
    let unused = places.iter().find(|place| !service.ports.iter().any(|other| joins(other, place.port)));
    let place = same_name.or(unused).or(places.first());
    let Some(place) = place else { return nowhere(analysis, object, port) };
    let protocol_differs = same_name.is_some();
    let field = if protocol_differs { "protocol" } else { "name" };
    let path = place.path.clone().child(field);
    let wanted = if protocol_differs { port.protocol.value.as_str() } else { port.name_str() };
    let what = match (protocol_differs, port.name_str()) {
        (true, _) => {
            format!("port {} of Service `{}` is {wanted}, its endpoints are not", port.number(), object.name)
        }
        (false, "") => {
            format!("the endpoints of Service `{}` name a port, the Service does not", object.name)
        }
        (false, name) => format!("no endpoint port is named `{name}` as in Service `{}`", object.name),
    };
    let finding = ENDPOINT_PORT_MISMATCH
        .at(place.object, analysis.field_span(place.object, &path), path, what)
        .severity(selector::raised(analysis, object))
        .effect(format!("Clients of port {} of Service `{}` are refused.", port.number(), object.name))
        .because(service_place(object, port), "the Service port it must join");
    let written = match field {
        "protocol" => place.port.protocol.range(),
        _ => place.port.name.as_ref().and_then(Sourced::range),
    };
    let one_each = service.ports.len() == 1 && places.len() == 1;
    match written.filter(|range| range.start < range.end) {
        Some(range) if one_each && !wanted.is_empty() => {
            let edit = edit::replace_scalar(&analysis.sources, place.object.document, range, wanted);
            finding.help(format!("write `{field}: {wanted}`")).fix(format!("{field}: {wanted}"), vec![edit])
        }
        _ if wanted.is_empty() => finding.help("take the name out of the endpoint port"),
        _ => finding.help(format!("write `{field}: {wanted}`")),
    }
}

fn service_place(object: &Object, port: &ServicePort) -> crate::source::Span {
    let range = port.name.as_ref().and_then(Sourced::range).or(port.port.as_ref().and_then(Sourced::range));
    range.map_or_else(|| object.head(), |range| object.span(range))
}

fn nowhere(analysis: &Analysis, object: &Object, port: &ServicePort) -> Finding {
    let path = FieldPath::default().child("spec").child("ports").index(port.index);
    ENDPOINT_PORT_MISMATCH.at(
        object,
        analysis.field_span(object, &path),
        path,
        format!("no endpoint port joins port {} of Service `{}`", port.number(), object.name),
    )
}
