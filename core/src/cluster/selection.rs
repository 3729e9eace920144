//! Selection: which Pods a label selector picks, and by which pair it fails.

use super::{ClusterPod, PodId};
use crate::object::workload::WorkloadKind;
use crate::object::{Object, Pair};
use std::collections::HashMap;

/// Finds Pods by label pair, so that a Service costs what it selects and not what its namespace holds.
pub(crate) struct PodIndex<'c> {
    pods: &'c [ClusterPod],
    by_pair: HashMap<(&'c str, &'c str, &'c str), Vec<PodId>>,
}

impl<'c> PodIndex<'c> {
    /// Indexes the labels of all Pods.
    pub(crate) fn new(pods: &'c [ClusterPod]) -> Self {
        let mut by_pair: HashMap<_, Vec<PodId>> = HashMap::new();
        for pod in pods {
            for (key, value) in &pod.labels {
                by_pair
                    .entry((pod.namespace.as_str(), key.as_str(), value.as_str()))
                    .or_default()
                    .push(pod.id);
            }
        }
        Self { pods, by_pair }
    }

    /// The Pods of a namespace that carry every pair, in order. A selector without pairs picks nothing.
    ///
    /// Source: kubernetes v1.37 pkg/controller/endpointslice/endpointslice_controller.go syncService
    pub(crate) fn select(&self, namespace: &str, selector: &[Pair]) -> Vec<PodId> {
        let lists = selector.iter().map(|pair| {
            self.by_pair
                .get(&(namespace, pair.key.as_str(), pair.value.value.as_str()))
                .map_or(&[][..], |list| list)
        });
        let Some(shortest) = lists.min_by_key(|list| list.len()) else { return Vec::new() };
        let matches =
            |id: &&PodId| self.pods.get(id.0 as usize).is_some_and(|pod| carries_all(pod, selector));
        shortest.iter().filter(matches).copied().collect()
    }
}

/// Says whether a Pod carries every pair.
pub(crate) fn carries_all(pod: &ClusterPod, selector: &[Pair]) -> bool {
    selector.iter().all(|pair| pod.labels.get(&pair.key).is_some_and(|value| *value == pair.value.value))
}

/// Says whether a controller puts a label on the Pods of a workload whose value nobody can know beforehand.
pub(crate) fn is_unknowable_label(origin: &Object, key: &str) -> bool {
    let Some(workload) = origin.workload() else { return false };
    match workload.kind {
        WorkloadKind::Deployment => key == "pod-template-hash",
        WorkloadKind::StatefulSet => key == "controller-revision-hash",
        WorkloadKind::DaemonSet => matches!(key, "controller-revision-hash" | "pod-template-generation"),
        WorkloadKind::Job => matches!(key, "controller-uid" | "batch.kubernetes.io/controller-uid"),
        WorkloadKind::CronJob => {
            matches!(
                key,
                "controller-uid"
                    | "batch.kubernetes.io/controller-uid"
                    | "job-name"
                    | "batch.kubernetes.io/job-name"
            )
        }
        WorkloadKind::ReplicaSet | WorkloadKind::ReplicationController => false,
        // What the controller of a custom kind adds is its own affair.
        WorkloadKind::Custom => !workload.template.labels.iter().any(|pair| pair.key == key),
    }
}
