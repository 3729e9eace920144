//! The heights of cards within a lane: the tallest column is stacked, and the others come as near as their order
//! allows to where their edges would run straight.

use super::{Band, CardMetrics, Place};
use crate::picture::graph::Graph;
use crate::picture::scene::Px;

/// For each card, where its edges meet it and what they meet at the other end.
pub(super) struct Links {
    /// Own offset, other card, other offset.
    ends: Vec<Vec<(Px, usize, Px)>>,
    lanes: Vec<Option<u32>>,
}

/// Collects the links of all cards.
pub(super) fn links(graph: &Graph, metrics: &[CardMetrics]) -> Links {
    let mut ends = vec![Vec::new(); graph.cards.len()];
    let offset = |card: usize, row: Option<u32>| metrics.get(card).map_or(0, |metrics| metrics.end(row));
    for edge in &graph.edges {
        let Some(to) = edge.to else { continue };
        let (from, to, from_row, to_row) = (edge.from.card.index(), to.card.index(), edge.from.row, to.row);
        let (from_y, to_y) = (offset(from, from_row), offset(to, to_row));
        if let Some(list) = ends.get_mut(from) {
            list.push((from_y, to, to_y));
        }
        if let Some(list) = ends.get_mut(to) {
            list.push((to_y, from, from_y));
        }
    }
    Links { ends, lanes: graph.cards.iter().map(|card| card.lane).collect() }
}

impl Links {
    /// The upper edge at which a card's edges run straight on average; `placed` says which cards count, `None` all.
    pub(super) fn wanted(&self, card: usize, places: &[Place], placed: Option<&[bool]>) -> Option<Px> {
        let mut sum = 0i64;
        let mut weight = 0i64;
        for &(own, other, offset) in self.ends.get(card)? {
            let counts = placed.is_none_or(|placed| {
                placed.get(other).copied().unwrap_or(false) && self.lanes.get(other) == self.lanes.get(card)
            });
            if let (true, Some(place)) = (counts, places.get(other)) {
                sum += i64::from(place.y + offset - own);
                weight += 1;
            }
        }
        (weight > 0).then(|| (sum / weight) as Px)
    }
}

/// Places the cards of a lane below `top`; gives the height they take.
pub(super) fn align(band: &Band, links: &Links, top: Px, gap: Px, places: &mut [Place]) -> Px {
    let total = |cards: &[usize], places: &[Place]| -> Px {
        let heights: Px =
            cards.iter().filter_map(|card| places.get(*card)).map(|place| place.height + gap).sum();
        (heights - gap).max(0)
    };
    let inside = 1..band.len();
    let tallest = inside.clone().max_by_key(|&at| (band.get(at).map_or(0, |cards| total(cards, places)), at));
    let Some(anchor) = tallest else { return 0 };
    let height = band.get(anchor).map_or(0, |cards| total(cards, places));
    let mut placed = vec![false; places.len()];
    let outward = std::iter::once(anchor).chain(anchor + 1..band.len()).chain((1..anchor).rev());
    for at in outward {
        let Some(cards) = band.get(at) else { continue };
        let slack = height - total(cards, places);
        let wanted: Vec<Option<Px>> =
            cards.iter().map(|&card| links.wanted(card, places, Some(&placed))).collect();
        let mut offset = 0;
        let mut offsets = Vec::with_capacity(cards.len());
        for &card in cards {
            offsets.push(offset);
            offset += places.get(card).map_or(0, |place| place.height) + gap;
        }
        let shifts: Vec<Option<i64>> = wanted
            .iter()
            .zip(&offsets)
            .map(|(wanted, offset)| wanted.map(|wanted| i64::from(wanted - top - offset)))
            .collect();
        for ((&card, offset), shift) in cards.iter().zip(&offsets).zip(nondecreasing(&shifts)) {
            if let Some(place) = places.get_mut(card) {
                place.y = top + offset + shift.clamp(0, i64::from(slack.max(0))) as Px;
            }
            if let Some(placed) = placed.get_mut(card) {
                *placed = true;
            }
        }
    }
    height
}

/// The nondecreasing sequence nearest to the wanted one in the sum of squares: pooled neighbors share their mean.
/// What is not wanted anywhere follows its predecessor.
fn nondecreasing(wanted: &[Option<i64>]) -> Vec<i64> {
    let mut blocks: Vec<(i64, i64, usize)> = Vec::new();
    for value in wanted {
        match (value, blocks.last_mut()) {
            (None, Some((_, _, count))) => *count += 1,
            (None, None) => blocks.push((0, 0, 1)),
            (Some(value), _) => blocks.push((*value, 1, 1)),
        }
        while let [.., before, last] = blocks.as_slice() {
            if mean(before) <= mean(last) && before.1 > 0 {
                break;
            }
            let merged = (before.0 + last.0, before.1 + last.1, before.2 + last.2);
            blocks.truncate(blocks.len() - 2);
            blocks.push(merged);
        }
    }
    blocks.iter().flat_map(|block| std::iter::repeat_n(mean(block), block.2)).collect()
}

fn mean(block: &(i64, i64, usize)) -> i64 {
    if block.1 == 0 { 0 } else { block.0.div_euclid(block.1) }
}

#[cfg(test)]
mod tests {
    use super::nondecreasing;

    #[test]
    fn neighbors_that_disagree_meet_in_the_middle() {
        assert_eq!(nondecreasing(&[Some(1), Some(5), Some(3), Some(9)]), [1, 4, 4, 9]);
        assert_eq!(nondecreasing(&[None, Some(5), None, Some(2)]), [3, 3, 3, 3]);
        assert_eq!(nondecreasing(&[]), [] as [i64; 0]);
    }
}
