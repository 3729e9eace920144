//! A route that asks for a listener its parent does not have.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::near;
use crate::object::{Object, Sourced};
use crate::rule::{Finding, Reporter};
use crate::rules::{fault, parent};
use crate::traffic::fault::RouteFault;

declare_rule! {
    /// A route names a `sectionName` or a `port` of its parent that no listener has.
    ///
    /// The route attaches to nothing and gets no traffic; its status says `NoMatchingParent`.
    ///
    /// Write the name of a listener, or its port.
    ///
    /// Source: gateway-api v1.7 apis/v1/shared_types.go `RouteReasonNoMatchingParent`
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
    ///       sectionName: htp
    /// #                  ^^^ warning[route-section-missing]
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
    ///     - { name: public, sectionName: http }
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
    pub(super) ROUTE_SECTION_MISSING = "route-section-missing", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_routes(analysis) {
        let RouteFault::SectionMissing { parent, target } = kind else { continue };
        if let Some(target) = analysis.object(*target) {
            report.push(missing(analysis, object, *parent, target).about(fault));
        }
    }
}

fn missing(analysis: &Analysis, object: &Object, at: usize, target: &Object) -> Finding {
    let parent = object.route().and_then(|route| route.parent_refs.get(at));
    let section = parent.and_then(|parent| parent.section_name.as_ref());
    let field = if section.is_some() { "sectionName" } else { "port" };
    let path = parent::path(at).child(field);
    let gateway = target.gateway().map(|gateway| &gateway.listeners);
    let listeners = gateway.or_else(|| target.listener_set().map(|set| &set.listeners));
    let names: Vec<&str> =
        listeners.into_iter().flatten().map(|listener| listener.name.value.as_str()).collect();
    let what = match section {
        Some(section) => format!("{} has no listener `{}`", target.title(), section.value),
        None => format!("{} has no listener on the port that {} asks for", target.title(), object.title()),
    };
    let finding = ROUTE_SECTION_MISSING
        .at(object, analysis.field_span(object, &path), path, what)
        .effect("The route attaches to nothing and gets no traffic.")
        .because(target.head(), format!("its listeners: {}", names.join(", ")));
    let meant = section.map(|section| near::nearest(&section.value, &names)).unwrap_or_default();
    match (meant.as_slice(), section.and_then(Sourced::range)) {
        ([meant], Some(range)) => {
            let edit = edit::replace_scalar(&analysis.sources, object.document, range, meant);
            finding.help(format!("did you mean `{meant}`?")).fix(format!("{field}: {meant}"), vec![edit])
        }
        _ => finding.help("write the name or the port of a listener"),
    }
}
