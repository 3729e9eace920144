//! The inspector's tabs, and the keys that walk them.

use crate::state::{Action, Store, Tab};
use portolan_core::object::Object;
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// The tabs that an object has.
pub(super) fn tabs(object: &Object) -> &'static [(Tab, &'static str)] {
    if object.service().is_some() {
        &[
            (Tab::Endpoints, "Endpoints"),
            (Tab::Dns, "DNS"),
            (Tab::Kubectl, "kubectl"),
            (Tab::Trace, "Trace"),
            (Tab::Server, "API server"),
        ]
    } else if object.pod_template().is_some() {
        &[
            (Tab::Endpoints, "Pods"),
            (Tab::Kubectl, "kubectl"),
            (Tab::Trace, "Trace"),
            (Tab::Server, "API server"),
        ]
    } else {
        &[(Tab::Server, "API server")]
    }
}

/// The list of tabs; `tab` is in front.
pub(super) fn view(store: &Store, tabs: &[(Tab, &'static str)], tab: Tab) -> Html {
    let button = |(this, name): &(Tab, &'static str)| {
        let (this, store) = (*this, store.clone());
        let show = Callback::from(move |_: MouseEvent| store.dispatch(Action::Show(this)));
        let selected = this == tab;
        html! {
            <button key={*name} class="inspector-tab" role="tab" id={format!("tab-{name}")} aria-selected={if selected { "true" } else { "false" }}
                aria-controls="inspector-body" tabindex={if selected { "0" } else { "-1" }} onclick={show}>{ *name }</button>
        }
    };
    let keys = {
        let store = store.clone();
        let order: Vec<Tab> = tabs.iter().map(|(tab, _)| *tab).collect();
        Callback::from(move |event: KeyboardEvent| {
            let at = order.iter().position(|other| *other == tab).unwrap_or(0);
            let next = match event.key().as_str() {
                "ArrowRight" => (at + 1) % order.len().max(1),
                "ArrowLeft" => (at + order.len().saturating_sub(1)) % order.len().max(1),
                _ => return,
            };
            event.prevent_default();
            if let Some(next) = order.get(next) {
                store.dispatch(Action::Show(*next));
            }
            let list = event.current_target().and_then(|list| list.dyn_into::<web_sys::Element>().ok());
            let button = list
                .and_then(|list| list.children().item(next as u32))
                .and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok());
            if let Some(button) = button {
                let _ = button.focus();
            }
        })
    };
    html! {
        <div class="inspector-tabs" role="tablist" aria-label="About the selected object" onkeydown={keys}>{ for tabs.iter().map(button) }</div>
    }
}
