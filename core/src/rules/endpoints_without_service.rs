//! Hand-written endpoints for a Service that is not there.

use crate::Analysis;
use crate::declare_rule;
use crate::diagnostic::Severity;
use crate::edit;
use crate::field_path::FieldPath;
use crate::near;
use crate::object::endpoints::LABEL_SERVICE_NAME;
use crate::object::{Object, Sourced, is_in_force};
use crate::rule::{Finding, Reporter};
use crate::source::TextRange;
use crate::traffic::manual::{Manual, ManualView};
use std::collections::BTreeMap;

declare_rule! {
    /// Endpoints or an EndpointSlice belong to a Service that is not in their namespace.
    ///
    /// Endpoints belong to the Service of their own name, a slice to the one its label `kubernetes.io/service-name`
    /// names, and both only inside their namespace. Otherwise nobody reads them.
    ///
    /// Write the Service's namespace or name.
    ///
    /// Source: Kubernetes documentation, EndpointSlices; kubernetes v1.37 pkg/controller/endpointslicemirroring
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: my-service, namespace: backend }
    /// spec: { ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: v1
    /// #           ^^ info[deprecated-in-use]
    /// kind: Endpoints
    /// metadata: { name: my-service, namespace: default }
    /// #                                        ^^^^^^^ warning[endpoints-without-service]
    /// subsets: [{ addresses: [{ ip: 192.0.2.42 }], ports: [{ port: 9376 }] }]
    /// ---
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice
    /// metadata: { name: my-service-1, namespace: backend, labels: { kubernetes.io/service-name: my-service } }
    /// addressType: IPv4
    /// ports: [{ port: 9376 }]
    /// endpoints: [{ addresses: [192.0.2.42] }]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: my-service, namespace: backend }
    /// spec: { ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: v1
    /// #           ^^ info[deprecated-in-use]
    /// kind: Endpoints
    /// metadata: { name: my-service, namespace: backend }
    /// subsets: [{ addresses: [{ ip: 192.0.2.42 }], ports: [{ port: 9376 }] }]
    /// ```
    pub(super) ENDPOINTS_WITHOUT_SERVICE = "endpoints-without-service", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let mut by_namespace: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut by_name: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
    for (service, _) in analysis.services() {
        by_namespace.entry(&service.namespace).or_default().push(&service.name);
        by_name.entry(&service.name).or_default().push(service);
    }
    for manual in analysis.objects.iter().filter(|object| is_in_force(object)).filter_map(Manual::of) {
        let object = manual.object;
        let Some(name) = manual.service_name() else { continue };
        let namesakes = by_name.get(name).map_or(&[][..], Vec::as_slice);
        let (own, elsewhere): (Vec<&Object>, Vec<&Object>) =
            namesakes.iter().partition(|service| service.namespace == object.namespace);
        if !own.is_empty() {
            continue;
        }
        let here = by_namespace.get(object.namespace.as_str()).map_or(&[][..], Vec::as_slice);
        let nearest = near::nearest(name, here);
        let finding = if !elsewhere.is_empty() {
            // A namespace that is left out is told by `namespace-omitted`.
            object.namespace_written.then(|| in_other_namespace(analysis, object, name, &elsewhere))
        } else if nearest.is_empty() {
            Some(no_service(analysis, object, manual, name, !here.is_empty()))
        } else {
            Some(near_service(analysis, object, manual, name, &nearest))
        };
        if let Some(finding) = finding {
            report.push(finding);
        }
    }
}

/// The field that names the Service, and where it is written.
fn name_field(object: &Object, manual: Manual<'_>) -> (FieldPath, Option<TextRange>) {
    let metadata = FieldPath::default().child("metadata");
    match manual.view {
        ManualView::Endpoints(_) => {
            (metadata.child("name"), object.value.get("metadata").get("name").range())
        }
        ManualView::Slice(slice) => (
            metadata.child("labels").key(LABEL_SERVICE_NAME),
            slice.service_name.as_ref().and_then(Sourced::range),
        ),
    }
}

fn in_other_namespace(analysis: &Analysis, object: &Object, name: &str, elsewhere: &[&Object]) -> Finding {
    let path = FieldPath::default().child("metadata").child("namespace");
    let mut finding = ENDPOINTS_WITHOUT_SERVICE
        .at(
            object,
            analysis.field_span(object, &path),
            path,
            format!("{} is not in the namespace of its Service", object.title()),
        )
        .severity(Severity::Warning)
        .effect(format!("Service `{name}` does not get these addresses."));
    for service in elsewhere {
        let place = service.namespace_span().unwrap_or_else(|| service.head());
        finding =
            finding.because(place, format!("{} is in namespace `{}`", service.title(), service.namespace));
    }
    let range = object.value.get("metadata").get("namespace").range();
    match (elsewhere, range) {
        ([service], Some(range)) => {
            let edit = edit::replace_scalar(&analysis.sources, object.document, range, &service.namespace);
            finding
                .help(format!("write `namespace: {}`", service.namespace))
                .fix(format!("{} → {}", object.namespace, service.namespace), vec![edit])
        }
        _ => finding.help("write the namespace of the Service they are for"),
    }
}

fn near_service(
    analysis: &Analysis,
    object: &Object,
    manual: Manual<'_>,
    name: &str,
    nearest: &[&str],
) -> Finding {
    let (path, range) = name_field(object, manual);
    let list: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
    let mut finding = ENDPOINTS_WITHOUT_SERVICE
        .at(
            object,
            analysis.field_span(object, &path),
            path,
            format!("no Service `{name}` is in namespace `{}`", object.namespace),
        )
        .severity(Severity::Warning)
        .effect("Nobody reads these addresses.")
        .help(format!("did you mean {}?", list.join(" or ")));
    for (service, _) in analysis.services() {
        if service.namespace == object.namespace && nearest.contains(&service.name.as_str()) {
            finding = finding.because(service.head(), format!("{} is shown", service.title()));
        }
    }
    match (nearest, range) {
        ([meant], Some(range)) => {
            let edit = edit::replace_scalar(&analysis.sources, object.document, range, meant);
            finding.fix(format!("{name} → {meant}"), vec![edit])
        }
        _ => finding,
    }
}

fn no_service(
    analysis: &Analysis,
    object: &Object,
    manual: Manual<'_>,
    name: &str,
    services_shown: bool,
) -> Finding {
    let (path, _) = name_field(object, manual);
    let severity = if analysis.has_unread(&object.namespace) {
        Severity::Hint
    } else if analysis.is_closed(&object.namespace) {
        Severity::Error
    } else if services_shown {
        Severity::Info
    } else {
        Severity::Hint
    };
    ENDPOINTS_WITHOUT_SERVICE
        .at(
            object,
            analysis.field_span(object, &path),
            path,
            format!("no Service `{name}` is shown in namespace `{}`", object.namespace),
        )
        .severity(severity)
        .effect("Without a Service of that name nobody reads these addresses.")
        .help(format!("unknown if Service `{name}` lives elsewhere: add it to the input"))
}
