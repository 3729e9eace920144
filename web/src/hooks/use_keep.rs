//! Keeps the workspace on this device: after a pause, and when the page is left.

use crate::save;
use crate::state::{Action, State, Toast};
use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// The pause before the workspace is written, in milliseconds.
const PAUSE: u32 = 600;

/// Keeps the workspace.
#[hook]
pub(crate) fn use_keep(state: &UseReducerHandle<State>) {
    let latest = use_mut_ref(|| None::<Rc<crate::workspace::Saved>>);
    {
        let (state, latest) = (state.clone(), latest.clone());
        let dependencies = (
            state.files.clone(),
            state.settings.clone(),
            state.what_ifs.clone(),
            state.selection.clone(),
            state.active,
        );
        use_effect_with(dependencies, move |_| {
            let saved = Rc::new(state.saved());
            *latest.borrow_mut() = Some(saved);
            let timeout = Timeout::new(PAUSE, move || {
                let waiting = latest.borrow_mut().take();
                if waiting.is_some_and(|saved| !save::store(&saved)) {
                    let text =
                        "There is no room to keep this workspace on this device: download what you need.";
                    state.dispatch(Action::Say(Some(Toast { text: text.into(), back: false })));
                }
            });
            move || drop(timeout)
        });
    }
    use_effect_with((), move |()| {
        let listener = web_sys::window().map(|window| {
            EventListener::new(&window, "pagehide", move |_| {
                if let Some(saved) = latest.borrow_mut().take() {
                    save::store(&saved);
                }
            })
        });
        move || drop(listener)
    });
}
