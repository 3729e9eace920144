//! The files, one tab each, with the count of their problems.

use crate::engine::Checked;
use crate::findings;
use crate::state::{Action, Store};
use crate::workspace::File;
use portolan_core::diagnostic::Severity;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct TabsProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
}

#[component]
pub(crate) fn Tabs(props: &TabsProps) -> Html {
    let renaming = use_state(|| None::<u32>);
    let rows = findings::rows(&props.checked.analysis, &props.store.settings);
    let count = |file: &File| {
        let of_file =
            |row: &&findings::Row<'_>| props.checked.file_of(row.file).is_some_and(|open| open.id == file.id);
        let worth = rows.iter().filter(of_file).filter(|row| row.severity >= Severity::Warning);
        worth.fold((0, Severity::Warning), |(count, worst), row| (count + 1, worst.max(row.severity)))
    };
    let tab = |file: &File| {
        let (count, worst) = count(file);
        let active = file.id == props.store.active;
        if *renaming == Some(file.id) {
            return html! { <Rename key={file.id} file={file.clone()} store={props.store.clone()} renaming={renaming.clone()} /> };
        }
        let (id, store) = (file.id, props.store.clone());
        let activate = Callback::from({
            let store = store.clone();
            move |_: MouseEvent| store.dispatch(Action::Activate(id))
        });
        let rename = Callback::from({
            let renaming = renaming.clone();
            move |_: MouseEvent| renaming.set(Some(id))
        });
        let close = Callback::from({
            let store = store.clone();
            move |_: MouseEvent| store.dispatch(Action::Close(id))
        });
        let keys = Callback::from({
            let renaming = renaming.clone();
            move |event: KeyboardEvent| {
                match event.key().as_str() {
                    "F2" => renaming.set(Some(id)),
                    "Delete" => store.dispatch(Action::Close(id)),
                    "ArrowLeft" if event.alt_key() => store.dispatch(Action::Move(id, -1)),
                    "ArrowRight" if event.alt_key() => store.dispatch(Action::Move(id, 1)),
                    _ => return,
                }
                event.prevent_default();
            }
        });
        let noun = if count == 1 { " problem" } else { " problems" };
        html! {
            <li key={file.id} class="tabs-item" data-active={if active { "true" } else { "false" }}>
                <button class="tabs-tab" aria-pressed={if active { "true" } else { "false" }}
                    title="Double click or F2 renames, Delete closes, Alt+arrows move"
                    onclick={activate} ondblclick={rename} onkeydown={keys}>
                    <span>{ &file.name }</span>
                    if count > 0 {
                        <span class="tabs-count" data-severity={findings::word(worst)}>{ count }<span class="tabs-unseen">{ noun }</span></span>
                    }
                </button>
                if active && props.store.files.len() > 1 {
                    <button class="tabs-close" aria-label={format!("Close {}", file.name)} onclick={close}>{ "×" }</button>
                }
            </li>
        }
    };
    let list = use_node_ref();
    {
        let list = list.clone();
        use_effect_with((props.store.active, props.store.files.len()), move |_| {
            let front = list
                .cast::<web_sys::Element>()
                .and_then(|list| list.query_selector("[data-active=true]").ok().flatten());
            if let Some(front) = front {
                front.scroll_into_view_with_bool(false);
            }
        });
    }
    let add = {
        let store = props.store.clone();
        Callback::from(move |_: MouseEvent| store.dispatch(Action::New))
    };
    html! {
        <div class="tabs">
            <ul ref={list} class="tabs-list" aria-label="Files">{ for props.store.files.iter().map(tab) }</ul>
            <button class="tabs-add" aria-label="New file" title="New file" onclick={add}>{ "+" }</button>
        </div>
    }
}

#[derive(PartialEq, Properties)]
struct RenameProps {
    file: File,
    store: Store,
    renaming: UseStateHandle<Option<u32>>,
}

#[component]
fn Rename(props: &RenameProps) -> Html {
    let field = use_node_ref();
    {
        let field = field.clone();
        use_effect_with((), move |()| {
            if let Some(field) = field.cast::<web_sys::HtmlInputElement>() {
                let _ = field.focus();
                field.select();
            }
        });
    }
    let done = {
        let (field, renaming, store, id) =
            (field.clone(), props.renaming.clone(), props.store.clone(), props.file.id);
        move |keep: bool| {
            if let Some(field) = field.cast::<web_sys::HtmlInputElement>().filter(|_| keep) {
                store.dispatch(Action::Rename(id, field.value().into()));
            }
            renaming.set(None);
        }
    };
    let blur = Callback::from({
        let done = done.clone();
        move |_: FocusEvent| done(true)
    });
    let keys = Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
        "Enter" => done(true),
        "Escape" => done(false),
        _ => {}
    });
    html! {
        <li class="tabs-item" data-active="true">
            <input ref={field} class="field tabs-rename" aria-label="File name" value={&props.file.name} onblur={blur} onkeydown={keys} />
        </li>
    }
}
