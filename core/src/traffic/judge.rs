//! The judge: what every family of links is decided with.

use super::fault::{FaultId, FaultKind};
use super::link::Links;
use super::{PortRoute, manual};
use crate::cluster::world::World;
use crate::diagnostic::Severity;
use crate::object::{Object, ObjectId};
use crate::selection::Selection;
use std::collections::BTreeMap;

/// Decides links while it looks at one object after another.
pub(super) struct Judge<'w, 's> {
    pub(super) world: &'s World<'w>,
    /// What selectors find, by Service.
    pub(super) selections: BTreeMap<ObjectId, &'s Selection>,
    /// Hand-written Endpoints and slices, by namespace and name of their Service.
    pub(super) manual: manual::ByService<'w>,
    pub(super) links: Links,
    pub(super) routes: Vec<PortRoute>,
}

impl<'w, 's> Judge<'w, 's> {
    pub(super) fn new(world: &'s World<'w>, selections: &'s [Selection]) -> Self {
        Self {
            world,
            selections: selections.iter().map(|selection| (selection.service, selection)).collect(),
            manual: manual::by_service(world),
            links: Links::default(),
            routes: Vec::new(),
        }
    }

    /// The fault of an object that the API server refuses: nothing of it exists.
    pub(super) fn refusal(&mut self, object: &Object) -> Option<FaultId> {
        object.refused.then(|| self.links.fault(object.id, Severity::Error, FaultKind::Refused(object.id)))
    }

    /// `Warning`, or `Error` where nothing that the input does not show can help.
    pub(super) fn raised(&self, namespace: &str) -> Severity {
        if self.world.holds_all_pods(namespace) { Severity::Error } else { Severity::Warning }
    }

    /// `Warning`, or `Error` where everything of a namespace is shown.
    pub(super) fn raised_if_complete(&self, namespace: &str) -> Severity {
        if self.world.is_complete(namespace) { Severity::Error } else { Severity::Warning }
    }

    /// How grave it is that a name of a namespace leads to nothing: certain where the namespace is complete, with
    /// evidence where a name is near, worth a look where others of the kind are shown, else unknown.
    pub(super) fn grade(&self, namespace: &str, has_candidate: bool, shows_kind: bool) -> Severity {
        match (self.world.is_complete(namespace), has_candidate, shows_kind) {
            (true, _, _) => Severity::Error,
            _ if self.world.has_unread(namespace) => Severity::Hint,
            (false, true, _) => Severity::Warning,
            (false, false, true) => Severity::Info,
            (false, false, false) => Severity::Hint,
        }
    }

    /// What a selector finds.
    pub(super) fn matched(&self, service: ObjectId) -> Vec<&'w Object> {
        let selection = self.selections.get(&service);
        let ids = selection.map_or(&[][..], |selection| selection.matched.as_slice());
        ids.iter().filter_map(|&id| self.world.object(id)).collect()
    }
}
