//! A backend that names a Service which is not there.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::object::Object;
use crate::rule::{Finding, Reporter};
use crate::rules::fault;
use crate::traffic::Link;
use crate::traffic::fault::BackendFault;

declare_rule! {
    /// An Ingress, or a route of the Gateway API, sends requests to a Service that is not in the input.
    ///
    /// Controllers answer such requests with an error: 404 or 503 behind an Ingress, 500 behind a route. How much it matters
    /// depends on what is shown: with a Service of nearly that name, or of that name in another namespace, it is a warning; in
    /// a namespace that is declared complete an error; where no Service of the namespace is shown, nothing can be said.
    ///
    /// Write the name of a Service of the same namespace.
    ///
    /// Source: Kubernetes API reference, IngressServiceBackend; gateway-api v1.7 apis/v1/shared_types.go `BackendNotFound`
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
    ///                 name: webb
    /// #                     ^^^^ warning[backend-missing]
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
    pub(super) BACKEND_MISSING = "backend-missing", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object, link) in fault::of_backends(analysis) {
        if let BackendFault::Missing { namespace, name, near, elsewhere } = kind {
            let near = near.iter().filter_map(|&id| analysis.object(id)).collect::<Vec<_>>();
            let elsewhere = elsewhere.iter().filter_map(|&id| analysis.object(id)).collect::<Vec<_>>();
            let finding = missing(analysis, (object, link), (namespace, name), &near, &elsewhere);
            report.push(finding.about(fault));
        }
    }
}

fn missing(
    analysis: &Analysis,
    (object, link): (&Object, &Link),
    (namespace, name): (&str, &str),
    near: &[&Object],
    elsewhere: &[&Object],
) -> Finding {
    let (path, _) = fault::backend_fields(link);
    let range = object.value.follow(&path).0.range();
    let mut finding = BACKEND_MISSING
        .at(
            object,
            analysis.field_span(object, &path),
            path,
            format!("no Service `{name}` in namespace `{namespace}`, which {} names", object.title()),
        )
        .effect("Requests that it takes are answered with an error.");
    for service in near {
        finding = finding.because(service.head(), format!("{} is shown", service.title()));
    }
    for service in elsewhere.iter().filter(|_| near.is_empty()) {
        let place = service.namespace_span().unwrap_or_else(|| service.head());
        finding =
            finding.because(place, format!("{} is in namespace `{}`", service.title(), service.namespace));
    }
    match (near, elsewhere, range) {
        ([meant], _, Some(range)) => {
            let edit = edit::replace_scalar(&analysis.sources, object.document, range, &meant.name);
            finding
                .help(format!("did you mean `{}`?", meant.name))
                .fix(format!("{name} → {}", meant.name), vec![edit])
        }
        ([], [], _) => {
            finding.help(format!("unknown if Service `{name}` lives elsewhere: add it to the input"))
        }
        ([], _, _) => {
            finding.help("a backend is looked for in the namespace of what names it, unless it says another")
        }
        _ => {
            let names: Vec<String> = near.iter().map(|service| format!("`{}`", service.name)).collect();
            finding.help(format!("did you mean {}?", names.join(" or ")))
        }
    }
}
