//! What the picture shows, before any place is given to it: cards with rows, and edges between them.
//!
//! ```text
//! clients ─▶ Ingress, Gateway, load balancer, node port ─▶ paths, routes ─▶ Service port ─▶ workload, Pod, address
//!  Outside            Entry                                   Routes         Services          Targets
//! ```
//!
//! Every card and edge carries a [`State`]. `Ok` is given only where the cluster's slices prove that the hop passes;
//! what leads out of the input is `Unknown`.

mod build;
mod entries;
mod external;
mod findings;
mod gateways;
mod routes;
mod services;
mod targets;

pub use crate::traffic::State;
pub use build::build;
pub(crate) use build::{count_lanes, plural};

use super::scene::{Icon, Target};
use crate::object::{Object, ObjectId};
use std::collections::BTreeSet;
use std::fmt::Write;

/// Where a card stands, left to right along traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Column {
    /// Clients outside the cluster.
    Outside,
    /// Where traffic enters the cluster.
    Entry,
    /// Paths and route rules.
    Routes,
    /// Services.
    Services,
    /// Workloads, Pods, addresses and names outside.
    Targets,
}

impl Column {
    /// All columns, left to right.
    pub const ALL: [Column; 5] = [Self::Outside, Self::Entry, Self::Routes, Self::Services, Self::Targets];

    /// The place of the column, from 0.
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The head over the column.
    pub const fn head(self) -> &'static str {
        match self {
            Self::Outside => "OUTSIDE",
            Self::Entry => "ENTRY",
            Self::Routes => "ROUTES",
            Self::Services => "SERVICES",
            Self::Targets => "PODS AND ADDRESSES",
        }
    }
}

/// How a card is outlined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outline {
    /// A plain card.
    Plain,
    /// A dashed line inside: a headless Service.
    Headless,
    /// A corner cut off: an ExternalName Service.
    Cut,
    /// A corner cut off and dashed: what lies outside the cluster.
    Outside,
    /// Dashed: what is not in the input.
    Ghost,
    /// A stack: several objects folded into one card.
    Stack,
}

/// A card of a [`Graph`], by its place in [`Graph::cards`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CardId(pub u32);

impl CardId {
    pub(crate) fn index(self) -> usize {
        self.0 as usize
    }
}

/// A card.
#[derive(Debug, Clone, PartialEq)]
pub struct Card {
    /// Stable across edits and unique: `Service/shop/web`.
    pub id: String,
    /// Where it stands.
    pub column: Column,
    /// Its lane, by place in [`Graph::lanes`]; `None` outside every namespace.
    pub lane: Option<u32>,
    /// Its icon.
    pub icon: Icon,
    /// Its outline.
    pub outline: Outline,
    /// The name on it.
    pub name: String,
    /// The kind or type beside the name.
    pub kind: String,
    /// How it is called in a sentence: `Service web`.
    pub noun: String,
    /// What it stands for.
    pub target: Option<Target>,
    /// The objects it stands for; several for a folded one.
    pub objects: Vec<ObjectId>,
    /// The worst of its own state and its rows'.
    pub state: State,
    /// Why the card itself is not ok, in few words.
    pub why: Option<String>,
    /// Its rows.
    pub rows: Vec<Row>,
}

/// A row of a card: a port, a host, a path, an address.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The name, strong; may be empty.
    pub name: String,
    /// What follows the name, such as a port number; may be empty.
    pub detail: String,
    /// What stands at the right.
    pub right: String,
    /// How it is called in a sentence: `port http 80`.
    pub noun: String,
    /// Its state.
    pub state: State,
    /// Why it is not ok, in few words.
    pub why: Option<String>,
    /// What it stands for.
    pub target: Option<Target>,
    /// By what the row is found.
    pub key: RowKey,
}

/// By what a row is found by those that draw an edge to it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum RowKey {
    /// Nothing leads to the row.
    #[default]
    None,
    /// A port that a container declares.
    ContainerPort {
        /// Its name, `""` if it has none.
        name: String,
        /// Its number.
        number: i64,
        /// Its protocol.
        protocol: String,
    },
    /// An address of hand-written endpoints.
    Address,
}

/// One end of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct End {
    /// The card.
    pub card: CardId,
    /// The row, by place in [`Card::rows`]; `None` for the whole card.
    pub row: Option<u32>,
}

/// A hop of traffic.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Where traffic comes from.
    pub from: End,
    /// Where it goes; `None` where there is nothing to go to.
    pub to: Option<End>,
    /// How far it is known to work.
    pub state: State,
    /// Why it is not ok.
    pub why: Option<String>,
    /// What carries a decision: a weight.
    pub label: Option<String>,
    /// How many endpoints get traffic, or how many edges are folded into this one.
    pub count: Option<u32>,
    /// Whether a `ReferenceGrant` lets the hop into another namespace, where it needs one.
    pub gate: Option<Gate>,
    /// The field that makes the hop.
    pub target: Option<Target>,
}

/// A `ReferenceGrant` as it stands on a lane's border.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// It is in the input.
    Open,
    /// There is none.
    Shut,
}

/// A namespace.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// Its name.
    pub namespace: String,
    /// What stands at its right: `3 Services · 2 broken paths`.
    pub count: String,
    /// Its cards are not shown.
    pub closed: bool,
}

/// Cards, edges and lanes.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Graph {
    /// The lanes, in the order of their first object.
    pub lanes: Vec<Lane>,
    /// The cards, in reading order within each column.
    pub cards: Vec<Card>,
    /// The edges.
    pub edges: Vec<Edge>,
}

impl Card {
    /// A plain card without rows.
    pub(crate) fn new(id: String, column: Column, lane: Option<u32>, icon: Icon, name: &str) -> Self {
        Self {
            id,
            column,
            lane,
            icon,
            outline: Outline::Plain,
            name: name.to_owned(),
            kind: String::new(),
            noun: String::new(),
            target: None,
            objects: Vec::new(),
            state: State::Ok,
            why: None,
            rows: Vec::new(),
        }
    }

    /// The card of an object, called by its kind and name.
    pub(crate) fn of(object: &Object, column: Column, lane: Option<u32>, icon: Icon) -> Self {
        let id = format!("{}/{}/{}", object.kind, object.namespace, object.name);
        Self {
            kind: object.kind.clone(),
            noun: format!("{} {}", object.kind, object.name),
            target: Some(Target { object: object.id, span: object.head() }),
            objects: vec![object.id],
            ..Self::new(id, column, lane, icon, &object.name)
        }
    }
}

impl Graph {
    /// A card.
    pub fn card(&self, id: CardId) -> Option<&Card> {
        self.cards.get(id.index())
    }

    /// The row at an end.
    pub fn row(&self, end: End) -> Option<&Row> {
        self.card(end.card)?.rows.get(end.row? as usize)
    }

    /// How an end is called: `Service web, port http 80`.
    pub fn noun(&self, end: End) -> String {
        let card = self.card(end.card).map_or("", |card| &card.noun);
        match self.row(end) {
            Some(row) => format!("{card}, {}", row.noun),
            None => card.to_owned(),
        }
    }

    /// The name of a card's namespace, `""` outside every namespace.
    pub fn namespace(&self, card: &Card) -> &str {
        card.lane.and_then(|lane| self.lanes.get(lane as usize)).map_or("", |lane| &lane.namespace)
    }

    /// How many paths break: see `broken_ends`.
    pub fn broken_paths(&self) -> usize {
        self.broken_ends().len()
    }

    /// The ends at which paths break, each once: rows that a broken edge leaves, and broken cards without such a row.
    /// A Service port of which other edges pass does not break.
    pub(crate) fn broken_ends(&self) -> Vec<End> {
        let is_service = |end: End| self.card(end.card).is_some_and(|card| card.column == Column::Services);
        let passes = |edge: &&Edge| matches!(edge.state, State::Ok | State::Warning) && is_service(edge.from);
        let saved: BTreeSet<End> = self.edges.iter().filter(passes).map(|edge| edge.from).collect();
        let broken = self.edges.iter().filter(|edge| edge.state == State::Broken).map(|edge| edge.from);
        let mut ends: BTreeSet<End> = broken.filter(|end| !saved.contains(end)).collect();
        let with_edge: BTreeSet<CardId> = ends.iter().map(|end| end.card).collect();
        let lone = self
            .cards
            .iter()
            .enumerate()
            .filter(|(_, card)| card.state == State::Broken && card.why.is_some());
        let lone = lone.map(|(at, _)| CardId(at as u32)).filter(|card| !with_edge.contains(card));
        ends.extend(lone.map(|card| End { card, row: None }));
        ends.into_iter().collect()
    }

    /// A card in a sentence, its rows included.
    pub fn sentence(&self, card: &Card) -> String {
        let mut out = card.noun.clone();
        let namespace = self.namespace(card);
        if !namespace.is_empty() {
            let _ = write!(out, ", namespace {namespace}");
        }
        if let Some(why) = &card.why {
            let _ = write!(out, ", {}: {why}", card.state.as_str());
        }
        for row in &card.rows {
            let _ = write!(out, "; {}", row.noun);
            if row.state != State::Ok {
                let _ = write!(out, ", {}", row.state.as_str());
            }
            if let Some(why) = &row.why {
                let _ = write!(out, ": {why}");
            }
        }
        out.push('.');
        out
    }

    /// An edge in a sentence.
    pub fn edge_sentence(&self, edge: &Edge) -> String {
        let from = self.noun(edge.from);
        let to = edge.to.map_or_else(|| "nothing".to_owned(), |end| self.noun(end));
        let mut out = format!("{from} to {to}: {}", edge.state.as_str());
        if let Some(why) = &edge.why {
            let _ = write!(out, ", {why}");
        }
        if let Some(label) = &edge.label {
            let _ = write!(out, ", {label}");
        }
        match edge.gate {
            Some(Gate::Open) => out.push_str(", by a ReferenceGrant"),
            Some(Gate::Shut) | None => {}
        }
        if let Some(count) = edge.count {
            let _ = write!(out, ", {count} {}", if count == 1 { "endpoint" } else { "endpoints" });
        }
        out.push('.');
        out
    }
}
