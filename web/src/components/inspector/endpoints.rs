//! The endpoint table of a Service.

use super::{because, link, pods::supposed, readiness};
use crate::engine::Checked;
use crate::state::Store;
use portolan_core::Analysis;
use portolan_core::endpoint_table::{
    EndpointTable, Row, Standing, Subject, TablePort, endpoint_table, left_out,
};
use portolan_core::object::service::ServiceType;
use portolan_core::object::{Object, Service};
use std::rc::Rc;
use yew::prelude::*;

/// Rows of Pods that are left out, at most.
const MOST_LEFT_OUT: usize = 60;

pub(super) fn view(store: &Store, checked: &Rc<Checked>, object: &Object, service: &Service) -> Html {
    if service.kind == ServiceType::ExternalName {
        let name = service.external_name.as_ref().map_or("", |name| name.value.as_str());
        return html! {
            <p class="inspector-note">{ "DNS answers with the alias " }<code>{ name.to_owned() }</code>
                { ". There are no endpoints, nothing is proxied, and no port is changed: clients connect to that name on the port they ask for." }</p>
        };
    }
    let world = checked.drawn.world();
    let table = endpoint_table(&checked.drawn, &world, object, service);
    let out = left_out(&checked.drawn, &world, object, service, &table, MOST_LEFT_OUT);
    let rows: Vec<&Row> = table.rows.iter().chain(&out.rows).collect();
    if rows.is_empty() {
        let words = if service.selector.is_some() {
            "No Pod is in these files, so nobody can tell what stands behind this Service."
        } else {
            "Without a selector the endpoints are written by hand, and none are in these files."
        };
        return html! { <p class="inspector-note">{ words }</p> };
    }
    let heads: Vec<String> = table.ports.iter().map(|port| head(service, port)).collect();
    html! {
        <>
            <table class="inspector-table">
                <thead><tr>
                    <th scope="col">{ "Pod" }</th><th scope="col">{ "Address" }</th>
                    { for heads.iter().map(|head| html! { <th key={head.clone()} scope="col">{ head.clone() }</th> }) }
                    <th scope="col">{ "Ready" }</th><th scope="col">{ "Node · zone" }</th><th scope="col">{ "In the endpoints" }</th>
                    <th scope="col">{ "What if it is …" }</th>
                </tr></thead>
                <tbody>{ for rows.iter().map(|row| row_html(store, checked, object, &table, row)) }</tbody>
            </table>
            if out.more > 0 { <p class="inspector-note">{ format!("{} more Pods of the namespace are not selected.", out.more) }</p> }
            if rows.iter().any(|row| row.pod().is_some()) {
                <p class="inspector-note">{ "Names and addresses of Pods that a workload makes are made up; their number, labels and ports are not." }</p>
            }
        </>
    }
}

/// The head of a port's column: `http 80 →`.
fn head(service: &Service, port: &TablePort) -> String {
    let Some(port) = service.ports.iter().find(|written| Some(written.index) == port.index) else {
        return "any port →".to_owned();
    };
    let protocol =
        if port.protocol.value == "TCP" { String::new() } else { format!("/{}", port.protocol.value) };
    let name = port.name_str();
    let gap = if name.is_empty() { "" } else { " " };
    format!("{name}{gap}{}{protocol} →", port.number())
}

fn row_html(
    store: &Store,
    checked: &Rc<Checked>,
    service: &Object,
    table: &EndpointTable,
    row: &Row,
) -> Html {
    let (sign, state) = match row.standing {
        Standing::In => ("●", "in"),
        Standing::Kept => ("◐", "warning"),
        Standing::Broken => ("✕", "broken"),
        Standing::Out => ("–", "out"),
        Standing::Unknown => ("?", "out"),
    };
    let name = name(&checked.drawn, service, row);
    let pod = row.pod().and_then(|id| checked.drawn.cluster.pod(id));
    let origin = pod.and_then(|pod| checked.drawn.object(pod.origin));
    let (changed, acts) = pod.map_or((false, Html::default()), |pod| supposed(store, pod));
    let ready_word = row.ready.map_or("not said", readiness);
    let ready = if changed { format!("{ready_word} (what-if)") } else { ready_word.to_owned() };
    let addresses: Vec<&str> = row.addresses.iter().map(|address| address.text.as_str()).collect();
    let addresses = addresses.join(", ");
    let place: Vec<&str> = [&row.node, &row.zone].into_iter().flatten().map(String::as_str).collect();
    let dialed = (0..table.ports.len()).map(|port| {
        let number = row.dialed(port).map_or_else(|| "–".to_owned(), |number| number.to_string());
        html! { <td key={port} class="mono">{ number }</td> }
    });
    let facts = row.because.iter().enumerate();
    html! {
        <tr key={format!("{name}/{addresses}")} data-state={state}>
            <td>{ origin.map_or_else(|| html! { name.clone() }, |origin| link(store, origin, &name)) }</td>
            <td class="mono">{ addresses }</td>
            { for dialed }
            <td class="inspector-ready" data-ready={ready_word}>{ ready }</td>
            <td>{ place.join(" · ") }</td>
            <td class="inspector-why"><span aria-hidden="true">{ sign }{ " " }</span>
                if row.because.is_empty() { { "yes" } }
                { for facts.map(|(at, fact)| because(store, checked, at, &fact.text, fact.span)) }</td>
            <td>{ acts }</td>
        </tr>
    }
}

/// What a row is called; a Pod elsewhere with its namespace.
fn name(analysis: &Analysis, service: &Object, row: &Row) -> String {
    match &row.subject {
        Subject::Pod(pod) => analysis.cluster.pod(*pod).map_or_else(String::new, |pod| {
            if pod.namespace == service.namespace {
                pod.name.clone()
            } else {
                format!("{}/{}", pod.namespace, pod.name)
            }
        }),
        Subject::Named { kind, name } => format!("{kind} {name}"),
        Subject::Address => "by hand".to_owned(),
    }
}
