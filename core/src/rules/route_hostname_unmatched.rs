//! A route without a host name that its listener serves.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::Sourced;
use crate::rule::Reporter;
use crate::rules::{fault, parent};
use crate::traffic::fault::RouteFault;

declare_rule! {
    /// No hostname of a route fits the hostname of a listener that it names.
    ///
    /// A listener with a hostname serves that host alone; with a leading wildcard it serves every name below the domain, any
    /// number of labels deep, and never the bare domain. A route with other hostnames attaches to nothing; its status says
    /// `NoMatchingListenerHostname`.
    ///
    /// Write a hostname that the listener serves.
    ///
    /// Source: gateway-api v1.7 apis/v1/httproute_types.go `HTTPRouteSpec.Hostnames`
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: Gateway
    /// metadata: { name: public }
    /// spec:
    ///   gatewayClassName: any
    ///   listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.example.com" }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   parentRefs:
    ///     - name: public
    ///   hostnames: [shop.example.org]
    /// #             ^^^^^^^^^^^^^^^^ warning[route-hostname-unmatched]
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
    ///   listeners: [{ name: http, port: 80, protocol: HTTP, hostname: "*.example.com" }]
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1
    /// kind: HTTPRoute
    /// metadata: { name: shop }
    /// spec:
    ///   parentRefs:
    ///     - name: public
    ///   hostnames: [a.shop.example.com]
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
    pub(super) ROUTE_HOSTNAME_UNMATCHED = "route-hostname-unmatched", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_routes(analysis) {
        let RouteFault::HostnameUnmatched { target, listener, .. } = kind else { continue };
        let Some((target, listener)) = parent::listener(analysis, *target, *listener) else { continue };
        let path = FieldPath::default().child("spec").child("hostnames").index(0);
        let host = listener.hostname.as_ref();
        let place = host.and_then(Sourced::range);
        let served = host.map_or("", |host| &host.value);
        report.push(
            ROUTE_HOSTNAME_UNMATCHED
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!(
                        "no hostname of {} is served by listener `{}`",
                        object.title(),
                        listener.name.value
                    ),
                )
                .effect("The route does not attach and gets no traffic.")
                .because(
                    place.map_or_else(|| target.head(), |range| target.span(range)),
                    format!("the listener serves `{served}`"),
                )
                .help(format!("write a hostname that `{served}` covers"))
                .about(fault),
        );
    }
}
