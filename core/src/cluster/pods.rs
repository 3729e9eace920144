//! Pods: those of the input, and those that its workloads would make.
//!
//! A Pod with a `status` is taken exactly as it is. A Pod without one, and every Pod of a workload, runs on a made-up
//! node and address and is assumed ready.

use super::address::pod_address;
use super::labels::add_known;
use super::nodes::{Nodes, node_ips};
use super::state::{ClusterPod, NodeIndex, PodId, Readiness};
use crate::assumptions::Assumptions;
use crate::go::ip::IpFamily;
use crate::object::pod::{Pod, PodStatus, PodTemplate};
use crate::object::workload::{Workload, WorkloadKind};
use crate::object::{KeyRef, Object, ObjectId, Sourced};
use crate::scenario::{PodChange, PodName, Scenario, WorkloadName};
use crate::schema;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// How many Pods of one workload are simulated: the largest number of nodes that Kubernetes supports.
///
/// Source: Kubernetes documentation, "Considerations for large clusters"
pub const MAX_PODS_PER_WORKLOAD: u32 = 5_000;
/// How many Pods are simulated in all: the largest number that Kubernetes supports.
pub const MAX_PODS: usize = 150_000;

/// The Pods and the workloads of which some Pods were left out because of the limits.
pub(super) struct Population {
    pub(super) pods: Vec<ClusterPod>,
    pub(super) capped: Vec<ObjectId>,
}

struct Maker<'a> {
    scenario: &'a Scenario,
    nodes: &'a Nodes,
    /// Where Pods may be placed.
    schedulable: Vec<NodeIndex>,
    pods: Vec<(ClusterPod, bool)>,
    capped: Vec<ObjectId>,
}

/// Makes the Pods, ordered by namespace and name (a number at the end counts as a number).
pub(super) fn pods(
    objects: &[Object],
    live: &[&Object],
    assumptions: &Assumptions,
    scenario: &Scenario,
    nodes: &Nodes,
) -> Population {
    let mut maker = Maker {
        scenario,
        nodes,
        schedulable: schedulable(objects, nodes),
        pods: Vec::new(),
        capped: Vec::new(),
    };
    let owned = workloads_with_pods(live);
    let mut sources: Vec<&Object> = live.to_vec();
    sources.sort_unstable_by(|a, b| (&a.namespace, &a.name, &a.kind).cmp(&(&b.namespace, &b.name, &b.kind)));
    let mut turns: HashMap<&str, usize> = HashMap::new();
    for object in sources {
        let turn = turns.entry(object.namespace.as_str()).or_default();
        if let Some(pod) = object.pod() {
            maker.given(object, pod, *turn);
        } else if let Some(workload) = object.workload().filter(|_| !owned.contains(&object.id)) {
            maker.simulate(object, workload, *turn);
        } else {
            continue;
        }
        *turn += 1;
    }
    let Maker { mut pods, capped, .. } = maker;
    pods.sort_by_cached_key(|(pod, _)| {
        let (stem, number) = split_number(&pod.name);
        (pod.namespace.clone(), stem.to_owned(), number, pod.name.clone(), pod.origin)
    });
    let families = match assumptions.ip_families.get().as_slice() {
        [] => &[IpFamily::V4, IpFamily::V6][..],
        known => known,
    };
    address(&mut pods, objects, nodes, families);
    let pods = pods.into_iter().enumerate().map(|(at, (pod, _))| ClusterPod { id: PodId(at as u32), ..pod });
    Population { pods: pods.collect(), capped }
}

/// Splits the number at the end of a name off, so that `web-10` comes after `web-9`.
fn split_number(name: &str) -> (&str, u64) {
    let stem = name.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = name.get(stem.len()..).and_then(|digits| digits.parse().ok());
    number.map_or((name, 0), |number| (stem, number))
}

/// The nodes that take Pods: those that are not cordoned, or all if every one is.
fn schedulable(objects: &[Object], nodes: &Nodes) -> Vec<NodeIndex> {
    let is_cordoned = |at: NodeIndex| {
        let object = nodes.get(at).and_then(|node| node.object).and_then(|id| objects.get(id.0 as usize));
        object.and_then(Object::node).is_some_and(|node| node.unschedulable)
    };
    let all: Vec<NodeIndex> = (0..nodes.list.len() as u32).map(NodeIndex).collect();
    let open: Vec<NodeIndex> = all.iter().copied().filter(|&at| !is_cordoned(at)).collect();
    if open.is_empty() { all } else { open }
}

/// Workloads whose Pods come from another object of the input: a Deployment's ReplicaSet beside its Deployment, and
/// any workload whose own Pods are there.
fn workloads_with_pods(live: &[&Object]) -> BTreeSet<ObjectId> {
    let mut by_key: BTreeMap<KeyRef<'_>, ObjectId> = BTreeMap::new();
    let mut owner_of: BTreeMap<ObjectId, ObjectId> = BTreeMap::new();
    for object in live {
        if object.workload().is_some() {
            by_key.insert(object.key(), object.id);
        }
    }
    let find = |owner: KeyRef<'_>| {
        let exact = by_key.get(&owner);
        // A Pod names its ReplicaSet or Job, which a dump may lack: `<deployment>-<hash>`, `<cronjob>-<time>`.
        let kind = match owner.kind {
            "ReplicaSet" => "Deployment",
            "Job" => "CronJob",
            _ => return exact.copied(),
        };
        let parent = owner.name.rsplit_once('-').map(|(name, _)| KeyRef { kind, name, ..owner });
        exact.or_else(|| by_key.get(&parent?)).copied()
    };
    let mut out = BTreeSet::new();
    let mut with_pods = Vec::new();
    for object in live {
        let Some(owner) = controller(object) else { continue };
        let Some(owner) = find(owner) else { continue };
        if object.workload().is_some() {
            out.insert(object.id);
            owner_of.insert(object.id, owner);
        } else {
            with_pods.push(owner);
        }
    }
    for owner in with_pods {
        out.insert(owner);
        if let Some(&parent) = owner_of.get(&owner) {
            out.insert(parent);
        }
    }
    out
}

/// The key of the object that controls another.
fn controller(object: &Object) -> Option<KeyRef<'_>> {
    let owners = object.value.get("metadata").list("ownerReferences");
    let owner = owners.iter().find(|owner| owner.bool("controller").unwrap_or(false))?;
    let group = schema::group(owner.str("apiVersion"));
    Some(KeyRef { group, kind: owner.str("kind"), namespace: &object.namespace, name: owner.str("name") })
}

impl Maker<'_> {
    fn given(&mut self, object: &Object, pod: &Pod, turn: usize) {
        let mut made = self.draft(object, &pod.template, object.name.clone());
        made.terminating = pod.terminating;
        match &pod.status {
            Some(status) => report(&mut made, status),
            None if made.node_name.is_none() => self.place(&mut made, turn, true),
            None => {}
        }
        let drained = made.node_name.as_ref().is_some_and(|node| self.scenario.drained_nodes.contains(node));
        if !drained {
            self.push(made, pod.status.is_none(), pod.template.host_network);
        }
    }

    fn simulate(&mut self, object: &Object, workload: &Workload, turn: usize) {
        let key = WorkloadName {
            kind: object.kind.clone(),
            namespace: object.namespace.clone(),
            name: object.name.clone(),
        };
        let wanted = match self.scenario.scale.get(&key) {
            Some(&scale) => scale,
            None => replicas(workload),
        };
        let is_daemon_set = workload.kind == WorkloadKind::DaemonSet;
        let wanted = if is_daemon_set { self.nodes.list.len() as u32 } else { wanted };
        let room = MAX_PODS.saturating_sub(self.pods.len()) as u32;
        let count = wanted.min(MAX_PODS_PER_WORKLOAD).min(room);
        if count < wanted {
            self.capped.push(object.id);
        }
        for n in 0..count {
            let mut pod = self.draft(object, &workload.template, String::new());
            pod.simulated = true;
            if is_daemon_set {
                pod.node = Some(NodeIndex(n));
                pod.node_name = self.nodes.get(NodeIndex(n)).map(|node| node.name.clone());
                pod.name = format!("{}-{}", object.name, pod.node_name.as_deref().unwrap_or_default());
            } else {
                let ordinal = workload.first_ordinal.saturating_add(i64::from(n));
                pod.name = format!("{}-{ordinal}", object.name);
                if pod.node_name.is_none() {
                    self.place(&mut pod, turn + n as usize, false);
                }
            }
            add_known(&mut pod, object, workload, n);
            self.push(pod, true, workload.template.host_network);
        }
    }

    /// What every Pod takes from its template.
    fn draft(&self, object: &Object, template: &PodTemplate, name: String) -> ClusterPod {
        let node_name = template.node_name.as_ref().map(|name| name.value.clone());
        let text =
            |part: &Option<crate::object::Sourced<String>>| part.as_ref().map(|text| text.value.clone());
        ClusterPod {
            id: PodId(0),
            name,
            namespace: object.namespace.clone(),
            origin: object.id,
            simulated: false,
            addresses_made_up: false,
            labels: template.labels.iter().map(|pair| (pair.key.clone(), pair.value.value.clone())).collect(),
            node: node_name.as_deref().and_then(|name| self.nodes.find(name)),
            node_name,
            ips: Vec::new(),
            phase: "Running".to_owned(),
            readiness: Readiness::Assumed,
            terminating: false,
            hostname: text(&template.hostname),
            subdomain: text(&template.subdomain),
        }
    }

    /// Puts a Pod on the node whose turn it is, or the next one that is not drained.
    fn place(&self, pod: &mut ClusterPod, turn: usize, stays: bool) {
        let n_nodes = self.schedulable.len();
        let turns = (0..n_nodes).filter_map(|skip| self.schedulable.get((turn + skip) % n_nodes.max(1)));
        let is_open = |at: &NodeIndex| {
            stays || self.nodes.get(*at).is_some_and(|node| !self.scenario.drained_nodes.contains(&node.name))
        };
        pod.node = turns.copied().find(is_open);
        pod.node_name = pod.node.and_then(|at| self.nodes.get(at)).map(|node| node.name.clone());
        if pod.node.is_none() {
            "Pending".clone_into(&mut pod.phase);
            pod.readiness = Readiness::NotReady;
        }
    }

    /// Keeps a Pod unless the scenario removes it.
    fn push(&mut self, mut pod: ClusterPod, makes_addresses: bool, host_network: bool) {
        let key = PodName { namespace: pod.namespace.clone(), name: pod.name.clone() };
        if pod.node_name.as_ref().is_some_and(|node| self.scenario.lost_nodes.contains(node)) {
            pod.readiness = Readiness::NotReady;
        }
        match self.scenario.pods.get(&key) {
            Some(PodChange::Gone) => return,
            Some(PodChange::NotReady) => pod.readiness = Readiness::NotReady,
            Some(PodChange::Terminating) => pod.terminating = true,
            None => {}
        }
        pod.addresses_made_up = makes_addresses && pod.node_name.is_some();
        self.pods.push((pod, host_network));
    }
}

/// Takes over what a Pod reports.
fn report(pod: &mut ClusterPod, status: &PodStatus) {
    pod.phase.clone_from(&status.phase);
    pod.readiness = if status.ready == Some(true) { Readiness::Ready } else { Readiness::NotReady };
    pod.ips.clone_from(&status.pod_ips);
    if pod.ips.is_empty() && !status.pod_ip.is_empty() {
        pod.ips.push(status.pod_ip.clone());
    }
}

/// How many Pods a workload runs.
fn replicas(workload: &Workload) -> u32 {
    if workload.suspended.as_ref().is_some_and(|suspended| suspended.value) {
        return 0;
    }
    let stated = |number: &Option<Sourced<i64>>| {
        number.as_ref().map(|number| u32::try_from(number.value.max(0)).unwrap_or(u32::MAX))
    };
    let replicas = stated(&workload.replicas).unwrap_or(1);
    stated(&workload.completions).map_or(replicas, |completions| completions.min(replicas))
}

/// Gives an address per family to every Pod that has none of its own.
fn address(pods: &mut [(ClusterPod, bool)], objects: &[Object], nodes: &Nodes, families: &[IpFamily]) {
    let n_nodes = nodes.list.len() as u32;
    let mut taken = vec![0_u32; nodes.list.len()];
    for (pod, host_network) in pods {
        if !pod.addresses_made_up {
            continue;
        }
        // A node that nobody knows counts as one more.
        let index = pod.node.unwrap_or(NodeIndex(n_nodes));
        if *host_network {
            pod.ips = node_ips(nodes, index, objects, families);
            continue;
        }
        if taken.len() <= index.0 as usize {
            taken.resize(index.0 as usize + 1, 0);
        }
        let Some(number) = taken.get_mut(index.0 as usize) else { continue };
        *number += 1;
        let make = |&family| pod_address(family, index.0.saturating_add(1), *number, n_nodes + 1).to_string();
        pod.ips = families.iter().map(make).collect();
    }
}
