//! Service cards, and the hops from their ports to what answers.
//!
//! A hop is `Ok` only where a slice of the cluster holds ready endpoints for the port.

use super::build::{Builder, Hop, part_of, plural, whole};
use super::findings::Mark;
use super::targets::{PodIndex, selector_text, template_matches};
use super::{Card, CardId, Column, End, Outline, Row, State};
use crate::cluster::{Slice, SliceSource};
use crate::object::service::{ServicePort, ServiceType};
use crate::object::{Object, PodTemplate, PortRef, Service, View, Workload};
use crate::picture::scene::{Icon, Target};
use std::collections::BTreeMap;

/// What a Service's port finds behind one card.
#[derive(Debug, Default)]
struct Behind {
    total: u32,
    ready: u32,
    port: Option<i64>,
}

impl<'a> Builder<'a> {
    /// Adds the Services and the hops behind them.
    pub(super) fn services(&mut self) {
        let mut all = Vec::new();
        for object in &self.analysis.objects {
            if let View::Service(service) = &object.view {
                let card = self.service_card(object, service);
                self.object_cards.insert(object.id, card);
                self.service_cards
                    .entry((&object.namespace, &object.name))
                    .or_insert((card, object, service));
                all.push((card, object, service));
            }
        }
        let pods = PodIndex::new(&self.analysis.cluster.pods);
        let mut slices: BTreeMap<(&str, &str), Vec<&'a Slice>> = BTreeMap::new();
        for slice in &self.analysis.cluster.slices {
            slices.entry((&slice.namespace, &slice.service_name)).or_default().push(slice);
        }
        for (card, object, service) in all {
            let own = slices.get(&(object.namespace.as_str(), object.name.as_str()));
            let own: Vec<&Slice> =
                own.into_iter().flatten().copied().filter(|slice| belongs(slice, object)).collect();
            if service.kind == ServiceType::ExternalName {
                self.external_name(card, object, service);
            } else if service.ports.is_empty() {
                self.hops(card, object, service, None, &own, &pods);
            } else {
                for port in &service.ports {
                    self.hops(card, object, service, Some(port), &own, &pods);
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
            target: whole(object),
            objects: vec![object.id],
            state: State::Ok,
            why: None,
            rows: service.ports.iter().map(|port| self.port_row(object, service, port)).collect(),
        };
        self.judge(object, &mut card);
        self.add(card)
    }

    fn port_row(&self, object: &Object, service: &Service, port: &ServicePort) -> Row {
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
        row.target = part_of(object, None::<&crate::object::Sourced<String>>, port.origin);
        if let Some(Mark { state, why }) = self.findings.port(object.id, port.index) {
            row.lower(state, Some(&why));
        }
        row
    }

    /// Adds the hops of one port, or of a Service without ports.
    fn hops(
        &mut self,
        card: CardId,
        object: &'a Object,
        service: &'a Service,
        port: Option<&ServicePort>,
        slices: &[&'a Slice],
        pods: &PodIndex<'a>,
    ) {
        let from = End { card, row: port.map(|port| port.index as u32) };
        let target = match port {
            Some(port) => part_of(object, port.target_port.as_ref(), port.origin),
            None => whole(object),
        };
        let refused = self.findings.refusal(object.id);
        let mark = port.and_then(|port| self.findings.port(object.id, port.index));
        let behind = self.behind(service, port, slices);
        let mut hops: Vec<(CardId, Hop)> =
            behind.iter().map(|(to, behind)| (*to, passing(behind, service, target))).collect();
        self.missing_ports(object, service, port, pods, target, &mut hops);
        if hops.is_empty() {
            self.nothing_behind(from, object, service, target);
        }
        for (to, mut hop) in hops {
            if let Some(why) = &refused {
                hop = Hop::in_state(State::Broken, why.clone(), target);
            } else if let (State::Ok, Some(mark)) = (hop.state, &mark) {
                hop.state = mark.state;
                hop.why = Some(mark.why.clone());
            }
            let row = behind.get(&to).and_then(|behind| self.row_of_port(to, behind.port, port));
            self.lower_row(from, &hop);
            self.join(from, Some(End { card: to, row }), hop);
        }
    }

    /// What the slices hold for a port, by card.
    fn behind(
        &self,
        service: &Service,
        port: Option<&ServicePort>,
        slices: &[&Slice],
    ) -> BTreeMap<CardId, Behind> {
        let mut behind: BTreeMap<CardId, Behind> = BTreeMap::new();
        for slice in slices {
            let number = match port {
                None => None,
                Some(port) => {
                    let same = slice.ports.iter().find(|candidate| {
                        candidate.name.as_deref() == Some(port.name_str())
                            && candidate.protocol == port.protocol.value
                    });
                    let Some(found) = same else { continue };
                    found.port
                }
            };
            for endpoint in &slice.endpoints {
                let by_pod = endpoint.pod.and_then(|pod| self.pod_cards.get(&pod));
                let by_hand = match slice.source {
                    SliceSource::Manual(id) | SliceSource::Mirrored(id) => self.object_cards.get(&id),
                    SliceSource::Selector(_) => None,
                };
                let Some(card) = by_pod.or(by_hand) else { continue };
                let entry = behind.entry(*card).or_default();
                entry.total += 1;
                entry.port = entry.port.or(number);
                let ready = endpoint.ready.unwrap_or(true);
                entry.ready += u32::from(ready || service.publish_not_ready_addresses);
            }
        }
        behind
    }

    /// Adds broken hops to cards that are selected and have no port of the name asked for.
    fn missing_ports(
        &self,
        object: &'a Object,
        service: &'a Service,
        port: Option<&ServicePort>,
        pods: &PodIndex<'a>,
        target: Option<Target>,
        hops: &mut Vec<(CardId, Hop)>,
    ) {
        let Some(selector) = &service.selector else { return };
        let mut selected: BTreeMap<CardId, &PodTemplate> = BTreeMap::new();
        for pod in pods.select(&object.namespace, selector) {
            let template = self.analysis.object(pod.origin).and_then(template_of);
            if let (Some(card), Some(template)) = (self.pod_cards.get(&pod.id), template) {
                selected.insert(*card, template);
            }
        }
        for (card, template) in selected {
            if hops.iter().any(|(to, _)| *to == card) {
                continue;
            }
            let named = port.and_then(|port| port.target_port.as_ref().map(|target| (&target.value, port)));
            let why = match named {
                Some((PortRef::Name(name), port))
                    if template.find_port(name, &port.protocol.value).is_none() =>
                {
                    missing_port(name, &port.protocol.value, template)
                }
                _ => "no Pod takes traffic".to_owned(),
            };
            hops.push((card, Hop::in_state(State::Broken, why, target)));
        }
        hops.sort_by_key(|(card, _)| *card);
    }

    /// Adds the hop of a port that has nothing behind it.
    fn nothing_behind(
        &mut self,
        from: End,
        object: &'a Object,
        service: &'a Service,
        target: Option<Target>,
    ) {
        let selector = service.selector.as_deref();
        if let Some(selector) = selector
            && let Some(card) = self.scaled_to_zero(object, selector)
        {
            let hop = Hop::in_state(State::Broken, "scaled to 0: no Pods", target);
            self.lower_row(from, &hop);
            self.join(from, Some(End { card, row: None }), hop);
            return;
        }
        let mark = self.findings.selector(object.id);
        let refused = self.findings.refusal(object.id);
        let complete = self.complete(&object.namespace);
        let why = match (selector.is_some(), complete) {
            (true, true) => "no Pods match",
            (true, false) => "no Pods in these files match",
            (false, true) => "no addresses",
            (false, false) => "no addresses in these files",
        };
        let (state, why) = match (refused, mark) {
            (Some(why), _) => (State::Broken, why),
            (None, Some(mark)) => (mark.state, mark.why),
            (None, None) if complete => (State::Broken, why.to_owned()),
            (None, None) => (State::Unknown, why.to_owned()),
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

    /// A workload whose template is selected and that has no Pods.
    fn scaled_to_zero(&self, object: &Object, selector: &[crate::object::Pair]) -> Option<CardId> {
        let found = self.analysis.objects.iter().find(|candidate| {
            candidate.namespace == object.namespace
                && matches!(&candidate.view, View::Workload(workload)
                    if is_scaled_to_zero(workload) && template_matches(&workload.template, selector))
        })?;
        self.object_cards.get(&found.id).copied()
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

fn passing(behind: &Behind, service: &Service, target: Option<Target>) -> Hop {
    let mut hop = Hop::ok(target);
    hop.count = Some(behind.ready);
    if behind.ready == 0 {
        hop.state = State::Broken;
        hop.why = Some(format!("none of {} ready", plural(behind.total as usize, "endpoint", "endpoints")));
    } else if behind.ready < behind.total && !service.publish_not_ready_addresses {
        hop.state = State::Warning;
        hop.why = Some(format!("{} of {} ready", behind.ready, behind.total));
    }
    hop
}

fn belongs(slice: &Slice, service: &Object) -> bool {
    match slice.source {
        SliceSource::Selector(id) => id == service.id,
        SliceSource::Mirrored(_) | SliceSource::Manual(_) => true,
    }
}

fn template_of(object: &Object) -> Option<&PodTemplate> {
    match &object.view {
        View::Workload(workload) => Some(&workload.template),
        View::Pod(pod) => Some(&pod.template),
        View::Service(_) | View::Endpoints(_) | View::EndpointSlice(_) | View::Node(_) | View::Other => None,
    }
}

fn is_scaled_to_zero(workload: &Workload) -> bool {
    workload.replicas.as_ref().is_some_and(|replicas| replicas.value == 0)
}

/// The text of a target port.
pub(super) fn target_text(port: &PortRef) -> String {
    match port {
        PortRef::Number(number) => number.to_string(),
        PortRef::Name(name) => name.clone(),
    }
}

/// Why a port name finds nothing, with the name that comes nearest.
fn missing_port(name: &str, protocol: &str, template: &PodTemplate) -> String {
    let ports = || template.serving_containers().flat_map(|container| &container.ports);
    let other = ports().find(|port| port.name.as_ref().is_some_and(|other| other.value == name));
    if let Some(other) = other {
        return format!("port “{name}” is {}, not {protocol}", other.protocol.value);
    }
    let nearest = ports()
        .filter_map(|port| port.name.as_ref())
        .map(|other| (distance(name, &other.value), other.value.as_str()))
        .min()
        .filter(|(distance, other)| *distance <= other.len().max(name.len()) / 2);
    match nearest {
        Some((_, other)) => format!("no container port “{name}”: {other}?"),
        None => format!("no container port “{name}”"),
    }
}

/// The number of edits between two names: insertions, deletions, changes and swaps of neighbors.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    let mut last = None;
    for (at, a) in one.chars().enumerate() {
        let mut next = vec![at + 1];
        for (column, &b) in other.iter().enumerate() {
            let cell = |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX / 2);
            let mut best = (cell(&row, column) + usize::from(a != b))
                .min(cell(&row, column + 1) + 1)
                .min(cell(&next, column) + 1);
            let swapped = column > 0 && last == Some(b) && other.get(column - 1) == Some(&a);
            if swapped {
                best = best.min(cell(&before, column - 1) + 1);
            }
            next.push(best);
        }
        before = row;
        row = next;
        last = Some(a);
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn distances() {
        assert_eq!(distance("grcp", "grpc"), 1);
        assert_eq!(distance("http", "https"), 1);
        assert_eq!(distance("", "ab"), 2);
        assert_eq!(distance("web", "db"), 2);
    }
}
