//! Which Pods each Service's selector finds, and where it finds none, why.
//!
//! ```text
//! Service.selector ──▶ Selection { matched: workloads and Pods }
//!                  └─▶ Selection { miss: Near | LabelNotOnTemplate | TooNarrow | OtherNamespace | … }
//! ```
//!
//! What a selector finds is told by the index of Pods and their labels ([`World::sources_matching`]). Where it finds
//! nothing, one cause is found, the most telling first, so that one fault is reported once.

use crate::cluster;
use crate::cluster::pod_index::{is_unknowable, may_carry, shows};
use crate::cluster::world::World;
use crate::field_path::FieldPath;
use crate::object::service::ServiceType;
use crate::object::workload::WorkloadKind;
use crate::object::{Object, ObjectId, Pair, PodTemplate, View};
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
    /// The workloads and Pods that it would find, had the API server not refused them.
    pub refused: Vec<ObjectId>,
    /// Why it finds none; `None` too where what it would find is refused.
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
    /// Every pair fits, but for labels whose values a controller chooses: nobody can know whether they match.
    Unknowable {
        /// The workload whose Pods would match.
        source: ObjectId,
        /// The pair whose value cannot be known, by its place in the selector.
        pair: usize,
    },
    /// Every pair fits, but for a label that tells one Pod from its siblings: no Pod of the workload has that number.
    NoSuchPod {
        /// The workload.
        source: ObjectId,
        /// The pair, by its place in the selector.
        pair: usize,
    },
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
    /// The API server refuses a source of Pods.
    Refused(ObjectId),
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
        Some(Self { object, template: object.pod_template()? })
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
}

/// Resolves the selector of every Service that has one, in input order.
pub fn select(world: &World<'_>) -> Vec<Selection> {
    let index = NearIndex::new(world);
    let services = cluster::live(world.objects).filter_map(|object| {
        let service = object.service().filter(|service| service.kind != ServiceType::ExternalName)?;
        Some((object, service.selector.as_ref()?))
    });
    services
        .map(|(object, selector)| {
            let matched: Vec<ObjectId> =
                world.sources_matching(&object.namespace, selector).iter().map(|source| source.id).collect();
            let refused = index.refused(&object.namespace, selector);
            let is_missed = matched.is_empty() && refused.is_empty();
            let miss = is_missed.then(|| explain(world, &index, object, selector));
            Selection { service: object.id, matched, refused, miss }
        })
        .collect()
}

/// Pod sources by namespace, by kind and name, for comparisons with what nearly matches.
struct NearIndex<'a> {
    by_namespace: BTreeMap<&'a str, Vec<PodSource<'a>>>,
    /// Those that the API server refuses.
    refused: BTreeMap<&'a str, Vec<&'a Object>>,
}

impl<'a> NearIndex<'a> {
    fn new(world: &World<'a>) -> Self {
        let mut by_namespace: BTreeMap<&str, Vec<PodSource<'_>>> = BTreeMap::new();
        for source in cluster::live(world.objects).filter_map(PodSource::of) {
            by_namespace.entry(&source.object.namespace).or_default().push(source);
        }
        // The order of documents decides nothing: of several near misses the first by name is told.
        for sources in by_namespace.values_mut() {
            sources.sort_unstable_by_key(|source| (&source.object.kind, &source.object.name));
        }
        let mut refused: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
        for source in world.objects.iter().filter(|object| object.refused && object.pod_template().is_some())
        {
            refused.entry(&source.namespace).or_default().push(source);
        }
        Self { by_namespace, refused }
    }

    fn refused_in(&self, namespace: &str) -> &[&'a Object] {
        self.refused.get(namespace).map_or(&[], Vec::as_slice)
    }

    /// The refused sources of a namespace whose Pods would carry every pair.
    fn refused(&self, namespace: &str, selector: &[Pair]) -> Vec<ObjectId> {
        let fits = |source: &&&Object| selector.iter().all(|pair| shows(source, pair));
        self.refused_in(namespace).iter().filter(fits).map(|source| source.id).collect()
    }

    fn in_namespace(&self, namespace: &str) -> &[PodSource<'a>] {
        self.by_namespace.get(namespace).map_or(&[], Vec::as_slice)
    }
}

/// Finds the one cause of a miss, the most telling first.
fn explain(world: &World<'_>, index: &NearIndex<'_>, service: &Object, selector: &[Pair]) -> Miss {
    let here = index.in_namespace(&service.namespace);
    if let Some(miss) = by_added_label(here, selector) {
        return miss;
    }
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
        .flat_map(|namespace| world.sources_matching(namespace, selector))
        .map(|source| source.id)
        .collect();
    if !elsewhere.is_empty() {
        return Miss::OtherNamespace(elsewhere);
    }
    if let Some(near) = near::spelled(here, selector) {
        return near;
    }
    if let Some(source) = index.refused_in(&service.namespace).first() {
        return Miss::Unknown(Hidden::Refused(source.id));
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

/// All pairs fit but for labels that controllers add.
fn by_added_label(here: &[PodSource<'_>], selector: &[Pair]) -> Option<Miss> {
    let source = here.iter().find(|source| missing(**source, selector).is_empty())?.object;
    let added = |pair: &Pair| !shows(source, pair);
    let unknowable = selector.iter().position(|pair| added(pair) && is_unknowable(source, &pair.key));
    Some(match unknowable {
        Some(pair) => Miss::Unknowable { source: source.id, pair },
        None => Miss::NoSuchPod { source: source.id, pair: selector.iter().position(added)? },
    })
}

/// The missing pairs stand on a workload's own labels.
fn label_not_on_template(here: &[PodSource<'_>], selector: &[Pair]) -> Option<Miss> {
    here.iter().filter(|source| matches!(source.object.view, View::Workload(_))).find_map(|source| {
        let missing: Vec<usize> = missing(*source, selector);
        let own = source.object.labels();
        let all_on_workload = missing
            .iter()
            .all(|&at| selector.get(at).is_some_and(|pair| own.iter().any(|label| label.fits(pair))));
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

/// The pairs of a selector that the Pods of a source certainly do not carry.
fn missing(source: PodSource<'_>, selector: &[Pair]) -> Vec<usize> {
    selector
        .iter()
        .enumerate()
        .filter(|(_, pair)| !may_carry(source.object, pair))
        .map(|(at, _)| at)
        .collect()
}
