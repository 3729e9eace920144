//! The link that holds the whole workspace.

use super::dialog::Modal;
use crate::engine::Checked;
use crate::state::{Action, Store, Toast};
use crate::workspace::{Saved, SavedFile};
use crate::{link, redact, transfer};
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ShareProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
}

#[component]
pub(crate) fn Share(props: &ShareProps) -> Html {
    let packed = use_state(|| None::<AttrValue>);
    let (files, removed) = redact::texts(&props.checked);
    let saved = Saved {
        files: files.into_iter().map(|(name, text)| SavedFile { name, text }).collect(),
        ..props.store.saved()
    };
    {
        let (packed, saved) = (packed.clone(), saved.clone());
        use_effect_with((), move |()| {
            yew::platform::spawn_local(async move {
                packed
                    .set(link::pack(&saved).await.map(|fragment| format!("{}#{fragment}", address()).into()));
            });
        });
    }
    let close = {
        let store = props.store.clone();
        Callback::from(move |()| store.dispatch(Action::Ask(None)))
    };
    let say = {
        let store = props.store.clone();
        move |text: &'static str| {
            store.dispatch(Action::Ask(None));
            store.dispatch(Action::Say(Some(Toast { text: text.into(), back: false })));
        }
    };
    let copy = |markdown: bool| {
        let (say, packed) = (say.clone(), (*packed).clone());
        Callback::from(move |_: MouseEvent| {
            let (say, Some(url)) = (say.clone(), packed.clone()) else { return };
            yew::platform::spawn_local(async move {
                let text =
                    if markdown { format!("[Service traffic in Portolan]({url})") } else { url.to_string() };
                say(if transfer::copy(&text).await {
                    "The link is copied."
                } else {
                    "The browser does not let the page copy: select the link and copy it."
                });
            });
        })
    };
    let download = Callback::from(move |_: MouseEvent| {
        if let Ok(text) = serde_json::to_string_pretty(&saved) {
            transfer::download("workspace.portolan.json", "application/json", &text);
        }
    });
    let length = packed.as_ref().map_or(0, |url| url.len());
    let warning = match length {
        0..=2_000 => "Fits everywhere.",
        2_001..=8_000 => "Some chats cut links of more than 2,000 characters.",
        8_001..=32_000 => "Many programs cut links of more than 8,000 characters.",
        _ => "Too long for most programs: share the file instead.",
    };
    html! {
        <Modal title="Share" on_close={close}>
            <p>{ "The link holds your files, settings and what-ifs. It is opened by the page itself: no server sees what stands behind the # sign." }</p>
            if let Some(url) = &*packed {
                <input class="field mono" readonly={true} aria-label="Link" value={url} />
                <p class="dialog-note">{ format!("{length} characters. {warning}") }</p>
            } else {
                <p class="dialog-note">{ "Packing …" }</p>
            }
            if removed > 0 { <p class="dialog-note">{ format!("{removed} values of Secrets are removed from the link and the file.") }</p> }
            <div class="dialog-acts">
                <button class="button" data-kind="main" onclick={copy(false)}>{ "Copy link" }</button>
                <button class="button" onclick={copy(true)}>{ "Copy as Markdown" }</button>
                <button class="button" onclick={download}>{ "Download as a file" }</button>
            </div>
        </Modal>
    }
}

/// The page's own address, without a fragment.
fn address() -> String {
    let href = web_sys::window().and_then(|window| window.location().href().ok()).unwrap_or_default();
    href.split('#').next().unwrap_or("").to_owned()
}
