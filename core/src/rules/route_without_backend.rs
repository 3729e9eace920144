//! A rule that has nothing to answer with.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::rule::Reporter;
use crate::rules::fault;
use crate::traffic::fault::RouteFault;

declare_rule! {
    /// A rule of a route has no backends, and no filter that answers in their place.
    ///
    /// Every request that it takes is answered with 500. A redirect answers by itself and needs no backend.
    ///
    /// Add a backend, or a `RequestRedirect` filter.
    ///
    /// Source: gateway-api v1.7 apis/v1/httproute_types.go `HTTPRouteRule.BackendRefs`
    ///
    /// # Fires
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
    ///   rules:
    ///     - matches: [{ path: { value: /old } }]
    /// #     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[route-without-backend]
    /// ---
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
    ///   rules: [{ filters: [{ type: RequestRedirect, requestRedirect: { hostname: example.org } }] }]
    /// ---
    /// ```
    pub(super) ROUTE_WITHOUT_BACKEND = "route-without-backend", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_routes(analysis) {
        let RouteFault::NoBackend { rule } = kind else { continue };
        let path = FieldPath::default().child("spec").child("rules").index(*rule);
        report.push(
            ROUTE_WITHOUT_BACKEND
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path.child("backendRefs"),
                    format!("a rule of {} has no backend", object.title()),
                )
                .effect("Every request that it takes is answered with 500.")
                .help("add a backend, or a `RequestRedirect` filter")
                .about(fault),
        );
    }
}
