//! The endpoints of every Service as lines of text.

use crate::Analysis;
use crate::cluster::world::World;
use crate::endpoint_table::{DialedPort, EndpointTable, Row, RowAddress, Subject, endpoint_table};
use crate::object::service::ServiceType;
use crate::object::{Object, Service};

/// A line: an address behind a port of a Service, or that there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// `shop/web IPv4 80/TCP → web-0:8080`, `shop/web 80/TCP → none`.
    pub text: String,
    /// Why there is none, where there is none.
    pub why_none: Option<String>,
}

/// Lists what stands behind each port of each Service, as text alone.
pub fn endpoints(analysis: &Analysis) -> Vec<String> {
    lines(analysis).into_iter().map(|line| line.text).collect()
}

/// Lists what stands behind each port of each Service, one line per address.
///
/// A Pod stands for its address; an address without a Pod is written out. What is not ready says so. Services come
/// in input order, their ports in theirs, addresses in the order of the slices.
pub fn lines(analysis: &Analysis) -> Vec<Line> {
    let world = analysis.world();
    analysis
        .services()
        .flat_map(|(object, service)| service_lines(analysis, &world, object, service))
        .collect()
}

fn service_lines(analysis: &Analysis, world: &World<'_>, object: &Object, service: &Service) -> Vec<Line> {
    let title = format!("{}/{}", object.namespace, object.name);
    if service.kind == ServiceType::ExternalName {
        let name = service.external_name.as_ref().map_or("", |name| name.value.as_str());
        return vec![Line { text: format!("{title} CNAME {name}"), why_none: None }];
    }
    let table = endpoint_table(analysis, world, object, service);
    let lines = |at: usize| port_lines(analysis, &table, service, &title, at);
    (0..table.ports.len()).flat_map(lines).collect()
}

fn port_lines(
    analysis: &Analysis,
    table: &EndpointTable,
    service: &Service,
    title: &str,
    at: usize,
) -> Vec<Line> {
    let Some(port) = table.ports.get(at) else { return Vec::new() };
    let written = service.ports.iter().find(|written| Some(written.index) == port.index);
    let number = written
        .map_or_else(|| "*".to_owned(), |written| format!("{}/{}", written.number(), written.protocol.value));
    let behind = table.behind(at);
    if behind.is_empty() {
        let text = format!("{title} {number} → none");
        return vec![Line { text, why_none: Some(port.because.text.clone()) }];
    }
    let line = |(row, address, dialed): (&Row, &RowAddress, DialedPort)| {
        let name = name(analysis, row, address);
        let state = match (address.ready, address.terminating) {
            (_, Some(true)) => " (terminating)",
            (Some(false), _) => " (not ready)",
            _ => "",
        };
        let dialed = match dialed {
            DialedPort::Number(number) => number.to_string(),
            DialedPort::Any => "*".to_owned(),
        };
        let text = format!("{title} {} {number} → {name}:{dialed}{state}", address.family);
        Line { text, why_none: None }
    };
    behind.into_iter().map(line).collect()
}

/// A Pod's name, else the address.
fn name<'a>(analysis: &'a Analysis, row: &'a Row, address: &'a RowAddress) -> &'a str {
    match row.subject {
        Subject::Pod(pod) => analysis.cluster.pod(pod).map_or("", |pod| pod.name.as_str()),
        Subject::Named { .. } | Subject::Address => &address.text,
    }
}
