//! The settings: what the user says about the cluster, the colors, and what is kept on this device.

use super::dialog::Modal;
use crate::save;
use crate::settings::{FIELDS, Field};
use crate::state::{Action, Store, Theme, Toast};
use portolan_core::assumptions::Version;
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
    let choose = |name: &'static str| {
        let store = store.clone();
        Callback::from(move |event: Event| {
            let value = event.target_unchecked_into::<HtmlSelectElement>().value();
            store.dispatch(Action::Set(store.settings.with(name, &value)));
        })
    };
    let option = |name: &'static str, value: String, words: String| html! { <option key={value.clone()} value={value.clone()} selected={store.settings.text(name) == value}>{ words }</option> };
    let field = |field: &'static Field| {
        let change = {
            let store = store.clone();
            Callback::from(move |event: Event| {
                let text = event.target_unchecked_into::<HtmlInputElement>().value();
                store.dispatch(Action::Set(store.settings.with(field.name, &text)));
            })
        };
        let fault = faults.iter().find(|fault| fault.field == field.name).map(|fault| fault.message);
        html! {
            <label key={field.name} class="dialog-row">
                <span>{ field.label }</span>
                <input class="field" value={store.settings.text(field.name).to_owned()} placeholder={field.placeholder} onchange={change}
                    aria-invalid={fault.map(|_| "true")} />
                <small class={fault.map(|_| "dialog-bad")}>{ fault.map_or(field.note, |fault| fault) }</small>
            </label>
        }
    };
    let theme = |theme: Theme, words: &'static str| {
        let store = store.clone();
        let pressed = store.theme == theme;
        let paint = Callback::from(move |_: MouseEvent| store.dispatch(Action::Paint(theme)));
        html! { <button class="button" aria-pressed={if pressed { "true" } else { "false" }} onclick={paint}>{ words }</button> }
    };
    let versions = (Version::OLDEST.minor..=Version::NEWEST.minor).rev().map(|minor| format!("1.{minor}"));
    let severities = store.settings.severities.iter().map(|(code, severity)| {
        let (store, name) = (store.clone(), code.clone());
        let undo = Callback::from(move |_: MouseEvent| store.dispatch(Action::Set(store.settings.with_severity(&name, ""))));
        html! { <li key={code.clone()}><code>{ code.clone() }</code>{ format!(": {severity} ") }<button class="button" data-kind="link" onclick={undo}>{ "as it is" }</button></li> }
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
            <label class="dialog-row">
                <span>{ "Kubernetes" }</span>
                <select class="field" onchange={choose("kubernetes")}>
                    { option("kubernetes", String::new(), format!("{} (newest known)", Version::NEWEST)) }
                    { for versions.map(|version| option("kubernetes", version.clone(), version)) }
                </select>
            </label>
            <label class="dialog-row">
                <span>{ "IP families" }</span>
                <select class="field" onchange={choose("ipFamilies")}>
                    { option("ipFamilies", String::new(), "unknown".to_owned()) }
                    { for ["IPv4", "IPv6", "IPv4,IPv6", "IPv6,IPv4"].map(|families| option("ipFamilies", families.to_owned(), families.replace(',', ", "))) }
                </select>
            </label>
            { for FIELDS.iter().map(field) }
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
