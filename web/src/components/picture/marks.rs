//! Marks on the drawing's elements: selection, path, what is stale or changed. They are written to the elements, so
//! that the scene is not rendered again.

use super::PictureProps;
use crate::hooks::PanZoom;
use portolan_core::picture::scene::{Group, GroupKind, Scene};
use std::collections::HashSet;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// Writes selection, path and the one tab stop to the elements, without rendering the scene again.
#[hook]
pub(super) fn use_marks(props: &PictureProps, world: &NodeRef, pan_zoom: &PanZoom) {
    let (world, pan_zoom) = (world.clone(), pan_zoom.clone());
    let (scene, chosen, changed) = (props.scene.clone(), props.chosen.clone(), props.changed.clone());
    let checked = props.checked.clone();
    let shown = use_mut_ref(|| None::<AttrValue>);
    use_effect_with((props.scene.clone(), props.chosen.clone(), props.store.pinned), move |_| {
        let card = chosen.card.as_deref();
        let groups = scene.layers.iter().flat_map(|layer| &layer.groups);
        let is_stale = |group: &&Group| {
            group.kind == GroupKind::Card
                && group.target.is_some_and(|target| checked.stale.contains(&target.span.document))
        };
        let stale: HashSet<&str> = groups.filter(is_stale).map(|group| group.id.as_str()).collect();
        let stop = card.or(scene.cards.first().map(|place| place.id.as_str()));
        for element in elements(&world, "[role=\"treeitem\"]") {
            let id = element.get_attribute("data-id");
            let _ = element.set_attribute("tabindex", if id.as_deref() == stop { "0" } else { "-1" });
            let _ =
                element.set_attribute("aria-selected", if id.as_deref() == card { "true" } else { "false" });
        }
        for element in elements(&world, "g[data-id]") {
            let id = element.get_attribute("data-id").unwrap_or_default();
            flag(&element, "data-changed", changed.contains(&id));
            flag(&element, "data-stale", stale.contains(id.as_str()));
        }
        mark_path(&world, &scene, card);
        let place = scene.cards.iter().find(|place| Some(place.id.as_str()) == card);
        if *shown.borrow() != chosen.card
            && let Some(place) = place
        {
            pan_zoom.show(place.x, place.y, place.width, place.height);
        }
        shown.borrow_mut().clone_from(&chosen.card);
    });
}

fn flag(element: &Element, name: &str, on: bool) {
    if on {
        let _ = element.set_attribute(name, "true");
    } else {
        let _ = element.remove_attribute(name);
    }
}

/// Toggles `data-path` on the elements of the path through a card, row or edge, and on nothing else.
pub(super) fn mark_path(world: &NodeRef, scene: &Scene, id: Option<&str>) {
    let found: HashSet<&str> = id.map(|id| scene.path(id).into_iter().collect()).unwrap_or_default();
    for element in elements(world, "[data-path]") {
        if element.get_attribute("data-id").is_none_or(|id| !found.contains(id.as_str())) {
            let _ = element.remove_attribute("data-path");
        }
    }
    if found.is_empty() {
        return;
    }
    for element in elements(world, "[data-id]") {
        if element.get_attribute("data-id").is_some_and(|id| found.contains(id.as_str())) {
            let _ = element.set_attribute("data-path", "true");
        }
    }
}

/// The elements of the drawing that a selector finds.
pub(super) fn elements(world: &NodeRef, selector: &str) -> Vec<Element> {
    let Some(world) = world.cast::<Element>() else { return Vec::new() };
    let Ok(found) = world.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}
