//! Ingresses and Gateway API routes: hosts, paths, and the Services behind them.

use super::build::{Builder, Hop, is_kind, part, whole};
use super::targets::scalar_text;
use super::{Card, CardId, Column, End, Gate, Outline, Row, State};
use crate::object::service::ServiceType;
use crate::object::{Object, PortRef};
use crate::picture::scene::{Icon, Target};
use crate::value::Value;

/// Where a backend leads.
pub(super) struct Backend {
    pub to: Option<End>,
    pub state: State,
    pub why: Option<String>,
    pub gate: Option<Gate>,
}

impl<'a> Builder<'a> {
    /// Adds the Ingresses.
    pub(super) fn ingresses(&mut self) {
        for object in self.objects() {
            if is_kind(object, "networking.k8s.io", "Ingress") {
                self.ingress(object);
            }
        }
    }

    fn ingress(&mut self, object: &'a Object) {
        let spec = object.value.get("spec");
        let rules = spec.list("rules");
        let mut rows: Vec<Row> = rules.iter().map(|rule| host_row(object, spec, rule)).collect();
        let default = spec.get("defaultBackend");
        if !default.is_null() {
            let mut row = Row::plain("", "anything else", "default", "default backend");
            row.target = Some(part(object, default.origin));
            rows.push(row);
        }
        let lane = self.lane(&object.namespace);
        let mut card = Card {
            id: format!("Ingress/{}/{}", object.namespace, object.name),
            column: Column::Entry,
            lane,
            icon: Icon::Door,
            outline: Outline::Plain,
            name: object.name.clone(),
            kind: "Ingress".to_owned(),
            noun: format!("Ingress {}", object.name),
            target: Some(whole(object)),
            objects: vec![object.id],
            state: State::Ok,
            why: None,
            rows,
        };
        self.judge(object, &mut card);
        let card = self.add(card);
        self.object_cards.insert(object.id, card);
        self.reached_by_clients(card, Some(whole(object)));
        for (at, rule) in rules.iter().enumerate() {
            self.ingress_rule(object, card, at, rule);
        }
        if !default.is_null() {
            let from = End { card, row: Some(rules.len() as u32) };
            self.ingress_backend(object, from, default, "spec.defaultBackend");
        }
    }

    fn ingress_rule(&mut self, object: &'a Object, ingress: CardId, at: usize, rule: &'a Value) {
        let paths = rule.get("http").list("paths");
        if paths.is_empty() {
            return;
        }
        let host = host_of(rule);
        let lane = self.lane(&object.namespace);
        let rows = paths.iter().map(|path| {
            let text = match path.str("path") {
                "" => "/",
                text => text,
            };
            let kind = path.str("pathType");
            let right = if kind == "ImplementationSpecific" { "controller" } else { kind };
            let mut row = Row::plain("", text, right, &format!("path {text} {kind}"));
            row.target = Some(part(object, path.origin));
            row
        });
        let card = self.add(Card {
            id: format!("paths/{}/{}/{at}", object.namespace, object.name),
            column: Column::Routes,
            lane,
            icon: Icon::Route,
            outline: Outline::Plain,
            name: "paths".to_owned(),
            kind: String::new(),
            noun: format!("paths of {host} in Ingress {}", object.name),
            target: Some(part(object, rule.origin)),
            objects: vec![object.id],
            state: State::Ok,
            why: None,
            rows: rows.collect(),
        });
        let hop = match self.findings.refusal(object.id) {
            Some(why) => Hop::in_state(State::Broken, why, Some(part(object, rule.origin))),
            None => Hop::ok(Some(part(object, rule.origin))),
        };
        let to = End { card, row: (paths.len() == 1).then_some(0) };
        self.join(End { card: ingress, row: Some(at as u32) }, Some(to), hop);
        for (row, path) in paths.iter().enumerate() {
            let from = End { card, row: Some(row as u32) };
            let prefix = format!("spec.rules[{at}].http.paths[{row}]");
            self.ingress_backend(object, from, path.get("backend"), &prefix);
        }
    }

    fn ingress_backend(&mut self, object: &'a Object, from: End, backend: &'a Value, prefix: &str) {
        let service = backend.get("service");
        let found = if service.is_null() {
            let resource = backend.get("resource");
            let to =
                self.ghost(&object.namespace, Column::Services, resource.str("kind"), resource.str("name"));
            Backend {
                to: Some(End { card: to, row: None }),
                state: State::Unknown,
                why: Some("left to the controller".to_owned()),
                gate: None,
            }
        } else {
            let port = service.get("port");
            let asked = if port.has("name") { port.get("name") } else { port.get("number") };
            self.backend(&object.namespace, service.str("name"), asked)
        };
        let port = service.get("port");
        let origin = [port.get("name"), port.get("number"), service.get("name"), backend];
        let origin =
            origin.into_iter().find(|value| value.range().is_some()).map_or(backend.origin, |v| v.origin);
        self.route_hop(object, from, found, prefix, Some(part(object, origin)), None);
    }

    /// Adds a hop from a route to a backend, in the light of the findings about the route.
    pub(super) fn route_hop(
        &mut self,
        object: &Object,
        from: End,
        found: Backend,
        prefix: &str,
        target: Option<Target>,
        label: Option<String>,
    ) {
        let mut hop =
            Hop { state: found.state, why: found.why, label, count: None, gate: found.gate, target };
        if let Some(why) = self.findings.refusal(object.id) {
            (hop.state, hop.why) = (State::Broken, Some(why));
        } else if let Some(mark) = self.findings.below(object.id, prefix)
            && mark.state > hop.state
        {
            (hop.state, hop.why) = (mark.state, Some(mark.why));
        }
        self.lower_row(from, &hop);
        self.join(from, found.to, hop);
    }

    /// Finds the Service port that a backend names, by number or by name (a name only where the API has names).
    pub(super) fn backend(&mut self, namespace: &'a str, name: &'a str, port: &Value) -> Backend {
        let Some(&(card, _, service)) = self.service_cards.get(&(namespace, name)) else {
            if self.complete(namespace) {
                let why = format!("no Service “{name}” in {namespace}");
                return Backend { to: None, state: State::Broken, why: Some(why), gate: None };
            }
            let ghost = self.ghost(namespace, Column::Services, "Service", name);
            let why = "not in these files".to_owned();
            return Backend {
                to: Some(End { card: ghost, row: None }),
                state: State::Unknown,
                why: Some(why),
                gate: None,
            };
        };
        let asked = match (port.as_int(), port.as_str()) {
            (Some(number), _) => PortRef::Number(number),
            (None, Some(name)) => PortRef::Name(name.to_owned()),
            (None, None) => {
                let to = End { card, row: None };
                return Backend {
                    to: Some(to),
                    state: State::Broken,
                    why: Some("no port is named".to_owned()),
                    gate: None,
                };
            }
        };
        let found = service.ports.iter().find(|port| match &asked {
            PortRef::Number(number) => port.number() == *number,
            PortRef::Name(name) => port.name.is_some() && port.name_str() == name,
        });
        if service.kind == ServiceType::ExternalName {
            let to = End { card, row: found.map(|port| port.index as u32) };
            let why = "an ExternalName: left to the controller".to_owned();
            return Backend { to: Some(to), state: State::Unknown, why: Some(why), gate: None };
        }
        match found {
            Some(port) if port.protocol.value == "UDP" => Backend {
                to: Some(End { card, row: Some(port.index as u32) }),
                state: State::Broken,
                why: Some(format!("{name} {} is UDP", scalar_text_of(&asked))),
                gate: None,
            },
            Some(port) => Backend {
                to: Some(End { card, row: Some(port.index as u32) }),
                state: State::Ok,
                why: None,
                gate: None,
            },
            None => Backend {
                to: Some(End { card, row: None }),
                state: State::Broken,
                why: Some(format!("{name} has no port {}", scalar_text(port))),
                gate: None,
            },
        }
    }
}

fn scalar_text_of(port: &PortRef) -> String {
    super::services::target_text(port)
}

fn host_of(rule: &Value) -> &str {
    match rule.str("host") {
        "" => "any host",
        host => host,
    }
}

fn host_row(object: &Object, spec: &Value, rule: &Value) -> Row {
    let host = host_of(rule);
    let tls = spec.list("tls").iter().any(|tls| {
        let hosts = tls.list("hosts");
        hosts.iter().any(|covered| covered.as_str().is_some_and(|covered| covers(covered, host)))
    });
    let (right, suffix) = if tls { ("TLS", ", TLS") } else { ("", "") };
    let mut row = Row::plain(
        "",
        host,
        right,
        &format!("{}{suffix}", if host == "any host" { host.to_owned() } else { format!("host {host}") }),
    );
    row.target = Some(part(
        object,
        if rule.get("host").range().is_some() { rule.get("host").origin } else { rule.origin },
    ));
    row
}

/// Says whether a host of a TLS entry covers a rule's host: the same, or one label under a wildcard.
fn covers(covered: &str, host: &str) -> bool {
    covered == host
        || covered
            .strip_prefix("*.")
            .is_some_and(|suffix| host.split_once('.').is_some_and(|(_, rest)| rest == suffix))
}
