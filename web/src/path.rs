//! The whole path through a card: what leads to it, and where it leads, row by row.

use portolan_core::picture::scene::Link;
use std::collections::{BTreeSet, HashMap};

/// A card and the row through which a path runs; an empty row is the whole card.
type Stop<'a> = (&'a str, &'a str);

/// The ids of the edges, cards and rows on the paths through a card; through one of its rows if `row` is not empty.
pub(crate) fn through(links: &[Link], card: &str, row: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([card.to_owned()]);
    follow(links, (card, row), End::From, &mut found);
    follow(links, (card, row), End::To, &mut found);
    found
}

/// The ids of the edges, cards and rows on the paths through an edge.
pub(crate) fn through_edge(links: &[Link], edge: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::from([edge.to_owned()]);
    for link in links.iter().filter(|link| link.edge == edge) {
        for (stop, end) in [((link.from.as_str(), link.from_row.as_str()), End::To), ((link.to.as_str(), link.to_row.as_str()), End::From)] {
            add(&mut found, stop);
            follow(links, stop, end, &mut found);
        }
    }
    found
}

/// Which end of a link a walk starts at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Along the traffic.
    From,
    /// Against it.
    To,
}

fn ends(link: &Link, end: End) -> (Stop<'_>, Stop<'_>) {
    let from = (link.from.as_str(), link.from_row.as_str());
    let to = (link.to.as_str(), link.to_row.as_str());
    match end {
        End::From => (from, to),
        End::To => (to, from),
    }
}

fn follow<'a>(links: &'a [Link], start: Stop<'a>, end: End, found: &mut BTreeSet<String>) {
    let mut by_card: HashMap<&str, Vec<&Link>> = HashMap::new();
    for link in links {
        by_card.entry(ends(link, end).0.0).or_default().push(link);
    }
    let mut seen: BTreeSet<Stop<'a>> = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some((card, row)) = open.pop() {
        for link in by_card.get(card).into_iter().flatten() {
            let (near, far) = ends(link, end);
            if !row.is_empty() && !near.1.is_empty() && near.1 != row {
                continue;
            }
            found.insert(link.edge.clone());
            add(found, near);
            add(found, far);
            if !far.0.is_empty() && seen.insert(far) {
                open.push(far);
            }
        }
    }
}

fn add(found: &mut BTreeSet<String>, (card, row): Stop<'_>) {
    for id in [card, row] {
        if !id.is_empty() && !found.contains(id) {
            found.insert(id.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(from: &str, from_row: &str, to: &str, to_row: &str) -> Link {
        Link {
            edge: format!("{from}{from_row}>{to}{to_row}"),
            from: from.into(),
            from_row: from_row.into(),
            to: to.into(),
            to_row: to_row.into(),
        }
    }

    #[test]
    fn a_path_enters_and_leaves_a_card_by_the_same_row() {
        let links = [link("lb", "80", "api", "http"), link("lb", "443", "api", "grpc"), link("api", "http", "pods", "")];
        let found = through(&links, "lb", "443");
        assert!(found.contains("lb443>apigrpc"));
        assert!(!found.contains("apihttp>pods"));
        assert!(through(&links, "pods", "").contains("lb80>apihttp"));
        assert!(!through(&links, "pods", "").contains("lb443>apigrpc"));
    }
}
