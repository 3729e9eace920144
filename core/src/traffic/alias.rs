//! ExternalName: a DNS alias, without proxy and ports.

use super::fault::{FaultId, FaultKind, NameFault};
use super::judge::Judge;
use super::link::{Found, Link, LinkKind, Part};
use super::service::Asked;
use super::verdict::Verdict;
use super::{Entry, EntryKind, PortRoute, dns_name};
use crate::cluster::Presence;
use crate::cluster::decision::Because;
use crate::cluster::world::World;
use crate::diagnostic::Severity;
use crate::field_path::FieldPath;
use crate::go::ip::parse_ip_sloppy;
use crate::near::nearest;
use crate::object::service::{Service, ServiceType};
use crate::object::{Object, ObjectId, PortRef, Sourced};

impl<'w> Judge<'w, '_> {
    /// Decides the link of an ExternalName Service.
    pub(super) fn alias(&mut self, object: &'w Object, service: &'w Service) {
        let asked = Asked { object, service };
        let target = service.external_name.as_ref().map(|name| name.value.trim_end_matches('.').to_owned());
        let span = service.external_name.as_ref().and_then(Sourced::range).map(|range| object.span(range));
        let mut faults: Vec<FaultId> = Vec::new();
        let (found, verdict, text) = match &target {
            _ if object.refused => {
                faults.extend(self.refusal(object));
                let text = "the API server refuses the Service".to_owned();
                (Found::Missing(target.clone().unwrap_or_default()), Verdict::Fail, text)
            }
            None => (Found::Missing(String::new()), Verdict::Unknown, "the Service names nothing".to_owned()),
            Some(name) if parse_ip_sloppy(name).is_some() => {
                let kind = FaultKind::Name(NameFault::AliasIsAddress);
                faults.push(self.links.fault(object.id, Severity::Warning, kind));
                let text = format!("`{name}` is an address: DNS serves no alias for it");
                (Found::Missing(name.clone()), Verdict::Fail, text)
            }
            Some(name) => self.name(asked, name, &mut faults),
        };
        if !object.refused {
            faults.extend(self.ignored_ports(asked));
        }
        let because = Because::new(text, span);
        let path = FieldPath::default().child("spec").child("externalName");
        let link = Link { verdict, because, faults, ..Link::new(LinkKind::Alias, object, path, found) };
        let link = self.links.add(link);
        let entry = |kind, address| Entry { kind, address, port: None };
        let dns = dns_name(self.world, object);
        self.routes.push(PortRoute {
            service: object.id,
            port_index: None,
            entries: vec![entry(EntryKind::Dns, Some(dns)), entry(EntryKind::Alias, target)],
            backends: Vec::new(),
            link,
        });
    }

    /// Follows a name.
    fn name(&mut self, asked: Asked<'w>, name: &str, faults: &mut Vec<FaultId>) -> (Found, Verdict, String) {
        if let Some(steps) = circle(self.world, asked.object, asked.service) {
            let kind = FaultKind::Name(NameFault::AliasLoop(steps));
            faults.push(self.links.fault(asked.object.id, Severity::Warning, kind));
            return (Found::Missing(name.to_owned()), Verdict::Fail, "the aliases lead back here".to_owned());
        }
        let Some((service, namespace)) = cluster_service(self.world, name) else {
            return (
                Found::Unknown(name.to_owned()),
                Verdict::Unknown,
                format!("`{name}` lies outside the cluster"),
            );
        };
        let title = format!("the Service `{namespace}/{service}`");
        let presence = self.world.service(namespace, service);
        if let Presence::Present((object, _)) = presence {
            let part = Part { object: object.id, index: None };
            return (Found::One(part), Verdict::Pass, format!("an alias of {title}"));
        }
        let near = self.near_services(namespace, service);
        let severity = self.grade(namespace, !near.is_empty(), self.world.shows_services(namespace));
        let missing =
            NameFault::AliasMissing { namespace: namespace.to_owned(), name: service.to_owned(), near };
        faults.push(self.links.fault(asked.object.id, severity, FaultKind::Name(missing)));
        if severity >= Severity::Warning {
            return (
                Found::Missing(name.to_owned()),
                Verdict::Fail,
                format!("there is no Service `{namespace}/{service}`"),
            );
        }
        (Found::Unknown(name.to_owned()), Verdict::Unknown, format!("{title} is not in the input"))
    }

    /// The Services of a namespace with a name that is near.
    pub(super) fn near_services(&self, namespace: &str, name: &str) -> Vec<ObjectId> {
        let services: Vec<&Object> = self.world.services_in(namespace).collect();
        let names: Vec<&str> = services.iter().map(|service| service.name.as_str()).collect();
        let near = nearest(name, &names);
        services
            .iter()
            .filter(|service| near.contains(&service.name.as_str()))
            .map(|service| service.id)
            .collect()
    }

    fn ignored_ports(&mut self, asked: Asked<'_>) -> Vec<FaultId> {
        let Asked { object, service } = asked;
        let ignored = service.ports.iter().filter(|port| {
            let target = port.target_port.as_ref().filter(|target| target.range().is_some());
            target.is_some_and(|target| match &target.value {
                PortRef::Number(number) => *number != port.number(),
                PortRef::Name(_) => true,
            })
        });
        let ports: Vec<usize> = ignored.map(|port| port.index).collect();
        let fault = |port| FaultKind::Name(NameFault::AliasPortIgnored { port });
        ports.into_iter().map(|port| self.links.fault(object.id, Severity::Warning, fault(port))).collect()
    }
}

/// The Services of the circle that starts and ends at one, if there is one.
fn circle(world: &World<'_>, start: &Object, service: &Service) -> Option<Vec<ObjectId>> {
    let mut steps = vec![start.id];
    let mut at = service;
    loop {
        // A one-word name is looked up at the root, without the search path.
        let name = at.external_name.as_ref()?.value.trim_end_matches('.');
        let (service, namespace) = alias_target(world, name)?;
        let Presence::Present((object, next)) = world.service(namespace, service) else { return None };
        if next.kind != ServiceType::ExternalName {
            return None;
        }
        if object.id == start.id {
            return Some(steps);
        }
        if steps.contains(&object.id) {
            return None;
        }
        steps.push(object.id);
        at = next;
    }
}

/// The Service and namespace that an alias names, in the whole form or in one that no search path completes.
fn alias_target<'n>(world: &World<'_>, name: &'n str) -> Option<(&'n str, &'n str)> {
    cluster_service(world, name).or_else(|| {
        let name = crate::reference::ServiceName::parse(name, world.assumptions.cluster_domain.get())?;
        Some((name.service, name.namespace?))
    })
}

/// The Service and namespace that a whole name inside the cluster stands for.
pub(crate) fn cluster_service<'n>(world: &World<'_>, name: &'n str) -> Option<(&'n str, &'n str)> {
    let rest = name.strip_suffix(world.assumptions.cluster_domain.get().as_str())?.strip_suffix(".svc.")?;
    let (service, namespace) = rest.rsplit_once('.')?;
    (!service.contains('.')).then_some((service, namespace))
}
