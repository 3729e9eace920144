//! A selector whose Pods are in another namespace.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::object::Object;
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::selection::Miss;
use std::collections::BTreeSet;

declare_rule! {
    /// A Service's selector matches Pods, but only in another namespace.
    ///
    /// A selector finds Pods of the Service's own namespace alone. The Pods it describes are shown in another one, so
    /// the Service has no endpoints.
    ///
    /// Put Service and Pods into one namespace. To reach a Service of another namespace, use its long name
    /// (`name.namespace.svc`) or an ExternalName Service.
    ///
    /// Source: Kubernetes documentation, Service, Defining a Service
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: billing, namespace: default }
    /// spec:
    ///   selector: { app: billing }
    /// # ^^^^^^^^ warning[selector-other-namespace]
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: billing-0, namespace: prod, labels: { app: billing } }
    /// spec: { containers: [{ name: billing, image: billing }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: billing, namespace: prod }
    /// spec:
    ///   selector: { app: billing }
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: billing-0, namespace: prod, labels: { app: billing } }
    /// spec: { containers: [{ name: billing, image: billing }] }
    /// ```
    pub(super) SELECTOR_OTHER_NAMESPACE = "selector-other-namespace", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, service, _, miss) in selector::misses(analysis) {
        let Miss::OtherNamespace(sources) = miss else { continue };
        let sources: Vec<&Object> = sources.iter().filter_map(|&id| analysis.object(id)).collect();
        // Where one side leaves its namespace out, that is the fault: `namespace-omitted` says it.
        if service.namespace_written && sources.iter().any(|source| source.namespace_written) {
            report.push(other_namespace(analysis, service, &sources).about(fault));
        }
    }
}

fn other_namespace(analysis: &Analysis, service: &Object, sources: &[&Object]) -> Finding {
    let namespaces: BTreeSet<&str> = sources.iter().map(|source| source.namespace.as_str()).collect();
    let named: Vec<String> = namespaces.iter().map(|namespace| format!("`{namespace}`")).collect();
    let span = service.key_span("spec", "selector").unwrap_or_else(|| service.head());
    let mut finding = SELECTOR_OTHER_NAMESPACE
        .at(
            service,
            span,
            selector::path(),
            format!("the Pods that Service `{}` selects are in namespace {}", service.name, named.join(", ")),
        )
        .effect(selector::effect(service))
        .help(format!(
            "a selector never leaves its namespace (`{}`): put Service and Pods into one",
            service.namespace
        ));
    for source in sources {
        let place = source.namespace_span().unwrap_or_else(|| source.head());
        finding =
            finding.because(place, format!("{} is in namespace `{}`", source.title(), source.namespace));
    }
    let own = service.value.get("metadata").get("namespace").range();
    match (named.len(), namespaces.iter().next(), own) {
        (1, Some(namespace), Some(range)) => {
            let edit = edit::replace_scalar(&analysis.sources, service.document, range, namespace);
            finding.choice(format!("{} → {namespace}", service.namespace), vec![edit])
        }
        _ => finding,
    }
}
