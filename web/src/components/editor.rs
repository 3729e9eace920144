//! The editor's pane: brings texts, findings and marks to CodeMirror, and what the user does back to the store.

use crate::binding::{self, Editor};
use crate::engine::{self, Checked};
use crate::state::{Action, Selection, Store};
use crate::{assist, findings};
use portolan_core::object::ObjectId;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct EditorProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// The selected object.
    pub(crate) object: Option<ObjectId>,
}

/// The editor and what it calls, which must live as long.
struct Mounted {
    editor: Editor,
    _change: Closure<dyn FnMut(u32, String)>,
    _cursor: Closure<dyn FnMut(u32, u32, u32)>,
    _fix: Closure<dyn FnMut(u32, u32)>,
    _complete: Closure<dyn FnMut(u32, u32, u32) -> String>,
    _hover: Closure<dyn FnMut(u32, u32, u32) -> String>,
}

#[component]
pub(crate) fn EditorPane(props: &EditorProps) -> Html {
    let host = use_node_ref();
    let mounted = use_mut_ref(|| None::<Mounted>);
    // What the closures see: always the newest store and analysis.
    let latest = use_mut_ref(|| (props.store.clone(), props.checked.clone()));
    *latest.borrow_mut() = (props.store.clone(), props.checked.clone());
    {
        let (host, mounted, latest) = (host.clone(), mounted.clone(), latest.clone());
        use_effect_with((), move |()| {
            if let Some(element) = host.cast::<web_sys::Element>() {
                *mounted.borrow_mut() = Some(mount(&element, &latest));
            }
            move || {
                if let Some(gone) = mounted.borrow_mut().take() {
                    binding::destroy(&gone.editor);
                }
            }
        });
    }
    let editor = {
        let mounted = mounted.clone();
        move || mounted.borrow().as_ref().map(|mounted| mounted.editor.clone())
    };
    let front = props.store.front().cloned();
    {
        let (editor, typed) = (editor.clone(), props.store.typed);
        let shown = use_mut_ref(|| None::<u32>);
        let ids: Vec<u32> = props.store.files.iter().map(|file| file.id).collect();
        let known = use_mut_ref(Vec::<u32>::new);
        use_effect_with((front.clone().map(|file| (file.id, file.text)), ids), move |(front, ids)| {
            let (Some(editor), Some((id, text))) = (editor(), front) else { return };
            // The text that was just typed is there already.
            if shown.borrow_mut().replace(*id) != Some(*id) || !typed {
                binding::open(&editor, *id, text);
            }
            let before = std::mem::replace(&mut *known.borrow_mut(), ids.clone());
            for gone in before.iter().filter(|id| !ids.contains(id)) {
                binding::close(&editor, *gone);
            }
        });
    }
    {
        let editor = editor.clone();
        let (checked, settings) = (props.checked.clone(), props.store.settings.clone());
        let file = front.clone();
        use_effect_with((checked, settings, props.store.active), move |(checked, settings, _)| {
            let (Some(editor), Some(file)) = (editor(), file) else { return };
            // Findings of an older text would stand in the wrong place; CodeMirror moves those that it has.
            let analyzed = checked.id_of(file.id).and_then(|id| checked.file_of(id));
            if analyzed.is_some_and(|analyzed| analyzed.text == file.text) {
                binding::set_diagnostics(&editor, &binding::marks(checked, &file, settings));
            }
        });
    }
    {
        let editor = editor.clone();
        let lines = props.object.and_then(|id| engine::lines(&props.checked, id));
        let lines =
            lines.filter(|(file, ..)| *file == props.store.active).map(|(_, first, last)| (first, last));
        use_effect_with((lines, props.store.active), move |(lines, _)| {
            let Some(editor) = editor() else { return };
            let (first, last) = lines.map_or((-1, -1), |(first, last)| (first as i32, last as i32));
            binding::mark_lines(&editor, first, last);
        });
    }
    use_effect_with(props.store.reveal, move |reveal| {
        if let (Some(editor), Some(at)) = (editor(), reveal) {
            binding::reveal(&editor, at.start.0, at.start.1, at.end.0, at.end.1, at.take);
        }
    });
    html! {
        <section class="editor" id="editor" aria-label="Manifests">
            <div class="editor-host" ref={host} />
        </section>
    }
}

fn mount(element: &web_sys::Element, latest: &Rc<std::cell::RefCell<(Store, Rc<Checked>)>>) -> Mounted {
    let (store, _) = latest.borrow().clone();
    let change =
        Closure::new(move |file: u32, text: String| store.dispatch(Action::Typed(file, text.into())));
    let seen = latest.clone();
    let cursor = Closure::new(move |file: u32, line: u32, column: u32| {
        let (store, checked) = seen.borrow().clone();
        let Some(id) = checked.id_of(file) else { return };
        let offset = binding::offset(&checked, id, line, column);
        if let Some(object) = checked.analysis.object_at(id, offset) {
            let selection = Selection::Object(engine::key(object));
            if store.selection != selection {
                store.dispatch(Action::Select(selection));
            }
        }
    });
    let seen = latest.clone();
    let fix = Closure::new(move |finding: u32, fix: u32| {
        let (store, checked) = seen.borrow().clone();
        findings::apply_fix(&store, &checked, finding as usize, fix as usize);
    });
    let seen = latest.clone();
    let complete = Closure::new(move |file: u32, line: u32, column: u32| {
        assist::complete(&seen.borrow().0, file, line, column)
    });
    let seen = latest.clone();
    let hover = Closure::new(move |file: u32, line: u32, column: u32| {
        assist::hover(&seen.borrow().1, file, line, column)
    });
    let editor = binding::mount(element, &change, &cursor, &fix, &complete, &hover);
    Mounted { editor, _change: change, _cursor: cursor, _fix: fix, _complete: complete, _hover: hover }
}

/// The element that holds the editor, to give it the keyboard.
pub(super) fn content() -> Option<web_sys::HtmlElement> {
    let host = web_sys::window()?.document()?.query_selector(".editor-host").ok()??;
    host.shadow_root()?.query_selector(".cm-content").ok()??.dyn_into().ok()
}
