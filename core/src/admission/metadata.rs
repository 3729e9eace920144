//! `metadata`, which every kind has.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/validation/{objectmeta,generic}.go

use super::field_error::Bad;
use super::label_selector::{sorted_pairs, validate_labels};
use super::names::{
    is_dns1035_label, is_dns1123_label, is_dns1123_subdomain, is_qualified_name, is_valid_path_segment_name,
};
use super::{Causes, Check, Said};
use crate::assumptions::Assumptions;
use crate::field_path::Path;
use crate::go::json::json_string;
use crate::value::json::json;
use crate::value::{Data, Map, Origin, Value};

/// Checks a name; a `generateName` prefix has its trailing dash masked by the caller.
pub type NameCheck = fn(&str) -> Vec<Said>;

/// Whether objects of a kind live in namespaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// They do.
    Namespaced,
    /// They do not.
    Cluster,
}

/// Names that are RFC 1123 subdomains, as of most kinds.
pub fn name_is_dns_subdomain(name: &str) -> Vec<Said> {
    is_dns1123_subdomain(name)
}

/// Names that are RFC 1123 labels.
pub fn name_is_dns_label(name: &str) -> Vec<Said> {
    is_dns1123_label(name)
}

/// Names that are DNS-1035 labels.
pub fn name_is_dns1035_label(name: &str) -> Vec<Said> {
    is_dns1035_label(name)
}

/// Names that are any segment of a path.
pub fn name_is_path_segment(name: &str) -> Vec<Said> {
    is_valid_path_segment_name(name)
}

const TOTAL_ANNOTATION_SIZE_LIMIT: usize = 256 * 1024;

/// Checks the metadata of an object to be created.
///
/// Source: ValidateObjectMetaAccessor
pub fn validate_object_meta(
    meta: &Value,
    scope: Scope,
    name_check: NameCheck,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    validate_object_meta_by(meta, scope, &name_check, path, causes);
}

/// Checks the metadata of an object to be created, whose name may have to follow from the rest of it.
///
/// Source: ValidateObjectMetaAccessor
pub(crate) fn validate_object_meta_by(
    meta: &Value,
    scope: Scope,
    name_check: &dyn Fn(&str) -> Vec<Said>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let generate_name = meta.str("generateName");
    if !generate_name.is_empty() {
        let masked = mask_trailing_dash(generate_name);
        causes.invalid_each(&path.child("generateName"), generate_name, name_check(&masked));
    }
    let name = meta.str("name");
    // A name that the server made is right if its prefix is.
    if name.is_empty() {
        let said = Check::NameMissing.says("name or generateName is required");
        causes.required(&path.child("name"), said);
    } else if !matches!(meta.get("name").origin, Origin::Allocated(_)) {
        causes.invalid_each(&path.child("name"), name, name_check(name));
    }
    let namespace = meta.str("namespace");
    match scope {
        Scope::Namespaced if namespace.is_empty() => causes.required(&path.child("namespace"), ""),
        Scope::Namespaced => {
            causes.invalid_each(&path.child("namespace"), namespace, is_dns1123_label(namespace));
        }
        Scope::Cluster if namespace.is_empty() => {}
        Scope::Cluster => causes.forbidden(&path.child("namespace"), "not allowed on this type"),
    }
    validate_nonnegative(meta, "generation", path, causes);
    validate_labels(meta.get("labels"), &path.child("labels"), causes);
    validate_annotations(meta.get("annotations"), &path.child("annotations"), causes);
    validate_owner_references(meta, path, causes);
    validate_finalizers(meta, path, causes);
}

/// Checks the metadata of an object that replaces another.
///
/// Source: ValidateObjectMetaAccessorUpdate
pub fn validate_object_meta_update(meta: &Value, old: &Value, path: &Path<'_>, causes: &mut Causes) {
    validate_nonnegative(meta, "generation", path, causes);
    validate_immutable_field(meta.get("name"), old.get("name"), &path.child("name"), causes);
    validate_immutable_field(meta.get("namespace"), old.get("namespace"), &path.child("namespace"), causes);
    validate_labels(meta.get("labels"), &path.child("labels"), causes);
    validate_annotations(meta.get("annotations"), &path.child("annotations"), causes);
    validate_owner_references(meta, path, causes);
}

/// Refuses any change of a field.
pub fn validate_immutable_field(new: &Value, old: &Value, path: &Path<'_>, causes: &mut Causes) {
    if !same(new, old) {
        causes.invalid(path, new, Check::Immutable.says("field is immutable"));
    }
}

/// Says whether two values are equal whatever their origin, absent and empty being one (as Go's semantic equality).
pub fn same(left: &Value, right: &Value) -> bool {
    let void = |value: &Value| match &value.data {
        Data::Null => true,
        Data::List(items) => items.is_empty(),
        Data::Map(map) => map.entries.is_empty(),
        _ => false,
    };
    match (&left.data, &right.data) {
        (Data::List(a), Data::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Data::Map(a), Data::Map(b)) => {
            let within = |a: &Map, b: &Map| {
                a.entries.iter().all(|entry| match b.get(&entry.key) {
                    Some(other) => same(&entry.value, other),
                    None => void(&entry.value),
                })
            };
            within(a, b) && within(b, a)
        }
        (a, b) => a == b || void(left) && void(right),
    }
}

fn mask_trailing_dash(name: &str) -> String {
    match name.strip_suffix('-') {
        Some(stem) if !stem.is_empty() => {
            let mut masked: String = stem.to_owned();
            masked.pop();
            masked.push('a');
            masked
        }
        _ => name.to_owned(),
    }
}

fn validate_nonnegative(meta: &Value, field: &str, path: &Path<'_>, causes: &mut Causes) {
    if meta.int(field) < 0 {
        causes.invalid(&path.child(field), meta.int(field), "must be greater than or equal to 0");
    }
}

/// Checks annotations' keys and total size.
pub fn validate_annotations(annotations: &Value, path: &Path<'_>, causes: &mut Causes) {
    let pairs = sorted_pairs(annotations);
    for (key, _) in &pairs {
        causes.invalid_each(path, *key, is_qualified_name(&key.to_lowercase()));
    }
    let total: usize = pairs.iter().map(|(key, value)| key.len() + value.len()).sum();
    if total > TOTAL_ANNOTATION_SIZE_LIMIT {
        causes.too_long(path, TOTAL_ANNOTATION_SIZE_LIMIT);
    }
}

fn validate_owner_references(meta: &Value, path: &Path<'_>, causes: &mut Causes) {
    let references_path = path.child("ownerReferences");
    let references = meta.list("ownerReferences");
    let mut first_controller = String::new();
    for (at, reference) in references.iter().enumerate() {
        validate_owner_reference(reference, &references_path.index(at), causes);
        if reference.bool("controller") != Some(true) {
            continue;
        }
        let controller = format!("{}/{}", reference.str("kind"), reference.str("name"));
        if first_controller.is_empty() {
            first_controller = controller;
        } else {
            let shown: Vec<String> = references.iter().map(owner_reference_json).collect();
            causes.invalid(
                &references_path,
                Bad::json(format!("[{}]", shown.join(","))),
                Check::OneController.says(format!(
                    "Only one reference can have Controller set to true. Found \"true\" in references for \
                     {first_controller} and {controller}"
                )),
            );
        }
    }
}

/// A reference as Go prints it: in the order of the struct's fields, which are not all optional.
fn owner_reference_json(reference: &Value) -> String {
    let mut fields: Vec<String> = ["apiVersion", "kind", "name", "uid"]
        .iter()
        .map(|field| format!("\"{field}\":{}", json_string(reference.str(field))))
        .collect();
    for field in ["controller", "blockOwnerDeletion"] {
        if reference.has(field) {
            fields.push(format!("\"{field}\":{}", json(reference.get(field))));
        }
    }
    format!("{{{}}}", fields.join(","))
}

fn validate_owner_reference(reference: &Value, path: &Path<'_>, causes: &mut Causes) {
    let api_version = reference.str("apiVersion");
    let slashes = api_version.matches('/').count();
    if api_version.is_empty() {
        causes.required(&path.child("apiVersion"), "must not be empty");
    } else if slashes > 1 || api_version.ends_with('/') {
        causes.invalid(&path.child("apiVersion"), api_version, "must be <group>/<version> or <version>");
    }
    for field in ["kind", "name", "uid"] {
        if reference.str(field).is_empty() {
            causes.required(&path.child(field), "must not be empty");
        }
    }
    if api_version == "v1" && reference.str("kind") == "Event" {
        causes.invalid(
            path,
            Bad::json(owner_reference_json(reference)),
            Check::Stated.says("/v1, Kind=Event is disallowed from being an owner"),
        );
    }
}

fn validate_finalizers(meta: &Value, path: &Path<'_>, causes: &mut Causes) {
    let path = path.child("finalizers");
    let finalizers: Vec<&str> =
        meta.list("finalizers").iter().map(|name| name.as_str().unwrap_or("")).collect();
    for name in &finalizers {
        causes.invalid_each(&path, *name, is_qualified_name(name));
    }
    if finalizers.contains(&"orphan") && finalizers.contains(&"foregroundDeletion") {
        causes.invalid(
            &path,
            Bad::texts(finalizers.iter().copied()),
            Check::Stated.says("finalizer orphan and foregroundDeletion cannot be both set"),
        );
    }
}

/// Refuses finalizers of the core kinds that are neither standard nor qualified.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateKubeFinalizerName
pub fn validate_core_finalizers(meta: &Value, path: &Path<'_>, causes: &mut Causes) {
    let path = path.child("finalizers");
    for (at, name) in meta.list("finalizers").iter().enumerate() {
        let name = name.as_str().unwrap_or("");
        let standard = matches!(name, "kubernetes" | "orphan" | "foregroundDeletion");
        if !name.contains('/') && !standard {
            causes.invalid(
                &path.index(at),
                name,
                Check::PrefixMissing
                    .says("name is neither a standard finalizer name nor is it fully qualified"),
            );
        }
    }
}

/// What every request does to metadata: the namespace of the request, a generated name.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apiserver/pkg/registry/rest/{create,meta}.go BeforeCreate,
/// EnsureObjectNamespaceMatchesRequestNamespace, FillObjectMetaSystemFields
pub(crate) fn fill_metadata(object: &mut Value, scope: Scope, assumptions: &Assumptions) {
    object.default("metadata", Map::default(), "ObjectMeta");
    let Some(meta) = object.get_mut("metadata") else { return };
    match scope {
        Scope::Namespaced if meta.str("namespace").is_empty() => {
            let namespace = assumptions.default_namespace.get().as_str();
            meta.set(
                "namespace",
                Value::defaulted(namespace, "EnsureObjectNamespaceMatchesRequestNamespace"),
            );
        }
        Scope::Namespaced => {}
        Scope::Cluster => drop(meta.remove("namespace")),
    }
    if meta.str("name").is_empty() && !meta.str("generateName").is_empty() {
        let name = format!("{}<allocated>", meta.str("generateName"));
        meta.set("name", Value::allocated(name, "GenerateName"));
    }
}
