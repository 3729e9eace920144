//! A Service without selector that nobody gives addresses.

use crate::Analysis;
use crate::declare_rule;
use crate::diagnostic::Severity;
use crate::field_path::FieldPath;
use crate::object::service::ServiceType;
use crate::object::{Object, Service};
use crate::rule::{Finding, Reporter};
use crate::rules::manual;
use crate::selection::PodSource;
use crate::syntax::tree::NodeKind;

declare_rule! {
    /// A Service has no selector, and no endpoints for it are in the input.
    ///
    /// Without a selector no controller finds Pods: the addresses must come from hand-written Endpoints or
    /// EndpointSlices. They may live elsewhere, so this is an info; it is a warning where the Service is headless (its
    /// author writes the addresses too), or where a workload of the namespace bears its name, which looks as if the
    /// selector was forgotten.
    ///
    /// Write an EndpointSlice with the label `kubernetes.io/service-name`, or add the selector.
    ///
    /// Source: Kubernetes documentation, Service, Services without selectors
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: legacy-db }
    /// #                 ^^^^^^^^^ warning[selectorless-without-endpoints]
    /// spec:
    ///   clusterIP: None
    ///   ports: [{ port: 5432 }]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: legacy-db }
    /// spec:
    ///   clusterIP: None
    ///   ports: [{ port: 5432 }]
    /// ---
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice
    /// metadata: { name: legacy-db-1, labels: { kubernetes.io/service-name: legacy-db } }
    /// addressType: IPv4
    /// ports: [{ port: 5432 }]
    /// endpoints: [{ addresses: [192.0.2.42] }]
    /// ```
    pub(super) SELECTORLESS_WITHOUT_ENDPOINTS = "selectorless-without-endpoints", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let addressed = manual::addressed(analysis);
    for (object, service) in analysis.services() {
        // An empty selector is told by `selector-empty`.
        let is_meant = service.selector.is_none()
            && analysis
                .written_entry(object, "spec", "selector")
                .is_none_or(|(_, value)| value.kind() != NodeKind::Mapping);
        let is_candidate =
            is_meant && service.kind != ServiceType::ExternalName && analysis.is_judged(object);
        let is_silent = is_api_server(object) || object.value.get("metadata").has("ownerReferences");
        let is_addressed = addressed.contains(&(object.namespace.as_str(), object.name.as_str()));
        if is_candidate && !is_silent && !is_addressed {
            report.push(without_endpoints(analysis, object, service));
        }
    }
}

/// The Service that the API server makes for itself, with endpoints that it writes itself.
fn is_api_server(object: &Object) -> bool {
    object.namespace == "default" && object.name == "kubernetes"
}

fn without_endpoints(analysis: &Analysis, object: &Object, service: &Service) -> Finding {
    let namesake = analysis.objects.iter().filter_map(PodSource::of).find(|source| {
        source.object.namespace == object.namespace
            && (source.object.name == object.name
                || source.template.labels.iter().any(|label| label.value.value == object.name))
    });
    let severity = if analysis.has_unread(&object.namespace) {
        Severity::Hint
    } else if analysis.is_closed(&object.namespace) {
        Severity::Error
    } else if service.is_headless() || namesake.is_some() {
        Severity::Warning
    } else {
        Severity::Info
    };
    let effect = if service.is_headless() {
        format!("The name `{}` resolves to no address.", object.name)
    } else {
        "Unless endpoints are written elsewhere, connections are refused.".to_owned()
    };
    let finding = SELECTORLESS_WITHOUT_ENDPOINTS
        .at(
            object,
            object.head(),
            FieldPath::default().child("metadata").child("name"),
            format!("Service `{}` has no selector, and no endpoints for it are shown", object.name),
        )
        .severity(severity)
        .effect(effect)
        .help("add a selector, or an EndpointSlice labeled `kubernetes.io/service-name` with its name");
    match namesake {
        Some(source) => finding
            .because(source.object.head(), format!("{} looks like what it is for", source.object.title())),
        None => finding,
    }
}
