//! Ingresses: hosts, paths, and the Services behind them; and how a link to a Service port is drawn.

use super::build::{Builder, Hop, part};
use super::{Card, CardId, Column, End, Gate, Row, State};
use crate::object::Object;
use crate::object::ingress::{Ingress, IngressBackend, IngressRule, PathType};
use crate::picture::scene::{Icon, Target};
use crate::traffic::link::{Found, Part};
use crate::traffic::{Link, LinkKind};

/// What a ghost is called that stands for the end of a link that is not in the input.
pub(super) struct Ghost<'a> {
    pub(super) namespace: &'a str,
    pub(super) kind: &'a str,
    pub(super) name: &'a str,
}

impl<'a> Builder<'a> {
    /// Adds the Ingresses.
    pub(super) fn ingresses(&mut self) {
        for object in self.objects() {
            if let Some(ingress) = object.ingress() {
                self.ingress(object, ingress);
            }
        }
    }

    fn ingress(&mut self, object: &'a Object, ingress: &'a Ingress) {
        let mut rows: Vec<Row> = ingress.rules.iter().map(|rule| host_row(object, ingress, rule)).collect();
        if let Some(default) = &ingress.default_backend {
            let mut row = Row::plain("", "anything else", "default", "default backend");
            row.target = Some(part(object, default.origin));
            rows.push(row);
        }
        let lane = self.lane(&object.namespace);
        let mut card = Card { rows, ..Card::of(object, Column::Entry, lane, Icon::Door) };
        self.judge(object, &mut card);
        let card = self.add(card);
        self.object_cards.insert(object.id, card);
        self.reached_by_clients(object, card);
        for (at, rule) in ingress.rules.iter().enumerate() {
            self.ingress_rule(object, card, at, rule);
        }
        if let Some(default) = &ingress.default_backend {
            let from = End { card, row: Some(ingress.rules.len() as u32) };
            self.ingress_backend(object, from, default, LinkKind::DefaultBackend);
        }
    }

    fn ingress_rule(&mut self, object: &'a Object, ingress: CardId, at: usize, rule: &'a IngressRule) {
        if rule.paths.is_empty() {
            return;
        }
        let host = host_of(rule);
        let lane = self.lane(&object.namespace);
        let rows = rule.paths.iter().map(|path| {
            let text = path.path.as_ref().map_or("/", |path| path.value.as_str());
            let kind = path.path_type.as_ref().map(|kind| kind.value);
            let word = kind.map_or("", PathType::as_str);
            let right = if kind == Some(PathType::ImplementationSpecific) { "controller" } else { word };
            let mut row = Row::plain("", text, right, &format!("path {text} {word}"));
            row.target = Some(part(object, path.origin));
            row
        });
        let id = format!("paths/{}/{}/{at}", object.namespace, object.name);
        let card = self.add(Card {
            noun: format!("paths of {host} in Ingress {}", object.name),
            target: Some(part(object, rule.origin)),
            objects: vec![object.id],
            rows: rows.collect(),
            ..Card::new(id, Column::Routes, lane, Icon::Route, "paths")
        });
        let hop = self.unless_refused(object, Some(part(object, rule.origin)));
        let to = End { card, row: (rule.paths.len() == 1).then_some(0) };
        self.join(End { card: ingress, row: Some(at as u32) }, Some(to), hop);
        for (row, path) in rule.paths.iter().enumerate() {
            let from = End { card, row: Some(row as u32) };
            self.ingress_backend(object, from, &path.backend, LinkKind::PathBackend { rule: at, path: row });
        }
    }

    /// A hop inside an entry: it passes unless the API server refuses the entry.
    pub(super) fn unless_refused(&self, object: &Object, target: Option<Target>) -> Hop {
        match self.findings.refusal(object.id) {
            Some(why) => Hop::in_state(State::Broken, why, target),
            None => Hop::ok(target),
        }
    }

    fn ingress_backend(
        &mut self,
        object: &'a Object,
        from: End,
        backend: &'a IngressBackend,
        kind: LinkKind,
    ) {
        let Some(link) = self.analysis.links.find(object.id, kind) else { return };
        let ghost = match (&backend.service, &backend.resource) {
            (Some(service), _) => {
                Ghost { namespace: &object.namespace, kind: "Service", name: &service.name.value }
            }
            (None, Some(resource)) => {
                Ghost { namespace: &object.namespace, kind: &resource.kind.value, name: &resource.name.value }
            }
            (None, None) => Ghost { namespace: &object.namespace, kind: "backend", name: "" },
        };
        let service = backend.service.as_ref();
        let written = service.and_then(|service| {
            service.port.as_ref().and_then(crate::object::Sourced::range).or_else(|| service.name.range())
        });
        let origin = written.map_or(backend.origin, crate::value::Origin::Written);
        self.backend_hop(from, link, &ghost, Some(part(object, origin)));
    }

    /// Draws a link to a backend.
    pub(super) fn backend_hop(&mut self, from: End, link: &Link, ghost: &Ghost<'a>, target: Option<Target>) {
        let state = self.analysis.links.state(link);
        let mut hop = self.link_hop(link, state, target);
        hop.gate = link.granted.map(|granted| if granted { Gate::Open } else { Gate::Shut });
        hop.label = link.share.and_then(|(weight, total)| (weight != total).then(|| share(weight, total)));
        let to = match &link.found {
            Found::One(Part { object, index }) => {
                self.object_cards.get(object).map(|&card| End { card, row: index.map(|index| index as u32) })
            }
            Found::Unknown(_) => {
                let card = self.ghost(ghost.namespace, Column::Services, ghost.kind, ghost.name);
                Some(End { card, row: None })
            }
            Found::Set(_) | Found::Answer(_) | Found::Missing(_) => None,
        };
        self.lower_row(from, &hop);
        if to.is_some() || state != State::Ok {
            self.join(from, to, hop);
        }
    }
}

/// A weight as a share of all: percent where that is whole.
fn share(weight: i64, total: i64) -> String {
    match weight.checked_mul(100) {
        Some(hundredfold) if total > 0 && hundredfold % total == 0 => format!("{} %", hundredfold / total),
        _ => format!("{weight}/{total}"),
    }
}

fn host_of(rule: &IngressRule) -> &str {
    rule.host.as_ref().map_or("any host", |host| &host.value)
}

fn host_row(object: &Object, ingress: &Ingress, rule: &IngressRule) -> Row {
    let host = host_of(rule);
    let tls = ingress.tls.iter().any(|tls| tls.hosts.iter().any(|covered| covers(&covered.value, host)));
    let (right, suffix) = if tls { ("TLS", ", TLS") } else { ("", "") };
    let name = if rule.host.is_none() { host.to_owned() } else { format!("host {host}") };
    let mut row = Row::plain("", host, right, &format!("{name}{suffix}"));
    row.target = Some(part(object, rule.host.as_ref().map_or(rule.origin, |host| host.origin)));
    row
}

/// Says whether a host of a TLS entry covers a rule's host: the same, or one label under a wildcard.
fn covers(covered: &str, host: &str) -> bool {
    covered == host
        || covered
            .strip_prefix("*.")
            .is_some_and(|suffix| host.split_once('.').is_some_and(|(_, rest)| rest == suffix))
}
