//! Kubectl: what it prints about a world.

use super::Judged;
use crate::world::analysis_with;
use portolan_core::Analysis;
use portolan_core::assumptions::Assumptions;
use portolan_core::kubectl::{Columns, Resource, describe, get};
use serde_json::{Value as Json, json};

/// Judges one case: `{id, text, outputs: [{namespace, args, rows} or {…, text}]}`.
pub fn judge(assumptions: &Assumptions, case: &Json) -> Vec<Judged> {
    let analysis = analysis_with(case["text"].as_str().unwrap_or(""), assumptions);
    let outputs = case["outputs"].as_array().map(Vec::as_slice).unwrap_or_default();
    outputs.iter().map(|output| judge_output(&analysis, output)).collect()
}

fn judge_output(analysis: &Analysis, output: &Json) -> Judged {
    let args: Vec<&str> = output["args"].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
    let namespace = output["namespace"].as_str().unwrap_or("");
    if args.first() == Some(&"describe") {
        let name = args.get(2).copied().unwrap_or("");
        let object = analysis.objects.iter().find(|object| {
            object.kind == kind(args.get(1).copied().unwrap_or(""))
                && object.namespace == namespace
                && object.name == name
        });
        let got = object.and_then(|object| describe(analysis, object)).unwrap_or_default();
        return Judged::new("describe", lines(output["text"].as_str().unwrap_or("")), lines(&got));
    }
    let resource = args.get(1).and_then(|name| Resource::parse(name));
    let columns = if args.contains(&"wide") { Columns::Wide } else { Columns::Usual };
    let got = resource.map(|resource| get(analysis, resource, namespace, columns));
    let got = got.map_or(Json::Null, |table| {
        let rows = table.rows.into_iter().map(|row| json!(row));
        std::iter::once(json!(table.head)).chain(rows).collect()
    });
    let is_set = resource == Some(Resource::EndpointSlices);
    Judged::new("get", rows(&output["rows"], is_set), rows(&got, is_set))
}

fn kind(name: &str) -> &'static str {
    match Resource::parse(name) {
        Some(Resource::Ingresses) => "Ingress",
        _ => "Service",
    }
}

/// The rows in the form that counts: lists of addresses as sets.
fn rows(rows: &Json, is_set: bool) -> Json {
    let mut out: Vec<Json> = rows
        .as_array()
        .into_iter()
        .flatten()
        .map(|row| {
            row.as_array().into_iter().flatten().map(|cell| set(cell.as_str().unwrap_or(""))).collect()
        })
        .collect();
    if is_set && let Some(body) = out.get_mut(1..) {
        body.sort_by_key(Json::to_string);
    }
    Json::Array(out)
}

/// The lines of a description, lists of endpoints as sets.
fn lines(text: &str) -> Json {
    let line = |line: &str| match line.strip_prefix("Endpoints:") {
        Some(list) => json!(["Endpoints:", set(list.trim_start()), list.len() - list.trim_start().len()]),
        None => json!(line),
    };
    text.lines().map(line).collect()
}

/// A list with commas as a sorted list; a text without commas is a list of one.
fn set(cell: &str) -> Json {
    let mut items: Vec<&str> = cell.split(',').collect();
    items.sort_unstable();
    json!(items)
}
