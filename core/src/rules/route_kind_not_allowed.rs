//! A listener that admits no routes of this kind.

use crate::Analysis;
use crate::declare_rule;
use crate::rule::Reporter;
use crate::rules::{fault, parent};
use crate::traffic::fault::RouteFault;

declare_rule! {
    /// A route names a listener that takes no routes of its kind: the listener's protocol does not carry it, or
    /// `allowedRoutes.kinds` leaves it out.
    ///
    /// HTTP and HTTPS listeners take HTTPRoutes and GRPCRoutes, TLS listeners TLSRoutes, TCP listeners TCPRoutes, UDP listeners
    /// UDPRoutes. A route that is not admitted gets no traffic.
    ///
    /// Name another listener, or add the kind to `allowedRoutes.kinds`.
    ///
    /// Source: gateway-api v1.7 apis/v1/gateway_types.go `AllowedRoutes.Kinds`
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: public }
    /// spec:
    ///   gatewayClassName: any
    ///   listeners: [{ name: http, port: 80, protocol: TCP }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   parentRefs:
    ///     - name: public
    /// #     ^^^^^^^^^^^^ warning[route-kind-not-allowed]
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
    pub(super) ROUTE_KIND_NOT_ALLOWED = "route-kind-not-allowed", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_routes(analysis) {
        let RouteFault::KindNotAllowed { parent, target, listener } = kind else { continue };
        let Some((target, listener)) = parent::listener(analysis, *target, *listener) else { continue };
        let path = parent::path(*parent);
        let name = &listener.name.value;
        report.push(
            ROUTE_KIND_NOT_ALLOWED
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("listener `{name}` of {} takes no {}", target.title(), object.kind),
                )
                .effect("The route does not attach and gets no traffic.")
                .because(
                    parent::place(target, listener),
                    format!("its protocol is {}", listener.protocol.value),
                )
                .help("name a listener that takes routes of this kind")
                .about(fault),
        );
    }
}
