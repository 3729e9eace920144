//! How strictly a Pod's spec is checked: by version, and by what a stored spec already holds.
//!
//! Source: kubernetes v1.37 pkg/api/pod/util.go GetValidationOptionsFromPodSpecAndMeta

use super::containers::{all_containers, is_restartable_init_container};
use super::options::{Holder, MatchLabelKeys, PodValidationOptions, SpecAndMeta};
use super::resource_names::{is_huge_page_resource_name, is_huge_page_resource_value_divisible};
use super::{annotations, gates, security_context, topology_spread, volume_path};
use crate::admission::Causes;
use crate::admission::features::STRICT_IP_CIDR_VALIDATION;
use crate::admission::ip::Strictness;
use crate::admission::label_selector::{SelectorValues, has_invalid_label_value, validate_label_selector};
use crate::admission::names::{is_env_var_name, is_relaxed_env_var_name, is_valid_label_value};
use crate::admission::strategy::Context;
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::Value;
use std::collections::BTreeSet;

/// The options for a new spec, or for one that replaces `old`.
pub(crate) fn validation_options(
    context: &Context<'_>,
    holder: Holder,
    new: &Value,
    old: Option<&Value>,
) -> PodValidationOptions {
    let merged = context.on(gates::MATCH_LABEL_KEYS_IN_POD_TOPOLOGY_SPREAD)
        && context.on(gates::MATCH_LABEL_KEYS_IN_POD_TOPOLOGY_SPREAD_SELECTOR_MERGE);
    let strict_addresses = context.on(STRICT_IP_CIDR_VALIDATION);
    let mut options = PodValidationOptions {
        holder,
        allow_privileged: *context.assumptions.allow_privileged.get(),
        addresses: if strict_addresses { Strictness::Strict } else { Strictness::Sloppy },
        match_label_keys: if merged { MatchLabelKeys::Merged } else { MatchLabelKeys::Beside },
        affinity_selectors: SelectorValues::Checked,
        pod_level_resources_enabled: context.on(gates::POD_LEVEL_RESOURCES),
        allow_invalid_pod_deletion_cost: !context.on(gates::POD_DELETION_COST),
        allow_indivisible_huge_pages_values: false,
        allow_invalid_topology_spread_constraint_label_selector: false,
        allow_namespaced_sysctls_for_host_net_and_host_ipc: false,
        allow_non_local_projected_token_path: false,
        allow_invalid_label_value_in_required_node_affinity: false,
        allow_sidecar_resize_policy: context.on(gates::IN_PLACE_POD_VERTICAL_SCALING),
        allow_container_restart_policy_rules: context.on(gates::CONTAINER_RESTART_RULES),
        allow_restart_all_containers: context.on(gates::RESTART_ALL_CONTAINERS_ON_CONTAINER_EXITS),
        allow_existing_restart_container_for_non_sidecar_init_container: false,
        allow_relaxed_environment_variable_validation: context
            .on(gates::RELAXED_ENVIRONMENT_VARIABLE_VALIDATION),
        allow_env_files_validation: context.on(gates::ENV_FILES),
        allow_user_namespaces_host_network_support: context.on(gates::USER_NAMESPACES_HOST_NETWORK_SUPPORT),
        allow_user_namespaces_with_volume_devices: false,
        allow_only_recursive_selinux_change_policy: !context.on(gates::SELINUX_MOUNT),
        allow_taint_toleration_comparison_operators: context.on(gates::TAINT_TOLERATION_COMPARISON_OPERATORS),
        allow_empty_image_volume_reference: false,
        allow_sys_admin_when_privilege_escalation_false: false,
    };
    if let Some(old) = old {
        tolerate(&mut options, SpecAndMeta::of(new), SpecAndMeta::of(old));
    }
    options
}

/// Allows what the stored spec already does.
fn tolerate(options: &mut PodValidationOptions, new: SpecAndMeta<'_>, old: SpecAndMeta<'_>) {
    let spec = old.spec;
    let containers: Vec<&Value> = all_containers(spec).collect();
    let any = |holds: fn(&Value) -> bool| containers.iter().any(|container| holds(container));
    options.allow_relaxed_environment_variable_validation |= uses_relaxed_names(new.spec, spec);
    options.allow_env_files_validation |= any(uses_env_files);
    options.allow_user_namespaces_host_network_support |=
        spec.bool("hostUsers") == Some(false) && spec.bool("hostNetwork") == Some(true);
    options.allow_only_recursive_selinux_change_policy &=
        !spec.get("securityContext").has("seLinuxChangePolicy");
    options.allow_taint_toleration_comparison_operators |=
        spec.list("tolerations").iter().any(|toleration| matches!(toleration.str("operator"), "Lt" | "Gt"));
    options.allow_indivisible_huge_pages_values = any(uses_indivisible_huge_pages_values);
    if has_invalid_label_value_in_affinity_selector(spec) {
        options.affinity_selectors = SelectorValues::Any;
    }
    options.allow_invalid_label_value_in_required_node_affinity =
        has_invalid_label_value_in_required_node_affinity(spec);
    options.allow_invalid_topology_spread_constraint_label_selector =
        spec.list("topologySpreadConstraints").iter().any(|constraint| {
            let mut causes = Causes::default();
            let selector = constraint.get("labelSelector");
            validate_label_selector(selector, SelectorValues::Checked, &Path::ROOT, &mut causes);
            !causes.list.is_empty()
        });
    options.match_label_keys = topology_spread::match_label_keys_of_stored(options.match_label_keys, spec);
    options.allow_non_local_projected_token_path = has_non_local_projected_token_path(spec);
    options.allow_namespaced_sysctls_for_host_net_and_host_ipc = spec
        .get("securityContext")
        .list("sysctls")
        .iter()
        .any(|sysctl| security_context::host_sysctl_error(sysctl.str("name"), spec).is_some());
    let init = spec.list("initContainers");
    options.allow_sidecar_resize_policy |= init.iter().any(|container| {
        is_restartable_init_container(container) && !container.list("resizePolicy").is_empty()
    });
    options.allow_container_restart_policy_rules |= uses_container_restart_rules(spec);
    options.allow_restart_all_containers |= any(restarts_all_containers);
    options.allow_existing_restart_container_for_non_sidecar_init_container = init.iter().any(|container| {
        !is_restartable_init_container(container)
            && container
                .list("resizePolicy")
                .iter()
                .any(|policy| policy.str("restartPolicy") == "RestartContainer")
    });
    options.allow_user_namespaces_with_volume_devices =
        spec.bool("hostUsers") == Some(false) && any(|container| !container.list("volumeDevices").is_empty());
    options.allow_empty_image_volume_reference = spec
        .list("volumes")
        .iter()
        .any(|volume| volume.has("image") && volume.get("image").str("reference").is_empty());
    options.allow_sys_admin_when_privilege_escalation_false = any(adds_sys_admin_without_escalation);
    options.allow_invalid_pod_deletion_cost |=
        annotations::has_invalid_deletion_cost(old.meta.get("annotations"));
}

/// Says whether a container takes environment variables from files.
pub(crate) fn uses_env_files(container: &Value) -> bool {
    container.list("env").iter().any(|variable| variable.get("valueFrom").has("fileKeyRef"))
}

/// Says whether containers use restart policies that were new once.
///
/// Source: kubernetes v1.37 pkg/api/pod/util.go containerRestartRulesInUse
pub(crate) fn uses_container_restart_rules(spec: &Value) -> bool {
    let init = spec.list("initContainers").iter().any(|container| {
        let policy = container.get("restartPolicy").as_str();
        policy.is_some_and(|policy| policy != "Always") || !container.list("restartPolicyRules").is_empty()
    });
    init || spec.list("containers").iter().any(|container| container.has("restartPolicy"))
}

fn restarts_all_containers(container: &Value) -> bool {
    container.list("restartPolicyRules").iter().any(|rule| rule.str("action") == "RestartAllContainers")
}

fn uses_indivisible_huge_pages_values(container: &Value) -> bool {
    let resources = container.get("resources");
    let mut amounts = resources.entries("limits").iter().chain(resources.entries("requests"));
    amounts.any(|entry| {
        let amount = Quantity::of(&entry.value).unwrap_or(Quantity::ZERO);
        is_huge_page_resource_name(&entry.key) && !is_huge_page_resource_value_divisible(&entry.key, amount)
    })
}

fn adds_sys_admin_without_escalation(container: &Value) -> bool {
    let security = container.get("securityContext");
    let adds = security.get("capabilities").list("add");
    security.bool("allowPrivilegeEscalation") != Some(true)
        && adds.iter().any(|capability| capability.as_str() == Some("CAP_SYS_ADMIN"))
}

/// Source: kubernetes v1.37 pkg/api/pod/util.go useRelaxedEnvironmentVariableValidation
fn uses_relaxed_names(new: &Value, old: &Value) -> bool {
    let old_names: BTreeSet<&str> = environment_names(old).collect();
    environment_names(new).any(|name| {
        !is_env_var_name(name).is_empty()
            && is_relaxed_env_var_name(name).is_empty()
            && old_names.contains(name)
    })
}

fn environment_names(spec: &Value) -> impl Iterator<Item = &str> {
    all_containers(spec).flat_map(|container| {
        let variables = container.list("env").iter().map(|variable| variable.str("name"));
        variables.chain(container.list("envFrom").iter().map(|source| source.str("prefix")))
    })
}

fn has_invalid_label_value_in_affinity_selector(spec: &Value) -> bool {
    let affinity = spec.get("affinity");
    ["podAffinity", "podAntiAffinity"].into_iter().any(|kind| {
        let terms = affinity.get(kind);
        let required = terms.list("requiredDuringSchedulingIgnoredDuringExecution").iter();
        let preferred = terms.list("preferredDuringSchedulingIgnoredDuringExecution").iter();
        required.chain(preferred.map(|weighted| weighted.get("podAffinityTerm"))).any(|term| {
            has_invalid_label_value(term.get("labelSelector"))
                || has_invalid_label_value(term.get("namespaceSelector"))
        })
    })
}

fn has_invalid_label_value_in_required_node_affinity(spec: &Value) -> bool {
    let required =
        spec.get("affinity").get("nodeAffinity").get("requiredDuringSchedulingIgnoredDuringExecution");
    let terms = required.list("nodeSelectorTerms").iter();
    terms
        .flat_map(|term| term.list("matchExpressions"))
        .flat_map(|expression| expression.list("values"))
        .any(|value| !is_valid_label_value(value.as_str().unwrap_or("")).is_empty())
}

fn has_non_local_projected_token_path(spec: &Value) -> bool {
    let volumes = spec.list("volumes").iter();
    volumes.flat_map(|volume| volume.get("projected").list("sources")).any(|source| {
        let token = source.get("serviceAccountToken");
        let mut causes = Causes::default();
        volume_path::validate_local_non_reserved_path(token.str("path"), &Path::ROOT, &mut causes);
        !token.is_null() && !causes.list.is_empty()
    })
}
