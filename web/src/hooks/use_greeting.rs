//! What is shown of a workspace that was just opened.

use crate::engine::Checked;
use crate::findings::{self, show};
use crate::state::{Selection, Store};
use portolan_core::diagnostic::Severity;
use std::rc::Rc;
use yew::prelude::*;

/// Shows the first problem, in text and picture alike.
#[hook]
pub(crate) fn use_greeting(store: &Store, checked: &Rc<Checked>) {
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
                    show(&store, &checked, row.finding, false);
                }
            }
        }
    });
}

fn is_narrow() -> bool {
    let query = web_sys::window().and_then(|window| window.match_media("(max-width: 720px)").ok().flatten());
    query.is_some_and(|query| query.matches())
}
