//! What the user did: the one reducer.

use crate::settings::Settings;
use crate::what_if::WhatIf;
use crate::workspace::{File, Saved, SavedFile, normalize};
use portolan_core::object::ObjectKey;
use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;
use yew::prelude::*;

/// The context through which components act.
pub(crate) type Store = UseReducerHandle<State>;

/// What the user did.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    /// The files, in the order of their tabs.
    pub(crate) files: Rc<Vec<File>>,
    /// The file in front.
    pub(crate) active: u32,
    /// The settings.
    pub(crate) settings: Rc<Settings>,
    /// The what-ifs.
    pub(crate) what_ifs: Rc<Vec<WhatIf>>,
    /// What is selected.
    pub(crate) selection: Selection,
    /// The selected card's path stays highlighted.
    pub(crate) pinned: bool,
    /// What is shown of the picture.
    pub(crate) view: ViewOptions,
    /// The inspector's tab.
    pub(crate) tab: Tab,
    /// The pane in front on a narrow screen.
    pub(crate) pane: Pane,
    /// The open panel.
    pub(crate) dialog: Option<Dialog>,
    /// The colors.
    pub(crate) theme: Theme,
    /// The last change came from typing, so the analysis may wait.
    pub(crate) typed: bool,
    /// Counts what asks for a picture that fits.
    pub(crate) fits: u32,
    /// A place to show in the editor.
    pub(crate) reveal: Option<Reveal>,
    /// A short message.
    pub(crate) toast: Option<Toast>,
    /// An example that nobody changed is open.
    pub(crate) sample: bool,
    /// What was open before the last load, to go back to.
    pub(crate) earlier: Option<Rc<Saved>>,
    next_id: u32,
}

/// What is selected.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) enum Selection {
    /// Nothing.
    #[default]
    Nothing,
    /// A card, by its id in the scene.
    Card(AttrValue),
    /// An object, found again in every analysis.
    Object(ObjectKey),
}

/// What is shown of the picture.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ViewOptions {
    /// Only problems with their paths.
    pub(crate) problems_only: bool,
    /// The outline instead of the drawing.
    pub(crate) outline: bool,
    /// The search.
    pub(crate) search: AttrValue,
    /// Namespaces that are hidden.
    pub(crate) hidden: BTreeSet<String>,
    /// Lanes that the user opened.
    pub(crate) expanded: BTreeSet<String>,
    /// Lanes that the user closed.
    pub(crate) collapsed: BTreeSet<String>,
}

/// The inspector's tabs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tab {
    /// The endpoint table, or for other kinds what touches them.
    Endpoints,
    /// DNS names.
    Dns,
    /// What kubectl would print.
    Kubectl,
    /// One request, hop by hop.
    Trace,
    /// What the API server says.
    Server,
}

/// The panes of a narrow screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pane {
    /// The editor.
    Editor,
    /// The picture.
    Picture,
    /// The problems.
    Problems,
}

/// Panels over the page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Dialog {
    /// The page of a rule.
    Rule(AttrValue),
    /// The settings.
    Settings,
    /// The link.
    Share,
    /// New what-ifs.
    WhatIf,
    /// Keys and privacy.
    Help,
}

/// The colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the system says.
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// A place to show in the editor; `nonce` tells two requests for one place apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reveal {
    /// The file.
    pub(crate) file: u32,
    /// The first place, as line and UTF-16 column.
    pub(crate) start: (u32, u32),
    /// The last place.
    pub(crate) end: (u32, u32),
    /// The editor takes the keyboard.
    pub(crate) take: bool,
    /// Counts requests.
    pub(crate) nonce: u32,
}

/// A short message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Toast {
    /// The message.
    pub(crate) text: AttrValue,
    /// Offers what was open before.
    pub(crate) back: bool,
}

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

impl State {
    /// Starts with a workspace.
    pub(crate) fn new(saved: &Saved, theme: Theme) -> Self {
        let mut state = Self {
            files: Rc::default(),
            active: 0,
            settings: Rc::default(),
            what_ifs: Rc::default(),
            selection: Selection::Nothing,
            pinned: false,
            view: ViewOptions::default(),
            tab: Tab::Endpoints,
            pane: Pane::Picture,
            dialog: None,
            theme,
            typed: false,
            fits: 0,
            reveal: None,
            toast: None,
            sample: false,
            earlier: None,
            next_id: 1,
        };
        state.load(saved);
        state
    }

    /// The file in front.
    pub(crate) fn front(&self) -> Option<&File> {
        self.file(self.active)
    }

    /// An open file.
    pub(crate) fn file(&self, id: u32) -> Option<&File> {
        self.files.iter().find(|file| file.id == id)
    }

    /// The workspace in the form that is kept.
    pub(crate) fn saved(&self) -> Saved {
        Saved {
            files: self
                .files
                .iter()
                .map(|file| SavedFile { name: file.name.to_string(), text: file.text.to_string() })
                .collect(),
            active: self.files.iter().position(|file| file.id == self.active).unwrap_or(0),
            settings: (*self.settings).clone(),
            what_ifs: (*self.what_ifs).clone(),
            sample: self.sample,
            selected: match &self.selection {
                Selection::Card(id) => id.to_string(),
                Selection::Nothing | Selection::Object(_) => String::new(),
            },
        }
    }

    fn id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    fn load(&mut self, saved: &Saved) {
        let mut files: Vec<File> = saved
            .files
            .iter()
            .map(|file| File { id: self.id(), name: file.name.clone().into(), text: normalize(&file.text) })
            .collect();
        if files.is_empty() {
            files.push(File { id: self.id(), name: "manifest.yaml".into(), text: "".into() });
        }
        self.active = files.get(saved.active).or(files.first()).map_or(0, |file| file.id);
        self.files = Rc::new(files);
        self.settings = Rc::new(saved.settings.clone());
        self.what_ifs = Rc::new(saved.what_ifs.clone());
        self.selection = if saved.selected.is_empty() {
            Selection::Nothing
        } else {
            Selection::Card(saved.selected.clone().into())
        };
        self.pinned = false;
        self.view = ViewOptions { outline: self.view.outline, ..ViewOptions::default() };
        self.sample = saved.sample;
        self.reveal = None;
        self.typed = false;
        self.fits += 1;
    }

    fn set_text(&mut self, id: u32, text: Arc<str>) {
        if let Some(file) = Rc::make_mut(&mut self.files).iter_mut().find(|file| file.id == id) {
            file.text = text;
            self.sample = false;
        }
    }

    fn open(&mut self, opened: Vec<SavedFile>) {
        let replaces = self.sample || self.files.iter().all(|file| file.text.trim().is_empty());
        let mut files = if replaces { Vec::new() } else { (*self.files).clone() };
        if replaces {
            self.selection = Selection::Nothing;
            self.reveal = None;
            self.sample = false;
            self.what_ifs = Rc::default();
            self.view = ViewOptions { outline: self.view.outline, ..ViewOptions::default() };
        }
        let mut front = None;
        for file in opened {
            let text = normalize(&file.text);
            if let Some(open) = files.iter_mut().find(|open| open.name.as_str() == file.name) {
                open.text = text;
                front.get_or_insert(open.id);
            } else {
                let id = self.id();
                files.push(File { id, name: file.name.into(), text });
                front.get_or_insert(id);
            }
        }
        self.active = front.unwrap_or(self.active);
        self.files = Rc::new(files);
        self.typed = false;
        self.fits += 1;
    }

    fn close(&mut self, id: u32) {
        let Some(at) = self.files.iter().position(|file| file.id == id) else { return };
        let files = Rc::make_mut(&mut self.files);
        files.remove(at);
        if files.is_empty() {
            self.next_id += 1;
            files.push(File { id: self.next_id, name: "manifest.yaml".into(), text: "".into() });
        }
        if self.active == id {
            self.active = files.get(at.saturating_sub(1)).or(files.first()).map_or(0, |file| file.id);
        }
        self.typed = false;
    }

    fn rename(&mut self, id: u32, name: &str) {
        let name = name.trim().to_owned();
        let taken = self.files.iter().any(|file| file.id != id && file.name.as_str() == name);
        if name.is_empty() || taken {
            return;
        }
        if let Some(file) = Rc::make_mut(&mut self.files).iter_mut().find(|file| file.id == id) {
            file.name = name.into();
        }
        self.typed = false;
    }

    fn move_file(&mut self, id: u32, by: i32) {
        let Some(at) = self.files.iter().position(|file| file.id == id) else { return };
        let to = at.saturating_add_signed(by as isize).min(self.files.len().saturating_sub(1));
        let files = Rc::make_mut(&mut self.files);
        let file = files.remove(at);
        files.insert(to, file);
        self.typed = false;
    }

    fn add_blank(&mut self) {
        let free =
            (1..).map(|n| if n == 1 { "manifest.yaml".to_owned() } else { format!("manifest-{n}.yaml") });
        let name = free.into_iter().find(|name| self.files.iter().all(|file| file.name.as_str() != name));
        let id = self.id();
        let file = File { id, name: name.unwrap_or_default().into(), text: "".into() };
        Rc::make_mut(&mut self.files).push(file);
        self.active = id;
        self.typed = false;
    }
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
            // A place in a file that is gone meanwhile leads nowhere.
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
