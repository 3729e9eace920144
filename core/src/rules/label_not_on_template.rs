//! A label that a workload has and its Pods have not.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::object::{Object, Pair};
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::selection::Miss;

declare_rule! {
    /// A Service selects a label that stands on a workload, not on its Pod template.
    ///
    /// The labels of a Deployment are the Deployment's own; its Pods get those of `spec.template.metadata.labels`.
    /// A Service selects Pods, so a label on the workload alone selects nothing, although `kubectl get deployment -l`
    /// finds it.
    ///
    /// Put the label on the Pod template.
    ///
    /// Source: Kubernetes documentation, Deployments, Pod template
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: orders }
    /// spec:
    ///   selector:
    ///     tier: api
    /// #         ^^^ warning[label-not-on-template]
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: orders
    ///   labels: { tier: api }
    /// spec:
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders } }
    ///     spec: { containers: [{ name: orders, image: orders }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: orders }
    /// spec:
    ///   selector:
    ///     tier: api
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata:
    ///   name: orders
    ///   labels: { tier: api }
    /// spec:
    ///   selector: { matchLabels: { app: orders } }
    ///   template:
    ///     metadata: { labels: { app: orders, tier: api } }
    ///     spec: { containers: [{ name: orders, image: orders }] }
    /// ```
    pub(super) LABEL_NOT_ON_TEMPLATE = "label-not-on-template", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, service, pairs, miss) in selector::misses(analysis) {
        let Miss::LabelNotOnTemplate { workload, pairs: missing } = miss else { continue };
        let Some(workload) = analysis.object(*workload) else { continue };
        let missing: Vec<&Pair> = missing.iter().filter_map(|&at| pairs.get(at)).collect();
        if let Some(first) = missing.first() {
            report.push(not_on_template(analysis, service, first, &missing, workload).about(fault));
        }
    }
}

fn not_on_template(
    analysis: &Analysis,
    service: &Object,
    first: &Pair,
    missing: &[&Pair],
    workload: &Object,
) -> Finding {
    let range = first.value.range().or(first.key_range);
    let own = workload.labels();
    let mut finding = LABEL_NOT_ON_TEMPLATE
        .at(
            service,
            range.map_or_else(|| service.head(), |range| service.span(range)),
            selector::path().key(&first.key),
            format!("label `{}` of Service `{}` is on no Pod template", first.key, service.name),
        )
        .effect(selector::effect(service))
        .help(format!(
            "add `{}: {}` to the Pod template of {}",
            first.key,
            first.value.value,
            workload.title()
        ));
    for label in own.iter().filter(|label| missing.iter().any(|pair| pair.key == label.key)) {
        if let Some(range) = label.key_range {
            finding = finding.because(workload.span(range), format!("it is on {} itself", workload.title()));
        }
    }
    let labels = workload.template_labels();
    if let Some(range) = labels.as_entries().first().and_then(|entry| entry.key_range) {
        finding = finding.because(workload.span(range), "the template's labels, which the Pods get");
    }
    let edits: Vec<_> = missing
        .iter()
        .filter_map(|pair| {
            edit::insert_entry(&analysis.sources, workload.document, labels, &pair.key, &pair.value.value)
        })
        .collect();
    // Several insertions at one place would overlap: the fix is offered for one missing label.
    match edits.len() {
        1 => finding.fix(format!("add {}: {} to the template", first.key, first.value.value), edits),
        _ => finding,
    }
}
