//! The three-valued world: what is in the input, what certainly is not, and what may exist elsewhere.

use super::pod_index::{PodIndex, is_unknowable};
use super::{Cluster, PodId, Presence, live};
use crate::assumptions::{Assumptions, Complete};
use crate::object::service::Service;
use crate::object::{KeyRef, Object, ObjectId, Pair, View};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Answers whether something exists. Look-ups cost no more than their answer.
pub struct World<'w> {
    /// The objects, by [`ObjectId`].
    pub objects: &'w [Object],
    /// What the controllers make of them.
    pub cluster: &'w Cluster,
    /// The facts.
    pub assumptions: &'w Assumptions,
    unread: Unread<'w>,
    by_key: HashMap<KeyRef<'w>, ObjectId>,
    foreign_services: BTreeSet<(&'w str, &'w str)>,
    namespaces: BTreeSet<&'w str>,
    possible_sources: BTreeMap<&'w str, Vec<ObjectId>>,
    sources: BTreeMap<&'w str, Vec<ObjectId>>,
    services: BTreeMap<&'w str, Vec<ObjectId>>,
    services_by_name: HashMap<&'w str, Vec<ObjectId>>,
    grants: Vec<ObjectId>,
    parents: Vec<ObjectId>,
    refused: HashMap<KeyRef<'w>, ObjectId>,
    index: PodIndex<'w>,
}

/// What of the input could not be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unread<'w> {
    /// A document of which not even the namespace is known.
    pub anywhere: bool,
    /// Namespaces of documents that were read in part.
    pub namespaces: BTreeSet<&'w str>,
}

/// Namespaces that every cluster has.
const NAMESPACES_OF_EVERY_CLUSTER: [&str; 4] = ["default", "kube-node-lease", "kube-public", "kube-system"];

impl<'w> World<'w> {
    /// Prepares the look-ups; linear in objects and in the labels of Pods.
    ///
    /// `has_unread_document` says that a document yielded no object because it could not be read.
    pub fn new(
        objects: &'w [Object],
        cluster: &'w Cluster,
        assumptions: &'w Assumptions,
        has_unread_document: bool,
    ) -> Self {
        let mut by_key = HashMap::new();
        let mut foreign_services = BTreeSet::new();
        let mut namespaces: BTreeSet<&str> = BTreeSet::new();
        let mut possible_sources: BTreeMap<&str, Vec<ObjectId>> = BTreeMap::new();
        let mut sources: BTreeMap<&str, Vec<ObjectId>> = BTreeMap::new();
        let mut services: BTreeMap<&str, Vec<ObjectId>> = BTreeMap::new();
        let mut services_by_name: HashMap<&str, Vec<ObjectId>> = HashMap::new();
        let (mut grants, mut parents) = (Vec::new(), Vec::new());
        let refused = objects.iter().filter(|object| object.refused);
        let refused = refused.map(|object| (object.key(), object.id)).collect();
        let mut unread = Unread { anywhere: has_unread_document, namespaces: BTreeSet::new() };
        for object in live(objects) {
            by_key.insert(object.key(), object.id);
            if object.kind == "Service" && object.service().is_none() {
                foreign_services.insert((object.namespace.as_str(), object.name.as_str()));
            }
            namespaces.insert(if object.as_namespace().is_some() { &object.name } else { &object.namespace });
            if object.pod_template().is_some() {
                sources.entry(&object.namespace).or_default().push(object.id);
            }
            if object.service().is_some() {
                services.entry(&object.namespace).or_default().push(object.id);
                services_by_name.entry(&object.name).or_default().push(object.id);
            }
            if object.reference_grant().is_some() {
                grants.push(object.id);
            }
            if object.gateway().is_some() || object.listener_set().is_some() {
                parents.push(object.id);
            }
            if may_make_pods(object) {
                possible_sources.entry(&object.namespace).or_default().push(object.id);
            }
            if object.partial {
                unread.namespaces.insert(&object.namespace);
            }
        }
        namespaces.remove("");
        // The order of documents decides nothing.
        for list in sources.values_mut().chain(possible_sources.values_mut()).chain(services.values_mut()) {
            list.sort_unstable_by_key(|id| {
                objects.get(id.0 as usize).map(|object| (&object.kind, &object.name))
            });
        }
        let index = PodIndex::new(objects, cluster);
        Self {
            objects,
            cluster,
            assumptions,
            unread,
            by_key,
            foreign_services,
            namespaces,
            possible_sources,
            sources,
            services,
            services_by_name,
            grants,
            parents,
            refused,
            index,
        }
    }

    /// The object of an id.
    pub fn object(&self, id: ObjectId) -> Option<&'w Object> {
        self.objects.get(id.0 as usize)
    }

    /// Says whether every object of a namespace is in the input and was read.
    pub fn is_complete(&self, namespace: &str) -> bool {
        self.assumptions.complete.contains(namespace)
            && !self.unread.anywhere
            && !self.unread.namespaces.contains(namespace)
    }

    /// Says whether text that could not be read may define objects of a namespace.
    pub fn has_unread(&self, namespace: &str) -> bool {
        self.unread.anywhere || self.unread.namespaces.contains(namespace)
    }

    /// Says whether every Pod of a namespace is known: it is complete, and nothing in it may make Pods unseen.
    pub fn holds_all_pods(&self, namespace: &str) -> bool {
        self.is_complete(namespace) && self.possible_sources(namespace).is_empty()
    }

    /// Objects of custom kinds that may make Pods which the input does not show.
    pub fn possible_sources(&self, namespace: &str) -> &[ObjectId] {
        self.possible_sources.get(namespace).map_or(&[], Vec::as_slice)
    }

    /// The Pods and workloads of a namespace, by kind and name.
    pub fn sources_in(&self, namespace: &str) -> impl Iterator<Item = &'w Object> {
        let ids = self.sources.get(namespace).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.objects.get(id.0 as usize))
    }

    /// The Services of a namespace that are in force, by name.
    pub fn services_in(&self, namespace: &str) -> impl Iterator<Item = &'w Object> {
        let ids = self.services.get(namespace).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.objects.get(id.0 as usize))
    }

    /// The Services of a name, in every namespace, in input order.
    pub fn services_named(&self, name: &str) -> impl Iterator<Item = &'w Object> {
        let ids = self.services_by_name.get(name).map_or(&[][..], Vec::as_slice);
        ids.iter().filter_map(|id| self.objects.get(id.0 as usize))
    }

    /// The grants of the input.
    pub fn grants(&self) -> impl Iterator<Item = &'w Object> {
        self.grants.iter().filter_map(|id| self.objects.get(id.0 as usize))
    }

    /// The Gateways and listener sets of the input.
    pub fn parents(&self) -> impl Iterator<Item = &'w Object> {
        self.parents.iter().filter_map(|id| self.objects.get(id.0 as usize))
    }

    /// An object that the API server refuses, and that no other one of its key stands for.
    pub fn refused(&self, key: KeyRef<'_>) -> Option<&'w Object> {
        self.refused.get(&key).and_then(|&id| self.object(id))
    }

    /// A Service that the API server refuses.
    pub fn refused_service(&self, namespace: &str, name: &str) -> Option<&'w Object> {
        self.refused(KeyRef { group: "", kind: "Service", namespace, name })
    }

    /// Says whether anything of a namespace is in the input.
    pub fn shows_namespace(&self, namespace: &str) -> bool {
        self.namespaces.contains(namespace)
    }

    /// Says whether a Service of a namespace is in the input.
    pub fn shows_services(&self, namespace: &str) -> bool {
        self.services.contains_key(namespace)
    }

    /// Looks an object up; of a cluster-scoped kind the namespace is `""`.
    pub fn find(&self, key: KeyRef<'_>) -> Presence<&'w Object> {
        let is_complete = if key.namespace.is_empty() {
            self.assumptions.complete == Complete::Everything && !self.unread.anywhere
        } else {
            self.is_complete(key.namespace)
        };
        match self.by_key.get(&key).and_then(|&id| self.object(id)) {
            Some(object) => Presence::Present(object),
            None if is_complete => Presence::Absent,
            None => Presence::Unknown,
        }
    }

    /// Looks a Service up.
    pub fn service(&self, namespace: &str, name: &str) -> Presence<(&'w Object, &'w Service)> {
        match self.find(KeyRef { group: "", kind: "Service", namespace, name }) {
            Presence::Present(object) => {
                object.service().map_or(Presence::Unknown, |service| Presence::Present((object, service)))
            }
            // Whoever serves a Service of another group may make one of its name, as Knative does.
            Presence::Absent if self.foreign_services.contains(&(namespace, name)) => Presence::Unknown,
            Presence::Absent => Presence::Absent,
            Presence::Unknown => Presence::Unknown,
        }
    }

    /// Looks a namespace up. It is there if a Namespace or anything in it is in the input.
    pub fn namespace(&self, name: &str) -> Presence<()> {
        if self.namespaces.contains(name) || NAMESPACES_OF_EVERY_CLUSTER.contains(&name) {
            Presence::Present(())
        } else if self.assumptions.complete == Complete::Everything && !self.unread.anywhere {
            Presence::Absent
        } else {
            Presence::Unknown
        }
    }

    /// The workloads and Pods of the input whose Pods carry every pair of a selector, by kind and name; workloads that
    /// run none at present are among them.
    pub fn sources_matching(&self, namespace: &str, selector: &[Pair]) -> Vec<&'w Object> {
        let found = self.index.sources(namespace, selector);
        let mut found: Vec<&Object> = found.iter().filter_map(|&id| self.object(id)).collect();
        // The order of documents decides nothing.
        found.sort_unstable_by_key(|object| (&object.kind, &object.name, object.id));
        found
    }

    /// The Pods that a selector picks in a namespace.
    pub fn select(&self, namespace: &str, selector: &[Pair]) -> Vec<PodId> {
        self.index.select(namespace, selector)
    }

    /// The Pods that a Service selects.
    ///
    /// Unknown where none is in the input and one may be elsewhere, or carries a label that only its controller knows.
    pub fn pods_matching(&self, object: &Object, service: &Service) -> Presence<Vec<PodId>> {
        let Some(selector) = &service.selector else { return Presence::Absent };
        let pods = self.index.select(&object.namespace, selector);
        if !pods.is_empty() {
            return Presence::Present(pods);
        }
        let may_carry = |pod: &super::ClusterPod| {
            let origin = self.object(pod.origin);
            selector.iter().all(|pair| {
                pod.labels.get(&pair.key).is_some_and(|value| *value == pair.value.value)
                    || origin.is_some_and(|origin| is_unknowable(origin, &pair.key))
            })
        };
        let is_hidden = !self.holds_all_pods(&object.namespace)
            || self.cluster.pods_in(&object.namespace).iter().any(may_carry);
        if is_hidden { Presence::Unknown } else { Presence::Absent }
    }
}

/// Says whether an object of a custom kind may make Pods that the input does not show.
fn may_make_pods(object: &Object) -> bool {
    let group = object.group();
    let is_built_in = matches!(group, "" | "apps" | "batch" | "autoscaling" | "policy" | "extensions");
    // Kinds of well-known groups that route, watch or certify, and run nothing.
    let runs_nothing = match group {
        "cert-manager.io" | "networking.istio.io" | "security.istio.io" => true,
        "monitoring.coreos.com" => {
            matches!(
                object.kind.as_str(),
                "ServiceMonitor" | "PodMonitor" | "PrometheusRule" | "Probe" | "ScrapeConfig"
            )
        }
        _ => false,
    };
    matches!(object.view, View::Other) && !is_built_in && !group.ends_with(".k8s.io") && !runs_nothing
}
