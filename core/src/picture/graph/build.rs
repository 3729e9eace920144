//! Builds the graph of an analysis, column by column from the right, so that each edge finds its end.

use super::findings::Findings;
use super::{Card, CardId, Column, Edge, End, Gate, Graph, Lane, Outline, Row, RowKey, State};
use crate::Analysis;
use crate::cluster::PodId;
use crate::object::{Object, ObjectId, Service, Sourced};
use crate::picture::scene::{Icon, Target};
use crate::source::TextRange;
use crate::value::Origin;
use std::collections::{BTreeMap, BTreeSet};

/// Builds the graph; its cost is linear in the input and in the number of edges.
pub fn build(analysis: &Analysis) -> Graph {
    let mut builder = Builder::new(analysis);
    builder.targets();
    builder.services();
    builder.ingresses();
    builder.gateways();
    builder.entries();
    builder.finish()
}

/// A graph under construction.
pub(super) struct Builder<'a> {
    pub analysis: &'a Analysis,
    pub findings: Findings<'a>,
    pub graph: Graph,
    /// The lane of a namespace.
    lanes: BTreeMap<&'a str, u32>,
    /// How often an id was asked for.
    ids: BTreeMap<String, u32>,
    /// The card of each Pod of the cluster.
    pub pod_cards: BTreeMap<PodId, CardId>,
    /// The cards that stand for Pods that run.
    pub has_pods: BTreeSet<CardId>,
    /// The card of each workload, Pod, Endpoints and EndpointSlice.
    pub object_cards: BTreeMap<ObjectId, CardId>,
    /// The Services by namespace and name: the first of each name.
    pub service_cards: BTreeMap<(&'a str, &'a str), (CardId, &'a Object, &'a Service)>,
    /// Cards for what is not in the input, by id.
    ghosts: BTreeMap<String, CardId>,
    /// The card of the clients outside.
    clients: Option<CardId>,
}

impl<'a> Builder<'a> {
    fn new(analysis: &'a Analysis) -> Self {
        let mut builder = Self {
            analysis,
            findings: Findings::new(analysis),
            graph: Graph::default(),
            lanes: BTreeMap::new(),
            ids: BTreeMap::new(),
            pod_cards: BTreeMap::new(),
            has_pods: BTreeSet::new(),
            object_cards: BTreeMap::new(),
            service_cards: BTreeMap::new(),
            ghosts: BTreeMap::new(),
            clients: None,
        };
        for object in builder.objects().filter(|object| carries_traffic(object)) {
            builder.lane(&object.namespace);
        }
        builder
    }

    /// The lane of a namespace, added where it is new.
    pub(super) fn lane(&mut self, namespace: &'a str) -> Option<u32> {
        if namespace.is_empty() {
            return None;
        }
        if let Some(lane) = self.lanes.get(namespace) {
            return Some(*lane);
        }
        let lane = self.graph.lanes.len() as u32;
        self.lanes.insert(namespace, lane);
        self.graph.lanes.push(Lane { namespace: namespace.to_owned(), count: String::new(), closed: false });
        Some(lane)
    }

    /// Adds a card; an id that is taken gets a number.
    pub(super) fn add(&mut self, mut card: Card) -> CardId {
        let times = self.ids.entry(card.id.clone()).or_insert(0);
        *times += 1;
        if *times > 1 {
            card.id = format!("{}~{times}", card.id);
        }
        let id = CardId(self.graph.cards.len() as u32);
        self.graph.cards.push(card);
        id
    }

    /// Adds an edge.
    pub(super) fn join(&mut self, from: End, to: Option<End>, hop: Hop) {
        let Hop { state, why, label, count, gate, target } = hop;
        self.graph.edges.push(Edge { from, to, state, why, label, count, gate, target });
    }

    /// The card for something that is not in the input.
    pub(super) fn ghost(&mut self, namespace: &'a str, column: Column, kind: &str, name: &str) -> CardId {
        let id = format!("ghost/{kind}/{namespace}/{name}");
        if let Some(card) = self.ghosts.get(&id) {
            return *card;
        }
        let lane = self.lane(namespace);
        let card = self.add(Card {
            id: id.clone(),
            column,
            lane,
            icon: Icon::Missing,
            outline: Outline::Ghost,
            name: name.to_owned(),
            kind: kind.to_owned(),
            noun: format!("{kind} {name}, not in these files"),
            target: None,
            objects: Vec::new(),
            state: State::Unknown,
            why: None,
            rows: vec![Row::plain("", "", "not in these files", "")],
        });
        if let Some(card) = self.graph.cards.get_mut(card.index()) {
            card.rows.clear();
            card.why = Some("not in these files".to_owned());
        }
        self.ghosts.insert(id, card);
        card
    }

    /// The card of the clients outside.
    pub(super) fn clients(&mut self) -> CardId {
        if let Some(card) = self.clients {
            return card;
        }
        let card = self.add(Card {
            id: "clients".to_owned(),
            column: Column::Outside,
            lane: None,
            icon: Icon::Globe,
            outline: Outline::Plain,
            name: "clients".to_owned(),
            kind: String::new(),
            noun: "Clients outside the cluster".to_owned(),
            target: None,
            objects: Vec::new(),
            state: State::Ok,
            why: None,
            rows: Vec::new(),
        });
        self.clients = Some(card);
        card
    }

    /// The objects in force: a later definition replaces an earlier one.
    pub(super) fn objects(&self) -> impl Iterator<Item = &'a Object> + Clone + use<'a> {
        self.analysis.objects.iter().filter(|object| object.superseded_by.is_none())
    }

    fn finish(mut self) -> Graph {
        for card in &mut self.graph.cards {
            card.state = card.rows.iter().fold(card.state, |worst, row| worst.max(row.state));
        }
        count_lanes(&mut self.graph);
        self.graph
    }
}

/// Writes at each lane how many Services it has and how many paths break in it.
pub(crate) fn count_lanes(graph: &mut Graph) {
    let mut services = vec![0usize; graph.lanes.len()];
    for card in graph.cards.iter().filter(|card| card.column == Column::Services) {
        let count = card.lane.and_then(|lane| services.get_mut(lane as usize));
        if let (Some(count), true) = (count, card.outline != Outline::Ghost) {
            *count += card.objects.len();
        }
    }
    let mut broken = vec![0usize; graph.lanes.len()];
    for end in graph.broken_ends() {
        let lane = graph.card(end.card).and_then(|card| card.lane);
        if let Some(count) = lane.and_then(|lane| broken.get_mut(lane as usize)) {
            *count += 1;
        }
    }
    for ((lane, services), broken) in graph.lanes.iter_mut().zip(services).zip(broken) {
        lane.count =
            if services == 0 { "no Service".to_owned() } else { plural(services, "Service", "Services") };
        if broken > 0 {
            let broken = plural(broken, "broken path", "broken paths");
            lane.count.extend([" · ", &broken]);
        }
    }
}

/// A number with its noun.
pub(crate) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// How a hop fares.
#[derive(Debug, Clone)]
pub(super) struct Hop {
    pub state: State,
    pub why: Option<String>,
    pub label: Option<String>,
    pub count: Option<u32>,
    pub gate: Option<Gate>,
    pub target: Option<Target>,
}

impl Hop {
    /// A hop that passes.
    pub(super) fn ok(target: Option<Target>) -> Self {
        Self { state: State::Ok, why: None, label: None, count: None, gate: None, target }
    }

    /// A hop in another state, and why.
    pub(super) fn in_state(state: State, why: impl Into<String>, target: Option<Target>) -> Self {
        Self { state, why: Some(why.into()), label: None, count: None, gate: None, target }
    }
}

impl Row {
    /// A row that is ok and stands for nothing in particular.
    pub(super) fn plain(name: &str, detail: &str, right: &str, noun: &str) -> Self {
        Self {
            name: name.to_owned(),
            detail: detail.to_owned(),
            right: right.to_owned(),
            noun: noun.to_owned(),
            state: State::Ok,
            why: None,
            target: None,
            key: RowKey::None,
        }
    }

    /// Lowers the row's state; the first reason of the worst state stays.
    pub(super) fn lower(&mut self, state: State, why: Option<&str>) {
        if state > self.state {
            self.state = state;
            self.why = why.map(str::to_owned);
        }
    }
}

/// Says whether an object has a card or could have one.
fn carries_traffic(object: &Object) -> bool {
    object.pod_template().is_some()
        || object.service().is_some()
        || object.endpoints().is_some()
        || object.endpoint_slice().is_some()
        || object.ingress().is_some()
        || object.gateway().is_some()
        || object.route().is_some()
}

/// The object as a whole.
pub(super) fn whole(object: &Object) -> Target {
    Target { object: object.id, span: object.head() }
}

/// A part of an object by origin; the whole object where the part is not written.
pub(super) fn part(object: &Object, origin: Origin) -> Target {
    match origin {
        Origin::Written(range) => at(object, range),
        Origin::Defaulted(_) | Origin::Allocated(_) => whole(object),
    }
}

/// A part of an object that may be absent.
pub(super) fn part_of<T>(object: &Object, part_: Option<&Sourced<T>>, or: Origin) -> Target {
    part(
        object,
        part_.map_or(or, |sourced| match sourced.origin {
            Origin::Written(_) => sourced.origin,
            Origin::Defaulted(_) | Origin::Allocated(_) => or,
        }),
    )
}

fn at(object: &Object, range: TextRange) -> Target {
    Target { object: object.id, span: object.span(range) }
}
