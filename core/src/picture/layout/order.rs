//! The order of cards within the columns of a lane, by barycenters: each card goes where its neighbors are.

use super::Band;
use crate::picture::graph::Graph;

/// How often the columns are ordered, alternately from the left and from the right.
const SWEEPS: usize = 4;
/// The height of a column in the scale of positions.
const SCALE: i64 = 1 << 20;

/// Orders the cards of every band; cards that nothing pulls stay where they are.
pub(super) fn order(graph: &Graph, bands: &mut [Band]) {
    let mut neighbors: Vec<Vec<(usize, Option<u32>)>> = vec![Vec::new(); graph.cards.len()];
    for edge in &graph.edges {
        let Some(to) = edge.to else { continue };
        if let Some(list) = neighbors.get_mut(edge.from.card.index()) {
            list.push((to.card.index(), to.row));
        }
        if let Some(list) = neighbors.get_mut(to.card.index()) {
            list.push((edge.from.card.index(), edge.from.row));
        }
    }
    let rows: Vec<i64> = graph.cards.iter().map(|card| card.rows.len() as i64).collect();
    let column: Vec<usize> = graph.cards.iter().map(|card| card.column.index()).collect();
    let lane: Vec<Option<u32>> = graph.cards.iter().map(|card| card.lane).collect();
    let mut position = vec![0i64; graph.cards.len()];
    let mut step = vec![0i64; graph.cards.len()];
    for band in bands.iter() {
        for cards in band {
            number(cards, &mut position, &mut step);
        }
    }
    for sweep in 0..SWEEPS {
        let from_left = sweep % 2 == 0;
        for band in bands.iter_mut() {
            let count = band.len();
            for at in 0..count {
                let at = if from_left { at } else { count - 1 - at };
                let Some(cards) = band.get_mut(at) else { continue };
                let pull = |card: usize| -> i64 {
                    let mut sum = 0;
                    let mut weight = 0;
                    for &(other, row) in neighbors.get(card).into_iter().flatten() {
                        let other_column = column.get(other).copied().unwrap_or(at);
                        let counts = if from_left { other_column < at } else { other_column > at };
                        if !counts || lane.get(other) != lane.get(card) {
                            continue;
                        }
                        let within = row.map_or(0, |row| {
                            let rows = rows.get(other).copied().unwrap_or(1).max(1);
                            step.get(other).copied().unwrap_or(0) * i64::from(row) / (rows + 1)
                        });
                        sum += position.get(other).copied().unwrap_or(0) + within;
                        weight += 1;
                    }
                    if weight > 0 { sum / weight } else { position.get(card).copied().unwrap_or(0) }
                };
                let mut keyed: Vec<(i64, usize)> = cards.iter().map(|&card| (pull(card), card)).collect();
                keyed.sort_by_key(|(key, _)| *key);
                *cards = keyed.into_iter().map(|(_, card)| card).collect();
                number(cards, &mut position, &mut step);
            }
        }
    }
}

/// Spreads the cards of a column over the scale.
fn number(cards: &[usize], position: &mut [i64], step: &mut [i64]) {
    let each = SCALE / (cards.len() as i64).max(1);
    for (at, &card) in cards.iter().enumerate() {
        if let (Some(position), Some(step)) = (position.get_mut(card), step.get_mut(card)) {
            *position = at as i64 * each;
            *step = each;
        }
    }
}
