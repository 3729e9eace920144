//! How clients outside reach Services without an Ingress: load balancer addresses, node ports, external addresses.

use super::build::{Builder, Hop, part_of, whole};
use super::{Card, CardId, Column, End, Outline, Row, State};
use crate::object::service::{ServicePort, ServiceType};
use crate::object::{Object, Service};
use crate::picture::scene::{Icon, Target};

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
        self.entry(object, "lb", Icon::Balancer, &name, &rows);
    }

    fn node_ports(&mut self, object: &'a Object, service: &'a Service) {
        let allocates = object.value.get("spec").bool("allocateLoadBalancerNodePorts").unwrap_or(true);
        let shown = |port: &&ServicePort| match service.kind {
            ServiceType::NodePort => true,
            ServiceType::LoadBalancer => port.node_port.is_some() || allocates,
            ServiceType::ClusterIp | ServiceType::ExternalName => false,
        };
        let rows: Vec<_> = service
            .ports
            .iter()
            .filter(shown)
            .map(|port| {
                let number =
                    port.node_port.as_ref().map_or("<allocated>".to_owned(), |port| port.value.to_string());
                (port, format!(":{number}"), Some(part_of(object, port.node_port.as_ref(), port.origin)))
            })
            .collect();
        if !rows.is_empty() {
            self.entry(object, "node", Icon::Nodes, "any node", &rows);
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
        self.entry(object, "ip", Icon::Nodes, &name, &rows);
    }

    fn entry(
        &mut self,
        object: &'a Object,
        what: &str,
        icon: Icon,
        name: &str,
        rows: &[(&'a ServicePort, String, Option<Target>)],
    ) {
        let Some(&service) = self.object_cards.get(&object.id) else { return };
        let lane = self.lane(&object.namespace);
        let refused = self.findings.refusal(object.id);
        let card = self.add(Card {
            id: format!("{what}/{}/{}", object.namespace, object.name),
            column: Column::Entry,
            lane,
            icon,
            outline: Outline::Plain,
            name: name.to_owned(),
            kind: String::new(),
            noun: format!("{name} of Service {}", object.name),
            target: Some(whole(object)),
            objects: vec![object.id],
            state: State::Ok,
            why: None,
            rows: rows
                .iter()
                .map(|(port, address, target)| {
                    let protocol = &port.protocol.value;
                    let mut row = Row::plain("", address, protocol, &format!("{address}/{protocol}"));
                    row.target = *target;
                    row
                })
                .collect(),
        });
        for (at, (port, _, target)) in rows.iter().enumerate() {
            let hop = match &refused {
                Some(why) => Hop::in_state(State::Broken, why.clone(), *target),
                None => Hop::ok(*target),
            };
            let from = End { card, row: Some(at as u32) };
            self.join(from, Some(End { card: service, row: Some(port.index as u32) }), hop);
        }
        self.reached_by_clients(card, Some(whole(object)));
    }

    /// Adds the hop from the clients to an entry.
    pub(super) fn reached_by_clients(&mut self, card: CardId, target: Option<Target>) {
        let clients = self.clients();
        let lone = self.graph.card(card).is_some_and(|card| card.rows.len() == 1);
        let to = End { card, row: lone.then_some(0) };
        self.join(End { card: clients, row: None }, Some(to), Hop::ok(target));
    }
}

fn socket(address: &str, port: i64) -> String {
    if address.contains(':') { format!("[{address}]:{port}") } else { format!("{address}:{port}") }
}
