//! IngressClasses.

use super::features::DECLARATIVE_VALIDATION_BETA;
use super::field_error::Bad;
use super::metadata::{Scope, name_is_dns_subdomain, validate_immutable_field};
use super::names::{
    is_dns1123_label, is_dns1123_subdomain, is_domain_prefixed_path, is_valid_path_segment_name,
};
use super::strategy::validate_metadata;
use super::{Causes, Context, Strategy};
use crate::field_path::Path;
use crate::value::Value;

const MAX_CONTROLLER_LENGTH: usize = 250;

pub(super) const STRATEGY: Strategy = Strategy {
    group: "networking.k8s.io",
    kind: "IngressClass",
    scope: Scope::Cluster,
    defaults: set_defaults_ingress_class,
    validate: validate_ingress_class,
    ..Strategy::NONE
};

/// Source: kubernetes v1.37 pkg/apis/networking/v1/defaults.go SetDefaults_IngressClass
fn set_defaults_ingress_class(_: &Context<'_>, object: &mut Value) {
    if let Some(parameters) = object.get_mut("spec").and_then(|spec| spec.get_mut("parameters")) {
        parameters.default("scope", "Cluster", "SetDefaults_IngressClass");
    }
}

/// Source: kubernetes v1.37 pkg/apis/networking/validation/validation.go ValidateIngressClass,
/// ValidateIngressClassUpdate
fn validate_ingress_class(context: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    let path = Path::new("spec");
    let spec = object.get("spec");
    let controller_path = path.child("controller");
    if let Some(old) = old {
        validate_metadata(Some(old), object, Scope::Cluster, name_is_dns_subdomain, causes);
        let old_controller = old.get("spec").get("controller");
        validate_immutable_field(spec.get("controller"), old_controller, &controller_path, causes);
    }
    validate_metadata(None, object, Scope::Cluster, name_is_dns_subdomain, causes);
    let controller = spec.str("controller");
    if controller.len() > MAX_CONTROLLER_LENGTH {
        causes.too_long(&controller_path, MAX_CONTROLLER_LENGTH);
    }
    is_domain_prefixed_path(&controller_path, controller, causes);
    let parameters_path = path.child("parameters");
    validate_parameters_reference(spec.get("parameters"), &parameters_path, causes);
    if context.on(DECLARATIVE_VALIDATION_BETA) {
        let old_parameters = old.map(|old| old.get("spec").get("parameters"));
        causes.supersede(validate_declaratively(old_parameters, spec.get("parameters"), &parameters_path));
    }
}

/// Source: kubernetes v1.37 pkg/apis/networking/v1/zz_generated.validations.go
/// Validate_IngressClassParametersReference, what is beta
fn validate_declaratively(old: Option<&Value>, parameters: &Value, path: &Path<'_>) -> Causes {
    let mut causes = Causes::default();
    for field in ["kind", "name"] {
        let is_unchanged = old.is_some_and(|old| !old.is_null() && old.str(field).is_empty());
        if !parameters.is_null() && parameters.str(field).is_empty() && !is_unchanged {
            causes.required(&path.child(field), "");
        }
    }
    causes
}

/// Source: validateIngressClassParametersReference
fn validate_parameters_reference(parameters: &Value, path: &Path<'_>, causes: &mut Causes) {
    if parameters.is_null() {
        return;
    }
    if let Some(group) = parameters.get("apiGroup").as_str() {
        causes.invalid_each(&path.child("apiGroup"), group, is_dns1123_subdomain(group));
    }
    for field in ["kind", "name"] {
        let text = parameters.str(field);
        if text.is_empty() {
            causes.required(&path.child(field), "");
        } else {
            causes.invalid_each(&path.child(field), text, is_valid_path_segment_name(text));
        }
    }
    let namespace = parameters.get("namespace").as_str();
    let namespace_path = path.child("namespace");
    match (parameters.get("scope").as_str(), namespace) {
        (None, _) => causes.required(&path.child("scope"), ""),
        (Some("Namespace"), None) => {
            causes.required(&namespace_path, "`parameters.scope` is set to 'Namespace'");
        }
        (Some("Namespace"), Some(namespace)) => {
            causes.invalid_each(&namespace_path, namespace, is_dns1123_label(namespace));
        }
        (Some("Cluster"), Some(_)) => {
            causes.forbidden(&namespace_path, "`parameters.scope` is set to 'Cluster'");
        }
        (Some("Cluster"), None) => {}
        (Some(other), _) => {
            causes.not_supported(&path.child("scope"), Bad::from(other), &["Cluster", "Namespace"]);
        }
    }
}
