//! One line above the editor: the promise of privacy, or what must be known of the file in front.

use crate::markdown::inline;
use crate::settings::field;
use crate::state::{Action, Dialog, Store};
use crate::workspace::is_helm_template;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct NoticeProps {
    /// The store.
    pub(crate) store: Store,
}

#[component]
pub(crate) fn Notice(props: &NoticeProps) -> Html {
    let store = &props.store;
    let (_, faults) = store.settings.assumptions();
    let ask = {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| store.dispatch(Action::Ask(Some(Dialog::Settings))))
    };
    let text = if let Some(fault) = faults.first() {
        format!("A setting is impossible and is left out: {}: {}.", field(fault.fact).label, fault.message)
    } else if store.front().is_some_and(|file| is_helm_template(&file.text)) {
        "This is a Helm template: render it with “helm template” first and paste the result.".to_owned()
    } else {
        "Your manifests stay on this device; nothing is ever sent.".to_owned()
    };
    html! {
        <div class="notice">
            <p>{ inline(&text) }</p>
            if !faults.is_empty() { <button class="button" data-kind="link" onclick={ask}>{ "Settings" }</button> }
        </div>
    }
}
