//! Facts about objects, and the buttons that lead from a fact to its text or its object.

use crate::engine::{self, Checked};
use crate::markdown::inline;
use crate::state::{Action, Selection, Store};
use portolan_core::cluster::Readiness;
use portolan_core::object::{Object, Pair};
use portolan_core::source::Span;
use std::rc::Rc;
use yew::prelude::*;

/// What an object is in a line.
pub(super) fn facts(object: &Object) -> String {
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

/// Whether a Pod is ready, in a word.
pub(super) fn readiness(readiness: Readiness) -> &'static str {
    match readiness {
        Readiness::Ready => "yes",
        Readiness::NotReady => "no",
        Readiness::Assumed => "assumed",
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
    let show = Callback::from(move |_: MouseEvent| {
        if let Some(place) = engine::reveal(&checked, span, true) {
            store.dispatch(Action::Reveal(place));
        }
    });
    html! { <span key={at}>{ joint }<button class="inspector-fact" onclick={show}>{ inline(words) }</button></span> }
}
