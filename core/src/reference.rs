//! Hosts that containers name in their arguments and environment: who calls whom, as far as manifests tell.
//!
//! A text names a host in a URL (`http://api:8080/v1`), as `host:port`, or as a bare word under a variable whose name
//! says so (`DB_HOST`). Whether the program uses it is its own affair.

use crate::field_path::FieldPath;
use crate::object::Object;
use crate::selection::PodSource;
use crate::source::TextRange;
use crate::value::Value;

/// A host that a container names.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference<'a> {
    /// The workload or Pod whose container names it.
    pub object: &'a Object,
    /// The value that holds it.
    pub path: FieldPath,
    /// Where the value was written.
    pub range: Option<TextRange>,
    /// The whole value.
    pub text: &'a str,
    /// The host.
    pub host: &'a str,
    /// The port that is written with it.
    pub port: Option<i64>,
}

/// A host read as the name of a Service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ServiceName<'h> {
    /// The Service.
    pub service: &'h str,
    /// The namespace, where it is named.
    pub namespace: Option<&'h str>,
}

impl<'h> ServiceName<'h> {
    /// Reads `svc`, `svc.ns`, `svc.ns.svc` or the full name under the cluster's domain; `None` for other forms.
    pub fn parse(host: &'h str, cluster_domain: &str) -> Option<Self> {
        let host = host.strip_suffix('.').unwrap_or(host);
        let mut labels = host.splitn(3, '.');
        let service = labels.next().filter(|label| is_label(label))?;
        let namespace = labels.next();
        let is_cluster_name = labels.next().is_none_or(|rest| {
            rest == "svc" || rest.strip_prefix("svc.").is_some_and(|domain| domain == cluster_domain)
        });
        (is_cluster_name && namespace.is_none_or(is_label)).then_some(Self { service, namespace })
    }
}

fn is_label(text: &str) -> bool {
    let is_inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !text.is_empty()
        && text.chars().all(is_inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.chars().any(|c| c.is_ascii_lowercase())
}

/// The hosts that the containers of a Pod source name, in source order.
pub fn references(source: PodSource<'_>) -> Vec<Reference<'_>> {
    let (spec, path) = source.spec();
    let mut found = Vec::new();
    for list in ["initContainers", "containers"] {
        for (at, container) in spec.list(list).iter().enumerate() {
            let path = path.clone().child(list).index(at);
            for field in ["command", "args"] {
                for (word, value) in container.list(field).iter().enumerate() {
                    let path = path.clone().child(field).index(word);
                    found.extend(in_value(source.object, value, &path, false));
                }
            }
            for (at, variable) in container.list("env").iter().enumerate() {
                let path = path.clone().child("env").index(at).child("value");
                let names_host = names_host(variable.str("name"));
                found.extend(in_value(source.object, variable.get("value"), &path, names_host));
            }
        }
    }
    found
}

/// Says whether a variable's name announces a host.
fn names_host(variable: &str) -> bool {
    let word = variable.rsplit(['_', '.', '-']).next().unwrap_or(variable);
    ["HOST", "HOSTNAME", "ADDR", "ADDRESS", "SERVER", "ENDPOINT", "SERVICE"]
        .iter()
        .any(|name| word.eq_ignore_ascii_case(name))
}

fn in_value<'a>(object: &'a Object, value: &'a Value, path: &FieldPath, bare: bool) -> Vec<Reference<'a>> {
    let Some(text) = value.as_str() else { return Vec::new() };
    hosts(text, bare)
        .into_iter()
        .map(|(host, port)| Reference { object, path: path.clone(), range: value.range(), text, host, port })
        .collect()
}

/// Finds hosts in a text; `bare` takes a single word for one, too.
fn hosts(text: &str, bare: bool) -> Vec<(&str, Option<i64>)> {
    let mut found = Vec::new();
    for word in text.split([',', ' ', '\t', '\n', '"', '\'', ';', '|', '(', ')', '<', '>']) {
        // `--flag=value` and `key=value` hold the value.
        let word = match word.split_once('=') {
            Some((key, value)) if !key.contains("://") => value,
            _ => word,
        };
        let (is_url, authority) = match word.split_once("://") {
            Some((_, rest)) => (true, rest.split(['/', '?', '#']).next().unwrap_or("")),
            None => (false, word),
        };
        let authority = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
        let (host, port) = match authority.split_once(':') {
            Some((host, port)) => match port.parse::<u16>() {
                Ok(port) => (host, Some(i64::from(port))),
                Err(_) => continue,
            },
            None => (authority, None),
        };
        let is_host = !host.is_empty() && host.split('.').all(is_label);
        let is_named = is_url || port.is_some() || (bare && word == text.trim());
        if is_host && is_named {
            found.push((host, port));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_in_texts() {
        assert_eq!(hosts("http://api:8080/v1", false), [("api", Some(8080))]);
        assert_eq!(hosts("postgres://u:p@db.data:5432/x", false), [("db.data", Some(5432))]);
        assert_eq!(hosts("--routes=nats://nats-0.nats:6222,nats://nats-1.nats:6222", false).len(), 2);
        assert_eq!(hosts("db", true), [("db", None)]);
        assert_eq!(hosts("db", false), []);
        assert_eq!(hosts("image:latest", false), []);
        assert_eq!(hosts("0.0.0.0:8080", false), []);
    }

    #[test]
    fn service_names() {
        let parse =
            |host| ServiceName::parse(host, "cluster.local").map(|name| (name.service, name.namespace));
        assert_eq!(parse("db"), Some(("db", None)));
        assert_eq!(parse("db.data"), Some(("db", Some("data"))));
        assert_eq!(parse("db.data.svc.cluster.local."), Some(("db", Some("data"))));
        assert_eq!(parse("db.example.com"), None);
        assert_eq!(parse("db.data.svc.other.domain"), None);
    }
}
