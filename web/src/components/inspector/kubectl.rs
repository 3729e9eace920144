//! What kubectl would print of an object once it is applied.

use portolan_core::Analysis;
use portolan_core::kubectl::{self, Columns, Resource};
use portolan_core::object::Object;
use yew::prelude::*;

pub(super) fn view(analysis: &Analysis, object: &Object) -> Html {
    let resources: &[(&str, Resource)] = if object.service().is_some() {
        &[
            ("services -o wide", Resource::Services),
            ("endpointslices", Resource::EndpointSlices),
            ("endpoints", Resource::Endpoints),
        ]
    } else if object.pod_template().is_some() {
        &[("pods -o wide", Resource::Pods)]
    } else if object.endpoints().is_some() {
        &[("endpoints", Resource::Endpoints)]
    } else if object.endpoint_slice().is_some() {
        &[("endpointslices", Resource::EndpointSlices)]
    } else if object.ingress().is_some() {
        &[("ingresses", Resource::Ingresses)]
    } else if object.network_policy().is_some() {
        &[("networkpolicies", Resource::NetworkPolicies)]
    } else {
        &[]
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
    let command = match (object.service(), kubectl::command_for(analysis, object)) {
        (Some(_), Ok(command)) => printed("The command that creates the same".to_owned(), command),
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
