//! Service cards, and the hops from their ports to what answers.
//!
//! A hop is `Ok` only where a slice of the cluster holds ready endpoints for the port.

use super::build::{Builder, Hop, part_of, whole};
use super::findings::Mark;
use super::targets::selector_text;
use super::{Card, CardId, Column, End, Outline, Row, State};
use crate::cluster::{PodId, SliceSource};
use crate::near::nearest;
use crate::object::service::{ServicePort, ServiceType};
use crate::object::{Object, ObjectId, Pair, PodTemplate, PortRef, Service, Sourced};
use crate::picture::scene::{Icon, Target};
use crate::selection::{Miss, NearMiss, PodSource, Selection};
use crate::traffic::{PortRoute, Verdict};
use std::collections::{BTreeMap, BTreeSet};

/// What a Service's port finds behind one card.
#[derive(Debug, Default)]
struct Behind<'a> {
    /// Pods and addresses: one that has two addresses is one.
    all: BTreeSet<Endpoint<'a>>,
    ready: BTreeSet<Endpoint<'a>>,
    /// Those that still answer while they are deleted.
    draining: BTreeSet<Endpoint<'a>>,
    port: Option<i64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Endpoint<'a> {
    Pod(PodId),
    Address(&'a str),
}

impl<'a> Builder<'a> {
    /// Adds the Services and the hops behind them.
    pub(super) fn services(&mut self) {
        let mut all = Vec::new();
        for (object, service) in self.analysis.services() {
            let card = self.service_card(object, service);
            self.object_cards.insert(object.id, card);
            self.service_cards.entry((&object.namespace, &object.name)).or_insert((card, object, service));
            all.push((card, object, service));
        }
        let selections: BTreeMap<ObjectId, &'a Selection> =
            self.analysis.selections.iter().map(|selection| (selection.service, selection)).collect();
        let mut routes: BTreeMap<ObjectId, Vec<&'a PortRoute>> = BTreeMap::new();
        for route in &self.analysis.routes {
            routes.entry(route.service).or_default().push(route);
        }
        for (card, object, service) in all {
            let source = Source { card, object, service, selection: selections.get(&object.id).copied() };
            for route in routes.get(&object.id).into_iter().flatten() {
                match route.port_index {
                    _ if service.kind == ServiceType::ExternalName => {
                        self.external_name(card, object, service, route);
                    }
                    Some(index) => self.hops(&source, service.ports.get(index), route),
                    None => self.hops(&source, None, route),
                }
            }
        }
    }

    fn service_card(&mut self, object: &'a Object, service: &Service) -> CardId {
        let lane = self.lane(&object.namespace);
        let external = service.kind == ServiceType::ExternalName;
        let manual = service.selector.is_none() && !external;
        let kind = match (service.is_headless(), manual) {
            (true, true) => "headless, no selector",
            (true, false) => "headless",
            (false, true) => "no selector",
            (false, false) => service.kind.as_str(),
        };
        let mut card = Card {
            id: format!("Service/{}/{}", object.namespace, object.name),
            column: Column::Services,
            lane,
            icon: if external { Icon::External } else { Icon::Service },
            outline: match (external, service.is_headless()) {
                (true, _) => Outline::Cut,
                (false, true) => Outline::Headless,
                (false, false) => Outline::Plain,
            },
            name: object.name.clone(),
            kind: kind.to_owned(),
            noun: format!("Service {}", object.name),
            target: Some(whole(object)),
            objects: vec![object.id],
            state: State::Ok,
            why: None,
            rows: service.ports.iter().map(|port| Self::port_row(object, service, port)).collect(),
        };
        self.judge(object, &mut card);
        self.add(card)
    }

    fn port_row(object: &Object, service: &Service, port: &ServicePort) -> Row {
        let protocol = &port.protocol.value;
        let detail = match protocol.as_str() {
            "TCP" => port.number().to_string(),
            _ => format!("{}/{protocol}", port.number()),
        };
        let target = match &port.target_port {
            Some(target) => target_text(&target.value),
            None => port.number().to_string(),
        };
        let right = match (service.kind, service.selector.is_some(), service.is_headless()) {
            (ServiceType::ExternalName, _, _) => String::new(),
            (_, false, _) => "manual".to_owned(),
            (_, true, true) => "direct".to_owned(),
            (_, true, false) => match &port.app_protocol {
                Some(protocol) => format!("{} → {target}", protocol.value),
                None => format!("→ {target}"),
            },
        };
        let space = if port.name.is_some() { " " } else { "" };
        let mut row =
            Row::plain(port.name_str(), &detail, &right, &format!("port {}{space}{detail}", port.name_str()));
        row.target = Some(part_of(object, None::<&Sourced<String>>, port.origin));
        row
    }

    /// Adds the hops of one port, or of a Service without ports.
    fn hops(&mut self, source: &Source<'a>, port: Option<&'a ServicePort>, route: &'a PortRoute) {
        let Source { card, object, .. } = *source;
        let from = End { card, row: port.map(|port| port.index as u32) };
        let target = match port {
            Some(port) => Some(part_of(object, port.target_port.as_ref(), port.origin)),
            None => Some(whole(object)),
        };
        let refused = self.findings.refusal(object.id);
        let mark = port.and_then(|port| self.findings.port(object.id, port.index));
        let doubt = mark.clone().or_else(|| self.findings.selector(object.id));
        let behind = self.behind(route);
        let mut hops: Vec<(CardId, Hop)> =
            behind.iter().map(|(to, behind)| (*to, passing(behind, route.verdict, target))).collect();
        self.left_out(source, port, target, &mut hops);
        if hops.is_empty() {
            self.nothing_behind(from, source, route);
        }
        for (to, mut hop) in hops {
            if let Some(why) = &refused {
                hop = Hop::in_state(State::Broken, why.clone(), target);
            } else if let (State::Ok, Some(mark)) = (hop.state, &doubt) {
                hop.state = mark.state;
                hop.why = Some(mark.why.clone());
            }
            let row = match behind.get(&to) {
                Some(behind) => self.row_of_port(to, behind.port, port),
                None => self.row_meant(to, port),
            };
            if hop.state == State::Broken && route.verdict == Verdict::Pass && refused.is_none() {
                // Others behind the port take its traffic.
                self.lower_row(from, &Hop { state: State::Warning, ..hop.clone() });
            } else {
                self.lower_row(from, &hop);
            }
            self.join(from, Some(End { card: to, row }), hop);
        }
        if let Some(Mark { state, why }) = mark {
            self.lower_row(from, &Hop::in_state(state, why, target));
        }
    }

    /// What the route of a port holds, by card.
    fn behind(&self, route: &'a PortRoute) -> BTreeMap<CardId, Behind<'a>> {
        let mut behind: BTreeMap<CardId, Behind<'a>> = BTreeMap::new();
        for backend in &route.backends {
            let by_pod = backend.pod.and_then(|pod| self.pod_cards.get(&pod));
            let by_hand = match self.analysis.cluster.slices.get(backend.slice).map(|slice| slice.source) {
                Some(SliceSource::Manual(id) | SliceSource::Mirrored(id)) => self.object_cards.get(&id),
                Some(SliceSource::Selector(_)) | None => None,
            };
            let Some(card) = by_pod.or(by_hand) else { continue };
            let which = backend.pod.map_or(Endpoint::Address(&backend.address), Endpoint::Pod);
            let entry = behind.entry(*card).or_default();
            entry.all.insert(which);
            entry.port = entry.port.or(backend.number);
            if backend.ready {
                entry.ready.insert(which);
            } else if backend.serving && backend.terminating {
                entry.draining.insert(which);
            }
        }
        behind
    }

    /// Adds broken hops to what is selected and takes no traffic on the port.
    fn left_out(
        &self,
        source: &Source<'a>,
        port: Option<&ServicePort>,
        target: Option<Target>,
        hops: &mut Vec<(CardId, Hop)>,
    ) {
        let Some(selection) = source.selection else { return };
        for &id in &selection.matched {
            let (Some(&card), Some(pods)) = (self.object_cards.get(&id), self.analysis.object(id)) else {
                continue;
            };
            if hops.iter().any(|(to, _)| *to == card) {
                continue;
            }
            let Some(found) = PodSource::of(pods) else { continue };
            let named = port.and_then(|port| port.target_port.as_ref().map(|target| (&target.value, port)));
            let why = match named {
                Some((PortRef::Name(name), port))
                    if found.template.find_port(name, &port.protocol.value).is_none() =>
                {
                    missing_port(name, &port.protocol.value, found.template)
                }
                _ if !self.has_pods.contains(&card) => "scaled to 0: no Pods".to_owned(),
                _ => "no Pod takes traffic".to_owned(),
            };
            hops.push((card, Hop::in_state(State::Broken, why, target)));
        }
        hops.sort_by_key(|(card, _)| *card);
    }

    /// Adds the hop of a port that has nothing behind it.
    fn nothing_behind(&mut self, from: End, source: &Source<'a>, route: &PortRoute) {
        let Source { object, service, selection, .. } = *source;
        let selector = service.selector.as_deref();
        let target = match selector.and_then(|selector| selector.first()) {
            Some(pair) => {
                Some(part_of(object, Some(&pair.value), object.value.get("spec").get("selector").origin))
            }
            None => Some(whole(object)),
        };
        let miss = selection.and_then(|selection| selection.miss.as_ref());
        if let (Some(selector), Some(miss)) = (selector, miss)
            && let Some((candidate, why)) = self.nearly(selector, miss)
            && let Some(&card) = self.object_cards.get(&candidate)
        {
            let hop = Hop::in_state(State::Broken, why, target);
            self.lower_row(from, &hop);
            self.join(from, Some(End { card, row: None }), hop);
            return;
        }
        let why = match (selector.is_some(), route.verdict) {
            (true, Verdict::Unknown) => "no Pods in these files match",
            (true, _) => "no Pods match",
            (false, Verdict::Unknown) => "no addresses in these files",
            (false, _) => "no addresses for this port",
        };
        let (state, why) = match (self.findings.refusal(object.id), route.verdict) {
            (Some(why), _) => (State::Broken, why),
            (None, Verdict::Fail) => (State::Broken, why.to_owned()),
            (None, Verdict::Pass | Verdict::Unknown) => {
                let mark = self.findings.selector(object.id);
                (mark.map_or(State::Unknown, |mark| mark.state), why.to_owned())
            }
        };
        let to = (state == State::Unknown).then(|| {
            let (kind, name) = match selector {
                Some(selector) => ("Pods", selector_text(selector)),
                None => ("addresses", format!("of {}", object.name)),
            };
            End { card: self.ghost(&object.namespace, Column::Targets, kind, &name), row: None }
        });
        let hop = Hop::in_state(state, why, target);
        self.lower_row(from, &hop);
        self.join(from, to, hop);
    }

    /// What a selector was probably meant to find, and why it does not.
    fn nearly(&self, selector: &[Pair], miss: &Miss) -> Option<(ObjectId, String)> {
        let pair = |at: usize| selector.get(at).map(|pair| (pair.key.as_str(), pair.value.value.as_str()));
        match miss {
            Miss::Near(near) => {
                let NearMiss { source, pair: at, label, key_differs } = near.first()?;
                let (key, value) = pair(*at)?;
                let label = PodSource::of(self.analysis.object(*source)?)?.template.labels.get(*label)?;
                let meant = if *key_differs { &label.key } else { &label.value.value };
                Some((*source, format!("no Pod has {key}={value}: {meant}?")))
            }
            Miss::LabelNotOnTemplate { workload, pairs } => {
                let (key, _) = pair(*pairs.first()?)?;
                Some((*workload, format!("label {key} is not on the Pod template")))
            }
            Miss::TooNarrow { source, absent } => {
                let (key, value) = pair(*absent.first()?)?;
                Some((*source, format!("Pods lack the label {key}={value}")))
            }
            Miss::OtherNamespace(found) => {
                let source = self.analysis.object(*found.first()?)?;
                Some((source.id, format!("matches only in namespace {}", source.namespace)))
            }
            Miss::Unlike | Miss::Unknown(_) => None,
        }
    }

    /// The row of a target's port; `None` where the target does not declare it.
    fn row_of_port(&self, card: CardId, number: Option<i64>, port: Option<&ServicePort>) -> Option<u32> {
        let rows = &self.graph.card(card)?.rows;
        let number = number?.to_string();
        let protocol = port.map_or("TCP", |port| &port.protocol.value);
        let suffix = format!(" {number}/{protocol}");
        let declared =
            rows.iter().position(|row| row.noun.starts_with("container port") && row.noun.ends_with(&suffix));
        let lone = (rows.len() == 1 && rows.iter().all(|row| row.noun.starts_with("address"))).then_some(0);
        declared.or(lone).map(|row| row as u32)
    }

    /// The row of a target's port whose name comes nearest to the one asked for.
    fn row_meant(&self, card: CardId, port: Option<&ServicePort>) -> Option<u32> {
        let PortRef::Name(name) = &port?.target_port.as_ref()?.value else { return None };
        let rows = &self.graph.card(card)?.rows;
        let names: Vec<&str> =
            rows.iter().map(|row| row.name.as_str()).filter(|name| !name.is_empty()).collect();
        let meant = rows
            .iter()
            .find(|row| row.name == *name)
            .map_or_else(|| nearest(name, &names).first().copied(), |row| Some(&row.name));
        rows.iter().position(|row| Some(row.name.as_str()) == meant).map(|row| row as u32)
    }

    /// Lowers the row or card that a hop leaves to the hop's state.
    pub(super) fn lower_row(&mut self, from: End, hop: &Hop) {
        let Some(card) = self.graph.cards.get_mut(from.card.index()) else { return };
        let row = from.row.and_then(|row| card.rows.get_mut(row as usize));
        match row {
            Some(row) => row.lower(hop.state, hop.why.as_deref()),
            None if hop.state > card.state => {
                card.state = hop.state;
                card.why.clone_from(&hop.why);
            }
            None => {}
        }
    }
}

/// A Service, its card, and what its selector finds.
#[derive(Clone, Copy)]
struct Source<'a> {
    card: CardId,
    object: &'a Object,
    service: &'a Service,
    selection: Option<&'a Selection>,
}

/// How a hop to one card fares; never better than the port as a whole.
fn passing(behind: &Behind<'_>, verdict: Verdict, target: Option<Target>) -> Hop {
    let (ready, draining, all) = (behind.ready.len(), behind.draining.len(), behind.all.len());
    let mut hop = Hop::ok(target);
    hop.count = Some(ready as u32);
    (hop.state, hop.why) = match verdict {
        Verdict::Pass if ready == all => (State::Ok, None),
        Verdict::Pass if ready > 0 => (State::Warning, Some(format!("{ready} of {all} ready"))),
        Verdict::Pass if draining > 0 => (State::Warning, Some("only terminating Pods answer".to_owned())),
        Verdict::Unknown => (State::Unknown, Some("cannot be told".to_owned())),
        Verdict::Pass | Verdict::Fail if all == 1 => {
            (State::Broken, Some("the only endpoint is not ready".to_owned()))
        }
        Verdict::Pass | Verdict::Fail => (State::Broken, Some(format!("none of {all} endpoints ready"))),
    };
    hop
}

/// The text of a target port.
pub(super) fn target_text(port: &PortRef) -> String {
    match port {
        PortRef::Number(number) => number.to_string(),
        PortRef::Name(name) => name.clone(),
    }
}

/// Why a port name finds nothing, with the name that was probably meant.
fn missing_port(name: &str, protocol: &str, template: &PodTemplate) -> String {
    let ports = || template.serving_containers().flat_map(|container| &container.ports);
    let names: Vec<&str> =
        ports().filter_map(|port| port.name.as_ref()).map(|name| name.value.as_str()).collect();
    let other = ports().find(|port| port.name.as_ref().is_some_and(|other| other.value == name));
    match (other, nearest(name, &names).as_slice()) {
        (Some(other), _) => format!("port “{name}” is {}, not {protocol}", other.protocol.value),
        (None, [meant]) => format!("no container port “{name}”: {meant}?"),
        (None, _) => format!("no container port “{name}”"),
    }
}
