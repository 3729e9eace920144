//! A backend that is only an alias.

use crate::Analysis;
use crate::declare_rule;
use crate::rule::Reporter;
use crate::rules::fault;
use crate::traffic::fault::BackendFault;

declare_rule! {
    /// An Ingress, or a route of the Gateway API, sends requests to a Service of type ExternalName.
    ///
    /// The Gateway API advises implementations against following such an alias, since it can lead anywhere; many do not. Behind
    /// an Ingress most controllers follow it, but the `Host` header and the name in TLS are those of the outside, which the
    /// external host does not expect.
    ///
    /// Send requests to a Service with endpoints, or let clients use the external name.
    ///
    /// Source: gateway-api v1.7 apis/v1/httproute_types.go `HTTPBackendRef`
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
    ///   rules: [{ backendRefs: [{ name: web, port: 80 }] }]
    /// #                                 ^^^ warning[external-name-behind-route]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec: { type: ExternalName, externalName: shop.example.com }
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
    pub(super) EXTERNAL_NAME_BEHIND_ROUTE = "external-name-behind-route", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object, link) in fault::of_backends(analysis) {
        let BackendFault::Alias(service) = kind else { continue };
        let Some(service) = analysis.object(*service) else { continue };
        let (path, _) = fault::backend_fields(link);
        let place = service.service().and_then(|view| view.external_name.as_ref()?.range());
        report.push(
            EXTERNAL_NAME_BEHIND_ROUTE
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("Service `{}` behind {} is only an alias", service.name, object.title()),
                )
                .effect("Whether requests follow the alias is left to the controller.")
                .because(
                    place.map_or_else(|| service.head(), |range| service.span(range)),
                    format!("{} stands for this name", service.title()),
                )
                .help("use a Service with endpoints, or let clients use the external name")
                .about(fault),
        );
    }
}
