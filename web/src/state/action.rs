//! What a user can do, and what it does to the state: the one reducer.

use super::State;
use super::view::{Dialog, Pane, Reveal, Selection, Tab, Theme, Toast, TraceQuestion, ViewOptions};
use crate::settings::Settings;
use crate::what_if::WhatIf;
use crate::workspace::{Saved, SavedFile};
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

/// What a user can do.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Action {
    /// Typed: a file has another text.
    Typed(u32, Arc<str>),
    /// A fix or another command gave a file another text.
    Replaced(u32, Arc<str>),
    /// Adds files; those with an equal name are replaced.
    Open(Vec<SavedFile>),
    /// Replaces everything by a workspace; `said` is offered with a way back.
    Load(Rc<Saved>, AttrValue),
    /// Returns to what was open before the last load.
    Back,
    /// Adds an empty file.
    New,
    /// Closes a file.
    Close(u32),
    /// Renames a file.
    Rename(u32, AttrValue),
    /// Moves a file's tab.
    Move(u32, i32),
    /// Brings a file to the front.
    Activate(u32),
    /// Selects.
    Select(Selection),
    /// Holds or frees the selected path.
    Pin,
    /// Shows a place in the editor.
    Reveal(Reveal),
    /// Changes what is shown of the picture.
    View(ViewOptions),
    /// Shows an inspector tab.
    Show(Tab),
    /// Asks the trace.
    Trace(TraceQuestion),
    /// Shows a pane on a narrow screen.
    ShowPane(Pane),
    /// Opens or closes a panel.
    Ask(Option<Dialog>),
    /// Changes the colors.
    Paint(Theme),
    /// Changes the settings.
    Set(Settings),
    /// Adds a what-if.
    Suppose(WhatIf),
    /// Takes a what-if back.
    Drop(usize),
    /// Takes all what-ifs back.
    DropAll,
    /// Says something, or nothing any more.
    Say(Option<Toast>),
}

impl Reducible for State {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = (*self).clone();
        match action {
            Action::Typed(id, text) => {
                next.set_text(id, text);
                next.typed = true;
            }
            Action::Replaced(id, text) => {
                next.set_text(id, text);
                next.typed = false;
            }
            Action::Open(files) => next.open(files),
            Action::Load(saved, said) => {
                let earlier = next.saved();
                next.load(&saved);
                let back = !earlier.sample
                    && earlier.files.iter().any(|file| !file.text.trim().is_empty())
                    && earlier.files != saved.files;
                next.earlier = back.then(|| Rc::new(earlier));
                next.toast = (!said.is_empty()).then_some(Toast { text: said, back });
            }
            Action::Back => {
                if let Some(saved) = next.earlier.take() {
                    next.load(&saved);
                }
                next.toast = None;
            }
            Action::New => next.add_blank(),
            Action::Close(id) => next.close(id),
            Action::Rename(id, name) => next.rename(id, &name),
            Action::Move(id, by) => next.move_file(id, by),
            Action::Activate(id) => next.active = id,
            Action::Select(selection) => {
                next.pinned = false;
                next.selection = selection;
            }
            Action::Pin => next.pinned = !next.pinned,
            // A place in a file that is gone by now leads nowhere.
            Action::Reveal(reveal) if next.files.iter().all(|file| file.id != reveal.file) => {}
            Action::Reveal(reveal) => {
                next.active = reveal.file;
                let nonce = next.reveal.map_or(1, |before| before.nonce + 1);
                next.reveal = Some(Reveal { nonce, ..reveal });
                if reveal.take {
                    next.pane = Pane::Editor;
                }
            }
            Action::View(view) => next.view = view,
            Action::Show(tab) => next.tab = tab,
            Action::Trace(question) => next.trace = Some(question),
            Action::ShowPane(pane) => next.pane = pane,
            Action::Ask(dialog) => next.dialog = dialog,
            Action::Paint(theme) => next.theme = theme,
            Action::Set(settings) => {
                next.settings = Rc::new(settings);
                next.typed = false;
            }
            Action::Suppose(what_if) => {
                let list = Rc::make_mut(&mut next.what_ifs);
                list.retain(|other| !what_if.replaces(other));
                list.push(what_if);
                next.typed = false;
            }
            Action::Drop(at) => {
                let list = Rc::make_mut(&mut next.what_ifs);
                if at < list.len() {
                    list.remove(at);
                }
                next.typed = false;
            }
            Action::DropAll => {
                next.what_ifs = Rc::default();
                next.typed = false;
            }
            Action::Say(toast) => next.toast = toast,
        }
        Rc::new(next)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::view::Caller;
    use portolan_core::object::ObjectKey;

    fn state() -> Rc<State> {
        let file = |name: &str| SavedFile { name: name.to_owned(), text: "a: 1\n".to_owned() };
        let saved = Saved { files: vec![file("a.yaml"), file("b.yaml")], ..Saved::default() };
        Rc::new(State::new(&saved, Theme::System))
    }

    fn ids(state: &State) -> Vec<u32> {
        state.files.iter().map(|file| file.id).collect()
    }

    #[test]
    fn a_place_in_a_file_that_is_gone_leads_nowhere() {
        let state = state();
        let [a, b] = ids(&state)[..] else { panic!("two files") };
        let place = Reveal { file: b, start: (0, 0), end: (0, 1), take: false, nonce: 0 };
        let shown = state.clone().reduce(Action::Reveal(place));
        assert_eq!((shown.active, shown.reveal.map(|place| place.nonce)), (b, Some(1)));
        let gone = state.reduce(Action::Close(b)).reduce(Action::Reveal(place));
        assert_eq!((gone.active, gone.reveal), (a, None));
    }

    #[test]
    fn the_last_file_leaves_an_empty_one() {
        let state = ids(&state()).into_iter().fold(state(), |state, id| state.reduce(Action::Close(id)));
        let [file] = &state.files[..] else { panic!("one file") };
        assert!(file.text.is_empty() && state.active == file.id);
    }

    #[test]
    fn a_name_is_taken_once() {
        let state = state();
        let [a, _] = ids(&state)[..] else { panic!("two files") };
        let named = |state: &State| state.file(a).unwrap().name.to_string();
        assert_eq!(named(&state.clone().reduce(Action::Rename(a, "b.yaml".into()))), "a.yaml");
        assert_eq!(named(&state.reduce(Action::Rename(a, "c.yaml".into()))), "c.yaml");
    }

    #[test]
    fn a_what_if_gives_way_to_another_about_the_same_thing() {
        let lost = WhatIf::Lost { node: "a".to_owned() };
        let drained = WhatIf::Drained { node: "a".to_owned() };
        let state = state().reduce(Action::Suppose(lost)).reduce(Action::Suppose(drained.clone()));
        assert_eq!(*state.what_ifs, [drained]);
    }

    #[test]
    fn the_trace_is_remembered_while_someone_types() {
        let key =
            |kind: &str| ObjectKey { kind: kind.to_owned(), name: "web".to_owned(), ..ObjectKey::default() };
        let from = Some(Caller::Object(key("Deployment")));
        let question = TraceQuestion { about: key("Service"), from, to: None };
        let state = state();
        let [a, _] = ids(&state)[..] else { panic!("two files") };
        let asked = state.reduce(Action::Trace(question.clone())).reduce(Action::Typed(a, "b: 1\n".into()));
        assert_eq!(asked.trace, Some(question));
    }
}
