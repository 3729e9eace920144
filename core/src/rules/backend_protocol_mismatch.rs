//! A backend whose Service port speaks another transport protocol.

use crate::Analysis;
use crate::declare_rule;
use crate::object::service::ServicePort;
use crate::object::{Object, Sourced};
use crate::rule::{Finding, Reporter};
use crate::rules::fault;
use crate::traffic::Link;
use crate::traffic::fault::BackendFault;

declare_rule! {
    /// An Ingress or a route sends requests to a Service port of another transport protocol than it speaks itself: UDP or SCTP
    /// behind an Ingress, an HTTPRoute, a GRPCRoute, a TLSRoute or a TCPRoute, TCP behind a UDPRoute.
    ///
    /// No request gets through: the proxy in front opens connections that nobody takes.
    ///
    /// Name a port of the right protocol, or change the protocol of the Service port.
    ///
    /// Source: gateway-api v1.7 apis/v1/shared_types.go `UnsupportedProtocol`
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: shop }
    /// spec:
    ///   rules:
    ///     - http:
    ///         paths:
    ///           - path: /
    ///             pathType: Prefix
    ///             backend:
    ///               service:
    ///                 name: web
    ///                 port:
    ///                   number: 80
    /// #                         ^^ warning[backend-protocol-mismatch]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec: { selector: { app: web }, ports: [{ name: http, port: 80, protocol: UDP, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080, protocol: UDP }] }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: networking.k8s.io/v1
    /// kind: Ingress
    /// metadata: { name: shop }
    /// spec:
    ///   rules:
    ///     - http:
    ///         paths:
    ///           - path: /
    ///             pathType: Prefix
    ///             backend:
    ///               service:
    ///                 name: web
    ///                 port: { number: 80 }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
    /// ```
    pub(super) BACKEND_PROTOCOL_MISMATCH = "backend-protocol-mismatch", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object, link) in fault::of_backends(analysis) {
        let BackendFault::Protocol { service, port } = kind else { continue };
        let Some(service) = analysis.object(*service) else { continue };
        if let Some(port) = service.service().and_then(|view| view.ports.get(*port)) {
            report.push(mismatch(analysis, (object, link), service, port).about(fault));
        }
    }
}

fn mismatch(
    analysis: &Analysis,
    (object, link): (&Object, &Link),
    service: &Object,
    port: &ServicePort,
) -> Finding {
    let (_, path) = fault::backend_fields(link);
    let fields = [path.clone().child("number"), path.clone().child("name")];
    let path = fields.into_iter().find(|path| object.value.follow(path).0.range().is_some()).unwrap_or(path);
    let protocol = &port.protocol.value;
    let place = port.protocol.range().or_else(|| port.port.as_ref().and_then(Sourced::range));
    BACKEND_PROTOCOL_MISMATCH
        .at(
            object,
            analysis.field_span(object, &path),
            path,
            format!(
                "port {} of Service `{}` is {protocol}, and {} is not",
                port.number(),
                service.name,
                object.title()
            ),
        )
        .effect("No request gets through.")
        .because(
            place.map_or_else(|| service.head(), |range| service.span(range)),
            format!("{} has it under {protocol}", service.title()),
        )
        .help("name a port of the protocol that the entry speaks")
}
