//! A selector that holds a label which changes with every rollout.

use crate::Analysis;
use crate::declare_rule;
use crate::object::{Object, ObjectId, Pair};
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::selection::Miss;
use crate::traffic::fault::Fault;
use std::collections::BTreeMap;

declare_rule! {
    /// A Service's selector holds `pod-template-hash` or `controller-revision-hash`.
    ///
    /// Controllers set these labels anew with every revision of the Pod template, so the Service follows one revision:
    /// after the next rollout it has no endpoints. Nobody can tell from manifests which hash a revision has, so whether
    /// the selector matches today is unknown.
    ///
    /// Take the label out of the selector, unless the Service is meant to follow one revision.
    ///
    /// Source: kubernetes v1.37 pkg/controller/deployment/sync.go getNewReplicaSet,
    /// pkg/controller/daemon/util/daemonset_util.go CreatePodTemplate
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: { app: web, pod-template-hash: 5d8f4b9c7 }
    /// #                                          ^^^^^^^^^ hint[selector-pins-revision]
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web }
    /// spec:
    ///   selector: { matchLabels: { app: web } }
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { containers: [{ name: web, image: web }] }
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
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web }
    /// spec:
    ///   selector: { matchLabels: { app: web } }
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { containers: [{ name: web, image: web }] }
    /// ```
    pub(super) SELECTOR_PINS_REVISION = "selector-pins-revision", Hint, check
}

/// Says whether a label follows the revision of a Pod template.
pub(super) fn pins_revision(key: &str) -> bool {
    matches!(key, "pod-template-hash" | "controller-revision-hash" | "pod-template-generation")
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    // Where the label decides whether the selector matches, the finding is about that.
    let missed: BTreeMap<ObjectId, &Fault> = selector::misses(analysis)
        .filter(|(_, _, _, miss)| matches!(miss, Miss::Unknowable { .. }))
        .map(|(fault, service, ..)| (service.id, fault))
        .collect();
    for (object, service) in analysis.services().filter(|(object, _)| analysis.is_judged(object)) {
        let pinned = service.selector.iter().flatten().find(|pair| pins_revision(&pair.key));
        if let Some(pair) = pinned {
            let finding = pins(object, pair);
            report.push(match missed.get(&object.id) {
                Some(fault) => finding.about(fault),
                None => finding,
            });
        }
    }
}

fn pins(service: &Object, pair: &Pair) -> Finding {
    let range = pair.value.range().or(pair.key_range);
    SELECTOR_PINS_REVISION
        .at(
            service,
            range.map_or_else(|| service.head(), |range| service.span(range)),
            selector::path().key(&pair.key),
            format!("`{}` ties Service `{}` to one revision of its Pods", pair.key, service.name),
        )
        .effect("After the next rollout the selector matches no Pod.")
        .help(format!("take `{}` out of the selector", pair.key))
}
