//! What is known of the selected object.

mod dns;
mod endpoints;
mod kubectl;
mod pods;
mod server;
mod trace;

use super::picture::Chosen;
use crate::engine::{self, Checked};
use crate::findings;
use crate::markdown::inline;
use crate::state::{Action, Reveal, Selection, Store, Tab};
use portolan_core::object::{Object, Pair};
use portolan_core::source::Span;
use std::rc::Rc;
use trace::Trace;
use wasm_bindgen::JsCast;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct InspectorProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// What is selected.
    pub(crate) chosen: Rc<Chosen>,
}

#[component]
pub(crate) fn Inspector(props: &InspectorProps) -> Html {
    let object = props.chosen.object.and_then(|id| props.checked.drawn.object(id));
    let title = object.map_or_else(|| "Nothing selected".to_owned(), engine::title);
    let tabs = object.map_or(&[][..], tabs);
    let tab = if tabs.iter().any(|(tab, _)| *tab == props.store.tab) {
        props.store.tab
    } else {
        tabs.first().map_or(Tab::Server, |(tab, _)| *tab)
    };
    let button = |(this, name): &(Tab, &'static str)| {
        let (this, store) = (*this, props.store.clone());
        let show = Callback::from(move |_: MouseEvent| store.dispatch(Action::Show(this)));
        let selected = this == tab;
        html! {
            <button key={*name} class="inspector-tab" role="tab" id={format!("tab-{name}")} aria-selected={if selected { "true" } else { "false" }}
                aria-controls="inspector-body" tabindex={if selected { "0" } else { "-1" }} onclick={show}>{ *name }</button>
        }
    };
    let keys = {
        let store = props.store.clone();
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
    let close = {
        let store = props.store.clone();
        Callback::from(move |_: MouseEvent| store.dispatch(Action::Select(Selection::Nothing)))
    };
    html! {
        <section class="inspector" aria-labelledby="inspector-head">
            <div class="inspector-head">
                <h2 id="inspector-head">{ title }</h2>
                if !tabs.is_empty() { <div class="inspector-tabs" role="tablist" aria-label="About the selected object" onkeydown={keys}>{ for tabs.iter().map(button) }</div> }
                <p class="inspector-facts">{ object.map(facts).unwrap_or_default() }</p>
                <button class="inspector-close" aria-label="Close" onclick={close}>{ "×" }</button>
            </div>
            <div class="inspector-body" id="inspector-body" tabindex="0" role={if tabs.is_empty() { "group" } else { "tabpanel" }} aria-labelledby="inspector-head">
                if let Some(object) = object { { body(props, object, tab) } } else {
                    <p class="inspector-empty">{ "Select a card in the picture, or put the cursor into an object." }</p>
                }
            </div>
        </section>
    }
}

/// The tabs that an object has.
fn tabs(object: &Object) -> &'static [(Tab, &'static str)] {
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

fn body(props: &InspectorProps, object: &Object, tab: Tab) -> Html {
    let analysis = &props.checked.drawn;
    match (tab, object.service()) {
        (Tab::Endpoints, Some(service)) => endpoints::view(&props.store, &props.checked, object, service),
        (Tab::Endpoints, _) => pods::view(&props.store, &props.checked, object),
        (Tab::Dns, Some(service)) => dns::view(analysis, object, service),
        (Tab::Dns, _) => Html::default(),
        (Tab::Kubectl, _) => kubectl::view(analysis, object),
        (Tab::Trace, _) => {
            html! { <Trace key={object.id.0} store={props.store.clone()} checked={props.checked.clone()} object={object.id} /> }
        }
        (Tab::Server, _) => server::view(analysis, object),
    }
}

/// The facts at the right of the head.
fn facts(object: &Object) -> String {
    let listed = |pairs: &[Pair]| {
        let pairs: Vec<String> =
            pairs.iter().map(|pair| format!("{}={}", pair.key, pair.value.value)).collect();
        pairs.join(",")
    };
    if let Some(service) = object.service() {
        if let Some(name) = &service.external_name {
            return format!("ExternalName {}", name.value);
        }
        let selector = service
            .selector
            .as_ref()
            .map_or_else(|| "no selector".to_owned(), |pairs| format!("selector {}", listed(pairs)));
        let ip = service.cluster_ip.as_ref().map_or("<allocated>", |ip| &ip.value);
        let kind = if service.is_headless() { "headless" } else { service.kind.as_str() };
        return format!("{selector} · {kind} {ip}");
    }
    match object.workload() {
        Some(workload) if workload.template.labels.is_empty() => "Pods carry no labels".to_owned(),
        Some(workload) => format!("Pods carry {}", listed(&workload.template.labels)),
        None => object.api_version.clone(),
    }
}

/// A button that selects an object.
pub(super) fn link(store: &Store, object: &Object, words: &str) -> Html {
    let (store, key) = (store.clone(), engine::key(object));
    let select =
        Callback::from(move |_: MouseEvent| store.dispatch(Action::Select(Selection::Object(key.clone()))));
    html! { <button class="inspector-link" onclick={select}>{ words.to_owned() }</button> }
}

/// A fact; where a text decides it, a button that shows that text.
pub(super) fn because(
    store: &Store,
    checked: &Rc<Checked>,
    at: usize,
    words: &str,
    span: Option<Span>,
) -> Html {
    let joint = if at > 0 { ", " } else { "" };
    let Some(span) = span else { return html! { <span key={at}>{ joint }{ inline(words) }</span> } };
    let (store, checked) = (store.clone(), checked.clone());
    let show = Callback::from(move |_: MouseEvent| reveal(&store, &checked, span));
    html! { <span key={at}>{ joint }<button class="inspector-fact" onclick={show}>{ inline(words) }</button></span> }
}

/// Shows a text in the editor.
pub(super) fn reveal(store: &Store, checked: &Checked, span: Span) {
    let (file, start, end) = findings::positions(&checked.analysis, span);
    if let Some(file) = checked.file_of(file) {
        let (start, end) = ((start.line, start.character), (end.line, end.character));
        store.dispatch(Action::Reveal(Reveal { file: file.id, start, end, take: true, nonce: 0 }));
    }
}

/// The element that holds the editor, to give it the keyboard.
pub(super) fn editor_handle() -> Option<web_sys::HtmlElement> {
    let host = web_sys::window()?.document()?.query_selector(".editor-host").ok()??;
    host.shadow_root()?.query_selector(".cm-content").ok()??.dyn_into().ok()
}
