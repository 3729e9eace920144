//! Namespaces.

use super::metadata::{Scope, name_is_dns_label};
use super::names::is_qualified_name;
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy};
use crate::field_path::Path;
use crate::value::{Map, Value};

pub(super) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "Namespace",
    scope: Scope::Cluster,
    defaults: set_defaults_namespace,
    prepare: prepare_namespace,
    validate: validate_namespace,
    ..Strategy::NONE
};

/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_Namespace
fn set_defaults_namespace(_: &Context<'_>, object: &mut Value) {
    const WHY: &str = "SetDefaults_Namespace";
    let Some(meta) = object.get_mut("metadata") else { return };
    let name = meta.str("name").to_owned();
    if name.is_empty() {
        return;
    }
    if let Some(labels) = meta.map_mut("labels", WHY)
        && labels.str("kubernetes.io/metadata.name") != name
    {
        labels.set("kubernetes.io/metadata.name", Value::defaulted(name, WHY));
    }
}

/// Source: kubernetes v1.37 pkg/registry/core/namespace/strategy.go PrepareForCreate, PrepareForUpdate
fn prepare_namespace(_: &Context<'_>, old: Option<&Value>, object: &mut Value) {
    const WHY: &str = "namespaceStrategy.PrepareForCreate";
    object.default("spec", Map::default(), WHY);
    let Some(spec) = object.get_mut("spec") else { return };
    if let Some(old) = old {
        spec.set("finalizers", old.get("spec").get("finalizers").clone());
        return;
    }
    let mut finalizers = spec.list("finalizers").to_vec();
    if !finalizers.iter().any(|name| name.as_str() == Some("kubernetes")) {
        finalizers.push(Value::defaulted("kubernetes", WHY));
        spec.set("finalizers", Value::defaulted(finalizers, WHY));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateNamespace, ValidateNamespaceUpdate
fn validate_namespace(_: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    validate_metadata(None, object, Scope::Cluster, name_is_dns_label, causes);
    let path = Path::new("spec");
    let path = path.child("finalizers");
    for name in object.get("spec").list("finalizers") {
        let name = name.as_str().unwrap_or("");
        causes.invalid_each(&path, name, is_qualified_name(name));
        if !name.contains('/') && !matches!(name, "kubernetes" | "orphan" | "foregroundDeletion") {
            let detail = Check::PrefixMissing
                .says("name is neither a standard finalizer name nor is it fully qualified");
            causes.invalid(&path, name, detail);
        }
    }
    if old.is_some() {
        validate_metadata(old, object, Scope::Cluster, name_is_dns_label, causes);
    }
}
