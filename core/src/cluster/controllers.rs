//! What the controllers know while they write.

use super::hints::TopologyCache;
use super::nodes::Nodes;
use super::state::{ClusterPod, PodId};
use crate::assumptions::Assumptions;
use crate::object::Object;
use crate::object::endpoints::TargetRef;
use crate::object::pod::PodTemplate;
use std::collections::HashMap;

/// What the controllers know while they write.
pub(crate) struct Controllers<'c> {
    pub(super) objects: &'c [Object],
    pub(super) assumptions: &'c Assumptions,
    pub(super) pods: &'c [ClusterPod],
    pub(super) nodes: &'c Nodes,
    pub(super) topology: TopologyCache,
    pub(super) pod_by_name: HashMap<(&'c str, &'c str), PodId>,
}

impl<'c> Controllers<'c> {
    pub(super) fn template(&self, pod: &ClusterPod) -> Option<&'c PodTemplate> {
        pod.template(self.objects)
    }

    /// The Pod that a hand-written endpoint names.
    pub(super) fn pod_of(&self, target: &TargetRef) -> Option<PodId> {
        if target.kind != "Pod" {
            return None;
        }
        self.pod_by_name.get(&(target.namespace.as_str(), target.name.as_str())).copied()
    }
}
