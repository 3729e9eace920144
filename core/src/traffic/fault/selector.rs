//! Faults of selectors.

use super::Objects;
use crate::object::{ObjectId, Pair};
use crate::selection::{Miss, NearMiss};

/// What is wrong with a selector.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectorFault {
    /// It finds no Pod.
    Miss(Miss),
    /// It is written as `{}`, which is none.
    Empty,
    /// It also finds a workload that does not serve the port.
    Spans {
        /// The number that the Service asks for.
        number: i64,
        /// The workload that declares it.
        serving: ObjectId,
        /// The workload that declares other ports only.
        other: ObjectId,
    },
}

impl SelectorFault {
    pub(super) fn short(&self, service: ObjectId, is_certain: bool, objects: Objects<'_>) -> String {
        let selector = objects.get(service).and_then(|object| object.service()?.selector.as_deref());
        match self {
            Self::Miss(miss) => short_miss(miss, selector.unwrap_or(&[]), is_certain, objects),
            Self::Empty => "the selector is empty".to_owned(),
            Self::Spans { number, .. } => format!("declares no port {number}"),
        }
    }
}

fn short_miss(miss: &Miss, selector: &[Pair], is_certain: bool, objects: Objects<'_>) -> String {
    let pair =
        |at: usize| selector.get(at).map_or(("", ""), |pair| (pair.key.as_str(), pair.value.value.as_str()));
    let first = |places: &[usize]| places.first().map_or(("", ""), |&at| pair(at));
    match miss {
        Miss::Near(near) => {
            let Some(NearMiss { source, pair: at, label, key_differs }) = near.first() else {
                return "no Pods match".to_owned();
            };
            let (key, value) = pair(*at);
            let label = objects.get(*source).and_then(|source| source.pod_template()?.labels.get(*label));
            let meant = label.map_or("", |label| if *key_differs { &label.key } else { &label.value.value });
            format!("no Pod has {key}={value}: {meant}?")
        }
        Miss::LabelNotOnTemplate { pairs, .. } => {
            format!("label {} is not on the Pod template", first(pairs).0)
        }
        Miss::TooNarrow { absent, .. } => {
            let (key, value) = first(absent);
            format!("Pods lack the label {key}={value}")
        }
        Miss::OtherNamespace(found) => {
            let namespace =
                found.first().and_then(|&id| objects.get(id)).map_or("", |source| &source.namespace);
            format!("matches only in namespace {namespace}")
        }
        Miss::NoSuchPod { pair: at, .. } => {
            let (key, value) = pair(*at);
            format!("no Pod has {key}={value}")
        }
        Miss::Unknowable { pair: at, .. } => format!("{} is chosen by a controller", pair(*at).0),
        Miss::Unlike if is_certain => "no Pods match".to_owned(),
        Miss::Unlike | Miss::Unknown(_) => "no Pods in these files match".to_owned(),
    }
}
