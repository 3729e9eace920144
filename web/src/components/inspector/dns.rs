//! The DNS names of a Service.

use portolan_core::Analysis;
use portolan_core::object::Object;
use yew::prelude::*;

pub(super) fn view(analysis: &Analysis, object: &Object) -> Html {
    let domain = analysis.assumptions.cluster_domain.get();
    let full = format!("{}.{}.svc.{domain}", object.name, object.namespace);
    html! {
        <table class="inspector-table">
            <thead><tr><th scope="col">{ "Name" }</th><th scope="col">{ "Works from" }</th></tr></thead>
            <tbody>
                <tr><td class="mono">{ object.name.clone() }</td><td>{ format!("Pods of namespace {}", object.namespace) }</td></tr>
                <tr><td class="mono">{ format!("{}.{}", object.name, object.namespace) }</td><td>{ "every Pod" }</td></tr>
                <tr><td class="mono">{ full }</td><td>{ "every Pod" }</td></tr>
            </tbody>
        </table>
    }
}
