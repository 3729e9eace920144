//! Pod and Pod template: labels, containers and their ports, and what a running Pod reports.

use super::{Pair, PortRef, Sourced, number, pairs, port_ref, text};
use crate::value::{Origin, Value};

/// What a Pod and a Pod template share: labels and the part of the spec that traffic depends on.
#[derive(Debug, Clone, PartialEq)]
pub struct PodTemplate {
    /// `metadata.labels`.
    pub labels: Vec<Pair>,
    /// `spec.containers`.
    pub containers: Vec<Container>,
    /// `spec.initContainers`.
    pub init_containers: Vec<Container>,
    /// `spec.hostNetwork`.
    pub host_network: bool,
    /// `spec.hostname`.
    pub hostname: Option<Sourced<String>>,
    /// `spec.subdomain`.
    pub subdomain: Option<Sourced<String>>,
    /// `spec.nodeName`.
    pub node_name: Option<Sourced<String>>,
    /// `spec.restartPolicy`, `""` if unset.
    pub restart_policy: String,
    /// `spec.readinessGates[].conditionType`.
    pub readiness_gates: Vec<Sourced<String>>,
}

/// One container.
#[derive(Debug, Clone, PartialEq)]
pub struct Container {
    /// The whole entry.
    pub origin: Origin,
    /// `name`, `""` if unset.
    pub name: String,
    /// `ports`.
    pub ports: Vec<ContainerPort>,
    /// An init container that keeps running (`restartPolicy: Always`).
    pub restartable: bool,
    /// `readinessProbe` is there.
    pub readiness_probe: Option<Probe>,
}

/// The part of a probe that names a port.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// The whole probe.
    pub origin: Origin,
    /// `httpGet.port`, `tcpSocket.port` or `grpc.port`.
    pub port: Option<Sourced<PortRef>>,
}

/// One entry of a container's `ports`.
#[derive(Debug, Clone, PartialEq)]
pub struct ContainerPort {
    /// The whole entry.
    pub origin: Origin,
    /// `name`.
    pub name: Option<Sourced<String>>,
    /// `containerPort`.
    pub container_port: Option<Sourced<i64>>,
    /// `protocol`; `TCP` if unset.
    pub protocol: Sourced<String>,
    /// `hostPort`, `None` while unset or 0.
    pub host_port: Option<Sourced<i64>>,
}

/// A Pod.
#[derive(Debug, Clone, PartialEq)]
pub struct Pod {
    /// Labels and spec.
    pub template: PodTemplate,
    /// What the Pod reports; `None` where the manifest has no `status`.
    pub status: Option<PodStatus>,
    /// `metadata.deletionTimestamp` is set.
    pub terminating: bool,
}

/// What a running Pod reports.
#[derive(Debug, Clone, PartialEq)]
pub struct PodStatus {
    /// `phase`, `""` if unset.
    pub phase: String,
    /// The condition `Ready`, `None` where it is not reported.
    pub ready: Option<bool>,
    /// `podIP` and `podIPs`, as they are.
    pub pod_ip: String,
    /// `podIPs[].ip`.
    pub pod_ips: Vec<String>,
    /// `hostIP`.
    pub host_ip: String,
}

impl Pod {
    /// Reads a Pod from its value.
    pub fn read(object: &Value) -> Self {
        let status = object.get("status");
        Self {
            template: PodTemplate::read(object),
            status: (!status.as_entries().is_empty()).then(|| read_status(status)),
            terminating: object.get("metadata").has("deletionTimestamp"),
        }
    }
}

impl PodTemplate {
    /// Reads `metadata` and `spec` of a Pod or a template.
    pub fn read(value: &Value) -> Self {
        let spec = value.get("spec");
        Self {
            labels: pairs(value.get("metadata").get("labels")),
            containers: spec.list("containers").iter().map(container).collect(),
            init_containers: spec.list("initContainers").iter().map(container).collect(),
            host_network: spec.bool("hostNetwork").unwrap_or(false),
            hostname: text(spec.get("hostname")),
            subdomain: text(spec.get("subdomain")),
            node_name: text(spec.get("nodeName")),
            restart_policy: spec.str("restartPolicy").to_owned(),
            readiness_gates: spec
                .list("readinessGates")
                .iter()
                .filter_map(|gate| text(gate.get("conditionType")))
                .collect(),
        }
    }

    /// The containers whose ports a Service can name: ordinary ones, then init containers that keep running.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/endpointslice/utils.go findPort
    pub fn serving_containers(&self) -> impl Iterator<Item = &Container> {
        self.containers.iter().chain(self.init_containers.iter().filter(|container| container.restartable))
    }

    /// Finds the number of a port that is asked for by name: the first of that name and protocol.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/endpointslice/utils.go findPort
    pub fn find_port(&self, name: &str, protocol: &str) -> Option<&ContainerPort> {
        self.serving_containers().flat_map(|container| &container.ports).find(|port| {
            port.name.as_ref().is_some_and(|written| written.value == name) && port.protocol.value == protocol
        })
    }
}

fn container(value: &Value) -> Container {
    let probe = value.get("readinessProbe");
    Container {
        origin: value.origin,
        name: value.str("name").to_owned(),
        ports: value.list("ports").iter().map(container_port).collect(),
        restartable: value.str("restartPolicy") == "Always",
        readiness_probe: (!probe.is_null()).then(|| Probe {
            origin: probe.origin,
            port: ["httpGet", "tcpSocket", "grpc"]
                .iter()
                .find_map(|handler| port_ref(probe.get(handler).get("port"))),
        }),
    }
}

fn container_port(value: &Value) -> ContainerPort {
    ContainerPort {
        origin: value.origin,
        name: text(value.get("name")),
        container_port: number(value.get("containerPort")),
        protocol: text(value.get("protocol"))
            .unwrap_or(Sourced { value: "TCP".to_owned(), origin: Origin::Defaulted("SetDefaults_PodSpec") }),
        host_port: number(value.get("hostPort")).filter(|port| port.value != 0),
    }
}

fn read_status(status: &Value) -> PodStatus {
    let ready = status.list("conditions").iter().find(|condition| condition.str("type") == "Ready");
    PodStatus {
        phase: status.str("phase").to_owned(),
        ready: ready.map(|condition| condition.str("status") == "True"),
        pod_ip: status.str("podIP").to_owned(),
        pod_ips: status.list("podIPs").iter().map(|ip| ip.str("ip").to_owned()).collect(),
        host_ip: status.str("hostIP").to_owned(),
    }
}
