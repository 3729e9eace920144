//! What the user did. Everything else that the page shows derives from it.

mod action;
mod files;
mod view;

use crate::settings::Settings;
use crate::what_if::WhatIf;
use crate::workspace::{File, Saved, SavedFile};
use std::rc::Rc;
use yew::prelude::*;

pub(crate) use action::Action;
pub(crate) use view::{
    Caller, Dialog, Pane, Reveal, Selection, Tab, Theme, Toast, TraceQuestion, ViewOptions,
};

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
    /// What the trace was last asked.
    pub(crate) trace: Option<TraceQuestion>,
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
            trace: None,
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
}
