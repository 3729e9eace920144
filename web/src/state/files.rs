//! The open files: loading, opening, closing, renaming.

use super::State;
use super::view::{Selection, ViewOptions};
use crate::workspace::{File, Saved, SavedFile, normalize};
use std::rc::Rc;
use std::sync::Arc;

/// The name of a file that nobody named.
const BLANK: &str = "manifest.yaml";

impl State {
    /// A number for a file that no other has.
    fn id(&mut self) -> u32 {
        self.next_id += 1;
        self.next_id
    }

    /// Puts a workspace in the place of everything.
    pub(super) fn load(&mut self, saved: &Saved) {
        let mut files: Vec<File> = saved
            .files
            .iter()
            .map(|file| File { id: self.id(), name: file.name.clone().into(), text: normalize(&file.text) })
            .collect();
        if files.is_empty() {
            files.push(File { id: self.id(), name: BLANK.into(), text: "".into() });
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
        self.trace = None;
        self.reveal = None;
        self.typed = false;
        self.fits += 1;
    }

    /// Gives a file another text.
    pub(super) fn set_text(&mut self, id: u32, text: Arc<str>) {
        if let Some(file) = Rc::make_mut(&mut self.files).iter_mut().find(|file| file.id == id) {
            file.text = text;
            self.sample = false;
        }
    }

    /// Adds files; what nobody has worked on gives way.
    pub(super) fn open(&mut self, opened: Vec<SavedFile>) {
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

    /// Closes a file; the last one leaves an empty one.
    pub(super) fn close(&mut self, id: u32) {
        let Some(at) = self.files.iter().position(|file| file.id == id) else { return };
        let files = Rc::make_mut(&mut self.files);
        files.remove(at);
        if files.is_empty() {
            self.next_id += 1;
            files.push(File { id: self.next_id, name: BLANK.into(), text: "".into() });
        }
        if self.active == id {
            self.active = files.get(at.saturating_sub(1)).or(files.first()).map_or(0, |file| file.id);
        }
        self.typed = false;
    }

    /// Renames a file, unless another has the name.
    pub(super) fn rename(&mut self, id: u32, name: &str) {
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

    /// Moves a file's tab.
    pub(super) fn move_file(&mut self, id: u32, by: i32) {
        let Some(at) = self.files.iter().position(|file| file.id == id) else { return };
        let to = at.saturating_add_signed(by as isize).min(self.files.len().saturating_sub(1));
        let files = Rc::make_mut(&mut self.files);
        let file = files.remove(at);
        files.insert(to, file);
        self.typed = false;
    }

    /// Adds an empty file and brings it to the front.
    pub(super) fn add_blank(&mut self) {
        let free = (1..).map(|n| if n == 1 { BLANK.to_owned() } else { format!("manifest-{n}.yaml") });
        let name = free.into_iter().find(|name| self.files.iter().all(|file| file.name.as_str() != name));
        let id = self.id();
        let file = File { id, name: name.unwrap_or_default().into(), text: "".into() };
        Rc::make_mut(&mut self.files).push(file);
        self.active = id;
        self.typed = false;
    }
}
