//! The list of findings.

use super::editor::apply_fix;
use super::icon;
use crate::engine::{self, Checked};
use crate::findings::{self, Row, counted, sentence, word};
use crate::markdown::inline;
use crate::state::{Action, Dialog, Reveal, Selection, Store};
use portolan_core::diagnostic::{Applicability, Severity};
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
                    { for shown.iter().take(MOST_ROWS).map(|row| row_html(props, row)) }
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

fn row_html(props: &ProblemsProps, row: &Row<'_>) -> Html {
    let finding = row.finding;
    let file = props.checked.file_of(row.file);
    let place = format!("{}:{}", row.start.line + 1, row.start.character + 1);
    let name = file.map(|file| file.name.to_string()).unwrap_or_default();
    let shown =
        if props.checked.files.len() > 1 { format!("{} {place}", short(&name)) } else { place.clone() };
    let go = {
        let store = props.store.clone();
        let object = finding.object.and_then(|id| props.checked.analysis.object(id)).map(engine::key);
        let reveal = file.map(|file| Reveal {
            file: file.id,
            start: (row.start.line, row.start.character),
            end: (row.end.line, row.end.character),
            take: true,
            nonce: 0,
        });
        Callback::from(move |_: MouseEvent| {
            if let Some(object) = object.clone() {
                store.dispatch(Action::Select(Selection::Object(object)));
            }
            if let Some(reveal) = reveal {
                store.dispatch(Action::Reveal(reveal));
            }
        })
    };
    let rule = {
        let (store, code) = (props.store.clone(), AttrValue::from(finding.code.as_str()));
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            store.dispatch(Action::Ask(Some(Dialog::Rule(code.clone()))));
        })
    };
    let ignore = {
        let (store, code) = (props.store.clone(), finding.code.as_str());
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            store.dispatch(Action::Set(store.settings.with_severity(code, "off")));
        })
    };
    let fixes = finding.fixes.iter().enumerate().map(|(at, fix)| {
        let (store, checked, index) = (props.store.clone(), props.checked.clone(), row.index);
        let apply = Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            apply_fix(&store, &checked, index, at);
        });
        let (kind, title) = match fix.applicability {
            Applicability::Safe => ("safe", "The one edit that fixes it; checked by analyzing the result"),
            Applicability::Unsafe => ("unsafe", "One of several ways: look at the result"),
        };
        html! { <button key={at} class="problems-fix" data-applicability={kind} {title} onclick={apply}>{ &fix.title }</button> }
    });
    let same = |id| {
        let selected = props.object.and_then(|id| props.checked.drawn.object(id)).map(engine::key);
        selected.is_some() && selected == props.checked.analysis.object(id).map(engine::key)
    };
    let current = finding.object.is_some_and(same);
    let key = format!("{}:{name}:{}:{}:{}", finding.code, row.start.line, row.start.character, row.index);
    let cause = finding.cause.as_ref().map(|cause| cause.line.clone());
    html! {
        <li {key} class="problems-row" data-severity={word(row.severity)} data-current={if current { "true" } else { "false" }} onclick={go.clone()}>
            { icon::severity(row.severity) }
            <button class="problems-message" onclick={Callback::from(move |event: MouseEvent| { event.stop_propagation(); go.emit(event); })}>
                <span class="quiet">{ format!("{}: ", word(row.severity)) }</span>{ inline(&finding.message) }
            </button>
            <span class="problems-place" title={name}>{ shown }</span>
            <div class="problems-more">
                <p>
                    if let Some(effect) = &finding.effect { { inline(&sentence(effect)) }{ " " } } else if let Some(cause) = cause { { cause }{ " " } }
                    if let Some(help) = &finding.help { { inline(&sentence(help)) }{ " " } }
                    <button class="problems-code" onclick={rule}>{ finding.code.as_str() }</button>{ " " }
                    <button class="problems-ignore" onclick={ignore} aria-label={format!("Turn {} off", finding.code)}>{ "turn off" }</button>
                </p>
                if !finding.fixes.is_empty() { <span class="problems-fixes">{ for fixes }</span> }
            </div>
        </li>
    }
}

/// The last part of a path.
fn short(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}
