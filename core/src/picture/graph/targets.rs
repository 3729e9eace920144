//! The right-hand column: workloads, Pods, and addresses written by hand.

use super::build::{Builder, part, plural, whole};
use super::{Card, CardId, Column, Outline, Row, RowKey, State};
use crate::cluster::{ClusterPod, Readiness};
use crate::object::pod::ContainerPort;
use crate::object::workload::WorkloadKind;
use crate::object::{Endpoints, Object, ObjectId, Pair, PodTemplate, Workload};
use crate::picture::scene::Icon;
use crate::scenario::{PodName, Scenario, WorkloadName};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// How many Pods or addresses a card names before it only counts.
const NAMED: usize = 6;

/// Labels that differ from Pod to Pod of one owner.
const PER_POD: [&str; 5] = [
    "pod-template-hash",
    "controller-revision-hash",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "batch.kubernetes.io/job-completion-index",
];

impl<'a> Builder<'a> {
    /// Adds the cards of the right-hand column.
    pub(super) fn targets(&mut self) {
        let mut pods: BTreeMap<ObjectId, Vec<&'a ClusterPod>> = BTreeMap::new();
        let owners = owners(self.objects());
        for pod in &self.analysis.cluster.pods {
            let owner = owners.get(&pod.origin).copied().unwrap_or(pod.origin);
            pods.entry(owner).or_default().push(pod);
        }
        let mut groups: BTreeMap<String, CardId> = BTreeMap::new();
        for object in self.objects().filter(|object| !owners.contains_key(&object.id)) {
            let own = pods.get(&object.id).map_or(&[][..], Vec::as_slice);
            if let Some(workload) = object.workload() {
                self.workload(object, workload, own);
            } else if let Some(pod) = object.pod() {
                self.pod(object, &pod.template, own, &mut groups);
            } else if let Some(endpoints) = object.endpoints() {
                self.endpoints(object, endpoints);
            } else if object.endpoint_slice().is_some() {
                self.slice(object);
            }
        }
        for (object, owner) in &owners {
            let Some(&card) = self.object_cards.get(owner) else { continue };
            self.object_cards.insert(*object, card);
            if let Some(card) = self.graph.cards.get_mut(card.index()) {
                card.objects.push(*object);
            }
        }
        self.name_pod_groups(&pods, &groups);
    }

    fn workload(&mut self, object: &'a Object, workload: &Workload, pods: &[&ClusterPod]) {
        let lane = self.lane(&object.namespace);
        let counts = !matches!(workload.kind, WorkloadKind::CronJob);
        let kind = match (counts, pods.len()) {
            (false, _) => object.kind.clone(),
            (true, count) if self.is_scaled(object) => format!("×{count} (what-if)"),
            (true, count) => format!("{} ×{count}", object.kind),
        };
        let mut card = Card {
            id: format!("{}/{}/{}", object.kind, object.namespace, object.name),
            column: Column::Targets,
            lane,
            icon: if workload.kind == WorkloadKind::StatefulSet { Icon::Stateful } else { Icon::Workload },
            outline: Outline::Plain,
            name: object.name.clone(),
            kind,
            noun: format!("{} {}", object.kind, object.name),
            target: Some(whole(object)),
            objects: vec![object.id],
            state: State::Ok,
            why: None,
            rows: port_rows(object, &workload.template),
        };
        show_readiness(&mut card, pods, &self.analysis.scenario);
        self.judge(object, &mut card);
        let id = self.add(card);
        self.own(object, id, pods);
    }

    /// Says whether a what-if sets the number of a workload's Pods.
    fn is_scaled(&self, object: &Object) -> bool {
        let name = WorkloadName {
            kind: object.kind.clone(),
            namespace: object.namespace.clone(),
            name: object.name.clone(),
        };
        self.analysis.scenario.scale.contains_key(&name)
    }

    fn pod(
        &mut self,
        object: &'a Object,
        template: &PodTemplate,
        pods: &[&ClusterPod],
        groups: &mut BTreeMap<String, CardId>,
    ) {
        let key = group_key(object, template);
        if let Some(&id) = groups.get(&key) {
            if let Some(card) = self.graph.cards.get_mut(id.index()) {
                card.objects.push(object.id);
            }
            self.own(object, id, pods);
            return;
        }
        let lane = self.lane(&object.namespace);
        let mut card = Card {
            id: format!("Pod/{}/{}", object.namespace, object.name),
            column: Column::Targets,
            lane,
            icon: Icon::Pod,
            outline: Outline::Plain,
            name: object.name.clone(),
            kind: "Pod".to_owned(),
            noun: format!("Pod {}", object.name),
            target: Some(whole(object)),
            objects: vec![object.id],
            state: State::Ok,
            why: None,
            rows: port_rows(object, template),
        };
        self.judge(object, &mut card);
        let id = self.add(card);
        groups.insert(key, id);
        self.own(object, id, pods);
    }

    fn own(&mut self, object: &Object, id: CardId, pods: &[&ClusterPod]) {
        self.object_cards.insert(object.id, id);
        for pod in pods {
            self.pod_cards.insert(pod.id, id);
            self.has_pods.insert(id);
        }
    }

    /// Names each card of Pods by what its Pods have in common, and shows their readiness.
    fn name_pod_groups(
        &mut self,
        pods: &BTreeMap<ObjectId, Vec<&'a ClusterPod>>,
        groups: &BTreeMap<String, CardId>,
    ) {
        for id in groups.values() {
            let Some(card) = self.graph.cards.get_mut(id.index()) else { continue };
            let all: Vec<&ClusterPod> =
                card.objects.iter().filter_map(|object| pods.get(object)).flatten().copied().collect();
            let names: Vec<&str> = card
                .objects
                .iter()
                .filter_map(|object| self.analysis.object(*object))
                .map(|object| object.name.as_str())
                .collect();
            if let (Some(first), true) = (names.first(), names.len() > 1) {
                let common = names.iter().fold(*first, |common, name| common_prefix(common, name));
                let common = common.trim_end_matches(['-', '.']);
                card.name = if common.is_empty() { (*first).to_owned() } else { common.to_owned() };
                card.kind = format!("Pod ×{}", names.len());
                card.noun = format!("{} {}", plural(names.len(), "Pod", "Pods"), card.name);
            }
            show_readiness(card, &all, &self.analysis.scenario);
        }
    }

    fn endpoints(&mut self, object: &'a Object, endpoints: &Endpoints) {
        let mut rows = Vec::new();
        for subset in &endpoints.subsets {
            let ready = subset.addresses.iter().map(|address| (address, "ready"));
            let not_ready = subset.not_ready_addresses.iter().map(|address| (address, "not ready"));
            for (address, word) in ready.chain(not_ready) {
                if address.target_ref.as_ref().is_some_and(|target| target.kind == "Pod") {
                    continue;
                }
                let port = subset.ports.first().and_then(|port| port.port.as_ref()).map(|port| port.value);
                let origin = address.ip.origin;
                rows.push((address_text(&address.ip.value, port), word, Some(part(object, origin))));
            }
        }
        self.addresses(object, rows);
    }

    fn slice(&mut self, object: &'a Object) {
        let Some(slice) = object.endpoint_slice() else { return };
        let port = slice.ports.first().and_then(|port| port.port.as_ref()).map(|port| port.value);
        let rows = slice
            .endpoints
            .iter()
            .filter(|endpoint| endpoint.target_ref.as_ref().is_none_or(|target| target.kind != "Pod"));
        let rows = rows
            .map(|endpoint| {
                let address = endpoint.addresses.first().map_or("", |address| &address.value);
                let ready = endpoint.ready.as_ref().is_none_or(|ready| ready.value);
                let word = if ready { "ready" } else { "not ready" };
                (address_text(address, port), word, Some(part(object, endpoint.origin)))
            })
            .collect();
        self.addresses(object, rows);
    }

    fn addresses(
        &mut self,
        object: &'a Object,
        rows: Vec<(String, &str, Option<crate::picture::scene::Target>)>,
    ) {
        if rows.is_empty() && !object.value.list("endpoints").is_empty() {
            return;
        }
        let lane = self.lane(&object.namespace);
        let more = rows.len().saturating_sub(NAMED);
        let mut shown: Vec<Row> = rows
            .into_iter()
            .take(NAMED)
            .map(|(address, word, target)| {
                let mut row = Row::plain("", &address, word, &format!("address {address}, {word}"));
                row.key = RowKey::Address;
                row.target = target;
                if word == "not ready" {
                    row.lower(State::Warning, None);
                }
                row
            })
            .collect();
        if more > 0 {
            shown.push(Row::plain("", &format!("+{more} more"), "", &format!("{more} more addresses")));
        }
        let mut card = Card {
            id: format!("{}/{}/{}", object.kind, object.namespace, object.name),
            column: Column::Targets,
            lane,
            icon: Icon::Addresses,
            outline: Outline::Plain,
            name: object.name.clone(),
            kind: "manual".to_owned(),
            noun: format!("{} {}", object.kind, object.name),
            target: Some(whole(object)),
            objects: vec![object.id],
            state: State::Ok,
            why: None,
            rows: shown,
        };
        self.judge(object, &mut card);
        let id = self.add(card);
        self.object_cards.insert(object.id, id);
    }

    /// Writes on a card what the findings say about its object as a whole.
    pub(super) fn judge(&self, object: &Object, card: &mut Card) {
        if let Some(why) = self.findings.refusal(object.id) {
            card.state = State::Broken;
            card.why = Some(why);
        } else if let Some(mark) = self.findings.rest(object.id) {
            card.state = mark.state;
            card.why = Some(mark.why);
        }
    }
}

fn port_rows(object: &Object, template: &PodTemplate) -> Vec<Row> {
    template
        .serving_containers()
        .flat_map(|container| &container.ports)
        .filter_map(|port| {
            let number = port.container_port.as_ref()?.value;
            let name = port.name.as_ref().map_or(String::new(), |name| name.value.clone());
            let mut row =
                Row::plain(&name, &number.to_string(), &port.protocol.value, &port_noun(&name, port, number));
            row.key = RowKey::ContainerPort { name, number, protocol: port.protocol.value.clone() };
            row.target = Some(part(object, port.origin));
            Some(row)
        })
        .collect()
}

fn port_noun(name: &str, port: &ContainerPort, number: i64) -> String {
    let space = if name.is_empty() { "" } else { " " };
    format!("container port {name}{space}{number}/{}", port.protocol.value)
}

/// Says at each port how many Pods are ready and names those that are not, where some are not.
fn show_readiness(card: &mut Card, pods: &[&ClusterPod], scenario: &Scenario) {
    let poor: Vec<(&ClusterPod, &str)> = pods
        .iter()
        .filter_map(|pod| match (pod.terminating, pod.readiness, pod.phase.as_str()) {
            (_, _, "Succeeded" | "Failed") => Some((*pod, "finished")),
            (true, _, _) => Some((*pod, "terminating")),
            (false, Readiness::NotReady, _) => Some((*pod, "not ready")),
            (false, Readiness::Ready | Readiness::Assumed, _) => None,
        })
        .collect();
    if poor.is_empty() {
        return;
    }
    let ready = pods.len() - poor.len();
    for row in &mut card.rows {
        row.right = format!("{ready} of {} ready", pods.len());
        row.state = row.state.max(State::Warning);
    }
    for (pod, word) in poor.iter().take(NAMED) {
        let name = PodName { namespace: pod.namespace.clone(), name: pod.name.clone() };
        let word =
            if scenario.pods.contains_key(&name) { format!("{word} (what-if)") } else { (*word).to_owned() };
        let mut row = Row::plain("", &pod.name, &word, &format!("Pod {}, {word}", pod.name));
        row.state = State::Warning;
        card.rows.push(row);
    }
    if let Some(more @ 1..) = poor.len().checked_sub(NAMED) {
        card.rows.push(Row::plain("", &format!("+{more} more"), "", &format!("{more} more Pods")));
    }
}

/// What Pods of one card share: namespace, owner, or labels and ports where they have no owner.
fn group_key(object: &Object, template: &PodTemplate) -> String {
    let owner = object
        .value
        .get("metadata")
        .list("ownerReferences")
        .iter()
        .find(|owner| owner.bool("controller") == Some(true));
    let mut key = format!("{}\n", object.namespace);
    if let Some(owner) = owner {
        let _ = writeln!(key, "{}/{}", owner.str("kind"), owner.str("name"));
    } else if template.labels.is_empty() {
        let _ = writeln!(key, "{}", object.name);
    }
    let shared = |pair: &&Pair| !PER_POD.contains(&pair.key.as_str());
    let labels: BTreeSet<(&str, &str)> = template
        .labels
        .iter()
        .filter(shared)
        .map(|pair| (pair.key.as_str(), pair.value.value.as_str()))
        .collect();
    for (label, value) in labels {
        let _ = writeln!(key, "{label}={value}");
    }
    for port in template.serving_containers().flat_map(|container| &container.ports) {
        let name = port.name.as_ref().map_or("", |name| &name.value);
        let number = port.container_port.as_ref().map_or(0, |number| number.value);
        let _ = writeln!(key, "{name} {number} {}", port.protocol.value);
    }
    key
}

fn common_prefix<'t>(one: &'t str, other: &str) -> &'t str {
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
    one.get(..same).unwrap_or("")
}

fn address_text(address: &str, port: Option<i64>) -> String {
    match port {
        Some(port) if address.contains(':') => format!("[{address}]:{port}"),
        Some(port) => format!("{address}:{port}"),
        None => address.to_owned(),
    }
}

/// The workload that stands for each Pod or workload that another one made: a Deployment for its
/// `ReplicaSets` and Pods.
fn owners<'a>(objects: impl Iterator<Item = &'a Object> + Clone) -> BTreeMap<ObjectId, ObjectId> {
    let workloads: BTreeMap<(&str, &str, &str), ObjectId> = objects
        .clone()
        .filter(|object| object.workload().is_some())
        .map(|object| ((object.namespace.as_str(), object.kind.as_str(), object.name.as_str()), object.id))
        .collect();
    let direct: BTreeMap<ObjectId, ObjectId> = objects
        .filter(|object| object.pod_template().is_some())
        .filter_map(|object| Some((object.id, owner_of(object, &workloads)?)))
        .collect();
    let top = |owner: &ObjectId| direct.get(owner).copied().unwrap_or(*owner);
    direct
        .iter()
        .map(|(object, owner)| (*object, top(owner)))
        .filter(|(object, owner)| object != owner)
        .collect()
}

fn owner_of(object: &Object, workloads: &BTreeMap<(&str, &str, &str), ObjectId>) -> Option<ObjectId> {
    let owners = object.value.get("metadata").list("ownerReferences");
    let owner = owners.iter().find(|owner| owner.bool("controller") == Some(true))?;
    let (kind, name) = (owner.str("kind"), owner.str("name"));
    let exact = workloads.get(&(object.namespace.as_str(), kind, name));
    // A Pod names its ReplicaSet or Job, which a dump may lack: `<deployment>-<hash>`, `<cronjob>-<time>`.
    let parent = match kind {
        "ReplicaSet" => "Deployment",
        "Job" => "CronJob",
        _ => return exact.copied(),
    };
    let stem = name.rsplit_once('-').map(|(stem, _)| stem);
    exact.or_else(|| workloads.get(&(object.namespace.as_str(), parent, stem?))).copied()
}

/// A label selector as kubectl writes it: `app=web,tier=front`.
pub(super) fn selector_text(selector: &[Pair]) -> String {
    let pairs: Vec<String> =
        selector.iter().map(|pair| format!("{}={}", pair.key, pair.value.value)).collect();
    pairs.join(",")
}
