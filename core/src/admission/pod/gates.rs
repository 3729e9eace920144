//! Feature gates of Pods and workloads, as data.
//!
//! Source: kubernetes v1.37 pkg/features/kube_features.go defaultVersionedKubernetesFeatureGates

use crate::admission::features::Gate;

/// The annotation for the cost of deletion is checked.
pub(crate) const POD_DELETION_COST: Gate =
    Gate { name: "PodDeletionCost", since: 21, defaults: &[(21, false), (22, true)] };

/// Pods have `resources` of their own.
pub(crate) const POD_LEVEL_RESOURCES: Gate =
    Gate { name: "PodLevelResources", since: 32, defaults: &[(32, false), (34, true)] };

/// `resizePolicy` is kept.
pub(crate) const IN_PLACE_POD_VERTICAL_SCALING: Gate =
    Gate { name: "InPlacePodVerticalScaling", since: 27, defaults: &[(27, false), (33, true)] };

/// `matchLabelKeys` of topology spread constraints is kept.
pub(crate) const MATCH_LABEL_KEYS_IN_POD_TOPOLOGY_SPREAD: Gate =
    Gate { name: "MatchLabelKeysInPodTopologySpread", since: 25, defaults: &[(25, false), (27, true)] };

/// `matchLabelKeys` of topology spread constraints is merged into their selectors.
pub(crate) const MATCH_LABEL_KEYS_IN_POD_TOPOLOGY_SPREAD_SELECTOR_MERGE: Gate =
    Gate { name: "MatchLabelKeysInPodTopologySpreadSelectorMerge", since: 34, defaults: &[(34, true)] };

/// Any container may have a `restartPolicy` and rules.
pub(crate) const CONTAINER_RESTART_RULES: Gate =
    Gate { name: "ContainerRestartRules", since: 34, defaults: &[(34, false), (35, true)] };

/// Restart rules may restart all containers.
pub(crate) const RESTART_ALL_CONTAINERS_ON_CONTAINER_EXITS: Gate =
    Gate { name: "RestartAllContainersOnContainerExits", since: 35, defaults: &[(35, false), (36, true)] };

/// Names of environment variables may hold any printable ASCII character but `=`.
pub(crate) const RELAXED_ENVIRONMENT_VARIABLE_VALIDATION: Gate =
    Gate { name: "RelaxedEnvironmentVariableValidation", since: 30, defaults: &[(30, false), (32, true)] };

/// Environment variables may come from files.
pub(crate) const ENV_FILES: Gate = Gate { name: "EnvFiles", since: 34, defaults: &[(34, false), (35, true)] };

/// `hostNetwork` goes together with `hostUsers: false`.
pub(crate) const USER_NAMESPACES_HOST_NETWORK_SUPPORT: Gate =
    Gate { name: "UserNamespacesHostNetworkSupport", since: 35, defaults: &[(35, false)] };

/// `seLinuxChangePolicy` may be any policy.
pub(crate) const SELINUX_MOUNT: Gate =
    Gate { name: "SELinuxMount", since: 30, defaults: &[(30, false), (37, true)] };

/// Tolerations may compare numbers.
pub(crate) const TAINT_TOLERATION_COMPARISON_OPERATORS: Gate =
    Gate { name: "TaintTolerationComparisonOperators", since: 35, defaults: &[(35, false)] };

/// `hostUsers` is kept.
pub(crate) const USER_NAMESPACES_SUPPORT: Gate =
    Gate { name: "UserNamespacesSupport", since: 25, defaults: &[(25, false), (33, true)] };

/// `supplementalGroupsPolicy` is kept.
pub(crate) const SUPPLEMENTAL_GROUPS_POLICY: Gate =
    Gate { name: "SupplementalGroupsPolicy", since: 31, defaults: &[(31, false), (33, true)] };

/// Node inclusion policies of topology spread constraints are kept.
pub(crate) const NODE_INCLUSION_POLICY_IN_POD_TOPOLOGY_SPREAD: Gate =
    Gate { name: "NodeInclusionPolicyInPodTopologySpread", since: 25, defaults: &[(25, false), (26, true)] };

/// `matchLabelKeys` and `mismatchLabelKeys` of Pod affinity are kept.
pub(crate) const MATCH_LABEL_KEYS_IN_POD_AFFINITY: Gate =
    Gate { name: "MatchLabelKeysInPodAffinity", since: 29, defaults: &[(29, false), (31, true)] };

/// `resourceClaims` is kept.
pub(crate) const DYNAMIC_RESOURCE_ALLOCATION: Gate =
    Gate { name: "DynamicResourceAllocation", since: 26, defaults: &[(26, false), (34, true)] };

/// Volumes may project trust bundles.
pub(crate) const CLUSTER_TRUST_BUNDLE_PROJECTION: Gate =
    Gate { name: "ClusterTrustBundleProjection", since: 29, defaults: &[(29, false), (37, true)] };

/// Volumes may project certificates.
pub(crate) const POD_CERTIFICATE_REQUEST: Gate =
    Gate { name: "PodCertificateRequest", since: 34, defaults: &[(34, false), (37, true)] };

/// Projected files may have an owner.
pub(crate) const ATOMIC_WRITE_VOLUME_USER_FIELDS: Gate =
    Gate { name: "AtomicWriteVolumeUserFields", since: 37, defaults: &[(37, false)] };

/// `schedulingGroup` is kept.
pub(crate) const GENERIC_WORKLOAD: Gate =
    Gate { name: "GenericWorkload", since: 35, defaults: &[(35, false)] };

/// gRPC probes may have a mode.
pub(crate) const GRPC_CONTAINER_PROBE_TLS: Gate =
    Gate { name: "GRPCContainerProbeTLS", since: 37, defaults: &[(37, false)] };

/// `evictionResponders` is kept.
pub(crate) const EVICTION_REQUEST_API: Gate =
    Gate { name: "EvictionRequestAPI", since: 37, defaults: &[(37, false)] };

/// `recursiveReadOnly` is kept.
pub(crate) const RECURSIVE_READ_ONLY_MOUNTS: Gate =
    Gate { name: "RecursiveReadOnlyMounts", since: 30, defaults: &[(30, false), (31, true)] };

/// `emptyDir` may have a mode.
pub(crate) const EMPTY_DIR_VOLUME_MODE: Gate =
    Gate { name: "EmptyDirVolumeMode", since: 37, defaults: &[(37, false)] };

/// Mounts may have options.
pub(crate) const VOLUME_BIND_MOUNT_OPTIONS: Gate =
    Gate { name: "VolumeBindMountOptions", since: 37, defaults: &[(37, false)] };

/// `hostnameOverride` is kept.
pub(crate) const HOSTNAME_OVERRIDE: Gate =
    Gate { name: "HostnameOverride", since: 34, defaults: &[(34, false), (35, true)] };

/// Volumes may come from images.
pub(crate) const IMAGE_VOLUME: Gate =
    Gate { name: "ImageVolume", since: 31, defaults: &[(31, false), (35, true)] };

/// `seLinuxChangePolicy` is kept.
pub(crate) const SELINUX_CHANGE_POLICY: Gate =
    Gate { name: "SELinuxChangePolicy", since: 32, defaults: &[(32, false), (33, true)] };

/// `stopSignal` is kept.
pub(crate) const CONTAINER_STOP_SIGNALS: Gate =
    Gate { name: "ContainerStopSignals", since: 33, defaults: &[(33, false)] };

/// HTTP probes have a `protocol`.
pub(crate) const H2C_CONTAINER_PROBE: Gate =
    Gate { name: "H2CContainerProbe", since: 37, defaults: &[(37, false)] };

/// Resources of a Pod are defaulted after admission.
pub(crate) const POD_LEVEL_RESOURCES_FIX_DEFAULTING: Gate =
    Gate { name: "PodLevelResourcesFixDefaulting", since: 37, defaults: &[(37, true)] };

/// `gitRepo` volumes work.
pub(crate) const GIT_REPO_VOLUME_DRIVER: Gate =
    Gate { name: "GitRepoVolumeDriver", since: 0, defaults: &[(0, true), (33, false)] };

/// StatefulSets have `maxUnavailable`.
pub(crate) const MAX_UNAVAILABLE_STATEFUL_SET: Gate =
    Gate { name: "MaxUnavailableStatefulSet", since: 24, defaults: &[(24, false), (37, true)] };

/// StatefulSets may be recreated.
pub(crate) const STATEFUL_SET_RECREATE_STRATEGY: Gate =
    Gate { name: "StatefulSetRecreateStrategy", since: 37, defaults: &[(37, false)] };

/// `managedBy` is kept.
pub(crate) const JOB_MANAGED_BY: Gate =
    Gate { name: "JobManagedBy", since: 30, defaults: &[(30, false), (32, true)] };

/// `scheduling` of Jobs is kept.
pub(crate) const WORKLOAD_WITH_JOB: Gate =
    Gate { name: "WorkloadWithJob", since: 36, defaults: &[(36, false)] };

/// Resources of a suspended Job may change.
pub(crate) const MUTABLE_POD_RESOURCES_FOR_SUSPENDED_JOBS: Gate =
    Gate { name: "MutablePodResourcesForSuspendedJobs", since: 35, defaults: &[(35, false), (36, true)] };

/// `procMount` may be other than the default.
pub(crate) const PROC_MOUNT_TYPE: Gate =
    Gate { name: "ProcMountType", since: 12, defaults: &[(12, false), (33, true)] };
