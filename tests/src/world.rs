//! From a text to the objects and the cluster of a world, for tests that start at the cluster.

use portolan_core::admission::Server;
use portolan_core::admission::Verdict;
use portolan_core::assumptions::{Assumptions, Complete, Fact, IpFamily, Version};
use portolan_core::object::{Object, ObjectId, View};
use portolan_core::schema::{Manifest, decode};
use portolan_core::source::DocumentId;
use portolan_core::syntax::{read, split};
use serde_json::Value as Json;
use std::sync::Arc;

/// Reads the manifests of a text.
pub fn manifests(text: &str, assumptions: &Assumptions) -> Vec<Manifest> {
    manifests_of_file("world.yaml", text, assumptions)
}

/// Reads the manifests of a file.
pub fn manifests_of_file(name: &str, text: &str, assumptions: &Assumptions) -> Vec<Manifest> {
    let split = split(name, text);
    let chunks = split.chunks.iter().map(|chunk| {
        let part = text.get(chunk.range.start as usize..chunk.range.end as usize).unwrap_or("");
        decode(&read(&Arc::from(part), chunk.format), *assumptions.kubernetes.get())
    });
    chunks.flatten().collect()
}

/// Reads the objects of a text as the API server would store them.
pub fn objects(text: &str, assumptions: &Assumptions) -> Vec<Object> {
    let mut server = Server::new(assumptions);
    let mut out = Vec::new();
    let split = split("world.yaml", text);
    for (document, chunk) in split.chunks.iter().enumerate() {
        let part = text.get(chunk.range.start as usize..chunk.range.end as usize).unwrap_or("");
        let read = read(&Arc::from(part), chunk.format);
        for manifest in decode(&read, *assumptions.kubernetes.get()) {
            let api_version = manifest.api_version.as_ref().map_or("", |text| &text.value).to_owned();
            let kind = manifest.kind.as_ref().map_or("", |text| &text.value).to_owned();
            let admission = server.create(&manifest);
            // A dump's status is what the cluster has, though a create request would drop it.
            let mut value = admission.object;
            if let Verdict::Accepted = admission.verdict
                && manifest.value.has("status")
            {
                value.set("status", manifest.value.get("status").clone());
            }
            let written = manifest.value.get("metadata").str("namespace");
            let is_namespaced =
                !matches!(kind.as_str(), "Node" | "Namespace" | "IngressClass" | "GatewayClass");
            let namespace = match (is_namespaced, written) {
                (false, _) => "",
                (true, "") => assumptions.default_namespace.get().as_str(),
                (true, namespace) => namespace,
            };
            out.push(Object {
                id: ObjectId(out.len() as u32),
                document: DocumentId(document as u32),
                range: manifest.range,
                name: manifest.value.get("metadata").str("name").to_owned(),
                namespace: namespace.to_owned(),
                namespace_written: !written.is_empty(),
                view: View::read(&api_version, &kind, &value),
                api_version,
                kind,
                value,
                partial: manifest.partial,
                superseded_by: None,
            });
        }
    }
    out
}

/// The facts that a file of recorded answers states in its first line.
pub fn recorded_assumptions(recorded: &Json) -> Assumptions {
    let text = |name: &str| recorded.get(name).and_then(Json::as_str).unwrap_or("");
    let cidrs: Vec<String> = recorded
        .get("serviceCidrs")
        .and_then(Json::as_array)
        .map(|list| list.iter().filter_map(Json::as_str).map(str::to_owned).collect())
        .unwrap_or_default();
    let family = |cidr: &String| if cidr.contains(':') { IpFamily::V6 } else { IpFamily::V4 };
    let range = text("nodePortRange").split_once('-');
    let range = range.and_then(|(low, high)| Some((low.parse().ok()?, high.parse().ok()?)));
    Assumptions {
        kubernetes: Fact::Stated(Version::parse(text("kubernetes")).unwrap_or(Version::NEWEST)),
        ip_families: Fact::Stated(cidrs.iter().map(family).collect()),
        service_cidrs: Fact::Stated(cidrs),
        node_port_range: Fact::Stated(range.unwrap_or((30000, 32767))),
        default_namespace: Fact::Stated(text("defaultNamespace").to_owned()),
        complete: Complete::Everything,
        ..Assumptions::default()
    }
}
