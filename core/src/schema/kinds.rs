//! Which kinds the API server of a minor serves.

use super::api_version::group;
use super::gateway;
use super::table::{Table, table};
use crate::assumptions::Version;
use crate::near::least_edits;

/// What is known of a kind in a minor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KindStatus {
    /// It is served.
    Served {
        /// Its objects live in namespaces.
        namespaced: bool,
        /// The minor that deprecated it, if this one is not older.
        deprecated: Option<u8>,
        /// The first minor that will not serve it.
        removal: Option<u8>,
        /// `apiVersion Kind` to use instead.
        replacement: Option<&'static str>,
    },
    /// A preview (alpha or beta), which servers do not serve unless told to.
    Preview {
        /// Its objects live in namespaces.
        namespaced: bool,
        /// `apiVersion Kind` to use instead.
        replacement: Option<&'static str>,
    },
    /// It is not served any more.
    Removed {
        /// The first minor that did not serve it.
        since: u8,
        /// `apiVersion Kind` to use instead.
        replacement: Option<&'static str>,
    },
    /// It is served by later minors only.
    NotYet {
        /// The first minor that serves it.
        since: u8,
    },
    /// The group is Kubernetes' own and has no such kind.
    UnknownInBuiltinGroup,
    /// A kind of another group, which a definition may add.
    Foreign,
}

impl KindStatus {
    /// Says whether a server with Kubernetes' own kinds serves the kind.
    pub const fn is_served(self) -> bool {
        matches!(self, Self::Served { .. })
    }
}

/// Looks a kind up as the API server of a minor knows it.
pub fn kind(api_version: &str, kind: &str, version: Version) -> KindStatus {
    let table = table();
    if let Some(entry) = table.kind(api_version, kind) {
        if version.minor < entry.since {
            return KindStatus::NotYet { since: entry.since };
        }
        if version.minor > entry.until {
            let since = entry.removed.unwrap_or(entry.until + 1).min(entry.until + 1);
            return KindStatus::Removed { since, replacement: entry.replacement };
        }
        if is_preview(api_version) {
            return KindStatus::Preview { namespaced: entry.namespaced, replacement: entry.replacement };
        }
        return KindStatus::Served {
            namespaced: entry.namespaced,
            deprecated: entry.deprecated.filter(|&since| since <= version.minor),
            removal: entry.removed,
            replacement: entry.replacement,
        };
    }
    match table.removed(api_version, kind) {
        Some(entry) => KindStatus::Removed { since: entry.removed, replacement: entry.replacement },
        None if is_builtin_group(table, group(api_version)) => KindStatus::UnknownInBuiltinGroup,
        None => KindStatus::Foreign,
    }
}

/// `apiVersion Kind` of the kinds that an unknown kind of Kubernetes' own groups may be meant for; at most three.
///
/// The same kind under another apiVersion comes first, else kinds of a similar name in the same apiVersion.
pub fn similar_kinds(api_version: &str, kind: &str, version: Version) -> Vec<String> {
    let entries = || {
        table().kinds.iter().filter(|entry| {
            !is_preview(entry.api_version) && (entry.since..=entry.until).contains(&version.minor)
        })
    };
    let elsewhere: Vec<_> = entries().filter(|entry| entry.kind.eq_ignore_ascii_case(kind)).collect();
    if !elsewhere.is_empty() {
        return elsewhere
            .iter()
            .take(3)
            .map(|entry| format!("{} {}", entry.api_version, entry.kind))
            .collect();
    }
    let here = entries().filter(|entry| entry.api_version == api_version).map(|entry| entry.kind);
    least_edits(kind, here).into_iter().map(|kind| format!("{api_version} {kind}")).collect()
}

/// Groups of definitions that no table here has, whose kinds all live outside namespaces.
///
/// Source: network-policy-api v0.3 apis, `+kubebuilder:resource:scope=Cluster`
const CLUSTER_SCOPED_GROUPS: [&str; 1] = ["policy.networking.k8s.io"];

/// Says whether objects of a kind live in namespaces, whatever version of its group names it; `None` for a kind that no
/// table has.
pub fn is_namespaced(api_version: &str, kind: &str) -> Option<bool> {
    let table = table();
    if let Some(entry) = table.kind(api_version, kind) {
        return Some(entry.namespaced);
    }
    let wanted = group(api_version);
    let is_it = |api_version: &str, name: &str| name == kind && group(api_version) == wanted;
    let served = table.kinds.iter().find(|entry| is_it(entry.api_version, entry.kind));
    let removed = || table.removed.iter().find(|entry| is_it(entry.api_version, entry.kind));
    served
        .map(|entry| entry.namespaced)
        .or_else(|| removed().map(|entry| entry.namespaced))
        .or_else(|| gateway::is_namespaced(wanted, kind))
        .or_else(|| CLUSTER_SCOPED_GROUPS.contains(&wanted).then_some(false))
}

fn is_preview(api_version: &str) -> bool {
    let version = api_version.rsplit('/').next().unwrap_or("");
    version.contains("alpha") || version.contains("beta")
}

fn is_builtin_group(table: &Table, wanted: &str) -> bool {
    table.kinds.iter().map(|entry| entry.api_version).any(|api_version| group(api_version) == wanted)
        || table.removed.iter().map(|entry| entry.api_version).any(|api_version| group(api_version) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_live_in_namespaces_whatever_the_version() {
        assert_eq!(is_namespaced("v1", "Service"), Some(true));
        assert_eq!(is_namespaced("v1", "Namespace"), Some(false));
        assert_eq!(is_namespaced("networking.k8s.io/v1beta1", "IngressClass"), Some(false));
        assert_eq!(is_namespaced("networking.k8s.io/v1beta1", "Ingress"), Some(true));
        assert_eq!(is_namespaced("extensions/v1beta1", "Ingress"), Some(true));
        assert_eq!(is_namespaced("policy/v1beta1", "PodSecurityPolicy"), Some(false));
        assert_eq!(is_namespaced("networking.k8s.io/v1alpha1", "ClusterCIDR"), Some(false));
        assert_eq!(is_namespaced("storage.k8s.io/v1", "CSIStorageCapacity"), Some(true));
        assert_eq!(is_namespaced("storage.k8s.io/v9", "StorageClass"), Some(false));
        assert_eq!(is_namespaced("gateway.networking.k8s.io/v1alpha2", "GatewayClass"), Some(false));
        assert_eq!(is_namespaced("gateway.networking.k8s.io/v1alpha2", "HTTPRoute"), Some(true));
        assert_eq!(is_namespaced("policy.networking.k8s.io/v1alpha1", "AdminNetworkPolicy"), Some(false));
        assert_eq!(is_namespaced("serving.knative.dev/v1", "Service"), None);
        assert_eq!(is_namespaced("apps/v1", "Pod"), None);
    }

    #[test]
    fn kinds_by_minor() {
        let at = |minor| Version { minor };
        let newest = Version::NEWEST;
        assert!(kind("v1", "Service", newest).is_served());
        assert_eq!(
            kind("extensions/v1beta1", "Ingress", newest),
            KindStatus::Removed { since: 22, replacement: Some("networking.k8s.io/v1 Ingress") }
        );
        assert_eq!(kind("networking.k8s.io/v1", "ServiceCIDR", at(32)), KindStatus::NotYet { since: 33 });
        assert_eq!(kind("apps/v1", "Pod", newest), KindStatus::UnknownInBuiltinGroup);
        assert_eq!(kind("argoproj.io/v1alpha1", "Rollout", newest), KindStatus::Foreign);
        assert_eq!(similar_kinds("apps/v1", "Pod", newest), ["v1 Pod"]);
        assert_eq!(similar_kinds("v1", "Servce", newest), ["v1 Service"]);
    }
}
