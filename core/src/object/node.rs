//! Node: where Pods run, and in which zone.

use super::{Pair, pairs};
use crate::value::Value;

/// The label that names a node's zone.
pub const LABEL_ZONE: &str = "topology.kubernetes.io/zone";

/// A Node.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// `metadata.labels`.
    pub labels: Vec<Pair>,
    /// The condition `Ready`, `None` where it is not reported.
    pub ready: Option<bool>,
    /// `spec.unschedulable`.
    pub unschedulable: bool,
    /// `status.addresses` of type InternalIP.
    pub internal_ips: Vec<String>,
}

impl Node {
    /// Reads a Node from its value.
    pub fn read(object: &Value) -> Self {
        let status = object.get("status");
        let ready = status.list("conditions").iter().find(|condition| condition.str("type") == "Ready");
        Self {
            labels: pairs(object.get("metadata").get("labels")),
            ready: ready.map(|condition| condition.str("status") == "True"),
            unschedulable: object.get("spec").bool("unschedulable").unwrap_or(false),
            internal_ips: status
                .list("addresses")
                .iter()
                .filter(|address| address.str("type") == "InternalIP")
                .map(|address| address.str("address").to_owned())
                .collect(),
        }
    }

    /// The node's zone, from its label.
    pub fn zone(&self) -> Option<&str> {
        self.labels.iter().find(|pair| pair.key == LABEL_ZONE).map(|pair| pair.value.value.as_str())
    }
}
