//! An object that leaves out the namespace its counterpart states.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::field_path::FieldPath;
use crate::object::Object;
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::selection::Miss;
use std::collections::{BTreeMap, BTreeSet};

declare_rule! {
    /// An object has no namespace, and what it belongs to exists only in a namespace that is written.
    ///
    /// An object without `metadata.namespace` lands in the namespace of whoever applies it, most often `default`. Its
    /// counterpart states another one. The two meet only if every caller remembers `-n`.
    ///
    /// Write the namespace.
    ///
    /// Source: Kubernetes documentation, Namespaces
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: # warning[namespace-omitted]
    ///   name: catalog
    /// spec:
    ///   selector: { app: catalog }
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: catalog-0, namespace: shop, labels: { app: catalog } }
    /// spec: { containers: [{ name: catalog, image: catalog }] }
    /// ```
    ///
    /// # Stays silent
    /// Where both leave it out, both land in one namespace.
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: catalog
    /// spec:
    ///   selector: { app: catalog }
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: catalog-0, labels: { app: catalog } }
    /// spec: { containers: [{ name: catalog, image: catalog }] }
    /// ```
    pub(super) NAMESPACE_OMITTED = "namespace-omitted", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, service, _, miss) in selector::misses(analysis) {
        let Miss::OtherNamespace(sources) = miss else { continue };
        let sources: Vec<&Object> = sources.iter().filter_map(|&id| analysis.object(id)).collect();
        if !service.namespace_written {
            report.push(omitted(analysis, service, &sources, selector::effect(service)).about(fault));
        } else if sources.iter().all(|source| !source.namespace_written) {
            for source in sources {
                report.push(omitted(analysis, source, &[service], selector::effect(service)).about(fault));
            }
        }
    }
    let mut by_name: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
    for (service, _) in analysis.services() {
        by_name.entry(&service.name).or_default().push(service);
    }
    for object in analysis.objects.iter().filter(|object| !object.namespace_written && !object.partial) {
        let Some(name) = service_of_manual_endpoints(object) else { continue };
        let services = by_name.get(name).map_or(&[][..], Vec::as_slice);
        let only_elsewhere =
            services.iter().all(|service| service.namespace_written && service.namespace != object.namespace);
        if !services.is_empty() && only_elsewhere {
            let effect = format!("Service `{name}` does not get these addresses.");
            report.push(omitted(analysis, object, services, effect));
        }
    }
}

/// The name of the Service that hand-written endpoints are for.
fn service_of_manual_endpoints(object: &Object) -> Option<&str> {
    match object.endpoints() {
        Some(_) => Some(&object.name),
        None => object.endpoint_slice()?.service_name.as_ref().map(|name| name.value.as_str()),
    }
}

fn omitted(analysis: &Analysis, object: &Object, counterparts: &[&Object], effect: String) -> Finding {
    let namespaces: BTreeSet<&str> = counterparts.iter().map(|other| other.namespace.as_str()).collect();
    let path = FieldPath::default().child("metadata").child("namespace");
    let mut finding = NAMESPACE_OMITTED
        .at(
            object,
            analysis.field_span(object, &path),
            path,
            format!("{} has no namespace, its counterpart is in another one", object.title()),
        )
        .effect(effect);
    for other in counterparts {
        let place = other.namespace_span().unwrap_or_else(|| other.head());
        finding = finding.because(place, format!("{} is in namespace `{}`", other.title(), other.namespace));
    }
    let metadata = object.value.get("metadata");
    match (namespaces.len(), namespaces.iter().next()) {
        (1, Some(namespace)) => {
            let finding = finding.help(format!("write `namespace: {namespace}`"));
            match edit::insert_entry(&analysis.sources, object.document, metadata, "namespace", namespace) {
                Some(edit) => finding.fix(format!("add namespace: {namespace}"), vec![edit]),
                None => finding,
            }
        }
        _ => finding.help("write the namespace of the one it belongs to"),
    }
}
