//! Gateways, their listeners, and the routes attached to them.
//!
//! Attachment is read from names, ports, namespaces, hosts and kinds. What hangs on labels of namespaces or on objects
//! outside the input is unknown.
//!
//! Source: gateway-api v1.7 `apis/v1/gateway_types.go` `AllowedRoutes`,
//! `apis/v1/shared_types.go` `ParentReference`

use super::build::{Builder, Hop, is_gateway_api, is_kind, part, whole};
use super::routes::Backend;
use super::{Card, CardId, Column, End, Gate, Outline, Row, State};
use crate::object::Object;
use crate::picture::scene::Icon;
use crate::value::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

const GROUP: &str = "gateway.networking.k8s.io";

type Gateways<'a> = BTreeMap<(&'a str, &'a str), (CardId, &'a Object)>;

impl<'a> Builder<'a> {
    /// Adds Gateways and routes.
    pub(super) fn gateways(&mut self) {
        let mut gateways = Gateways::new();
        let all: Vec<&'a Object> = self.objects().collect();
        for object in all.iter().copied().filter(|object| is_kind(object, GROUP, "Gateway")) {
            let card = self.gateway(object);
            gateways.entry((&object.namespace, &object.name)).or_insert((card, object));
        }
        for object in all.iter().copied().filter(|object| is_gateway_api(object) && object.kind != "Gateway")
        {
            self.route(object, &gateways);
        }
    }

    fn gateway(&mut self, object: &'a Object) -> CardId {
        let lane = self.lane(&object.namespace);
        let rows = object.value.get("spec").list("listeners").iter().map(|listener| {
            let (name, port, protocol) =
                (listener.str("name"), listener.int("port"), listener.str("protocol"));
            let host = listener.str("hostname");
            let detail = if host.is_empty() { port.to_string() } else { format!("{port} {host}") };
            let mut row =
                Row::plain(name, &detail, protocol, &format!("listener {name} {detail} {protocol}"));
            row.target = Some(part(object, listener.origin));
            row
        });
        let mut card = Card {
            id: format!("Gateway/{}/{}", object.namespace, object.name),
            column: Column::Entry,
            lane,
            icon: Icon::Door,
            outline: Outline::Plain,
            name: object.name.clone(),
            kind: "Gateway".to_owned(),
            noun: format!("Gateway {}", object.name),
            target: Some(whole(object)),
            objects: vec![object.id],
            state: State::Ok,
            why: None,
            rows: rows.collect(),
        };
        self.judge(object, &mut card);
        let card = self.add(card);
        self.object_cards.insert(object.id, card);
        self.reached_by_clients(card, Some(whole(object)));
        card
    }

    fn route(&mut self, object: &'a Object, gateways: &Gateways<'a>) {
        let lane = self.lane(&object.namespace);
        let spec = object.value.get("spec");
        let rules = spec.list("rules");
        let mut rows = Vec::new();
        let mut rule_of_row = Vec::new();
        for (at, rule) in rules.iter().enumerate() {
            let matches = rule.list("matches");
            for entry in matches {
                rows.push(match_row(object, rule, entry));
                rule_of_row.push(at);
            }
            if matches.is_empty() {
                let mut row = Row::plain("", "anything", "", "anything");
                row.target = Some(part(object, rule.origin));
                rows.push(row);
                rule_of_row.push(at);
            }
        }
        let hosts: Vec<&str> = spec.list("hostnames").iter().filter_map(Value::as_str).collect();
        let mut card = Card {
            id: format!("{}/{}/{}", object.kind, object.namespace, object.name),
            column: Column::Routes,
            lane,
            icon: Icon::Route,
            outline: Outline::Plain,
            name: object.name.clone(),
            kind: object.kind.clone(),
            noun: match hosts.as_slice() {
                [] => format!("{} {}", object.kind, object.name),
                hosts => format!("{} {} for {}", object.kind, object.name, hosts.join(", ")),
            },
            target: Some(whole(object)),
            objects: vec![object.id],
            state: State::Ok,
            why: None,
            rows,
        };
        self.judge(object, &mut card);
        let card = self.add(card);
        self.object_cards.insert(object.id, card);
        for (at, parent) in spec.list("parentRefs").iter().enumerate() {
            self.attach(object, card, at, parent, gateways);
        }
        for (row, at) in rule_of_row.into_iter().enumerate() {
            if let Some(rule) = rules.get(at) {
                self.rule(object, End { card, row: Some(row as u32) }, at, rule);
            }
        }
    }

    fn attach(
        &mut self,
        object: &'a Object,
        card: CardId,
        at: usize,
        parent: &'a Value,
        gateways: &Gateways<'a>,
    ) {
        if !matches!(parent.str("kind"), "" | "Gateway") {
            return;
        }
        let namespace = match parent.str("namespace") {
            "" => object.namespace.as_str(),
            namespace => namespace,
        };
        let to = Some(End { card, row: None });
        let target = Some(part(object, parent.origin));
        let Some(&(gateway, gateway_object)) = gateways.get(&(namespace, parent.str("name"))) else {
            let complete = self.complete(namespace);
            let from = self.ghost(namespace, Column::Entry, "Gateway", parent.str("name"));
            let (state, why) = if complete {
                (State::Broken, "no such Gateway")
            } else {
                (State::Unknown, "not in these files")
            };
            self.join(End { card: from, row: None }, to, Hop::in_state(state, why, target));
            return;
        };
        let listeners = gateway_object.value.get("spec").list("listeners");
        let mut refusals = Vec::new();
        let mut hops = Vec::new();
        for (row, listener) in listeners.iter().enumerate() {
            match attaches(object, parent, gateway_object, listener) {
                Attachment::Other => {}
                Attachment::Yes => hops.push((row, Hop::ok(target))),
                Attachment::Unknown(why) => hops.push((row, Hop::in_state(State::Unknown, why, target))),
                Attachment::No(why) => refusals.push((row, why)),
            }
        }
        if hops.is_empty() {
            let (row, why) = match refusals.into_iter().next() {
                Some((row, why)) => (Some(row as u32), why),
                None => (None, "no listener of that name or port".to_owned()),
            };
            let hop = Hop::in_state(State::Broken, why, target);
            self.join(End { card: gateway, row }, to, hop);
        }
        let mark = self.findings.below(object.id, &format!("spec.parentRefs[{at}]"));
        for (row, mut hop) in hops {
            if let Some(mark) = mark.as_ref().filter(|mark| mark.state > hop.state) {
                hop.state = mark.state;
                hop.why = Some(mark.why.clone());
            }
            self.join(End { card: gateway, row: Some(row as u32) }, to, hop);
        }
    }

    fn rule(&mut self, object: &'a Object, from: End, at: usize, rule: &'a Value) {
        let backends = rule.list("backendRefs");
        let total: i64 = backends.iter().map(weight).sum();
        for (index, backend) in backends.iter().enumerate() {
            let found = self.backend_ref(object, backend);
            let prefix = format!("spec.rules[{at}].backendRefs[{index}]");
            let label = (backends.len() > 1).then(|| share(weight(backend), total));
            self.route_hop(object, from, found, &prefix, Some(part(object, backend.origin)), label);
        }
        let redirects = rule.list("filters").iter().any(|filter| filter.str("type") == "RequestRedirect");
        if backends.is_empty() && !redirects {
            let hop =
                Hop::in_state(State::Broken, "no backend: answers 500", Some(part(object, rule.origin)));
            self.lower_row(from, &hop);
            self.join(from, None, hop);
        }
    }

    fn backend_ref(&mut self, object: &'a Object, backend: &'a Value) -> Backend {
        let (group, kind) = (backend.str("group"), backend.str("kind"));
        let namespace = match backend.str("namespace") {
            "" => object.namespace.as_str(),
            namespace => namespace,
        };
        if !group.is_empty() || !matches!(kind, "" | "Service") {
            let to = self.ghost(namespace, Column::Services, kind, backend.str("name"));
            let why = "left to the implementation".to_owned();
            return Backend {
                to: Some(End { card: to, row: None }),
                state: State::Unknown,
                why: Some(why),
                gate: None,
            };
        }
        let mut found = self.backend(namespace, backend.str("name"), backend.get("port"));
        if namespace != object.namespace {
            if self.granted(object, namespace, backend.str("name")) {
                found.gate = Some(Gate::Open);
            } else {
                // Without a grant it does not matter whether the Service exists.
                found.state = if self.complete(namespace) { State::Broken } else { State::Unknown };
                found.why = Some(format!("needs a ReferenceGrant in {namespace}"));
                found.gate = Some(Gate::Shut);
            }
        }
        if found.state == State::Ok && weight(backend) == 0 {
            found.state = State::Warning;
            found.why = Some("weight 0: gets nothing".to_owned());
        }
        found
    }

    /// Says whether a `ReferenceGrant` of the input lets a route name a Service of another namespace.
    fn granted(&self, route: &Object, namespace: &str, service: &str) -> bool {
        let from = |from: &Value| {
            from.str("group") == GROUP
                && from.str("kind") == route.kind
                && from.str("namespace") == route.namespace
        };
        let to = |to: &Value| {
            to.str("group").is_empty()
                && to.str("kind") == "Service"
                && (to.str("name").is_empty() || to.str("name") == service)
        };
        self.objects().any(|grant| {
            let spec = grant.value.get("spec");
            is_kind(grant, GROUP, "ReferenceGrant")
                && grant.namespace == namespace
                && spec.list("from").iter().any(from)
                && spec.list("to").iter().any(to)
        })
    }
}

fn weight(backend: &Value) -> i64 {
    backend.get("weight").as_int().unwrap_or(1)
}

/// A weight as a share of all: percent where that is whole.
fn share(weight: i64, total: i64) -> String {
    match weight.checked_mul(100) {
        Some(hundredfold) if total > 0 && hundredfold % total == 0 => format!("{} %", hundredfold / total),
        _ => format!("{weight}/{total}"),
    }
}

fn match_row(object: &Object, rule: &Value, entry: &Value) -> Row {
    let path = entry.get("path");
    let (value, kind) = match (path.str("value"), path.str("type")) {
        ("", "") if entry.has("method") && !path.has("value") => {
            let method = entry.get("method");
            let service = method.str("service");
            (
                if service.is_empty() {
                    "/".to_owned()
                } else {
                    format!("{service}/{}", method.str("method"))
                },
                "",
            )
        }
        ("", kind) => ("/".to_owned(), kind),
        (value, kind) => (value.to_owned(), kind),
    };
    let kind = match kind {
        "PathPrefix" => "Prefix",
        "RegularExpression" => "Regex",
        kind => kind,
    };
    let method = entry.str("method");
    let conditions = entry.list("headers").len() + entry.list("queryParams").len();
    let mut right = if method.is_empty() { kind.to_owned() } else { format!("{method} {kind}") };
    if conditions > 0 {
        let _ = write!(right, " +{conditions}");
    }
    let mut row = Row::plain("", &value, right.trim(), &format!("path {value} {}", right.trim()));
    row.target = Some(part(object, if entry.range().is_some() { entry.origin } else { rule.origin }));
    row
}

enum Attachment {
    /// The parent reference is about another listener.
    Other,
    Yes,
    No(String),
    Unknown(&'static str),
}

fn attaches(route: &Object, parent: &Value, gateway: &Object, listener: &Value) -> Attachment {
    let section = parent.str("sectionName");
    let port = parent.get("port").as_int();
    if (!section.is_empty() && section != listener.str("name"))
        || port.is_some_and(|port| port != listener.int("port"))
    {
        return Attachment::Other;
    }
    let allowed = listener.get("allowedRoutes");
    let kinds = allowed.list("kinds");
    let by_protocol = match listener.str("protocol") {
        "HTTP" | "HTTPS" => matches!(route.kind.as_str(), "HTTPRoute" | "GRPCRoute"),
        "TLS" => matches!(route.kind.as_str(), "TLSRoute" | "TCPRoute"),
        "TCP" => route.kind == "TCPRoute",
        "UDP" => route.kind == "UDPRoute",
        _ => return Attachment::Unknown("a protocol of the implementation"),
    };
    if !by_protocol || !(kinds.is_empty() || kinds.iter().any(|kind| kind.str("kind") == route.kind)) {
        return Attachment::No(format!("listener {} takes no {}", listener.str("name"), route.kind));
    }
    let hosts: Vec<&str> =
        route.value.get("spec").list("hostnames").iter().filter_map(Value::as_str).collect();
    let host = listener.str("hostname");
    if !host.is_empty() && !hosts.is_empty() && !hosts.iter().any(|wanted| intersects(wanted, host)) {
        return Attachment::No(format!("no host in common with {host}"));
    }
    match allowed.get("namespaces").str("from") {
        "All" => Attachment::Yes,
        "Selector" => Attachment::Unknown("hangs on the labels of the namespace"),
        "None" => Attachment::No("the listener takes no routes".to_owned()),
        _ if route.namespace == gateway.namespace => Attachment::Yes,
        _ => Attachment::No(format!("the listener takes routes of {} only", gateway.namespace)),
    }
}

/// Says whether two host names, either with a leading wildcard, share a host.
fn intersects(one: &str, other: &str) -> bool {
    let under =
        |wildcard: &str, host: &str| wildcard.strip_prefix('*').is_some_and(|suffix| host.ends_with(suffix));
    one == other || under(one, other) || under(other, one)
}
