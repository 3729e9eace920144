//! Whether a Service port leads anywhere, and by which text that is decided.

use super::backends::why_none_joins;
use super::{Backend, Verdict};
use crate::cluster::decision::{Because, Membership, decide, selector_span};
use crate::cluster::world::World;
use crate::cluster::{ClusterPod, PodId, Presence, Readiness};
use crate::object::service::{Service, ServicePort};
use crate::object::{Object, ObjectId, Pair, PortRef, Sourced};
use crate::selection::Miss;
use crate::source::Span;

/// Judges a port by its endpoints.
pub(super) fn judge(
    world: &World<'_>,
    object: &Object,
    service: &Service,
    port: Option<&ServicePort>,
    backends: &[Backend],
    miss: Option<&Miss>,
) -> (Verdict, Because) {
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
        return (Verdict::Pass, Because::new(text, at));
    }
    if backends.iter().any(|backend| backend.serving && backend.terminating) {
        let text = "every endpoint is being deleted; those that still answer are used";
        return (Verdict::Pass, Because::new(text, at));
    }
    if let Some(first) = backends.first() {
        let because = first.pod.and_then(|id| world.cluster.pod(id)).and_then(|pod| {
            let decision = decide(world, object, service, pod);
            decision.because.into_iter().next()
        });
        let span = because.and_then(|because| because.span).or(at);
        let text = match backends.len() {
            1 => "the only endpoint is not ready".to_owned(),
            n => format!("none of {n} endpoints is ready"),
        };
        return (Verdict::Fail, Because::new(text, span));
    }
    match &service.selector {
        Some(selector) => without_endpoint(world, object, service, port, selector, miss),
        None => without_selector(world, object, port),
    }
}

/// A Service with a selector whose port has no endpoint.
fn without_endpoint(
    world: &World<'_>,
    object: &Object,
    service: &Service,
    port: Option<&ServicePort>,
    selector: &[Pair],
    miss: Option<&Miss>,
) -> (Verdict, Because) {
    match world.pods_matching(object, service) {
        Presence::Present(pods) => (Verdict::Fail, left_out(world, object, service, port, &pods)),
        Presence::Absent => {
            let stopped = stopped_workload(world, object, selector);
            (Verdict::Fail, stopped.unwrap_or_else(|| no_pods_match(world, object, selector, None)))
        }
        Presence::Unknown => {
            if let Some(stopped) = stopped_workload(world, object, selector) {
                return (Verdict::Fail, stopped);
            }
            if let Some(near) = miss.and_then(evidence) {
                return (Verdict::Fail, no_pods_match(world, object, selector, world.object(near)));
            }
            let text = format!("no Pod of `{}` that matches is in the input", object.namespace);
            (Verdict::Unknown, Because::new(text, selector_span(object, selector)))
        }
    }
}

/// Pods are selected, and none is an endpoint of the port.
fn left_out(
    world: &World<'_>,
    object: &Object,
    service: &Service,
    port: Option<&ServicePort>,
    pods: &[PodId],
) -> Because {
    if let Some(port) = port
        && let Some(target) = &port.target_port
        && let PortRef::Name(name) = &target.value
    {
        let lacks =
            |pod: &ClusterPod| crate::cluster::slices::find_port(pod.template(world.objects), port).is_none();
        if pods.iter().filter_map(|&id| world.cluster.pod(id)).all(lacks) {
            let text = format!("no selected Pod has a {} port named `{name}`", port.protocol.value);
            return Because::new(text, target.range().map(|range| object.span(range)));
        }
    }
    let first =
        pods.iter().filter_map(|&id| world.cluster.pod(id)).map(|pod| decide(world, object, service, pod));
    let mut decided = first.filter(|decision| decision.membership == Membership::LeftOut);
    let reason = decided.next().and_then(|decision| decision.because.into_iter().next());
    reason.unwrap_or_else(|| Because::new("no selected Pod is an endpoint", Some(object.head())))
}

fn no_pods_match(world: &World<'_>, object: &Object, selector: &[Pair], near: Option<&Object>) -> Because {
    let first_missed = near.and_then(|near| {
        let labels = &template(near)?.labels;
        selector.iter().find(|pair| !labels.iter().any(|label| fits(label, pair)))
    });
    let span = first_missed.and_then(|pair| pair.value.range()).map(|range| object.span(range));
    let text = match near {
        Some(near) => format!("no Pods match; {} `{}` comes near", near.kind, near.name),
        None if world.cluster.pods_in(&object.namespace).is_empty() => {
            format!("no Pods match: there is none in `{}`", object.namespace)
        }
        None => "no Pods match".to_owned(),
    };
    Because::new(text, span.or_else(|| selector_span(object, selector)))
}

/// A workload whose Pods would match and that runs none.
fn stopped_workload(world: &World<'_>, object: &Object, selector: &[Pair]) -> Option<Because> {
    let stopped = world.sources_in(&object.namespace).find(|source| {
        source.workload().is_some()
            && template(source)
                .is_some_and(|t| selector.iter().all(|pair| t.labels.iter().any(|l| fits(l, pair))))
    })?;
    let workload = stopped.workload()?;
    let suspended = workload.suspended.as_ref().filter(|suspended| suspended.value);
    let range = suspended.map_or_else(|| workload.replicas.as_ref().and_then(Sourced::range), Sourced::range);
    let state = match (&suspended, &workload.replicas) {
        (Some(_), _) => "is suspended",
        (None, Some(replicas)) if replicas.value == 0 => "has no replicas",
        // A what-if took them away.
        (None, _) => "runs none",
    };
    let text = format!("no Pods run: {} `{}` {state}", stopped.kind, stopped.name);
    Some(Because::new(text, Some(range.map_or_else(|| stopped.head(), |range| stopped.span(range)))))
}

/// The object of the input that speaks for a fault: the one the selector nearly finds.
fn evidence(miss: &Miss) -> Option<ObjectId> {
    match miss {
        Miss::Near(candidates) => candidates.first().map(|near| near.source),
        Miss::LabelNotOnTemplate { workload: source, .. } | Miss::TooNarrow { source, .. } => Some(*source),
        Miss::OtherNamespace(sources) => sources.first().copied(),
        Miss::Unlike | Miss::Unknown(_) => None,
    }
}

fn template(source: &Object) -> Option<&crate::object::PodTemplate> {
    source.pod_template()
}

fn fits(label: &Pair, pair: &Pair) -> bool {
    label.key == pair.key && label.value.value == pair.value.value
}

/// A Service whose endpoints a hand must write.
fn without_selector(world: &World<'_>, object: &Object, port: Option<&ServicePort>) -> (Verdict, Because) {
    let slices = world.cluster.slices_of(&object.namespace, &object.name);
    let has_endpoints = slices.iter().any(|slice| !slice.endpoints.is_empty());
    if has_endpoints && let Some(port) = port {
        return (Verdict::Fail, Because::new(why_none_joins(slices, port), port_span(object, port)));
    }
    let span = Some(object.head());
    if world.is_complete(&object.namespace) {
        return (Verdict::Fail, Because::new("no selector and no endpoints", span));
    }
    (Verdict::Unknown, Because::new("no selector; endpoints may be written elsewhere", span))
}

/// The text that says where a port leads: its `targetPort`, else its name, else the entry.
fn port_span(object: &Object, port: &ServicePort) -> Option<Span> {
    let target = port.target_port.as_ref().and_then(Sourced::range);
    let range = target.or_else(|| port.port.as_ref().and_then(Sourced::range));
    range.map(|range| object.span(range))
}
