//! A rule whose backends all have weight 0.

use crate::Analysis;
use crate::declare_rule;
use crate::rule::Reporter;
use crate::rules::{fault, grant};
use crate::traffic::fault::RouteFault;

declare_rule! {
    /// Every backend of a rule of a route has weight 0.
    ///
    /// Weights share requests out among the backends of a rule. Where all are 0, no backend may get any, and every request is
    /// answered with 500.
    ///
    /// Give one backend a weight above 0.
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
    ///   rules: [{ backendRefs: [{ name: web, port: 80, weight: 0 }] }]
    /// #                                                        ^ warning[route-weights-zero]
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
    ///   rules: [{ backendRefs: [{ name: web, port: 80, weight: 1 }, { name: web, port: 80, weight: 0 }] }]
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
    pub(super) ROUTE_WEIGHTS_ZERO = "route-weights-zero", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_routes(analysis) {
        let RouteFault::WeightsZero { rule } = kind else { continue };
        let path = grant::reference(*rule, 0).child("weight");
        report.push(
            ROUTE_WEIGHTS_ZERO
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("every backend of a rule of {} has weight 0", object.title()),
                )
                .effect("Every request that the rule takes is answered with 500.")
                .help("give one backend a weight above 0")
                .about(fault),
        );
    }
}
