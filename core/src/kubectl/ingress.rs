//! `kubectl get ingresses`.

use super::services::load_balancer_addresses;
use super::{AGE, Columns, Table, name, stored};
use crate::Analysis;
use crate::value::Value;

pub(super) fn table(analysis: &Analysis, namespace: &str, columns: Columns) -> Table {
    let rows = stored(analysis, namespace, "Ingress").into_iter().map(|object| {
        let spec = object.value.get("spec");
        let ports = if spec.list("tls").is_empty() { "80" } else { "80, 443" };
        vec![
            name(object).to_owned(),
            class(spec).to_owned(),
            format_hosts(spec.list("rules")),
            load_balancer_addresses(&object.value, columns),
            ports.to_owned(),
            AGE.to_owned(),
        ]
    });
    Table { head: vec!["NAME", "CLASS", "HOSTS", "ADDRESS", "PORTS", "AGE"], rows: rows.collect() }
}

/// `spec.ingressClassName`, or what kubectl prints without one.
pub(super) fn class(spec: &Value) -> &str {
    spec.get("ingressClassName").as_str().unwrap_or("<none>")
}

/// Source: printers.go formatHosts
fn format_hosts(rules: &[Value]) -> String {
    let mut list: Vec<&str> = Vec::new();
    let mut more = false;
    for rule in rules {
        more |= list.len() == 3;
        if !more && !rule.str("host").is_empty() {
            list.push(rule.str("host"));
        }
    }
    match (list.is_empty(), more) {
        (true, _) => "*".to_owned(),
        (false, false) => list.join(","),
        (false, true) => format!("{} + {} more...", list.join(","), rules.len().saturating_sub(3)),
    }
}
