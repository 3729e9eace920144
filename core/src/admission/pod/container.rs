//! Containers of a Pod: regular, init and ephemeral.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::container_env::{validate_env, validate_env_from};
use super::container_ports::{check_host_port_conflicts, validate_container_ports};
use super::container_restart::{validate_container_restart_policy, validate_init_container_restart_policy};
use super::facts::PodFacts;
use super::image_name::validate_pull_policy;
use super::options::PodValidationOptions;
use super::probe::{validate_lifecycle, validate_probes};
use super::resources::validate_container_resource_requirements;
use super::security_context::validate_security_context;
use super::volume_mount::{validate_volume_devices, validate_volume_mounts};
use crate::admission::Causes;
use crate::admission::field_error::Bad;
use crate::admission::names::is_dns1123_label;
use crate::field_path::Path;
use crate::value::{Data, Value};
use std::collections::BTreeSet;

/// Checks the regular containers.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateContainers
pub(crate) fn validate_containers(
    containers: &[Value],
    facts: &PodFacts<'_>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    if containers.is_empty() {
        causes.required(path, "");
        return;
    }
    let mut names = BTreeSet::new();
    for (index, container) in containers.iter().enumerate() {
        let path = path.index(index);
        validate_container_common(container, facts, &path, causes);
        let name = container.str("name");
        if !names.insert(name) {
            causes.duplicate(&path.child("name"), name);
        }
        validate_lifecycle(container.get("lifecycle"), facts, &path.child("lifecycle"), causes);
        validate_probes(container, facts.grace_period, &path, causes);
        if facts.options.allow_container_restart_policy_rules {
            validate_container_restart_policy(container, facts.options, &path, causes);
        } else if container.has("restartPolicy") {
            causes.forbidden(&path.child("restartPolicy"), "may not be set for non-init containers");
        }
    }
    check_host_port_conflicts(containers, path, causes);
}

/// Checks the init containers; `regular` are the containers that their names must differ from.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateInitContainers
pub(crate) fn validate_init_containers(
    containers: &[Value],
    regular: &[Value],
    facts: &PodFacts<'_>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let mut names: BTreeSet<&str> = regular.iter().map(|container| container.str("name")).collect();
    for (index, container) in containers.iter().enumerate() {
        let item = path.index(index);
        validate_container_common(container, facts, &item, causes);
        validate_init_container_restart_policy(container, facts.options, &item, causes);
        let name = container.str("name");
        if names.contains(name) {
            causes.duplicate(&item.child("name"), name);
        } else if !name.is_empty() {
            names.insert(name);
        }
        check_host_port_conflicts(std::slice::from_ref(container), path, causes);
        let restart_always = container.str("restartPolicy") == "Always";
        if restart_always {
            validate_lifecycle(container.get("lifecycle"), facts, &item.child("lifecycle"), causes);
            validate_probes(container, facts.grace_period, &item, causes);
        } else {
            for field in ["lifecycle", "livenessProbe", "readinessProbe", "startupProbe"] {
                if container.has(field) {
                    let detail = "may not be set for init containers without restartPolicy=Always";
                    causes.forbidden(&item.child(field), detail);
                }
            }
        }
        validate_init_resize_policy(container, restart_always, facts.options, &item, causes);
    }
}

fn validate_init_resize_policy(
    container: &Value,
    restart_always: bool,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let policies = container.list("resizePolicy");
    let path = path.child("resizePolicy");
    if !options.allow_sidecar_resize_policy && !policies.is_empty() {
        let shape =
            crate::admission::go_struct::Shape::Structs(crate::admission::go_struct::CONTAINER_RESIZE_POLICY);
        let bad = crate::admission::go_struct::bad(container.get("resizePolicy"), shape);
        causes.invalid(&path, bad, "must not be set for init containers");
    }
    if restart_always || options.allow_existing_restart_container_for_non_sidecar_init_container {
        return;
    }
    for (index, policy) in policies.iter().enumerate() {
        if policy.str("restartPolicy") == "RestartContainer" {
            let detail = "must not be set to 'RestartContainer' for non-sidecar initContainers";
            causes.invalid(&path.index(index).child("restartPolicy"), "RestartContainer", detail);
        }
    }
}

/// Fields that an ephemeral container must not have, in the order in which upstream's type has them.
const FORBIDDEN_FOR_EPHEMERAL: [&str; 9] = [
    "ports",
    "resources",
    "resizePolicy",
    "restartPolicy",
    "restartPolicyRules",
    "livenessProbe",
    "readinessProbe",
    "startupProbe",
    "lifecycle",
];

/// Checks the ephemeral containers of `spec`.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateEphemeralContainers
pub(crate) fn validate_ephemeral_containers(
    spec: &Value,
    facts: &PodFacts<'_>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let others: BTreeSet<&str> = spec
        .list("containers")
        .iter()
        .chain(spec.list("initContainers"))
        .map(|container| container.str("name"))
        .collect();
    let mut names = others.clone();
    for (index, container) in spec.list("ephemeralContainers").iter().enumerate() {
        let path = path.index(index);
        validate_container_common(container, facts, &path, causes);
        validate_container_only_for_pod(container, &path, causes);
        let name = container.str("name");
        if !names.insert(name) {
            causes.duplicate(&path.child("name"), name);
        }
        let target = container.str("targetContainerName");
        if !target.is_empty() && !others.contains(target) {
            causes.not_found(&path.child("targetContainerName"), target);
        }
        for field in FORBIDDEN_FOR_EPHEMERAL {
            if is_set(container.get(field)) {
                causes.forbidden(&path.child(field), "cannot be set for an Ephemeral Container");
            }
        }
        let mounts = path.child("volumeMounts");
        for (index, mount) in container.list("volumeMounts").iter().enumerate() {
            for field in ["subPath", "subPathExpr"] {
                if !mount.str(field).is_empty() {
                    let detail = "cannot be set for an Ephemeral Container";
                    causes.forbidden(&mounts.index(index).child(field), detail);
                }
            }
        }
    }
}

/// Says whether a field has another value than Go's zero value.
fn is_set(value: &Value) -> bool {
    match &value.data {
        Data::Null => false,
        Data::List(items) => !items.is_empty(),
        Data::Map(map) => !map.entries.is_empty(),
        Data::String(text) => !text.is_empty(),
        Data::Bool(_) | Data::Int(_) | Data::Float(_) => true,
    }
}

/// Checks what all kinds of containers have in common.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateContainerCommon
fn validate_container_common(container: &Value, facts: &PodFacts<'_>, path: &Path<'_>, causes: &mut Causes) {
    let options = facts.options;
    let name = container.str("name");
    let name_path = path.child("name");
    if name.is_empty() {
        causes.required(&name_path, "");
    } else {
        causes.invalid_each(&name_path, name, is_dns1123_label(name));
    }
    if container.str("image").is_empty() {
        causes.required(&path.child("image"), "");
    }
    let policy_path = path.child("terminationMessagePolicy");
    match container.str("terminationMessagePolicy") {
        "File" | "FallbackToLogsOnError" => {}
        "" => causes.required(&policy_path, ""),
        other => causes.not_supported(&policy_path, Bad::typed(other), &["File", "FallbackToLogsOnError"]),
    }
    validate_container_ports(container.list("ports"), &path.child("ports"), causes);
    validate_env(container.list("env"), &path.child("env"), options, causes);
    validate_env_from(container.list("envFrom"), &path.child("envFrom"), options, causes);
    validate_volume_mounts(container, facts.volumes, &path.child("volumeMounts"), causes);
    validate_volume_devices(container, facts.volumes, &path.child("volumeDevices"), causes);
    validate_pull_policy(container.str("imagePullPolicy"), &path.child("imagePullPolicy"), causes);
    let resources = container.get("resources");
    validate_container_resource_requirements(
        resources,
        facts.claim_names,
        &path.child("resources"),
        options,
        causes,
    );
    validate_resize_policy(
        container.list("resizePolicy"),
        facts.restart_policy,
        &path.child("resizePolicy"),
        causes,
    );
    let security = container.get("securityContext");
    validate_security_context(security, facts.host_users, options, &path.child("securityContext"), causes);
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateResizePolicy
fn validate_resize_policy(
    policies: &[Value],
    pod_restart_policy: &str,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let mut seen = BTreeSet::new();
    for (index, policy) in policies.iter().enumerate() {
        let (resource, restart) = (policy.str("resourceName"), policy.str("restartPolicy"));
        if !seen.insert(resource) {
            causes.duplicate(&path.index(index), Bad::typed(resource));
        }
        match resource {
            "cpu" | "memory" => {}
            "" => causes.required(path, ""),
            other => causes.not_supported(path, Bad::typed(other), &["cpu", "memory"]),
        }
        match restart {
            "NotRequired" | "RestartContainer" => {}
            "" => causes.required(path, ""),
            other => causes.not_supported(path, Bad::typed(other), &["NotRequired", "RestartContainer"]),
        }
        if pod_restart_policy == "Never" && restart != "NotRequired" {
            causes.invalid(
                path,
                Bad::typed(restart),
                "must be 'NotRequired' when pod `restartPolicy` is 'Never'",
            );
        }
    }
}

/// Checks what is checked of a Pod's containers but not of a template's.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateContainersOnlyForPod
pub(crate) fn validate_containers_only_for_pod(containers: &[Value], path: &Path<'_>, causes: &mut Causes) {
    for (index, container) in containers.iter().enumerate() {
        validate_container_only_for_pod(container, &path.index(index), causes);
    }
}

fn validate_container_only_for_pod(container: &Value, path: &Path<'_>, causes: &mut Causes) {
    let image = container.str("image");
    if image.trim() != image {
        causes.invalid(&path.child("image"), image, "must not have leading or trailing whitespace");
    }
}
