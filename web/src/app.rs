//! The page's layout, and what its parts share: the store, the analysis, the drawing.

use crate::by_pointer::ByPointer;
use crate::components::{
    Bar, Chosen, Divider, EditorPane, Help, Inspector, Live, Notice, Picture, Problems, RulePage,
    SettingsPanel, Share, Strip, Tabs, ToastLine, WhatIfPanel, opened,
};
use crate::engine::Checked;
use crate::hooks::{stored_theme, use_analysis, use_keep, use_link, use_requests, use_theme};
use crate::state::{Action, Dialog, Pane, Selection, State, Store};
use crate::{examples, findings, save, search, transfer};
use gloo::events::{EventListener, EventListenerOptions};
use portolan_core::diagnostic::Severity;
use portolan_core::object::ObjectId;
use portolan_core::picture;
use portolan_core::picture::scene::{Group, GroupKind, Scene};
use portolan_core::picture::view::{Show, View};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use yew::prelude::*;

#[component]
pub(crate) fn App() -> Html {
    let store: Store = use_reducer(|| {
        let saved = save::load().or_else(|| examples::load("shop")).unwrap_or_default();
        State::new(&saved, stored_theme())
    });
    let checked = use_analysis(&store);
    let dark = use_theme(store.theme);
    let requests = use_requests();
    use_link(&store);
    use_keep(&store);

    let found = use_memo((checked.clone(), store.view.search.clone()), |(checked, text)| {
        search::find(&checked.drawn, text).map(Rc::new)
    });
    let object =
        use_memo((checked.clone(), store.selection.clone()), |(checked, selection)| match selection {
            Selection::Object(key) => checked.find(key).map(|object| object.id),
            Selection::Card(_) | Selection::Nothing => None,
        });
    let shown = (checked.clone(), store.view.clone(), (*found).clone(), *object);
    let view = use_memo(shown, |(checked, view, found, object)| View {
        show: if view.problems_only { Show::Problems } else { Show::Everything },
        expanded: view.expanded.clone(),
        collapsed: view.collapsed.clone(),
        namespaces: (!view.hidden.is_empty()).then(|| visible(checked, &view.hidden)),
        matches: found.as_deref().cloned(),
        selected: *object,
    });
    let scene = use_memo((checked.clone(), (*view).clone()), |(checked, view)| {
        ByPointer(Rc::new(picture::draw(&checked.drawn, view)))
    });
    let scene = (*scene).clone();
    let changed = use_memo((scene.clone(), checked.clone(), view.clone()), |(scene, checked, view)| {
        checked
            .unsupposed
            .as_ref()
            .map_or_else(HashSet::new, |before| changes(&picture::draw(before, view), scene))
    });
    let selected = (scene.clone(), store.selection.clone(), *object);
    let chosen = use_memo(selected, |(scene, selection, object)| choose(scene, selection, *object));
    let dragging = use_drop(&store);
    use_keys(&store, &checked);
    use_greeting(&store, &checked);

    let supposed: AttrValue = store
        .what_ifs
        .last()
        .map(|what_if| format!("What if {}", what_if.sentence()))
        .unwrap_or_default()
        .into();
    let pane = match store.pane {
        Pane::Editor => "editor",
        Pane::Picture => "picture",
        Pane::Problems => "problems",
    };
    let nothing = chosen.object.is_none();
    html! {
        <div class="app" data-pane={pane}>
            <a class="app-skip" href="#picture">{ "Skip to the picture" }</a>
            <Bar store={store.clone()} checked={checked.clone()} view={view.clone()} requests={requests.len()} {dark} />
            { panes(&store) }
            <main class="app-columns">
                <div class="app-left">
                    <Tabs store={store.clone()} checked={checked.clone()} />
                    <Notice store={store.clone()} />
                    <EditorPane store={store.clone()} checked={checked.clone()} object={chosen.object} />
                    <Divider property="--problems" label="Height of the problems" orientation="horizontal" initial={250} least={64} />
                    <Problems store={store.clone()} checked={checked.clone()} object={chosen.object} />
                </div>
                <Divider property="--left" label="Width of the editor" orientation="vertical" initial={500} least={240} />
                <div class="app-right" data-inspector={if nothing { "closed" } else { "open" }}>
                    <Strip store={store.clone()} checked={checked.clone()} found={(*found).clone()} said={AttrValue::from(scene.summary.clone())} />
                    <Picture store={store.clone()} checked={checked.clone()} scene={scene.clone()} chosen={chosen.clone()} changed={changed.clone()} />
                    if !nothing {
                        <Divider property="--inspector" label="Height of the inspector" orientation="horizontal" initial={224} least={48} />
                        <Inspector store={store.clone()} checked={checked.clone()} chosen={chosen.clone()} />
                    }
                </div>
            </main>
            { dialog(&store, &checked, &requests) }
            <ToastLine store={store.clone()} />
            <Live checked={checked.clone()} settings={store.settings.clone()} {supposed} />
            if *dragging { <div class="app-drop"><p>{ "Drop manifests and folders here" }</p></div> }
        </div>
    }
}

fn visible(checked: &Checked, hidden: &BTreeSet<String>) -> BTreeSet<String> {
    let names = checked.drawn.objects.iter().map(|object| object.namespace.clone());
    names.filter(|name| !hidden.contains(name)).collect()
}

/// Finds the selection in the drawing.
fn choose(scene: &Scene, selection: &Selection, object: Option<ObjectId>) -> Chosen {
    let mut cards =
        scene.layers.iter().flat_map(|layer| &layer.groups).filter(|group| group.kind == GroupKind::Card);
    match selection {
        Selection::Nothing => Chosen::default(),
        Selection::Card(id) => {
            cards.find(|card| card.id == id.as_str()).map_or_else(Chosen::default, |card| Chosen {
                object: card.target.map(|target| target.object),
                card: Some(id.clone()),
            })
        }
        Selection::Object(key) => {
            let kind = key.kind.as_str();
            // An object may have several cards, such as a Service and its load balancer: its own bears its name.
            let mut own =
                cards.filter(|card| object.is_some() && card.target.map(|target| target.object) == object);
            let first = own.next();
            let is_own = |card: &&Group| card.id.split('/').next() == Some(kind);
            let card = first.filter(is_own).or_else(|| own.find(is_own)).or(first);
            Chosen { object, card: card.map(|card| card.id.clone().into()) }
        }
    }
}

/// The cards and edges that what-ifs change, by id: those that say something else than before.
fn changes(before: &Scene, now: &Scene) -> HashSet<String> {
    let groups = |scene: &Scene| -> HashMap<String, String> {
        let groups = scene.layers.iter().flat_map(|layer| &layer.groups);
        groups.map(|group| (group.id.clone(), group.label.clone())).collect()
    };
    let before = groups(before);
    groups(now).into_iter().filter(|(id, label)| before.get(id) != Some(label)).map(|(id, _)| id).collect()
}

fn panes(store: &Store) -> Html {
    let tab = |pane: Pane, name: &'static str| {
        let (store, selected) = (store.clone(), store.pane == pane);
        let show = Callback::from(move |_: MouseEvent| store.dispatch(Action::ShowPane(pane)));
        html! { <button key={name} role="tab" aria-selected={if selected { "true" } else { "false" }} onclick={show}>{ name }</button> }
    };
    html! {
        <nav class="app-panes" role="tablist" aria-label="Panes">
            { tab(Pane::Editor, "Editor") }{ tab(Pane::Picture, "Picture") }{ tab(Pane::Problems, "Problems") }
        </nav>
    }
}

fn dialog(store: &Store, checked: &Rc<Checked>, requests: &[String]) -> Html {
    match &store.dialog {
        None => Html::default(),
        Some(Dialog::Rule(code)) => html! { <RulePage store={store.clone()} code={code.clone()} /> },
        Some(Dialog::Settings) => html! { <SettingsPanel store={store.clone()} /> },
        Some(Dialog::Share) => html! { <Share store={store.clone()} checked={checked.clone()} /> },
        Some(Dialog::WhatIf) => html! { <WhatIfPanel store={store.clone()} checked={checked.clone()} /> },
        Some(Dialog::Help) => html! { <Help store={store.clone()} requests={requests.to_vec()} /> },
    }
}

/// Takes files and folders that are dropped anywhere; returns whether something is being dragged over the page.
#[hook]
fn use_drop(store: &Store) -> UseStateHandle<bool> {
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

/// F8 and Shift+F8 step through the problems, `?` opens the sheet of keys.
#[hook]
fn use_keys(store: &Store, checked: &Rc<Checked>) {
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

/// Shows the first problem of what was just opened, in text and picture alike.
#[hook]
fn use_greeting(store: &Store, checked: &Rc<Checked>) {
    let store = store.clone();
    use_effect_with(checked.fits, {
        let checked = checked.clone();
        move |_| {
            // On a phone the inspector would take the picture's room.
            if store.selection == Selection::Nothing && store.reveal.is_none() && !is_narrow() {
                let rows = findings::rows(&checked.analysis, &store.settings);
                if let Some(row) =
                    rows.iter().find(|row| row.severity >= Severity::Warning && row.finding.object.is_some())
                {
                    show(&store, &checked, row, false);
                }
            }
        }
    });
}

fn is_narrow() -> bool {
    let query = web_sys::window().and_then(|window| window.match_media("(max-width: 720px)").ok().flatten());
    query.is_some_and(|query| query.matches())
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
    let next = match *at {
        None => {
            if back {
                count - 1
            } else {
                0
            }
        }
        Some(at) => {
            if back {
                (at + count - 1) % count
            } else {
                (at + 1) % count
            }
        }
    };
    *at = Some(next);
    if let Some(row) = rows.get(next) {
        show(store, checked, row, true);
    }
}

/// Selects a finding's object and shows its place; the editor takes the keyboard where `take` says so.
fn show(store: &Store, checked: &Checked, row: &findings::Row<'_>, take: bool) {
    if let Some(object) = row.finding.object.and_then(|id| checked.analysis.object(id)) {
        store.dispatch(Action::Select(Selection::Object(crate::engine::key(object))));
    }
    if let Some(file) = checked.file_of(row.file) {
        let (start, end) = ((row.start.line, row.start.character), (row.end.line, row.end.character));
        store.dispatch(Action::Reveal(crate::state::Reveal { file: file.id, start, end, take, nonce: 0 }));
    }
}
