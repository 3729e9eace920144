//! One request, hop by hop: from a Pod, a node or outside, to a name and a port.

use super::because;
use crate::engine::Checked;
use crate::state::Store;
use portolan_core::Analysis;
use portolan_core::cluster::dns::{Dns, DnsOptions};
use portolan_core::cluster::{ClusterPod, NodeIndex};
use portolan_core::object::{Object, ObjectId};
use portolan_core::traffic::Verdict;
use portolan_core::traffic::trace::{Caller, Hop, Stage, Target, trace};
use std::collections::BTreeSet;
use std::rc::Rc;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// Callers that are offered, at most.
const MOST: usize = 200;

#[derive(PartialEq, Properties)]
pub(crate) struct TraceProps {
    /// The store.
    pub(crate) store: Store,
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// The Service, or what calls one.
    pub(crate) object: ObjectId,
}

#[component]
pub(crate) fn Trace(props: &TraceProps) -> Html {
    let analysis = &props.checked.drawn;
    let from = use_state(|| 0_usize);
    let to = use_state(|| None::<Target>);
    let Some(object) = analysis.object(props.object) else { return Html::default() };
    let callers = callers(analysis, object);
    let namespace = callers.get(*from).and_then(|(caller, _)| match caller {
        Caller::Pod(id) => analysis.cluster.pod(*id).map(|pod| pod.namespace.as_str()),
        Caller::Node(_) | Caller::Outside => None,
    });
    let names = names(analysis, object, namespace);
    let Some(target) = (*to).clone().or_else(|| names.first().cloned()) else {
        return html! { <p class="inspector-note">{ "No Service with a port is in these files." }</p> };
    };
    let world = analysis.world();
    let dns = Dns::new(&world, DnsOptions::default());
    let caller = callers.get(*from).map_or(Caller::Outside, |(caller, _)| *caller);
    let found = trace(&world, &dns, &analysis.links, caller, target.clone());
    let choose = {
        let from = from.clone();
        Callback::from(move |event: Event| {
            from.set(event.target_unchecked_into::<HtmlSelectElement>().value().parse().unwrap_or(0));
        })
    };
    let field = |change: fn(&mut Target, &str)| {
        let (to, target) = (to.clone(), target.clone());
        Callback::from(move |event: Event| {
            let mut next = target.clone();
            change(&mut next, event.target_unchecked_into::<HtmlInputElement>().value().trim());
            to.set(Some(next));
        })
    };
    let protocol = {
        let (to, target) = (to.clone(), target.clone());
        Callback::from(move |event: Event| {
            let protocol = event.target_unchecked_into::<HtmlSelectElement>().value();
            to.set(Some(Target { protocol, ..target.clone() }));
        })
    };
    let known: BTreeSet<&str> = names.iter().map(|target| target.host.as_str()).collect();
    html! {
        <>
            <div class="inspector-trace">
                <label>{ "From" }<select class="field" onchange={choose}>
                    { for callers.iter().enumerate().map(|(at, (_, words))| html! { <option key={at} value={at.to_string()} selected={at == *from}>{ words.clone() }</option> }) }
                </select></label>
                <label>{ "To, a name or an address" }
                    <input class="field mono" list="trace-names" value={target.host.clone()} onchange={field(|target, text| text.clone_into(&mut target.host))} />
                    <datalist id="trace-names">{ for known.iter().map(|name| html! { <option key={*name} value={(*name).to_owned()} /> }) }</datalist>
                </label>
                <label>{ "Port" }
                    <input class="field mono" type="number" min="1" max="65535" value={target.port.to_string()}
                        onchange={field(|target, text| target.port = text.parse().unwrap_or(target.port))} />
                </label>
                <label>{ "Protocol" }<select class="field" onchange={protocol}>
                    { for ["TCP", "UDP", "SCTP"].map(|name| html! { <option key={name} value={name} selected={target.protocol == name}>{ name }</option> }) }
                </select></label>
            </div>
            <ol class="inspector-hops">
                { for found.hops.iter().enumerate().map(|(at, hop)| hop_html(props, at, hop)) }
                { end(found.verdict) }
            </ol>
        </>
    }
}

fn hop_html(props: &TraceProps, at: usize, hop: &Hop) -> Html {
    let (sign, verdict) = sign(hop.verdict);
    let stage = match hop.stage {
        Stage::Dns => "DNS",
        Stage::Service => "Service",
        Stage::Endpoint => "endpoint",
        Stage::Policy => "policy",
        Stage::Container => "container",
    };
    let facts = hop.because.iter().enumerate();
    html! {
        <li key={at} data-verdict={verdict}>
            <span role="img" aria-label={verdict}>{ sign }</span>
            <span>{ stage }</span>
            <span>{ for facts.map(|(at, fact)| because(&props.store, &props.checked, at, &fact.text, fact.span)) }</span>
        </li>
    }
}

fn end(verdict: Verdict) -> Html {
    let (sign, word) = sign(verdict);
    let words = match verdict {
        Verdict::Pass => "The request reaches a container’s port.",
        Verdict::Fail => "The request does not get through.",
        Verdict::Unknown => "These files cannot tell whether it gets through.",
        Verdict::Mixed => "Some of it gets through, and some does not.",
    };
    html! { <li data-verdict={word}><span aria-hidden="true">{ sign }</span><span>{ "result" }</span><b>{ words }</b></li> }
}

fn sign(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Pass => ("●", "pass"),
        Verdict::Fail => ("✕", "fail"),
        Verdict::Unknown => ("?", "unknown"),
        Verdict::Mixed => ("◐", "mixed"),
    }
}

/// Where a request may start: one Pod of each workload, the object's own first, the nodes, outside.
fn callers(analysis: &Analysis, object: &Object) -> Vec<(Caller, String)> {
    let mut seen = BTreeSet::new();
    let mut pods: Vec<&ClusterPod> =
        analysis.cluster.pods.iter().filter(|pod| seen.insert(pod.origin)).collect();
    pods.sort_by_key(|pod| (pod.origin != object.id, pod.namespace != object.namespace));
    let pods = pods
        .into_iter()
        .take(MOST)
        .map(|pod| (Caller::Pod(pod.id), format!("Pod {}/{}", pod.namespace, pod.name)));
    let nodes = analysis.cluster.nodes.iter().enumerate().take(MOST);
    let nodes = nodes.map(|(at, node)| (Caller::Node(NodeIndex(at as u32)), format!("node {}", node.name)));
    pods.chain(nodes).chain([(Caller::Outside, "outside the cluster".to_owned())]).collect()
}

/// What a request from a namespace would be addressed to: the object's own ports first.
fn names(analysis: &Analysis, object: &Object, namespace: Option<&str>) -> Vec<Target> {
    let mut services: Vec<_> = analysis.services().collect();
    services.sort_by_key(|(service, _)| service.id != object.id);
    let targets = services.into_iter().take(MOST).flat_map(|(service, view)| {
        let host = match namespace {
            Some(namespace) if namespace == service.namespace => service.name.clone(),
            Some(_) | None => format!("{}.{}", service.name, service.namespace),
        };
        let ports = view.ports.iter();
        ports.map(move |port| Target {
            host: host.clone(),
            port: port.number(),
            protocol: port.protocol.value.clone(),
        })
    });
    let is_caller = object.service().is_none();
    targets.filter(|target| is_caller || target.port > 0).collect()
}
