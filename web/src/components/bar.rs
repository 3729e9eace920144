//! The bar: the name, what can be opened, the promise of privacy, share, export, settings.

mod export;
mod open;

use super::icon;
use super::menu::{Entry, Menu};
use crate::engine::Checked;
use crate::examples::{self, EXAMPLES};
use crate::state::{Action, Dialog, Store, Theme};
use export::export_menu;
use open::OpenMenu;
use portolan_core::picture::view::View;
use std::rc::Rc;
use yew::prelude::*;

pub(crate) use open::opened;

#[derive(PartialEq, Properties)]
pub(crate) struct BarProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// What is drawn.
    pub(crate) view: Rc<View>,
    /// How many requests there were since the page was loaded.
    pub(crate) requests: usize,
    /// Whether the page is dark.
    pub(crate) dark: bool,
}

#[component]
pub(crate) fn Bar(props: &BarProps) -> Html {
    let store = &props.store;
    let ask = |dialog: Dialog| {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| store.dispatch(Action::Ask(Some(dialog.clone()))))
    };
    let paint = {
        let (store, dark) = (store.clone(), props.dark);
        Callback::from(move |_: MouseEvent| {
            store.dispatch(Action::Paint(if dark { Theme::Light } else { Theme::Dark }));
        })
    };
    let badge = if props.requests == 0 {
        "0 requests".to_owned()
    } else {
        crate::findings::counted(props.requests, "request", "requests")
    };
    html! {
        <header class="bar">
            <h1 class="bar-name">{ icon::icon(icon::ROSE) }<span>{ "Portolan" }</span></h1>
            { examples_menu(store) }
            <OpenMenu store={store.clone()} />
            <button class="bar-button" onclick={ask(Dialog::WhatIf)}>{ "What-if" }</button>
            <span class="bar-space" />
            <button class="bar-badge" data-late={if props.requests == 0 { "false" } else { "true" }} onclick={ask(Dialog::Help)}
                title="Requests since the page was loaded">
                <span class="bar-badge-long">{ "nothing leaves this page · " }</span>{ badge }
            </button>
            <button class="bar-button" onclick={ask(Dialog::Share)}>{ "Share" }</button>
            { export_menu(props) }
            <button class="bar-button" onclick={ask(Dialog::Settings)}>{ "Settings" }</button>
            <button class="bar-button" onclick={paint} aria-label={if props.dark { "Light colors" } else { "Dark colors" }}>{ icon::icon(icon::THEME) }</button>
            <button class="bar-button" onclick={ask(Dialog::Help)} aria-label="Keys and privacy">{ icon::icon(icon::HELP) }</button>
        </header>
    }
}

fn examples_menu(store: &Store) -> Html {
    let head = |label: &'static str| Entry { label: label.into(), ..Entry::default() };
    let entry = |example: &examples::Example| Entry {
        key: example.slug.into(),
        label: example.name.into(),
        note: example.note.into(),
        checked: None,
    };
    let of = |broken: bool| EXAMPLES.iter().filter(move |example| example.broken == broken).map(entry);
    let entries: Vec<Entry> = std::iter::once(head("Something is wrong"))
        .chain(of(true))
        .chain(std::iter::once(head("All is well")))
        .chain(of(false))
        .collect();
    let store = store.clone();
    let pick = Callback::from(move |slug: AttrValue| {
        if let Some(saved) = examples::load(&slug) {
            store.dispatch(Action::Load(Rc::new(saved), "The example is open.".into()));
        }
    });
    html! { <Menu label="Examples" class="bar-button" {entries} on_pick={pick} /> }
}
