//! Hand-written endpoints whose port does not join the Service's.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::field_path::FieldPath;
use crate::object::service::ServicePort;
use crate::object::{Object, Sourced};
use crate::rule::{Finding, Reporter};
use crate::rules::named_port;
use crate::source::Span;
use crate::traffic::fault::FaultKind;
use crate::traffic::fault::endpoints::{EndpointPortPlace, EndpointsFault};

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

fn check(analysis: &Analysis, report: &mut Reporter) {
    for fault in &analysis.links.faults {
        let FaultKind::Endpoints(EndpointsFault::PortMismatch { port, meant, one_each }) = &fault.kind else {
            continue;
        };
        let Some((object, port)) = named_port::place(analysis, fault, *port) else { continue };
        let finding = match meant.as_ref().and_then(|meant| Some((analysis.object(meant.object)?, meant))) {
            Some((written, meant)) => mismatch(analysis, (object, port), written, meant, *one_each),
            None => nowhere(analysis, object, port),
        };
        report.push(finding.about(fault));
    }
}

fn mismatch(
    analysis: &Analysis,
    (object, port): (&Object, &ServicePort),
    written: &Object,
    meant: &EndpointPortPlace,
    one_each: bool,
) -> Finding {
    let field = if meant.protocol_differs { "protocol" } else { "name" };
    let path = meant.path.clone().child(field);
    let wanted = if meant.protocol_differs { port.protocol.value.as_str() } else { port.name_str() };
    let what = match (meant.protocol_differs, port.name_str()) {
        (true, _) => {
            format!("port {} of Service `{}` is {wanted}, its endpoints are not", port.number(), object.name)
        }
        (false, "") => {
            format!("the endpoints of Service `{}` name a port, the Service does not", object.name)
        }
        (false, name) => format!("no endpoint port is named `{name}` as in Service `{}`", object.name),
    };
    let range = written.value.follow(&path).0.range();
    let finding = ENDPOINT_PORT_MISMATCH
        .at(written, analysis.field_span(written, &path), path, what)
        .effect(format!("Clients of port {} of Service `{}` are refused.", port.number(), object.name))
        .because(service_place(object, port), "the Service port it must join");
    match range.filter(|range| range.start < range.end) {
        Some(range) if one_each && !wanted.is_empty() => {
            let edit = edit::replace_scalar(&analysis.sources, written.document, range, wanted);
            finding.help(format!("write `{field}: {wanted}`")).fix(format!("{field}: {wanted}"), vec![edit])
        }
        _ if wanted.is_empty() => finding.help("take the name out of the endpoint port"),
        _ => finding.help(format!("write `{field}: {wanted}`")),
    }
}

fn service_place(object: &Object, port: &ServicePort) -> Span {
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
