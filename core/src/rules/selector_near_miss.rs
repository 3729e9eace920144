//! A selector that one changed key or value would make match.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::object::{Object, Pair};
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::selection::{Miss, NearMiss, PodSource};
use std::collections::BTreeSet;

declare_rule! {
    /// A Service's selector matches no Pod, and one changed key or value would make it match.
    ///
    /// A selector compares keys and values byte for byte: another case, another order of the words or one slip of the
    /// fingers, and the Service has no endpoints. The API server accepts it, `kubectl get endpoints` shows `<none>`,
    /// and connections are refused although the Pods run.
    ///
    /// Write the label that the Pods carry, or change the label on the Pod template.
    ///
    /// Source: Kubernetes documentation, Labels and Selectors; kubernetes v1.37 pkg/controller/endpoint
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector:
    ///     app: web-frontend
    /// #        ^^^^^^^^^^^^ warning[selector-near-miss]
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: frontend-web } }
    /// spec: { containers: [{ name: web, image: web }] }
    /// ```
    ///
    /// # Stays silent
    /// Digits alone tell siblings apart; they are not a slip.
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: redis-1 }
    /// spec:
    ///   selector:
    ///     app: redis-1
    ///   ports: [{ port: 6379 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: redis-1, labels: { app: redis-1 } }
    /// spec: { containers: [{ name: redis, image: redis }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: redis-2, labels: { app: redis-2 } }
    /// spec: { containers: [{ name: redis, image: redis }] }
    /// ```
    pub(super) SELECTOR_NEAR_MISS = "selector-near-miss", Warning, check
}

/// How many candidates are named; with more, the first are not likelier than the rest.
const SHOWN: usize = 3;

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, service, pairs, miss) in selector::misses(analysis) {
        let Miss::Near(candidates) = miss else { continue };
        let Some(first) = candidates.first() else { continue };
        let Some(pair) = pairs.get(first.pair) else { continue };
        // Candidates for another pair than the first one's would be another story; the first one is told.
        let same: Vec<&NearMiss> = candidates
            .iter()
            .filter(|near| near.pair == first.pair && near.key_differs == first.key_differs)
            .collect();
        report.push(near_miss(analysis, service, pair, &same).about(fault));
    }
}

fn near_miss(analysis: &Analysis, service: &Object, pair: &Pair, candidates: &[&NearMiss]) -> Finding {
    let key_differs = candidates.first().is_some_and(|near| near.key_differs);
    let written = if key_differs { &pair.key } else { &pair.value.value };
    let meant: BTreeSet<&str> = candidates
        .iter()
        .filter_map(|near| label(analysis, near))
        .map(|label| if key_differs { label.key.as_str() } else { label.value.value.as_str() })
        .collect();
    let range = if key_differs { pair.key_range } else { pair.value.range().or(pair.key_range) };
    let path = selector::path().key(&pair.key);
    let mut finding = SELECTOR_NEAR_MISS
        .at(
            service,
            range.map_or_else(|| service.head(), |range| service.span(range)),
            path,
            format!(
                "selector `{}: {}` of Service `{}` matches no Pod",
                pair.key, pair.value.value, service.name
            ),
        )
        .effect(selector::effect(service));
    for near in candidates.iter().take(SHOWN) {
        if let (Some(source), Some(label)) = (analysis.object(near.source), label(analysis, near)) {
            let span = label
                .value
                .range()
                .or(label.key_range)
                .map_or_else(|| source.head(), |range| source.span(range));
            let what = format!("{} labels its Pods `{}: {}`", source.title(), label.key, label.value.value);
            finding = finding.because(span, what);
        }
    }
    let list: Vec<String> = meant.iter().take(SHOWN).map(|text| format!("`{text}`")).collect();
    let more = if meant.len() > SHOWN { " or another" } else { "" };
    finding = finding.help(format!("did you mean {}{more}?", list.join(" or ")));
    match (meant.iter().next(), meant.len(), range) {
        (Some(meant), 1, Some(range)) => {
            let edit = edit::replace_scalar(&analysis.sources, service.document, range, meant);
            finding.fix(format!("{written} → {meant}"), vec![edit])
        }
        _ => finding,
    }
}

fn label<'a>(analysis: &'a Analysis, near: &NearMiss) -> Option<&'a Pair> {
    PodSource::of(analysis.object(near.source)?)?.template.labels.get(near.label)
}
