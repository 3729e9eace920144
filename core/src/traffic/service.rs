//! The links of Services: from each port to what stands behind it.

use super::backends::backends;
use super::fault::{EndpointsFault, FaultId, FaultKind, PortFault, ReadinessFault, SelectorFault};
use super::judge::Judge;
use super::link::{Branch, Found, Link, LinkId, LinkKind, Part};
use super::verdict::Verdict;
use super::{Backend, PortRoute, entries, has_node_port, port};
use crate::cluster::decision::{Because, Membership, decide, selector_span};
use crate::cluster::target_port::{TargetPort, find_port};
use crate::cluster::world::World;
use crate::cluster::{PodId, Readiness, SliceSource};
use crate::diagnostic::Severity;
use crate::field_path::FieldPath;
use crate::object::service::{Service, ServicePort, ServiceType};
use crate::object::{Object, ObjectId, Pair, Sourced};
use crate::selection::{Hidden, Miss};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// The label by which a Service is left to another proxy.
pub(crate) const LABEL_PROXY_NAME: &str = "service.kubernetes.io/service-proxy-name";

/// A Service under judgment.
#[derive(Clone, Copy)]
pub(super) struct Asked<'w> {
    pub(super) object: &'w Object,
    pub(super) service: &'w Service,
}

/// What was found out about one port of a Service.
pub(super) struct Answer {
    pub(super) found: Found,
    pub(super) verdict: Verdict,
    pub(super) because: Because,
    pub(super) faults: Vec<FaultId>,
}

impl<'w> Judge<'w, '_> {
    /// Decides the links of every port of a Service.
    pub(super) fn service(&mut self, object: &'w Object, service: &'w Service) {
        let asked = Asked { object, service };
        let selector = self.selector_fault(asked);
        let ports: Vec<Option<&ServicePort>> = match service.ports.as_slice() {
            [] => vec![None],
            ports => ports.iter().map(Some).collect(),
        };
        for port in ports {
            let backends = backends(self.world, object, service, port);
            let mut answer = self.answer(asked, port, &backends, selector);
            self.leave_to_other_proxy(asked, &mut answer);
            let link = self.add(asked, port, answer);
            self.routes.push(PortRoute {
                service: object.id,
                port_index: port.map(|port| port.index),
                entries: entries(self.world, object, service, port),
                backends,
                link,
            });
        }
        self.spans_workloads(asked);
        self.entries(asked);
    }

    /// A label leaves a Service to another proxy than kube-proxy, of which nothing is known.
    ///
    /// Source: kubernetes v1.37 cmd/kube-proxy/app/server.go Run (`service.kubernetes.io/service-proxy-name`)
    fn leave_to_other_proxy(&mut self, asked: Asked<'_>, answer: &mut Answer) {
        let is_labeled = asked.object.labels().iter().any(|label| label.key == LABEL_PROXY_NAME);
        if !is_labeled || asked.service.is_headless() || answer.verdict != Verdict::Pass {
            return;
        }
        let kind = FaultKind::Endpoints(EndpointsFault::OtherProxy);
        answer.faults.push(self.links.fault(asked.object.id, Severity::Info, kind));
        answer.verdict = Verdict::Unknown;
        answer.because =
            Because::new("the Service is left to another proxy than kube-proxy", Some(asked.object.head()));
        if let Found::Set(branches) = &mut answer.found {
            for branch in branches.iter_mut().filter(|branch| branch.verdict == Verdict::Pass) {
                branch.verdict = Verdict::Unknown;
            }
        }
    }

    /// Decides by which addresses from outside the Service is reached.
    fn entries(&mut self, asked: Asked<'_>) {
        let Asked { object, service } = asked;
        let spec = FieldPath::default().child("spec");
        let mut kinds: Vec<(LinkKind, FieldPath)> = Vec::new();
        let ips = 0..service.external_ips.len();
        kinds.extend(ips.map(|at| (LinkKind::ExternalIp(at), spec.clone().child("externalIPs").index(at))));
        let path = |at: usize| spec.clone().child("ports").index(at).child("nodePort");
        let ports = service.ports.iter().filter(|port| has_node_port(object, service, port));
        kinds.extend(ports.map(|port| (LinkKind::NodePort(port.index), path(port.index))));
        if service.kind == ServiceType::LoadBalancer {
            kinds.push((LinkKind::LoadBalancer, FieldPath::default().child("status").child("loadBalancer")));
        }
        for (kind, path) in kinds {
            let refused = object
                .refused
                .then(|| self.links.fault(object.id, Severity::Error, FaultKind::Refused(object.id)));
            let found = Found::One(Part { object: object.id, index: None });
            self.links.add(Link {
                verdict: if refused.is_some() { Verdict::Fail } else { Verdict::Pass },
                because: Because::new("an address of the Service", Some(object.head())),
                faults: refused.into_iter().collect(),
                ..Link::new(kind, object, path, found)
            });
        }
    }

    fn add(&mut self, asked: Asked<'_>, port: Option<&ServicePort>, answer: Answer) -> LinkId {
        let spec = FieldPath::default().child("spec");
        let Answer { found, verdict, because, faults } = answer;
        let kind = LinkKind::Port(port.map(|port| port.index));
        let path = match port {
            Some(port) => spec.child("ports").index(port.index),
            None => spec.child("selector"),
        };
        self.links.add(Link { verdict, because, faults, ..Link::new(kind, asked.object, path, found) })
    }

    /// What is wrong with a selector as a whole; told once for all ports.
    fn selector_fault(&mut self, asked: Asked<'_>) -> Option<FaultId> {
        if asked.object.refused {
            return None;
        }
        let miss = self.selections.get(&asked.object.id)?.miss.clone()?;
        let severity = self.grade_miss(asked.object, &miss);
        Some(self.links.fault(asked.object.id, severity, FaultKind::Selector(SelectorFault::Miss(miss))))
    }

    /// How grave a miss is.
    fn grade_miss(&self, service: &Object, miss: &Miss) -> Severity {
        let is_closed = self.world.holds_all_pods(&service.namespace);
        match miss {
            Miss::Unknown(_) | Miss::Unknowable { .. } => Severity::Hint,
            _ if service.partial => Severity::Hint,
            // Which namespace was meant is open, though it does not work as written.
            Miss::OtherNamespace(_) => Severity::Warning,
            _ if is_closed => Severity::Error,
            Miss::Unlike => Severity::Info,
            Miss::Near(_)
            | Miss::LabelNotOnTemplate { .. }
            | Miss::TooNarrow { .. }
            | Miss::NoSuchPod { .. } => Severity::Warning,
        }
    }

    fn answer(
        &mut self,
        asked: Asked<'w>,
        port: Option<&'w ServicePort>,
        backends: &[Backend],
        selector: Option<FaultId>,
    ) -> Answer {
        let Asked { object, service } = asked;
        if object.refused {
            let faults = self.refusal(object).into_iter().collect();
            return Answer {
                found: Found::Set(self.sources_of(asked, &[], port).into_iter().map(|s| s.branch).collect()),
                verdict: Verdict::Fail,
                because: Because::new("the API server refuses the Service", Some(object.head())),
                faults,
            };
        }
        let sources = self.sources_of(asked, backends, port);
        match &service.selector {
            Some(pairs) if sources.is_empty() => self.miss(asked, pairs, selector),
            Some(_) => self.selected(asked, port, backends, sources),
            None => self.written(asked, port, backends, sources),
        }
    }

    /// A selector that finds nothing.
    fn miss(&self, asked: Asked<'_>, pairs: &[Pair], fault: Option<FaultId>) -> Answer {
        let kind = fault.and_then(|id| self.links.get_fault(id));
        let miss = match kind.map(|fault| &fault.kind) {
            Some(FaultKind::Selector(SelectorFault::Miss(miss))) => Some(miss),
            _ => None,
        };
        let is_told = kind.is_some_and(|fault| fault.severity >= Severity::Warning);
        let namespace = &asked.object.namespace;
        let near = miss.and_then(evidence).and_then(|id| self.world.object(id));
        let text = match (miss, near) {
            (Some(Miss::Unknowable { pair, .. }), _) => {
                let key = pairs.get(*pair).map_or("", |pair| pair.key.as_str());
                format!("the value of `{key}` is chosen by the Pods' controller")
            }
            (Some(Miss::Unknown(Hidden::Refused(id))), _) => {
                let title = self.world.object(*id).map_or(String::new(), Object::title);
                format!("the API server refuses {title}")
            }
            (_, _) if !is_told => format!("no Pod of `{namespace}` that matches is in the input"),
            (_, Some(near)) => format!("no Pods match; {} comes near", near.title()),
            (_, None) if self.world.cluster.pods_in(namespace).is_empty() => {
                format!("no Pods match: there is none in `{namespace}`")
            }
            (_, None) => "no Pods match".to_owned(),
        };
        let first_missed = near.and_then(|near| {
            pairs
                .iter()
                .find(|pair| !crate::cluster::pod_index::shows(near, pair))
                .and_then(|p| p.value.range())
        });
        let span = first_missed
            .filter(|_| is_told)
            .map(|range| asked.object.span(range))
            .or_else(|| selector_span(asked.object, pairs));
        Answer {
            found: Found::Unknown("Pods".to_owned()),
            verdict: if is_told { Verdict::Fail } else { Verdict::Unknown },
            because: Because::new(text, span),
            faults: fault.into_iter().collect(),
        }
    }

    /// A selector that finds Pods, or workloads that would make them.
    fn selected(
        &mut self,
        asked: Asked<'w>,
        port: Option<&'w ServicePort>,
        backends: &[Backend],
        sources: Vec<Source<'w>>,
    ) -> Answer {
        let mut answer = passing(self.world, asked.object, port, backends);
        let mut faults: Vec<FaultId> = Vec::new();
        let mut branches: Vec<Branch> = Vec::new();
        if let Some(port) = port {
            faults.extend(port::undeclared(self, asked, port, &sources));
        }
        if answer.is_none() {
            let (fault, because) = self.none_takes_traffic(asked, port, backends, &sources);
            faults.insert(0, fault);
            answer = Some((Verdict::Fail, because));
            branches.extend(sources.into_iter().map(|source| source.branch));
        } else {
            for source in sources {
                branches.push(self.beside_others(asked, port, source));
            }
        }
        let (verdict, because) = answer.unwrap_or_else(|| (Verdict::Unknown, Because::new("", None)));
        Answer { found: Found::Set(branches), verdict, because, faults }
    }

    /// A source among others of which some take traffic.
    fn beside_others(
        &mut self,
        asked: Asked<'w>,
        port: Option<&'w ServicePort>,
        source: Source<'w>,
    ) -> Branch {
        let Source { object, port: found, mut branch, pods } = source;
        if let Some(refused) = self.refusal(object) {
            branch.faults.push(refused);
        } else if let (Some(port), Some(found), None) = (port, found, found.and_then(TargetPort::number)) {
            let severity = port::grade_partly_missing(self.world, object, port, found, asked);
            let kind = PortFault::NamedPartlyMissing { port: port.index, source: object.id };
            branch.faults.push(self.links.fault(asked.object.id, severity, FaultKind::Port(kind)));
        } else if branch.all == 0 {
            let kind = ReadinessFault::Idle { has_pods: !pods.is_empty() };
            branch.faults.push(self.links.fault(object.id, Severity::Hint, FaultKind::Readiness(kind)));
        } else if branch.ready < branch.all {
            let kind = ReadinessFault::PartlyReady {
                port: port.map(|port| port.index),
                source: object.id,
                ready: branch.ready,
                all: branch.all,
            };
            branch.faults.push(self.links.fault(asked.object.id, Severity::Info, FaultKind::Readiness(kind)));
        }
        branch
    }

    /// Why none of the selected Pods takes traffic.
    fn none_takes_traffic(
        &mut self,
        asked: Asked<'w>,
        port: Option<&'w ServicePort>,
        backends: &[Backend],
        sources: &[Source<'w>],
    ) -> (FaultId, Because) {
        let Asked { object, .. } = asked;
        let severity = self.raised(&object.namespace);
        let ids = || sources.iter().map(|source| source.object.id).collect::<Vec<_>>();
        if let [first, ..] = sources
            && sources.iter().all(|source| source.object.refused)
        {
            let id = first.object.id;
            let because = Because::new(
                format!("the API server refuses {}", first.object.title()),
                Some(first.object.head()),
            );
            return (self.links.fault(id, Severity::Error, FaultKind::Refused(id)), because);
        }
        let lack = sources.iter().all(|source| source.port.is_some_and(|found| found.number().is_none()));
        if let (Some(port), true) = (port, lack) {
            let other =
                sources.iter().any(|source| matches!(source.port, Some(TargetPort::OtherProtocol(_))));
            let kind = if other {
                PortFault::NamedOtherProtocol { port: port.index, sources: ids() }
            } else {
                PortFault::NamedMissing { port: port.index, sources: ids() }
            };
            let name = port::name(port);
            let text = format!("no selected Pod has a {} port named `{name}`", port.protocol.value);
            let span = port.target_port.as_ref().and_then(Sourced::range).map(|range| object.span(range));
            return (self.links.fault(object.id, severity, FaultKind::Port(kind)), Because::new(text, span));
        }
        if sources.iter().all(|source| source.pods.is_empty()) {
            let because = stopped(sources);
            // What scales workloads from outside of the input may start them.
            let severity = if is_scaled_elsewhere(self.world, sources) { Severity::Hint } else { severity };
            let kind = FaultKind::Readiness(ReadinessFault::Stopped(ids()));
            return (self.links.fault(object.id, severity, kind), because);
        }
        let because = self.reasons(asked, sources);
        let first = because.first().and_then(|because| because.span);
        let text = match (backends.len(), because.first()) {
            (0, Some(first)) => first.text.clone(),
            (0, None) => "no selected Pod is an endpoint".to_owned(),
            (1, _) => "the only endpoint is not ready".to_owned(),
            (n, _) => format!("none of {n} endpoints is ready"),
        };
        let kind =
            ReadinessFault::NoneReady { port: port.map(|port| port.index), all: backends.len(), because };
        let fault = self.links.fault(object.id, severity, FaultKind::Readiness(kind));
        let span = first.or_else(|| port.and_then(|port| port_span(object, port))).or(Some(object.head()));
        (fault, Because::new(text, span))
    }

    /// Why Pods are not endpoints or not ready ones: each text once.
    fn reasons(&self, asked: Asked<'_>, sources: &[Source<'_>]) -> Vec<Because> {
        let mut seen = BTreeSet::new();
        let pods =
            sources.iter().flat_map(|source| &source.pods).filter_map(|&id| self.world.cluster.pod(id));
        let decided = pods.map(|pod| decide(self.world, asked.object, asked.service, pod));
        let without = decided.filter(|decision| decision.membership != Membership::Ready);
        without
            .filter_map(|decision| decision.because.into_iter().next())
            .filter(|because| seen.insert(because.text.clone()))
            .collect()
    }

    /// What a Service's port finds, by the workload, Pod or hand-written object that it comes from.
    pub(super) fn sources_of(
        &self,
        asked: Asked<'w>,
        backends: &[Backend],
        port: Option<&'w ServicePort>,
    ) -> Vec<Source<'w>> {
        let Asked { object, service } = asked;
        let mut by_source: BTreeMap<ObjectId, Vec<&Backend>> = BTreeMap::new();
        for backend in backends {
            let slice = self.world.cluster.slices.get(backend.slice).map(|slice| slice.source);
            let source = match slice {
                Some(SliceSource::Manual(id) | SliceSource::Mirrored(id)) => Some(id),
                Some(SliceSource::Selector(_)) | None => {
                    backend.pod.and_then(|id| self.world.cluster.pod(id)).map(|pod| pod.origin)
                }
            };
            if let Some(source) = source {
                by_source.entry(source).or_default().push(backend);
            }
        }
        let selection = self.selections.get(&object.id);
        let mut pods: BTreeMap<ObjectId, Vec<PodId>> = BTreeMap::new();
        if let (Some(selector), Some(_)) = (&service.selector, selection) {
            for id in self.world.select(&object.namespace, selector) {
                if let Some(pod) = self.world.cluster.pod(id) {
                    pods.entry(pod.origin).or_default().push(id);
                }
            }
        }
        let selected = selection.into_iter().flat_map(|found| found.matched.iter().chain(&found.refused));
        let written = self.manual.get(&(object.namespace.as_str(), object.name.as_str()));
        let written = written.into_iter().flatten().map(|manual| manual.object.id);
        let mut seen: BTreeSet<ObjectId> = BTreeSet::new();
        let ids = selected.copied().chain(written).chain(by_source.keys().copied());
        ids.filter(|&id| seen.insert(id))
            .filter_map(|id| {
                let source = self.world.object(id)?;
                let found = by_source.get(&id).map_or(&[][..], Vec::as_slice);
                let template = source.pod_template();
                Some(Source {
                    object: source,
                    pods: pods.remove(&id).unwrap_or_default(),
                    port: port.filter(|_| template.is_some()).map(|port| find_port(template, port)),
                    branch: branch(id, found),
                })
            })
            .collect()
    }

    /// A selector that also finds a workload which does not serve the port.
    fn spans_workloads(&mut self, asked: Asked<'w>) {
        let Some((index, number, serving, other)) = port::split(self, asked) else { return };
        let kind = SelectorFault::Spans { number, serving, other };
        let fault = self.links.fault(asked.object.id, Severity::Warning, FaultKind::Selector(kind));
        let link = self.links.find(asked.object.id, LinkKind::Port(Some(index))).map(|link| link.id);
        let link = link.and_then(|id| self.links.list.get_mut(id.0 as usize));
        if let Some(Link { found: Found::Set(branches), .. }) = link {
            for branch in branches.iter_mut().filter(|branch| branch.source == other) {
                branch.faults.push(fault);
            }
        }
    }
}

/// One source of a port's endpoints.
pub(super) struct Source<'w> {
    /// The workload, Pod, Endpoints or slice.
    pub(super) object: &'w Object,
    /// Its Pods that the selector finds.
    pub(super) pods: Vec<PodId>,
    /// What the port finds in its containers; `None` without a port, and for addresses.
    pub(super) port: Option<TargetPort<'w>>,
    /// Its endpoints, and what becomes of a connection to them.
    pub(super) branch: Branch,
}

/// Counts the endpoints of one source: one that has two addresses is one.
fn branch(source: ObjectId, backends: &[&Backend]) -> Branch {
    let count = |test: &dyn Fn(&Backend) -> bool| {
        let chosen = backends.iter().filter(|backend| test(backend));
        let keys =
            chosen.map(|backend| (backend.pod, backend.pod.is_none().then_some(backend.address.as_str())));
        keys.collect::<BTreeSet<_>>().len()
    };
    let ready = count(&|backend| backend.ready);
    let draining = count(&|backend| !backend.ready && backend.serving && backend.terminating);
    Branch {
        source,
        listener: None,
        number: backends.iter().find_map(|backend| backend.number),
        all: count(&|_| true),
        ready,
        draining,
        verdict: if ready > 0 || draining > 0 { Verdict::Pass } else { Verdict::Fail },
        faults: Vec::new(),
    }
}

/// The verdict of a port of which an endpoint takes traffic.
pub(super) fn passing(
    world: &World<'_>,
    object: &Object,
    port: Option<&ServicePort>,
    backends: &[Backend],
) -> Option<(Verdict, Because)> {
    let at = port.and_then(|port| port_span(object, port)).or(Some(object.head()));
    let ready = backends.iter().filter(|backend| backend.ready).count();
    if ready > 0 {
        let is_assumed = backends.iter().filter(|backend| backend.ready).all(|backend| {
            let pod = backend.pod.and_then(|id| world.cluster.pod(id));
            pod.is_some_and(|pod| pod.readiness == Readiness::Assumed)
        });
        let endpoints = if ready == 1 { "endpoint" } else { "endpoints" };
        let text = if is_assumed {
            format!("{ready} {endpoints}, assumed ready")
        } else {
            format!("{ready} of {} endpoints ready", backends.len())
        };
        return Some((Verdict::Pass, Because::new(text, at)));
    }
    let is_draining = backends.iter().any(|backend| backend.serving && backend.terminating);
    let text = "every endpoint is being deleted; those that still answer are used";
    is_draining.then(|| (Verdict::Pass, Because::new(text, at)))
}

/// Why workloads that would match run no Pods.
fn stopped(sources: &[Source<'_>]) -> Because {
    let Some(source) = sources.first() else { return Because::new("no Pods run", None) };
    let stopped = source.object;
    let workload = stopped.workload();
    let suspended = workload.and_then(|w| w.suspended.as_ref()).filter(|suspended| suspended.value);
    let replicas = workload.and_then(|workload| workload.replicas.as_ref());
    let range = suspended.map_or_else(|| replicas.and_then(Sourced::range), Sourced::range);
    let state = match (suspended, replicas) {
        (Some(_), _) => "is suspended",
        (None, Some(replicas)) if replicas.value == 0 => "has no replicas",
        // A what-if took them away.
        (None, _) => "runs none",
    };
    let text = format!("no Pods run: {} `{}` {state}", stopped.kind, stopped.name);
    Because::new(text, Some(range.map_or_else(|| stopped.head(), |range| stopped.span(range))))
}

/// Says whether an autoscaler of the input scales one of the workloads.
fn is_scaled_elsewhere(world: &World<'_>, sources: &[Source<'_>]) -> bool {
    crate::cluster::live(world.objects).any(|scaler| {
        let target = scaler.value.get("spec").get("scaleTargetRef");
        let target = if target.is_null() { scaler.value.get("spec").get("workloadRef") } else { target };
        let is_meant = |source: &Source<'_>| {
            source.object.namespace == scaler.namespace
                && source.object.name == target.str("name")
                && (target.str("kind").is_empty() || target.str("kind") == source.object.kind)
        };
        !target.is_null() && sources.iter().any(is_meant)
    })
}

/// The object of the input that speaks for a fault: the one the selector nearly finds.
fn evidence(miss: &Miss) -> Option<ObjectId> {
    match miss {
        Miss::Near(candidates) => candidates.first().map(|near| near.source),
        Miss::LabelNotOnTemplate { workload: source, .. }
        | Miss::TooNarrow { source, .. }
        | Miss::NoSuchPod { source, .. }
        | Miss::Unknowable { source, .. } => Some(*source),
        Miss::OtherNamespace(sources) => sources.first().copied(),
        Miss::Unlike | Miss::Unknown(_) => None,
    }
}

/// The text that says where a port leads: its `targetPort`, else its name, else the entry.
pub(super) fn port_span(object: &Object, port: &ServicePort) -> Option<Span> {
    let target = port.target_port.as_ref().and_then(Sourced::range);
    let range = target.or_else(|| port.port.as_ref().and_then(Sourced::range));
    range.map(|range| object.span(range))
}
