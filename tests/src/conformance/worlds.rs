//! Worlds: what the endpoint controllers write, as the recorded answers spell it.

use super::Judged;
use crate::world::objects;
use portolan_core::assumptions::Assumptions;
use portolan_core::cluster::{
    Cluster, EndpointsSource, LegacyAddress, LegacyEndpoints, Slice, SliceEndpoint, SlicePort, SliceSource,
    simulate,
};
use portolan_core::object::endpoints::TargetRef;
use portolan_core::scenario::Scenario;
use serde_json::{Map, Value as Json, json};
use std::collections::BTreeMap;

/// A group of slices above this size is judged by the sizes of its slices: who is in which is left to chance.
const MAX_COMPARED: usize = 100;

/// Judges one world: `{id, text, endpoints, slices}`.
pub fn judge(assumptions: &Assumptions, case: &Json) -> Vec<Judged> {
    let text = case["text"].as_str().unwrap_or("");
    let objects = objects(text, assumptions);
    let cluster = simulate(&objects, assumptions, &Scenario::default());
    let endpoints = cluster.endpoints.iter().map(endpoints_json).collect();
    let slices = controlled(&cluster).map(slice_json).collect();
    vec![
        Judged::new(
            "endpoints",
            endpoints_truth(&case["endpoints"]),
            endpoints_truth(&Json::Array(endpoints)),
        ),
        Judged::new("slices", slices_truth(&case["slices"]), slices_truth(&Json::Array(slices))),
    ]
}

fn controlled(cluster: &Cluster) -> impl Iterator<Item = &Slice> {
    cluster.slices.iter().filter(|slice| !matches!(slice.source, SliceSource::Manual(_)))
}

/// An Endpoints object as it is stored.
pub fn endpoints_json(endpoints: &LegacyEndpoints) -> Json {
    let subsets = endpoints.subsets.iter().map(|subset| {
        let mut out = Map::new();
        let mut put = |name: &str, list: Vec<Json>| {
            if !list.is_empty() {
                out.insert(name.to_owned(), Json::Array(list));
            }
        };
        let is_written = matches!(endpoints.source, EndpointsSource::Selector(_));
        put("addresses", subset.addresses.iter().map(|a| address_json(a, is_written)).collect());
        put(
            "notReadyAddresses",
            subset.not_ready_addresses.iter().map(|a| address_json(a, is_written)).collect(),
        );
        put("ports", subset.ports.iter().map(|port| port_json(port, false)).collect());
        Json::Object(out)
    });
    let subsets: Vec<Json> = subsets.collect();
    let mut metadata = metadata_json(&endpoints.namespace, &endpoints.labels, &endpoints.annotations);
    metadata.insert("name".to_owned(), json!(endpoints.name));
    let mut out = json!({"kind": "Endpoints", "metadata": metadata});
    if !subsets.is_empty() {
        out["subsets"] = Json::Array(subsets);
    }
    out
}

/// An EndpointSlice as it is stored.
pub fn slice_json(slice: &Slice) -> Json {
    let list = |list: Vec<Json>| if list.is_empty() { Json::Null } else { Json::Array(list) };
    json!({
        "kind": "EndpointSlice",
        "metadata": metadata_json(&slice.namespace, &slice.labels, &slice.annotations),
        "addressType": slice.address_type,
        "endpoints": list(slice.endpoints.iter().map(endpoint_json).collect()),
        "ports": list(slice.ports.iter().map(|port| port_json(port, true)).collect()),
    })
}

fn metadata_json(
    namespace: &str,
    labels: &BTreeMap<String, String>,
    annotations: &BTreeMap<String, String>,
) -> Map<String, Json> {
    let mut out = Map::new();
    out.insert("namespace".to_owned(), json!(namespace));
    for (name, map) in [("labels", labels), ("annotations", annotations)] {
        if !map.is_empty() {
            out.insert(name.to_owned(), json!(map));
        }
    }
    out
}

/// `keeps_name`: a slice port spells the empty name, a port of Endpoints leaves it out.
fn port_json(port: &SlicePort, keeps_name: bool) -> Json {
    let mut out = json!({"protocol": port.protocol});
    if let Some(name) = port.name.as_ref().filter(|name| keeps_name || !name.is_empty()) {
        out["name"] = json!(name);
    }
    if let Some(number) = port.port {
        out["port"] = json!(number);
    }
    if let Some(protocol) = &port.app_protocol {
        out["appProtocol"] = json!(protocol);
    }
    out
}

fn target_json(target: &TargetRef) -> Json {
    let fields = [
        ("apiVersion", &target.api_version),
        ("kind", &target.kind),
        ("namespace", &target.namespace),
        ("name", &target.name),
        ("resourceVersion", &target.resource_version),
        ("fieldPath", &target.field_path),
    ];
    let set = fields.into_iter().filter(|(_, value)| !value.is_empty());
    Json::Object(set.map(|(name, value)| (name.to_owned(), json!(value))).collect())
}

fn address_json(address: &LegacyAddress, has_node: bool) -> Json {
    let mut out = json!({"ip": address.ip});
    if let Some(hostname) = &address.hostname {
        out["hostname"] = json!(hostname);
    }
    match &address.node_name {
        Some(node) => out["nodeName"] = json!(node),
        None if has_node => out["nodeName"] = json!(""),
        None => {}
    }
    if let Some(target) = &address.target_ref {
        out["targetRef"] = target_json(target);
    }
    out
}

fn endpoint_json(endpoint: &SliceEndpoint) -> Json {
    let mut conditions = Map::new();
    let flags =
        [("ready", endpoint.ready), ("serving", endpoint.serving), ("terminating", endpoint.terminating)];
    for (name, flag) in flags {
        if let Some(flag) = flag {
            conditions.insert(name.to_owned(), json!(flag));
        }
    }
    let mut out = json!({"addresses": endpoint.addresses, "conditions": conditions});
    let texts =
        [("hostname", &endpoint.hostname), ("nodeName", &endpoint.node_name), ("zone", &endpoint.zone)];
    for (name, text) in texts {
        if let Some(text) = text {
            out[name] = json!(text);
        }
    }
    if let Some(target) = &endpoint.target_ref {
        out["targetRef"] = target_json(target);
    }
    let mut hints = Map::new();
    for (name, list) in [("forZones", &endpoint.hint_zones), ("forNodes", &endpoint.hint_nodes)] {
        if !list.is_empty() {
            hints.insert(name.to_owned(), list.iter().map(|name| json!({"name": name})).collect());
        }
    }
    if !hints.is_empty() {
        out["hints"] = Json::Object(hints);
    }
    out
}

/// Endpoints with every list sorted; more addresses than are compared become a number.
fn endpoints_truth(list: &Json) -> Json {
    let mut out = list.clone();
    for endpoints in out.as_array_mut().into_iter().flatten() {
        for subset in endpoints.get_mut("subsets").and_then(Json::as_array_mut).into_iter().flatten() {
            sort_field(subset, "ports");
            for name in ["addresses", "notReadyAddresses"] {
                sort_field(subset, name);
                if let Some(list) = subset.get_mut(name)
                    && list.as_array().is_some_and(|list| list.len() > MAX_COMPARED)
                {
                    *list = json!(list.as_array().map_or(0, Vec::len));
                }
            }
        }
        sort_field(endpoints, "subsets");
    }
    sort(&mut out);
    out
}

/// Slices with every list sorted; a group with more endpoints than are compared shows sizes only.
fn slices_truth(list: &Json) -> Json {
    let mut out = list.clone();
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    let group = |slice: &Json| {
        let mut ports = slice["ports"].clone();
        sort(&mut ports);
        format!("{}{}{ports}", slice["metadata"], slice["addressType"])
    };
    let size = |slice: &Json| slice["endpoints"].as_array().map_or(0, Vec::len);
    for slice in out.as_array().into_iter().flatten() {
        *sizes.entry(group(slice)).or_default() += size(slice);
    }
    for slice in out.as_array_mut().into_iter().flatten() {
        if sizes.get(&group(slice)).is_some_and(|&size| size > MAX_COMPARED) {
            slice["endpoints"] = json!(size(slice));
        }
        sort_field(slice, "endpoints");
        sort_field(slice, "ports");
    }
    sort(&mut out);
    out
}

fn sort_field(object: &mut Json, name: &str) {
    if let Some(list) = object.get_mut(name) {
        sort(list);
    }
}

fn sort(list: &mut Json) {
    if let Some(list) = list.as_array_mut() {
        list.sort_by_cached_key(Json::to_string);
    }
}
