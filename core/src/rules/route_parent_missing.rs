//! A route whose parent is not there.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::object::Object;
use crate::rule::{Finding, Reporter};
use crate::rules::{fault, parent};
use crate::traffic::fault::RouteFault;

declare_rule! {
    /// A route names a Gateway, or a listener set, that is not in the input.
    ///
    /// A parent without a namespace is looked for in the route's own namespace. A route whose parent does not exist gets no
    /// traffic, and not even a status says so. How much it matters depends on what is shown: with a parent of nearly that name,
    /// or of that name in another namespace, it is a warning; in a namespace that is declared complete an error.
    ///
    /// Write the name of the Gateway, and its namespace where it is another one.
    ///
    /// Source: gateway-api v1.7 apis/v1/shared_types.go `ParentReference`
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: public, namespace: infra }
    /// spec:
    ///   gatewayClassName: any
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: shop }
    /// spec:
    ///   parentRefs:
    ///     - name: public
    /// #           ^^^^^^ warning[route-parent-missing]
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: shop }
    /// spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, namespace: shop, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: public }
    /// spec:
    ///   gatewayClassName: any
    ///   listeners: [{ name: http, port: 80, protocol: HTTP }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   parentRefs:
    ///     - name: public
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }]
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
    pub(super) ROUTE_PARENT_MISSING = "route-parent-missing", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_routes(analysis) {
        if let RouteFault::ParentMissing { parent, namespace, near, elsewhere } = kind {
            let near: Vec<&Object> = near.iter().filter_map(|&id| analysis.object(id)).collect();
            let elsewhere: Vec<&Object> = elsewhere.iter().filter_map(|&id| analysis.object(id)).collect();
            report.push(missing(analysis, object, *parent, namespace, &near, &elsewhere).about(fault));
        }
    }
}

fn missing(
    analysis: &Analysis,
    object: &Object,
    at: usize,
    namespace: &str,
    near: &[&Object],
    elsewhere: &[&Object],
) -> Finding {
    let reference =
        object.route().and_then(|route| route.parent_refs.get(at)).map(|parent| &parent.reference);
    let (kind, name) = reference.map_or(("Gateway", ""), |found| (&*found.kind.value, &*found.name.value));
    let writes_namespace = reference.is_some_and(|reference| reference.namespace.is_some());
    let field = if elsewhere.is_empty() || !writes_namespace { "name" } else { "namespace" };
    let path = parent::path(at).child(field);
    let range = object.value.follow(&path).0.range();
    let mut finding = ROUTE_PARENT_MISSING
        .at(
            object,
            analysis.field_span(object, &path),
            path,
            format!("no {kind} `{name}` in namespace `{namespace}`, which {} names", object.title()),
        )
        .effect("The route gets no traffic.");
    for other in near.iter().chain(elsewhere) {
        let place = other.namespace_span().unwrap_or_else(|| other.head());
        finding = finding.because(place, format!("{} is in namespace `{}`", other.title(), other.namespace));
    }
    match (near, elsewhere, range) {
        ([meant], _, Some(range)) => {
            let edit = edit::replace_scalar(&analysis.sources, object.document, range, &meant.name);
            finding
                .help(format!("did you mean `{}`?", meant.name))
                .fix(format!("{name} → {}", meant.name), vec![edit])
        }
        ([], [meant], _) => finding.help(format!("write `namespace: {}`", meant.namespace)),
        ([], [], _) => {
            finding.help(format!("unknown if {kind} `{name}` lives elsewhere: add it to the input"))
        }
        _ => finding.help("write the name and the namespace of one that is shown"),
    }
}
