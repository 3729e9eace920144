//! From a graph and its places to the display list.

mod cards;
mod edges;
mod marks;

use super::graph::{Graph, Lane};
use super::layout::{Frame, Layout};
use super::scene::{Anchor, CardPlace, Form, Group, GroupKind, Layer, LayerKind, Link, Scene, Shape};
use super::widths::{self, cut};
use marks::{layer, row_id, text};

/// Paints a graph in its places.
pub fn paint(graph: &Graph, layout: &Layout, summary: &str) -> Scene {
    let mut layers = vec![ground(layout), edges::layer(graph, layout)];
    let mut outside = layer("outside".to_owned(), LayerKind::Outside, "Outside every namespace".to_owned());
    let mut lanes: Vec<Layer> = graph
        .lanes
        .iter()
        .zip(&layout.lanes)
        .map(|(lane, place)| {
            let label = format!("namespace {}, {}", lane.namespace, lane.count);
            let mut layer = layer(format!("lane/{}", lane.namespace), LayerKind::Lane, label);
            layer.groups.push(lane_title(lane, place));
            layer
        })
        .collect();
    let mut places = Vec::with_capacity(graph.cards.len());
    for &at in &layout.reading_order {
        let at = at as usize;
        let parts = (graph.cards.get(at), layout.cards.get(at), layout.metrics.get(at));
        let (Some(card), Some(place), Some(metrics)) = parts else { continue };
        let target = card.lane.and_then(|lane| lanes.get_mut(lane as usize)).unwrap_or(&mut outside);
        target.groups.push(cards::group(graph, card, place, metrics));
        places.push(CardPlace {
            id: card.id.clone(),
            column: card.column,
            state: card.state,
            x: place.x,
            y: place.y,
            width: place.width,
            height: place.height,
        });
    }
    if !outside.groups.is_empty() {
        layers.push(outside);
    }
    layers.append(&mut lanes);
    Scene {
        width: layout.width,
        height: layout.height,
        label: format!("Service traffic: {summary}"),
        summary: summary.to_owned(),
        layers,
        cards: places,
        links: links(graph),
    }
}

/// The column heads and the lanes' ground.
fn ground(layout: &Layout) -> Layer {
    let mut shapes = vec![Shape::new(
        Form::Rect { x: 0, y: 0, width: layout.width, height: layout.height, radius: 0 },
        "scene-paper",
    )];
    for (column, x) in &layout.columns {
        shapes.push(text(
            *x,
            super::layout::MARGIN + 12,
            Anchor::Start,
            column.head().to_owned(),
            "scene-head",
        ));
    }
    for place in &layout.lanes {
        let Frame { x, y, width, height } = *place;
        shapes.push(Shape::new(Form::Rect { x, y, width, height, radius: 14 }, "scene-lane"));
    }
    let mut layer = layer("ground".to_owned(), LayerKind::Ground, String::new());
    layer.groups.push(Group {
        id: "ground/all".to_owned(),
        kind: GroupKind::Plain,
        state: None,
        classes: "",
        target: None,
        label: String::new(),
        shapes,
    });
    layer
}

fn lane_title(lane: &Lane, place: &Frame) -> Group {
    let x = place.x + 16;
    let y = place.y + 25;
    let word_width = widths::width("namespace", widths::SMALL);
    let count_width = widths::width(&lane.count, widths::SMALL);
    let room = place.width - 32 - word_width - 8 - count_width - 16;
    let (name, was_cut) = cut(&lane.namespace, widths::NAME, room);
    let mut name = text(x + word_width + 8, y, Anchor::Start, name, "scene-name");
    name.title = was_cut.then(|| lane.namespace.clone());
    Group {
        id: format!("title/{}", lane.namespace),
        kind: GroupKind::LaneTitle,
        state: None,
        classes: "",
        target: None,
        label: format!("namespace {}", lane.namespace),
        shapes: vec![
            Shape::new(
                Form::Rect { x: place.x + 6, y: place.y + 6, width: place.width - 12, height: 30, radius: 9 },
                "scene-hit",
            ),
            text(x, y, Anchor::Start, "namespace".to_owned(), "scene-small"),
            name,
            text(place.right() - 16, y, Anchor::End, lane.count.clone(), "scene-small"),
        ],
    }
}

fn links(graph: &Graph) -> Vec<Link> {
    let id = |end: super::graph::End| graph.card(end.card).map_or_else(String::new, |card| card.id.clone());
    let row = |end: super::graph::End| match end.row {
        Some(row) => row_id(&id(end), row as usize),
        None => String::new(),
    };
    graph
        .edges
        .iter()
        .enumerate()
        .map(|(at, edge)| Link {
            edge: edges::id(graph, at, edge),
            from: id(edge.from),
            from_row: row(edge.from),
            to: edge.to.map(id).unwrap_or_default(),
            to_row: edge.to.map(row).unwrap_or_default(),
        })
        .collect()
}
