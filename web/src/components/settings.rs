//! The settings: what the user says about the cluster, the colors, and what is kept on this device.

use super::dialog::Modal;
use crate::markdown::inline;
use crate::save;
use crate::settings::{Field, field};
use crate::state::{Action, Store, Theme, Toast};
use portolan_core::assumptions::{FactName, Version};
use wasm_bindgen::JsCast;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct SettingsProps {
    /// The store.
    pub(crate) store: Store,
}

#[component]
pub(crate) fn SettingsPanel(props: &SettingsProps) -> Html {
    let store = &props.store;
    let (_, faults) = store.settings.assumptions();
    let close = {
        let store = store.clone();
        Callback::from(move |()| store.dispatch(Action::Ask(None)))
    };
    let fact_row = |fact: FactName| {
        let fault = faults.iter().find(|fault| fault.fact == fact).map(|fault| fault.message.as_str());
        row(store, fact, fault)
    };
    let theme = |theme: Theme, words: &'static str| {
        let store = store.clone();
        let pressed = store.theme == theme;
        let paint = Callback::from(move |_: MouseEvent| store.dispatch(Action::Paint(theme)));
        html! { <button class="button" aria-pressed={if pressed { "true" } else { "false" }} onclick={paint}>{ words }</button> }
    };
    let severities = store.settings.severities.iter().map(|(code, severity)| {
        let (store, name) = (store.clone(), code.clone());
        let undo = Callback::from(move |_: MouseEvent| store.dispatch(Action::Set(store.settings.with_severity(&name, ""))));
        html! { <li key={code.clone()}><code>{ code.clone() }</code>{ format!(": {severity} ") }<button class="button" data-kind="link" onclick={undo}>{ "reset" }</button></li> }
    });
    let erase = {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| {
            save::erase();
            let text = "Erased: this device keeps nothing of your manifests. What is open stays open until you leave.".into();
            store.dispatch(Action::Say(Some(Toast { text, back: false })));
        })
    };
    html! {
        <Modal title="Settings" on_close={close}>
            { for FactName::ALL.map(fact_row) }
            <div class="dialog-row"><span>{ "Colors" }</span>
                <div class="dialog-acts" role="group" aria-label="Colors">{ theme(Theme::System, "As the system") }{ theme(Theme::Light, "Light") }{ theme(Theme::Dark, "Dark") }</div>
            </div>
            if !store.settings.severities.is_empty() {
                <div class="dialog-row"><span>{ "Severities" }</span><ul>{ for severities }</ul></div>
            }
            <div class="dialog-row"><span>{ "This device" }</span>
                <div>
                    <button class="button" onclick={erase}>{ "Erase what is kept" }</button>
                    <p class="dialog-note">{ "Your files are kept on this device, Secrets included, so that a reload loses nothing. They never leave it by themselves." }</p>
                </div>
            </div>
        </Modal>
    }
}

/// One fact: its label, what asks for it, and what it does or what is wrong with it.
fn row(store: &Store, fact: FactName, fault: Option<&str>) -> Html {
    let Field { label, otherwise, note } = field(fact);
    let change = {
        let store = store.clone();
        Callback::from(move |event: Event| {
            let target = event.target();
            let text = target.and_then(|target| match target.dyn_into::<HtmlSelectElement>() {
                Ok(select) => Some(select.value()),
                Err(target) => target.dyn_into::<HtmlInputElement>().ok().map(|input| input.value()),
            });
            store.dispatch(Action::Set(store.settings.with(fact, &text.unwrap_or_default())));
        })
    };
    let text = store.settings.text(fact).to_owned();
    let choices = choices(fact);
    let ask = if choices.is_empty() {
        html! { <input class="field" value={text} placeholder={otherwise} onchange={change} aria-invalid={fault.map(|_| "true")} /> }
    } else {
        let option = |choice: &String| html! { <option key={choice.clone()} value={choice.clone()} selected={text == *choice}>{ choice.replace(',', ", ") }</option> };
        html! {
            <select class="field" onchange={change}>
                <option key="" value="" selected={text.is_empty()}>{ format!("{otherwise} (not stated)") }</option>
                { for choices.iter().map(option) }
            </select>
        }
    };
    html! {
        <label key={fact.as_str()} class="dialog-row">
            <span>{ label }</span>
            { ask }
            <small class={fault.map(|_| "dialog-bad")}>{ inline(fault.unwrap_or(note)) }</small>
        </label>
    }
}

/// The texts that state a fact, where there are only a few.
fn choices(fact: FactName) -> Vec<String> {
    if fact == FactName::Kubernetes {
        return (Version::OLDEST.minor..=Version::NEWEST.minor)
            .rev()
            .map(|minor| format!("1.{minor}"))
            .collect();
    }
    fact.choices().iter().map(|choice| (*choice).to_owned()).collect()
}
