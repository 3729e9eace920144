//! What lies under the pointer or the keyboard, and what choosing it does.

use crate::engine::{Checked, reveal};
use crate::state::{Action, Selection, Store};
use portolan_core::picture::scene::{GroupKind, Scene, Target};
use wasm_bindgen::JsCast;
use web_sys::{Element, Event};

/// What lies under an event.
pub(super) struct Hit {
    /// The group.
    pub(super) id: String,
    /// The row, edge or card whose path it is.
    pub(super) path: String,
    /// What the group is.
    pub(super) kind: GroupKind,
    /// What the group stands for.
    pub(super) target: Option<Target>,
    /// The target of the very shape, where it has one.
    pub(super) exact: Option<Target>,
}

/// Finds what lies under an event.
pub(super) fn hit(event: &Event, scene: &Scene) -> Option<Hit> {
    let element: Element = event.target()?.dyn_into().ok()?;
    let group = element.closest("g[data-id]").ok()??;
    let id = group.get_attribute("data-id")?;
    let found = scene.layers.iter().flat_map(|layer| &layer.groups).find(|group| group.id == id)?;
    let shape = element.closest("[data-shape]").ok().flatten();
    let index: Option<usize> =
        shape.as_ref().and_then(|shape| shape.get_attribute("data-shape")?.parse().ok());
    let shape = index.and_then(|index| found.shapes.get(index));
    let path =
        shape.map(|shape| shape.id.clone()).filter(|row| !row.is_empty()).unwrap_or_else(|| id.clone());
    Some(Hit {
        id,
        path,
        kind: found.kind,
        target: found.target,
        exact: shape.and_then(|shape| shape.target),
    })
}

/// Opens a lane that is closed, and closes one that is open.
pub(super) fn turn_lane(store: &Store, title: &str) {
    let mut view = store.view.clone();
    let namespace = title.rsplit('/').next().unwrap_or(title).to_owned();
    if view.collapsed.remove(&namespace) {
        view.expanded.insert(namespace);
    } else {
        view.expanded.remove(&namespace);
        view.collapsed.insert(namespace);
    }
    store.dispatch(Action::View(view));
}

/// Selects a card and shows the field it stands for.
pub(super) fn pick(store: &Store, checked: &Checked, hit: &Hit) {
    match hit.kind {
        GroupKind::LaneTitle => turn_lane(store, &hit.id),
        GroupKind::Card if hit.id.starts_with("folded/") => {
            let mut view = store.view.clone();
            let namespace = hit.id.trim_start_matches("folded/").to_owned();
            view.collapsed.remove(&namespace);
            view.expanded.insert(namespace);
            store.dispatch(Action::View(view));
        }
        GroupKind::Card => {
            let again = store.selection == Selection::Card(hit.id.clone().into());
            store.dispatch(Action::Select(Selection::Card(hit.id.clone().into())));
            if again && hit.exact.is_none() {
                store.dispatch(Action::Pin);
            }
            go(store, checked, hit.exact.or(hit.target), false);
        }
        GroupKind::Edge => go(store, checked, hit.exact.or(hit.target), false),
        GroupKind::Plain => {}
    }
}

/// Shows the text that a part of the picture stands for.
pub(crate) fn go(store: &Store, checked: &Checked, target: Option<Target>, take: bool) {
    let Some(mut place) = target.and_then(|target| reveal(checked, target.span, take)) else { return };
    // A whole object is marked by its lines already: put the cursor at its start.
    if place.end.0 > place.start.0 {
        place.end = place.start;
    }
    store.dispatch(Action::Reveal(place));
}
