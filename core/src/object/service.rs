//! Service: a name and an address for a set of Pods.

use super::{Pair, PortRef, Sourced, number, pairs, port_ref, text, texts};
use crate::value::{Origin, Value};

/// How a Service is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ServiceType {
    /// Inside the cluster.
    ClusterIp,
    /// Also on a port of every node.
    NodePort,
    /// Also through a load balancer.
    LoadBalancer,
    /// Not at all: a DNS alias.
    ExternalName,
}

impl ServiceType {
    /// The name as manifests spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ClusterIp => "ClusterIP",
            Self::NodePort => "NodePort",
            Self::LoadBalancer => "LoadBalancer",
            Self::ExternalName => "ExternalName",
        }
    }
}

/// A Service.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// `spec.type`; a type that does not exist reads as `ClusterIP`.
    pub kind: ServiceType,
    /// Where `spec.type` comes from.
    pub kind_origin: Origin,
    /// `spec.selector`; `None` where it is absent or `{}`, which the server stores as absent.
    pub selector: Option<Vec<Pair>>,
    /// `spec.selector` was written as `{}`.
    pub selector_empty: Option<Origin>,
    /// `spec.ports`.
    pub ports: Vec<ServicePort>,
    /// `spec.clusterIP`, `None` for headless too if unwritten.
    pub cluster_ip: Option<Sourced<String>>,
    /// `spec.clusterIPs`.
    pub cluster_ips: Vec<Sourced<String>>,
    /// `spec.ipFamilies`.
    pub ip_families: Vec<Sourced<String>>,
    /// `spec.ipFamilyPolicy`.
    pub ip_family_policy: Option<Sourced<String>>,
    /// `spec.externalName`.
    pub external_name: Option<Sourced<String>>,
    /// `spec.externalIPs`.
    pub external_ips: Vec<Sourced<String>>,
    /// `spec.publishNotReadyAddresses`.
    pub publish_not_ready_addresses: bool,
    /// `spec.externalTrafficPolicy`.
    pub external_traffic_policy: Option<Sourced<String>>,
    /// `spec.internalTrafficPolicy`.
    pub internal_traffic_policy: Option<Sourced<String>>,
    /// `spec.sessionAffinity`.
    pub session_affinity: Option<Sourced<String>>,
    /// `spec.trafficDistribution`.
    pub traffic_distribution: Option<Sourced<String>>,
    /// `spec.allocateLoadBalancerNodePorts`: a load balancer's ports get node ports; `true` if unset.
    pub allocate_load_balancer_node_ports: bool,
    /// `spec.healthCheckNodePort`, `None` while unset or 0.
    pub health_check_node_port: Option<Sourced<i64>>,
    /// `spec.loadBalancerIP`.
    pub load_balancer_ip: Option<Sourced<String>>,
    /// `spec.loadBalancerClass`.
    pub load_balancer_class: Option<Sourced<String>>,
    /// `spec.loadBalancerSourceRanges`.
    pub load_balancer_source_ranges: Vec<Sourced<String>>,
    /// `status.loadBalancer.ingress`, addresses and host names.
    pub load_balancer_ingress: Vec<LoadBalancerIngress>,
}

/// An address that a load balancer got.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoadBalancerIngress {
    /// `ip`, `""` if there is none.
    pub ip: String,
    /// `hostname`, `""` if there is none.
    pub hostname: String,
    /// `ipMode`, `""` if unset.
    pub ip_mode: String,
}

/// One entry of `spec.ports`.
#[derive(Debug, Clone, PartialEq)]
pub struct ServicePort {
    /// Its place in `spec.ports`.
    pub index: usize,
    /// The whole entry.
    pub origin: Origin,
    /// `name`, `None` if unset or empty.
    pub name: Option<Sourced<String>>,
    /// `port`.
    pub port: Option<Sourced<i64>>,
    /// `targetPort`; `port` where it is unset, as the server defaults it.
    pub target_port: Option<Sourced<PortRef>>,
    /// `protocol`; `TCP` if unset.
    pub protocol: Sourced<String>,
    /// `nodePort`, `None` while unset or 0.
    pub node_port: Option<Sourced<i64>>,
    /// `appProtocol`.
    pub app_protocol: Option<Sourced<String>>,
}

impl LoadBalancerIngress {
    /// Reads `status.loadBalancer.ingress` of a Service or an Ingress.
    pub(crate) fn read_all(object: &Value) -> Vec<Self> {
        let ingresses = object.get("status").get("loadBalancer").list("ingress");
        let read = |ingress: &Value| Self {
            ip: ingress.str("ip").to_owned(),
            hostname: ingress.str("hostname").to_owned(),
            ip_mode: ingress.str("ipMode").to_owned(),
        };
        ingresses.iter().map(read).collect()
    }
}

impl ServicePort {
    /// The name, `""` for the unnamed port.
    pub fn name_str(&self) -> &str {
        self.name.as_ref().map_or("", |name| &name.value)
    }

    /// The port number, 0 if there is none.
    pub fn number(&self) -> i64 {
        self.port.as_ref().map_or(0, |port| port.value)
    }
}

impl Service {
    /// Reads a Service from its value.
    pub fn read(object: &Value) -> Self {
        let spec = object.get("spec");
        let selector = spec.get("selector");
        let kind = match spec.str("type") {
            "NodePort" => ServiceType::NodePort,
            "LoadBalancer" => ServiceType::LoadBalancer,
            "ExternalName" => ServiceType::ExternalName,
            _ => ServiceType::ClusterIp,
        };
        Self {
            kind,
            kind_origin: spec.get("type").origin,
            selector: (!selector.as_entries().is_empty()).then(|| pairs(selector)),
            selector_empty: (!selector.is_null() && selector.as_entries().is_empty())
                .then_some(selector.origin),
            ports: spec.list("ports").iter().enumerate().map(|(at, port)| read_port(at, port)).collect(),
            cluster_ip: text(spec.get("clusterIP")),
            cluster_ips: texts(spec.get("clusterIPs")),
            ip_families: texts(spec.get("ipFamilies")),
            ip_family_policy: text(spec.get("ipFamilyPolicy")),
            external_name: text(spec.get("externalName")),
            external_ips: texts(spec.get("externalIPs")),
            publish_not_ready_addresses: spec.bool("publishNotReadyAddresses").unwrap_or(false),
            external_traffic_policy: text(spec.get("externalTrafficPolicy")),
            internal_traffic_policy: text(spec.get("internalTrafficPolicy")),
            session_affinity: text(spec.get("sessionAffinity")),
            traffic_distribution: text(spec.get("trafficDistribution")),
            allocate_load_balancer_node_ports: spec.bool("allocateLoadBalancerNodePorts").unwrap_or(true),
            health_check_node_port: number(spec.get("healthCheckNodePort")).filter(|port| port.value != 0),
            load_balancer_ip: text(spec.get("loadBalancerIP")),
            load_balancer_class: text(spec.get("loadBalancerClass")),
            load_balancer_source_ranges: texts(spec.get("loadBalancerSourceRanges")),
            load_balancer_ingress: LoadBalancerIngress::read_all(object),
        }
    }

    /// Says whether the Service has no virtual address on purpose.
    pub fn is_headless(&self) -> bool {
        self.kind != ServiceType::ExternalName
            && self.cluster_ip.as_ref().is_some_and(|ip| ip.value == "None")
    }
}

fn read_port(index: usize, port: &Value) -> ServicePort {
    let protocol = port.get("protocol");
    ServicePort {
        index,
        origin: port.origin,
        name: text(port.get("name")),
        port: number(port.get("port")),
        target_port: target_port(port),
        protocol: text(protocol)
            .unwrap_or(Sourced { value: "TCP".to_owned(), origin: Origin::Defaulted("SetDefaults_Service") }),
        node_port: number(port.get("nodePort")).filter(|port| port.value != 0),
        app_protocol: text(port.get("appProtocol")),
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_Service
fn target_port(port: &Value) -> Option<Sourced<PortRef>> {
    let unset = [PortRef::Number(0), PortRef::Name(String::new())];
    port_ref(port.get("targetPort")).filter(|target| !unset.contains(&target.value)).or_else(|| {
        let number = port.get("port").as_int()?;
        Some(Sourced { value: PortRef::Number(number), origin: Origin::Defaulted("SetDefaults_Service") })
    })
}
