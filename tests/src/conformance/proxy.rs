//! The Service proxy: the endpoints that kube-proxy uses, per node, family and Service port.

use super::Judged;
use crate::world::objects_without_admission;
use portolan_core::assumptions::Assumptions;
use portolan_core::cluster::simulate;
use portolan_core::cluster::world::World;
use portolan_core::go::ip::IpFamily;
use portolan_core::object::Object;
use portolan_core::scenario::Scenario;
use portolan_core::traffic::proxy::{
    Destination, OnNode, ProxyEndpoint, Refusal, ServicePortInfo, endpoints, on_node, service_port_info,
};
use serde_json::{Map, Value as Json, json};

/// Judges one world: `{id, why, text, proxy: [line]}`.
pub fn judge(assumptions: &Assumptions, case: &Json) -> Vec<Judged> {
    let objects = objects_without_admission(case["text"].as_str().unwrap_or(""), assumptions);
    let cluster = simulate(&objects, assumptions, &Scenario::default());
    let world = World::new(&objects, &cluster, assumptions, false);
    let lines = case["proxy"].as_array().into_iter().flatten();
    lines
        .flat_map(|line| {
            let found = objects.iter().find_map(|object| answer(&world, object, line));
            let (used, refused) = found.unwrap_or((Json::Null, Json::Null));
            [
                Judged::new("endpoints", truth(line), used),
                Judged::new("refused", line.get("refused").cloned().unwrap_or(json!({})), refused),
            ]
        })
        .collect()
}

/// The lists of a line as sets; an absent one is empty.
fn truth(line: &Json) -> Json {
    let list = |name: &str| {
        let mut list: Vec<&str> =
            line[name].as_array().into_iter().flatten().filter_map(Json::as_str).collect();
        list.sort_unstable();
        json!(list)
    };
    json!({
        "clusterIP": line["clusterIP"],
        "port": line["port"],
        "nodePort": line.get("nodePort").cloned().unwrap_or(json!(0)),
        "internalTraffic": list("internalTraffic"),
        "externalTraffic": list("externalTraffic"),
        "externalTrafficFromPod": list("externalTrafficFromPod"),
    })
}

/// The answer to a line, if it is about this object.
fn answer(world: &World<'_>, object: &Object, line: &Json) -> Option<(Json, Json)> {
    let service = object.service()?;
    let family = IpFamily::parse(line["family"].as_str()?)?;
    let name = format!("{}/{}", object.namespace, object.name);
    let port = service.ports.iter().find(|port| {
        let named =
            if port.name_str().is_empty() { name.clone() } else { format!("{name}:{}", port.name_str()) };
        line["servicePort"] == named.as_str() && line["protocol"] == port.protocol.value.as_str()
    })?;
    let node = line["node"].as_str()?;
    let zone =
        world.cluster.nodes.iter().find(|found| found.name == node).and_then(|found| found.zone.clone());
    let info = service_port_info(world.assumptions, object, service, port, family)?;
    let known = endpoints(world, object, port, family);
    let done = on_node(&info, &known, node, zone.as_deref().unwrap_or(""));
    let used = json!({
        "clusterIP": info.cluster_ip,
        "port": port.number(),
        "nodePort": info.node_port.unwrap_or(0),
        "internalTraffic": names(&known, &done.internal),
        "externalTraffic": names(&known, done.external.as_deref().unwrap_or_default()),
        "externalTrafficFromPod": names(&known, done.external_from_pod.as_deref().unwrap_or_default()),
    });
    Some((used, refused(&info, &done)))
}

fn names(known: &[ProxyEndpoint], places: &[usize]) -> Json {
    let mut names: Vec<String> =
        places.iter().filter_map(|&at| known.get(at)).map(ToString::to_string).collect();
    names.sort();
    json!(names)
}

fn refused(info: &ServicePortInfo, done: &OnNode) -> Json {
    let mut out = Map::new();
    for (destination, refusal) in &done.refused {
        let name = match destination {
            Destination::ClusterIp => info.cluster_ip.clone().unwrap_or_default(),
            Destination::Address(address) => address.clone(),
            Destination::NodePort => "nodePort".to_owned(),
        };
        let how = match refusal {
            Refusal::Reject => "reject",
            Refusal::Drop => "drop",
            Refusal::Filtered => "filtered",
        };
        out.insert(name, json!(how));
    }
    Json::Object(out)
}
