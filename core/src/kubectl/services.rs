//! `kubectl get services`.

use super::table::{AGE, Columns, Table, name, stored};
use crate::Analysis;
use crate::object::service::LoadBalancerIngress;
use crate::value::Value;
use std::collections::BTreeSet;

pub(super) fn table(analysis: &Analysis, namespace: &str, columns: Columns) -> Table {
    let mut head = vec!["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"];
    if columns == Columns::Wide {
        head.push("SELECTOR");
    }
    let objects = stored(analysis, namespace, |object| object.service().is_some());
    let rows = objects.into_iter().filter_map(|object| {
        let addresses = &object.service()?.load_balancer_ingress;
        let spec = object.value.get("spec");
        let cluster_ip = spec.list("clusterIPs").first().and_then(Value::as_str).unwrap_or("<none>");
        let ports = port_string(spec.list("ports"));
        let mut row = vec![
            name(object).to_owned(),
            spec.str("type").to_owned(),
            cluster_ip.to_owned(),
            external_ip(spec, addresses, columns),
            if ports.is_empty() { "<none>".to_owned() } else { ports },
            AGE.to_owned(),
        ];
        if columns == Columns::Wide {
            row.push(format_labels(spec.get("selector")));
        }
        Some(row)
    });
    Table { head, rows: rows.collect() }
}

/// Source: printers.go getServiceExternalIP
fn external_ip(spec: &Value, addresses: &[LoadBalancerIngress], columns: Columns) -> String {
    let external = texts(spec.get("externalIPs"));
    match spec.str("type") {
        "ClusterIP" | "NodePort" if external.is_empty() => "<none>".to_owned(),
        "ClusterIP" | "NodePort" => external.join(","),
        "LoadBalancer" => {
            let addresses = load_balancer_addresses(addresses, columns);
            let all: Vec<&str> = Some(addresses.as_str())
                .into_iter()
                .filter(|list| !list.is_empty())
                .chain(external)
                .collect();
            if all.is_empty() { "<pending>".to_owned() } else { all.join(",") }
        }
        "ExternalName" => spec.str("externalName").to_owned(),
        _ => "<unknown>".to_owned(),
    }
}

/// Source: printers.go loadBalancerStatusStringer, ingressLoadBalancerStatusStringer
pub(super) fn load_balancer_addresses(ingress: &[LoadBalancerIngress], columns: Columns) -> String {
    let address = |ingress: &'_ LoadBalancerIngress| match ingress.ip.as_str() {
        "" => ingress.hostname.clone(),
        ip => ip.to_owned(),
    };
    let addresses: BTreeSet<String> =
        ingress.iter().map(address).filter(|address| !address.is_empty()).collect();
    let all = addresses.into_iter().collect::<Vec<_>>().join(",");
    match all.get(..13) {
        Some(start) if columns == Columns::Usual && all.len() > 16 => format!("{start}..."),
        _ => all,
    }
}

/// Source: printers.go makePortString
fn port_string(ports: &[Value]) -> String {
    let port = |port: &Value| {
        let node_port = scalar(port.get("nodePort"));
        let (number, protocol) = (port.int("port"), port.str("protocol"));
        if matches!(node_port.as_str(), "" | "0") {
            format!("{number}/{protocol}")
        } else {
            format!("{number}:{node_port}/{protocol}")
        }
    };
    ports.iter().map(port).collect::<Vec<_>>().join(",")
}

/// A number, or the text that stands for one; `""` if absent.
pub(super) fn scalar(value: &Value) -> String {
    match (value.as_int(), value.as_str()) {
        (Some(number), _) => number.to_string(),
        (None, text) => text.unwrap_or("").to_owned(),
    }
}

/// The texts of a list.
pub(super) fn texts(list: &Value) -> Vec<&str> {
    list.as_list().iter().filter_map(Value::as_str).collect()
}

/// A map of labels as `key=value,…`, sorted by key.
///
/// Source: apimachinery v0.37 pkg/labels/labels.go `FormatLabels`, `Set.String`
pub(super) fn format_labels(map: &Value) -> String {
    let mut pairs: Vec<(&str, &str)> = sorted(map);
    pairs.dedup();
    let pairs: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}={value}")).collect();
    if pairs.is_empty() { "<none>".to_owned() } else { pairs.join(",") }
}

/// The entries of a map of texts, sorted by key.
pub(super) fn sorted(map: &Value) -> Vec<(&str, &str)> {
    let mut pairs: Vec<(&str, &str)> = map
        .as_entries()
        .iter()
        .map(|entry| (entry.key.as_ref(), entry.value.as_str().unwrap_or("")))
        .collect();
    pairs.sort_unstable();
    pairs
}
