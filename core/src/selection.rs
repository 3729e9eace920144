//! Which Pods each Service's selector finds, and where it finds none, why.
//!
//! ```text
//! Service.selector ──▶ Selection { matched: workloads and Pods }
//!                  └─▶ Selection { miss: Near | LabelNotOnTemplate | TooNarrow | OtherNamespace | … }
//! ```
//!
//! A selector is compared with what Pods will carry: the labels of a template or a Pod, and for Pods of a workload
//! also the labels that controllers add. One cause is found for each miss, the most telling first, so that one fault
//! is reported once.

use crate::cluster::world::World;
use crate::cluster::{self};
use crate::field_path::FieldPath;
use crate::object::service::ServiceType;
use crate::object::workload::WorkloadKind;
use crate::object::{Object, ObjectId, Pair, PodTemplate};
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

mod near;

/// What a Service's selector finds.
#[derive(Debug, Clone, PartialEq)]
pub struct Selection {
    /// The Service.
    pub service: ObjectId,
    /// The workloads and Pods whose Pods it selects, by kind and name.
    pub matched: Vec<ObjectId>,
    /// Why it finds none.
    pub miss: Option<Miss>,
}

/// Why a selector finds no Pod.
#[derive(Debug, Clone, PartialEq)]
pub enum Miss {
    /// One changed key or value would make it match.
    Near(Vec<NearMiss>),
    /// The pairs that are missing from the template stand on the workload itself.
    LabelNotOnTemplate {
        /// The workload.
        workload: ObjectId,
        /// The selector's pairs that only the workload carries, by their place in the selector.
        pairs: Vec<usize>,
    },
    /// Some pairs fit and the keys of all others are absent from the template.
    TooNarrow {
        /// The workload or Pod that fits best.
        source: ObjectId,
        /// The selector's pairs whose key is absent, by their place in the selector.
        absent: Vec<usize>,
    },
    /// It matches in other namespaces only.
    OtherNamespace(Vec<ObjectId>),
    /// Pods are shown in the namespace, and nothing resembles the selector.
    Unlike,
    /// Nothing in the input can tell: no Pod of the namespace is shown, or one may be hidden.
    Unknown(Hidden),
}

/// Why Pods of a namespace may exist that are not seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hidden {
    /// No Pod source of the namespace is in the input.
    NothingShown,
    /// A kind that is not understood may make Pods.
    PossibleSource(ObjectId),
    /// A document could not be read.
    Unread,
}

/// One way in which a selector nearly matches.
#[derive(Debug, Clone, PartialEq)]
pub struct NearMiss {
    /// The workload or Pod that would match.
    pub source: ObjectId,
    /// The pair to change, by its place in the selector.
    pub pair: usize,
    /// The label that would fit, by its place among the source's labels.
    pub label: usize,
    /// Whether the key (`true`) or the value is to change.
    pub key_differs: bool,
}

/// Something in the input that makes Pods: a workload, or a Pod itself.
#[derive(Debug, Clone, Copy)]
pub struct PodSource<'a> {
    /// The object.
    pub object: &'a Object,
    /// Its Pod template; a Pod's own labels and spec.
    pub template: &'a PodTemplate,
}

impl<'a> PodSource<'a> {
    /// Reads the Pod source that an object is, if it is one.
    pub fn of(object: &'a Object) -> Option<Self> {
        object.pod_template().map(|template| Self { object, template })
    }

    /// The Pod's spec, and the path that leads to it.
    pub fn spec(self) -> (&'a Value, FieldPath) {
        let value = &self.object.value;
        let root = FieldPath::default().child("spec");
        let (parent, path) = match self.object.workload() {
            Some(workload) if workload.kind == WorkloadKind::CronJob => (
                value.get("spec").get("jobTemplate").get("spec").get("template"),
                root.child("jobTemplate").child("spec").child("template").child("spec"),
            ),
            Some(_) => (value.get("spec").get("template"), root.child("template").child("spec")),
            None => (value, root),
        };
        (parent.get("spec"), path)
    }

    /// Says whether the Pods carry, or will carry once controllers have added theirs, a label.
    pub fn carries(self, pair: &Pair) -> bool {
        let written = self.template.labels.iter().any(|label| fits(label, pair));
        written || (self.object.workload().is_some() && is_set_by_controllers(&pair.key))
    }

    fn carries_all(self, selector: &[Pair]) -> bool {
        selector.iter().all(|pair| self.carries(pair))
    }
}

fn fits(label: &Pair, pair: &Pair) -> bool {
    label.key == pair.key && label.value.value == pair.value.value
}

/// Says whether controllers add a label with this key to the Pods of workloads, so that no template shows it.
pub fn is_set_by_controllers(key: &str) -> bool {
    matches!(
        key,
        "statefulset.kubernetes.io/pod-name"
            | "apps.kubernetes.io/pod-index"
            | "controller-revision-hash"
            | "pod-template-hash"
            | "pod-template-generation"
            | "job-name"
            | "controller-uid"
    ) || key.starts_with("batch.kubernetes.io/")
        || key.starts_with("topology.kubernetes.io/")
}

/// Resolves the selector of every Service that has one, in input order.
pub fn select(world: &World<'_>) -> Vec<Selection> {
    let mut sources: Vec<PodSource<'_>> = cluster::live(world.objects).filter_map(PodSource::of).collect();
    // The order of documents decides nothing: of several near misses the first by name is told.
    sources.sort_unstable_by_key(|source| {
        (source.object.kind.as_str(), source.object.name.as_str(), source.object.namespace.as_str())
    });
    let index = Index::new(&sources);
    let services = cluster::live(world.objects).filter_map(|object| {
        let service = object.service().filter(|service| service.kind != ServiceType::ExternalName)?;
        Some((object, service.selector.as_ref()?))
    });
    services
        .map(|(object, selector)| {
            let matched: Vec<ObjectId> = index
                .candidates(&object.namespace, selector)
                .iter()
                .filter(|source| source.carries_all(selector))
                .map(|source| source.object.id)
                .collect();
            let miss = matched.is_empty().then(|| explain(world, &index, object, selector));
            Selection { service: object.id, matched, miss }
        })
        .collect()
}

/// Pod sources by namespace and by label.
struct Index<'a> {
    by_namespace: BTreeMap<&'a str, Vec<PodSource<'a>>>,
    by_label: BTreeMap<(&'a str, &'a str, &'a str), Vec<PodSource<'a>>>,
}

impl<'a> Index<'a> {
    fn new(sources: &[PodSource<'a>]) -> Self {
        let mut index = Self { by_namespace: BTreeMap::new(), by_label: BTreeMap::new() };
        for &source in sources {
            let namespace = source.object.namespace.as_str();
            index.by_namespace.entry(namespace).or_default().push(source);
            for label in &source.template.labels {
                let key = (namespace, label.key.as_str(), label.value.value.as_str());
                index.by_label.entry(key).or_default().push(source);
            }
        }
        index
    }

    fn in_namespace(&self, namespace: &str) -> &[PodSource<'a>] {
        self.by_namespace.get(namespace).map_or(&[], Vec::as_slice)
    }

    /// The sources of a namespace that may match: those that carry the rarest pair that templates can carry.
    fn candidates<'s>(&'s self, namespace: &'s str, selector: &'s [Pair]) -> &'s [PodSource<'s>] {
        selector
            .iter()
            .filter(|pair| !is_set_by_controllers(&pair.key))
            .map(|pair| {
                let key = (namespace, pair.key.as_str(), pair.value.value.as_str());
                self.by_label.get(&key).map_or(&[][..], Vec::as_slice)
            })
            .min_by_key(|found| found.len())
            .unwrap_or_else(|| self.in_namespace(namespace))
    }
}

/// Finds the one cause of a miss, the most telling first.
fn explain(world: &World<'_>, index: &Index<'_>, service: &Object, selector: &[Pair]) -> Miss {
    let here = index.in_namespace(&service.namespace);
    if let Some(near) = near::telling(here, selector) {
        return near;
    }
    if let Some(miss) = label_not_on_template(here, selector).or_else(|| too_narrow(here, selector)) {
        return miss;
    }
    let elsewhere: Vec<ObjectId> = index
        .by_namespace
        .keys()
        .filter(|namespace| **namespace != service.namespace)
        .flat_map(|namespace| index.candidates(namespace, selector))
        .filter(|source| source.carries_all(selector))
        .map(|source| source.object.id)
        .collect();
    if !elsewhere.is_empty() {
        return Miss::OtherNamespace(elsewhere);
    }
    if let Some(near) = near::spelled(here, selector) {
        return near;
    }
    match hidden(world, &service.namespace, !here.is_empty()) {
        Some(hidden) => Miss::Unknown(hidden),
        None => Miss::Unlike,
    }
}

/// Says why Pods of a namespace may exist that the input does not show.
fn hidden(world: &World<'_>, namespace: &str, shown: bool) -> Option<Hidden> {
    if world.has_unread(namespace) {
        return Some(Hidden::Unread);
    }
    if let Some(&object) = world.possible_sources(namespace).first() {
        return Some(Hidden::PossibleSource(object));
    }
    (!shown && !world.assumptions.complete.contains(namespace)).then_some(Hidden::NothingShown)
}

/// The missing pairs stand on a workload's own labels.
fn label_not_on_template(here: &[PodSource<'_>], selector: &[Pair]) -> Option<Miss> {
    here.iter().filter(|source| source.object.workload().is_some()).find_map(|source| {
        let missing: Vec<usize> = missing(*source, selector);
        let own = source.object.labels();
        let all_on_workload = missing
            .iter()
            .all(|&at| selector.get(at).is_some_and(|pair| own.iter().any(|label| fits(label, pair))));
        all_on_workload.then_some(Miss::LabelNotOnTemplate { workload: source.object.id, pairs: missing })
    })
}

/// At least one pair fits, and the keys of the others are absent. The source that fits most pairs is named.
fn too_narrow(here: &[PodSource<'_>], selector: &[Pair]) -> Option<Miss> {
    let mut best: Option<(usize, ObjectId, Vec<usize>)> = None;
    for source in here {
        let missing = missing(*source, selector);
        let fitting = selector.len() - missing.len();
        let keys: BTreeSet<&str> = source.template.labels.iter().map(|label| label.key.as_str()).collect();
        let keys_absent =
            missing.iter().all(|&at| selector.get(at).is_some_and(|pair| !keys.contains(pair.key.as_str())));
        if fitting > 0 && keys_absent && best.as_ref().is_none_or(|(most, ..)| fitting > *most) {
            best = Some((fitting, source.object.id, missing));
        }
    }
    best.map(|(_, source, absent)| Miss::TooNarrow { source, absent })
}

/// The pairs of a selector that a source does not carry.
fn missing(source: PodSource<'_>, selector: &[Pair]) -> Vec<usize> {
    selector.iter().enumerate().filter(|(_, pair)| !source.carries(pair)).map(|(at, _)| at).collect()
}
