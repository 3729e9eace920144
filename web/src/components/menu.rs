//! A button that opens a list of commands, for pointer and keys.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

/// An entry of a menu.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Entry {
    /// What is picked; empty for a heading.
    pub(crate) key: AttrValue,
    /// Its words.
    pub(crate) label: AttrValue,
    /// More words.
    pub(crate) note: AttrValue,
    /// Whether it is checked, for one that can be.
    pub(crate) checked: Option<bool>,
}

#[derive(PartialEq, Properties)]
pub(crate) struct MenuProps {
    /// The button's words.
    pub(crate) label: AttrValue,
    /// The button's class.
    pub(crate) class: &'static str,
    /// The entries.
    pub(crate) entries: Vec<Entry>,
    /// Gets the key of the entry that is picked.
    pub(crate) on_pick: Callback<AttrValue>,
    /// Opens towards the start of the line.
    #[prop_or_default]
    pub(crate) at_end: bool,
}

#[component]
pub(crate) fn Menu(props: &MenuProps) -> Html {
    let open = use_state(|| false);
    let (list, button) = (use_node_ref(), use_node_ref());
    {
        let list = list.clone();
        use_effect_with(*open, move |open| {
            if *open {
                focus_item(&list, 0);
            }
        });
    }
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let leave = {
        let (open, list, button) = (open.clone(), list.clone(), button.clone());
        Callback::from(move |event: FocusEvent| {
            let to = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            let inside = [&list, &button]
                .iter()
                .any(|part| part.cast::<web_sys::Node>().is_some_and(|part| part.contains(to.as_ref())));
            if !inside {
                open.set(false);
            }
        })
    };
    let keys = {
        let (open, list, button) = (open.clone(), list.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            let count = items(&list).len();
            let at = items(&list).iter().position(is_focused);
            match event.key().as_str() {
                "Escape" => {
                    open.set(false);
                    if let Some(button) = button.cast::<HtmlElement>() {
                        let _ = button.focus();
                    }
                }
                "ArrowDown" if count > 0 => focus_item(&list, at.map_or(0, |at| (at + 1) % count)),
                "ArrowUp" if count > 0 => {
                    focus_item(&list, at.map_or(count - 1, |at| (at + count - 1) % count));
                }
                "Home" => focus_item(&list, 0),
                "End" => focus_item(&list, count.saturating_sub(1)),
                _ => return,
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let entry = |entry: &Entry| {
        if entry.key.is_empty() {
            return html! { <div key={entry.label.to_string()} class="menu-head" role="presentation">{ &entry.label }</div> };
        }
        let pick = {
            let (open, on_pick, key, stays) =
                (open.clone(), props.on_pick.clone(), entry.key.clone(), entry.checked.is_some());
            Callback::from(move |_: MouseEvent| {
                if !stays {
                    open.set(false);
                }
                on_pick.emit(key.clone());
            })
        };
        let role = if entry.checked.is_some() { "menuitemcheckbox" } else { "menuitem" };
        html! {
            <button key={entry.key.to_string()} class="menu-item" {role} onclick={pick}
                aria-checked={entry.checked.map(|checked| if checked { "true" } else { "false" })}>
                if let Some(checked) = entry.checked {
                    <span class="menu-mark" aria-hidden="true">{ if checked { "✓" } else { "" } }</span>
                }
                <span>{ &entry.label }</span>
                if !entry.note.is_empty() { <small>{ &entry.note }</small> }
            </button>
        }
    };
    let class = classes!("menu-list", props.at_end.then_some("menu-list-end"));
    html! {
        <div class="menu" onfocusout={leave} onkeydown={keys}>
            <button ref={button} class={props.class} aria-haspopup="menu" aria-expanded={if *open { "true" } else { "false" }} onclick={toggle}>
                { &props.label }
            </button>
            if *open {
                <div ref={list} {class} role="menu" aria-label={&props.label}>{ for props.entries.iter().map(entry) }</div>
            }
        </div>
    }
}

fn items(list: &NodeRef) -> Vec<HtmlElement> {
    let Some(list) = list.cast::<web_sys::Element>() else { return Vec::new() };
    let Ok(found) = list.query_selector_all(".menu-item") else { return Vec::new() };
    (0..found.length()).filter_map(|at| found.get(at)?.dyn_into().ok()).collect()
}

fn is_focused(item: &HtmlElement) -> bool {
    let active = web_sys::window().and_then(|window| window.document()?.active_element());
    active.is_some_and(|active| active.is_same_node(Some(item)))
}

fn focus_item(list: &NodeRef, at: usize) {
    if let Some(item) = items(list).get(at) {
        let _ = item.focus();
    }
}
