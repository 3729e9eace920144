//! The fields of a Service that allocation reads and writes.

use crate::admission::field_error::Bad;
use crate::go::ip::{IpFamily, parse_ip_sloppy};
use crate::go::json::json_string;
use crate::value::{Data, Origin, Value};

/// A cluster IP.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ClusterIp {
    /// As written; `""` marks one that is still to be allocated.
    Text(String),
    /// One that the server chose, of this family where it is known.
    Allocated(Option<IpFamily>),
}

impl ClusterIp {
    /// The address as messages show it.
    pub(crate) fn shown(&self) -> &str {
        match self {
            Self::Text(text) => text,
            Self::Allocated(_) => ALLOCATED,
        }
    }

    /// Says whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        *self == Self::Text(String::new())
    }

    /// `None`, which makes a Service headless.
    pub(crate) fn is_none(&self) -> bool {
        *self == Self::Text("None".to_owned())
    }

    /// The family, `None` for what is not an address.
    pub(crate) fn family(&self) -> Option<IpFamily> {
        match self {
            Self::Text(text) => parse_ip_sloppy(text).map(crate::go::ip::Ip::family),
            Self::Allocated(family) => *family,
        }
    }
}

/// A node port or health check node port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NodePort {
    /// There is none.
    Zero,
    /// A number.
    Number(i64),
    /// One that the server chose; two with the same mark are one number.
    Allocated(u32),
}

impl NodePort {
    /// The port as causes show it.
    pub(crate) fn bad(self) -> Bad {
        match self {
            Self::Zero => Bad::from(0),
            Self::Number(number) => Bad::from(number),
            Self::Allocated(_) => Bad::json(ALLOCATED),
        }
    }

    fn read(value: &Value, mark: usize) -> Self {
        match &value.data {
            Data::Int(number) if *number != 0 => Self::Number(*number),
            Data::String(_) => Self::Allocated(mark as u32),
            _ => Self::Zero,
        }
    }
}

/// One entry of `spec.ports`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Port {
    pub(crate) name: String,
    pub(crate) protocol: String,
    pub(crate) port: i64,
    pub(crate) node_port: NodePort,
}

/// The fields that allocation reads and writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Spec {
    pub(crate) service_type: String,
    pub(crate) cluster_ip: ClusterIp,
    pub(crate) cluster_ips: Vec<ClusterIp>,
    pub(crate) ip_families: Vec<String>,
    pub(crate) ip_family_policy: Option<String>,
    pub(crate) ports: Vec<Port>,
    pub(crate) health_check_node_port: NodePort,
    pub(crate) external_traffic_policy: String,
    pub(crate) allocate_node_ports: Option<bool>,
    pub(crate) has_selector: bool,
}

impl Spec {
    /// Reads a Service's `spec`.
    pub(crate) fn read(spec: &Value) -> Self {
        let ip_families: Vec<String> =
            spec.list("ipFamilies").iter().map(|family| family.as_str().unwrap_or("").to_owned()).collect();
        let address = |value: &Value, at: usize| match value.origin {
            Origin::Allocated(_) => {
                ClusterIp::Allocated(ip_families.get(at).and_then(|family| IpFamily::parse(family)))
            }
            _ => ClusterIp::Text(value.as_str().unwrap_or("").to_owned()),
        };
        let cluster_ips =
            spec.list("clusterIPs").iter().enumerate().map(|(at, ip)| address(ip, at)).collect();
        let items = spec.list("ports");
        let ports = items.iter().enumerate().map(|(at, port)| {
            // Ports of one number share the node port that the server chose for the first of them.
            let mark = items.iter().position(|other| other.int("port") == port.int("port")).unwrap_or(at);
            Port {
                name: port.str("name").to_owned(),
                protocol: port.str("protocol").to_owned(),
                port: port.int("port"),
                node_port: NodePort::read(port.get("nodePort"), mark),
            }
        });
        Self {
            service_type: spec.str("type").to_owned(),
            cluster_ip: address(spec.get("clusterIP"), 0),
            cluster_ips,
            ports: ports.collect(),
            ip_family_policy: spec.get("ipFamilyPolicy").as_str().map(str::to_owned),
            health_check_node_port: NodePort::read(spec.get("healthCheckNodePort"), usize::MAX),
            external_traffic_policy: spec.str("externalTrafficPolicy").to_owned(),
            allocate_node_ports: spec.bool("allocateLoadBalancerNodePorts"),
            has_selector: !spec.entries("selector").is_empty(),
            ip_families,
        }
    }

    /// Writes the fields back; what did not change keeps its origin.
    pub(crate) fn write(&self, object: &mut Value) {
        let Some(spec) = object.get_mut("spec") else { return };
        let old = Self::read(spec);
        if old.cluster_ip != self.cluster_ip {
            write_address(spec, &self.cluster_ip);
        }
        if old.cluster_ips != self.cluster_ips {
            let written = spec.list("clusterIPs").to_vec();
            let ips = self.cluster_ips.iter().enumerate().map(|(at, ip)| {
                match (old.cluster_ips.get(at), written.get(at)) {
                    (Some(old), Some(value)) if old == ip => value.clone(),
                    _ => address_value(ip),
                }
            });
            let ips: Vec<Value> = ips.collect();
            replace(spec, "clusterIPs", ips, "normalizeClusterIPs");
        }
        if old.ip_families != self.ip_families {
            const WHY: &str = "initIPFamilyFields";
            let written = spec.list("ipFamilies").to_vec();
            let families = self.ip_families.iter().enumerate().map(|(at, family)| match written.get(at) {
                Some(value) if value.as_str() == Some(family) => value.clone(),
                _ => Value::defaulted(family.as_str(), WHY),
            });
            let families: Vec<Value> = families.collect();
            replace(spec, "ipFamilies", families, WHY);
        }
        if old.ip_family_policy != self.ip_family_policy {
            match &self.ip_family_policy {
                Some(policy) => {
                    spec.set("ipFamilyPolicy", Value::defaulted(policy.as_str(), "initIPFamilyFields"));
                }
                None => drop(spec.remove("ipFamilyPolicy")),
            }
        }
        for (at, port) in self.ports.iter().enumerate() {
            if old.ports.get(at).is_none_or(|old| old.node_port != port.node_port)
                && let Some(value) = spec.get_mut("ports").and_then(|ports| ports.as_list_mut().get_mut(at))
            {
                write_node_port(value, "nodePort", port.node_port);
            }
        }
        if old.health_check_node_port != self.health_check_node_port {
            write_node_port(spec, "healthCheckNodePort", self.health_check_node_port);
        }
        if old.external_traffic_policy != self.external_traffic_policy {
            spec.remove("externalTrafficPolicy");
        }
        if old.allocate_node_ports != self.allocate_node_ports {
            spec.remove("allocateLoadBalancerNodePorts");
        }
    }

    /// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go isHeadlessService
    pub(crate) fn is_headless(&self) -> bool {
        matches!(self.cluster_ips.as_slice(), [ip] if ip.is_none())
    }

    /// The cluster IPs as causes show them.
    pub(crate) fn bad_cluster_ips(&self) -> Bad {
        Bad::texts(self.cluster_ips.iter().map(ClusterIp::shown))
    }

    /// The policy as causes show it.
    pub(crate) fn bad_ip_family_policy(&self) -> Bad {
        self.ip_family_policy.as_deref().map_or_else(Bad::null, Bad::typed)
    }

    /// The node ports that are set.
    pub(crate) fn node_ports(&self) -> Vec<NodePort> {
        self.ports.iter().map(|port| port.node_port).filter(|port| *port != NodePort::Zero).collect()
    }
}

fn address_value(ip: &ClusterIp) -> Value {
    match ip {
        ClusterIp::Text(text) => Value::defaulted(text.as_str(), "normalizeClusterIPs"),
        ClusterIp::Allocated(_) => allocated("allocClusterIPs"),
    }
}

fn write_address(spec: &mut Value, ip: &ClusterIp) {
    if ip.is_empty() {
        spec.remove("clusterIP");
    } else {
        spec.set("clusterIP", address_value(ip));
    }
}

/// Replaces a list; the list itself stays written if it was.
fn replace(spec: &mut Value, field: &'static str, items: Vec<Value>, why: &'static str) {
    match spec.get_mut(field) {
        _ if items.is_empty() => drop(spec.remove(field)),
        Some(list) if !list.is_null() => list.data = Data::List(items),
        _ => spec.set(field, Value::defaulted(items, why)),
    }
}

fn write_node_port(object: &mut Value, field: &'static str, port: NodePort) {
    match port {
        NodePort::Zero => drop(object.remove(field)),
        NodePort::Number(number) => object.set(field, Value::defaulted(number, "initNodePorts")),
        NodePort::Allocated(_) => object.set(field, allocated("initNodePorts")),
    }
}

/// Source: kubernetes v1.37 pkg/api/service/util.go ExternallyAccessible
pub(crate) fn externally_accessible(spec: &Value) -> bool {
    match spec.str("type") {
        "LoadBalancer" | "NodePort" => true,
        "ClusterIP" => !spec.list("externalIPs").is_empty(),
        _ => false,
    }
}

/// Source: kubernetes v1.37 pkg/api/service/util.go NeedsHealthCheck
pub(crate) fn needs_health_check(spec: &Value) -> bool {
    spec.str("type") == "LoadBalancer" && spec.str("externalTrafficPolicy") == "Local"
}

/// Source: kubernetes v1.37 pkg/registry/core/service/strategy.go needsClusterIP
pub(crate) fn needs_cluster_ip(spec: &Value) -> bool {
    spec.str("type") != "ExternalName"
}

/// A port as upstream prints it in a duplicate: the internal struct with only these fields set.
pub(crate) fn port_key_json(protocol: &str, port: i64) -> String {
    format!(
        "{{\"Name\":\"\",\"Protocol\":{},\"AppProtocol\":null,\"Port\":{port},\"TargetPort\":0,\"NodePort\":0}}",
        json_string(protocol)
    )
}

/// The texts of a list.
pub(crate) fn texts<'v>(value: &'v Value, field: &str) -> Vec<&'v str> {
    value.list(field).iter().map(|item| item.as_str().unwrap_or("")).collect()
}

/// What stands for a value that the server chose.
pub(crate) const ALLOCATED: &str = "<allocated>";

/// A value that the server chose.
pub(crate) fn allocated(why: &'static str) -> Value {
    Value::allocated(Data::from(ALLOCATED), why)
}
