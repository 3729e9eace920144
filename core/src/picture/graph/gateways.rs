//! Gateways, their listeners, and the routes attached to them: the links of routes, drawn.

use super::build::{Builder, part, whole};
use super::routes::Ghost;
use super::{Card, CardId, Column, End, Row};
use crate::object::Object;
use crate::object::gateway::listener::Listener;
use crate::object::gateway::route::matching::{PathMatchKind, RouteMatch};
use crate::object::gateway::route::{Route, RouteRule};
use crate::picture::scene::Icon;
use crate::traffic::link::Found;
use crate::traffic::{Link, LinkKind};
use std::fmt::Write;

impl<'a> Builder<'a> {
    /// Adds Gateways and routes.
    pub(super) fn gateways(&mut self) {
        let all: Vec<&'a Object> = self.objects().collect();
        for object in &all {
            let listeners = object.gateway().map(|gateway| &gateway.listeners);
            if let Some(listeners) = listeners.or_else(|| object.listener_set().map(|set| &set.listeners)) {
                self.gateway(object, listeners);
            }
        }
        for object in all {
            if let Some(route) = object.route() {
                self.route(object, route);
            }
        }
    }

    fn gateway(&mut self, object: &'a Object, listeners: &'a [Listener]) {
        let lane = self.lane(&object.namespace);
        let rows = listeners.iter().map(|listener| {
            let name = &listener.name.value;
            let port = listener.port.as_ref().map_or(String::new(), |port| port.value.to_string());
            let protocol = &listener.protocol.value;
            let detail = match &listener.hostname {
                Some(host) => format!("{port} {}", host.value),
                None => port,
            };
            let mut row =
                Row::plain(name, &detail, protocol, &format!("listener {name} {detail} {protocol}"));
            row.target = Some(part(object, listener.origin));
            row
        });
        let mut card = Card { rows: rows.collect(), ..Card::of(object, Column::Entry, lane, Icon::Door) };
        self.judge(object, &mut card);
        let card = self.add(card);
        self.object_cards.insert(object.id, card);
        self.reached_by_clients(object, card);
    }

    fn route(&mut self, object: &'a Object, route: &'a Route) {
        let lane = self.lane(&object.namespace);
        let mut rows = Vec::new();
        let mut rule_of_row = Vec::new();
        for (at, rule) in route.rules.iter().enumerate() {
            for entry in &rule.matches {
                rows.push(match_row(object, rule, entry));
                rule_of_row.push(at);
            }
            if rule.matches.is_empty() {
                let mut row = Row::plain("", "anything", "", "anything");
                row.target = Some(part(object, rule.origin));
                rows.push(row);
                rule_of_row.push(at);
            }
        }
        let hosts: Vec<&str> = route.hostnames.iter().map(|host| host.value.as_str()).collect();
        let mut card = Card { rows, ..Card::of(object, Column::Routes, lane, Icon::Route) };
        if !hosts.is_empty() {
            card.noun = format!("{} for {}", card.noun, hosts.join(", "));
        }
        self.judge(object, &mut card);
        let card = self.add(card);
        self.object_cards.insert(object.id, card);
        let analysis = self.analysis;
        for link in analysis.links.of(object.id) {
            match link.kind {
                LinkKind::Parent(at) => self.attach(object, route, at, card, link),
                LinkKind::RouteBackend { rule, .. } | LinkKind::RuleAnswer(rule) => {
                    let rows = rule_of_row.iter().enumerate().filter(|(_, of)| **of == rule);
                    let rows: Vec<usize> = rows.map(|(row, _)| row).collect();
                    for row in rows {
                        self.rule(object, route, End { card, row: Some(row as u32) }, link);
                    }
                }
                _ => {}
            }
        }
    }

    fn attach(&mut self, object: &'a Object, route: &'a Route, at: usize, card: CardId, link: &Link) {
        let Some(parent) = route.parent_refs.get(at) else { return };
        let to = Some(End { card, row: None });
        let target = Some(part(object, parent.reference.origin));
        let links = &self.analysis.links;
        let state = links.state(link);
        if let Found::Set(branches) = &link.found {
            for branch in branches {
                let Some(&from) = self.object_cards.get(&branch.source) else { continue };
                let state = links.branch_state(link, branch);
                let row = branch.listener.map(|listener| listener as u32);
                let hop = self.link_hop(link, state, target);
                self.join(End { card: from, row }, to, hop);
            }
            return;
        }
        let namespace = parent.reference.namespace_or(&object.namespace);
        let kind = parent.reference.kind.value.as_str();
        let from = self.ghost(namespace, Column::Entry, kind, &parent.reference.name.value);
        let hop = self.link_hop(link, state, target);
        self.join(End { card: from, row: None }, to, hop);
    }

    fn rule(&mut self, object: &'a Object, route: &'a Route, from: End, link: &Link) {
        let LinkKind::RouteBackend { rule, backend } = link.kind else {
            let origin = match link.kind {
                LinkKind::RuleAnswer(rule) => route.rules.get(rule).map(|rule| rule.origin),
                _ => None,
            };
            let target = origin.map_or_else(|| whole(object), |origin| part(object, origin));
            let ghost = Ghost { namespace: &object.namespace, kind: "extension", name: &object.name };
            self.backend_hop(from, link, &ghost, Some(target));
            return;
        };
        let Some(backend) = route.rules.get(rule).and_then(|rule| rule.backend_refs.get(backend)) else {
            return;
        };
        let reference = &backend.reference;
        let ghost = Ghost {
            namespace: reference.namespace_or(&object.namespace),
            kind: &reference.kind.value,
            name: &reference.name.value,
        };
        self.backend_hop(from, link, &ghost, Some(part(object, reference.origin)));
    }
}

fn match_row(object: &Object, rule: &RouteRule, entry: &RouteMatch) -> Row {
    let (value, kind) = match (&entry.path, &entry.grpc_method) {
        (Some(path), _) => (path.value.value.clone(), Some(path.kind.value)),
        (None, Some(method)) => {
            let text = |part: &Option<crate::object::Sourced<String>>| {
                part.as_ref().map_or(String::new(), |part| part.value.clone())
            };
            let (service, name) = (text(&method.service), text(&method.method));
            (if service.is_empty() { "/".to_owned() } else { format!("{service}/{name}") }, None)
        }
        (None, None) => ("/".to_owned(), Some(PathMatchKind::PathPrefix)),
    };
    let kind = match kind {
        Some(PathMatchKind::Exact) => "Exact",
        Some(PathMatchKind::PathPrefix) => "Prefix",
        Some(PathMatchKind::RegularExpression) => "Regex",
        None => "",
    };
    let conditions = entry.headers.len() + entry.query_params.len();
    let mut right = match &entry.method {
        Some(method) => format!("{} {kind}", method.value),
        None => kind.to_owned(),
    };
    if conditions > 0 {
        let _ = write!(right, " +{conditions}");
    }
    let mut row = Row::plain("", &value, right.trim(), &format!("path {value} {}", right.trim()));
    let is_written = matches!(entry.origin, crate::value::Origin::Written(_));
    row.target = Some(part(object, if is_written { entry.origin } else { rule.origin }));
    row
}
