//! What stays on this device: workspaces by id, the theme, the sizes of the panes.
//!
//! Each tab has a workspace of its own, named by `sessionStorage`, so that two tabs never write over each other.

use crate::workspace::Saved;
use gloo::storage::{LocalStorage, SessionStorage, Storage};

const WORKSPACE: &str = "portolan/workspace/";
const RECENT: &str = "portolan/recent";
const TAB: &str = "portolan/tab";

/// Workspaces that are kept; older ones are erased.
const KEPT: usize = 8;

/// The id of this tab's workspace; a new one where it has none.
pub(crate) fn tab() -> String {
    SessionStorage::get(TAB).unwrap_or_else(|_| fresh_tab())
}

/// Gives this tab a new workspace, so that what it had stays as it is.
pub(crate) fn fresh_tab() -> String {
    let id = format!("{:x}-{:x}", js_sys::Date::now() as u64, (js_sys::Math::random() * 65536.0) as u32);
    let _ = SessionStorage::set(TAB, &id);
    id
}

/// This tab's workspace, else the one used last.
pub(crate) fn load() -> Option<Saved> {
    let own: Option<String> = SessionStorage::get(TAB).ok();
    own.and_then(|id| LocalStorage::get(format!("{WORKSPACE}{id}")).ok()).or_else(|| {
        let last = recent().into_iter().next()?;
        LocalStorage::get(format!("{WORKSPACE}{last}")).ok()
    })
}

/// Keeps this tab's workspace; says whether there was room.
pub(crate) fn store(saved: &Saved) -> bool {
    let id = tab();
    if LocalStorage::set(format!("{WORKSPACE}{id}"), saved).is_err() {
        return false;
    }
    let mut ids = recent();
    if ids.first() != Some(&id) {
        ids.retain(|other| *other != id);
        ids.insert(0, id);
        for old in ids.drain(KEPT.min(ids.len())..) {
            LocalStorage::delete(format!("{WORKSPACE}{old}"));
        }
        let _ = LocalStorage::set(RECENT, ids);
    }
    true
}

/// Erases everything that the page keeps on this device.
pub(crate) fn erase() {
    for id in recent() {
        LocalStorage::delete(format!("{WORKSPACE}{id}"));
    }
    for key in [RECENT, "portolan/theme", "portolan/sizes"] {
        LocalStorage::delete(key);
    }
    SessionStorage::delete(TAB);
}

/// A small value by name, such as the theme.
pub(crate) fn value(name: &str) -> Option<String> {
    LocalStorage::get(format!("portolan/{name}")).ok()
}

/// Keeps a small value by name.
pub(crate) fn set_value(name: &str, value: &str) {
    let _ = LocalStorage::set(format!("portolan/{name}"), value);
}

fn recent() -> Vec<String> {
    LocalStorage::get(RECENT).unwrap_or_default()
}
