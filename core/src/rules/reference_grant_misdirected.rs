//! A grant that admits nearly the right reference.

use crate::Analysis;
use crate::declare_rule;
use crate::object::Object;
use crate::rule::{Finding, Reporter};
use crate::rules::{fault, grant};
use crate::source::Span;
use crate::traffic::fault::RouteFault;
use crate::traffic::fault::route::GrantField;

declare_rule! {
    /// A route names a Service of another namespace, and a ReferenceGrant would admit it but for one field.
    ///
    /// A grant stands in the namespace of what is referred to. `from` names group, kind and namespace of what refers, `to` group
    /// and kind, and perhaps the name, of what is referred to; the core group is the empty text, not `core`. Without a grant
    /// that fits in every field the rule answers with 500.
    ///
    /// Correct the field of the grant.
    ///
    /// Source: gateway-api v1.7 apis/v1beta1/referencegrant_types.go `ReferenceGrantTo`
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
    ///     - { group: core, kind: Service }
    /// #              ^^^^ warning[reference-grant-misdirected]
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
    pub(super) REFERENCE_GRANT_MISDIRECTED = "reference-grant-misdirected", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_routes(analysis) {
        let RouteFault::GrantMisdirected { rule, backend, grant, field } = kind else { continue };
        if let Some(given) = analysis.object(*grant) {
            let reference = grant::reference(*rule, *backend);
            let place = analysis.field_span(object, &reference);
            report.push(misdirected(analysis, given, *field, object, place).about(fault));
        }
    }
}

fn misdirected(
    analysis: &Analysis,
    given: &Object,
    field: GrantField,
    route: &Object,
    place: Span,
) -> Finding {
    let path = grant::field(field);
    let help = match field {
        GrantField::FromGroup(_) => "write `group: gateway.networking.k8s.io`".to_owned(),
        GrantField::FromKind(_) => format!("write `kind: {}`", route.kind),
        GrantField::FromNamespace(_) => format!("write `namespace: {}`", route.namespace),
        GrantField::ToGroup(_) => "write `group: \"\"`: the core group has no name".to_owned(),
        GrantField::ToKind(_) => "write `kind: Service`".to_owned(),
        GrantField::ToName(_) => "name the Service that the route names, or leave `name` out".to_owned(),
        GrantField::Namespace => "put the grant into the namespace of the Service".to_owned(),
    };
    REFERENCE_GRANT_MISDIRECTED
        .at(
            given,
            analysis.field_span(given, &path),
            path,
            format!("{} does not admit {}", given.title(), route.title()),
        )
        .effect("Requests for that backend are answered with 500.")
        .because(place, format!("{} names a Service of another namespace", route.title()))
        .help(help)
}
