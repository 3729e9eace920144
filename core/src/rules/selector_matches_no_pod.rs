//! A selector that finds no Pod, and nothing in the input explains it.

use crate::Analysis;
use crate::declare_rule;
use crate::diagnostic::Severity;
use crate::object::Object;
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::selection::{Hidden, Miss};

declare_rule! {
    /// A Service's selector matches no Pod of the input, and no other rule explains why.
    ///
    /// How much that matters depends on what is shown. Where no Pod of the namespace is in the input, or something
    /// may make Pods that are not shown, nothing can be said: a hint. Where Pods are shown and none resembles the
    /// selector, it is worth a look: an info. In a namespace that is declared complete it is an error: the Service
    /// has no endpoints.
    ///
    /// Source: Kubernetes documentation, Service, Defining a Service
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: { app: web }
    /// # ^^^^^^^^ info[selector-matches-no-pod]
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: database, labels: { role: database } }
    /// spec: { containers: [{ name: database, image: database }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: { app: web }
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web }] }
    /// ```
    pub(super) SELECTOR_MATCHES_NO_POD = "selector-matches-no-pod", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (service, _, miss) in selector::misses(analysis) {
        match miss {
            Miss::Unlike if analysis.is_closed(&service.namespace) => {
                report.push(no_pod(service, Severity::Error).effect(selector::effect(service)));
            }
            Miss::Unlike => {
                let finding = no_pod(service, Severity::Info)
                    .help(format!("Pods of namespace `{}` are shown, none resembles it", service.namespace));
                report.push(finding);
            }
            Miss::Unknown(hidden) => {
                report.push(no_pod(service, Severity::Hint).help(unknown(analysis, service, *hidden)));
            }
            Miss::Near(_)
            | Miss::LabelNotOnTemplate { .. }
            | Miss::TooNarrow { .. }
            | Miss::OtherNamespace(_) => {}
        }
    }
}

fn unknown(analysis: &Analysis, service: &Object, hidden: Hidden) -> String {
    match hidden {
        Hidden::NothingShown => {
            format!("unknown: no Pod or workload of namespace `{}` is in the input", service.namespace)
        }
        Hidden::PossibleSource(object) => {
            let title = analysis.object(object).map_or(String::new(), Object::title);
            format!("unknown: {title} may make Pods that are not in the input")
        }
        Hidden::Unread => "unknown: a document that may define them could not be read".to_owned(),
    }
}

fn no_pod(service: &Object, severity: Severity) -> Finding {
    let span = service.key_span("spec", "selector").unwrap_or_else(|| service.head());
    SELECTOR_MATCHES_NO_POD
        .at(
            service,
            span,
            selector::path(),
            format!("the selector of Service `{}` matches no Pod of the input", service.name),
        )
        .severity(severity)
}
