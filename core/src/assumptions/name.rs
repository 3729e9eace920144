//! The facts by name: one list for flags, settings, options and fixtures.

/// A fact that can be stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactName {
    /// [`super::Assumptions::kubernetes`].
    Kubernetes,
    /// [`super::Assumptions::default_namespace`].
    DefaultNamespace,
    /// [`super::Assumptions::complete`].
    Complete,
    /// [`super::Assumptions::service_cidrs`].
    ServiceCidrs,
    /// [`super::Assumptions::pod_cidrs`].
    PodCidrs,
    /// [`super::Assumptions::ip_families`].
    IpFamilies,
    /// [`super::Assumptions::node_port_range`].
    NodePortRange,
    /// [`super::Assumptions::cluster_domain`].
    ClusterDomain,
    /// [`super::Assumptions::nodes`].
    Nodes,
    /// [`super::Assumptions::gateway_channel`].
    GatewayChannel,
    /// [`super::Assumptions::allow_privileged`].
    AllowPrivileged,
    /// [`super::Assumptions::as_manifests`].
    AsManifests,
}

impl FactName {
    /// Every fact, in the order in which faces list them.
    pub const ALL: [Self; 12] = [
        Self::Kubernetes,
        Self::DefaultNamespace,
        Self::Complete,
        Self::ServiceCidrs,
        Self::PodCidrs,
        Self::IpFamilies,
        Self::NodePortRange,
        Self::ClusterDomain,
        Self::Nodes,
        Self::GatewayChannel,
        Self::AllowPrivileged,
        Self::AsManifests,
    ];

    /// The name, in camel case as options and settings spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kubernetes => "kubernetes",
            Self::ServiceCidrs => "serviceCidrs",
            Self::PodCidrs => "podCidrs",
            Self::IpFamilies => "ipFamilies",
            Self::NodePortRange => "nodePortRange",
            Self::ClusterDomain => "clusterDomain",
            Self::Nodes => "nodes",
            Self::DefaultNamespace => "defaultNamespace",
            Self::GatewayChannel => "gatewayChannel",
            Self::AllowPrivileged => "allowPrivileged",
            Self::AsManifests => "asManifests",
            Self::Complete => "complete",
        }
    }

    /// Reads a name in camel case.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|fact| fact.as_str() == name)
    }

    /// The texts that state the fact, where there are only a few.
    pub const fn choices(self) -> &'static [&'static str] {
        match self {
            Self::GatewayChannel => &["standard", "experimental", "none"],
            Self::AllowPrivileged | Self::AsManifests => &["true", "false"],
            Self::IpFamilies => &["IPv4", "IPv6", "IPv4,IPv6", "IPv6,IPv4"],
            Self::Kubernetes
            | Self::ServiceCidrs
            | Self::PodCidrs
            | Self::NodePortRange
            | Self::ClusterDomain
            | Self::Nodes
            | Self::DefaultNamespace
            | Self::Complete => &[],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_read_back() {
        for fact in FactName::ALL {
            assert_eq!(FactName::parse(fact.as_str()), Some(fact));
        }
        assert_eq!(FactName::parse("colour"), None);
    }
}
