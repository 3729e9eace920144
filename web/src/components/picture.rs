//! The picture's pane: the drawing, its pan and zoom, hover, selection and keys.

mod hit;
mod keys;
mod marks;
mod zoom;

use super::outline::Outline;
use super::scene::LayerView;
use super::what_if::WhatIfPill;
use crate::by_pointer::ByPointer;
use crate::chosen::Chosen;
use crate::engine::{self, Checked};
use crate::hooks::use_pan_zoom;
use crate::state::{Action, Selection, Store};
use hit::{hit, pick};
use keys::{Keys, card_key, view_key};
use marks::{mark_path, use_marks};
use portolan_core::picture::scene::{Layer, Scene};
use std::collections::HashSet;
use std::rc::Rc;
use yew::prelude::*;
use zoom::use_fit;

pub(super) use hit::go;

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
            if !outline { { zoom::buttons(&pan_zoom) } }
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
