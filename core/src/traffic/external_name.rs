//! ExternalName: a DNS alias, without proxy and ports.

use super::{Entry, EntryKind, PortRoute, Verdict, dns_name};
use crate::cluster::Presence;
use crate::cluster::address::parse_ip_sloppy;
use crate::cluster::decision::Because;
use crate::cluster::world::World;
use crate::object::service::Service;
use crate::object::{Object, Sourced};

/// The route of an ExternalName Service.
pub(super) fn route(world: &World<'_>, object: &Object, service: &Service) -> PortRoute {
    let target = service.external_name.as_ref().map(|name| name.value.trim_end_matches('.').to_owned());
    let span = service.external_name.as_ref().and_then(Sourced::range).map(|range| object.span(range));
    let (verdict, text) = match &target {
        None => (Verdict::Fail, "the Service names nothing".to_owned()),
        Some(name) if parse_ip_sloppy(name).is_some() => {
            (Verdict::Fail, format!("`{name}` is an address: DNS serves no alias for it"))
        }
        Some(name) => judge(world, name),
    };
    let entry = |kind, address| Entry { kind, address, port: None };
    PortRoute {
        service: object.id,
        port_index: None,
        entries: vec![entry(EntryKind::Dns, Some(dns_name(world, object))), entry(EntryKind::Alias, target)],
        verdict,
        because: Because::new(text, span),
        backends: Vec::new(),
    }
}

fn judge(world: &World<'_>, name: &str) -> (Verdict, String) {
    let Some((service, namespace)) = cluster_service(world, name) else {
        return (Verdict::Unknown, format!("`{name}` lies outside the cluster"));
    };
    match world.service(namespace, service) {
        Presence::Present(_) => (Verdict::Pass, format!("an alias of the Service `{namespace}/{service}`")),
        Presence::Absent => (Verdict::Fail, format!("there is no Service `{namespace}/{service}`")),
        Presence::Unknown => {
            (Verdict::Unknown, format!("the Service `{namespace}/{service}` is not in the input"))
        }
    }
}

/// The Service and namespace that a whole name inside the cluster stands for.
pub(crate) fn cluster_service<'n>(world: &World<'_>, name: &'n str) -> Option<(&'n str, &'n str)> {
    let rest = name.strip_suffix(world.assumptions.cluster_domain.get().as_str())?.strip_suffix(".svc.")?;
    let (service, namespace) = rest.rsplit_once('.')?;
    (!service.contains('.')).then_some((service, namespace))
}
