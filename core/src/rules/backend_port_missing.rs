//! A backend that asks a Service for a port it does not have.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::object::service::ServicePort;
use crate::object::{Object, PortRef, Service};
use crate::rule::{Finding, Reporter};
use crate::rules::fault;
use crate::traffic::Link;
use crate::traffic::fault::BackendFault;

declare_rule! {
    /// An Ingress, or a route of the Gateway API, names a Service that is there and a port that the Service does not have.
    ///
    /// A backend names a port of the *Service*: a number from `spec.ports[].port`, or in an Ingress a name from
    /// `spec.ports[].name`. The Pods' ports (`targetPort`, `containerPort`) mean nothing here. The controller answers with an
    /// error instead.
    ///
    /// Write a port of the Service.
    ///
    /// Source: Kubernetes API reference, ServiceBackendPort; gateway-api v1.7 apis/v1/object_reference_types.go
    /// `BackendObjectReference.Port`
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
    ///                   number: 8080
    /// #                         ^^^^ warning[backend-port-missing]
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
    ///                 port: { name: http }
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
    pub(super) BACKEND_PORT_MISSING = "backend-port-missing", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object, link) in fault::of_backends(analysis) {
        let BackendFault::PortMissing { service, port, meant } = kind else { continue };
        if let Some((service, view)) = analysis.object(*service).and_then(|s| Some((s, s.service()?))) {
            let meant = meant.and_then(|meant| view.ports.get(meant));
            report.push(missing(analysis, (object, link), (service, view), port, meant).about(fault));
        }
    }
}

fn missing(
    analysis: &Analysis,
    (object, link): (&Object, &Link),
    (service, view): (&Object, &Service),
    port: &PortRef,
    meant: Option<&ServicePort>,
) -> Finding {
    let (_, path) = fault::backend_fields(link);
    let (spelled, field) = match port {
        PortRef::Number(number) => (number.to_string(), "number"),
        PortRef::Name(name) => (format!("`{name}`"), "name"),
    };
    let is_route = object.route().is_some();
    let path = if is_route { path } else { path.child(field) };
    let range = object.value.follow(&path).0.range();
    let ports: Vec<String> = view.ports.iter().map(|port| port.number().to_string()).collect();
    let place = service.value.get("spec").get("ports").range();
    let finding = BACKEND_PORT_MISSING
        .at(
            object,
            analysis.field_span(object, &path),
            path,
            format!("Service `{}` has no port {spelled}, which {} asks for", service.name, object.title()),
        )
        .effect("Requests that it takes are answered with an error.")
        .because(
            place.map_or_else(|| service.head(), |range| service.span(range)),
            format!("{} has {}", service.title(), ports.join(", ")),
        );
    let Some(meant) = meant else {
        return finding.help("write a port of the Service");
    };
    let number = meant.number();
    let finding = finding.help(format!("{spelled} is the `targetPort` of port {number}: write `{number}`"));
    match (port, range) {
        (PortRef::Number(from), Some(range)) => {
            let edit = edit::replace(object.document, range, number.to_string());
            finding.fix(format!("{from} → {number}"), vec![edit])
        }
        _ => finding,
    }
}
