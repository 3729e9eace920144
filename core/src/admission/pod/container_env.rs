//! Environment variables of containers, and the references to fields and resources that they share with volumes.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::options::PodValidationOptions;
use super::volume_path::validate_path_no_backsteps;
use crate::admission::names::{
    is_config_map_key, is_dns1123_label, is_dns1123_subdomain, is_env_var_name, is_qualified_name,
    is_relaxed_env_var_name,
};
use crate::admission::{Causes, Check, Said};
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::Value;

/// Fields of a Pod that an environment variable may show, sorted.
const ENV_FIELDS: [&str; 9] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.uid",
    "spec.nodeName",
    "spec.serviceAccountName",
    "status.hostIP",
    "status.hostIPs",
    "status.podIP",
    "status.podIPs",
];

/// Fields of a Pod that a volume may show, sorted.
pub(crate) const VOLUME_FIELDS: [&str; 5] =
    ["metadata.annotations", "metadata.labels", "metadata.name", "metadata.namespace", "metadata.uid"];

/// Resources that may be shown, sorted.
const RESOURCES: [&str; 6] = [
    "limits.cpu",
    "limits.ephemeral-storage",
    "limits.memory",
    "requests.cpu",
    "requests.ephemeral-storage",
    "requests.memory",
];

const BYTE_DIVISORS: [&str; 13] =
    ["1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei"];

/// Where a reference to a resource stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResourceReference {
    Env,
    Volume,
}

/// Checks the environment variables of a container.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateEnv
pub(crate) fn validate_env(
    variables: &[Value],
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    for (index, variable) in variables.iter().enumerate() {
        let path = path.index(index);
        let name = variable.str("name");
        if name.is_empty() {
            causes.required(&path.child("name"), "");
        } else {
            causes.invalid_each(&path.child("name"), name, name_messages(name, options));
        }
        validate_env_var_value_from(variable, &path.child("valueFrom"), options, causes);
    }
}

fn name_messages(name: &str, options: &PodValidationOptions) -> Vec<Said> {
    if options.allow_relaxed_environment_variable_validation {
        is_relaxed_env_var_name(name)
    } else {
        is_env_var_name(name)
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateEnvVarValueFrom
fn validate_env_var_value_from(
    variable: &Value,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let source = variable.get("valueFrom");
    if source.is_null() {
        return;
    }
    let mut sources = 0;
    let mut each = |name: &'static str, check: &mut dyn FnMut(&Value, &Path<'_>)| {
        if source.has(name) {
            sources += 1;
            check(source.get(name), &path.child(name));
        }
    };
    each("fieldRef", &mut |selector, path| {
        validate_object_field_selector(selector, &ENV_FIELDS, path, causes);
    });
    each("resourceFieldRef", &mut |selector, path| {
        validate_container_resource_field_selector(selector, ResourceReference::Env, path, causes);
    });
    each("configMapKeyRef", &mut |selector, path| validate_key_selector(selector, path, causes));
    each("secretKeyRef", &mut |selector, path| validate_key_selector(selector, path, causes));
    each("fileKeyRef", &mut |selector, path| validate_file_key_selector(selector, path, causes));
    if sources == 0 {
        let known = if options.allow_env_files_validation {
            "`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
        } else {
            "`fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`"
        };
        causes.invalid(path, "", format!("must specify one of: {known}"));
    } else if !variable.str("value").is_empty() {
        causes.invalid(path, "", "may not be specified when `value` is not empty");
    } else if sources > 1 {
        causes.invalid(path, "", "may not have more than one field specified at a time");
    }
}

/// Splits `metadata.labels['key']` into path and key; `None` if there is no key.
///
/// Source: kubernetes v1.37 pkg/fieldpath/fieldpath.go SplitMaybeSubscriptedPath
fn split_subscripted_path(field_path: &str) -> Option<(&str, &str)> {
    field_path.strip_suffix("']")?.split_once("['").filter(|(path, _)| !path.is_empty())
}

/// Why a field cannot be shown at all.
///
/// Source: kubernetes v1.37 pkg/apis/core/pods/helpers.go ConvertDownwardAPIFieldLabel
fn field_label_error(version: &str, label: &str) -> Option<String> {
    if version != "v1" {
        return Some(format!("unsupported pod version: {version}"));
    }
    if let Some((path, _)) = split_subscripted_path(label) {
        let known = matches!(path, "metadata.annotations" | "metadata.labels");
        return (!known).then(|| format!("field label does not support subscript: {label}"));
    }
    let known = VOLUME_FIELDS.contains(&label)
        || ENV_FIELDS.contains(&label)
        || matches!(label, "spec.restartPolicy" | "spec.schedulerName" | "status.phase" | "spec.host");
    (!known).then(|| format!("field label not supported: {label}"))
}

/// Checks a reference to a field of the Pod; `fields` may be referred to, sorted.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateObjectFieldSelector
pub(crate) fn validate_object_field_selector(
    selector: &Value,
    fields: &[&str],
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let (version, field_path) = (selector.str("apiVersion"), selector.str("fieldPath"));
    if version.is_empty() {
        causes.required(&path.child("apiVersion"), "");
        return;
    }
    if field_path.is_empty() {
        causes.required(&path.child("fieldPath"), "");
        return;
    }
    if let Some(error) = field_label_error(version, field_path) {
        causes.invalid(
            &path.child("fieldPath"),
            field_path,
            Check::Stated.says(format!("error converting fieldPath: {error}")),
        );
        return;
    }
    let field_path = if field_path == "spec.host" { "spec.nodeName" } else { field_path };
    match split_subscripted_path(field_path) {
        Some(("metadata.annotations", key)) => {
            let key = key.to_lowercase();
            causes.invalid_each(path, &key, is_qualified_name(&key));
        }
        Some((_, key)) => causes.invalid_each(path, key, is_qualified_name(key)),
        None if !fields.contains(&field_path) => {
            causes.not_supported(&path.child("fieldPath"), field_path, fields);
        }
        None => {}
    }
}

/// Checks a reference to a resource of a container.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateContainerResourceFieldSelector
pub(crate) fn validate_container_resource_field_selector(
    selector: &Value,
    reference: ResourceReference,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let resource = selector.str("resource");
    let is_huge_pages =
        resource.starts_with("requests.hugepages-") || resource.starts_with("limits.hugepages-");
    if reference == ResourceReference::Volume && selector.str("containerName").is_empty() {
        causes.required(&path.child("containerName"), "");
    } else if resource.is_empty() {
        causes.required(&path.child("resource"), "");
    } else if !RESOURCES.contains(&resource) && !is_huge_pages {
        causes.not_supported(&path.child("resource"), resource, &RESOURCES);
    }
    let divisor = Quantity::of(selector.get("divisor")).unwrap_or(Quantity::ZERO);
    if divisor.is_zero() {
        return;
    }
    let divisor = divisor.canonical();
    let path = path.child("divisor");
    let bytes = |what: &str| {
        let known = BYTE_DIVISORS.join(", ");
        format!("only divisor's values {known} are supported with the {what} resource")
    };
    let detail = match resource {
        "limits.cpu" | "requests.cpu" if matches!(divisor.as_str(), "1m" | "1") => return,
        "limits.cpu" | "requests.cpu" => {
            "only divisor's values 1m and 1 are supported with the cpu resource".to_owned()
        }
        _ if BYTE_DIVISORS.contains(&divisor.as_str()) => return,
        "limits.memory" | "requests.memory" => bytes("memory"),
        "limits.ephemeral-storage" | "requests.ephemeral-storage" => bytes("local ephemeral storage"),
        _ if is_huge_pages => bytes("hugepages"),
        _ => return,
    };
    causes.invalid(&path, resource, Check::Stated.says(detail));
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateConfigMapKeySelector,
/// validateSecretKeySelector
fn validate_key_selector(selector: &Value, path: &Path<'_>, causes: &mut Causes) {
    let (name, key) = (selector.str("name"), selector.str("key"));
    causes.invalid_each(&path.child("name"), name, is_dns1123_subdomain(name));
    if key.is_empty() {
        causes.required(&path.child("key"), "");
    } else {
        causes.invalid_each(&path.child("key"), key, is_config_map_key(key));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateFileKeySelector
fn validate_file_key_selector(selector: &Value, path: &Path<'_>, causes: &mut Causes) {
    let (key, volume, file) = (selector.str("key"), selector.str("volumeName"), selector.str("path"));
    if key.is_empty() {
        causes.required(&path.child("key"), "");
    } else {
        causes.invalid_each(&path.child("key"), key, is_relaxed_env_var_name(key));
    }
    if volume.is_empty() {
        causes.required(&path.child("volumeName"), "");
    } else {
        causes.invalid_each(&path.child("volumeName"), volume, is_dns1123_label(volume));
    }
    if file.is_empty() {
        causes.required(&path.child("path"), "");
    } else {
        validate_path_no_backsteps(file, &path.child("path"), causes);
    }
}

/// Checks the sources of many environment variables.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateEnvFrom
pub(crate) fn validate_env_from(
    sources: &[Value],
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    for (index, source) in sources.iter().enumerate() {
        let item = path.index(index);
        let prefix = source.str("prefix");
        if !prefix.is_empty() {
            causes.invalid_each(&item.child("prefix"), prefix, name_messages(prefix, options));
        }
        let mut found = 0;
        for kind in ["configMapRef", "secretRef"] {
            if !source.has(kind) {
                continue;
            }
            found += 1;
            let path = item.child(kind);
            match source.get(kind).str("name") {
                "" => causes.required(&path.child("name"), ""),
                // Upstream takes the name for the start of a generated one here, which may end with a dash.
                name => {
                    let masked = mask_trailing_dash(name);
                    causes.invalid_each(&path.child("name"), name, is_dns1123_subdomain(&masked));
                }
            }
        }
        match found {
            0 => causes.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`"),
            1 => {}
            _ => causes.invalid(path, "", "may not have more than one field specified at a time"),
        }
    }
}

/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/validation/generic.go maskTrailingDash
fn mask_trailing_dash(name: &str) -> String {
    match name.strip_suffix('-') {
        Some(stem) if !stem.is_empty() => {
            let mut masked = stem.to_owned();
            masked.pop();
            masked.push('a');
            masked
        }
        _ => name.to_owned(),
    }
}
