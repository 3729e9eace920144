//! A process told to listen where nobody else can reach it.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::{Object, PortRef, Service};
use crate::rule::{Finding, Reporter};
use crate::selection::PodSource;
use crate::source::TextRange;
use crate::value::Value;
use std::collections::BTreeSet;

declare_rule! {
    /// The only container behind a Service is told to listen on the loopback address.
    ///
    /// Each Pod has its own network. What listens on `127.0.0.1`, `::1` or `localhost` is reached from inside that Pod
    /// alone: the Pod is an endpoint, and connections to it are refused. The flag's meaning is the program's own, so
    /// this is an info.
    ///
    /// Listen on `0.0.0.0` or `::`.
    ///
    /// Source: Kubernetes documentation, Debug Services
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api }
    /// spec: { selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: api-0, labels: { app: api } }
    /// spec:
    ///   containers:
    ///     - name: api
    ///       image: api
    ///       args: ["--host=127.0.0.1"]
    /// #            ^^^^^^^^^^^^^^^^^^ info[listens-on-loopback]
    /// ```
    ///
    /// # Stays silent
    /// With a second container, which may be a proxy, nothing can be said.
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api }
    /// spec: { selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: api-0, labels: { app: api } }
    /// spec:
    ///   containers:
    ///     - name: api
    ///       image: api
    ///       args: ["--host=127.0.0.1"]
    ///     - name: proxy
    ///       image: proxy
    /// ```
    pub(super) LISTENS_ON_LOOPBACK = "listens-on-loopback", Info, check
}

/// Flags by which servers are told where to listen, without their dashes.
const FLAGS: [&str; 9] = [
    "host",
    "bind",
    "listen",
    "address",
    "addr",
    "bind-address",
    "listen-address",
    "bind-addr",
    "listen-addr",
];

fn check(analysis: &Analysis, report: &mut Reporter) {
    let mut told = BTreeSet::new();
    for (service_object, service, sources) in analysis.selected() {
        for source in sources.into_iter().filter(|source| source.template.serving_containers().count() == 1) {
            let Some((path, range)) = loopback(source) else { continue };
            if told.insert(source.object.id) {
                report.push(listens(source.object, service_object, service, path, range));
            }
        }
    }
}

/// The argument by which the only container is told to listen on the loopback address.
fn loopback(source: PodSource<'_>) -> Option<(FieldPath, TextRange)> {
    let (spec, path) = source.spec();
    let (at, container) = spec.list("containers").iter().enumerate().next()?;
    let path = path.child("containers").index(at);
    ["command", "args"].iter().find_map(|field| {
        let words = container.list(field);
        let found = words.iter().enumerate().find(|(word, value)| {
            let before = word.checked_sub(1).and_then(|before| words.get(before)).and_then(Value::as_str);
            is_loopback(before, value.as_str().unwrap_or(""))
        });
        let (word, value) = found?;
        Some((path.clone().child(field).index(word), value.range()?))
    })
}

/// Says whether a word, with the one before it, is a listen flag with a loopback address.
fn is_loopback(before: Option<&str>, word: &str) -> bool {
    let is_flag = |flag: &str| flag.starts_with('-') && FLAGS.contains(&flag.trim_start_matches('-'));
    let address = match word.split_once('=') {
        Some((flag, value)) if is_flag(flag) => value,
        None if before.is_some_and(is_flag) => word,
        _ => return false,
    };
    let host = address.rsplit_once(':').map_or(address, |(host, port)| {
        if port.chars().all(|c| c.is_ascii_digit()) && !host.ends_with(':') { host } else { address }
    });
    matches!(host.trim_matches(['[', ']']), "127.0.0.1" | "::1" | "localhost")
}

fn listens(
    object: &Object,
    service_object: &Object,
    service: &Service,
    path: FieldPath,
    range: TextRange,
) -> Finding {
    let target = service.ports.iter().find_map(|port| port.target_port.as_ref()?.range());
    let port = service.ports.first().and_then(|port| match &port.target_port.as_ref()?.value {
        PortRef::Number(number) => Some(number.to_string()),
        PortRef::Name(name) => Some(format!("`{name}`")),
    });
    LISTENS_ON_LOOPBACK
        .at(
            object,
            object.span(range),
            path,
            format!("{} is told to listen on the loopback address", object.title()),
        )
        .effect(format!("Connections of Service `{}` to its Pods are refused.", service_object.name))
        .because(
            target.map_or_else(|| service_object.head(), |range| service_object.span(range)),
            format!("{} sends traffic to port {}", service_object.title(), port.unwrap_or_default()),
        )
        .help("listen on `0.0.0.0`, or on `::` for both families")
}
