//! Feature gates that change an answer, as data.
//!
//! Source: kubernetes v1.37 pkg/features/kube_features.go defaultVersionedKubernetesFeatureGates

use crate::assumptions::Version;

/// A feature gate: what it is by default in each version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gate {
    /// Its name.
    pub name: &'static str,
    /// The minor version that brought it.
    pub since: u8,
    /// Minor versions at which its default changed, and to what, oldest first.
    pub defaults: &'static [(u8, bool)],
}

impl Gate {
    /// Says whether the feature is on by default.
    pub fn on(&self, version: Version) -> bool {
        self.defaults.iter().rev().find(|(minor, _)| *minor <= version.minor).is_some_and(|(_, on)| *on)
    }
}

/// Addresses and blocks with leading zeros, IPv4-mapped addresses and host bits are refused.
pub const STRICT_IP_CIDR_VALIDATION: Gate =
    Gate { name: "StrictIPCIDRValidation", since: 33, defaults: &[(33, false), (36, true)] };

/// Names of Services may start with a digit.
pub const RELAXED_SERVICE_NAME_VALIDATION: Gate =
    Gate { name: "RelaxedServiceNameValidation", since: 34, defaults: &[(34, false), (36, true)] };

/// `trafficDistribution` may be `PreferSameZone` or `PreferSameNode`.
pub const PREFER_SAME_TRAFFIC_DISTRIBUTION: Gate =
    Gate { name: "PreferSameTrafficDistribution", since: 33, defaults: &[(33, false), (34, true)] };

/// Cluster IPs are kept as IPAddress objects only, so that a Service's name is checked before its address is taken.
pub const DISABLE_ALLOCATOR_DUAL_WRITE: Gate =
    Gate { name: "DisableAllocatorDualWrite", since: 31, defaults: &[(31, false), (34, true)] };

/// Claims and volumes name a class of attributes.
pub const VOLUME_ATTRIBUTES_CLASS: Gate =
    Gate { name: "VolumeAttributesClass", since: 29, defaults: &[(29, false), (34, true)] };

/// Generated validation that reached beta replaces what was written by hand.
pub const DECLARATIVE_VALIDATION_BETA: Gate =
    Gate { name: "DeclarativeValidationBeta", since: 36, defaults: &[(36, true)] };

/// `behavior` of a HorizontalPodAutoscaler may have a `tolerance`.
pub const HPA_CONFIGURABLE_TOLERANCE: Gate =
    Gate { name: "HPAConfigurableTolerance", since: 33, defaults: &[(33, false), (35, true)] };

/// A HorizontalPodAutoscaler may scale to no Pods at all.
pub const HPA_SCALE_TO_ZERO: Gate =
    Gate { name: "HPAScaleToZero", since: 16, defaults: &[(16, false), (37, true)] };

/// Names that end in `.static.k8s.io` belong to webhooks that are configured in files of the server.
pub const MANIFEST_BASED_ADMISSION_CONTROL_CONFIG: Gate =
    Gate { name: "ManifestBasedAdmissionControlConfig", since: 36, defaults: &[(36, false), (37, true)] };

/// Webhooks are not asked about reviews of access, which are never stored.
pub const EXCLUDE_ADMISSION_WEBHOOK_VIRTUAL_RESOURCES: Gate =
    Gate { name: "ExcludeAdmissionWebhookVirtualResources", since: 37, defaults: &[(37, true)] };

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_follow_the_version() {
        let at = |minor| STRICT_IP_CIDR_VALIDATION.on(Version { minor });
        assert_eq!([at(32), at(33), at(35), at(36), at(37)], [false, false, false, true, true]);
    }
}
