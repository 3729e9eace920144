//! Hand-written endpoints beside their Service.

use super::Backend;
use super::backends::joins;
use super::fault::endpoints::{EndpointPortPlace, EndpointsFault};
use super::fault::{FaultKind, SelectorFault};
use super::judge::Judge;
use super::link::Found;
use super::service::{Answer, Asked, Source, passing, port_span};
use super::verdict::Verdict;
use crate::cluster::decision::Because;
use crate::cluster::slices::LABEL_HEADLESS;
use crate::cluster::world::World;
use crate::diagnostic::Severity;
use crate::field_path::FieldPath;
use crate::go::ip::IpFamily;
use crate::object::endpoints::{EndpointPort, EndpointSlice, Endpoints};
use crate::object::service::ServicePort;
use crate::object::{Object, ObjectId, View};
use std::collections::BTreeMap;

/// Hand-written endpoints by the namespace and name of their Service.
pub(super) type ByService<'w> = BTreeMap<(&'w str, &'w str), Vec<Manual<'w>>>;

/// One hand-written object with addresses.
#[derive(Debug, Clone, Copy)]
pub struct Manual<'a> {
    /// The Endpoints or EndpointSlice.
    pub object: &'a Object,
    /// What it holds.
    pub view: ManualView<'a>,
}

/// What a hand-written object holds.
#[derive(Debug, Clone, Copy)]
pub enum ManualView<'a> {
    /// Endpoints, which a controller mirrors into slices.
    Endpoints(&'a Endpoints),
    /// An EndpointSlice.
    Slice(&'a EndpointSlice),
}

impl<'a> Manual<'a> {
    /// Reads hand-written Endpoints or an EndpointSlice: not those that a controller wrote and somebody dumped, nor
    /// locks that only look like Endpoints.
    pub fn of(object: &'a Object) -> Option<Self> {
        let metadata = object.value.get("metadata");
        let is_dumped =
            metadata.has("ownerReferences") || metadata.has("uid") || metadata.has("managedFields");
        let is_lock = object.annotation("control-plane.alpha.kubernetes.io/leader").is_some();
        if object.partial || is_dumped || is_lock {
            return None;
        }
        let view = match &object.view {
            View::Endpoints(endpoints) => ManualView::Endpoints(endpoints),
            View::EndpointSlice(slice) => ManualView::Slice(slice),
            _ => return None,
        };
        Some(Self { object, view })
    }

    /// The name of the Service that the addresses are for.
    pub fn service_name(self) -> Option<&'a str> {
        match self.view {
            ManualView::Endpoints(_) => Some(self.object.name.as_str()),
            ManualView::Slice(slice) => slice.service_name.as_ref().map(|name| name.value.as_str()),
        }
    }

    /// The ports of its addresses and where they stand; none of a slice whose type the proxy does not read.
    fn ports(self) -> Vec<(&'a EndpointPort, FieldPath)> {
        let root = FieldPath::default();
        let placed = |ports: &'a [EndpointPort], list: FieldPath| {
            ports.iter().enumerate().map(move |(at, port)| (port, list.clone().index(at)))
        };
        match self.view {
            ManualView::Endpoints(endpoints) => {
                let subsets = endpoints.subsets.iter().enumerate();
                let all = subsets.flat_map(|(at, subset)| {
                    placed(&subset.ports, root.clone().child("subsets").index(at).child("ports"))
                });
                all.collect()
            }
            ManualView::Slice(slice) if IpFamily::parse(&slice.address_type.value).is_some() => {
                placed(&slice.ports, root.child("ports")).collect()
            }
            ManualView::Slice(_) => Vec::new(),
        }
    }
}

/// The hand-written endpoints of a world. Which of several comes first hangs on their names and not on their order.
pub(super) fn by_service<'w>(world: &World<'w>) -> ByService<'w> {
    let mut found: ByService<'w> = BTreeMap::new();
    for manual in crate::cluster::live(world.objects).filter_map(Manual::of) {
        if let Some(name) = manual.service_name() {
            found.entry((&manual.object.namespace, name)).or_default().push(manual);
        }
    }
    for list in found.values_mut() {
        list.sort_by_key(|manual| (&manual.object.kind, &manual.object.name));
    }
    found
}

impl<'w> Judge<'w, '_> {
    /// A Service whose endpoints a hand must write.
    pub(super) fn written(
        &mut self,
        asked: Asked<'w>,
        port: Option<&'w ServicePort>,
        backends: &[Backend],
        sources: Vec<Source<'w>>,
    ) -> Answer {
        let Asked { object, .. } = asked;
        let key = (object.namespace.as_str(), object.name.as_str());
        let manual = self.manual.get(&key).cloned().unwrap_or_default();
        let passing = passing(self.world, object, port, backends);
        let mut branches = Vec::new();
        for source in sources {
            let mut branch = source.branch;
            let written = manual.iter().find(|manual| manual.object.id == branch.source).copied();
            if branch.ready == 0
                && let Some((severity, kind)) =
                    written.and_then(|written| self.why_not_used(asked, port, written, branch.all))
            {
                branch.faults.push(self.links.fault(branch.source, severity, FaultKind::Endpoints(kind)));
            }
            branches.push(branch);
        }
        if let Some((verdict, because)) = passing {
            return Answer { found: Found::Set(branches), verdict, because, faults: Vec::new() };
        }
        let is_explained = branches.iter().any(|branch| {
            self.links.worst(&branch.faults).is_some_and(|fault| fault.severity >= Severity::Warning)
        });
        if is_explained {
            let first = branches.iter().find_map(|branch| self.links.worst(&branch.faults));
            let text = first.map_or(String::new(), |fault| fault.short(self.world.objects));
            let span = first.and_then(|fault| self.world.object(fault.object)).map(Object::head);
            let because = Because::new(text, span);
            return Answer {
                found: Found::Set(branches),
                verdict: Verdict::Fail,
                because,
                faults: Vec::new(),
            };
        }
        let slices = self.world.cluster.slices_of(&object.namespace, &object.name);
        if let Some(port) = port
            && slices.iter().any(|slice| !slice.endpoints.is_empty())
        {
            let because =
                Because::new(super::backends::why_none_joins(slices, port), port_span(object, port));
            let unread = object.partial || self.world.has_unread(&object.namespace);
            let faults = if unread { Vec::new() } else { vec![self.mismatch(asked, port, &manual)] };
            let verdict = if unread { Verdict::Unknown } else { Verdict::Fail };
            return Answer { found: Found::Set(branches), verdict, because, faults };
        }
        self.nobody_writes(asked, !manual.is_empty())
    }

    /// Why the addresses of one object do not serve a port, whatever its names are.
    fn why_not_used(
        &self,
        asked: Asked<'_>,
        port: Option<&ServicePort>,
        written: Manual<'_>,
        joined: usize,
    ) -> Option<(Severity, EndpointsFault)> {
        let id = written.object.id;
        let raised = self.raised(&asked.object.namespace);
        if let ManualView::Slice(slice) = written.view {
            let has_address = !asked.service.is_headless();
            if IpFamily::parse(&slice.address_type.value).is_none() {
                return Some((Severity::Warning, EndpointsFault::TypeNotProxied(id)));
            }
            if has_address && written.object.labels().iter().any(|label| label.key == LABEL_HEADLESS) {
                return Some((Severity::Warning, EndpointsFault::Hidden(id)));
            }
            let families = &asked.service.ip_families;
            if has_address
                && !families.is_empty()
                && families.iter().all(|family| family.range().is_some())
                && !families.iter().any(|family| family.value == slice.address_type.value)
            {
                return Some((Severity::Warning, EndpointsFault::FamilyNotServed(id)));
            }
            if has_address && !slice.endpoints.is_empty() && slice.ports.is_empty() {
                return Some((Severity::Warning, EndpointsFault::PortNotProxied { slice: id, port: None }));
            }
            let joins_without_number = |written: &EndpointPort| {
                let name = written.name.as_ref().map(|name| name.value.as_str());
                port.is_some_and(|port| joins(port, name, &written.protocol.value)) && written.port.is_none()
            };
            if let Some(at) = slice.ports.iter().position(joins_without_number).filter(|_| has_address) {
                return Some((
                    Severity::Warning,
                    EndpointsFault::PortNotProxied { slice: id, port: Some(at) },
                ));
            }
        }
        (joined > 0).then_some((raised, EndpointsFault::NotReady(id)))
    }

    /// Addresses are there, and no endpoint port joins the Service port.
    fn mismatch(
        &mut self,
        asked: Asked<'_>,
        port: &ServicePort,
        manual: &[Manual<'_>],
    ) -> super::fault::FaultId {
        let places: Vec<(ObjectId, &EndpointPort, FieldPath)> = manual
            .iter()
            .flat_map(|manual| manual.ports().into_iter().map(|(port, path)| (manual.object.id, port, path)))
            .collect();
        let name_of =
            |port: &EndpointPort| port.name.as_ref().map_or(String::new(), |name| name.value.clone());
        // The endpoint port that was probably meant: the same name, else one that joins no other Service port.
        let same_name = places.iter().find(|(_, written, _)| name_of(written) == port.name_str());
        let unused = places.iter().find(|(_, written, _)| {
            let name = name_of(written);
            !asked.service.ports.iter().any(|other| joins(other, Some(&name), &written.protocol.value))
        });
        let meant = same_name.or(unused).or(places.first()).map(|(object, _, path)| EndpointPortPlace {
            object: *object,
            path: path.clone(),
            protocol_differs: same_name.is_some(),
        });
        let one_each = asked.service.ports.len() == 1 && places.len() == 1;
        let severity = self.raised(&asked.object.namespace);
        let kind = EndpointsFault::PortMismatch { port: port.index, meant, one_each };
        self.links.fault(asked.object.id, severity, FaultKind::Endpoints(kind))
    }

    /// No selector, and no addresses.
    fn nobody_writes(&mut self, asked: Asked<'_>, is_named: bool) -> Answer {
        let Asked { object, service } = asked;
        let is_complete = self.world.is_complete(&object.namespace);
        let metadata = object.value.get("metadata");
        // The API server writes the endpoints of its own Service, owners those of theirs.
        let is_kept =
            (object.namespace == "default" && object.name == "kubernetes") || metadata.has("ownerReferences");
        let (verdict, text) = match (is_complete && !is_kept, is_named) {
            (true, _) => (Verdict::Fail, "no selector and no endpoints"),
            (false, true) => {
                (Verdict::Unknown, "no selector; the endpoints that are shown have no addresses")
            }
            (false, false) => (Verdict::Unknown, "no selector; endpoints may be written elsewhere"),
        };
        let because = Because::new(text, Some(object.head()));
        let mut faults = Vec::new();
        if !is_kept {
            let (severity, kind) = self.no_endpoints(asked);
            faults.push(self.links.fault(object.id, severity, kind));
        }
        let is_told = self.links.worst(&faults).is_some_and(|fault| fault.severity >= Severity::Warning);
        let verdict = if is_told { Verdict::Fail } else { verdict };
        let wanted =
            format!("addresses of {}", service.external_name.as_ref().map_or(object.name.as_str(), |_| ""));
        Answer { found: Found::Unknown(wanted), verdict, because, faults }
    }

    fn no_endpoints(&self, asked: Asked<'_>) -> (Severity, FaultKind) {
        let Asked { object, service } = asked;
        if service.selector_empty.is_some() {
            let severity = if object.partial { Severity::Hint } else { self.raised(&object.namespace) };
            return (severity, FaultKind::Selector(SelectorFault::Empty));
        }
        let looks_like_it = |source: &&Object| {
            source.name == object.name
                || source.pod_template().is_some_and(|template| {
                    template.labels.iter().any(|label| label.value.value == object.name)
                })
        };
        let namesake = self.world.sources_in(&object.namespace).find(looks_like_it);
        let severity = if object.partial || self.world.has_unread(&object.namespace) {
            Severity::Hint
        } else if self.world.is_complete(&object.namespace) {
            Severity::Error
        } else if service.is_headless() || namesake.is_some() {
            Severity::Warning
        } else {
            Severity::Info
        };
        let kind = EndpointsFault::None { namesake: namesake.map(|source| source.id) };
        (severity, FaultKind::Endpoints(kind))
    }
}
