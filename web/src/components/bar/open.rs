//! The menu that opens files and folders.

use crate::components::menu::{Entry, Menu};
use crate::state::{Action, Store, Toast};
use crate::transfer;
use crate::workspace::SavedFile;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct OpenProps {
    /// The store.
    pub(crate) store: Store,
}

#[component]
pub(crate) fn OpenMenu(props: &OpenProps) -> Html {
    let (files, folder) = (use_node_ref(), use_node_ref());
    {
        // Yew does not know the attribute `webkitdirectory`: it is written once.
        let folder = folder.clone();
        use_effect_with((), move |()| {
            if let Some(folder) = folder.cast::<web_sys::Element>() {
                let _ = folder.set_attribute("webkitdirectory", "");
            }
        });
    }
    let read = {
        let store = props.store.clone();
        Callback::from(move |event: Event| {
            let input = event.target_unchecked_into::<HtmlInputElement>();
            let Some(list) = input.files() else { return };
            let store = store.clone();
            yew::platform::spawn_local(async move {
                opened(&store, transfer::read_list(list).await);
                input.set_value("");
            });
        })
    };
    let pick = {
        let (files, folder) = (files.clone(), folder.clone());
        Callback::from(move |key: AttrValue| {
            let input = if key == "folder" { &folder } else { &files };
            if let Some(input) = input.cast::<HtmlInputElement>() {
                input.click();
            }
        })
    };
    let entry = |key: &'static str, label: &'static str, note: &'static str| Entry {
        key: key.into(),
        label: label.into(),
        note: note.into(),
        checked: None,
    };
    let entries = vec![
        entry("files", "Files …", ".yaml, .yml, .json; dropping them anywhere does the same"),
        entry("folder", "A folder …", "with everything below it"),
    ];
    html! {
        <>
            <Menu label="Open…" class="bar-button" {entries} on_pick={pick} />
            <input ref={files} type="file" multiple={true} accept=".yaml,.yml,.json" hidden={true} aria-label="Files" onchange={read.clone()} />
            <input ref={folder} type="file" multiple={true} hidden={true} aria-label="Folder" onchange={read} />
        </>
    }
}

/// Takes files that were read into the workspace, or says that there were none.
pub(crate) fn opened(store: &Store, files: Vec<SavedFile>) {
    if files.is_empty() {
        let text = "No .yaml, .yml or .json file was among them.".into();
        store.dispatch(Action::Say(Some(Toast { text, back: false })));
    } else {
        store.dispatch(Action::Open(files));
    }
}
