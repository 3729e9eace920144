//! Maps the core's scene to elements: one `<g>` for each layer and group, one element for each shape. No geometry and
//! no decisions here.

use portolan_core::picture::scene::{Form, Group, GroupKind, Layer, Shape};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct LayerProps {
    /// The layer; compared by value, since layouts are made anew.
    pub(crate) layer: Rc<Layer>,
}

/// A layer: rendered again only if something in it changed.
#[component]
pub(crate) fn LayerView(props: &LayerProps) -> Html {
    let layer = &props.layer;
    let role = layer.kind.role();
    let label = (!layer.label.is_empty()).then(|| layer.label.clone());
    html! {
        <g role={role} aria-label={label} aria-hidden={role.is_none().then_some("true")} data-layer={layer.id.clone()}>
            { for layer.groups.iter().map(group) }
        </g>
    }
}

fn group(group: &Group) -> Html {
    let class = classes!(group.kind.class(), group.classes);
    // A card's texts are part of what is seen and need not be repeated in its name: `<title>` names it, where
    // `aria-label` would have to contain them. The lane's own layer carries the name of a lane's title.
    let title = (group.kind == GroupKind::Card).then(|| html! { <title>{ group.label.clone() }</title> });
    let label = (group.kind == GroupKind::Edge).then(|| group.label.clone());
    let hidden = group.kind.role().is_none().then_some("true");
    let state = group.state.map(portolan_core::picture::graph::State::as_str);
    let tabindex = (group.kind == GroupKind::Card).then_some("-1");
    html! {
        <g key={group.id.clone()} {class} role={group.kind.role()} aria-label={label} aria-hidden={hidden} data-id={group.id.clone()} data-state={state} {tabindex}>
            { title }
            { for group.shapes.iter().enumerate().map(|(at, one)| shape(at, one)) }
        </g>
    }
}

fn shape(at: usize, shape: &Shape) -> Html {
    let class = (!shape.classes.is_empty()).then_some(shape.classes);
    let id = (!shape.id.is_empty()).then(|| shape.id.clone());
    let index = shape.target.map(|_| at.to_string());
    let title = shape.title.as_ref().map(|title| html! { <title>{ title.clone() }</title> });
    match &shape.form {
        Form::Rect { x, y, width, height, radius } => html! {
            <rect {class} data-id={id} data-shape={index} x={x.to_string()} y={y.to_string()} width={width.to_string()}
                height={height.to_string()} rx={radius.to_string()}>{ title }</rect>
        },
        Form::Path { d } => {
            html! { <path {class} data-id={id} data-shape={index} d={d.clone()}>{ title }</path> }
        }
        Form::Text { x, y, anchor, text } => html! {
            <text {class} data-id={id} data-shape={index} x={x.to_string()} y={y.to_string()} text-anchor={anchor.as_str()}>{ text.clone() }{ title }</text>
        },
        Form::Icon { x, y, icon } => html! {
            <path {class} data-id={id} data-shape={index} d={icon.path()} transform={format!("translate({x} {y})")}>{ title }</path>
        },
    }
}
