//! From a text to the objects and the cluster of a world, for tests that start at the cluster.

use portolan_core::assumptions::{Assumptions, Complete, Fact, GatewayChannel, Version};
use portolan_core::go::ip::IpFamily;
use portolan_core::object::{Object, ObjectId, Provenance, View};
use portolan_core::scenario::Scenario;
use portolan_core::schema::{Manifest, decode, is_namespaced};
use portolan_core::source::DocumentId;
use portolan_core::syntax::{read, split};
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze};
use serde_json::Value as Json;
use std::sync::Arc;

/// Analyzes one text as a file, with nothing stated.
pub fn analysis(text: &str) -> Analysis {
    analysis_with(text, &Assumptions::default())
}

/// Analyzes one text as a file under stated facts.
pub fn analysis_with(text: &str, assumptions: &Assumptions) -> Analysis {
    analysis_of(&[InputFile::new("world.yaml", text)], assumptions)
}

/// Analyzes files under stated facts.
pub fn analysis_of(files: &[InputFile], assumptions: &Assumptions) -> Analysis {
    let input = Input { files, assumptions, scenario: &Scenario::default() };
    analyze(&mut DocumentCache::default(), &input)
}

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

/// Reads the objects of a text with the API server's defaults. They are taken for stored even where the server would
/// refuse them: worlds of tests leave out what the cluster does not read.
pub fn objects(text: &str, assumptions: &Assumptions) -> Vec<Object> {
    let mut objects = analysis_with(text, assumptions).objects;
    for object in &mut objects {
        object.refused = false;
    }
    objects
}

/// Reads the objects of a text as they are, without an API server's defaults.
pub fn objects_without_admission(text: &str, assumptions: &Assumptions) -> Vec<Object> {
    let read = |(at, manifest): (usize, Manifest)| {
        let metadata = manifest.value.get("metadata");
        let (api_version, kind) = (manifest.value.str("apiVersion"), manifest.value.str("kind"));
        let namespace = match metadata.str("namespace") {
            _ if is_namespaced(api_version, kind) == Some(false) => "",
            "" => assumptions.default_namespace.get(),
            namespace => namespace,
        };
        Object {
            id: ObjectId(at as u32),
            document: DocumentId(at as u32),
            range: manifest.range,
            api_version: api_version.to_owned(),
            kind: kind.to_owned(),
            name: metadata.str("name").to_owned(),
            namespace: namespace.to_owned(),
            namespace_written: !metadata.str("namespace").is_empty(),
            view: View::read(api_version, kind, &manifest.value),
            partial: manifest.partial,
            provenance: Provenance::Manifest,
            superseded_by: None,
            redefined_by: None,
            refused: false,
            value: manifest.value,
        }
    };
    manifests(text, assumptions).into_iter().enumerate().map(read).collect()
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
    let channel = match text("gatewayApi").split_once(' ') {
        Some((_, "experimental")) => Some(GatewayChannel::Experimental),
        Some(_) => Some(GatewayChannel::Standard),
        None => None,
    };
    Assumptions {
        gateway_channel: Fact::Stated(channel),
        kubernetes: Fact::Stated(Version::parse(text("kubernetes")).unwrap_or(Version::NEWEST)),
        ip_families: Fact::Stated(cidrs.iter().map(family).collect()),
        service_cidrs: Fact::Stated(cidrs),
        node_port_range: Fact::Stated(range.unwrap_or((30000, 32767))),
        default_namespace: Fact::Stated(text("defaultNamespace").to_owned()),
        complete: Complete::Everything,
        as_manifests: true,
        ..Assumptions::default()
    }
}
