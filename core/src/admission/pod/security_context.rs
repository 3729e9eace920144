//! Security contexts of Pods and containers, and what an operating system allows.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::containers::visit_containers_with_path;
use super::options::PodValidationOptions;
use super::volume_path::validate_local_descending_path;
use super::windows_options::validate_windows_security_context_options;
use crate::admission::field_error::Bad;
use crate::admission::go_struct::{self, Shape};
use crate::admission::names::{is_valid_group_id, is_valid_user_id};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;
use std::collections::BTreeSet;

const PROFILE_TYPES: [&str; 3] = ["Localhost", "RuntimeDefault", "Unconfined"];
const SYSCTL_MAX_LENGTH: usize = 253;
/// The longest path of a file, without its end.
const MAX_LOCALHOST_PROFILE_LENGTH: usize = 4095;

/// Checks a container's security context.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateSecurityContext
pub(crate) fn validate_security_context(
    security: &Value,
    host_users: bool,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    if security.is_null() {
        return;
    }
    let privileged = security.bool("privileged") == Some(true);
    if privileged && !options.allow_privileged {
        causes.forbidden(&path.child("privileged"), "disallowed by cluster policy");
    }
    validate_ids(security, path, causes);
    if let Some(mount) = security.get("procMount").as_str() {
        let path = path.child("procMount");
        if !matches!(mount, "Default" | "Unmasked") {
            causes.not_supported(&path, Bad::typed(mount), &["Default", "Unmasked"]);
        }
        if host_users && mount == "Unmasked" {
            causes.invalid(
                &path,
                Bad::typed(mount),
                Check::Stated.says("`hostUsers` must be false to use `Unmasked`"),
            );
        }
    }
    validate_seccomp_profile_field(security.get("seccompProfile"), &path.child("seccompProfile"), causes);
    if security.bool("allowPrivilegeEscalation") == Some(false) {
        let bad = || go_struct::bad(security, Shape::Pointer(go_struct::SECURITY_CONTEXT));
        if privileged {
            causes.invalid(
                path,
                bad(),
                Check::Stated.says("cannot set `allowPrivilegeEscalation` to false and `privileged` to true"),
            );
        }
        let added = security.get("capabilities").list("add").iter();
        for _ in added.filter(|capability| capability.as_str() == Some("CAP_SYS_ADMIN")) {
            if !options.allow_sys_admin_when_privilege_escalation_false {
                let detail = Check::Stated.says(
                    "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN",
                );
                causes.invalid(path, bad(), detail);
            }
        }
    }
    let windows = security.get("windowsOptions");
    validate_windows_security_context_options(windows, &path.child("windowsOptions"), causes);
    validate_app_armor_profile_field(security.get("appArmorProfile"), &path.child("appArmorProfile"), causes);
}

fn validate_ids(security: &Value, path: &Path<'_>, causes: &mut Causes) {
    if let Some(user) = security.get("runAsUser").as_int() {
        causes.invalid_each(&path.child("runAsUser"), user, is_valid_user_id(user));
    }
    if let Some(group) = security.get("runAsGroup").as_int() {
        causes.invalid_each(&path.child("runAsGroup"), group, is_valid_group_id(group));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateSeccompProfileField
fn validate_seccomp_profile_field(profile: &Value, path: &Path<'_>, causes: &mut Causes) {
    if profile.is_null() {
        return;
    }
    let kind = profile.str("type");
    match kind {
        "" => causes.required(&path.child("type"), "type is required when seccompProfile is set"),
        _ if !PROFILE_TYPES.contains(&kind) => {
            causes.not_supported(&path.child("type"), Bad::typed(kind), &PROFILE_TYPES);
        }
        _ => {}
    }
    let file_path = path.child("localhostProfile");
    match (kind, profile.get("localhostProfile").as_str()) {
        ("Localhost", None) => causes.required(&file_path, "must be set when seccomp type is Localhost"),
        ("Localhost", Some(file)) => validate_local_descending_path(file, &file_path, causes),
        (_, Some(_)) => {
            let bad = go_struct::bad(profile, Shape::Pointer(go_struct::SECCOMP_PROFILE));
            causes.invalid(&file_path, bad, "can only be set when seccomp type is Localhost");
        }
        (_, None) => {}
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateAppArmorProfileField
fn validate_app_armor_profile_field(profile: &Value, path: &Path<'_>, causes: &mut Causes) {
    const UNSET: &str = "must be set when AppArmor type is Localhost";
    if profile.is_null() {
        return;
    }
    let file_path = path.child("localhostProfile");
    match (profile.str("type"), profile.get("localhostProfile").as_str()) {
        ("Localhost", None) => causes.required(&file_path, UNSET),
        ("Localhost", Some(file)) => {
            if file.trim() != file {
                causes.invalid(&file_path, file, "must not be padded with whitespace");
            } else if file.is_empty() {
                causes.required(&file_path, UNSET);
            }
            if file.len() > MAX_LOCALHOST_PROFILE_LENGTH {
                causes.too_long(&file_path, MAX_LOCALHOST_PROFILE_LENGTH);
            }
        }
        ("RuntimeDefault" | "Unconfined", Some(file)) => {
            causes.invalid(&file_path, Bad::typed(file), "can only be set when AppArmor type is Localhost");
        }
        ("RuntimeDefault" | "Unconfined", None) => {}
        ("", _) => causes.required(&path.child("type"), "type is required when appArmorProfile is set"),
        (other, _) => causes.not_supported(&path.child("type"), Bad::typed(other), &PROFILE_TYPES),
    }
}

/// Says whether an AppArmor profile is in order.
pub(crate) fn is_valid_app_armor_profile(kind: &str, file: Option<&str>) -> bool {
    match (kind, file) {
        ("Localhost", Some(file)) => {
            !file.is_empty() && file.trim() == file && file.len() <= MAX_LOCALHOST_PROFILE_LENGTH
        }
        ("RuntimeDefault" | "Unconfined", None) => true,
        _ => false,
    }
}

/// Checks a Pod's security context.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePodSpecSecurityContext
pub(crate) fn validate_pod_spec_security_context(
    spec: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let security = spec.get("securityContext");
    if security.is_null() {
        return;
    }
    if let Some(group) = security.get("fsGroup").as_int() {
        causes.invalid_each(&path.child("fsGroup"), group, is_valid_group_id(group));
    }
    validate_ids(security, path, causes);
    let groups_path = path.child("supplementalGroups");
    for (index, group) in security.list("supplementalGroups").iter().enumerate() {
        let group = group.as_int().unwrap_or(0);
        causes.invalid_each(&groups_path.index(index), group, is_valid_group_id(group));
    }
    validate_sysctls(security.list("sysctls"), spec, options, &path.child("sysctls"), causes);
    one_of(security, "fsGroupChangePolicy", &["Always", "OnRootMismatch"], path, causes);
    validate_seccomp_profile_field(security.get("seccompProfile"), &path.child("seccompProfile"), causes);
    let windows = security.get("windowsOptions");
    validate_windows_security_context_options(windows, &path.child("windowsOptions"), causes);
    validate_app_armor_profile_field(security.get("appArmorProfile"), &path.child("appArmorProfile"), causes);
    one_of(security, "supplementalGroupsPolicy", &["Merge", "Strict"], path, causes);
    let policies: &[&str] = if options.allow_only_recursive_selinux_change_policy {
        &["Recursive"]
    } else {
        &["MountOption", "Recursive"]
    };
    one_of(security, "seLinuxChangePolicy", policies, path, causes);
}

fn one_of(security: &Value, field: &str, supported: &[&str], path: &Path<'_>, causes: &mut Causes) {
    if let Some(text) = security.get(field).as_str().filter(|text| !supported.contains(text)) {
        causes.not_supported(&path.child(field), Bad::typed(text), supported);
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateSysctls
fn validate_sysctls(
    sysctls: &[Value],
    spec: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let mut names = BTreeSet::new();
    for (index, sysctl) in sysctls.iter().enumerate() {
        let path = path.index(index);
        let path = path.child("name");
        let name = sysctl.str("name");
        if name.is_empty() {
            causes.required(&path, "");
        } else if !is_valid_sysctl_name(name) {
            let regex = "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
            let detail = format!("must have at most {SYSCTL_MAX_LENGTH} characters and match regex {regex}");
            causes.invalid(&path, name, Check::SysctlName.says(detail));
        } else if names.contains(name) {
            causes.duplicate(&path, name);
        }
        let error = host_sysctl_error(name, spec);
        if let Some(detail) = error.filter(|_| !options.allow_namespaced_sysctls_for_host_net_and_host_ipc) {
            causes.invalid(&path, name, detail);
        }
        names.insert(name);
    }
}

fn is_valid_sysctl_name(name: &str) -> bool {
    let edge = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    name.len() <= SYSCTL_MAX_LENGTH
        && name.split(['.', '/']).all(|segment| {
            segment.bytes().next().is_some_and(edge)
                && segment.bytes().last().is_some_and(edge)
                && segment.bytes().all(|byte| edge(byte) || byte == b'-' || byte == b'_')
        })
}

/// Why a sysctl cannot be set where the Pod shares the host's namespace.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateHostSysctl;
/// staging/src/k8s.io/component-helpers/node/util/sysctl/namespace.go
pub(crate) fn host_sysctl_error(name: &str, spec: &Value) -> Option<&'static str> {
    let name = normalize_sysctl_name(name);
    let name = name.split('*').next().unwrap_or("");
    let ipc = matches!(
        name,
        "kernel.sem"
            | "kernel.shmall"
            | "kernel.shmmax"
            | "kernel.shmmni"
            | "kernel.shm_rmid_forced"
            | "kernel.shm"
            | "kernel.msgmax"
            | "kernel.msgmnb"
            | "kernel.msgmni"
            | "kernel.msg"
    ) || name.starts_with("fs.mqueue.");
    if name.starts_with("net.") && spec.bool("hostNetwork") == Some(true) {
        Some("may not be specified when 'hostNetwork' is true")
    } else if ipc && spec.bool("hostIPC") == Some(true) {
        Some("may not be specified when 'hostIPC' is true")
    } else {
        None
    }
}

/// Spells a sysctl with dots where its first separator is a slash.
fn normalize_sysctl_name(name: &str) -> String {
    match name.find(['.', '/']) {
        Some(at) if name.get(at..).is_some_and(|rest| rest.starts_with('/')) => name
            .chars()
            .map(|c| match c {
                '/' => '.',
                '.' => '/',
                c => c,
            })
            .collect(),
        _ => name.to_owned(),
    }
}

/// Checks what a Pod for Linux may not have.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateLinux
pub(crate) fn validate_linux(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    const DETAIL: &str = "windows options cannot be set for a linux pod";
    if spec.get("securityContext").has("windowsOptions") {
        causes.forbidden(&path.child("securityContext").child("windowsOptions"), DETAIL);
    }
    visit_containers_with_path(spec, path, &mut |container, path| {
        if container.get("securityContext").has("windowsOptions") {
            causes.forbidden(&path.child("securityContext").child("windowsOptions"), DETAIL);
        }
    });
}

/// Checks what a Pod for Windows may not have.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateWindows
pub(crate) fn validate_windows(spec: &Value, path: &Path<'_>, causes: &mut Causes) {
    const DETAIL: &str = "cannot be set for a windows pod";
    const POD_FIELDS: [&str; 11] = [
        "appArmorProfile",
        "seLinuxOptions",
        "seccompProfile",
        "fsGroup",
        "fsGroupChangePolicy",
        "sysctls",
        "runAsUser",
        "runAsGroup",
        "supplementalGroups",
        "supplementalGroupsPolicy",
        "seLinuxChangePolicy",
    ];
    const CONTAINER_FIELDS: [&str; 10] = [
        "appArmorProfile",
        "seLinuxOptions",
        "seccompProfile",
        "capabilities",
        "readOnlyRootFilesystem",
        "privileged",
        "allowPrivilegeEscalation",
        "procMount",
        "runAsUser",
        "runAsGroup",
    ];
    let security = spec.get("securityContext");
    for field in POD_FIELDS {
        let empty = field == "sysctls" && security.list(field).is_empty();
        if security.has(field) && !empty {
            causes.forbidden(&path.child("securityContext").child(field), DETAIL);
        }
    }
    for field in ["hostUsers", "hostPID", "hostIPC", "shareProcessNamespace"] {
        let is_pointer = matches!(field, "hostUsers" | "shareProcessNamespace");
        if spec.bool(field) == Some(true) || is_pointer && spec.has(field) {
            causes.forbidden(&path.child(field), DETAIL);
        }
    }
    visit_containers_with_path(spec, path, &mut |container, path| {
        let security = container.get("securityContext");
        for field in CONTAINER_FIELDS {
            if security.has(field) {
                causes.forbidden(&path.child("securityContext").child(field), DETAIL);
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Map;

    #[test]
    fn sysctls_share_the_host_namespace_only_where_the_pod_does() {
        let mut spec = Map::default();
        spec.set("hostNetwork", Value::defaulted(true, "test"));
        let spec = Value::defaulted(spec, "test");
        assert!(host_sysctl_error("net.ipv4.tcp_syncookies", &spec).is_some());
        assert!(host_sysctl_error("net/ipv4/tcp_syncookies", &spec).is_some());
        assert!(host_sysctl_error("kernel.sem", &spec).is_none());
        assert!(is_valid_sysctl_name("net.ipv4.conf.eno2/100.rp_filter"));
        assert!(!is_valid_sysctl_name("net..ipv4") && !is_valid_sysctl_name(""));
    }
}
