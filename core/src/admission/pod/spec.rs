//! A Pod's spec: everything upstream checks in it, in its order.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePodSpec

use super::affinity::validate_affinity;
use super::annotations::validate_pod_specific_annotations;
use super::container::{
    validate_containers, validate_containers_only_for_pod, validate_ephemeral_containers,
    validate_init_containers,
};
use super::container_ports::validate_pod_host_network_deps;
use super::containers::visit_containers_with_path;
use super::dns::validate_pod_dns_config;
use super::facts::PodFacts;
use super::options::PodValidationOptions;
use super::probe::validate_nonnegative;
use super::resources::{validate_overhead, validate_pod_resources};
use super::security_context::{validate_linux, validate_pod_spec_security_context, validate_windows};
use super::toleration::validate_tolerations;
use super::topology_spread::validate_topology_spread_constraints;
use super::volume::validate_volumes;
use super::windows_options::validate_windows_host_process_pod;
use crate::admission::field_error::Bad;
use crate::admission::go_struct::{self, Shape};
use crate::admission::ip::is_valid_ip_for_legacy_field;
use crate::admission::label_selector::validate_labels;
use crate::admission::metadata::{Scope, name_is_dns_subdomain};
use crate::admission::names::{
    inclusive_range_error, is_dns1123_label, is_dns1123_subdomain, is_qualified_name,
};
use crate::admission::strategy::validate_metadata;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::go::quote::go_quote;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

const RESTART_POLICIES: [&str; 3] = ["Always", "OnFailure", "Never"];
const DNS_POLICIES: [&str; 4] = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

/// Checks a spec; `pod_meta` is the metadata of a real Pod, absent for templates.
pub(crate) fn validate_pod_spec(
    spec: &Value,
    pod_meta: Option<&Value>,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let grace_period = spec.get("terminationGracePeriodSeconds").as_int();
    if grace_period.is_none() {
        causes.required(&path.child("terminationGracePeriodSeconds"), "");
    }
    let pod_name = pod_meta.map(|meta| meta.str("name"));
    let volumes = validate_volumes(spec.list("volumes"), pod_name, &path.child("volumes"), options, causes);
    let claims = spec.list("resourceClaims");
    let claim_names: BTreeSet<&str> =
        claims.iter().map(|claim| claim.str("name")).filter(|name| !name.is_empty()).collect();
    validate_pod_resource_claims(claims, pod_meta, &path.child("resourceClaims"), causes);
    let facts = PodFacts {
        options,
        volumes: &volumes,
        claim_names: &claim_names,
        grace_period,
        restart_policy: spec.str("restartPolicy"),
        os: spec.get("os"),
        host_users: spec.bool("hostUsers") != Some(false),
    };
    let containers = spec.list("containers");
    validate_containers(containers, &facts, &path.child("containers"), causes);
    let init = spec.list("initContainers");
    validate_init_containers(init, containers, &facts, &path.child("initContainers"), causes);
    validate_ephemeral_containers(spec, &facts, &path.child("ephemeralContainers"), causes);
    if options.pod_level_resources_enabled {
        validate_pod_resources(spec, &claim_names, path, options, causes);
    }
    validate_pod_host_network_deps(spec, options.holder, path, causes);
    one_of_or_required(spec, "restartPolicy", &RESTART_POLICIES, path, causes);
    one_of_or_required(spec, "dnsPolicy", &DNS_POLICIES, path, causes);
    validate_labels(spec.get("nodeSelector"), &path.child("nodeSelector"), causes);
    validate_pod_spec_security_context(spec, options, &path.child("securityContext"), causes);
    if spec.bool("shareProcessNamespace") == Some(true) && spec.bool("hostPID") == Some(true) {
        let detail = Check::Stated.says("ShareProcessNamespace and HostPID cannot both be enabled");
        causes.invalid(&path.child("shareProcessNamespace"), true, detail);
    }
    validate_affinity(spec.get("affinity"), options, &path.child("affinity"), causes);
    validate_pod_dns_config(spec, options, &path.child("dnsConfig"), causes);
    validate_gates(spec, path, causes);
    let constraints = spec.list("topologySpreadConstraints");
    validate_topology_spread_constraints(
        constraints,
        options,
        &path.child("topologySpreadConstraints"),
        causes,
    );
    validate_windows_host_process_pod(spec, options, path, causes);
    validate_host_users(spec, options, path, causes);
    validate_pod_host_name(spec, path, causes);
    validate_names(spec, path, causes);
    if let Some(seconds) = spec.get("activeDeadlineSeconds").as_int() {
        let limit = i64::from(i32::MAX);
        if !(1..=limit).contains(&seconds) {
            causes.invalid(&path.child("activeDeadlineSeconds"), seconds, inclusive_range_error(1, limit));
        }
    }
    for field in ["hostname", "subdomain"] {
        let name = spec.str(field);
        if !name.is_empty() {
            causes.invalid_each(&path.child(field), name, is_dns1123_label(name));
        }
    }
    validate_tolerations(spec.list("tolerations"), options, &path.child("tolerations"), causes);
    validate_host_aliases(spec.list("hostAliases"), options, &path.child("hostAliases"), causes);
    for field in ["priorityClassName", "runtimeClassName"] {
        let is_pointer = field == "runtimeClassName";
        let name = spec.str(field);
        if !name.is_empty() || is_pointer && spec.has(field) {
            causes.invalid_each(&path.child(field), name, is_dns1123_subdomain(name));
        }
    }
    if spec.has("preemptionPolicy") {
        one_of_or_required(spec, "preemptionPolicy", &["PreemptLowerPriority", "Never"], path, causes);
    }
    if spec.has("overhead") {
        validate_overhead(spec.get("overhead"), &path.child("overhead"), options, causes);
    }
    validate_os(spec, path, causes);
    validate_scheduling_group(spec, path, causes);
    validate_file_key_ref_volumes(spec, path, causes);
}

fn one_of_or_required(spec: &Value, field: &str, supported: &[&str], path: &Path<'_>, causes: &mut Causes) {
    match spec.str(field) {
        "" => causes.required(&path.child(field), ""),
        text if supported.contains(&text) => {}
        text => causes.not_supported(&path.child(field), Bad::typed(text), supported),
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePodResourceClaims
fn validate_pod_resource_claims(
    claims: &[Value],
    pod_meta: Option<&Value>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let is_static = pod_meta.is_some_and(|meta| meta.get("annotations").has("kubernetes.io/config.mirror"));
    let mut names = BTreeSet::new();
    for (index, claim) in claims.iter().enumerate() {
        if is_static {
            causes.forbidden(&Path::ROOT.key(""), "static pods do not support resource claims");
            continue;
        }
        let path = path.index(index);
        let name = claim.str("name");
        if name.is_empty() {
            causes.required(&path.child("name"), "");
        } else if !names.insert(name) {
            causes.duplicate(&path.child("name"), name);
        } else {
            causes.invalid_each(&path.child("name"), name, is_dns1123_label(name));
        }
        let bad = || go_struct::bad(claim, Shape::Struct(go_struct::POD_RESOURCE_CLAIM));
        match (claim.has("resourceClaimName"), claim.has("resourceClaimTemplateName")) {
            (true, true) => {
                let detail = Check::Stated.says(
                    "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified",
                );
                causes.invalid(&path, bad(), detail);
            }
            (false, false) => {
                let detail = "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`";
                causes.invalid(&path, bad(), detail);
            }
            _ => {}
        }
        for field in ["resourceClaimName", "resourceClaimTemplateName"] {
            if let Some(name) = claim.get(field).as_str() {
                causes.invalid_each(&path.child(field), name, is_dns1123_subdomain(name));
            }
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateReadinessGates, validateSchedulingGates
fn validate_gates(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let readiness = path.child("readinessGates");
    for (index, gate) in spec.list("readinessGates").iter().enumerate() {
        let condition = gate.str("conditionType");
        causes.invalid_each(
            &readiness.index(index).child("conditionType"),
            condition,
            is_qualified_name(condition),
        );
    }
    let scheduling = path.child("schedulingGates");
    let mut seen = BTreeSet::new();
    for (index, gate) in spec.list("schedulingGates").iter().enumerate() {
        let name = gate.str("name");
        causes.invalid_each(&scheduling.index(index), name, is_qualified_name(name));
        if !seen.insert(name) {
            causes.duplicate(&scheduling.index(index), name);
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateHostUsers
fn validate_host_users(spec: &Value, options: &PodValidationOptions, path: &Path<'_>, causes: &mut Causes) {
    const DETAIL: &str = "when `hostUsers` is false";
    if spec.bool("hostUsers") != Some(false) {
        return;
    }
    if !options.allow_user_namespaces_host_network_support && spec.bool("hostNetwork") == Some(true) {
        causes.forbidden(&path.child("hostNetwork"), DETAIL);
    }
    for (field, spelled) in [("hostPID", "HostPID"), ("hostIPC", "HostIPC")] {
        if spec.bool(field) == Some(true) {
            causes.forbidden(&path.child(spelled), DETAIL);
        }
    }
    if options.allow_user_namespaces_with_volume_devices {
        return;
    }
    visit_containers_with_path(spec, path, &mut |container, path| {
        if !container.list("volumeDevices").is_empty() {
            causes.forbidden(&path.child("volumeDevices"), DETAIL);
        }
    });
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePodHostName
fn validate_pod_host_name(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let Some(name) = spec.get("hostnameOverride").as_str() else { return };
    let path = path.child("hostnameOverride");
    if spec.bool("setHostnameAsFQDN") == Some(true) {
        causes.forbidden(&path, "may not be specified when setHostnameAsFQDN is true");
    }
    if spec.bool("hostNetwork") == Some(true) {
        causes.forbidden(&path, "may not be specified when hostNetwork is true");
    }
    if name.len() > 64 {
        causes.too_long(&path, 64);
    }
    causes.invalid_each(&path, name, is_dns1123_subdomain(name));
}

fn validate_names(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let account = spec.str("serviceAccountName");
    if !account.is_empty() {
        causes.invalid_each(&path.child("serviceAccountName"), account, is_dns1123_subdomain(account));
    }
    let deprecated = spec.str("serviceAccount");
    if deprecated != account {
        let detail = format!("must be the same as serviceAccountName: {}", go_quote(account));
        causes.invalid(&path.child("deprecatedServiceAccount"), deprecated, &detail);
    }
    let node = spec.str("nodeName");
    if !node.is_empty() {
        causes.invalid_each(&path.child("nodeName"), node, is_dns1123_subdomain(node));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateHostAliases
fn validate_host_aliases(
    aliases: &[Value],
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    for (index, alias) in aliases.iter().enumerate() {
        let path = path.index(index);
        is_valid_ip_for_legacy_field(&path.child("ip"), alias.str("ip"), options.addresses, &[], causes);
        for (index, name) in alias.list("hostnames").iter().enumerate() {
            let name = name.as_str().unwrap_or("");
            let path = path.child("hostnames");
            causes.invalid_each(&path.index(index), name, is_dns1123_subdomain(name));
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateOS
fn validate_os(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let os = spec.get("os");
    if os.is_null() {
        return;
    }
    let os_path = path.child("os");
    match os.str("name") {
        "" => causes.required(&os_path.child("name"), ""),
        "linux" => validate_linux(spec, path, causes),
        "windows" => validate_windows(spec, path, causes),
        other => causes.not_supported(&os_path, Bad::typed(other), &["linux", "windows"]),
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateSchedulingGroup
fn validate_scheduling_group(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let group = spec.get("schedulingGroup");
    if group.is_null() {
        return;
    }
    let path = path.child("schedulingGroup");
    match group.get("podGroupName").as_str() {
        None => {
            let detail = "must specify one of: `podGroupName`";
            causes.invalid(&path.child("podGroupName"), crate::admission::field_error::Bad::null(), detail);
        }
        Some(name) => causes.invalid_each(&path.child("podGroupName"), name, is_dns1123_subdomain(name)),
    }
    if !spec.list("evictionResponders").is_empty() {
        causes.forbidden(&path, "may not be set when evictionResponders is set");
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateFileKeyRefVolumes
fn validate_file_key_ref_volumes(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    let volumes: BTreeMap<&str, &Value> =
        spec.list("volumes").iter().map(|volume| (volume.str("name"), volume)).collect();
    visit_containers_with_path(spec, path, &mut |container, path| {
        let path = path.child("env");
        for (index, variable) in container.list("env").iter().enumerate() {
            let selector = variable.get("valueFrom").get("fileKeyRef");
            if selector.is_null() {
                continue;
            }
            let path = path.index(index);
            let path = path.child("valueFrom");
            let path = path.child("fileKeyRef");
            let path = path.child("volumeName");
            let name = selector.str("volumeName");
            match volumes.get(name) {
                None => causes.not_found_because(&path, name, Check::VolumeMissing.says("")),
                Some(volume) if volume.has("emptyDir") => {}
                Some(_) => causes.invalid(
                    &path,
                    name,
                    Check::Stated.says("referenced volume must be of type emptyDir"),
                ),
            }
        }
    });
}

/// Checks a Pod's metadata and spec as they are, whatever was stored.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePodMetadataAndSpec
pub(crate) fn validate_pod_metadata_and_spec(
    pod: &Value,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let (meta, spec) = (pod.get("metadata"), pod.get("spec"));
    let (meta_path, path) = (Path::new("metadata"), Path::new("spec"));
    validate_metadata(None, pod, Scope::Namespaced, name_is_dns_subdomain, causes);
    let annotations_path = meta_path.child("annotations");
    validate_pod_specific_annotations(meta.get("annotations"), spec, &annotations_path, options, causes);
    validate_pod_spec(spec, Some(meta), &path, options, causes);
    if spec.str("serviceAccountName").is_empty() {
        let path = path.child("volumes");
        for (index, volume) in spec.list("volumes").iter().enumerate() {
            let path = path.index(index);
            let path = path.child("projected");
            let path = path.child("sources");
            for (index, source) in volume.get("projected").list("sources").iter().enumerate() {
                if source.has("serviceAccountToken") {
                    let detail = "must not be specified when serviceAccountName is not set";
                    causes.forbidden(&path.index(index).child("serviceAccountToken"), detail);
                }
            }
        }
    }
    let seconds = spec.int("terminationGracePeriodSeconds");
    validate_nonnegative(seconds, &path.child("terminationGracePeriodSeconds"), causes);
    for list in ["containers", "initContainers"] {
        validate_containers_only_for_pod(spec.list(list), &path.child(list), causes);
    }
}
