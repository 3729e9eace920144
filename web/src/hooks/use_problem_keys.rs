//! The keys that work everywhere: F8 and Shift+F8 step through the problems, `?` opens the sheet of keys.

use crate::engine::Checked;
use crate::findings::{self, show};
use crate::state::{Action, Dialog, Store};
use gloo::events::{EventListener, EventListenerOptions};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::prelude::*;

/// Listens for the keys while the page stands.
#[hook]
pub(crate) fn use_problem_keys(store: &Store, checked: &Rc<Checked>) {
    let latest = use_mut_ref(|| (store.clone(), checked.clone()));
    *latest.borrow_mut() = (store.clone(), checked.clone());
    let at = use_mut_ref(|| None::<usize>);
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            EventListener::new_with_options(
                &window,
                "keydown",
                EventListenerOptions::enable_prevent_default(),
                move |event| {
                    let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() else { return };
                    let (store, checked) = latest.borrow().clone();
                    if event.key() == "F8" {
                        event.prevent_default();
                        step(&store, &checked, &mut at.borrow_mut(), event.shift_key());
                    } else if event.key() == "?" && !is_typing(event) {
                        store.dispatch(Action::Ask(Some(Dialog::Help)));
                    }
                },
            )
        });
        move || drop(listener)
    });
}

fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
    target.is_some_and(|target| {
        matches!(target.closest("input, select, textarea, .editor-host, dialog"), Ok(Some(_)))
    })
}

fn step(store: &Store, checked: &Checked, at: &mut Option<usize>, back: bool) {
    let rows = findings::rows(&checked.analysis, &store.settings);
    let count = rows.len();
    if count == 0 {
        return;
    }
    let next = match (*at, back) {
        (None, false) => 0,
        (None, true) => count - 1,
        (Some(at), false) => (at + 1) % count,
        (Some(at), true) => (at + count - 1) % count,
    };
    *at = Some(next);
    if let Some(row) = rows.get(next) {
        show(store, checked, row.finding, true);
    }
}
