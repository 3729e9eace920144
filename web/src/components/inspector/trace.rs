//! One request, hop by hop: from a Pod or from outside, by a name, to a port.

use super::because;
use crate::engine::Checked;
use crate::state::Store;
use portolan_core::Analysis;
use portolan_core::cluster::ClusterPod;
use portolan_core::cluster::dns::resolver::Outcome;
use portolan_core::cluster::dns::{Dns, DnsOptions, Rcode, RecordType};
use portolan_core::object::{Object, ObjectId, Service, View};
use portolan_core::source::Span;
use portolan_core::traffic::{Entry, EntryKind, PortRoute, Verdict};
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct TraceProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// The Service, or what calls it.
    pub(crate) object: ObjectId,
}

/// One hop.
struct Hop {
    verdict: Verdict,
    stage: &'static str,
    facts: Vec<(String, Option<Span>)>,
}

#[component]
pub(crate) fn Trace(props: &TraceProps) -> Html {
    let analysis = &props.checked.drawn;
    let (from, to, port) = (use_state(|| 0_usize), use_state(|| 0_usize), use_state(|| 0_usize));
    let Some(object) = analysis.object(props.object) else { return Html::default() };
    let services: Vec<(&Object, &Service)> = match &object.view {
        View::Service(service) => vec![(object, service)],
        _ => analysis.services().take(200).collect(),
    };
    let callers = callers(analysis, object);
    let caller = callers.get(*from).copied();
    let Some((target, service)) = services.get(*to).or(services.first()).copied() else {
        return html! { <p class="inspector-note">{ "No Service is in these files." }</p> };
    };
    let routes: Vec<&PortRoute> = analysis.routes.iter().filter(|route| route.service == target.id).collect();
    let choose = |state: &UseStateHandle<usize>| {
        let state = state.clone();
        Callback::from(move |event: Event| {
            if let Ok(at) = event.target_unchecked_into::<HtmlSelectElement>().value().parse() {
                state.set(at);
            }
        })
    };
    let option = |at: usize, words: String, chosen: usize| html! { <option key={at} value={at.to_string()} selected={at == chosen}>{ words }</option> };
    let hops = routes
        .get(*port)
        .or(routes.first())
        .map(|route| hops(analysis, caller, target, service, route))
        .unwrap_or_default();
    html! {
        <>
            <div class="inspector-trace">
                <label>{ "From" }<select class="field" onchange={choose(&from)}>
                    { for callers.iter().enumerate().map(|(at, pod)| option(at, format!("Pod {}/{}", pod.namespace, pod.name), *from)) }
                    { option(callers.len(), "outside the cluster".to_owned(), *from) }
                </select></label>
                if services.len() > 1 {
                    <label>{ "To" }<select class="field" onchange={choose(&to)}>
                        { for services.iter().enumerate().map(|(at, (object, _))| option(at, format!("Service {}/{}", object.namespace, object.name), *to)) }
                    </select></label>
                }
                if routes.len() > 1 {
                    <label>{ "Port" }<select class="field" onchange={choose(&port)}>
                        { for routes.iter().enumerate().map(|(at, route)| option(at, port_words(service, route), *port)) }
                    </select></label>
                }
            </div>
            <ol class="inspector-hops">{ for hops.iter().enumerate().map(|(at, hop)| hop_html(props, at, hop)) }</ol>
        </>
    }
}

fn hop_html(props: &TraceProps, at: usize, hop: &Hop) -> Html {
    let (sign, verdict) = match hop.verdict {
        Verdict::Pass => ("●", "pass"),
        Verdict::Fail => ("✕", "fail"),
        Verdict::Unknown => ("?", "unknown"),
    };
    html! {
        <li key={at} data-verdict={verdict}>
            <span aria-label={verdict}>{ sign }</span>
            <span>{ hop.stage }</span>
            <span>{ for hop.facts.iter().enumerate().map(|(at, (words, span))| because(&props.store, &props.checked, at, words, *span)) }</span>
        </li>
    }
}

/// The Pods that a request may come from, one of each workload; the object's own first.
fn callers<'a>(analysis: &'a Analysis, object: &Object) -> Vec<&'a ClusterPod> {
    let mut seen = std::collections::BTreeSet::new();
    let mut pods: Vec<&ClusterPod> =
        analysis.cluster.pods.iter().filter(|pod| seen.insert(pod.origin)).collect();
    pods.sort_by_key(|pod| (pod.origin != object.id, pod.namespace != object.namespace));
    pods.truncate(200);
    pods
}

fn port_words(service: &Service, route: &PortRoute) -> String {
    let port = route.port_index.and_then(|at| service.ports.get(at));
    port.map_or_else(
        || "none".to_owned(),
        |port| format!("{} {}/{}", port.name_str(), port.number(), port.protocol.value).trim().to_owned(),
    )
}

fn hops(
    analysis: &Analysis,
    caller: Option<&ClusterPod>,
    target: &Object,
    service: &Service,
    route: &PortRoute,
) -> Vec<Hop> {
    let mut out = Vec::new();
    match caller {
        Some(pod) => out.extend(resolved(analysis, pod, target)),
        None => out.push(entered(route)),
    }
    if out.last().is_some_and(|hop| hop.verdict == Verdict::Fail) {
        return out;
    }
    let span = route
        .port_index
        .and_then(|at| service.ports.get(at)?.port.as_ref()?.range())
        .map(|range| target.span(range));
    out.push(Hop {
        verdict: Verdict::Pass,
        stage: "Service port",
        facts: vec![(port_words(service, route), span)],
    });
    out.push(Hop {
        verdict: route.verdict,
        stage: "endpoints",
        facts: vec![(route.because.text.clone(), route.because.span)],
    });
    if route.verdict == Verdict::Pass {
        let ready: Vec<String> = route
            .backends
            .iter()
            .filter(|backend| backend.ready)
            .take(12)
            .map(|backend| {
                let name = backend
                    .pod
                    .and_then(|pod| analysis.cluster.pod(pod))
                    .map_or(backend.address.clone(), |pod| pod.name.clone());
                backend.number.map_or(name.clone(), |number| format!("{name}:{number}"))
            })
            .collect();
        out.push(Hop { verdict: Verdict::Pass, stage: "one of", facts: vec![(ready.join(", "), None)] });
    }
    out
}

/// How a request comes in from outside.
fn entered(route: &PortRoute) -> Hop {
    let shown = |entry: &&Entry| {
        matches!(entry.kind, EntryKind::NodePort | EntryKind::LoadBalancer | EntryKind::ExternalIp)
    };
    let words: Vec<String> = route
        .entries
        .iter()
        .filter(shown)
        .map(|entry| {
            let address = entry.address.clone().unwrap_or_else(|| {
                if entry.kind == EntryKind::NodePort { "any node".to_owned() } else { "<pending>".to_owned() }
            });
            let port = entry.port.map_or_else(|| "<allocated>".to_owned(), |port| port.to_string());
            format!("{address}:{port}")
        })
        .collect();
    if words.is_empty() {
        return Hop {
            verdict: Verdict::Fail,
            stage: "entry",
            facts: vec![("the Service has no address outside the cluster".to_owned(), None)],
        };
    }
    Hop { verdict: Verdict::Pass, stage: "entry", facts: vec![(words.join(" or "), None)] }
}

/// How a Pod finds the Service's address by the name that a person would write.
fn resolved(analysis: &Analysis, pod: &ClusterPod, target: &Object) -> Vec<Hop> {
    let Some(origin) = analysis.object(pod.origin) else { return Vec::new() };
    let typed = if pod.namespace == target.namespace {
        target.name.clone()
    } else {
        format!("{}.{}", target.name, target.namespace)
    };
    let world = analysis.world();
    let resolution = Dns::new(&world, DnsOptions::default()).resolve(origin, pod, &typed, RecordType::A);
    let mut out = Vec::new();
    for step in resolution.steps {
        let (verdict, words) = match step.outcome {
            Outcome::HostsFile(addresses) => {
                (Verdict::Pass, format!("{} is in the hosts file: {}", step.name, addresses.join(", ")))
            }
            Outcome::Outside => {
                (Verdict::Unknown, format!("{} is asked of a server outside the cluster", step.name))
            }
            Outcome::Answered(reply) if reply.rcode == Rcode::NoError && !reply.answer.is_empty() => {
                let answers: Vec<String> = reply
                    .answer
                    .iter()
                    .take(4)
                    .map(|record| record.to_string().split_whitespace().last().unwrap_or("").to_owned())
                    .collect();
                let verdict = if reply.certain { Verdict::Pass } else { Verdict::Unknown };
                (verdict, format!("{} → {}", step.name, answers.join(", ")))
            }
            Outcome::Answered(reply) => (Verdict::Fail, format!("{}: {}", step.name, reply.rcode.as_str())),
        };
        out.push(Hop { verdict, stage: "DNS", facts: vec![(words, None)] });
    }
    out
}
