//! Cluster-wide network policies: `AdminNetworkPolicy`, `BaselineAdminNetworkPolicy`, and `ClusterNetworkPolicy`, which
//! replaces both.
//!
//! Source: network-policy-api v0.3 apis/v1alpha1, apis/v1alpha2, apis/v1beta1

use super::label_selector::LabelSelector;
use super::network_policy::Direction;
use super::reference::text_or;
use super::{Sourced, number, text, texts};
use crate::value::{Origin, Value};

/// The group of the cluster-wide policies.
pub const GROUP: &str = "policy.networking.k8s.io";

/// A cluster-wide network policy of any of the three kinds.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterPolicy {
    /// When it is asked. `None` where `spec.tier` is unset or unknown.
    pub tier: Option<Sourced<Tier>>,
    /// `spec.priority`; the lowest is asked first. A `BaselineAdminNetworkPolicy` has none, as there is but one.
    pub priority: Option<Sourced<i64>>,
    /// `spec.subject`: the Pods it is about.
    pub subject: PodPeer,
    /// `spec.ingress`, in the order in which the rules are asked.
    pub ingress: Vec<ClusterPolicyRule>,
    /// `spec.egress`, in the order in which the rules are asked.
    pub egress: Vec<ClusterPolicyRule>,
}

/// When a policy is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// Before every NetworkPolicy.
    Admin,
    /// Where no NetworkPolicy isolates the Pod.
    Baseline,
}

/// Pods across namespaces.
#[derive(Debug, Clone, PartialEq)]
pub struct PodPeer {
    /// The whole entry.
    pub origin: Origin,
    /// `namespaces`: every Pod of the namespaces that it finds.
    pub namespaces: Option<LabelSelector>,
    /// `pods`: the Pods that both selectors find.
    pub pods: Option<NamespacedPods>,
}

/// Pods by labels of their namespace and their own.
#[derive(Debug, Clone, PartialEq)]
pub struct NamespacedPods {
    /// `namespaceSelector`.
    pub namespace_selector: LabelSelector,
    /// `podSelector`.
    pub pod_selector: LabelSelector,
}

/// One rule: the first that matches decides.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterPolicyRule {
    /// The whole entry.
    pub origin: Origin,
    /// `name`.
    pub name: Option<Sourced<String>>,
    /// `action`, `None` if unset or unknown.
    pub action: Option<Sourced<Action>>,
    /// `from` or `to`.
    pub peers: Vec<ClusterPolicyPeer>,
    /// `ports` or `protocols`; none means every port.
    pub ports: Vec<ClusterPolicyPort>,
}

/// What a rule does with the traffic that it matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Action {
    /// It passes for good (`Accept`, formerly `Allow`).
    Accept,
    /// It is dropped.
    Deny,
    /// The rest of this tier is left out (`Pass`).
    Pass,
}

/// One entry of `from` or `to`. What names none of these is a peer of an API that is not known.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterPolicyPeer {
    /// `namespaces` and `pods`.
    pub pods: PodPeer,
    /// `nodes` of an egress rule.
    pub nodes: Option<LabelSelector>,
    /// `networks` of an egress rule: CIDRs.
    pub networks: Vec<Sourced<String>>,
    /// `domainNames` of an egress rule.
    pub domain_names: Vec<Sourced<String>>,
}

/// One entry of `ports` or `protocols`.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterPolicyPort {
    /// The whole entry.
    pub origin: Origin,
    /// The protocol, `None` for every protocol, as a port by name has its own.
    pub protocol: Option<Sourced<String>>,
    /// The ports.
    pub ports: PortMatch,
}

/// Destination ports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortMatch {
    /// Every port of the protocol.
    Every,
    /// From the first to the last; one port is both.
    Range(Sourced<i64>, Sourced<i64>),
    /// The container port of a name.
    Name(Sourced<String>),
    /// Words of an API that is not known.
    Unknown,
}

impl ClusterPolicy {
    /// Reads a policy of a kind from its value; `None` for a kind that is none of the three.
    pub fn read(kind: &str, object: &Value) -> Option<Self> {
        let spec = object.get("spec");
        let of_kind = |value| Some(Sourced { value, origin: object.get("kind").origin });
        let tier = match kind {
            "AdminNetworkPolicy" => of_kind(Tier::Admin),
            "BaselineAdminNetworkPolicy" => of_kind(Tier::Baseline),
            "ClusterNetworkPolicy" => {
                let tier = spec.get("tier");
                let known = match tier.as_str() {
                    Some("Admin") => Some(Tier::Admin),
                    Some("Baseline") => Some(Tier::Baseline),
                    _ => None,
                };
                known.map(|value| Sourced { value, origin: tier.origin })
            }
            _ => return None,
        };
        Some(Self {
            tier,
            priority: number(spec.get("priority")),
            subject: pod_peer(spec.get("subject")),
            ingress: spec.list("ingress").iter().map(|value| rule(value, "from")).collect(),
            egress: spec.list("egress").iter().map(|value| rule(value, "to")).collect(),
        })
    }

    /// The rules of a direction.
    pub fn rules(&self, direction: Direction) -> &[ClusterPolicyRule] {
        match direction {
            Direction::Ingress => &self.ingress,
            Direction::Egress => &self.egress,
        }
    }
}

fn rule(value: &Value, peers: &str) -> ClusterPolicyRule {
    let action = value.get("action");
    let known = match action.as_str() {
        Some("Accept" | "Allow") => Some(Action::Accept),
        Some("Deny") => Some(Action::Deny),
        Some("Pass") => Some(Action::Pass),
        _ => None,
    };
    let old = value.list("ports").iter().map(port);
    let new = value.list("protocols").iter().map(protocol);
    ClusterPolicyRule {
        origin: value.origin,
        name: text(value.get("name")),
        action: known.map(|value| Sourced { value, origin: action.origin }),
        peers: value.list(peers).iter().map(peer).collect(),
        ports: old.chain(new).collect(),
    }
}

fn peer(value: &Value) -> ClusterPolicyPeer {
    ClusterPolicyPeer {
        pods: pod_peer(value),
        nodes: LabelSelector::read_optional(value.get("nodes")),
        networks: texts(value.get("networks")),
        domain_names: texts(value.get("domainNames")),
    }
}

fn pod_peer(value: &Value) -> PodPeer {
    let pods = value.get("pods");
    PodPeer {
        origin: value.origin,
        namespaces: LabelSelector::read_optional(value.get("namespaces")),
        pods: (!pods.is_null()).then(|| NamespacedPods {
            namespace_selector: LabelSelector::read(pods.get("namespaceSelector")),
            pod_selector: LabelSelector::read(pods.get("podSelector")),
        }),
    }
}

/// Reads an entry of `ports` (v1alpha1).
fn port(value: &Value) -> ClusterPolicyPort {
    let (one, range) = (value.get("portNumber"), value.get("portRange"));
    let (holder, ports) = if !one.is_null() {
        (Some(one), single(one.get("port")))
    } else if !range.is_null() {
        (Some(range), range_of(range))
    } else {
        (None, text(value.get("namedPort")).map(PortMatch::Name))
    };
    ClusterPolicyPort {
        origin: value.origin,
        protocol: holder.map(|holder| text_or(holder.get("protocol"), "TCP", "AdminNetworkPolicyPort")),
        ports: ports.unwrap_or(PortMatch::Unknown),
    }
}

/// Reads an entry of `protocols` (since v1alpha2).
fn protocol(value: &Value) -> ClusterPolicyPort {
    const PROTOCOLS: [(&str, &str); 3] = [("tcp", "TCP"), ("udp", "UDP"), ("sctp", "SCTP")];
    let named = PROTOCOLS.into_iter().find(|(field, _)| value.has(field));
    let ports = match named {
        Some((field, _)) => {
            let port = value.get(field).get("destinationPort");
            if port.is_null() {
                Some(PortMatch::Every)
            } else {
                single(port.get("number")).or_else(|| range_of(port.get("range")))
            }
        }
        None => text(value.get("destinationNamedPort")).map(PortMatch::Name),
    };
    ClusterPolicyPort {
        origin: value.origin,
        protocol: named
            .map(|(field, name)| Sourced { value: name.to_owned(), origin: value.get(field).origin }),
        ports: ports.unwrap_or(PortMatch::Unknown),
    }
}

fn single(value: &Value) -> Option<PortMatch> {
    number(value).filter(|port| port.value != 0).map(|port| PortMatch::Range(port.clone(), port))
}

fn range_of(range: &Value) -> Option<PortMatch> {
    Some(PortMatch::Range(number(range.get("start"))?, number(range.get("end"))?))
}
