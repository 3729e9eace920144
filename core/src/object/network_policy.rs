//! NetworkPolicy: which Pods it isolates, and what may still reach them or be reached by them.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/api/networking/v1/types.go

use super::label_selector::LabelSelector;
use super::reference::text_or;
use super::{PortRef, Sourced, number, port_ref, texts};
use crate::value::{Origin, Value};

/// A direction of traffic, seen from the Pods that a policy selects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// To the Pods.
    Ingress,
    /// From the Pods.
    Egress,
}

impl Direction {
    /// The name as `policyTypes` spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ingress => "Ingress",
            Self::Egress => "Egress",
        }
    }
}

/// A NetworkPolicy.
#[derive(Debug, Clone, PartialEq)]
pub struct NetworkPolicy {
    /// `spec.podSelector`: the Pods of its namespace that it isolates; an empty one means all.
    pub pod_selector: LabelSelector,
    /// `spec.policyTypes`: the directions in which it isolates them, as the server defaults them.
    pub policy_types: Vec<Sourced<Direction>>,
    /// `spec.ingress`: what may reach them; no rule means nothing.
    pub ingress: Vec<PolicyRule>,
    /// `spec.egress`: what they may reach; no rule means nothing.
    pub egress: Vec<PolicyRule>,
}

/// One rule of a policy: peers and ports that may talk.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyRule {
    /// The whole entry.
    pub origin: Origin,
    /// `from` or `to`; none means everybody, whether the list is absent or empty.
    pub peers: Vec<PolicyPeer>,
    /// `ports`; none means every port, whether the list is absent or empty.
    pub ports: Vec<PolicyPort>,
}

/// One entry of `from` or `to`.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyPeer {
    /// The whole entry.
    pub origin: Origin,
    /// `podSelector`; where it is absent and `namespaceSelector` is not, every Pod of the namespaces.
    pub pod_selector: Option<LabelSelector>,
    /// `namespaceSelector`; where it is absent, the policy's own namespace.
    pub namespace_selector: Option<LabelSelector>,
    /// `ipBlock`.
    pub ip_block: Option<IpBlock>,
}

/// A block of addresses without some.
#[derive(Debug, Clone, PartialEq)]
pub struct IpBlock {
    /// The whole entry.
    pub origin: Origin,
    /// `cidr`, `""` if unset.
    pub cidr: Sourced<String>,
    /// `except`.
    pub except: Vec<Sourced<String>>,
}

/// One entry of a rule's `ports`. A port is the destination's: the Pod's own, not a Service's.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyPort {
    /// The whole entry.
    pub origin: Origin,
    /// `protocol`; `TCP` if unset.
    pub protocol: Sourced<String>,
    /// `port`, `None` for every port of the protocol.
    pub port: Option<Sourced<PortRef>>,
    /// `endPort`: the last port of a range that starts at `port`.
    pub end_port: Option<Sourced<i64>>,
}

impl NetworkPolicy {
    /// Reads a NetworkPolicy from its value.
    pub fn read(object: &Value) -> Self {
        let spec = object.get("spec");
        Self {
            pod_selector: LabelSelector::read(spec.get("podSelector")),
            policy_types: policy_types(spec),
            ingress: spec.list("ingress").iter().map(|value| rule(value, "from")).collect(),
            egress: spec.list("egress").iter().map(|value| rule(value, "to")).collect(),
        }
    }

    /// Says whether the policy isolates its Pods in a direction.
    pub fn isolates(&self, direction: Direction) -> bool {
        self.policy_types.iter().any(|policy_type| policy_type.value == direction)
    }

    /// The rules of a direction. They count where the policy isolates in it.
    pub fn rules(&self, direction: Direction) -> &[PolicyRule] {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/networking/v1/defaults.go SetDefaults_NetworkPolicy
fn policy_types(spec: &Value) -> Vec<Sourced<Direction>> {
    const WHY: Origin = Origin::Defaulted("SetDefaults_NetworkPolicy");
    let written = spec.list("policyTypes");
    if written.is_empty() {
        let mut types = vec![Sourced { value: Direction::Ingress, origin: WHY }];
        if !spec.list("egress").is_empty() {
            types.push(Sourced { value: Direction::Egress, origin: WHY });
        }
        return types;
    }
    let read = |value: &Value| {
        let direction = match value.as_str() {
            Some("Ingress") => Direction::Ingress,
            Some("Egress") => Direction::Egress,
            _ => return None,
        };
        Some(Sourced { value: direction, origin: value.origin })
    };
    written.iter().filter_map(read).collect()
}

fn rule(value: &Value, peers: &str) -> PolicyRule {
    PolicyRule {
        origin: value.origin,
        peers: value.list(peers).iter().map(peer).collect(),
        ports: value.list("ports").iter().map(port).collect(),
    }
}

fn peer(value: &Value) -> PolicyPeer {
    let block = value.get("ipBlock");
    PolicyPeer {
        origin: value.origin,
        pod_selector: LabelSelector::read_optional(value.get("podSelector")),
        namespace_selector: LabelSelector::read_optional(value.get("namespaceSelector")),
        ip_block: (!block.is_null()).then(|| IpBlock {
            origin: block.origin,
            cidr: text_or(block.get("cidr"), "", "unset"),
            except: texts(block.get("except")),
        }),
    }
}

fn port(value: &Value) -> PolicyPort {
    PolicyPort {
        origin: value.origin,
        protocol: text_or(value.get("protocol"), "TCP", "SetDefaults_NetworkPolicyPort"),
        port: port_ref(value.get("port")),
        end_port: number(value.get("endPort")),
    }
}
