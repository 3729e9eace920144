//! Cards: outline, header, rows, and the reasons under them.

use super::marks::{row_id, text};
use crate::picture::graph::{Card, Graph, Outline, Row, State};
use crate::picture::layout::{CardMetrics, Frame, HEADER, ROW, RowMetrics, height_of, why_height};
use crate::picture::scene::{Anchor, Form, Group, GroupKind, Px, Shape};
use crate::picture::widths::{self, cut, width};

/// The corner radius of a card.
const RADIUS: Px = 9;
/// From a card's side to its text.
const SIDE: Px = 12;
/// How much of the corner an ExternalName lacks.
const CORNER: Px = 14;
/// Between two texts of a line.
const SPACE: Px = 8;
/// Between a card's name and its kind.
const GAP: Px = 11;

/// The group of a card.
pub(super) fn group(graph: &Graph, card: &Card, place: &Frame, metrics: &CardMetrics) -> Group {
    let mut shapes = Vec::with_capacity(8 + card.rows.len() * 4);
    outline(card, place, &mut shapes);
    header(card, place, &mut shapes);
    if place.height > HEADER {
        let d = format!("M{} {}h{}", place.x + 1, place.y + HEADER, place.width - 2);
        shapes.push(Shape::new(Form::Path { d }, "scene-divider"));
    }
    for (at, (row, metrics)) in card.rows.iter().zip(&metrics.rows).enumerate() {
        self::row(card, at, row, place, metrics, &mut shapes);
    }
    if let Some(lines) = &metrics.why {
        why(place, place.y + metrics.why_top + 3, lines, card.why.as_deref(), card.state, &mut shapes);
    }
    Group {
        id: card.id.clone(),
        kind: GroupKind::Card,
        state: Some(card.state),
        classes: match card.outline {
            Outline::Plain | Outline::Headless | Outline::Cut => "",
            Outline::Outside | Outline::Ghost => "scene-absent",
            Outline::Stack => "scene-stack",
        },
        target: card.target,
        label: graph.sentence(card),
        shapes,
    }
}

fn outline(card: &Card, place: &Frame, shapes: &mut Vec<Shape>) {
    let Frame { x, y, width, height } = *place;
    let rect = |x, y, width, height, radius| Form::Rect { x, y, width, height, radius };
    match card.outline {
        Outline::Plain | Outline::Ghost => {
            shapes.push(Shape::new(rect(x, y, width, height, RADIUS), "scene-box"));
        }
        Outline::Headless => {
            shapes.push(Shape::new(rect(x, y, width, height, RADIUS), "scene-box"));
            shapes.push(Shape::new(rect(x + 4, y + 4, width - 8, height - 8, RADIUS - 3), "scene-inner"));
        }
        Outline::Cut | Outline::Outside => {
            let (r, c) = (RADIUS, CORNER);
            let d = format!(
                "M{} {y}H{}l{c} {c}V{}a{r} {r} 0 0 1 -{r} {r}H{}a{r} {r} 0 0 1 -{r} -{r}V{}a{r} {r} 0 0 1 {r} -{r}z",
                x + r,
                x + width - c,
                y + height - r,
                x + r,
                y + r,
            );
            shapes.push(Shape::new(Form::Path { d }, "scene-box"));
        }
        Outline::Stack => {
            shapes.push(Shape::new(rect(x + 4, y + 4, width, height, RADIUS), "scene-box"));
            shapes.push(Shape::new(rect(x, y, width, height, RADIUS), "scene-box"));
        }
    }
}

fn header(card: &Card, place: &Frame, shapes: &mut Vec<Shape>) {
    let cut_corner = matches!(card.outline, Outline::Cut | Outline::Outside);
    let right = place.right() - SIDE - if cut_corner { 4 } else { 0 };
    let left = place.x + 36;
    let baseline = place.y + 22;
    shapes.push(Shape::new(Form::Icon { x: place.x + 12, y: place.y + 9, icon: card.icon }, "scene-icon"));
    let room = right - left;
    let name_width = width(&card.name, widths::NAME);
    let (kind, kind_cut) = cut(&card.kind, widths::SMALL, (room - name_width - GAP).max(room / 2));
    let kind_width = if kind.is_empty() { 0 } else { width(&kind, widths::SMALL) + GAP };
    let (name, name_cut) = cut(&card.name, widths::NAME, room - kind_width);
    let mut shape = text(left, baseline, Anchor::Start, name, "scene-name");
    shape.title = name_cut.then(|| card.name.clone());
    shapes.push(shape);
    if !kind.is_empty() {
        let mut shape = text(right, baseline, Anchor::End, kind, "scene-small");
        shape.title = kind_cut.then(|| card.kind.clone());
        shapes.push(shape);
    }
}

fn row(card: &Card, at: usize, row: &Row, place: &Frame, metrics: &RowMetrics, shapes: &mut Vec<Shape>) {
    let top = place.y + metrics.top;
    let reason = metrics.why.as_ref().map_or(0, |(lines, _)| why_height(lines.len()));
    shapes.push(Shape {
        id: row_id(&card.id, at),
        form: Form::Rect { x: place.x + 1, y: top, width: place.width - 2, height: ROW + reason, radius: 4 },
        classes: "scene-hit",
        target: row.target.or(card.target),
        title: None,
    });
    let left = place.x + SIDE;
    let right = place.right() - SIDE;
    let baseline = top + 16;
    let room = right - left;
    let (strong, weak) = classes(row.state);
    let (to, to_cut) = cut(&row.right, widths::ROW, room * 3 / 5);
    let to_width = if to.is_empty() { 0 } else { width(&to, widths::ROW) + SPACE };
    let mut x = left;
    let detail_room =
        if row.detail.is_empty() { 0 } else { width(&row.detail, widths::ROW).min(room / 2) + SPACE };
    if !row.name.is_empty() {
        let (name, name_cut) = cut(&row.name, widths::ROW, room - to_width - detail_room);
        let mut shape = text(x, baseline, Anchor::Start, name.clone(), strong);
        shape.title = name_cut.then(|| row.name.clone());
        shapes.push(shape);
        x += width(&name, widths::ROW) + SPACE - 1;
    }
    if !row.detail.is_empty() {
        let (detail, detail_cut) = cut(&row.detail, widths::ROW, right - to_width - x);
        let mut shape = text(x, baseline, Anchor::Start, detail, weak);
        shape.title = detail_cut.then(|| row.detail.clone());
        shapes.push(shape);
    }
    if !to.is_empty() {
        let mut shape = text(right, baseline, Anchor::End, to, weak);
        shape.title = to_cut.then(|| row.right.clone());
        shapes.push(shape);
    }
    if let Some(lines) = &metrics.why {
        why(place, top + ROW, lines, row.why.as_deref(), row.state, shapes);
    }
}

/// The tinted reason under a row or at the foot of a card.
fn why(
    place: &Frame,
    top: Px,
    lines: &(Vec<String>, bool),
    whole: Option<&str>,
    state: State,
    shapes: &mut Vec<Shape>,
) {
    let (lines, was_cut) = lines;
    let height = height_of(lines.len()) + 5;
    let (tint, ink) = match state {
        State::Ok | State::Unknown => ("scene-tint", "scene-why"),
        State::Warning => ("scene-tint scene-warning", "scene-why scene-warning"),
        State::Broken => ("scene-tint scene-broken", "scene-why scene-broken"),
    };
    shapes.push(Shape::new(
        Form::Rect { x: place.x + 6, y: top, width: place.width - 12, height, radius: 4 },
        tint,
    ));
    for (at, line) in lines.iter().enumerate() {
        let y = top + 13 + height_of(at);
        let mut shape = text(place.x + SIDE, y, Anchor::Start, line.clone(), ink);
        shape.title = whole.filter(|_| *was_cut).map(str::to_owned);
        shapes.push(shape);
    }
}

/// The classes of a row's strong and weak texts.
fn classes(state: State) -> (&'static str, &'static str) {
    match state {
        State::Ok | State::Unknown => ("scene-port", "scene-row"),
        State::Warning => ("scene-port scene-warning", "scene-row scene-warning"),
        State::Broken => ("scene-port scene-broken", "scene-row scene-broken"),
    }
}
