//! The DNS names of a Service: what works from where, and every record.

use portolan_core::Analysis;
use portolan_core::cluster::dns::{Dns, DnsOptions};
use portolan_core::object::service::ServiceType;
use portolan_core::object::{Object, Service};
use yew::prelude::*;

/// Records that are listed, at most.
const MOST: usize = 100;

pub(super) fn view(analysis: &Analysis, object: &Object, service: &Service) -> Html {
    let domain = analysis.assumptions.cluster_domain.get();
    let namespace = &object.namespace;
    let names = [
        (object.name.clone(), format!("Pods of namespace {namespace}")),
        (format!("{}.{namespace}", object.name), "every Pod".to_owned()),
        (format!("{}.{namespace}.svc", object.name), "every Pod".to_owned()),
        (format!("{}.{namespace}.svc.{domain}", object.name), "every Pod".to_owned()),
    ];
    let world = analysis.world();
    let records = Dns::new(&world, DnsOptions::default()).service_records(object, service);
    let more = records.len().saturating_sub(MOST);
    let words = match service.kind {
        ServiceType::ExternalName => {
            "The name is an alias: clients connect to what it stands for, on the port they ask for."
        }
        _ if service.is_headless() => {
            "Headless: the name answers with the Pods themselves, in no fixed order; nothing is proxied and no port is changed."
        }
        _ => "The name answers with the Service's own address, whether or not anything stands behind it.",
    };
    html! {
        <>
            <table class="inspector-table">
                <thead><tr><th scope="col">{ "Name to use" }</th><th scope="col">{ "Works from" }</th></tr></thead>
                <tbody>{ for names.iter().map(|(name, from)| html! { <tr key={name.clone()}><td class="mono">{ name.clone() }</td><td>{ from.clone() }</td></tr> }) }</tbody>
            </table>
            <p class="inspector-note">{ words }{ " Pods with dnsPolicy Default or None use other names." }</p>
            <table class="inspector-table">
                <thead><tr><th scope="col">{ "Record" }</th><th scope="col">{ "Type" }</th><th scope="col">{ "Answer" }</th></tr></thead>
                <tbody>{ for records.iter().take(MOST).enumerate().map(|(at, record)| html! {
                    <tr key={at}><td class="mono">{ record.name.clone() }</td><td class="mono">{ record.kind.as_str() }</td><td class="mono">{ answer(&record.to_string()) }</td></tr>
                }) }</tbody>
            </table>
            if records.is_empty() { <p class="inspector-note">{ "No record: the name does not exist, or has no address." }</p> }
            if more > 0 { <p class="inspector-note">{ format!("{more} more records.") }</p> }
        </>
    }
}

/// What stands after the type in a zone file's line.
fn answer(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().position(|word| matches!(*word, "A" | "AAAA" | "CNAME" | "SRV" | "PTR" | "TXT"));
    words.get(at.map_or(0, |at| at + 1)..).unwrap_or(&[]).join(" ")
}
