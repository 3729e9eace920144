//! What is known of the selected object.

mod dns;
mod endpoints;
mod fact;
mod kubectl;
mod pods;
mod server;
mod tab_list;
mod trace;

use crate::chosen::Chosen;
use crate::engine::{self, Checked};
use crate::state::{Action, Selection, Store, Tab};
use fact::{because, facts, link, readiness};
use portolan_core::object::Object;
use std::rc::Rc;
use tab_list::tabs;
use trace::Trace;
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
    let close = {
        let store = props.store.clone();
        Callback::from(move |_: MouseEvent| store.dispatch(Action::Select(Selection::Nothing)))
    };
    html! {
        <section class="inspector" aria-labelledby="inspector-head">
            <div class="inspector-head">
                <h2 id="inspector-head">{ title }</h2>
                if !tabs.is_empty() { { tab_list::view(&props.store, tabs, tab) } }
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

fn body(props: &InspectorProps, object: &Object, tab: Tab) -> Html {
    let analysis = &props.checked.drawn;
    match (tab, object.service()) {
        (Tab::Endpoints, Some(service)) => endpoints::view(&props.store, &props.checked, object, service),
        (Tab::Endpoints, _) => pods::view(&props.store, &props.checked, object),
        (Tab::Dns, Some(service)) => dns::view(analysis, object, service),
        (Tab::Dns, _) => Html::default(),
        (Tab::Kubectl, _) => kubectl::view(analysis, object),
        (Tab::Trace, _) => {
            html! { <Trace store={props.store.clone()} checked={props.checked.clone()} object={object.id} /> }
        }
        (Tab::Server, _) => server::view(analysis, object),
    }
}
