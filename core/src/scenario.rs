//! What-if: changes to the cluster that no manifest states, such as a lost node or a Pod that is not ready.
//!
//! A scenario is applied between admission and [`crate::cluster`]: objects stay as they are, Pods differ.

use std::collections::{BTreeMap, BTreeSet};

/// The changes; the default one changes nothing.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Scenario {
    /// Changes to single Pods.
    pub pods: BTreeMap<PodName, PodChange>,
    /// Replicas of workloads, in place of what they state.
    pub scale: BTreeMap<WorkloadName, u32>,
    /// Nodes that were drained: their Pods run elsewhere, a DaemonSet's Pods stay, Pods without a workload are gone.
    pub drained_nodes: BTreeSet<String>,
    /// Nodes that no longer answer: their Pods are not ready.
    pub lost_nodes: BTreeSet<String>,
}

/// A Pod by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PodName {
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// A workload by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkloadName {
    /// Its kind, such as `Deployment`.
    pub kind: String,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

/// What happens to a Pod.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PodChange {
    /// It runs and is not ready.
    NotReady,
    /// It is being deleted and still serves.
    Terminating,
    /// It does not exist, and nothing takes its place.
    Gone,
}

impl Scenario {
    /// Says whether nothing is changed.
    pub fn is_empty(&self) -> bool {
        self.pods.is_empty()
            && self.scale.is_empty()
            && self.drained_nodes.is_empty()
            && self.lost_nodes.is_empty()
    }
}
