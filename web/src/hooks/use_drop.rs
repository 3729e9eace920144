//! Takes files and folders that are dropped anywhere on the page.

use crate::components::opened;
use crate::state::Store;
use crate::transfer;
use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// Opens what is dropped; says whether something is being dragged over the page.
#[hook]
pub(crate) fn use_drop(store: &Store) -> UseStateHandle<bool> {
    let over = use_state(|| false);
    let (dispatch_to, over_page) = (store.clone(), over.clone());
    use_effect_with((), move |()| {
        let listeners = web_sys::window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            let (enter, leave) = (over_page.clone(), over_page.clone());
            [
                EventListener::new_with_options(&window, "dragover", options, move |event| {
                    event.prevent_default();
                    enter.set(true);
                }),
                EventListener::new(&window, "dragleave", move |event| {
                    let out = event
                        .dyn_ref::<web_sys::DragEvent>()
                        .is_some_and(|event| event.related_target().is_none());
                    if out {
                        leave.set(false);
                    }
                }),
                EventListener::new_with_options(&window, "drop", options, move |event| {
                    event.prevent_default();
                    over_page.set(false);
                    let Some(event) = event.dyn_ref::<web_sys::DragEvent>() else { return };
                    let (entries, store) = (transfer::dropped(event), dispatch_to.clone());
                    yew::platform::spawn_local(async move {
                        opened(&store, transfer::read_entries(entries).await);
                    });
                }),
            ]
        });
        move || drop(listeners)
    });
    over
}
