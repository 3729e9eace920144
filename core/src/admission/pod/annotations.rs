//! Annotations that mean something on a Pod or a pod template.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::containers::{all_containers, visit_containers_with_path};
use super::options::PodValidationOptions;
use super::volume_path::validate_local_descending_path;
use crate::admission::label_selector::sorted_pairs;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

const MIRROR: &str = "kubernetes.io/config.mirror";
const DELETION_COST: &str = "controller.kubernetes.io/pod-deletion-cost";
const SECCOMP_POD: &str = "seccomp.security.alpha.kubernetes.io/pod";
const SECCOMP_CONTAINER_PREFIX: &str = "container.seccomp.security.alpha.kubernetes.io/";
/// What annotations that name a container's AppArmor profile start with.
pub(crate) const APP_ARMOR_PREFIX: &str = "container.apparmor.security.beta.kubernetes.io/";
const LOCALHOST_PREFIX: &str = "localhost/";

/// Checks the annotations of a Pod or a pod template.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePodSpecificAnnotations
pub(crate) fn validate_pod_specific_annotations(
    annotations: &Value,
    spec: &Value,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    if annotations.has(MIRROR) && spec.str("nodeName").is_empty() {
        let detail = "must set spec.nodeName if mirror pod annotation is set";
        causes.invalid(&path.key(MIRROR), annotations.str(MIRROR), detail);
    }
    if !options.allow_invalid_pod_deletion_cost && has_invalid_deletion_cost(annotations) {
        causes.invalid(&path.key(DELETION_COST), annotations.str(DELETION_COST), "must be a 32bit integer");
    }
    if annotations.has(SECCOMP_POD) {
        validate_seccomp_profile(annotations.str(SECCOMP_POD), &path.child(SECCOMP_POD), causes);
    }
    for (key, profile) in sorted_pairs(annotations) {
        if key.starts_with(SECCOMP_CONTAINER_PREFIX) {
            validate_seccomp_profile(profile, &path.child(key), causes);
        }
    }
    for (key, profile) in sorted_pairs(annotations) {
        let Some(name) = key.strip_prefix(APP_ARMOR_PREFIX) else { continue };
        if !all_containers(spec).any(|container| container.str("name") == name) {
            causes.invalid(&path.key(key), name, Check::Stated.says("container not found"));
        }
        if !matches!(profile, "" | "runtime/default" | "unconfined") && !profile.starts_with(LOCALHOST_PREFIX)
        {
            let quoted = crate::go::quote::go_quote(profile);
            causes.invalid(
                &path.key(key),
                profile,
                Check::Stated.says(format!("invalid AppArmor profile name: {quoted}")),
            );
        }
    }
}

/// Checks that the annotations that are fixed on a Pod did not change.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePodSpecificAnnotationUpdates
pub(crate) fn validate_pod_specific_annotation_updates(
    new: &Value,
    old: &Value,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    for (key, value) in sorted_pairs(old) {
        if new.get(key).as_str() == Some(value) {
            continue;
        }
        if key.starts_with(APP_ARMOR_PREFIX) {
            causes.forbidden(
                &path.key(key),
                Check::Update.says("may not remove or update AppArmor annotations"),
            );
        }
        if key == MIRROR {
            causes.forbidden(
                &path.key(key),
                Check::Update.says("may not remove or update mirror pod annotation"),
            );
        }
    }
    for (key, _) in sorted_pairs(new) {
        if old.has(key) {
            continue;
        }
        if key.starts_with(APP_ARMOR_PREFIX) {
            causes.forbidden(&path.key(key), Check::Update.says("may not add AppArmor annotations"));
        }
        if key == MIRROR {
            causes.forbidden(&path.key(key), Check::Update.says("may not add mirror pod annotation"));
        }
    }
}

/// Says whether the cost of deletion is stated and no 32-bit number in its plain form.
///
/// Source: kubernetes v1.37 pkg/apis/core/helper/helpers.go GetDeletionCostFromPodAnnotations
pub(crate) fn has_invalid_deletion_cost(annotations: &Value) -> bool {
    let Some(text) = annotations.get(DELETION_COST).as_str() else { return false };
    let plain = text == "0" || text.starts_with(|c: char| c == '-' || ('1'..='9').contains(&c));
    !plain || text.parse::<i32>().is_err()
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateSeccompProfile
fn validate_seccomp_profile(profile: &str, path: &Path<'_>, causes: &mut Causes) {
    if matches!(profile, "runtime/default" | "docker/default" | "unconfined") {
        return;
    }
    match profile.strip_prefix(LOCALHOST_PREFIX) {
        Some(file) => validate_local_descending_path(file, path, causes),
        None => causes.invalid(path, profile, "must be a valid seccomp profile"),
    }
}

/// Checks that seccomp annotations and fields agree.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateSeccompAnnotationsAndFields
pub(crate) fn validate_seccomp_annotations_and_fields(
    annotations: &Value,
    spec: &Value,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let mut compare = |annotation: &Value, profile: &Value, path: &Path<'_>| {
        let Some(annotation) = annotation.as_str() else { return };
        let same_type = match profile.str("type") {
            "Unconfined" => annotation == "unconfined",
            "RuntimeDefault" => matches!(annotation, "runtime/default" | "docker/default"),
            "Localhost" => annotation.starts_with(LOCALHOST_PREFIX),
            _ => true,
        };
        let file = profile.get("localhostProfile").as_str();
        if !same_type {
            causes.forbidden(
                &path.child("type"),
                Check::ProfilesDiffer.says("seccomp type in annotation and field must match"),
            );
        } else if profile.str("type") == "Localhost" && annotation.strip_prefix(LOCALHOST_PREFIX) != file {
            causes.forbidden(
                &path.child("localhostProfile"),
                Check::ProfilesDiffer.says("seccomp profile in annotation and field must match"),
            );
        }
    };
    let profile = spec.get("securityContext").get("seccompProfile");
    if !profile.is_null() {
        compare(
            annotations.get(SECCOMP_POD),
            profile,
            &path.child("securityContext").child("seccompProfile"),
        );
    }
    visit_containers_with_path(spec, path, &mut |container, path| {
        let profile = container.get("securityContext").get("seccompProfile");
        if !profile.is_null() {
            let key = format!("{SECCOMP_CONTAINER_PREFIX}{}", container.str("name"));
            compare(annotations.get(&key), profile, &path.child("securityContext").child("seccompProfile"));
        }
    });
}

/// Checks that AppArmor annotations and fields agree.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateAppArmorAnnotationsAndFieldsMatchOnCreate
pub(crate) fn validate_app_armor_annotations_and_fields_match(
    annotations: &Value,
    spec: &Value,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    if spec.get("os").str("name") == "windows" {
        return;
    }
    let pod_profile = spec.get("securityContext").get("appArmorProfile");
    visit_containers_with_path(spec, path, &mut |container, path| {
        let own = container.get("securityContext").get("appArmorProfile");
        let profile = if own.is_null() { pod_profile } else { own };
        let key = format!("{APP_ARMOR_PREFIX}{}", container.str("name"));
        let Some(annotation) = annotations.get(&key).as_str().filter(|_| !profile.is_null()) else { return };
        let same_type = match profile.str("type") {
            "Unconfined" => annotation == "unconfined",
            "RuntimeDefault" => annotation == "runtime/default",
            "Localhost" => annotation.starts_with(LOCALHOST_PREFIX),
            _ => true,
        };
        let file = profile.get("localhostProfile").as_str();
        let security = path.child("securityContext");
        let path = security.child("appArmorProfile");
        if !same_type {
            causes.forbidden(
                &path.child("type"),
                Check::ProfilesDiffer.says("apparmor type in annotation and field must match"),
            );
        } else if profile.str("type") == "Localhost" && annotation.strip_prefix(LOCALHOST_PREFIX) != file {
            causes.forbidden(
                &path.child("localhostProfile"),
                Check::ProfilesDiffer.says("apparmor profile in annotation and field must match"),
            );
        }
    });
}

/// The keys of annotations whose seccomp profile upstream no longer reads, as the warnings look them up.
pub(crate) fn seccomp_key(container: Option<&Value>) -> String {
    match container {
        None => SECCOMP_POD.to_owned(),
        Some(container) => format!("{SECCOMP_CONTAINER_PREFIX}{}", container.str("name")),
    }
}

/// The profile that an AppArmor annotation names: its type, and the file of a `Localhost` profile.
///
/// Source: kubernetes v1.37 pkg/api/pod/util.go ApparmorFieldForAnnotation
pub(crate) fn app_armor_field_for_annotation(annotation: &str) -> Option<(&'static str, Option<&str>)> {
    match annotation {
        "unconfined" => Some(("Unconfined", None)),
        "runtime/default" => Some(("RuntimeDefault", None)),
        _ => match annotation.strip_prefix(LOCALHOST_PREFIX) {
            None | Some("") => None,
            file => Some(("Localhost", file)),
        },
    }
}
