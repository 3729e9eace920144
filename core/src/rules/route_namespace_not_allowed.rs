//! A listener that admits no routes of this namespace.

use crate::Analysis;
use crate::declare_rule;
use crate::rule::Reporter;
use crate::rules::{fault, parent};
use crate::traffic::fault::RouteFault;

declare_rule! {
    /// A route names a listener that takes no routes of the route's namespace.
    ///
    /// `allowedRoutes.namespaces.from` of a listener is `Same` unless it says otherwise: only routes of the Gateway's own
    /// namespace attach. With `Selector` the labels of the route's namespace decide. A route that is not admitted gets no
    /// traffic; its status says `NotAllowedByListeners`.
    ///
    /// Admit the namespace in the listener, or move the route.
    ///
    /// Source: gateway-api v1.7 apis/v1/gateway_types.go `RouteNamespaces`
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: public, namespace: infra }
    /// spec:
    ///   gatewayClassName: any
    ///   listeners:
    ///     - { name: http, port: 80, protocol: HTTP }
    /// #   ^ warning[route-namespace-not-allowed]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: shop }
    /// spec:
    ///   parentRefs:
    ///     - { name: public, namespace: infra }
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
    /// metadata: { name: public, namespace: infra }
    /// spec:
    ///   gatewayClassName: any
    ///   listeners: [{ name: http, port: 80, protocol: HTTP, allowedRoutes: { namespaces: { from: All } } }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop, namespace: shop }
    /// spec:
    ///   parentRefs:
    ///     - { name: public, namespace: infra }
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
    pub(super) ROUTE_NAMESPACE_NOT_ALLOWED = "route-namespace-not-allowed", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_routes(analysis) {
        let RouteFault::NamespaceNotAllowed { parent, target, listener: at } = kind else { continue };
        let Some((target, listener)) = parent::listener(analysis, *target, *at) else { continue };
        let path = parent::listener_path(*at).child("allowedRoutes").child("namespaces");
        let reference = analysis.field_span(object, &parent::path(*parent));
        let name = &listener.name.value;
        report.push(
            ROUTE_NAMESPACE_NOT_ALLOWED
                .at(
                    target,
                    analysis.field_span(target, &path),
                    path,
                    format!("listener `{name}` takes no routes of namespace `{}`", object.namespace),
                )
                .effect(format!("{} does not attach and gets no traffic.", object.title()))
                .because(reference, format!("{} asks for it", object.title()))
                .help("admit the namespace in `allowedRoutes.namespaces`, or move the route")
                .about(fault),
        );
    }
}
