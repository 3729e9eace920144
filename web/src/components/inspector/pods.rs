//! The Pods of a workload or a Pod itself, which Services select them, and what-ifs about them.

use super::{link, readiness};
use crate::engine::Checked;
use crate::state::{Action, Store};
use crate::what_if::WhatIf;
use portolan_core::cluster::ClusterPod;
use portolan_core::endpoint_table::services_of;
use portolan_core::object::Object;
use yew::prelude::*;

pub(super) fn view(store: &Store, checked: &Checked, object: &Object) -> Html {
    let cluster = &checked.drawn.cluster;
    let pods: Vec<&ClusterPod> = cluster.pods.iter().filter(|pod| pod.origin == object.id).collect();
    let services = services_of(&checked.drawn, object.id);
    let services = services.into_iter().filter_map(|service| checked.drawn.object(service));
    let services: Vec<Html> = services.map(|service| html! { <li key={service.id.0}>{ link(store, service, &format!("Service {}", service.name)) }</li> }).collect();
    html! {
        <>
            if services.is_empty() {
                <p class="inspector-note">{ "No Service of these files sends to it." }</p>
            } else {
                <p class="inspector-note">{ "In the endpoints of:" }</p><ul class="inspector-list">{ for services }</ul>
            }
            if pods.is_empty() {
                <p class="inspector-note">{ "It has no Pods." }</p>
            } else {
                <table class="inspector-table">
                    <thead><tr>
                        <th scope="col">{ "Pod" }</th><th scope="col">{ "Address" }</th><th scope="col">{ "Phase" }</th><th scope="col">{ "Ready" }</th>
                        <th scope="col">{ "Node" }</th><th scope="col">{ "What if it is …" }</th>
                    </tr></thead>
                    <tbody>{ for pods.iter().take(100).map(|pod| row(store, checked, pod)) }</tbody>
                </table>
            }
        </>
    }
}

fn row(store: &Store, checked: &Checked, pod: &ClusterPod) -> Html {
    let node = pod.node.and_then(|node| checked.drawn.cluster.node(node)).map(|node| node.name.clone());
    let (changed, acts) = supposed(store, pod);
    let ready = readiness(pod.readiness);
    html! {
        <tr key={pod.name.clone()} data-state={if changed { "warning" } else { "in" }}>
            <td>{ pod.name.clone() }</td>
            <td class="mono">{ pod.ips.join(", ") }</td>
            <td>{ pod.phase.clone() }</td>
            <td class="inspector-ready" data-ready={ready}>{ if changed { format!("{ready} (what-if)") } else { ready.to_owned() } }</td>
            <td>{ pod.node_name.clone().or(node).unwrap_or_default() }</td>
            <td>{ acts }</td>
        </tr>
    }
}

/// Whether a what-if is about the Pod, and the buttons that suppose something of it.
pub(super) fn supposed(store: &Store, pod: &ClusterPod) -> (bool, Html) {
    let (namespace, name) = (pod.namespace.clone(), pod.name.clone());
    let probe = WhatIf::NotReady { namespace: namespace.clone(), name: name.clone() };
    let at = store.what_ifs.iter().position(|what_if| what_if.replaces(&probe));
    let button = |what: &'static str, action: Action| {
        let store = store.clone();
        let act = Callback::from(move |_: MouseEvent| store.dispatch(action.clone()));
        html! { <button class="inspector-small" aria-label={format!("{what}: Pod {name}")} onclick={act}>{ what }</button> }
    };
    let acts = html! {
        <span class="inspector-acts">
            if let Some(at) = at {
                { button("undo", Action::Drop(at)) }
            } else {
                { button("not ready", Action::Suppose(probe)) }
                { button("terminating", Action::Suppose(WhatIf::Terminating { namespace: namespace.clone(), name: name.clone() })) }
                { button("deleted", Action::Suppose(WhatIf::Gone { namespace, name: name.clone() })) }
            }
        </span>
    };
    (at.is_some(), acts)
}
