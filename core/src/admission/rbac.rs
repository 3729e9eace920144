//! Roles and bindings.
//!
//! Source: kubernetes v1.37 pkg/apis/rbac/validation/validation.go, pkg/apis/rbac/v1/defaults.go

use super::field_error::Bad;
use super::label_selector::{SelectorValues, validate_label_selector};
use super::metadata::{Scope, name_is_path_segment, same};
use super::names::{is_dns1123_subdomain, is_valid_path_segment_name};
use super::service::default_text;
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy};
use crate::field_path::Path;
use crate::value::Value;

const GROUP: &str = "rbac.authorization.k8s.io";

const ROLE_STRATEGY: Strategy =
    Strategy { group: GROUP, kind: "Role", validate: validate_role, ..Strategy::NONE };

pub(super) const STRATEGIES: [Strategy; 4] = [
    ROLE_STRATEGY,
    Strategy { kind: "ClusterRole", scope: Scope::Cluster, validate: validate_cluster_role, ..ROLE_STRATEGY },
    Strategy {
        kind: "RoleBinding",
        defaults: set_defaults_binding,
        validate: validate_role_binding,
        ..ROLE_STRATEGY
    },
    Strategy {
        kind: "ClusterRoleBinding",
        scope: Scope::Cluster,
        defaults: set_defaults_binding,
        validate: validate_cluster_role_binding,
        ..ROLE_STRATEGY
    },
];

/// Source: SetDefaults_RoleBinding, SetDefaults_ClusterRoleBinding, SetDefaults_Subject
fn set_defaults_binding(_: &Context<'_>, object: &mut Value) {
    if let Some(role) = object.get_mut("roleRef") {
        default_text(role, "apiGroup", GROUP, "SetDefaults_RoleBinding");
    }
    for subject in object.get_mut("subjects").map(Value::as_list_mut).unwrap_or_default() {
        if matches!(subject.str("kind"), "User" | "Group") {
            default_text(subject, "apiGroup", GROUP, "SetDefaults_Subject");
        }
    }
}

/// Source: ValidateRole, ValidateRoleUpdate
fn validate_role(_: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    validate_rules(old, object, Scope::Namespaced, causes);
}

/// Source: ValidateClusterRole, ValidateClusterRoleUpdate
fn validate_cluster_role(_: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    validate_rules(old, object, Scope::Cluster, causes);
    let rule = object.get("aggregationRule");
    if rule.is_null() {
        return;
    }
    let path = Path::new("aggregationRule");
    let path = path.child("clusterRoleSelectors");
    let selectors = rule.list("clusterRoleSelectors");
    if selectors.is_empty() {
        causes.required(&path, "at least one clusterRoleSelector required if aggregationRule is non-nil");
    }
    for (at, selector) in selectors.iter().enumerate() {
        validate_label_selector(selector, SelectorValues::Checked, &path.index(at), causes);
    }
}

fn validate_rules(old: Option<&Value>, object: &Value, scope: Scope, causes: &mut Causes) {
    validate_metadata(None, object, scope, name_is_path_segment, causes);
    let path = Path::new("rules");
    for (at, rule) in object.list("rules").iter().enumerate() {
        validate_policy_rule(rule, scope, &path.index(at), causes);
    }
    if old.is_some() {
        validate_metadata(old, object, scope, name_is_path_segment, causes);
    }
}

/// Source: ValidatePolicyRule
fn validate_policy_rule(rule: &Value, scope: Scope, path: &Path<'_>, causes: &mut Causes) {
    let has = |field: &str| !rule.list(field).is_empty();
    if !has("verbs") {
        causes.required(&path.child("verbs"), "verbs must contain at least one value");
    }
    if has("nonResourceURLs") {
        let path = path.child("nonResourceURLs");
        let urls = rule.get("nonResourceURLs");
        if scope == Scope::Namespaced {
            causes.invalid(
                &path,
                urls,
                Check::NonResourceUrls.says("namespaced rules cannot apply to non-resource URLs"),
            );
        }
        if ["apiGroups", "resources", "resourceNames"].into_iter().any(has) {
            let detail =
                Check::Stated.says("rules cannot apply to both regular resources and non-resource URLs");
            causes.invalid(&path, urls, detail);
        }
        return;
    }
    if !has("apiGroups") {
        causes.required(&path.child("apiGroups"), "resource rules must supply at least one api group");
    }
    if !has("resources") {
        causes.required(&path.child("resources"), "resource rules must supply at least one resource");
    }
}

/// Source: ValidateRoleBinding, ValidateRoleBindingUpdate
fn validate_role_binding(_: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    validate_binding(old, object, Scope::Namespaced, &["Role", "ClusterRole"], causes);
}

/// Source: ValidateClusterRoleBinding, ValidateClusterRoleBindingUpdate
fn validate_cluster_role_binding(_: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    validate_binding(old, object, Scope::Cluster, &["ClusterRole"], causes);
}

fn validate_binding(
    old: Option<&Value>,
    object: &Value,
    scope: Scope,
    role_kinds: &[&str],
    causes: &mut Causes,
) {
    validate_metadata(None, object, scope, name_is_path_segment, causes);
    let role = object.get("roleRef");
    let path = Path::new("roleRef");
    if role.str("apiGroup") != GROUP {
        causes.not_supported(&path.child("apiGroup"), role.str("apiGroup"), &[GROUP]);
    }
    if !role_kinds.contains(&role.str("kind")) {
        causes.not_supported(&path.child("kind"), role.str("kind"), role_kinds);
    }
    let name = role.str("name");
    if name.is_empty() {
        causes.required(&path.child("name"), "");
    } else {
        causes.invalid_each(&path.child("name"), name, is_valid_path_segment_name(name));
    }
    let subjects_path = Path::new("subjects");
    for (at, subject) in object.list("subjects").iter().enumerate() {
        validate_subject(subject, scope, &subjects_path.index(at), causes);
    }
    if let Some(old) = old {
        validate_metadata(Some(old), object, scope, name_is_path_segment, causes);
        if !same(role, old.get("roleRef")) {
            let text = |field: &str| crate::go::json::json_string(role.str(field));
            let shown = format!(
                "{{\"APIGroup\":{},\"Kind\":{},\"Name\":{}}}",
                text("apiGroup"),
                text("kind"),
                text("name")
            );
            causes.invalid(&path, Bad::json(shown), Check::Immutable.says("field is immutable"));
        }
    }
}

/// Source: ValidateRoleBindingSubject
fn validate_subject(subject: &Value, scope: Scope, path: &Path<'_>, causes: &mut Causes) {
    let name = subject.str("name");
    let group = subject.str("apiGroup");
    if name.is_empty() {
        causes.required(&path.child("name"), "");
    }
    match subject.str("kind") {
        "ServiceAccount" => {
            if !name.is_empty() {
                causes.invalid_each(&path.child("name"), name, is_dns1123_subdomain(name));
            }
            if !group.is_empty() {
                causes.not_supported(&path.child("apiGroup"), group, &[""]);
            }
            if scope == Scope::Cluster && subject.str("namespace").is_empty() {
                causes.required(&path.child("namespace"), "");
            }
        }
        "User" | "Group" => {
            if group != GROUP {
                causes.not_supported(&path.child("apiGroup"), group, &[GROUP]);
            }
        }
        other => {
            causes.not_supported(&path.child("kind"), other, &["ServiceAccount", "User", "Group"]);
        }
    }
}
