//! Nodes: given by the input, named by its Pods, or assumed.

use super::address::{node_address, parse_ip_sloppy};
use super::state::{ClusterNode, NodeIndex};
use crate::assumptions::{Assumptions, Complete, Fact};
use crate::go::ip::IpFamily;
use crate::object::Object;
use std::collections::{BTreeSet, HashMap};

/// The nodes with an index of their names.
pub(super) struct Nodes {
    pub(super) list: Vec<ClusterNode>,
    by_name: HashMap<String, NodeIndex>,
}

impl Nodes {
    /// The node of a name.
    pub(super) fn find(&self, name: &str) -> Option<NodeIndex> {
        self.by_name.get(name).copied()
    }

    /// A node by its place.
    pub(super) fn get(&self, index: NodeIndex) -> Option<&ClusterNode> {
        self.list.get(index.0 as usize)
    }
}

/// Collects the nodes, ordered by name.
///
/// The Nodes of the input are the nodes, else those the user states, else those that Pods name, else the assumed ones.
/// A node that a Pod names exists even if it is not among them, unless the whole cluster is in the input.
pub(super) fn nodes(live: &[&Object], assumptions: &Assumptions) -> Nodes {
    let mut list: Vec<ClusterNode> = live
        .iter()
        .filter_map(|object| {
            Some(ClusterNode {
                name: object.name.clone(),
                zone: object.node()?.zone().filter(|zone| !zone.is_empty()).map(str::to_owned),
                object: Some(object.id),
            })
        })
        .collect();
    let are_given = !list.is_empty();
    let named: BTreeSet<&str> = live.iter().filter_map(|object| named_node(object)).collect();
    let are_stated = matches!(assumptions.nodes, Fact::Stated(_));
    if !are_given && (are_stated || named.is_empty()) {
        let assumed = assumptions.nodes.get().iter();
        list.extend(assumed.map(|node| ClusterNode {
            name: node.name.clone(),
            zone: node.zone.clone(),
            object: None,
        }));
    }
    if !(are_given && assumptions.complete == Complete::Everything) {
        let known: BTreeSet<String> = list.iter().map(|node| node.name.clone()).collect();
        let missing = named.into_iter().filter(|name| !known.contains(*name));
        list.extend(missing.map(|name| ClusterNode { name: name.to_owned(), zone: None, object: None }));
    }
    list.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    list.dedup_by(|a, b| a.name == b.name);
    let by_name =
        list.iter().enumerate().map(|(at, node)| (node.name.clone(), NodeIndex(at as u32))).collect();
    Nodes { list, by_name }
}

/// The node a Pod or a template names.
fn named_node(object: &Object) -> Option<&str> {
    object.pod_template()?.node_name.as_ref().map(|name| name.value.as_str())
}

/// A node's addresses, one per family: its own where it reports them, else made up.
pub(super) fn node_ips(
    nodes: &Nodes,
    index: NodeIndex,
    objects: &[Object],
    families: &[IpFamily],
) -> Vec<String> {
    let reported = nodes.get(index).and_then(|node| node.object).and_then(|id| objects.get(id.0 as usize));
    if let Some(node) = reported.and_then(Object::node)
        && !node.internal_ips.is_empty()
    {
        return node
            .internal_ips
            .iter()
            .filter_map(|ip| parse_ip_sloppy(ip))
            .map(|ip| ip.to_string())
            .collect();
    }
    families.iter().map(|&family| node_address(family, index.0.saturating_add(1)).to_string()).collect()
}
