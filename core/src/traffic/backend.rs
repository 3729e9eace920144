//! Backends: from a name and a port to a Service port.

use super::fault::{BackendFault, FaultKind};
use super::judge::Judge;
use super::link::{Found, Link, Part};
use super::verdict::Verdict;
use crate::cluster::Presence;
use crate::cluster::decision::Because;
use crate::diagnostic::Severity;
use crate::object::service::{Service, ServiceType};
use crate::object::{Object, ObjectId, PortRef};

/// What an entry asks for.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    /// The namespace in which the Service is looked for.
    pub(super) namespace: &'a str,
    /// Its name.
    pub(super) name: &'a str,
    /// Its port; `None` where none is named.
    pub(super) port: Option<&'a PortRef>,
    /// The transport protocol that the entry speaks to its backends.
    pub(super) protocol: &'static str,
    /// How grave it is that the Service is an alias.
    pub(super) alias: Severity,
}

/// The port that a reference asks a Service for, by place: by number, or by name where ports have names.
///
/// Source: kubernetes v1.37 pkg/apis/networking/types.go ServiceBackendPort
pub(crate) fn service_port(service: &Service, wanted: &PortRef) -> Option<usize> {
    service.ports.iter().position(|port| match wanted {
        PortRef::Number(number) => port.number() == *number,
        PortRef::Name(name) => port.name.is_some() && port.name_str() == name,
    })
}

impl<'w> Judge<'w, '_> {
    /// Resolves a backend into a link, whose kind, place and text are given.
    pub(super) fn backend(&mut self, link: Link, wanted: Wanted<'_>) -> Link {
        let Wanted { namespace, name, .. } = wanted;
        match self.world.service(namespace, name) {
            Presence::Present((object, service)) => self.backend_port(link, wanted, object, service),
            presence => {
                let refused = self.world.refused_service(namespace, name);
                if let Some(refused) = refused {
                    let faults = self.refusal(refused).into_iter().collect();
                    let found = Found::One(Part { object: refused.id, index: None });
                    let text = format!("the API server refuses {}", refused.title());
                    let because = Because::new(text, Some(refused.head()));
                    return Link { found, verdict: Verdict::Fail, because, faults, ..link };
                }
                let near = self.near_services(namespace, name);
                let elsewhere = self.services_elsewhere(namespace, name);
                let has_candidate = !near.is_empty() || !elsewhere.is_empty();
                let shows = self.world.shows_services(namespace);
                let severity = match presence {
                    // A Service of another group, such as Knative's, may stand for one.
                    Presence::Unknown if self.world.is_complete(namespace) => Severity::Hint,
                    _ => self.grade(namespace, has_candidate, shows),
                };
                let kind = BackendFault::Missing {
                    namespace: namespace.to_owned(),
                    name: name.to_owned(),
                    near,
                    elsewhere,
                };
                let fault = self.links.fault(link.object, severity, FaultKind::Backend(kind));
                let is_certain = severity >= Severity::Warning;
                let (found, verdict, text) = if is_certain {
                    let text = format!("there is no Service `{namespace}/{name}`");
                    (Found::Missing(name.to_owned()), Verdict::Fail, text)
                } else {
                    let text = format!("the Service `{namespace}/{name}` is not in the input");
                    (Found::Unknown(name.to_owned()), Verdict::Unknown, text)
                };
                let because = Because::new(text, link.because.span);
                Link { found, verdict, because, faults: vec![fault], ..link }
            }
        }
    }

    fn backend_port(
        &mut self,
        link: Link,
        wanted: Wanted<'_>,
        object: &'w Object,
        service: &Service,
    ) -> Link {
        let span = link.because.span;
        let part = |index| Found::One(Part { object: object.id, index });
        let index = wanted.port.and_then(|port| service_port(service, port));
        if service.kind == ServiceType::ExternalName {
            let fault = FaultKind::Backend(BackendFault::Alias(object.id));
            let fault = self.links.fault(link.object, wanted.alias, fault);
            let text =
                format!("{} is an alias: the controller decides whether it follows it", object.title());
            let because = Because::new(text, span);
            return Link {
                found: part(index),
                verdict: Verdict::Unknown,
                because,
                faults: vec![fault],
                ..link
            };
        }
        let Some(port) = wanted.port else {
            let because = Because::new("no port is named", span);
            return Link { found: part(None), verdict: Verdict::Unknown, because, ..link };
        };
        let spelled = match port {
            PortRef::Number(number) => number.to_string(),
            PortRef::Name(name) => format!("`{name}`"),
        };
        let Some(index) = index else {
            let meant = service.ports.iter().position(|candidate| {
                candidate.target_port.as_ref().is_some_and(|target| target.value == *port)
            });
            let kind = BackendFault::PortMissing { service: object.id, port: port.clone(), meant };
            let severity = self.raised_if_complete(&object.namespace);
            let severity = if object.partial { Severity::Hint } else { severity };
            let fault = self.links.fault(link.object, severity, FaultKind::Backend(kind));
            let because = Because::new(format!("{} has no port {spelled}", object.title()), span);
            let verdict = if object.partial { Verdict::Unknown } else { Verdict::Fail };
            return Link { found: part(None), verdict, because, faults: vec![fault], ..link };
        };
        let protocol = service.ports.get(index).map_or("TCP", |port| port.protocol.value.as_str());
        if protocol != wanted.protocol {
            let kind = FaultKind::Backend(BackendFault::Protocol { service: object.id, port: index });
            let fault = self.links.fault(link.object, Severity::Warning, kind);
            let because = Because::new(format!("port {spelled} of {} is {protocol}", object.title()), span);
            return Link {
                found: part(Some(index)),
                verdict: Verdict::Fail,
                because,
                faults: vec![fault],
                ..link
            };
        }
        let because = Because::new(format!("port {spelled} of {}", object.title()), span);
        Link { found: part(Some(index)), verdict: Verdict::Pass, because, ..link }
    }

    /// The Services of a name in other namespaces.
    pub(super) fn services_elsewhere(&self, namespace: &str, name: &str) -> Vec<ObjectId> {
        self.world
            .services_named(name)
            .filter(|service| service.namespace != namespace)
            .map(|service| service.id)
            .collect()
    }
}
