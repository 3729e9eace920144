//! The bar: the name, what can be opened, the promise of privacy, share, export, settings.

use super::icon;
use super::menu::{Entry, Menu};
use crate::engine::Checked;
use crate::examples::{self, EXAMPLES};
use crate::state::{Action, Dialog, Store, Theme, Toast};
use crate::transfer;
use portolan_core::picture::tokens;
use portolan_core::picture::view::View;
use portolan_core::picture::{draw, to_dot, to_mermaid, to_outline, to_svg};
use std::rc::Rc;
use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct BarProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// What is drawn.
    pub(crate) view: Rc<View>,
    /// How many requests there were since the page was loaded.
    pub(crate) requests: usize,
    /// Whether the page is dark.
    pub(crate) dark: bool,
}

#[component]
pub(crate) fn Bar(props: &BarProps) -> Html {
    let store = &props.store;
    let ask = |dialog: Dialog| {
        let store = store.clone();
        Callback::from(move |_: MouseEvent| store.dispatch(Action::Ask(Some(dialog.clone()))))
    };
    let paint = {
        let (store, dark) = (store.clone(), props.dark);
        Callback::from(move |_: MouseEvent| {
            store.dispatch(Action::Paint(if dark { Theme::Light } else { Theme::Dark }));
        })
    };
    let badge = if props.requests == 0 {
        "0 requests".to_owned()
    } else {
        crate::findings::counted(props.requests, "request", "requests")
    };
    html! {
        <header class="bar">
            <h1 class="bar-name">{ icon::icon(icon::ROSE) }<span>{ "Portolan" }</span></h1>
            { examples_menu(store) }
            <OpenMenu store={store.clone()} />
            <button class="bar-button" onclick={ask(Dialog::WhatIf)}>{ "What-if" }</button>
            <span class="bar-space" />
            <button class="bar-badge" data-late={if props.requests == 0 { "false" } else { "true" }} onclick={ask(Dialog::Help)}
                title="Requests since the page was loaded">
                <span class="bar-badge-long">{ "nothing leaves this page · " }</span>{ badge }
            </button>
            <button class="bar-button" onclick={ask(Dialog::Share)}>{ "Share" }</button>
            { export_menu(props) }
            <button class="bar-button" onclick={ask(Dialog::Settings)}>{ "Settings" }</button>
            <button class="bar-button" onclick={paint} aria-label={if props.dark { "Light colors" } else { "Dark colors" }}>{ icon::icon(icon::THEME) }</button>
            <button class="bar-button" onclick={ask(Dialog::Help)} aria-label="Keys and privacy">{ icon::icon(icon::HELP) }</button>
        </header>
    }
}

fn examples_menu(store: &Store) -> Html {
    let head = |label: &'static str| Entry { label: label.into(), ..Entry::default() };
    let entry = |example: &examples::Example| Entry {
        key: example.slug.into(),
        label: example.name.into(),
        note: example.note.into(),
        checked: None,
    };
    let of = |broken: bool| EXAMPLES.iter().filter(move |example| example.broken == broken).map(entry);
    let entries: Vec<Entry> = std::iter::once(head("Something is wrong"))
        .chain(of(true))
        .chain(std::iter::once(head("All is well")))
        .chain(of(false))
        .collect();
    let store = store.clone();
    let pick = Callback::from(move |slug: AttrValue| {
        if let Some(saved) = examples::load(&slug) {
            store.dispatch(Action::Load(Rc::new(saved), "The example is open.".into()));
        }
    });
    html! { <Menu label="Examples" class="bar-button" {entries} on_pick={pick} /> }
}

#[derive(PartialEq, Properties)]
struct OpenProps {
    store: Store,
}

#[component]
fn OpenMenu(props: &OpenProps) -> Html {
    let (files, folder) = (use_node_ref(), use_node_ref());
    {
        // `webkitdirectory` is not an attribute that Yew knows: it is written once.
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
pub(crate) fn opened(store: &Store, files: Vec<crate::workspace::SavedFile>) {
    if files.is_empty() {
        let text = "No .yaml, .yml or .json file was among them.".into();
        store.dispatch(Action::Say(Some(Toast { text, back: false })));
    } else {
        store.dispatch(Action::Open(files));
    }
}

fn export_menu(props: &BarProps) -> Html {
    let entry = |key: &'static str, label: &'static str, note: &'static str| Entry {
        key: key.into(),
        label: label.into(),
        note: note.into(),
        checked: None,
    };
    let entries = vec![
        entry("svg", "Picture (SVG)", "in the colors that are shown"),
        entry("png", "Picture (PNG)", "up to 16 megapixels"),
        entry("mermaid", "Diagram (Mermaid)", "for Markdown"),
        entry("dot", "Graph (DOT)", "for Graphviz"),
        entry("outline", "Outline (text)", "the picture in words"),
        entry("report", "Report (Markdown)", "every problem with file and line"),
    ];
    let (view, checked, store) = (props.view.clone(), props.checked.clone(), props.store.clone());
    let theme = if props.dark { tokens::Theme::Dark } else { tokens::Theme::Light };
    let pick = Callback::from(move |key: AttrValue| {
        let analysis = &checked.drawn;
        match key.as_str() {
            "svg" => transfer::download("portolan.svg", "image/svg+xml", &to_svg(analysis, &view, theme)),
            "png" => {
                let scene = draw(analysis, &view);
                let (svg, store) = (to_svg(analysis, &view, theme), store.clone());
                yew::platform::spawn_local(async move {
                    if !transfer::download_png("portolan.png", &svg, scene.width, scene.height).await {
                        let text = "The browser could not paint the picture: export it as SVG.".into();
                        store.dispatch(Action::Say(Some(Toast { text, back: false })));
                    }
                });
            }
            "mermaid" => transfer::download("portolan.mmd", "text/plain", &to_mermaid(analysis, &view)),
            "dot" => transfer::download("portolan.dot", "text/plain", &to_dot(analysis, &view)),
            "outline" => transfer::download("portolan.txt", "text/plain", &to_outline(analysis, &view)),
            "report" => transfer::download(
                "portolan.md",
                "text/markdown",
                &crate::export::report(&checked, &store.settings),
            ),
            _ => {}
        }
    });
    html! { <Menu label="Export" class="bar-button" {entries} on_pick={pick} at_end={true} /> }
}
