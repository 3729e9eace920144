//! How tall a card is and where its rows are.

use crate::picture::graph::{Card, State};
use crate::picture::scene::Px;
use crate::picture::widths::{SMALL, wrap};

/// The height of a card's header.
pub const HEADER: Px = 34;
/// The height of a row.
pub const ROW: Px = 24;
/// The height of a line of a reason.
pub const WHY_LINE: Px = 15;
/// What a reason takes beside its lines.
const WHY_PADDING: Px = 9;
/// Under the last row.
const FOOT: Px = 6;

/// The measures inside a card, from its upper edge.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CardMetrics {
    /// The card's height.
    pub height: Px,
    /// The rows.
    pub rows: Vec<RowMetrics>,
    /// The lines of the card's own reason, after the rows, and whether they were cut.
    pub why: Option<(Vec<String>, bool)>,
    /// The upper edge of the card's own reason.
    pub why_top: Px,
}

/// The measures of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowMetrics {
    /// Its upper edge.
    pub top: Px,
    /// The lines of its reason, and whether they were cut.
    pub why: Option<(Vec<String>, bool)>,
}

impl CardMetrics {
    /// The height at which an edge meets a row, or the header.
    pub fn end(&self, row: Option<u32>) -> Px {
        row.and_then(|row| self.rows.get(row as usize)).map_or(HEADER / 2, |row| row.top + ROW / 2)
    }
}

/// The height of a reason of some lines.
pub(crate) fn why_height(lines: usize) -> Px {
    height_of(lines) + WHY_PADDING
}

/// The height of some lines of a reason.
pub(crate) fn height_of(lines: usize) -> Px {
    Px::try_from(lines).unwrap_or(0) * WHY_LINE
}

/// Measures a card of a width.
pub fn measure(card: &Card, width: Px) -> CardMetrics {
    let lines = |why: &Option<String>, state: State| {
        why.as_ref().map(|why| wrap(&format!("{} {why}", mark(state)), SMALL, width - 24, 2))
    };
    let mut y = HEADER;
    let mut rows = Vec::with_capacity(card.rows.len());
    for row in &card.rows {
        let why = lines(&row.why, row.state);
        rows.push(RowMetrics { top: y, why: why.clone() });
        y += ROW + why.map_or(0, |(lines, _)| why_height(lines.len()));
    }
    let why = lines(&card.why, card.state);
    let why_top = y;
    y += why.as_ref().map_or(0, |(lines, _)| why_height(lines.len()));
    CardMetrics { height: if y == HEADER { y } else { y + FOOT }, rows, why, why_top }
}

/// The sign before a reason, so that a state shows without color.
fn mark(state: State) -> &'static str {
    match state {
        State::Ok => "·",
        State::Unknown => "?",
        State::Warning => "△",
        State::Broken => "✕",
    }
}
