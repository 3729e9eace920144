//! How clients outside reach Services without an Ingress: load balancer addresses, node ports, external addresses.

use super::build::{Builder, Hop, part_of, whole};
use super::{Card, CardId, Column, End, Row};
use crate::object::service::{ServicePort, ServiceType};
use crate::object::{Object, Service};
use crate::picture::scene::{Icon, Target};
use crate::traffic::{LinkKind, has_node_port};

impl<'a> Builder<'a> {
    /// Adds the entries of all Services, and the clients.
    pub(super) fn entries(&mut self) {
        for object in self.objects() {
            if let Some(service) = object.service() {
                self.load_balancer(object, service);
                self.node_ports(object, service);
                self.external_ips(object, service);
            }
        }
    }

    fn load_balancer(&mut self, object: &'a Object, service: &'a Service) {
        if service.kind != ServiceType::LoadBalancer {
            return;
        }
        let addresses: Vec<&str> = service
            .load_balancer_ingress
            .iter()
            .map(
                |ingress| if ingress.ip.is_empty() { ingress.hostname.as_str() } else { ingress.ip.as_str() },
            )
            .collect();
        let first = addresses.first().copied().unwrap_or("<pending>");
        let row = |port: &'a ServicePort| {
            let target = part_of(object, port.port.as_ref(), port.origin);
            (port, socket(first, port.number()), Some(target))
        };
        let rows: Vec<_> = service.ports.iter().map(row).collect();
        let name = if addresses.len() > 1 {
            format!("load balancer, {} addresses", addresses.len())
        } else {
            "load balancer".to_owned()
        };
        self.entry(object, ("lb", |_| LinkKind::LoadBalancer), Icon::Balancer, &name, &rows);
    }

    fn node_ports(&mut self, object: &'a Object, service: &'a Service) {
        let rows: Vec<_> = service
            .ports
            .iter()
            .filter(|port| has_node_port(object, service, port))
            .map(|port| {
                let number =
                    port.node_port.as_ref().map_or("<allocated>".to_owned(), |port| port.value.to_string());
                (port, format!(":{number}"), Some(part_of(object, port.node_port.as_ref(), port.origin)))
            })
            .collect();
        if !rows.is_empty() {
            self.entry(object, ("node", LinkKind::NodePort), Icon::Nodes, "any node", &rows);
        }
    }

    fn external_ips(&mut self, object: &'a Object, service: &'a Service) {
        let Some(first) = service.external_ips.first() else { return };
        let rows: Vec<_> = service
            .ports
            .iter()
            .map(|port| {
                (port, socket(&first.value, port.number()), Some(part_of(object, Some(first), port.origin)))
            })
            .collect();
        let name = if service.external_ips.len() > 1 {
            format!("external IP, {} addresses", service.external_ips.len())
        } else {
            "external IP".to_owned()
        };
        self.entry(object, ("ip", |_| LinkKind::ExternalIp(0)), Icon::Nodes, &name, &rows);
    }

    fn entry(
        &mut self,
        object: &'a Object,
        (what, kind): (&str, fn(usize) -> LinkKind),
        icon: Icon,
        name: &str,
        rows: &[(&'a ServicePort, String, Option<Target>)],
    ) {
        let Some(&service) = self.object_cards.get(&object.id) else { return };
        let lane = self.lane(&object.namespace);
        let id = format!("{what}/{}/{}", object.namespace, object.name);
        let card = self.add(Card {
            noun: format!("{name} of Service {}", object.name),
            target: Some(whole(object)),
            objects: vec![object.id],
            rows: rows
                .iter()
                .map(|(port, address, target)| {
                    let protocol = &port.protocol.value;
                    let mut row = Row::plain("", address, protocol, &format!("{address}/{protocol}"));
                    row.target = *target;
                    row
                })
                .collect(),
            ..Card::new(id, Column::Entry, lane, icon, name)
        });
        let links = &self.analysis.links;
        for (at, (port, _, target)) in rows.iter().enumerate() {
            let hop = match links.find(object.id, kind(port.index)) {
                Some(link) => self.link_hop(link, links.state(link), *target),
                None => Hop::ok(*target),
            };
            let from = End { card, row: Some(at as u32) };
            self.join(from, Some(End { card: service, row: Some(port.index as u32) }), hop);
        }
        self.reached_by_clients(object, card);
    }

    /// Adds the hop from the clients to an entry.
    pub(super) fn reached_by_clients(&mut self, object: &Object, card: CardId) {
        let hop = self.unless_refused(object, Some(whole(object)));
        let clients = self.clients();
        let lone = self.graph.card(card).is_some_and(|card| card.rows.len() == 1);
        let to = End { card, row: lone.then_some(0) };
        self.join(End { card: clients, row: None }, Some(to), hop);
    }
}

fn socket(address: &str, port: i64) -> String {
    if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}
