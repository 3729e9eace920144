//! The page's layout, and what its parts share: the store, the analysis, the drawing.

use crate::components::{
    Bar, Divider, EditorPane, Help, Inspector, Live, Notice, Picture, Problems, RulePage, SettingsPanel,
    Share, Strip, Tabs, ToastLine, WhatIfPanel,
};
use crate::engine::Checked;
use crate::hooks::{
    Drawing, stored_theme, use_analysis, use_drawing, use_drop, use_greeting, use_keep, use_link,
    use_problem_keys, use_requests, use_theme,
};
use crate::state::{Action, Dialog, Pane, State, Store};
use crate::{examples, save};
use std::rc::Rc;
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
    let Drawing { found, view, scene, chosen, changed } = use_drawing(&store, &checked);
    let dragging = use_drop(&store);
    use_problem_keys(&store, &checked);
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
                    <Strip store={store.clone()} checked={checked.clone()} found={found} said={AttrValue::from(scene.summary.clone())} />
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
