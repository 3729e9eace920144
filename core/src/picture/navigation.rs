//! Where the arrow keys lead in a scene: along traffic and within columns.

use super::graph::State;
use super::scene::{CardPlace, Link, Scene};
use std::collections::{BTreeMap, BTreeSet};

/// A step from card to card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Move {
    /// The next hop along traffic; of several the first.
    Next,
    /// The hop before; of several the first.
    Previous,
    /// The card above in the column.
    Up,
    /// The card below in the column.
    Down,
    /// The first card of the first column in use.
    FirstColumn,
    /// The first card of the last column in use.
    LastColumn,
    /// The next broken card in reading order, from the start after the last one.
    NextBroken,
    /// The broken card before in reading order, from the end before the first one.
    PreviousBroken,
}

impl Scene {
    /// The card that a step from a card leads to; from an unknown card, the first one.
    pub fn step(&self, from: &str, step: Move) -> Option<&str> {
        let Some(at) = self.cards.iter().position(|card| card.id == from) else {
            return self.cards.first().map(|card| card.id.as_str());
        };
        let card = self.cards.get(at)?;
        let found = match step {
            Move::Next => {
                return self
                    .links
                    .iter()
                    .find(|link| link.from == from && !link.to.is_empty())
                    .map(|link| link.to.as_str());
            }
            Move::Previous => {
                return self.links.iter().find(|link| link.to == from).map(|link| link.from.as_str());
            }
            Move::Up => self.column_of(card).rfind(|other| (other.y, other.x) < (card.y, card.x)),
            Move::Down => self.column_of(card).find(|other| (other.y, other.x) > (card.y, card.x)),
            Move::FirstColumn => self.cards.iter().min_by_key(|card| (card.column, card.y)),
            Move::LastColumn => self.cards.iter().min_by_key(|card| (std::cmp::Reverse(card.column), card.y)),
            Move::NextBroken => {
                let after = self.cards.iter().skip(at + 1).chain(self.cards.iter().take(at + 1));
                after.into_iter().find(|card| card.state == State::Broken)
            }
            Move::PreviousBroken => {
                let before = self.cards.iter().take(at).rev().chain(self.cards.iter().skip(at).rev());
                before.into_iter().find(|card| card.state == State::Broken)
            }
        };
        found.map(|card| card.id.as_str())
    }

    /// The cards of a card's column, from above.
    fn column_of(&self, card: &CardPlace) -> std::vec::IntoIter<&CardPlace> {
        let mut cards: Vec<&CardPlace> =
            self.cards.iter().filter(|other| other.column == card.column).collect();
        cards.sort_by_key(|card| (card.y, card.x));
        cards.into_iter()
    }

    /// The ids of everything on the paths through a card, a port row (`card#row`) or an edge: cards, rows and edges.
    ///
    /// Paths run through a row only along that row's edges.
    pub fn path(&self, id: &str) -> Vec<&str> {
        let mut out: Vec<&str> = Vec::new();
        let edge = self.links.iter().find(|link| link.edge == id);
        let (start, upstream, downstream) = if let Some(link) = edge {
            (Some(link), link.from.as_str(), link.to.as_str())
        } else {
            let card = id.split('#').next().unwrap_or(id);
            let card = self.cards.iter().find(|place| place.id == card).map_or("", |place| &place.id);
            (None, card, card)
        };
        if let Some(link) = start {
            out.extend([link.edge.as_str(), &link.from, &link.from_row, &link.to, &link.to_row]);
        } else {
            out.push(upstream);
        }
        let row = if start.is_none() && id.contains('#') { id } else { "" };
        let (up_row, down_row) =
            start.map_or((row, row), |link| (link.from_row.as_str(), link.to_row.as_str()));
        let mut into: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
        let mut out_of: BTreeMap<&str, Vec<&Link>> = BTreeMap::new();
        for link in &self.links {
            into.entry(&link.to).or_default().push(link);
            out_of.entry(&link.from).or_default().push(link);
        }
        let mut seen = BTreeSet::new();
        let mut stack = vec![(upstream, up_row)];
        while let Some((card, row)) = stack.pop() {
            let meets = |link: &&&Link| row.is_empty() || link.to_row.is_empty() || link.to_row == row;
            for link in into.get(card).into_iter().flatten().filter(meets) {
                out.extend([link.edge.as_str(), &link.from, &link.from_row, &link.to_row]);
                if seen.insert((&link.from, &link.from_row)) {
                    stack.push((&link.from, &link.from_row));
                }
            }
        }
        let mut seen = BTreeSet::new();
        let mut stack = vec![(downstream, down_row)];
        while let Some((card, row)) = stack.pop() {
            let leaves = |link: &&&Link| row.is_empty() || link.from_row.is_empty() || link.from_row == row;
            for link in out_of.get(card).into_iter().flatten().filter(leaves) {
                out.extend([link.edge.as_str(), &link.to, &link.from_row, &link.to_row]);
                if !link.to.is_empty() && seen.insert((&link.to, &link.to_row)) {
                    stack.push((&link.to, &link.to_row));
                }
            }
        }
        out.retain(|id| !id.is_empty());
        out.sort_unstable();
        out.dedup();
        out
    }
}
