//! What-ifs: the list on the picture, and the panel that adds one.

use super::dialog::Modal;
use crate::engine::Checked;
use crate::state::{Action, Dialog, Store};
use crate::what_if::WhatIf;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct PillProps {
    /// The store.
    pub(crate) store: Store,
}

#[component]
pub(crate) fn WhatIfPill(props: &PillProps) -> Html {
    let list = &props.store.what_ifs;
    let row = |(at, what_if): (usize, &WhatIf)| {
        let store = props.store.clone();
        let clear = Callback::from(move |_: MouseEvent| store.dispatch(Action::Drop(at)));
        html! {
            <li key={at} class="what-if-row">
                <span>{ format!("What if: {}", what_if.sentence()) }</span>
                <button onclick={clear} aria-label={format!("Clear: {}", what_if.sentence())}>{ "Clear" }</button>
            </li>
        }
    };
    let clear_all = {
        let store = props.store.clone();
        Callback::from(move |_: MouseEvent| store.dispatch(Action::DropAll))
    };
    let more = list.len().saturating_sub(3);
    html! {
        <div class="what-if" role="group" aria-label="What-ifs">
            <ul>{ for list.iter().enumerate().skip(more).map(row) }</ul>
            if list.len() > 1 {
                <div class="what-if-row"><span>{ format!("{} what-ifs", list.len()) }</span><button onclick={clear_all}>{ "Clear all" }</button></div>
            }
        </div>
    }
}

#[derive(PartialEq, Properties)]
pub(crate) struct PanelProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
}

/// The panel: workloads with their replicas, nodes, and what is supposed already.
#[component]
pub(crate) fn WhatIfPanel(props: &PanelProps) -> Html {
    let analysis = &props.checked.drawn;
    let workloads = analysis.objects.iter().filter_map(|object| Some((object, object.workload()?)));
    let scale = workloads.map(|(object, workload)| {
        let (kind, namespace, name) = (object.kind.clone(), object.namespace.clone(), object.name.clone());
        let written = workload.replicas.as_ref().map_or(1, |replicas| replicas.value);
        let now = props.store.what_ifs.iter().find_map(|what_if| match what_if {
            WhatIf::Scale { kind: k, namespace: ns, name: n, replicas } if (k, ns, n) == (&kind, &namespace, &name) => Some(i64::from(*replicas)),
            _ => None,
        });
        let label = format!("{kind} {namespace}/{name}");
        let change = {
            let store = props.store.clone();
            Callback::from(move |event: Event| {
                if let Ok(replicas) = event.target_unchecked_into::<HtmlInputElement>().value().parse::<u32>() {
                    let (kind, namespace, name) = (kind.clone(), namespace.clone(), name.clone());
                    store.dispatch(Action::Suppose(WhatIf::Scale { kind, namespace, name, replicas: replicas.min(100) }));
                }
            })
        };
        html! {
            <label key={label.clone()} class="dialog-row">
                <span>{ label }</span>
                <input class="field" type="number" min="0" max="100" value={now.unwrap_or(written).to_string()} onchange={change} />
            </label>
        }
    });
    let nodes = analysis.cluster.nodes.iter().map(|node| {
        let state = props.store.what_ifs.iter().find_map(|what_if| match what_if {
            WhatIf::Drained { node: n } if *n == node.name => Some("drained"),
            WhatIf::Lost { node: n } if *n == node.name => Some("lost"),
            _ => None,
        });
        let change = {
            let (store, node) = (props.store.clone(), node.name.clone());
            Callback::from(move |event: Event| {
                let node = node.clone();
                match event.target_unchecked_into::<HtmlSelectElement>().value().as_str() {
                    "drained" => store.dispatch(Action::Suppose(WhatIf::Drained { node })),
                    "lost" => store.dispatch(Action::Suppose(WhatIf::Lost { node })),
                    _ => {
                        let drop = store.what_ifs.iter().position(|what_if| matches!(what_if, WhatIf::Drained { node: n } | WhatIf::Lost { node: n } if *n == node));
                        if let Some(at) = drop {
                            store.dispatch(Action::Drop(at));
                        }
                    }
                }
            })
        };
        let zone = node.zone.as_ref().map(|zone| format!(" · {zone}")).unwrap_or_default();
        let option = |value: &'static str, words: &'static str| html! { <option {value} selected={state.unwrap_or("") == value}>{ words }</option> };
        html! {
            <label key={node.name.clone()} class="dialog-row">
                <span>{ format!("Node {}{zone}", node.name) }</span>
                <select class="field" onchange={change}>
                    { option("", "works") }{ option("drained", "is drained: its Pods run elsewhere") }{ option("lost", "is lost: its Pods are not ready") }
                </select>
            </label>
        }
    });
    let clear = {
        let store = props.store.clone();
        Callback::from(move |_: MouseEvent| store.dispatch(Action::DropAll))
    };
    let close = {
        let store = props.store.clone();
        Callback::from(move |()| store.dispatch(Action::Ask(None)))
    };
    let _ = Dialog::WhatIf;
    html! {
        <Modal title="What if" on_close={close}>
            <p class="dialog-note">{ "A what-if changes the cluster and never your text. Picture, endpoints and traces follow it. Pods are changed in the endpoint table." }</p>
            { for scale }
            { for nodes }
            <div class="dialog-acts"><button class="button" onclick={clear} disabled={props.store.what_ifs.is_empty()}>{ "Clear all what-ifs" }</button></div>
        </Modal>
    }
}
