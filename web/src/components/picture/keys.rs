//! The keys of the picture: those that move the view, and those that walk from card to card.

use super::hit::{go, hit, turn_lane};
use super::marks::elements;
use crate::components::editor;
use crate::engine::Checked;
use crate::hooks::PanZoom;
use crate::state::{Action, Selection, Store};
use portolan_core::picture::Move;
use portolan_core::picture::scene::{GroupKind, Scene};
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// Moves the view; says whether the key does.
pub(super) fn view_key(key: &str, pan_zoom: &PanZoom, store: &Store) -> bool {
    match key {
        "+" | "=" => pan_zoom.zoom(1.25),
        "-" => pan_zoom.zoom(1.0 / 1.25),
        "0" => pan_zoom.fit(),
        "1" => pan_zoom.natural(),
        "Escape" => {
            if let Some(editor) = editor::content() {
                let _ = editor.focus();
            }
            store.dispatch(Action::Select(Selection::Nothing));
        }
        _ => return false,
    }
    true
}

/// What the keys of a card work on.
pub(super) struct Keys<'a> {
    /// The store.
    pub(super) store: &'a Store,
    /// The analysis.
    pub(super) checked: &'a Checked,
    /// The drawing.
    pub(super) scene: &'a Scene,
    /// Its elements.
    pub(super) world: &'a NodeRef,
}

/// Acts on the card that has the keyboard; says whether the key does.
pub(super) fn card_key(key: &str, event: &KeyboardEvent, on: &Keys<'_>) -> bool {
    let Some(hit) = hit(event, on.scene).filter(|hit| hit.kind == GroupKind::Card) else { return false };
    let how = match key {
        "ArrowRight" => Move::Next,
        "ArrowLeft" => Move::Previous,
        "ArrowUp" => Move::Up,
        "ArrowDown" => Move::Down,
        "Home" => Move::FirstColumn,
        "End" => Move::LastColumn,
        "n" => Move::NextBroken,
        "p" => Move::PreviousBroken,
        "*" => {
            let lane =
                on.scene.layers.iter().find(|layer| layer.groups.iter().any(|group| group.id == hit.id));
            let title =
                lane.and_then(|lane| lane.groups.iter().find(|group| group.kind == GroupKind::LaneTitle));
            if let Some(title) = title {
                turn_lane(on.store, &title.id);
            }
            return true;
        }
        "Enter" => {
            on.store.dispatch(Action::Select(Selection::Card(hit.id.clone().into())));
            go(on.store, on.checked, hit.target, true);
            return true;
        }
        " " => {
            on.store.dispatch(Action::Select(Selection::Card(hit.id.into())));
            on.store.dispatch(Action::Pin);
            return true;
        }
        _ => return false,
    };
    if let Some(next) = on.scene.step(&hit.id, how) {
        let element = elements(on.world, "[role=\"treeitem\"]")
            .into_iter()
            .find(|e| e.get_attribute("data-id").as_deref() == Some(next));
        if let Some(element) = element.and_then(|element| element.dyn_into::<web_sys::SvgElement>().ok()) {
            let _ = element.focus();
        }
        on.store.dispatch(Action::Select(Selection::Card(next.to_owned().into())));
    }
    true
}
