//! A selector that finds no Pod, and nothing in the input explains it.

use crate::Analysis;
use crate::declare_rule;
use crate::diagnostic::Severity;
use crate::object::{Object, Pair, Sourced};
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::rules::selector_pins_revision::pins_revision;
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
    for (fault, service, pairs, miss) in selector::misses(analysis) {
        let finding = match miss {
            Miss::Unlike if fault.severity == Severity::Error => {
                no_pod(service).effect(selector::effect(service))
            }
            Miss::Unlike => no_pod(service)
                .help(format!("Pods of namespace `{}` are shown, none resembles it", service.namespace)),
            Miss::Unknown(hidden) => no_pod(service).help(unknown(analysis, service, *hidden)),
            Miss::NoSuchPod { source, pair } => {
                let (Some(source), Some(pair)) = (analysis.object(*source), pairs.get(*pair)) else {
                    continue;
                };
                no_such_pod(service, source, pair)
            }
            Miss::Unknowable { pair, .. } if pairs.get(*pair).is_none_or(|pair| pins_revision(&pair.key)) => {
                continue;
            }
            Miss::Unknowable { source, pair } => {
                let (Some(source), Some(pair)) = (analysis.object(*source), pairs.get(*pair)) else {
                    continue;
                };
                no_pod(service)
                    .because(
                        source.head(),
                        format!("`{}` is set by the controller of {}", pair.key, source.title()),
                    )
                    .help(format!("unknown: nobody can tell the value of `{}` beforehand", pair.key))
            }
            Miss::Near(_)
            | Miss::LabelNotOnTemplate { .. }
            | Miss::TooNarrow { .. }
            | Miss::OtherNamespace(_) => continue,
        };
        report.push(finding.about(fault));
    }
}

fn no_such_pod(service: &Object, source: &Object, pair: &Pair) -> Finding {
    let range = pair.value.range().or(pair.key_range);
    let replicas = source.workload().and_then(|workload| workload.replicas.as_ref());
    let place = replicas.and_then(Sourced::range).map_or_else(|| source.head(), |range| source.span(range));
    let number = replicas.map_or(1, |replicas| replicas.value);
    SELECTOR_MATCHES_NO_POD
        .at(
            service,
            range.map_or_else(|| service.head(), |range| service.span(range)),
            selector::path().key(&pair.key),
            format!("no Pod of {} is labeled `{}: {}`", source.title(), pair.key, pair.value.value),
        )
        .effect(selector::effect(service))
        .because(place, format!("{} has {number} replicas", source.title()))
        .help("write the label of a Pod that the workload makes")
}

fn unknown(analysis: &Analysis, service: &Object, hidden: Hidden) -> String {
    let title = |object| analysis.object(object).map_or(String::new(), Object::title);
    match hidden {
        Hidden::NothingShown => {
            format!("unknown: no Pod or workload of namespace `{}` is in the input", service.namespace)
        }
        Hidden::PossibleSource(object) => {
            format!("unknown: {} may make Pods that are not in the input", title(object))
        }
        Hidden::Unread => "unknown: a document that may define them could not be read".to_owned(),
        Hidden::Refused(object) => format!("unknown: the API server refuses {}", title(object)),
    }
}

fn no_pod(service: &Object) -> Finding {
    let span = service.key_span("spec", "selector").unwrap_or_else(|| service.head());
    SELECTOR_MATCHES_NO_POD.at(
        service,
        span,
        selector::path(),
        format!("the selector of Service `{}` matches no Pod of the input", service.name),
    )
}
