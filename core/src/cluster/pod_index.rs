//! Matching: which Pods a label selector picks, and which workloads and Pods of the input those come from.
//!
//! ```text
//! labels of Pods ──┐
//!                  ├─▶ PodIndex ──select──▶ Pods
//! idle templates ──┘            ──sources──▶ the objects that they come from, idle workloads included
//! ```
//!
//! Nothing else compares a selector with labels.

use super::labels::{Added, added};
use super::state::{Cluster, ClusterPod, PodId};
use crate::object::{Object, ObjectId, Pair, is_in_force};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What carries labels: a Pod, or a workload that runs none, for the Pods that it would make.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carrier {
    Pod(PodId),
    Idle(u32),
}

/// A workload without Pods, and the labels of those that it would make.
struct Idle<'c> {
    object: ObjectId,
    labels: BTreeMap<&'c str, &'c str>,
}

/// Finds Pods by label pair, so that a Service costs what it selects and not what its namespace holds.
pub(crate) struct PodIndex<'c> {
    pods: &'c [ClusterPod],
    idle: Vec<Idle<'c>>,
    by_pair: HashMap<(&'c str, &'c str, &'c str), Vec<Carrier>>,
}

impl<'c> PodIndex<'c> {
    /// Indexes the labels of Pods.
    pub(crate) fn of_pods(pods: &'c [ClusterPod]) -> Self {
        let mut by_pair: HashMap<_, Vec<Carrier>> = HashMap::new();
        for pod in pods {
            for (key, value) in &pod.labels {
                by_pair
                    .entry((pod.namespace.as_str(), key.as_str(), value.as_str()))
                    .or_default()
                    .push(Carrier::Pod(pod.id));
            }
        }
        Self { pods, idle: Vec::new(), by_pair }
    }

    /// Indexes the labels of Pods, and those of the templates of workloads that run none.
    pub(crate) fn new(objects: &'c [Object], cluster: &'c Cluster) -> Self {
        let mut index = Self::of_pods(&cluster.pods);
        let running: BTreeSet<ObjectId> = cluster.pods.iter().map(|pod| pod.origin).collect();
        for object in objects.iter().filter(|object| is_in_force(object) && !running.contains(&object.id)) {
            let Some(workload) = object.workload() else { continue };
            let at = index.idle.len() as u32;
            let mut labels = BTreeMap::new();
            for pair in &workload.template.labels {
                let (key, value) = (pair.key.as_str(), pair.value.value.as_str());
                labels.insert(key, value);
                index
                    .by_pair
                    .entry((object.namespace.as_str(), key, value))
                    .or_default()
                    .push(Carrier::Idle(at));
            }
            index.idle.push(Idle { object: object.id, labels });
        }
        index
    }

    /// The Pods of a namespace that carry every pair, in order. A selector without pairs picks nothing.
    ///
    /// Source: kubernetes v1.37 pkg/controller/endpointslice/endpointslice_controller.go syncService
    pub(crate) fn select(&self, namespace: &str, selector: &[Pair]) -> Vec<PodId> {
        let pod = |carrier: Carrier| match carrier {
            Carrier::Pod(id) => Some(id),
            Carrier::Idle(_) => None,
        };
        self.matching(namespace, selector).into_iter().filter_map(pod).collect()
    }

    /// The objects that the matching Pods come from, and workloads whose Pods would match if they ran any.
    pub(crate) fn sources(&self, namespace: &str, selector: &[Pair]) -> BTreeSet<ObjectId> {
        self.matching(namespace, selector)
            .into_iter()
            .filter_map(|carrier| match carrier {
                Carrier::Pod(id) => Some(self.pods.get(id.0 as usize)?.origin),
                Carrier::Idle(at) => Some(self.idle.get(at as usize)?.object),
            })
            .collect()
    }

    fn matching(&self, namespace: &str, selector: &[Pair]) -> Vec<Carrier> {
        let lists = selector.iter().map(|pair| {
            self.by_pair
                .get(&(namespace, pair.key.as_str(), pair.value.value.as_str()))
                .map_or(&[][..], |list| list)
        });
        let shortest = lists.min_by_key(|list| list.len()).unwrap_or(&[]);
        shortest.iter().copied().filter(|&carrier| self.carries_all(carrier, selector)).collect()
    }

    fn carries_all(&self, carrier: Carrier, selector: &[Pair]) -> bool {
        selector.iter().all(|pair| {
            let carried = match carrier {
                Carrier::Pod(id) => {
                    self.pods.get(id.0 as usize).and_then(|pod| pod.labels.get(&pair.key)).map(String::as_str)
                }
                Carrier::Idle(at) => {
                    self.idle.get(at as usize).and_then(|idle| idle.labels.get(pair.key.as_str())).copied()
                }
            };
            carried == Some(pair.value.value.as_str())
        })
    }
}

/// How many pairs of a selector a Pod does not carry.
pub(crate) fn missing(pod: &ClusterPod, selector: &[Pair]) -> usize {
    selector.iter().filter(|pair| pod.labels.get(&pair.key) != Some(&pair.value.value)).count()
}

/// Says whether the Pods of an object may carry a pair: its template shows it, or a controller sets a label of that
/// key.
pub(crate) fn may_carry(source: &Object, pair: &Pair) -> bool {
    shows(source, pair) || added(source, &pair.key).is_some()
}

/// Says whether a label's value on the Pods of an object cannot be known.
pub(crate) fn is_unknowable(source: &Object, key: &str) -> bool {
    added(source, key) == Some(Added::Unknowable)
}

/// Says whether the template of an object, or a Pod itself, carries a pair.
pub(crate) fn shows(source: &Object, pair: &Pair) -> bool {
    source.pod_template().is_some_and(|template| template.labels.iter().any(|label| label.fits(pair)))
}
