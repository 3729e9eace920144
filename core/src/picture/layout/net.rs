//! What ordering and alignment look at: boxes in columns and the links between them.
//!
//! Beside the cards there is a box in the routes' column for every entry card whose edges pass that column, so that
//! they do not run under a card.

use super::CardMetrics;
use crate::picture::graph::{Column, Edge, End, Graph};
use crate::picture::scene::Px;
use std::collections::BTreeMap;

/// The distance of edges that pass a column together.
const STRAND: Px = 14;

/// A link as one of its ends sees it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tie {
    /// Where it meets the box itself, from its upper edge.
    pub own: Px,
    /// The box at the other end.
    pub other: usize,
    /// Where it meets that one.
    pub offset: Px,
}

/// The boxes and their links.
#[derive(Debug, Default)]
pub(super) struct Net {
    /// Cards first, then the boxes that edges pass through.
    pub heights: Vec<Px>,
    pub columns: Vec<usize>,
    pub lanes: Vec<Option<u32>>,
    pub ties: Vec<Vec<Tie>>,
    /// The box and the offset in it that an edge passes through, by edge.
    pub via: Vec<Option<(usize, Px)>>,
}

impl Net {
    /// Reads a graph; boxes that are passed through are added to the bands.
    pub(super) fn new(graph: &Graph, metrics: &[CardMetrics], bands: &mut [Band]) -> Self {
        let mut net = Self {
            heights: metrics.iter().map(|metrics| metrics.height).collect(),
            columns: graph.cards.iter().map(|card| card.column.index()).collect(),
            lanes: graph.cards.iter().map(|card| card.lane).collect(),
            ties: vec![Vec::new(); graph.cards.len()],
            via: Vec::with_capacity(graph.edges.len()),
        };
        let offset = |end: End| metrics.get(end.card.index()).map_or(0, |metrics| metrics.end(end.row));
        let mut passages: BTreeMap<usize, usize> = BTreeMap::new();
        for edge in &graph.edges {
            let Some(to) = edge.to else {
                net.via.push(None);
                continue;
            };
            let (from, from_y, to, to_y) =
                (edge.from.card.index(), offset(edge.from), to.card.index(), offset(to));
            let Some(band) = passed(graph, edge, bands) else {
                net.tie(from, from_y, to, to_y);
                net.via.push(None);
                continue;
            };
            let passage = *passages.entry(from).or_insert_with(|| net.passage(graph, edge, band));
            let height = net.heights.get(passage).copied().unwrap_or(0);
            let middle = height + STRAND / 2;
            if let Some(height) = net.heights.get_mut(passage) {
                *height += STRAND;
            }
            net.tie(from, from_y, passage, middle);
            net.tie(passage, middle, to, to_y);
            net.via.push(Some((passage, middle)));
        }
        net
    }

    fn tie(&mut self, from: usize, from_y: Px, to: usize, to_y: Px) {
        if let Some(ties) = self.ties.get_mut(from) {
            ties.push(Tie { own: from_y, other: to, offset: to_y });
        }
        if let Some(ties) = self.ties.get_mut(to) {
            ties.push(Tie { own: to_y, other: from, offset: from_y });
        }
    }

    fn passage(&mut self, graph: &Graph, edge: &Edge, band: &mut Band) -> usize {
        let at = self.heights.len();
        self.heights.push(0);
        self.columns.push(Column::Routes.index());
        self.lanes.push(graph.card(edge.from.card).and_then(|card| card.lane));
        self.ties.push(Vec::new());
        if let Some(routes) = band.get_mut(Column::Routes.index()) {
            routes.push(at);
        }
        at
    }
}

/// The band whose routes an edge passes without touching them, if it has routes.
fn passed<'b>(graph: &Graph, edge: &Edge, bands: &'b mut [Band]) -> Option<&'b mut Band> {
    let (from, to) = (graph.card(edge.from.card)?, graph.card(edge.to?.card)?);
    let skips = from.column == Column::Entry && to.column == Column::Services && from.lane == to.lane;
    let band = bands.get_mut(from.lane? as usize)?;
    let has_routes = band.get(Column::Routes.index()).is_some_and(|routes| !routes.is_empty());
    (skips && has_routes).then_some(band)
}

/// A lane's cards and passages (see [`net`]), by column and in order. The last band holds the cards outside every namespace.
pub(super) type Band = [Vec<usize>; 5];
