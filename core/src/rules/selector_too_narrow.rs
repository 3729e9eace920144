//! A selector that asks for a label no Pod has.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::object::{Object, Pair};
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::selection::{Miss, PodSource};

declare_rule! {
    /// A Service's selector asks for more labels than its Pods carry.
    ///
    /// Every pair of a selector must be on a Pod for the Pod to be selected. Some pairs of this selector fit; the keys
    /// of the others are on no Pod of the namespace, so nothing is selected and the Service has no endpoints.
    ///
    /// Add the label to the Pod template, or take the pair out of the selector.
    ///
    /// Source: Kubernetes documentation, Labels and Selectors, equality-based requirement
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: shop }
    /// spec:
    ///   selector:
    ///     app: shop
    ///     tier: backend
    /// #         ^^^^^^^ warning[selector-too-narrow]
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: shop-0, labels: { app: shop } }
    /// spec: { containers: [{ name: shop, image: shop }] }
    /// ```
    ///
    /// # Stays silent
    /// Pods may carry more labels than the selector asks for.
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: shop }
    /// spec:
    ///   selector:
    ///     app: shop
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: shop-0, labels: { app: shop, tier: backend } }
    /// spec: { containers: [{ name: shop, image: shop }] }
    /// ```
    pub(super) SELECTOR_TOO_NARROW = "selector-too-narrow", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, service, pairs, miss) in selector::misses(analysis) {
        let Miss::TooNarrow { source, absent } = miss else { continue };
        let (Some(source), Some(pair)) =
            (analysis.object(*source), absent.first().and_then(|&first| pairs.get(first)))
        else {
            continue;
        };
        report.push(too_narrow(analysis, service, pair, source).about(fault));
    }
}

fn too_narrow(analysis: &Analysis, service: &Object, pair: &Pair, source: &Object) -> Finding {
    let range = pair.value.range().or(pair.key_range);
    let labels = PodSource::of(source).map_or(&[][..], |source| source.template.labels.as_slice());
    let place = labels
        .first()
        .and_then(|label| label.key_range)
        .map_or_else(|| source.head(), |range| source.span(range));
    let finding = SELECTOR_TOO_NARROW
        .at(
            service,
            range.map_or_else(|| service.head(), |range| service.span(range)),
            selector::path().key(&pair.key),
            format!("no Pod carries the label `{}` that Service `{}` selects", pair.key, service.name),
        )
        .effect(selector::effect(service))
        .because(place, format!("the Pods of {} have no label `{}`", source.title(), pair.key))
        .help(format!(
            "add `{}: {}` to the Pod template, or take it out of the selector",
            pair.key, pair.value.value
        ));
    let template = match source.workload() {
        Some(_) => source.template_labels(),
        None => source.value.get("metadata").get("labels"),
    };
    match edit::insert_entry(&analysis.sources, source.document, template, &pair.key, &pair.value.value) {
        Some(edit) => {
            finding.choice(format!("add {}: {} to {}", pair.key, pair.value.value, source.name), vec![edit])
        }
        None => finding,
    }
}
