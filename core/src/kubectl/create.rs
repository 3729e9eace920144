//! The `kubectl` command that creates a Service: `create service` or `expose`.
//!
//! Both set only part of a Service. Where a command would leave out or change something that the manifest says, there
//! is no such command, and the first thing that stands in the way is named.
//!
//! Source: kubectl v0.37 pkg/cmd/create/`create_service.go` createService, pkg/cmd/expose/expose.go createService

use super::services::{scalar, sorted};
use crate::Analysis;
use crate::object::{Object, Pair, PodTemplate};
use crate::value::{Origin, Value};
use std::fmt::Write;

/// The kinds that `expose` takes, with the name it takes them by.
const EXPOSABLE: [(&str, &str); 4] =
    [("Deployment", "deployment"), ("ReplicaSet", "rs"), ("ReplicationController", "rc"), ("Pod", "pod")];

/// Fields of `spec` that some command sets.
const SETTABLE: [&str; 9] = [
    "type",
    "selector",
    "ports",
    "clusterIP",
    "clusterIPs",
    "externalName",
    "externalIPs",
    "loadBalancerIP",
    "sessionAffinity",
];

/// The command that creates the same Service, or the sentence that says why there is none.
///
/// # Errors
///
/// Why no command creates the object.
pub fn command_for(analysis: &Analysis, object: &Object) -> Result<String, String> {
    if object.service().is_none() {
        return Err(format!("kubectl creates no {} from flags alone.", object.kind));
    }
    common(object)?;
    let by_create = create_service(object);
    if by_create.is_ok() {
        return by_create;
    }
    let mut why = None;
    for candidate in analysis.objects.iter().filter(|candidate| candidate.namespace == object.namespace) {
        let Some((_, kind)) = EXPOSABLE.iter().find(|(kind, _)| *kind == candidate.kind) else { continue };
        match expose(object, candidate, kind) {
            Ok(command) => return Ok(command),
            Err(reason) => why = why.or(Some(reason)),
        }
    }
    let create = by_create.err().unwrap_or_default();
    Err(match why {
        Some(expose) => format!("`kubectl create service` {create}, and `kubectl expose` {expose}."),
        None => format!("`kubectl create service` {create}, and nothing in these files can be exposed."),
    })
}

/// Refuses what no command can set.
fn common(object: &Object) -> Result<(), String> {
    let written = |value: &Value| matches!(value.origin, Origin::Written(_));
    if let Some(entry) = object.value.get("metadata").entries("annotations").first() {
        return Err(format!("No kubectl command sets the annotation `{}`.", entry.key));
    }
    for entry in object.value.get("spec").as_entries() {
        let usual = matches!(
            (entry.key.as_ref(), entry.value.as_str()),
            ("internalTrafficPolicy" | "externalTrafficPolicy", Some("Cluster"))
        );
        if written(&entry.value) && !usual && !SETTABLE.contains(&entry.key.as_ref()) {
            return Err(format!("No kubectl command sets `spec.{}`.", entry.key));
        }
    }
    for (at, port) in object.value.get("spec").list("ports").iter().enumerate() {
        if port.has("appProtocol") {
            return Err(format!("No kubectl command sets `spec.ports[{at}].appProtocol`."));
        }
    }
    Ok(())
}

fn create_service(object: &Object) -> Result<String, String> {
    let name = super::table::name(object);
    let spec = object.value.get("spec");
    let (verb, with_node_port) = match spec.str("type") {
        "NodePort" => ("nodeport", true),
        "LoadBalancer" => ("loadbalancer", false),
        "ExternalName" => ("externalname", false),
        _ => ("clusterip", false),
    };
    let only_app = |map: &Value| sorted(map) == [("app", name)];
    if !only_app(spec.get("selector")) {
        return Err(format!("always selects `app={name}`"));
    }
    if !only_app(object.value.get("metadata").get("labels")) {
        return Err(format!("always labels the Service `app={name}`"));
    }
    let mut flags = String::new();
    let mut node_port = None;
    for port in spec.list("ports") {
        let (number, target) = (port.int("port").to_string(), scalar(port.get("targetPort")));
        let pairs = [number.clone(), format!("{number}:{target}")];
        let fits = |pair: &&String| {
            port.str("name") == pair.replace(':', "-") && (pair.contains(':') || target == number)
        };
        let Some(pair) = pairs.iter().find(fits) else {
            return Err(format!(
                "names the port `{}`",
                pairs.last().map_or("", String::as_str).replace(':', "-")
            ));
        };
        if port.str("protocol") != "TCP" {
            return Err("makes TCP ports only".to_owned());
        }
        let _ = write!(flags, " --tcp={pair}");
        if let (Some(number), Origin::Written(_)) =
            (port.get("nodePort").as_int(), port.get("nodePort").origin)
        {
            if !with_node_port || node_port.is_some_and(|other| other != number) {
                return Err("sets one node port for all ports of a NodePort Service".to_owned());
            }
            node_port = Some(number);
        } else if node_port.is_some() {
            return Err("sets one node port for all ports of a NodePort Service".to_owned());
        }
    }
    if let Some(number) = node_port {
        let _ = write!(flags, " --node-port={number}");
    }
    let cluster_ip = spec.get("clusterIP");
    if matches!(cluster_ip.origin, Origin::Written(_)) && !cluster_ip.as_str().unwrap_or("").is_empty() {
        if verb != "clusterip" {
            return Err("sets a cluster IP only without another type".to_owned());
        }
        let _ = write!(flags, " --clusterip={}", quoted(cluster_ip.as_str().unwrap_or("")));
    }
    if verb == "externalname" {
        let _ = write!(flags, " --external-name={}", quoted(spec.str("externalName")));
    } else if flags.is_empty() {
        return Err("needs a port".to_owned());
    }
    for field in ["externalIPs", "loadBalancerIP"] {
        if spec.has(field) {
            return Err(format!("cannot set `spec.{field}`"));
        }
    }
    if !matches!(spec.str("sessionAffinity"), "" | "None") {
        return Err("cannot set `spec.sessionAffinity`".to_owned());
    }
    Ok(format!("kubectl create service {verb} {}{flags} -n {}", quoted(name), quoted(&object.namespace)))
}

fn expose(object: &Object, exposed: &Object, kind: &str) -> Result<String, String> {
    let spec = object.value.get("spec");
    let mut flags = String::new();
    let mut flag = |name: &str, value: &str| {
        let _ = write!(flags, " --{name}={}", quoted(value));
    };
    if super::table::name(object) != super::table::name(exposed) {
        flag("name", super::table::name(object));
    }
    let (own, template) = selector_of(exposed);
    let selector = join(&sorted(spec.get("selector")));
    if selector.is_empty() {
        return Err("needs a selector".to_owned());
    }
    if selector != own {
        flag("selector", &selector);
    }
    let labels = join(&sorted(object.value.get("metadata").get("labels")));
    if labels != join(&sorted(exposed.value.get("metadata").get("labels"))) {
        if labels.is_empty() {
            return Err(format!("copies the labels of {} {}", exposed.kind, exposed.name));
        }
        flag("labels", &labels);
    }
    let ports = spec.list("ports");
    let mut targets: Vec<String> = ports.iter().map(|port| scalar(port.get("targetPort"))).collect();
    let same_as_port =
        ports.iter().zip(&targets).all(|(port, target)| port.int("port").to_string() == *target);
    targets.dedup();
    if !same_as_port && targets.len() > 1 {
        return Err("gives all ports one target port".to_owned());
    }
    let numbers: Vec<String> = ports.iter().map(|port| port.int("port").to_string()).collect();
    for (at, port) in ports.iter().enumerate() {
        let wanted = if ports.len() > 1 { format!("port-{}", at + 1) } else { String::new() };
        if port.str("name") != wanted {
            let named = if wanted.is_empty() {
                "leaves a single port unnamed".to_owned()
            } else {
                format!("names the port `{wanted}`")
            };
            return Err(named);
        }
        if matches!(port.get("nodePort").origin, Origin::Written(_)) && port.has("nodePort") {
            return Err("cannot set a node port".to_owned());
        }
    }
    if numbers.is_empty() {
        return Err("takes the ports of what it exposes".to_owned());
    }
    flag("port", &numbers.join(","));
    if let (false, Some(target)) = (same_as_port, targets.first()) {
        flag("target-port", target);
    }
    let protocol = ports.first().map_or("TCP", |port| port.str("protocol"));
    if ports.iter().any(|port| port.str("protocol") != protocol) {
        return Err("gives all ports one protocol".to_owned());
    }
    if protocol != "TCP" || declares_other_protocol(template, ports) {
        flag("protocol", protocol);
    }
    match spec.str("type") {
        "" | "ClusterIP" => {}
        kind => flag("type", kind),
    }
    let cluster_ip = spec.get("clusterIP");
    if matches!(cluster_ip.origin, Origin::Written(_)) && !cluster_ip.as_str().unwrap_or("").is_empty() {
        flag("cluster-ip", cluster_ip.as_str().unwrap_or(""));
    }
    match spec.list("externalIPs") {
        [] => {}
        [one] => flag("external-ip", one.as_str().unwrap_or("")),
        _ => return Err("sets one external IP at most".to_owned()),
    }
    if spec.has("loadBalancerIP") {
        flag("load-balancer-ip", spec.str("loadBalancerIP"));
    }
    if !matches!(spec.str("sessionAffinity"), "" | "None") {
        flag("session-affinity", spec.str("sessionAffinity"));
    }
    if spec.has("externalName") {
        return Err("cannot set `spec.externalName`".to_owned());
    }
    Ok(format!(
        "kubectl expose {kind} {}{flags} -n {}",
        quoted(super::table::name(exposed)),
        quoted(&object.namespace)
    ))
}

/// The selector that `expose` infers from an object, and the object's Pod template.
fn selector_of(object: &Object) -> (String, Option<&PodTemplate>) {
    let pairs = |pairs: &[Pair]| {
        let mut sorted: Vec<(&str, &str)> =
            pairs.iter().map(|pair| (pair.key.as_str(), pair.value.value.as_str())).collect();
        sorted.sort_unstable();
        join(&sorted)
    };
    let template = object.pod_template();
    let labels = object.workload().map(|workload| &workload.match_labels);
    let labels = labels.or_else(|| template.map(|template| &template.labels));
    (labels.map(|labels| pairs(labels)).unwrap_or_default(), template)
}

/// Says whether a container declares one of the ports' numbers under another protocol, which `expose` would take.
fn declares_other_protocol(template: Option<&PodTemplate>, ports: &[Value]) -> bool {
    let declared =
        template.into_iter().flat_map(|template| &template.containers).flat_map(|container| &container.ports);
    let mut others = declared.filter(|port| port.protocol.value != "TCP");
    others.any(|other| {
        let number = other.container_port.as_ref().map(|number| number.value);
        ports.iter().any(|port| Some(port.int("port")) == number)
    })
}

fn join(pairs: &[(&str, &str)]) -> String {
    pairs.iter().map(|(key, value)| format!("{key}={value}")).collect::<Vec<_>>().join(",")
}

/// A word of a command line, in quotes where a shell would take it apart.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ',' | '=' | ':' | '/');
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
