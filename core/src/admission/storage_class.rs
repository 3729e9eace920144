//! StorageClasses.

use super::features::DECLARATIVE_VALIDATION_BETA;
use super::field_error::Bad;
use super::label_selector::validate_label_name;
use super::metadata::{Scope, name_is_dns_subdomain, validate_immutable_field};
use super::names::is_qualified_name;
use super::pod::warnings::{deprecated_node_label, warn};
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy, Warning};
use crate::field_path::Path;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

pub(super) const STRATEGY: Strategy = Strategy {
    group: "storage.k8s.io",
    kind: "StorageClass",
    scope: Scope::Cluster,
    defaults: set_defaults_storage_class,
    validate: validate_storage_class,
    warnings: warnings_for_storage_class,
    ..Strategy::NONE
};

const MAX_PARAMETERS: usize = 512;
const MAX_PARAMETERS_SIZE: usize = 256 * 1024;

/// The fields that never change, in the order of the checks written by hand, and of the generated ones.
const IMMUTABLE: [&str; 4] = ["parameters", "provisioner", "reclaimPolicy", "volumeBindingMode"];
const IMMUTABLE_DECLARATIVELY: [&str; 4] =
    ["provisioner", "parameters", "reclaimPolicy", "volumeBindingMode"];

/// Source: kubernetes v1.37 pkg/apis/storage/v1/defaults.go SetDefaults_StorageClass
fn set_defaults_storage_class(_: &Context<'_>, class: &mut Value) {
    const WHY: &str = "SetDefaults_StorageClass";
    class.default("reclaimPolicy", "Delete", WHY);
    class.default("volumeBindingMode", "Immediate", WHY);
}

/// Source: kubernetes v1.37 pkg/apis/storage/validation/validation.go ValidateStorageClass,
/// ValidateStorageClassUpdate, pkg/apis/storage/v1/zz_generated.validations.go Validate_StorageClass, what is beta
fn validate_storage_class(context: &Context<'_>, old: Option<&Value>, class: &Value, causes: &mut Causes) {
    validate_metadata(None, class, Scope::Cluster, name_is_dns_subdomain, causes);
    let path = Path::new("provisioner");
    let provisioner = class.str("provisioner").to_lowercase();
    // Generated validation takes the place of what is marked as covered by it, and comes last.
    let is_declarative = context.on(DECLARATIVE_VALIDATION_BETA);
    if !provisioner.is_empty() {
        causes.invalid_each(&path, &provisioner, is_qualified_name(&provisioner));
    } else if !is_declarative {
        causes.required(&path, "");
    }
    validate_parameters(class.get("parameters"), &Path::new("parameters"), causes);
    let policy = class.get("reclaimPolicy").as_str().filter(|policy| !policy.is_empty());
    validate_enum(policy, "reclaimPolicy", &["Delete", "Retain"], causes);
    let mode = class.get("volumeBindingMode").as_str();
    validate_enum(mode, "volumeBindingMode", &["Immediate", "WaitForFirstConsumer"], causes);
    validate_allowed_topologies(class.list("allowedTopologies"), &Path::new("allowedTopologies"), causes);
    if let Some(old) = old {
        validate_metadata(Some(old), class, Scope::Cluster, name_is_dns_subdomain, causes);
    }
    if is_declarative && provisioner.is_empty() {
        causes.required(&path, "");
    }
    for field in if is_declarative { IMMUTABLE_DECLARATIVELY } else { IMMUTABLE } {
        let stored = old.unwrap_or(class).get(field);
        validate_immutable_field(class.get(field), stored, &Path::new(field), causes);
    }
}

fn validate_enum(value: Option<&str>, field: &str, supported: &[&str], causes: &mut Causes) {
    if let Some(value) = value.filter(|value| !supported.contains(value)) {
        causes.not_supported(&Path::new(field), Bad::typed(value), supported);
    }
}

fn validate_parameters(parameters: &Value, path: &Path<'_>, causes: &mut Causes) {
    let entries = parameters.as_entries();
    if entries.len() > MAX_PARAMETERS {
        causes.too_long(path, MAX_PARAMETERS);
        return;
    }
    if parameters.has("") {
        causes.invalid(path, "", Check::Stated.says("field can not be empty."));
    }
    let size: usize =
        entries.iter().map(|entry| entry.key.len() + entry.value.as_str().unwrap_or("").len()).sum();
    if size > MAX_PARAMETERS_SIZE {
        causes.too_long(path, MAX_PARAMETERS_SIZE);
    }
}

/// The values of each key of a term.
type Expressions<'v> = BTreeMap<&'v str, BTreeSet<&'v str>>;

fn validate_allowed_topologies(terms: &[Value], path: &Path<'_>, causes: &mut Causes) {
    // Upstream compares with as many empty terms as there are terms, so one without expressions is a duplicate.
    let mut seen = vec![Expressions::new()];
    for (index, term) in terms.iter().enumerate() {
        let path = path.index(index);
        let path = path.child("matchLabelExpressions");
        let expressions = validate_topology_selector_term(term, &path, causes);
        if seen.contains(&expressions) {
            causes.duplicate(&path, "");
        }
        seen.push(expressions);
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateTopologySelectorTerm,
/// validateTopologySelectorLabelRequirement
fn validate_topology_selector_term<'v>(
    term: &'v Value,
    path: &Path<'_>,
    causes: &mut Causes,
) -> Expressions<'v> {
    let mut expressions = Expressions::new();
    for (index, requirement) in term.list("matchLabelExpressions").iter().enumerate() {
        let path = path.index(index);
        let values_path = path.child("values");
        let mut values = BTreeSet::new();
        if requirement.list("values").is_empty() {
            causes.required(&values_path, "");
        }
        for (index, value) in requirement.list("values").iter().enumerate() {
            let value = value.as_str().unwrap_or("");
            if !values.insert(value) {
                causes.duplicate(&values_path.index(index), value);
            }
        }
        let key = requirement.str("key");
        validate_label_name(key, &path.child("key"), causes);
        if expressions.insert(key, values).is_some() {
            causes.duplicate(&path.child("key"), key);
        }
    }
    expressions
}

/// Source: kubernetes v1.37 pkg/api/storage/util.go GetWarningsForStorageClass
fn warnings_for_storage_class(
    _: &Context<'_>,
    _: Option<&Value>,
    class: &Value,
    warnings: &mut Vec<Warning>,
) {
    let path = Path::new("allowedTopologies");
    for (index, term) in class.list("allowedTopologies").iter().enumerate() {
        let path = path.index(index);
        let path = path.child("matchLabelExpressions");
        for (index, requirement) in term.list("matchLabelExpressions").iter().enumerate() {
            if let Some(said) = deprecated_node_label(requirement.str("key")) {
                warn(&path.index(index).child("key"), said, warnings);
            }
        }
    }
}
