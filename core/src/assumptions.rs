//! Facts about the cluster that manifests do not state.
//!
//! Each is stated by the user or assumed. What leans on an assumed fact says so, and what cannot be known without one
//! is unknown rather than wrong.

mod name;
mod statement;

use crate::go::ip::IpFamily;
use std::collections::BTreeSet;

pub use name::FactName;
pub use statement::Misstatement;

/// A fact and whether the user stated it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fact<T> {
    /// The user said so.
    Stated(T),
    /// Portolan's default.
    Assumed(T),
}

impl<T> Fact<T> {
    /// The fact itself.
    pub fn get(&self) -> &T {
        match self {
            Self::Stated(value) | Self::Assumed(value) => value,
        }
    }

    /// The fact, if the user stated it.
    pub fn stated(&self) -> Option<&T> {
        match self {
            Self::Stated(value) => Some(value),
            Self::Assumed(_) => None,
        }
    }
}

/// A minor version of Kubernetes, such as 1.37.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The minor: 37 of 1.37. The major is 1.
    pub minor: u8,
}

impl Version {
    /// The newest version whose rules are known.
    pub const NEWEST: Version = Version { minor: 37 };
    /// The oldest version whose rules are known.
    pub const OLDEST: Version = Version { minor: 32 };

    /// Reads `1.37`, `v1.37`, `1.37.2` or a build of one such as `1.37.2-gke.1`; `None` for anything else or a version
    /// whose rules are not known.
    pub fn parse(text: &str) -> Option<Self> {
        let rest = text.strip_prefix('v').unwrap_or(text).strip_prefix("1.")?;
        let release = rest.split(['-', '+']).next()?;
        let mut numbers = release.split('.');
        let minor = numbers.next().filter(|minor| minor.bytes().all(|byte| byte.is_ascii_digit()))?;
        let is_patch = |patch: &str| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit());
        if !numbers.next().is_none_or(is_patch) || numbers.next().is_some() {
            return None;
        }
        let version = Self { minor: minor.parse().ok()? };
        (Self::OLDEST..=Self::NEWEST).contains(&version).then_some(version)
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "1.{}", self.minor)
    }
}

/// The release channel of the Gateway API's definitions that the cluster has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum GatewayChannel {
    /// Only what is stable.
    Standard,
    /// Everything.
    Experimental,
}

/// Which namespaces are wholly in the input, so that what is not there does not exist.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Complete {
    /// These namespaces.
    Namespaces(BTreeSet<String>),
    /// The whole cluster is in the input.
    Everything,
}

impl Complete {
    /// Says whether a namespace is wholly in the input.
    pub fn contains(&self, namespace: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Namespaces(names) => names.contains(namespace),
        }
    }
}

/// The facts.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Assumptions {
    /// The version whose rules apply.
    pub kubernetes: Fact<Version>,
    /// The ranges cluster IPs come from, as CIDRs, in the order of the API server's flag. Empty while unknown.
    pub service_cidrs: Fact<Vec<String>>,
    /// The ranges Pod addresses come from. Empty while unknown.
    pub pod_cidrs: Fact<Vec<String>>,
    /// The families Services get, the default one first. Empty while unknown.
    pub ip_families: Fact<Vec<IpFamily>>,
    /// The first and last node port.
    pub node_port_range: Fact<(u16, u16)>,
    /// The cluster's DNS domain.
    pub cluster_domain: Fact<String>,
    /// Names and zones of the nodes on which Pods are simulated, where the input has no Node.
    pub nodes: Fact<Vec<AssumedNode>>,
    /// The namespace of objects that name none.
    pub default_namespace: Fact<String>,
    /// The Gateway API's channel; `None` where the cluster does not have the Gateway API.
    pub gateway_channel: Fact<Option<GatewayChannel>>,
    /// The API server's `--allow-privileged`.
    pub allow_privileged: Fact<bool>,
    /// Namespaces that are wholly in the input.
    pub complete: Complete,
    /// Objects that were read from a cluster (`metadata.uid`) are judged as manifests that create them elsewhere.
    pub as_manifests: bool,
}

/// A node that the input does not have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AssumedNode {
    /// Its name.
    pub name: String,
    /// Its zone.
    pub zone: Option<String>,
}

impl Default for Assumptions {
    fn default() -> Self {
        let node = |n| AssumedNode { name: format!("node-{n}"), zone: Some(format!("zone-{n}")) };
        Self {
            kubernetes: Fact::Assumed(Version::NEWEST),
            service_cidrs: Fact::Assumed(Vec::new()),
            pod_cidrs: Fact::Assumed(Vec::new()),
            ip_families: Fact::Assumed(Vec::new()),
            node_port_range: Fact::Assumed((30000, 32767)),
            cluster_domain: Fact::Assumed("cluster.local".to_owned()),
            nodes: Fact::Assumed((1..=3).map(node).collect()),
            default_namespace: Fact::Assumed("default".to_owned()),
            gateway_channel: Fact::Assumed(Some(GatewayChannel::Standard)),
            allow_privileged: Fact::Assumed(true),
            complete: Complete::Namespaces(BTreeSet::new()),
            as_manifests: false,
        }
    }
}
