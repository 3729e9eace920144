//! A short message with one action.

use crate::state::{Action, Store};
use gloo::timers::callback::Timeout;
use yew::prelude::*;

/// How long it stays, in milliseconds.
const STAYS: u32 = 9_000;

#[derive(PartialEq, Properties)]
pub(crate) struct ToastProps {
    /// The store.
    pub(crate) store: Store,
}

#[component]
pub(crate) fn ToastLine(props: &ToastProps) -> Html {
    {
        let store = props.store.clone();
        use_effect_with(props.store.toast.clone(), move |toast| {
            let timeout =
                toast.is_some().then(|| Timeout::new(STAYS, move || store.dispatch(Action::Say(None))));
            move || drop(timeout)
        });
    }
    let act = |action: Action| {
        let store = props.store.clone();
        Callback::from(move |_: MouseEvent| store.dispatch(action.clone()))
    };
    html! {
        if let Some(toast) = &props.store.toast {
            <div class="toast" role="status">
                <span>{ &toast.text }</span>
                if toast.back && props.store.earlier.is_some() { <button onclick={act(Action::Back)}>{ "Bring back my files" }</button> }
                <button onclick={act(Action::Say(None))} aria-label="Dismiss">{ "×" }</button>
            </div>
        }
    }
}
