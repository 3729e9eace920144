//! The picture as text: the same order and the same words, for reading aloud, printing and reports.

use super::graph::{Card, CardId, Edge, Gate, Graph, State};
use super::layout::Layout;
use std::fmt::Write;

/// Prints lanes, cards in reading order, and under each card its rows and hops.
pub fn print(graph: &Graph, layout: &Layout) -> String {
    let mut hops: Vec<Vec<&Edge>> = vec![Vec::new(); graph.cards.len()];
    for edge in &graph.edges {
        if let Some(list) = hops.get_mut(edge.from.card.index()) {
            list.push(edge);
        }
    }
    let mut out = String::new();
    let mut lane = None;
    for &at in &layout.reading_order {
        let Some(card) = graph.card(CardId(at)) else { continue };
        if card.lane != lane {
            lane = card.lane;
            let count = lane.and_then(|lane| graph.lanes.get(lane as usize)).map_or("", |lane| &lane.count);
            let _ = writeln!(out, "namespace {} ({count})", graph.namespace(card));
        }
        print_card(graph, card, hops.get(at as usize).map_or(&[], Vec::as_slice), &mut out);
    }
    out
}

fn print_card(graph: &Graph, card: &Card, hops: &[&Edge], out: &mut String) {
    let indent = if card.lane.is_some() { "  " } else { "" };
    let kind = if card.kind.is_empty() { String::new() } else { format!(" ({})", card.kind) };
    let _ = writeln!(out, "{indent}{}{kind}{}", card.noun, suffix(card.state, card.why.as_deref()));
    for (at, row) in card.rows.iter().enumerate() {
        let right = match row.right.as_str() {
            right if right.is_empty() || row.noun.ends_with(right) => String::new(),
            right => format!(" ({right})"),
        };
        let _ = writeln!(out, "{indent}  {}{right}{}", row.noun, suffix(row.state, row.why.as_deref()));
        for hop in hops.iter().filter(|hop| hop.from.row == Some(at as u32)) {
            print_hop(graph, hop, indent, out);
        }
    }
    for hop in hops.iter().filter(|hop| hop.from.row.is_none()) {
        print_hop(graph, hop, indent, out);
    }
}

fn print_hop(graph: &Graph, hop: &Edge, indent: &str, out: &mut String) {
    let to = hop.to.map_or_else(|| "nothing".to_owned(), |end| graph.noun(end));
    let _ = write!(out, "{indent}    → {to}: {}", hop.state.as_str());
    for detail in [&hop.why, &hop.label].into_iter().flatten() {
        let _ = write!(out, ", {detail}");
    }
    match hop.gate {
        Some(Gate::Open) => out.push_str(", by a ReferenceGrant"),
        Some(Gate::Shut) | None => {}
    }
    if let Some(count) = hop.count {
        let _ = write!(out, ", {count} {}", if count == 1 { "endpoint" } else { "endpoints" });
    }
    out.push('\n');
}

fn suffix(state: State, why: Option<&str>) -> String {
    match (state, why) {
        (State::Ok, _) | (_, None) => String::new(),
        (state, Some(why)) => format!(" – {}: {why}", state.as_str()),
    }
}
