//! Service cards, and the hops from their ports to what stands behind them: the links of Services, drawn.

use super::build::{Builder, Hop, part_of, whole};
use super::targets::selector_text;
use super::{Card, CardId, Column, End, Outline, Row, RowKey, State};
use crate::near::nearest;
use crate::object::service::{ServicePort, ServiceType};
use crate::object::{Object, ObjectId, PortRef, Service, Sourced};
use crate::picture::scene::{Icon, Target};
use crate::selection::Miss;
use crate::traffic::fault::{Fault, FaultId, FaultKind, SelectorFault};
use crate::traffic::link::{Branch, Found};
use crate::traffic::{Link, LinkKind};
use std::collections::BTreeMap;

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
        let analysis = self.analysis;
        for (card, object, service) in all {
            for link in analysis.links.of(object.id) {
                match link.kind {
                    LinkKind::Alias => self.external_name(card, object, service, link),
                    LinkKind::Port(port) => {
                        let port = port.and_then(|port| service.ports.get(port));
                        self.hops(&Source { card, object, service }, port, link);
                    }
                    _ => {}
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
        let icon = if external { Icon::External } else { Icon::Service };
        let mut card = Card {
            outline: match (external, service.is_headless()) {
                (true, _) => Outline::Cut,
                (false, true) => Outline::Headless,
                (false, false) => Outline::Plain,
            },
            kind: kind.to_owned(),
            rows: service.ports.iter().map(|port| Self::port_row(object, service, port)).collect(),
            ..Card::of(object, Column::Services, lane, icon)
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
    fn hops(&mut self, source: &Source<'a>, port: Option<&'a ServicePort>, link: &'a Link) {
        let Source { card, object, .. } = *source;
        let from = End { card, row: port.map(|port| port.index as u32) };
        let target = match port {
            Some(port) => Some(part_of(object, port.target_port.as_ref(), port.origin)),
            None => Some(whole(object)),
        };
        let mut hops: BTreeMap<CardId, Behind> = BTreeMap::new();
        if let Found::Set(branches) = &link.found {
            for branch in branches {
                let Some(&to) = self.object_cards.get(&branch.source) else { continue };
                let hop = self.branch_hop(link, branch, target);
                let behind = Behind { hop, number: branch.number, ready: branch.ready, all: branch.all };
                let behind = match hops.remove(&to) {
                    Some(before) => before.join(behind),
                    None => behind,
                };
                hops.insert(to, behind);
            }
        }
        let is_whole = self.analysis.links.state(link);
        self.lower_row(from, &self.link_hop(link, is_whole, target));
        if hops.is_empty() {
            self.nothing_behind(from, source, link);
        }
        for (to, Behind { hop, number, .. }) in hops {
            let row = self.row_of_port(to, number, port).or_else(|| self.row_meant(to, port));
            if hop.state > State::Unknown {
                // Others behind the port may take its traffic.
                self.lower_row(
                    from,
                    &Hop { state: hop.state.min(is_whole.max(State::Warning)), ..hop.clone() },
                );
            }
            self.join(from, Some(End { card: to, row }), hop);
        }
    }

    /// How a hop to one of the sources of a port is drawn.
    fn branch_hop(&self, link: &Link, branch: &Branch, target: Option<Target>) -> Hop {
        let links = &self.analysis.links;
        let state = links.branch_state(link, branch);
        let of_branch = links.worst(&branch.faults);
        let fault = of_branch.or_else(|| links.worst(&link.faults).filter(|_| state != State::Ok));
        let count = (branch.all > 0).then_some(branch.ready as u32);
        Hop { state, why: self.why(link, fault, state), label: None, count, gate: None, target }
    }

    /// How a link as a whole is drawn.
    pub(super) fn link_hop(&self, link: &Link, state: State, target: Option<Target>) -> Hop {
        let fault = self.analysis.links.worst(&link.faults);
        Hop { state, why: self.why(link, fault, state), label: None, count: None, gate: None, target }
    }

    /// Why a hop is not ok: its fault in few words, else a finding on its field, else the text that decides.
    fn why(&self, link: &Link, fault: Option<&Fault>, state: State) -> Option<String> {
        if state == State::Ok {
            return fault
                .filter(|fault| matches!(fault.kind, FaultKind::Readiness(_)))
                .map(|f| self.short(f));
        }
        let mark = self.analysis.links.mark_of(link.id).map(|mark| mark.text.clone());
        fault.map(|fault| self.short(fault)).or(mark).or_else(|| Some(link.because.text.replace('`', "")))
    }

    fn short(&self, fault: &Fault) -> String {
        match &fault.kind {
            FaultKind::Refused(id) => {
                self.findings.refusal(*id).unwrap_or_else(|| fault.short(&self.analysis.objects))
            }
            _ => fault.short(&self.analysis.objects),
        }
    }

    /// Adds the hop of a port that has nothing behind it.
    fn nothing_behind(&mut self, from: End, source: &Source<'a>, link: &Link) {
        let Source { object, service, .. } = *source;
        let selector = service.selector.as_deref();
        let target = match selector.and_then(|selector| selector.first()) {
            Some(pair) => {
                Some(part_of(object, Some(&pair.value), object.value.get("spec").get("selector").origin))
            }
            None => Some(whole(object)),
        };
        let state = self.analysis.links.state(link);
        let hop = self.link_hop(link, state, target);
        let near = self.nearly(&link.faults).filter(|_| state > State::Unknown);
        if let Some(&card) = near.and_then(|source| self.object_cards.get(&source)) {
            self.join(from, Some(End { card, row: None }), hop);
            return;
        }
        let to = (state == State::Unknown).then(|| {
            let (kind, name) = match selector {
                Some(selector) => ("Pods", selector_text(selector)),
                None => ("addresses", format!("of {}", object.name)),
            };
            End { card: self.ghost(&object.namespace, Column::Targets, kind, &name), row: None }
        });
        self.join(from, to, hop);
    }

    /// What a selector was probably meant to find.
    fn nearly(&self, faults: &[FaultId]) -> Option<ObjectId> {
        let fault = self.analysis.links.worst(faults)?;
        let FaultKind::Selector(SelectorFault::Miss(miss)) = &fault.kind else { return None };
        match miss {
            Miss::Near(near) => near.first().map(|near| near.source),
            Miss::LabelNotOnTemplate { workload: source, .. }
            | Miss::TooNarrow { source, .. }
            | Miss::NoSuchPod { source, .. }
            | Miss::Unknowable { source, .. } => Some(*source),
            Miss::OtherNamespace(found) => found.first().copied(),
            Miss::Unlike | Miss::Unknown(_) => None,
        }
    }

    /// The row of a target's port; `None` where the target does not declare it.
    fn row_of_port(&self, card: CardId, number: Option<i64>, port: Option<&ServicePort>) -> Option<u32> {
        let rows = &self.graph.card(card)?.rows;
        let wanted = number?;
        let of = port.map_or("TCP", |port| &port.protocol.value);
        let declared = rows.iter().position(|row| {
            matches!(&row.key, RowKey::ContainerPort { number, protocol, .. } if *number == wanted && protocol == of)
        });
        let lone = (rows.len() == 1 && rows.iter().all(|row| row.key == RowKey::Address)).then_some(0);
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

/// A Service and its card.
#[derive(Clone, Copy)]
struct Source<'a> {
    card: CardId,
    object: &'a Object,
    service: &'a Service,
}

/// What one card stands for behind a port: one source, or several Pods of one owner.
struct Behind {
    hop: Hop,
    number: Option<i64>,
    ready: usize,
    all: usize,
}

impl Behind {
    /// Adds another source that the same card stands for. Of Pods beside each other those that are not ready get
    /// nothing, and the others pass.
    fn join(self, other: Self) -> Self {
        let (ready, all) = (self.ready + other.ready, self.all + other.all);
        let (better, worse) = if self.hop.state <= other.hop.state { (self, other) } else { (other, self) };
        let passes = better.hop.state == State::Ok;
        let mut hop = match (worse.hop.state, passes) {
            (State::Broken, true) => Hop { state: State::Warning, ..worse.hop },
            (State::Warning | State::Broken, _) => worse.hop,
            (State::Ok | State::Unknown, _) => better.hop,
        };
        if passes && hop.state == State::Ok && ready < all {
            hop.why = Some(format!("{ready} of {all} ready"));
        }
        hop.count = (all > 0).then_some(ready as u32);
        Self { hop, number: better.number.or(worse.number), ready, all }
    }
}

/// The text of a target port.
pub(super) fn target_text(port: &PortRef) -> String {
    match port {
        PortRef::Number(number) => number.to_string(),
        PortRef::Name(name) => name.clone(),
    }
}
