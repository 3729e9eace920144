//! The picture in words: the same order, the same sentences.

use super::picture::go;
use crate::by_pointer::ByPointer;
use crate::chosen::Chosen;
use crate::engine::Checked;
use crate::state::{Action, Selection, Store};
use portolan_core::picture::scene::{Group, GroupKind, Layer, LayerKind, Scene};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct OutlineProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// The drawing.
    pub(crate) scene: ByPointer<Scene>,
    /// What is selected.
    pub(crate) chosen: Rc<Chosen>,
}

#[component]
pub(crate) fn Outline(props: &OutlineProps) -> Html {
    let layers = props
        .scene
        .layers
        .iter()
        .filter(|layer| matches!(layer.kind, LayerKind::Outside | LayerKind::Lane | LayerKind::Edges));
    html! {
        <div class="outline" tabindex="0" role="group" aria-label="Outline">
            <p>{ props.scene.summary.clone() }</p>
            { for layers.map(|layer| section(props, layer)) }
        </div>
    }
}

fn section(props: &OutlineProps, layer: &Layer) -> Html {
    let groups = layer
        .groups
        .iter()
        .filter(|group| matches!(group.kind, GroupKind::Card | GroupKind::Edge) && !group.label.is_empty());
    html! {
        <section key={layer.id.clone()}>
            <h3>{ layer.label.clone() }</h3>
            <ul>{ for groups.map(|group| line(props, group)) }</ul>
        </section>
    }
}

fn line(props: &OutlineProps, group: &Group) -> Html {
    let go = {
        let (store, checked, id, target, kind) =
            (props.store.clone(), props.checked.clone(), group.id.clone(), group.target, group.kind);
        Callback::from(move |_: MouseEvent| {
            if kind == GroupKind::Card {
                store.dispatch(Action::Select(Selection::Card(id.clone().into())));
            }
            go(&store, &checked, target, false);
        })
    };
    let current = props.chosen.card.as_deref() == Some(group.id.as_str());
    html! {
        <li key={group.id.clone()} data-state={group.state.map(portolan_core::picture::graph::State::as_str)}>
            <button onclick={go} aria-current={current.then_some("true")}>{ group.label.clone() }</button>
        </li>
    }
}
