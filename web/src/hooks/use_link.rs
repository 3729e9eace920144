//! Opens what the address names: a workspace (`#v1:…`) or an example (`#ex=…`), at the start and whenever it changes.

use crate::state::{Action, State};
use crate::{examples, link, save};
use gloo::events::EventListener;
use std::rc::Rc;
use yew::prelude::*;

/// Follows the address' fragment.
#[hook]
pub(crate) fn use_link(state: &UseReducerHandle<State>) {
    let dispatcher = state.dispatcher();
    use_effect_with((), move |()| {
        let follow = move || follow(dispatcher.clone());
        follow();
        let listener =
            web_sys::window().map(|window| EventListener::new(&window, "hashchange", move |_| follow()));
        move || drop(listener)
    });
}

/// The fragment of the address, without `#`.
pub(crate) fn fragment() -> String {
    let hash = web_sys::window().and_then(|window| window.location().hash().ok()).unwrap_or_default();
    hash.trim_start_matches('#').to_owned()
}

fn follow(dispatcher: UseReducerDispatcher<State>) {
    let fragment = fragment();
    if let Some(saved) = fragment.strip_prefix("ex=").and_then(examples::load) {
        save::fresh_tab();
        dispatcher.dispatch(Action::Load(Rc::new(saved), "The example is open.".into()));
    } else if link::is_link(&fragment) {
        yew::platform::spawn_local(async move {
            if let Some(saved) = link::unpack(&fragment).await {
                save::fresh_tab();
                dispatcher.dispatch(Action::Load(
                    Rc::new(saved),
                    "The link is open in a workspace of its own.".into(),
                ));
            } else {
                let text = "This link cannot be read: it may have been cut.".into();
                dispatcher.dispatch(Action::Say(Some(crate::state::Toast { text, back: false })));
            }
        });
    } else {
        return;
    }
    forget();
}

/// Takes the fragment out of the address, so that a reload shows the user's own work.
fn forget() {
    if let Some(window) = web_sys::window()
        && let Ok(history) = window.history()
    {
        let path = window.location().pathname().unwrap_or_default();
        let _ = history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&path));
    }
}
