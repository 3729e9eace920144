//! The list of findings.

mod row;

use crate::engine::Checked;
use crate::findings::{self, Row, counted, word};
use crate::state::{Action, Store};
use portolan_core::diagnostic::Severity;
use portolan_core::object::ObjectId;
use std::collections::BTreeSet;
use std::rc::Rc;
use yew::prelude::*;

/// Rows beyond this are counted and not listed, so that the page stays quick.
const MOST_ROWS: usize = 300;

#[derive(PartialEq, Properties)]
pub(crate) struct ProblemsProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// The selected object.
    pub(crate) object: Option<ObjectId>,
}

#[component]
pub(crate) fn Problems(props: &ProblemsProps) -> Html {
    let muted = use_state(BTreeSet::<Severity>::new);
    let rows = findings::rows(&props.checked.analysis, &props.store.settings);
    let filter = |severity: Severity, one: &'static str, many: &'static str| {
        let count = rows.iter().filter(|row| row.severity == severity).count();
        let toggle = {
            let muted = muted.clone();
            Callback::from(move |_: MouseEvent| {
                let mut next = (*muted).clone();
                if !next.remove(&severity) {
                    next.insert(severity);
                }
                muted.set(next);
            })
        };
        let pressed = if muted.contains(&severity) { "false" } else { "true" };
        html! {
            if count > 0 {
                <button class="problems-filter" data-severity={word(severity)} aria-pressed={pressed} onclick={toggle}
                    title="Show or hide these">{ counted(count, one, many) }</button>
            }
        }
    };
    let shown: Vec<&Row<'_>> = rows.iter().filter(|row| !muted.contains(&row.severity)).collect();
    let off: Vec<&String> =
        props.store.settings.severities.iter().filter(|(_, s)| *s == "off").map(|(code, _)| code).collect();
    let bring_back = {
        let store = props.store.clone();
        Callback::from(move |_: MouseEvent| {
            let mut settings = (*store.settings).clone();
            settings.severities.retain(|_, severity| severity != "off");
            store.dispatch(Action::Set(settings));
        })
    };
    let nothing = props.checked.files.iter().all(|file| file.text.trim().is_empty());
    html! {
        <section class="problems" aria-labelledby="problems-head">
            <div class="problems-head">
                <h2 id="problems-head">{ "Problems" }</h2>
                { filter(Severity::Error, "error", "errors") }
                { filter(Severity::Warning, "warning", "warnings") }
                { filter(Severity::Info, "info", "infos") }
                { filter(Severity::Hint, "hint", "hints") }
            </div>
            <div class="problems-list" tabindex="0" role="group" aria-label="Problems, one after another">
                if nothing {
                    <p class="problems-empty">{ "Paste manifests, drop files here, or pick an example." }</p>
                } else if rows.is_empty() {
                    <p class="problems-empty">{ "Nothing is wrong as far as these files can tell." }</p>
                }
                <ol>
                    { for shown.iter().take(MOST_ROWS).map(|row| row::view(props, row)) }
                </ol>
                if shown.len() > MOST_ROWS {
                    <p class="problems-empty">{ format!("{} more are not listed. Search or hide a severity.", shown.len() - MOST_ROWS) }</p>
                }
            </div>
            if !off.is_empty() {
                <p class="problems-foot">
                    { format!("{} off: ", counted(off.len(), "code is", "codes are")) }
                    <code>{ off.iter().map(|code| code.as_str()).collect::<Vec<_>>().join(", ") }</code>{ " " }
                    <button class="button" data-kind="link" onclick={bring_back}>{ "Show again" }</button>
                </p>
            }
        </section>
    }
}
