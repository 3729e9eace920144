//! How strictly a Pod's spec is checked: one switch for each thing that upstream allows in stored specs alone.

use crate::admission::ip::Strictness;
use crate::admission::label_selector::SelectorValues;
use crate::value::Value;

/// Whether a spec is a Pod's own or part of another object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holder {
    Pod,
    Template,
}

/// How `matchLabelKeys` of topology spread constraints is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MatchLabelKeys {
    /// The keys are merged into the selector.
    Merged,
    /// The keys stand beside the selector.
    Beside,
}

/// How strictly a Pod's spec is checked.
#[expect(clippy::struct_excessive_bools, reason = "they mirror upstream's PodValidationOptions one by one")]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PodValidationOptions {
    pub(crate) holder: Holder,
    pub(crate) allow_privileged: bool,
    pub(crate) addresses: Strictness,
    pub(crate) match_label_keys: MatchLabelKeys,
    pub(crate) affinity_selectors: SelectorValues,
    pub(crate) pod_level_resources_enabled: bool,
    pub(crate) allow_invalid_pod_deletion_cost: bool,
    pub(crate) allow_indivisible_huge_pages_values: bool,
    pub(crate) allow_invalid_topology_spread_constraint_label_selector: bool,
    pub(crate) allow_namespaced_sysctls_for_host_net_and_host_ipc: bool,
    pub(crate) allow_non_local_projected_token_path: bool,
    pub(crate) allow_invalid_label_value_in_required_node_affinity: bool,
    pub(crate) allow_sidecar_resize_policy: bool,
    pub(crate) allow_container_restart_policy_rules: bool,
    pub(crate) allow_restart_all_containers: bool,
    pub(crate) allow_existing_restart_container_for_non_sidecar_init_container: bool,
    pub(crate) allow_relaxed_environment_variable_validation: bool,
    pub(crate) allow_env_files_validation: bool,
    pub(crate) allow_user_namespaces_host_network_support: bool,
    pub(crate) allow_user_namespaces_with_volume_devices: bool,
    pub(crate) allow_only_recursive_selinux_change_policy: bool,
    pub(crate) allow_taint_toleration_comparison_operators: bool,
    pub(crate) allow_empty_image_volume_reference: bool,
    pub(crate) allow_sys_admin_when_privilege_escalation_false: bool,
}

/// A spec with the metadata beside it: a Pod, or a pod template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SpecAndMeta<'v> {
    pub(crate) spec: &'v Value,
    pub(crate) meta: &'v Value,
}

impl<'v> SpecAndMeta<'v> {
    /// The spec and metadata of a Pod or a pod template.
    pub(crate) fn of(holder: &'v Value) -> Self {
        Self { spec: holder.get("spec"), meta: holder.get("metadata") }
    }
}
