//! Places: fixed columns, lanes one below the other, cards ordered so that few edges cross and most run straight.
//!
//! Whole numbers only, so that every platform draws the same.

mod align;
mod metrics;
mod net;
mod order;

pub use metrics::{CardMetrics, HEADER, ROW, RowMetrics, WHY_LINE, measure};
pub(crate) use metrics::{height_of, why_height};

use super::graph::{Card, Column, End, Graph};
use super::scene::Px;
use net::{Band, Net};

/// The margin around the drawing.
pub const MARGIN: Px = 22;
/// The height of the strip of column heads.
const HEADS: Px = 36;
/// The gap between cards of one column.
const GAP: Px = 20;
/// The gap between lanes.
const LANE_GAP: Px = 14;
/// From a lane's upper edge to its first card: the title.
const LANE_TITLE: Px = 44;
/// From a lane's last card to its lower edge.
const LANE_FOOT: Px = 24;
/// From a lane's side to its cards.
const LANE_SIDE: Px = 14;
/// The widths of the columns.
const WIDTHS: [Px; 5] = [100, 196, 204, 240, 256];
/// The gaps before the columns.
const GAPS: [Px; 5] = [0, 30, 48, 68, 84];

/// A rectangle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Frame {
    /// Left edge.
    pub x: Px,
    /// Upper edge.
    pub y: Px,
    /// Width.
    pub width: Px,
    /// Height.
    pub height: Px,
}

impl Frame {
    /// The right edge.
    pub fn right(&self) -> Px {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> Px {
        self.y + self.height
    }
}

/// The places of a graph's parts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Layout {
    /// The drawing's width.
    pub width: Px,
    /// The drawing's height.
    pub height: Px,
    /// The left edge of each column that has cards.
    pub columns: Vec<(Column, Px)>,
    /// The cards' places, by card.
    pub cards: Vec<Frame>,
    /// The cards' inner measures, by card.
    pub metrics: Vec<CardMetrics>,
    /// The cards in reading order: lane by lane, column by column.
    pub reading_order: Vec<u32>,
    /// The lanes' places, by lane.
    pub lanes: Vec<Frame>,
    /// A level stretch that an edge passes on its way, by edge: the left and right end and the height.
    pub via: Vec<Option<(Px, Px, Px)>>,
}

/// Gives every part its place; nearly linear in cards and edges.
pub fn layout(graph: &Graph) -> Layout {
    let metrics: Vec<CardMetrics> =
        graph.cards.iter().map(|card| measure(card, column_width(card))).collect();
    let mut bands = bands(graph);
    let net = Net::new(graph, &metrics, &mut bands);
    order::order(&net, &mut bands);
    let (columns, lane_left) = column_places(graph);
    let left =
        |column: Column| columns.iter().find(|(other, _)| *other == column).map_or(MARGIN, |(_, x)| *x);
    let right = columns.last().map_or(MARGIN, |(column, x)| x + width_of(*column));
    let lane_right = right + LANE_SIDE + 8;
    let mut tops = vec![0; net.heights.len()];
    let mut lanes = Vec::with_capacity(graph.lanes.len());
    let mut y = MARGIN + HEADS;
    for (at, band) in bands.iter().enumerate() {
        let is_lane = at < graph.lanes.len();
        let empty = band.iter().skip(1).all(Vec::is_empty);
        if !is_lane && empty {
            continue;
        }
        let top = y + if is_lane { LANE_TITLE } else { 0 };
        let height = if empty { 0 } else { align::align(band, &net, top, GAP, &mut tops) };
        let bottom = if empty { top } else { top + height + LANE_FOOT };
        if is_lane {
            lanes.push(Frame { x: lane_left, y, width: lane_right - lane_left, height: bottom - y });
        }
        y = bottom + LANE_GAP;
    }
    place_outside(&bands, &net, &mut tops);
    let place = |((card, metrics), top): ((&Card, &CardMetrics), &Px)| Frame {
        x: left(card.column),
        y: *top,
        width: column_width(card),
        height: metrics.height,
    };
    let cards: Vec<Frame> = graph.cards.iter().zip(&metrics).zip(&tops).map(place).collect();
    let passage = |(at, offset): (usize, Px)| {
        let x = left(Column::Routes);
        (x, x + width_of(Column::Routes), tops.get(at).map_or(0, |top| top + offset))
    };
    Layout {
        width: lane_right + MARGIN,
        height: (y - LANE_GAP + MARGIN)
            .max(cards.iter().map(|place| place.bottom() + MARGIN).max().unwrap_or(0)),
        via: net.via.iter().map(|via| via.map(passage)).collect(),
        reading_order: reading_order(&bands, graph.cards.len()),
        columns,
        cards,
        metrics,
        lanes,
    }
}

fn column_width(card: &Card) -> Px {
    width_of(card.column)
}

fn width_of(column: Column) -> Px {
    WIDTHS.get(column.index()).copied().unwrap_or(0)
}

fn bands(graph: &Graph) -> Vec<Band> {
    let mut bands: Vec<Band> = vec![Band::default(); graph.lanes.len() + 1];
    for (at, card) in graph.cards.iter().enumerate() {
        let band = card.lane.map_or(graph.lanes.len(), |lane| lane as usize);
        if let Some(cards) = bands.get_mut(band).and_then(|band| band.get_mut(card.column.index())) {
            cards.push(at);
        }
    }
    bands
}

/// The left edges of the columns in use, and of the lanes.
fn column_places(graph: &Graph) -> (Vec<(Column, Px)>, Px) {
    let mut columns = Vec::new();
    let mut x = MARGIN;
    let mut lane_left = None;
    for (column, gap) in Column::ALL.into_iter().zip(GAPS) {
        if !graph.cards.iter().any(|card| card.column == column) {
            continue;
        }
        if !columns.is_empty() {
            x += gap;
        }
        if column != Column::Outside && lane_left.is_none() {
            lane_left = Some(x - if columns.is_empty() { MARGIN - LANE_SIDE } else { LANE_SIDE });
            if columns.is_empty() {
                x += MARGIN - LANE_SIDE;
            }
        }
        columns.push((column, x));
        x += width_of(column);
    }
    (columns, lane_left.unwrap_or(MARGIN))
}

/// Places the cards outside the lanes at the mean height of what they lead to.
fn place_outside(bands: &[Band], net: &Net, tops: &mut [Px]) {
    let mut floor = MARGIN + HEADS + LANE_TITLE;
    let outside: Vec<usize> = bands.iter().filter_map(|band| band.first()).flatten().copied().collect();
    for card in outside {
        let wanted = align::wanted(net, card, tops, None);
        let Some(top) = tops.get_mut(card) else { continue };
        *top = wanted.unwrap_or(floor).max(floor);
        floor = *top + net.heights.get(card).copied().unwrap_or(0) + GAP;
    }
}

fn reading_order(bands: &[Band], cards: usize) -> Vec<u32> {
    let outside = bands.last().into_iter().chain(bands.iter().take(bands.len().saturating_sub(1)));
    outside.flatten().flatten().filter(|one| **one < cards).map(|card| *card as u32).collect()
}

impl Layout {
    /// The height at which an edge meets a card or one of its rows.
    pub fn end_y(&self, end: End) -> Px {
        let at = end.card.index();
        let top = self.cards.get(at).map_or(0, |place| place.y);
        top + self.metrics.get(at).map_or(0, |metrics| metrics.end(end.row))
    }
}
