//! `kubectl get ingresses`.

use super::services::load_balancer_addresses;
use super::table::{AGE, Columns, Table, name, stored};
use crate::Analysis;
use crate::object::Ingress;
use crate::object::ingress::IngressRule;

pub(super) fn table(analysis: &Analysis, namespace: &str, columns: Columns) -> Table {
    let objects = stored(analysis, namespace, |object| object.ingress().is_some());
    let rows = objects.into_iter().filter_map(|object| {
        let ingress = object.ingress()?;
        let ports = if ingress.tls.is_empty() { "80" } else { "80, 443" };
        Some(vec![
            name(object).to_owned(),
            class(ingress).to_owned(),
            format_hosts(&ingress.rules),
            load_balancer_addresses(&ingress.load_balancer_ingress, columns),
            ports.to_owned(),
            AGE.to_owned(),
        ])
    });
    Table { head: vec!["NAME", "CLASS", "HOSTS", "ADDRESS", "PORTS", "AGE"], rows: rows.collect() }
}

/// `spec.ingressClassName`, or what kubectl prints without one.
pub(super) fn class(ingress: &Ingress) -> &str {
    ingress.class_name.as_ref().map_or("<none>", |name| &name.value)
}

/// Source: printers.go formatHosts
fn format_hosts(rules: &[IngressRule]) -> String {
    let mut list: Vec<&str> = Vec::new();
    let mut more = false;
    for rule in rules {
        more |= list.len() == 3;
        if let Some(host) = rule.host.as_ref().filter(|_| !more) {
            list.push(&host.value);
        }
    }
    match (list.is_empty(), more) {
        (true, _) => "*".to_owned(),
        (false, false) => list.join(","),
        (false, true) => format!("{} + {} more...", list.join(","), rules.len().saturating_sub(3)),
    }
}
