//! The strip over the picture: search, what is shown, and one honest sentence about it.

use super::menu::{Entry, Menu};
use crate::engine::Checked;
use crate::state::{Action, Store, ViewOptions};
use portolan_core::object::ObjectId;
use std::collections::BTreeSet;
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct StripProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// What the search finds.
    pub(crate) found: Option<Rc<BTreeSet<ObjectId>>>,
    /// What is drawn.
    pub(crate) said: AttrValue,
}

#[component]
pub(crate) fn Strip(props: &StripProps) -> Html {
    let change = {
        let store = props.store.clone();
        move |change: &dyn Fn(&mut ViewOptions)| {
            let mut view = store.view.clone();
            change(&mut view);
            store.dispatch(Action::View(view));
        }
    };
    let search = {
        let change = change.clone();
        Callback::from(move |event: InputEvent| {
            let text: AttrValue = event.target_unchecked_into::<HtmlInputElement>().value().into();
            change(&|view| view.search = text.clone());
        })
    };
    let at = use_mut_ref(|| 0_usize);
    let keys = {
        let (store, checked, found, change) =
            (props.store.clone(), props.checked.clone(), props.found.clone(), change.clone());
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            "Enter" => {
                let found: Vec<ObjectId> = found.iter().flat_map(|found| found.iter().copied()).collect();
                let next = *at.borrow() % found.len().max(1);
                *at.borrow_mut() = next + 1;
                if let Some(object) = found.get(next).and_then(|id| checked.drawn.object(*id)) {
                    store.dispatch(Action::Select(crate::state::Selection::Object(crate::engine::key(
                        object,
                    ))));
                }
            }
            "Escape" => change(&|view| view.search = AttrValue::default()),
            _ => {}
        })
    };
    let problems_only = {
        let change = change.clone();
        Callback::from(move |_: MouseEvent| change(&|view| view.problems_only = !view.problems_only))
    };
    let outline = {
        let change = change.clone();
        Callback::from(move |_: MouseEvent| change(&|view| view.outline = !view.outline))
    };
    let names: BTreeSet<&str> = props
        .checked
        .analysis
        .objects
        .iter()
        .map(|object| object.namespace.as_str())
        .filter(|name| !name.is_empty())
        .collect();
    let view = &props.store.view;
    let entries: Vec<Entry> = std::iter::once(Entry {
        key: "*".into(),
        label: "All namespaces".into(),
        checked: Some(view.hidden.is_empty()),
        ..Entry::default()
    })
    .chain(names.iter().map(|name| Entry {
        key: format!("ns/{name}").into(),
        label: (*name).to_owned().into(),
        checked: Some(!view.hidden.contains(*name)),
        ..Entry::default()
    }))
    .collect();
    let pick = Callback::from(move |key: AttrValue| {
        change(&|view| match key.strip_prefix("ns/") {
            Some(name) if !view.hidden.remove(name) => {
                view.hidden.insert(name.to_owned());
            }
            Some(_) => {}
            None => view.hidden.clear(),
        });
    });
    let found = props.found.as_ref().map(|found| found.len());
    html! {
        <div class="strip">
            <div class="strip-search" role="search">
                <input class="field" type="search" aria-label="Search the picture" placeholder="Search  name, is:broken, port:443, ns:shop"
                    value={&view.search} oninput={search} onkeydown={keys} />
                if let Some(found) = found { <span class="strip-found" aria-live="polite">{ found }</span> }
            </div>
            <button class="button" aria-pressed={if view.problems_only { "true" } else { "false" }} onclick={problems_only}>{ "Problems only" }</button>
            if names.len() > 1 { <Menu label={if view.hidden.is_empty() { "Namespaces ▾".to_owned() } else { format!("Namespaces: {} of {} ▾", names.len() - view.hidden.len().min(names.len()), names.len()) }} class="button" {entries} on_pick={pick} /> }
            <button class="button" aria-pressed={if view.outline { "true" } else { "false" }} onclick={outline} title="The picture in words">{ "Outline" }</button>
            <p class="strip-said" title={&props.said}>{ &props.said }</p>
        </div>
    }
}
