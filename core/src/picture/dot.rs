//! Prints a graph in Graphviz' language.

use super::graph::{Card, CardId, End, Graph, State};
use super::layout::Layout;
use std::fmt::Write;

/// Prints the graph; every card is a record with a port per row.
pub fn print(graph: &Graph, layout: &Layout) -> String {
    let mut out =
        "digraph portolan {\n  rankdir=LR;\n  node [shape=record, fontname=\"sans-serif\"];\n".to_owned();
    let mut lane = None;
    for &at in &layout.reading_order {
        let Some(card) = graph.card(CardId(at)) else { continue };
        if card.lane != lane {
            if lane.is_some() {
                out.push_str("  }\n");
            }
            lane = card.lane;
            let name = quote(&format!("namespace {}", graph.namespace(card)));
            let _ = writeln!(out, "  subgraph cluster_{} {{\n    label=\"{name}\";", lane.unwrap_or(0));
        }
        let style = if card.state == State::Broken { ", color=\"#b34300\"" } else { "" };
        let _ = writeln!(out, "    c{at} [label=\"{}\"{style}];", label(card));
    }
    if lane.is_some() {
        out.push_str("  }\n");
    }
    for (at, edge) in graph.edges.iter().enumerate() {
        let to = edge.to.map_or_else(|| format!("n{at}"), end);
        if edge.to.is_none() {
            let _ = writeln!(out, "  {to} [shape=point];");
        }
        let style = match edge.state {
            State::Ok => "",
            State::Unknown => ", style=dashed, color=\"#78848f\", headlabel=\"?\"",
            State::Warning => ", style=dotted, color=\"#8a6100\"",
            State::Broken => ", style=dashed, color=\"#b34300\", arrowhead=\"tee\"",
        };
        let why = quote(edge.why.as_deref().unwrap_or(""));
        let _ = writeln!(out, "  {} -> {to} [label=\"{why}\"{style}];", end(edge.from));
    }
    out.push_str("}\n");
    out
}

fn end(end: End) -> String {
    match end.row {
        Some(row) => format!("c{}:r{row}", end.card.0),
        None => format!("c{}", end.card.0),
    }
}

fn label(card: &Card) -> String {
    let mut fields = vec![record(&format!("{} {}", card.name, card.kind))];
    for (at, row) in card.rows.iter().enumerate() {
        fields.push(format!("<r{at}> {}", record(&format!("{} {} {}", row.name, row.detail, row.right))));
    }
    fields.join("|")
}

/// Escapes a text inside a record label.
fn record(text: &str) -> String {
    let mut out = String::new();
    for c in quote(text.trim()).chars() {
        if matches!(c, '{' | '}' | '|' | '<' | '>') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Escapes a text inside quotes.
fn quote(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"").replace(['\n', '\r'], " ")
}
