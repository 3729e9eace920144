//! What is selected, and what what-ifs change, found again in each drawing.

use crate::state::Selection;
use portolan_core::object::ObjectId;
use portolan_core::picture::scene::{Group, GroupKind, Scene};
use std::collections::{HashMap, HashSet};
use yew::AttrValue;

/// What is selected, found in the current analysis and scene.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Chosen {
    /// The object.
    pub(crate) object: Option<ObjectId>,
    /// The card.
    pub(crate) card: Option<AttrValue>,
}

/// Finds the selection in the drawing.
pub(crate) fn choose(scene: &Scene, selection: &Selection, object: Option<ObjectId>) -> Chosen {
    let mut cards =
        scene.layers.iter().flat_map(|layer| &layer.groups).filter(|group| group.kind == GroupKind::Card);
    match selection {
        Selection::Nothing => Chosen::default(),
        Selection::Card(id) => {
            cards.find(|card| card.id == id.as_str()).map_or_else(Chosen::default, |card| Chosen {
                object: card.target.map(|target| target.object),
                card: Some(id.clone()),
            })
        }
        Selection::Object(key) => {
            let kind = key.kind.as_str();
            // An object may have several cards, such as a Service and its load balancer: its own bears its name.
            let mut own =
                cards.filter(|card| object.is_some() && card.target.map(|target| target.object) == object);
            let first = own.next();
            let is_own = |card: &&Group| card.id.split('/').next() == Some(kind);
            let card = first.filter(is_own).or_else(|| own.find(is_own)).or(first);
            Chosen { object, card: card.map(|card| card.id.clone().into()) }
        }
    }
}

/// The cards and edges that what-ifs change, by id: those that say something other than before.
pub(crate) fn changes(before: &Scene, now: &Scene) -> HashSet<String> {
    let groups = |scene: &Scene| -> HashMap<String, String> {
        let groups = scene.layers.iter().flat_map(|layer| &layer.groups);
        groups.map(|group| (group.id.clone(), group.label.clone())).collect()
    };
    let before = groups(before);
    groups(now).into_iter().filter(|(id, label)| before.get(id) != Some(label)).map(|(id, _)| id).collect()
}
