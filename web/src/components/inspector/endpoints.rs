//! The endpoint table of a Service.

use super::{because, link, pods::supposed};
use crate::endpoints::{Row, Standing, table};
use crate::engine::Checked;
use crate::state::Store;
use portolan_core::object::service::ServiceType;
use portolan_core::object::{Object, Service};
use std::rc::Rc;
use yew::prelude::*;

pub(super) fn view(store: &Store, checked: &Rc<Checked>, object: &Object, service: &Service) -> Html {
    if service.kind == ServiceType::ExternalName {
        let name = service.external_name.as_ref().map_or("", |name| name.value.as_str());
        return html! {
            <p class="inspector-note">{ "DNS answers with the alias " }<code>{ name.to_owned() }</code>
                { ". There are no endpoints, nothing is proxied, and no port is changed: clients connect to that name on the port they ask for." }</p>
        };
    }
    let table = table(&checked.drawn, object, service);
    if table.rows.is_empty() {
        let words = if service.selector.is_some() {
            "No Pod is in these files, so nobody can tell what stands behind this Service."
        } else {
            "Without a selector the endpoints are written by hand, and none are in these files."
        };
        return html! { <p class="inspector-note">{ words }</p> };
    }
    html! {
        <>
            <table class="inspector-table">
                <thead><tr>
                    <th scope="col">{ "Pod" }</th><th scope="col">{ "Address" }</th>
                    { for table.ports.iter().map(|port| html! { <th key={port.clone()} scope="col">{ port.clone() }</th> }) }
                    <th scope="col">{ "Ready" }</th><th scope="col">{ "Node · zone" }</th><th scope="col">{ "In the endpoints" }</th>
                    <th scope="col">{ "What if it is …" }</th>
                </tr></thead>
                <tbody>{ for table.rows.iter().map(|row| row_html(store, checked, row)) }</tbody>
            </table>
            if table.unlisted > 0 { <p class="inspector-note">{ format!("{} more Pods of the namespace are not selected.", table.unlisted) }</p> }
            if table.rows.iter().any(|row| row.pod.is_some()) {
                <p class="inspector-note">{ "Names and addresses of Pods that a workload makes are made up; their number, labels and ports are not." }</p>
            }
        </>
    }
}

fn row_html(store: &Store, checked: &Rc<Checked>, row: &Row) -> Html {
    let (sign, state) = match row.standing {
        Standing::In => ("●", "in"),
        Standing::Kept => ("◐", "warning"),
        Standing::Broken => ("✕", "broken"),
        Standing::Out => ("–", "out"),
        Standing::Unknown => ("?", "out"),
    };
    let origin = row.origin.and_then(|id| checked.drawn.object(id));
    let pod = row.pod.and_then(|id| checked.drawn.cluster.pod(id));
    let (changed, acts) = pod.map_or((false, Html::default()), |pod| supposed(store, pod));
    let ready_word = row.ready.clone();
    let ready = if changed { format!("{} (what-if)", row.ready) } else { row.ready.clone() };
    html! {
        <tr key={format!("{}/{}", row.name, row.addresses)} data-state={state}>
            <td>{ origin.map_or_else(|| html! { row.name.clone() }, |origin| link(store, origin, &row.name)) }</td>
            <td class="mono">{ row.addresses.clone() }</td>
            { for row.ports.iter().enumerate().map(|(at, port)| html! { <td key={at} class="mono">{ port.clone() }</td> }) }
            <td class="inspector-ready" data-ready={ready_word}>{ ready }</td>
            <td>{ row.place.clone() }</td>
            <td class="inspector-why"><span aria-hidden="true">{ sign }{ " " }</span>{ for row.why.iter().enumerate().map(|(at, (words, span))| because(store, checked, at, words, *span)) }</td>
            <td>{ acts }</td>
        </tr>
    }
}
