//! Edges: level out of a row, level into a row, and a sign where the hop is not plainly ok.

use super::marks::text;
use crate::picture::graph::{Edge, Gate, Graph, State};
use crate::picture::layout::Layout;
use crate::picture::scene::{Anchor, Form, Group, GroupKind, Icon, Layer, LayerKind, Px, Shape};
use crate::picture::widths::{self, width};

/// How far before its target a broken edge stops.
const SHORT: Px = 26;
/// The length of an edge that leads nowhere.
const STUB: Px = 58;
/// Half of a sign.
const HALF: Px = 8;
/// The length of an arrowhead.
const HEAD: Px = 7;

/// The layer of all edges.
pub(super) fn layer(graph: &Graph, layout: &Layout) -> Layer {
    let mut out = super::marks::layer("edges".to_owned(), LayerKind::Edges, "Hops of traffic".to_owned());
    out.groups = graph.edges.iter().enumerate().map(|(at, edge)| group(graph, layout, at, edge)).collect();
    out
}

/// The stable id of an edge: both ends.
pub(super) fn id(graph: &Graph, at: usize, edge: &Edge) -> String {
    let end = |end: crate::picture::graph::End| {
        let card = graph.card(end.card).map_or("", |card| &card.id);
        match end.row {
            Some(row) => format!("{card}#{row}"),
            None => card.to_owned(),
        }
    };
    let same = graph.edges.iter().take(at).rev().take(8);
    let again = same.filter(|other| other.from == edge.from && other.to == edge.to).count();
    let to = edge.to.map_or_else(|| "nothing".to_owned(), end);
    let suffix = if again > 0 { format!("~{again}") } else { String::new() };
    format!("{}>{to}{suffix}", end(edge.from))
}

fn group(graph: &Graph, layout: &Layout, at: usize, edge: &Edge) -> Group {
    Group {
        id: id(graph, at, edge),
        kind: GroupKind::Edge,
        state: Some(edge.state),
        classes: "",
        target: edge.target,
        label: graph.edge_sentence(edge),
        shapes: shapes(layout, at, edge),
    }
}

fn shapes(layout: &Layout, at: usize, edge: &Edge) -> Vec<Shape> {
    let Some(from) = layout.cards.get(edge.from.card.index()) else { return Vec::new() };
    let (x1, y1) = (from.right(), layout.end_y(edge.from));
    let target = edge.to.and_then(|to| Some((layout.cards.get(to.card.index())?.x, layout.end_y(to))));
    let (x2, y2) = target.unwrap_or((x1 + STUB, y1));
    let ends = target.is_some();
    let stop = match (edge.state, ends) {
        (State::Broken, true) => x2 - SHORT - HALF,
        (_, true) => x2 - HEAD + 1,
        (_, false) => x2 - HALF,
    };
    let stop = stop.max(x1 + 4);
    let d = match layout.via.get(at).copied().flatten() {
        Some((left, right, y)) => {
            format!(
                "M{x1} {y1}{}{}",
                bend(x1, y1, left, y),
                bend(left, y, right, y) + &bend(right, y, stop, y2)
            )
        }
        None => format!("M{x1} {y1}{}", bend(x1, y1, stop, y2)),
    };
    let mut out = vec![
        Shape::new(Form::Path { d: d.clone() }, "scene-edge-hit"),
        Shape::new(Form::Path { d }, "scene-line"),
    ];
    if ends && edge.state != State::Broken {
        let d = format!("M{x2} {y2}l-{HEAD} -3.5v7z");
        out.push(Shape::new(Form::Path { d }, "scene-arrow"));
    }
    let middle = if ends { (i32::midpoint(x1, x2), i32::midpoint(y1, y2)) } else { (x2, y2) };
    match edge.state {
        State::Ok => {}
        State::Broken => {
            let x = if ends { x2 - SHORT } else { x2 };
            out.push(sign(x, y2, Icon::Octagon, "scene-octagon"));
            out.push(sign(x, y2, Icon::Cross, "scene-cross"));
        }
        State::Warning => out.push(sign(middle.0, middle.1, Icon::Triangle, "scene-triangle")),
        State::Unknown => {
            out.push(plate(middle.0, middle.1, 18, "scene-plate"));
            out.push(text(middle.0, middle.1 + 4, Anchor::Middle, "?".to_owned(), "scene-question"));
        }
    }
    if let Some(gate) = edge.gate {
        let icon = match gate {
            Gate::Open => Icon::GateOpen,
            Gate::Shut => Icon::GateShut,
        };
        let x = if edge.state == State::Ok { middle.0 } else { middle.0 - 24 };
        out.push(plate(x, middle.1, 22, "scene-plate"));
        out.push(sign(x, middle.1, icon, "scene-gate"));
    }
    if let Some(label) = &edge.label {
        // Hops of one row part on their way: the middle keeps their labels apart.
        labeled(i32::midpoint(x1, x2), i32::midpoint(y1, y2), label, "scene-plate", "scene-label", &mut out);
    } else if let Some(count) = edge.count.filter(|_| edge.state != State::Broken) {
        labeled(
            x1 + 20,
            y1,
            &count.to_string(),
            "scene-plate scene-count",
            "scene-label scene-count",
            &mut out,
        );
    }
    out
}

/// A curve that goes on from one point to another, level at both.
fn bend(x1: Px, y1: Px, x2: Px, y2: Px) -> String {
    if y1 == y2 {
        return format!("H{x2}");
    }
    let bend = ((x2 - x1) / 2).max(12);
    format!("C{} {y1} {} {y2} {x2} {y2}", x1 + bend, x2 - bend)
}

fn sign(x: Px, y: Px, icon: Icon, classes: &'static str) -> Shape {
    Shape::new(Form::Icon { x: x - HALF, y: y - HALF, icon }, classes)
}

fn plate(x: Px, y: Px, width: Px, classes: &'static str) -> Shape {
    Shape::new(Form::Rect { x: x - width / 2, y: y - 9, width, height: 18, radius: 9 }, classes)
}

/// A label on an opaque plate.
fn labeled(x: Px, y: Px, label: &str, plate_class: &'static str, class: &'static str, out: &mut Vec<Shape>) {
    let wide = (width(label, widths::SMALL) + 12).max(20);
    out.push(plate(x, y, wide, plate_class));
    out.push(text(x, y + 4, Anchor::Middle, label.to_owned(), class));
}
