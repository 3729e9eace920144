//! The simplest parts of a scene, and how its shapes are named.

use crate::picture::scene::{Anchor, Form, Layer, LayerKind, Px, Shape};

pub(super) fn layer(id: String, kind: LayerKind, label: String) -> Layer {
    Layer { id, kind, label, groups: Vec::new() }
}

/// The shape id of a card's row.
pub(super) fn row_id(card: &str, row: usize) -> String {
    format!("{card}#{row}")
}

pub(super) fn text(x: Px, y: Px, anchor: Anchor, text: String, classes: &'static str) -> Shape {
    Shape::new(Form::Text { x, y, anchor, text }, classes)
}
