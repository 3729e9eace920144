//! Keys, and how the promise of privacy can be checked.

use super::dialog::Modal;
use crate::state::{Action, Store};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct HelpProps {
    /// The store.
    pub(crate) store: Store,
    /// What was requested since the page was loaded.
    pub(crate) requests: Vec<String>,
}

const KEYS: &[(&str, &str)] = &[
    ("F8, Shift+F8", "next, previous problem"),
    ("← →", "along the traffic, from card to card"),
    ("↑ ↓", "within the column"),
    ("Home, End", "first, last column"),
    ("Enter", "go to the text of the card"),
    ("Space", "hold the card's path"),
    ("n, p", "next, previous broken card"),
    ("+ - 0 1", "zoom in, out, fit, 100 %"),
    ("Esc", "back to the editor"),
    ("Ctrl+wheel", "zoom; the wheel alone pans"),
    ("F2, Delete, Alt+arrows", "rename, close, move a file's tab"),
    ("?", "this sheet"),
];

#[component]
pub(crate) fn Help(props: &HelpProps) -> Html {
    let close = {
        let store = props.store.clone();
        Callback::from(move |()| store.dispatch(Action::Ask(None)))
    };
    html! {
        <Modal title="Keys and privacy" on_close={close}>
            <dl class="dialog-keys">{ for KEYS.iter().map(|(key, words)| html! { <><dt>{ *key }</dt><dd>{ *words }</dd></> }) }</dl>
            <p>{ "Portolan runs in this page. Your manifests are read, checked and drawn here; the page's security policy forbids it to reach any other server, and it asks its own for nothing once it is loaded." }</p>
            if props.requests.is_empty() {
                <p class="dialog-note">{ "0 requests since the page was loaded." }</p>
            } else {
                <p class="dialog-note">{ "Requested since the page was loaded:" }</p>
                <ul>{ for props.requests.iter().map(|url| html! { <li class="mono">{ url.clone() }</li> }) }</ul>
            }
            <p class="dialog-note">{ format!("Portolan {}, for Kubernetes {} to {}.", env!("CARGO_PKG_VERSION"), portolan_core::assumptions::Version::OLDEST, portolan_core::assumptions::Version::NEWEST) }</p>
        </Modal>
    }
}
