//! The page of a rule, as the engine carries it.

use super::dialog::Modal;
use crate::markdown;
use crate::state::{Action, Store};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct RulePageProps {
    /// The store.
    pub(crate) store: Store,
    /// The code.
    pub(crate) code: AttrValue,
}

#[component]
pub(crate) fn RulePage(props: &RulePageProps) -> Html {
    let close = {
        let store = props.store.clone();
        Callback::from(move |()| store.dispatch(Action::Ask(None)))
    };
    let copy = {
        let code = props.code.clone();
        Callback::from(move |_: MouseEvent| {
            let code = code.clone();
            yew::platform::spawn_local(async move {
                crate::transfer::copy(&code).await;
            });
        })
    };
    let change = {
        let (store, code) = (props.store.clone(), props.code.clone());
        Callback::from(move |event: Event| {
            let severity = event.target_unchecked_into::<HtmlSelectElement>().value();
            store.dispatch(Action::Set(store.settings.with_severity(&code, &severity)));
        })
    };
    let now = props.store.settings.severities.get(props.code.as_str()).cloned().unwrap_or_default();
    let option = |value: &'static str, words: &'static str| html! { <option {value} selected={now == value}>{ words }</option> };
    html! {
        <Modal title={props.code.clone()} on_close={close}>
            <div class="page">{ markdown::render(&page(&props.code)) }</div>
            <div class="dialog-acts">
                <label>{ "Severity here " }
                    <select class="button" onchange={change}>
                        { option("", "default") }{ option("off", "off") }{ option("hint", "hint") }{ option("info", "info") }{ option("warning", "warning") }{ option("error", "error") }
                    </select>
                </label>
                <button class="button" onclick={copy}>{ "Copy the code" }</button>
            </div>
        </Modal>
    }
}

/// The page of a code.
fn page(code: &str) -> String {
    portolan_core::codes::page(code).unwrap_or_default()
}
