//! What the API server says to an object, and what it adds to it.

use crate::components::icon;
use portolan_core::Analysis;
use portolan_core::admission::{Cause, Ruling};
use portolan_core::field_path::FieldPath;
use portolan_core::object::Object;
use portolan_core::value::{Data, Origin, Value};
use yew::prelude::*;

/// Added fields that are listed, at most.
const MOST: usize = 80;

pub(super) fn view(analysis: &Analysis, object: &Object) -> Html {
    let Some(admission) = analysis.admission(object.id) else { return Html::default() };
    let (verdict, words, causes) = match &admission.ruling {
        Ruling::Accepted => ("accepted", "The API server takes it.".to_owned(), Vec::new()),
        Ruling::Undecodable(message) => {
            ("refused", "The API server cannot decode it.".to_owned(), vec![message.clone()])
        }
        Ruling::Refused(causes) => {
            let lines = causes.iter().map(Cause::line).collect();
            ("refused", "The API server refuses it.".to_owned(), lines)
        }
        Ruling::NotServed => {
            let version = analysis.assumptions.kubernetes.get();
            (
                "refused",
                format!("Kubernetes {version} does not serve {} {}.", object.api_version, object.kind),
                Vec::new(),
            )
        }
        Ruling::Foreign => {
            ("foreign", "Only a cluster that defines the kind can tell.".to_owned(), Vec::new())
        }
    };
    let sign = match verdict {
        "accepted" => icon::icon(icon::CHECK),
        "refused" => icon::severity(portolan_core::diagnostic::Severity::Error),
        _ => icon::icon(icon::HELP),
    };
    let added = added(&object.value);
    let more = added.len().saturating_sub(MOST);
    html! {
        <>
            <p class="inspector-verdict" data-verdict={verdict}>{ sign }<span>{ words }</span></p>
            if let Some(words) = admission.judged.words() { <p class="inspector-note">{ format!("The object is {words}.") }</p> }
            if !causes.is_empty() { <ul class="inspector-list mono">{ for causes.iter().enumerate().map(|(at, cause)| html! { <li key={at}>{ cause.clone() }</li> }) }</ul> }
            if !admission.warnings.is_empty() {
                <p class="inspector-note">{ "It warns:" }</p>
                <ul class="inspector-list mono">{ for admission.warnings.iter().enumerate().map(|(at, warning)| html! { <li key={at}>{ warning.text.clone() }</li> }) }</ul>
            }
            if verdict == "accepted" && !added.is_empty() {
                <table class="inspector-table">
                    <thead><tr><th scope="col">{ "Added field" }</th><th scope="col">{ "Value" }</th><th scope="col">{ "By" }</th></tr></thead>
                    <tbody>{ for added.iter().take(MOST).map(|(path, value, by)| html! {
                        <tr key={path.clone()}><td class="mono">{ path.clone() }</td><td class="mono">{ value.clone() }</td><td>{ *by }</td></tr>
                    }) }</tbody>
                </table>
                if more > 0 { <p class="inspector-note">{ format!("{more} more fields are added.") }</p> }
            }
        </>
    }
}

/// The fields that were not written, by path, in the object's order.
fn added(object: &Value) -> Vec<(String, String, &'static str)> {
    let mut open = vec![(FieldPath::default(), object)];
    let mut out = Vec::new();
    while let Some((path, value)) = open.pop() {
        match (&value.data, value.origin) {
            (Data::Map(map), _) if !map.entries.is_empty() => {
                let entries = map.entries.iter().rev();
                open.extend(entries.map(|entry| (path.clone().child(&entry.key), &entry.value)));
            }
            (Data::List(items), _) if !items.is_empty() => {
                open.extend(items.iter().enumerate().rev().map(|(at, item)| (path.clone().index(at), item)));
            }
            (Data::Null, _) | (_, Origin::Written(_)) => {}
            (_, Origin::Defaulted(by)) => out.push((path.to_string(), shown(value), by)),
            (_, Origin::Allocated(by)) => out.push((path.to_string(), shown(value), by)),
        }
    }
    out
}

fn shown(value: &Value) -> String {
    match &value.data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(value) => value.to_string(),
        Data::Float(value) => value.to_string(),
        Data::String(text) => text.to_string(),
        Data::List(_) => "[]".to_owned(),
        Data::Map(_) => "{}".to_owned(),
    }
}
