//! A backend of another namespace that nobody grants.

use crate::Analysis;
use crate::declare_rule;
use crate::rule::Reporter;
use crate::rules::{fault, grant};
use crate::traffic::fault::RouteFault;

declare_rule! {
    /// A route names a Service of another namespace, and no ReferenceGrant there admits it.
    ///
    /// A reference that leaves its namespace must be admitted by a ReferenceGrant in the namespace it enters. Without one the
    /// rule answers with 500, whether the Service exists or not; the status says `RefNotPermitted`.
    ///
    /// Ask the owner of the other namespace for a ReferenceGrant, or put route and Service into one namespace.
    ///
    /// Source: gateway-api v1.7 apis/v1beta1/referencegrant_types.go `ReferenceGrant`
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
    ///   rules: [{ backendRefs: [{ name: web, namespace: data, port: 80 }] }]
    /// #                                                 ^^^^ warning[reference-grant-missing]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: data }
    /// spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, namespace: data, labels: { app: web } }
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
    ///   rules: [{ backendRefs: [{ name: web, namespace: data, port: 80 }] }]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: data }
    /// spec: { selector: { app: web }, ports: [{ name: http, port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, namespace: data, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
    /// ---
    /// apiVersion: gateway.networking.k8s.io/v1beta1
    /// kind: ReferenceGrant
    /// metadata: { name: from-shop, namespace: data }
    /// spec:
    ///   from: [{ group: gateway.networking.k8s.io, kind: HTTPRoute, namespace: default }]
    ///   to:
    ///     - { group: "", kind: Service }
    /// ```
    pub(super) REFERENCE_GRANT_MISSING = "reference-grant-missing", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_routes(analysis) {
        let RouteFault::GrantMissing { rule, backend, namespace } = kind else { continue };
        let path = grant::reference(*rule, *backend).child("namespace");
        report.push(
            REFERENCE_GRANT_MISSING
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("{} may not name a Service of namespace `{namespace}`", object.title()),
                )
                .effect("Requests for it are answered with 500.")
                .help(format!("a ReferenceGrant in `{namespace}` must admit it"))
                .about(fault),
        );
    }
}
