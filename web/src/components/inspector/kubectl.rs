//! What kubectl would print of an object once it is applied.

use portolan_core::Analysis;
use portolan_core::kubectl::{self, Columns, Resource};
use portolan_core::object::{Object, View};
use yew::prelude::*;

pub(super) fn view(analysis: &Analysis, object: &Object) -> Html {
    let resources: &[(&str, Resource)] = match (&object.view, object.kind.as_str()) {
        (View::Service(_), _) => &[
            ("services -o wide", Resource::Services),
            ("endpointslices", Resource::EndpointSlices),
            ("endpoints", Resource::Endpoints),
        ],
        (View::Workload(_) | View::Pod(_), _) => &[("pods -o wide", Resource::Pods)],
        (View::Endpoints(_), _) => &[("endpoints", Resource::Endpoints)],
        (View::EndpointSlice(_), _) => &[("endpointslices", Resource::EndpointSlices)],
        (_, "Ingress") => &[("ingresses", Resource::Ingresses)],
        (_, "NetworkPolicy") => &[("networkpolicies", Resource::NetworkPolicies)],
        (View::Node(_) | View::Other, _) => &[],
    };
    let namespace = &object.namespace;
    let get = |(words, resource): &(&str, Resource)| {
        let table = kubectl::get(analysis, *resource, namespace, Columns::Wide);
        printed(format!("kubectl get {words} -n {namespace}"), table.to_text(namespace))
    };
    let described = kubectl::describe(analysis, object).map(|text| {
        let command =
            format!("kubectl describe {} {} -n {namespace}", object.kind.to_lowercase(), object.name);
        printed(command, text)
    });
    let command = match (&object.view, kubectl::command_for(analysis, object)) {
        (View::Service(_), Ok(command)) => printed("The command that creates the same".to_owned(), command),
        _ => Html::default(),
    };
    html! {
        <>
            { for resources.iter().map(get) }
            { described }
            { command }
            <p class="inspector-note">{ "What only a cluster can tell stands in angle brackets." }</p>
        </>
    }
}

fn printed(command: String, text: String) -> Html {
    html! { <><p class="inspector-command">{ command }</p><pre class="inspector-pre" tabindex="0">{ text }</pre></> }
}
