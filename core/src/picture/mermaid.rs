//! Prints a graph as a Mermaid flowchart.
//!
//! Rows have no place in Mermaid: they stand as lines in their card, and hops carry the row as a label.

use super::graph::{Card, CardId, Edge, Graph, State};
use super::layout::Layout;
use std::fmt::Write;

/// Prints the flowchart.
pub fn print(graph: &Graph, layout: &Layout) -> String {
    let mut out = "flowchart LR\n".to_owned();
    let mut lane = None;
    for &at in &layout.reading_order {
        let Some(card) = graph.card(CardId(at)) else { continue };
        if card.lane != lane {
            if lane.is_some() {
                out.push_str("  end\n");
            }
            lane = card.lane;
            let _ = writeln!(
                out,
                "  subgraph lane{}[\"namespace {}\"]",
                lane.unwrap_or(0),
                quote(graph.namespace(card))
            );
        }
        let indent = if lane.is_some() { "    " } else { "  " };
        let _ = writeln!(out, "{indent}c{at}[\"{}\"]", text(card));
    }
    if lane.is_some() {
        out.push_str("  end\n");
    }
    for (at, edge) in graph.edges.iter().enumerate() {
        print_edge(graph, at, edge, &mut out);
    }
    let classes =
        [(State::Broken, "stroke:#b34300,stroke-width:2px"), (State::Unknown, "stroke-dasharray:4 3")];
    for (state, style) in classes {
        let cards: Vec<String> = graph
            .cards
            .iter()
            .enumerate()
            .filter(|(_, card)| card.state == state)
            .map(|(at, _)| format!("c{at}"))
            .collect();
        if !cards.is_empty() {
            let _ = writeln!(out, "  classDef {0} {style}\n  class {1} {0}", state.as_str(), cards.join(","));
        }
    }
    out
}

fn print_edge(graph: &Graph, at: usize, edge: &Edge, out: &mut String) {
    let to = match edge.to {
        Some(to) => format!("c{}", to.card.0),
        None => format!("n{at}"),
    };
    if edge.to.is_none() {
        let _ = writeln!(out, "  n{at}((\" \"))");
    }
    let arrow = match edge.state {
        State::Ok => "-->",
        State::Broken => "--x",
        State::Warning | State::Unknown => "-.->",
    };
    let row = graph.row(edge.from).map_or("", |row| row.noun.as_str());
    let parts = [row, sign(edge.state), edge.why.as_deref().unwrap_or("")];
    let label: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let label = if label.is_empty() { String::new() } else { format!("|\"{}\"|", quote(&label.join(" "))) };
    let _ = writeln!(out, "  c{} {arrow}{label} {to}", edge.from.card.0);
}

fn sign(state: State) -> &'static str {
    match state {
        State::Ok => "",
        State::Unknown => "?",
        State::Warning => "△",
        State::Broken => "✕",
    }
}

fn text(card: &Card) -> String {
    let mut lines = vec![quote(&card.name)];
    if !card.kind.is_empty() {
        lines.push(quote(&card.kind));
    }
    for row in &card.rows {
        let parts = [row.name.as_str(), row.detail.as_str(), row.right.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        lines.push(quote(&parts.join(" ")));
    }
    lines.join("<br/>")
}

/// Writes a text so that Mermaid takes it as text: entities for what means something to it.
fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '"' | '<' | '>' | '&' | '#' | '|' | '`' | ';' | '[' | ']' | '{' | '}' => {
                let _ = write!(out, "#{};", c as u32);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}
