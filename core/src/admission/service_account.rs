//! ServiceAccounts.

use super::metadata::{Scope, name_is_dns_subdomain};
use super::persistent_volume::{DeprecatedAnnotation, warn_of_annotations};
use super::strategy::validate_metadata;
use super::{Causes, Context, Strategy, Warning};
use crate::value::Value;

pub(super) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "ServiceAccount",
    scope: Scope::Namespaced,
    prepare: clean_secret_references,
    validate: validate_service_account,
    warnings: warnings_for_service_account,
    ..Strategy::NONE
};

const ENFORCE_MOUNTABLE_SECRETS: DeprecatedAnnotation = DeprecatedAnnotation {
    key: "kubernetes.io/enforce-mountable-secrets",
    text: "deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets",
    instead: None,
};

/// Keeps nothing but the names of secrets.
///
/// Source: kubernetes v1.37 pkg/registry/core/serviceaccount/strategy.go cleanSecretReferences
fn clean_secret_references(_: &Context<'_>, _: Option<&Value>, account: &mut Value) {
    for secret in account.get_mut("secrets").map(Value::as_list_mut).unwrap_or_default() {
        for field in ["kind", "namespace", "uid", "apiVersion", "resourceVersion", "fieldPath"] {
            secret.remove(field);
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateServiceAccount,
/// ValidateServiceAccountUpdate
fn validate_service_account(_: &Context<'_>, old: Option<&Value>, account: &Value, causes: &mut Causes) {
    if old.is_some() {
        validate_metadata(old, account, Scope::Namespaced, name_is_dns_subdomain, causes);
    }
    validate_metadata(None, account, Scope::Namespaced, name_is_dns_subdomain, causes);
}

/// Source: kubernetes v1.37 pkg/registry/core/serviceaccount/strategy.go warnIfHasEnforceMountableSecretsAnnotation
fn warnings_for_service_account(
    _: &Context<'_>,
    old: Option<&Value>,
    account: &Value,
    warnings: &mut Vec<Warning>,
) {
    let has = |old: &Value| old.get("metadata").get("annotations").has(ENFORCE_MOUNTABLE_SECRETS.key);
    if !old.is_some_and(has) {
        warn_of_annotations(account, &[ENFORCE_MOUNTABLE_SECRETS], warnings);
    }
}
