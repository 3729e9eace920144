//! The picture's pane: the drawing, its pan and zoom, hover, selection and keys.

use super::outline::Outline;
use super::scene::LayerView;
use super::what_if::WhatIfPill;
use crate::by_pointer::ByPointer;
use crate::engine::{self, Checked};
use crate::findings;
use crate::hooks::{PanZoom, use_pan_zoom};
use crate::state::{Action, Reveal, Selection, Store};
use portolan_core::object::ObjectId;
use portolan_core::picture::Move;
use portolan_core::picture::scene::{Group, GroupKind, Layer, Scene, Target};
use std::collections::HashSet;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

/// What is selected, found in the current analysis and scene.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Chosen {
    /// The object.
    pub(crate) object: Option<ObjectId>,
    /// The card.
    pub(crate) card: Option<AttrValue>,
}

#[derive(PartialEq, Properties)]
pub(crate) struct PictureProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// The drawing.
    pub(crate) scene: ByPointer<Scene>,
    /// What is selected.
    pub(crate) chosen: Rc<Chosen>,
    /// The ids of what the what-ifs change.
    pub(crate) changed: Rc<HashSet<String>>,
}

#[component]
pub(crate) fn Picture(props: &PictureProps) -> Html {
    let (pane, world) = (use_node_ref(), use_node_ref());
    let pan_zoom = use_pan_zoom(&pane, &world);
    let layers: Rc<Vec<Rc<Layer>>> = use_memo(props.scene.clone(), |_| {
        props.scene.layers.iter().map(|layer| Rc::new(layer.clone())).collect()
    });
    use_fit(props, &pan_zoom);
    use_marks(props, &world, &pan_zoom);

    let hover = {
        let (world, scene, chosen, pinned) =
            (world.clone(), props.scene.clone(), props.chosen.clone(), props.store.pinned);
        move |event: &Event| {
            let kept = chosen.card.as_deref();
            let over = if pinned { None } else { hit(event, &scene).map(|hit| hit.path) };
            mark_path(&world, &scene, over.as_deref().or(kept));
        }
    };
    let over = Callback::from({
        let hover = hover.clone();
        move |event: MouseEvent| hover(&event)
    });
    let focused = Callback::from(move |event: FocusEvent| hover(&event));
    let out = {
        let (world, scene, chosen) = (world.clone(), props.scene.clone(), props.chosen.clone());
        Callback::from(move |_: MouseEvent| mark_path(&world, &scene, chosen.card.as_deref()))
    };
    let click = {
        let (store, checked, scene, pan_zoom) =
            (props.store.clone(), props.checked.clone(), props.scene.clone(), pan_zoom.clone());
        Callback::from(move |event: MouseEvent| {
            if pan_zoom.swallows_click() {
                return;
            }
            match hit(&event, &scene) {
                Some(hit) => pick(&store, &checked, &hit),
                None => store.dispatch(Action::Select(Selection::Nothing)),
            }
        })
    };
    let keys = {
        let (store, checked, scene, world, pan_zoom) = (
            props.store.clone(),
            props.checked.clone(),
            props.scene.clone(),
            world.clone(),
            pan_zoom.clone(),
        );
        Callback::from(move |event: KeyboardEvent| {
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let key = event.key();
            if view_key(&key, &pan_zoom, &store)
                || card_key(
                    &key,
                    &event,
                    &Keys { store: &store, checked: &checked, scene: &scene, world: &world },
                )
            {
                event.prevent_default();
            }
        })
    };
    let empty = props.checked.files.iter().all(|file| file.text.trim().is_empty());
    let scene = &props.scene;
    let outline = props.store.view.outline;
    let stale = engine::staleness(&props.checked);
    let show = |layer: &Rc<Layer>| html! { <LayerView key={layer.id.clone()} layer={layer.clone()} /> };
    let (cards, under): (Vec<_>, Vec<_>) = layers.iter().cloned().partition(|layer| layer.kind.has_cards());
    html! {
        <section class="picture-frame" id="picture" aria-label="Picture">
            <div ref={pane} class="picture" hidden={outline} data-far="0">
                <div ref={world} class="picture-world">
                    if !scene.cards.is_empty() {
                        <svg class="scene" width={scene.width.to_string()} height={scene.height.to_string()} viewBox={format!("0 0 {} {}", scene.width, scene.height)}
                            role="group" aria-label={scene.label.clone()} onclick={click} onmouseover={over} onmouseleave={out} onfocusin={focused} onkeydown={keys}>
                            { for under.iter().map(show) }
                            <g role="tree" aria-label="Objects">{ for cards.iter().map(show) }</g>
                        </svg>
                    }
                </div>
                if scene.cards.is_empty() { { nothing(empty) } }
            </div>
            if !stale.is_empty() { <p class="picture-stale">{ stale }</p> }
            if outline { <Outline store={props.store.clone()} checked={props.checked.clone()} scene={props.scene.clone()} chosen={props.chosen.clone()} /> }
            if !props.store.what_ifs.is_empty() { <WhatIfPill store={props.store.clone()} /> }
            if !outline { { zoom_buttons(&pan_zoom) } }
        </section>
    }
}

fn nothing(empty: bool) -> Html {
    if empty {
        html! {
            <div class="picture-empty">
                <h2>{ "Where does your traffic go?" }</h2>
                <p>{ "Paste Kubernetes manifests on the left, drop files or a folder anywhere, or pick an example above." }</p>
                <p>{ "Everything is worked out on this device. Nothing is sent." }</p>
            </div>
        }
    } else {
        html! { <div class="picture-empty"><p>{ "No Service, Pod or route to draw in what is shown." }</p></div> }
    }
}

fn zoom_buttons(pan_zoom: &PanZoom) -> Html {
    let act = |act: fn(&PanZoom)| {
        let pan_zoom = pan_zoom.clone();
        Callback::from(move |_: MouseEvent| act(&pan_zoom))
    };
    html! {
        <div class="zoom" role="group" aria-label="Zoom">
            <button aria-label="Zoom out" title="Zoom out (-)" onclick={act(|pan_zoom| pan_zoom.zoom(1.0 / 1.25))}>{ "−" }</button>
            <button title="Show at 100 % (1)" onclick={act(PanZoom::natural)}>{ format!("{} %", pan_zoom.percent()) }</button>
            <button aria-label="Zoom in" title="Zoom in (+)" onclick={act(|pan_zoom| pan_zoom.zoom(1.25))}>{ "+" }</button>
            <button title="Fit everything (0)" onclick={act(PanZoom::fit)}>{ "Fit" }</button>
        </div>
    }
}

/// Fits the picture when something was opened, never while someone types.
#[hook]
fn use_fit(props: &PictureProps, pan_zoom: &PanZoom) {
    let fitted = use_mut_ref(|| 0);
    let pan_zoom = pan_zoom.clone();
    let (scene, fits) = (props.scene.clone(), props.checked.fits);
    use_effect_with((props.scene.clone(), fits, props.store.pane), move |_| {
        pan_zoom.set_size(scene.width, scene.height);
        if scene.width > 0 && *fitted.borrow() != fits {
            pan_zoom.open();
            *fitted.borrow_mut() = fits;
        }
    });
}

/// Writes selection, path and the one tab stop to the elements, without rendering the scene again.
#[hook]
fn use_marks(props: &PictureProps, world: &NodeRef, pan_zoom: &PanZoom) {
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

/// What lies under an event.
struct Hit {
    id: String,
    /// The row, edge or card whose path it is.
    path: String,
    kind: GroupKind,
    target: Option<Target>,
    /// The target of the very shape, where it has one.
    exact: Option<Target>,
}

fn hit(event: &Event, scene: &Scene) -> Option<Hit> {
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
fn turn_lane(store: &Store, title: &str) {
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
fn pick(store: &Store, checked: &Checked, hit: &Hit) {
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
pub(super) fn go(store: &Store, checked: &Checked, target: Option<Target>, take: bool) {
    let Some(target) = target else { return };
    let (file, start, end) = findings::positions(&checked.analysis, target.span);
    let Some(file) = checked.file_of(file) else { return };
    let (start, end) = ((start.line, start.character), (end.line, end.character));
    // A whole object is marked by its lines already: put the cursor at its start.
    let end = if end.0 > start.0 { start } else { end };
    store.dispatch(Action::Reveal(Reveal { file: file.id, start, end, take, nonce: 0 }));
}

/// Toggles `data-path` on the elements of the path through a card, row or edge, and on nothing else.
fn mark_path(world: &NodeRef, scene: &Scene, id: Option<&str>) {
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

fn elements(world: &NodeRef, selector: &str) -> Vec<Element> {
    let Some(world) = world.cast::<Element>() else { return Vec::new() };
    let Ok(found) = world.query_selector_all(selector) else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

fn view_key(key: &str, pan_zoom: &PanZoom, store: &Store) -> bool {
    match key {
        "+" | "=" => pan_zoom.zoom(1.25),
        "-" => pan_zoom.zoom(1.0 / 1.25),
        "0" => pan_zoom.fit(),
        "1" => pan_zoom.natural(),
        "Escape" => {
            if let Some(editor) = super::inspector::editor_handle() {
                let _ = editor.focus();
            }
            store.dispatch(Action::Select(Selection::Nothing));
        }
        _ => return false,
    }
    true
}

/// What the keys of a card work on.
struct Keys<'a> {
    store: &'a Store,
    checked: &'a Checked,
    scene: &'a Scene,
    world: &'a NodeRef,
}

fn card_key(key: &str, event: &KeyboardEvent, on: &Keys<'_>) -> bool {
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
