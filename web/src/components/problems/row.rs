//! One finding of the list.

use super::ProblemsProps;
use crate::components::icon;
use crate::engine;
use crate::findings::{self, Row, sentence, word};
use crate::markdown::inline;
use crate::state::{Action, Dialog};
use portolan_core::diagnostic::Applicability;
use yew::prelude::*;

pub(super) fn view(props: &ProblemsProps, row: &Row<'_>) -> Html {
    let finding = row.finding;
    let file = props.checked.file_of(row.file);
    let place = format!("{}:{}", row.start.line + 1, row.start.character + 1);
    let name = file.map(|file| file.name.to_string()).unwrap_or_default();
    let shown =
        if props.checked.files.len() > 1 { format!("{} {place}", short(&name)) } else { place.clone() };
    let go = {
        let (store, checked, index) = (props.store.clone(), props.checked.clone(), row.index);
        Callback::from(move |_: MouseEvent| {
            if let Some(finding) = checked.analysis.diagnostics.get(index) {
                findings::show(&store, &checked, finding, true);
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
            findings::apply_fix(&store, &checked, index, at);
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
