//! `kubectl get endpoints` and `kubectl get endpointslices`, and the lists of endpoints in descriptions.

use super::table::{AGE, RANDOM, Table, cut_list, join_host_port};
use crate::Analysis;
use crate::cluster::{LegacyEndpoints, Slice, SlicePort, SliceSource};

pub(super) fn endpoints(analysis: &Analysis, namespace: &str) -> Table {
    let of_namespace = analysis.cluster.endpoints.iter().filter(|endpoints| endpoints.namespace == namespace);
    let rows = of_namespace
        .map(|endpoints| vec![endpoints.name.clone(), format_endpoints(endpoints), AGE.to_owned()])
        .collect();
    Table { head: vec!["NAME", "ENDPOINTS", "AGE"], rows }
}

/// Source: printers.go formatEndpoints
fn format_endpoints(endpoints: &LegacyEndpoints) -> String {
    if endpoints.subsets.is_empty() {
        return "<none>".to_owned();
    }
    let mut list = Vec::new();
    for subset in &endpoints.subsets {
        let addresses = || subset.addresses.iter().map(|address| address.ip.as_str());
        if subset.ports.is_empty() {
            list.extend(addresses().map(str::to_owned));
        }
        for port in &subset.ports {
            let number = port.port.unwrap_or(0).to_string();
            list.extend(addresses().map(|address| join_host_port(address, &number)));
        }
    }
    cut_list(&list, "")
}

pub(super) fn slices(analysis: &Analysis, namespace: &str) -> Table {
    let of_namespace = analysis.cluster.slices.iter().filter(|slice| slice.namespace == namespace);
    let row = |slice: &Slice| {
        let name = match slice.source {
            SliceSource::Manual(id) => analysis.object(id).map_or("", super::table::name).to_owned(),
            SliceSource::Selector(_) | SliceSource::Mirrored(_) => format!("{}-{RANDOM}", slice.service_name),
        };
        let ports: Vec<String> = slice.ports.iter().map(port_text).collect();
        let addresses: Vec<String> =
            slice.endpoints.iter().flat_map(|endpoint| endpoint.addresses.clone()).collect();
        vec![
            name,
            slice.address_type.clone(),
            cut_list(&ports, "<unset>"),
            cut_list(&addresses, "<unset>"),
            AGE.to_owned(),
        ]
    };
    let mut rows: Vec<Vec<String>> = of_namespace.map(row).collect();
    rows.sort_by(|a, b| a.first().cmp(&b.first()));
    Table { head: vec!["NAME", "ADDRESSTYPE", "PORTS", "ENDPOINTS", "AGE"], rows }
}

/// Source: printers.go formatDiscoveryPorts
fn port_text(port: &SlicePort) -> String {
    match (port.port, &port.name) {
        (Some(number), _) => number.to_string(),
        (None, Some(name)) => name.clone(),
        (None, None) => "*".to_owned(),
    }
}

/// The ready endpoints of a Service's port.
///
/// Source: describe.go formatEndpointSlices
pub(super) fn format_endpoint_slices(slices: &[Slice], port_name: &str) -> String {
    if slices.is_empty() {
        return "<none>".to_owned();
    }
    let mut list = Vec::new();
    for slice in slices {
        let ready = || {
            let ready = slice.endpoints.iter().filter(|endpoint| endpoint.ready.unwrap_or(true));
            ready.filter_map(|endpoint| endpoint.addresses.first())
        };
        if slice.ports.is_empty() {
            list.extend(ready().cloned());
        }
        for port in slice.ports.iter().filter(|port| port.name.as_deref().unwrap_or("") == port_name) {
            let number = port.port.unwrap_or(0).to_string();
            list.extend(ready().map(|address| join_host_port(address, &number)));
        }
    }
    cut_list(&list, "")
}
