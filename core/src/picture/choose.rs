//! What of a graph is drawn: by the viewer's wish, and by size.
//!
//! Nothing is dropped silently: what is not drawn is folded into one card per lane or counted in [`Chosen::summary`],
//! and a broken path is kept whole, because an explanation needs both ends.

use super::graph::{Card, CardId, Column, Edge, End, Graph, Outline, State, count_lanes, plural};
use super::scene::Icon;
use super::view::{Show, View};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

/// Up to so many cards everything is open.
const ALL_OPEN: usize = 150;
/// Up to so many cards, healthy Services of a lane fold where they are many.
const FOLD_HEALTHY: usize = 500;
/// Never more cards than these.
const MOST: usize = 2_000;
/// Fewer healthy Services than these are not worth folding.
const WORTH_FOLDING: usize = 3;

/// What is drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Chosen {
    /// The graph to draw.
    pub graph: Graph,
    /// What is drawn and what is not.
    pub summary: String,
}

/// Chooses what to draw; linear in the graph.
pub fn choose(graph: Graph, view: &View) -> Chosen {
    let total = graph.cards.len();
    let broken = graph.broken_paths();
    let services = graph
        .cards
        .iter()
        .filter(|card| card.column == Column::Services && card.outline != Outline::Ghost)
        .count();
    let facts = format!(
        "{} · {}",
        plural(services, "Service", "Services"),
        if broken == 0 { "no broken path".to_owned() } else { plural(broken, "broken path", "broken paths") },
    );
    let paths = Paths::new(&graph);
    let mut keep = vec![true; total];
    if let Some(namespaces) = &view.namespaces {
        keep_where(&mut keep, &graph, |card| {
            card.lane.is_none() || namespaces.contains(graph.namespace(card))
        });
    }
    if let Some(matches) = &view.matches {
        let seeds = seeds(&graph, |card| card.objects.iter().any(|object| matches.contains(object)));
        let whole = paths.whole(&seeds);
        intersect(&mut keep, &whole);
    }
    let troubled = paths.whole(&troubled(&graph));
    if view.show == Show::Problems {
        intersect(&mut keep, &troubled);
    }
    drop_lonely_clients(&graph, &mut keep);
    let wanted = keep.iter().filter(|keep| **keep).count();
    let selected = paths
        .whole(&seeds(&graph, |card| view.selected.is_some_and(|object| card.objects.contains(&object))));
    let mut open = vec![true; total];
    if wanted > ALL_OPEN {
        fold_healthy(&graph, view, &keep, &troubled, &selected, wanted > FOLD_HEALTHY, &mut open);
    }
    for (at, card) in graph.cards.iter().enumerate() {
        let closed = card.lane.is_some() && view.collapsed.contains(graph.namespace(card));
        if let (true, Some(open)) = (closed, open.get_mut(at)) {
            *open = false;
        }
    }
    cap(&graph, &keep, &mut open);
    let drawn = keep.iter().zip(&open).filter(|(keep, open)| **keep && **open).count();
    let summary = if drawn == total {
        format!("{facts} · all drawn")
    } else {
        let broken =
            if broken > 0 && view.matches.is_none() && view.namespaces.is_none() && view.collapsed.is_empty()
            {
                format!(", all {}", plural(broken, "broken path", "broken paths"))
            } else {
                String::new()
            };
        format!("{facts} · showing {drawn} of {total} cards{broken}")
    };
    Chosen { graph: rebuild(graph, &keep, &open), summary }
}

fn keep_where(keep: &mut [bool], graph: &Graph, test: impl Fn(&Card) -> bool) {
    for (keep, card) in keep.iter_mut().zip(&graph.cards) {
        *keep = *keep && test(card);
    }
}

fn intersect(keep: &mut [bool], other: &[bool]) {
    for (keep, other) in keep.iter_mut().zip(other) {
        *keep = *keep && *other;
    }
}

fn seeds(graph: &Graph, test: impl Fn(&Card) -> bool) -> Vec<(usize, Option<usize>)> {
    graph.cards.iter().enumerate().filter(|(_, card)| test(card)).map(|(at, _)| (at, Some(at))).collect()
}

/// Both ends of every hop that is broken or doubtful, and the cards that are so by themselves.
fn troubled(graph: &Graph) -> Vec<(usize, Option<usize>)> {
    let bad = |state: State| matches!(state, State::Broken | State::Warning);
    let mut seeds: Vec<(usize, Option<usize>)> = graph
        .edges
        .iter()
        .filter(|edge| bad(edge.state))
        .map(|edge| (edge.from.card.index(), edge.to.map(|to| to.card.index())))
        .collect();
    let lone = graph.cards.iter().enumerate().filter(|(_, card)| bad(card.state));
    seeds.extend(lone.map(|(at, _)| (at, Some(at))));
    seeds
}

/// The neighbors of cards along and against traffic.
struct Paths {
    after: Vec<Vec<usize>>,
    before: Vec<Vec<usize>>,
}

impl Paths {
    fn new(graph: &Graph) -> Self {
        let mut after = vec![Vec::new(); graph.cards.len()];
        let mut before = vec![Vec::new(); graph.cards.len()];
        for edge in &graph.edges {
            let Some(to) = edge.to else { continue };
            let (from, to) = (edge.from.card.index(), to.card.index());
            if let Some(list) = after.get_mut(from) {
                list.push(to);
            }
            if let Some(list) = before.get_mut(to) {
                list.push(from);
            }
        }
        Self { after, before }
    }

    /// All cards on the paths through the seeds: against traffic from the first, along it from the second.
    fn whole(&self, seeds: &[(usize, Option<usize>)]) -> Vec<bool> {
        let upstream = reach(&self.before, seeds.iter().map(|(from, _)| *from));
        let downstream = reach(&self.after, seeds.iter().filter_map(|(_, to)| *to));
        upstream.iter().zip(&downstream).map(|(up, down)| *up || *down).collect()
    }
}

fn reach(next: &[Vec<usize>], from: impl Iterator<Item = usize>) -> Vec<bool> {
    let mut seen = vec![false; next.len()];
    let mut stack: Vec<usize> = from.collect();
    while let Some(at) = stack.pop() {
        match seen.get_mut(at) {
            Some(seen) if !*seen => *seen = true,
            _ => continue,
        }
        stack.extend(next.get(at).into_iter().flatten());
    }
    seen
}

/// Clients are drawn only with something that they reach.
fn drop_lonely_clients(graph: &Graph, keep: &mut [bool]) {
    let reached: BTreeSet<usize> = graph
        .edges
        .iter()
        .filter(|edge| edge.to.is_some_and(|to| keep.get(to.card.index()) == Some(&true)))
        .map(|edge| edge.from.card.index())
        .collect();
    for (at, card) in graph.cards.iter().enumerate() {
        if let (Column::Outside, false, Some(keep)) = (card.column, reached.contains(&at), keep.get_mut(at)) {
            *keep = false;
        }
    }
}

/// Closes cards off the broken paths, lane by lane: all of them, or only where a lane has many healthy Services.
fn fold_healthy(
    graph: &Graph,
    view: &View,
    keep: &[bool],
    troubled: &[bool],
    selected: &[bool],
    all: bool,
    open: &mut [bool],
) {
    let mut healthy: BTreeMap<u32, usize> = BTreeMap::new();
    let stays = |at: usize| troubled.get(at) == Some(&true) || selected.get(at) == Some(&true);
    for (at, card) in graph.cards.iter().enumerate() {
        if let (Some(lane), Column::Services, Some(true), false) =
            (card.lane, card.column, keep.get(at), stays(at))
        {
            *healthy.entry(lane).or_default() += 1;
        }
    }
    for (at, card) in graph.cards.iter().enumerate() {
        let Some(lane) = card.lane else { continue };
        let many = all || healthy.get(&lane).copied().unwrap_or(0) >= WORTH_FOLDING;
        let opened = view.expanded.contains(graph.namespace(card));
        if let (false, false, true, Some(open)) = (stays(at), opened, many, open.get_mut(at)) {
            *open = false;
        }
    }
}

/// Closes whole lanes from the last one on until few enough cards are left.
fn cap(graph: &Graph, keep: &[bool], open: &mut [bool]) {
    let shown = |open: &[bool]| keep.iter().zip(open).filter(|(keep, open)| **keep && **open).count();
    let mut count = shown(open);
    let mut lane = graph.lanes.len() as u32;
    while count > MOST && lane > 0 {
        lane -= 1;
        for (at, card) in graph.cards.iter().enumerate() {
            if let (true, Some(open)) = (card.lane == Some(lane), open.get_mut(at)) {
                *open = false;
            }
        }
        count = shown(open);
    }
}

/// The graph of the cards that are kept: open ones as they are, closed ones folded into one card per lane.
fn rebuild(graph: Graph, keep: &[bool], open: &[bool]) -> Graph {
    if keep.iter().all(|keep| *keep) && open.iter().all(|open| *open) {
        return graph;
    }
    let is = |flags: &[bool], at: usize| flags.get(at).copied().unwrap_or(false);
    let mut out = Graph::default();
    let mut lane_map: Vec<Option<u32>> = vec![None; graph.lanes.len()];
    for (at, card) in graph.cards.iter().enumerate() {
        let slot = card.lane.and_then(|lane| lane_map.get_mut(lane as usize));
        if let (Some(slot), true) = (slot, is(keep, at)) {
            *slot = Some(0);
        }
    }
    for (lane, slot) in graph.lanes.iter().zip(&mut lane_map).filter(|(_, slot)| slot.is_some()) {
        *slot = Some(out.lanes.len() as u32);
        out.lanes.push(lane.clone());
    }
    let lane_of = |card: &Card| card.lane.and_then(|lane| lane_map.get(lane as usize).copied().flatten());
    let mut card_map: Vec<Option<(CardId, bool)>> = vec![None; graph.cards.len()];
    let mut stacks: BTreeMap<Option<u32>, CardId> = BTreeMap::new();
    for (at, card) in graph.cards.iter().enumerate().filter(|(at, _)| is(keep, *at)) {
        let lane = lane_of(card);
        let id = if is(open, at) {
            out.cards.push(Card { lane, ..card.clone() });
            (CardId(out.cards.len() as u32 - 1), true)
        } else {
            let stack = *stacks.entry(lane).or_insert_with(|| {
                out.cards.push(stack(graph.namespace(card), lane));
                CardId(out.cards.len() as u32 - 1)
            });
            if let Some(stack) = out.cards.get_mut(stack.index()) {
                stack.objects.extend(&card.objects);
                stack.rows.extend(card.column.eq(&Column::Services).then(|| summary_row(card)));
            }
            (stack, false)
        };
        if let Some(slot) = card_map.get_mut(at) {
            *slot = Some(id);
        }
    }
    for stack in stacks.values() {
        if let Some(card) = out.cards.get_mut(stack.index()) {
            sum_up(card);
        }
    }
    let mapped = |end: End| {
        let (card, open) = card_map.get(end.card.index()).copied().flatten()?;
        Some(End { card, row: if open { end.row } else { None } })
    };
    let mut merged: BTreeMap<(End, End), usize> = BTreeMap::new();
    for edge in &graph.edges {
        let Some(from) = mapped(edge.from) else { continue };
        let to = edge.to.and_then(mapped);
        let folded = is_stack(&out, from) || to.is_some_and(|to| is_stack(&out, to));
        if (edge.to.is_some() && to.is_none()) || to.is_some_and(|to| to.card == from.card) {
            continue;
        }
        if !folded {
            out.edges.push(Edge { from, to, ..edge.clone() });
            continue;
        }
        let Some(to) = to else { continue };
        let at = *merged.entry((from, to)).or_insert_with(|| {
            out.edges.push(Edge { from, to: Some(to), count: None, label: None, ..edge.clone() });
            out.edges.len() - 1
        });
        if let Some(known) = out.edges.get_mut(at) {
            known.count = Some(known.count.unwrap_or(0) + 1);
            known.label = known.count.filter(|count| *count > 1).map(|count| format!("{count} hops"));
            if edge.state > known.state {
                known.state = edge.state;
                known.why.clone_from(&edge.why);
            }
        }
    }
    for edge in &mut out.edges {
        if is_stack_at(&out.cards, edge.from) || edge.to.is_some_and(|to| is_stack_at(&out.cards, to)) {
            edge.count = None;
        }
    }
    let counts: Vec<String> = out.lanes.iter().map(|lane| lane.count.clone()).collect();
    count_lanes(&mut out);
    for (lane, count) in out.lanes.iter_mut().zip(counts) {
        lane.count = count;
    }
    out
}

fn is_stack(graph: &Graph, end: End) -> bool {
    is_stack_at(&graph.cards, end)
}

fn is_stack_at(cards: &[Card], end: End) -> bool {
    cards.get(end.card.index()).is_some_and(|card| card.outline == Outline::Stack)
}

fn stack(namespace: &str, lane: Option<u32>) -> Card {
    Card {
        id: format!("folded/{namespace}"),
        column: Column::Services,
        lane,
        icon: Icon::Service,
        outline: Outline::Stack,
        name: String::new(),
        kind: "folded".to_owned(),
        noun: String::new(),
        target: None,
        objects: Vec::new(),
        state: State::Ok,
        why: None,
        rows: Vec::new(),
    }
}

/// A Service in a folded card, until [`sum_up`] counts it.
fn summary_row(card: &Card) -> super::graph::Row {
    super::graph::Row {
        name: String::new(),
        detail: card.name.clone(),
        right: String::new(),
        noun: card.noun.clone(),
        state: card.state,
        why: None,
        target: card.target,
        key: super::graph::RowKey::None,
    }
}

/// Turns the Services of a folded card into a count: `42 Services, 3 broken`.
fn sum_up(card: &mut Card) {
    let services = card.rows.len();
    let broken = card.rows.iter().filter(|row| row.state == State::Broken).count();
    card.state = card.rows.iter().map(|row| row.state).max().unwrap_or(State::Ok);
    card.name = if services == 0 {
        plural(card.objects.len(), "object", "objects")
    } else {
        plural(services, "Service", "Services")
    };
    if broken > 0 {
        let _ = write!(card.name, ", {broken} broken");
    }
    card.noun = format!("{}, folded", card.name);
    card.rows.clear();
}
