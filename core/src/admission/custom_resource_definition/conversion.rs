//! How objects of one version become objects of another.

use crate::admission::Causes;
use crate::admission::webhook_client::{
    is_accepted_review_version, validate_client_config, validate_review_versions,
};
use crate::field_path::Path;
use crate::value::Value;

/// Says whether the server knows one of the versions of reviews, if there are any.
///
/// Source: `hasValidConversionReviewVersionOrEmpty`
pub(super) fn has_valid_review_version_or_empty(versions: &Value) -> bool {
    let versions = versions.as_list();
    versions.is_empty() || versions.iter().any(is_accepted_review_version)
}

/// Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/validation/validation.go
/// `validateCustomResourceConversion`, `validateConversionReviewVersions`
pub(super) fn validate_conversion(
    conversion: &Value,
    require_known: bool,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    const SUPERFLUOUS: &str = "should not be set when strategy is not set to Webhook";
    let strategy = conversion.str("strategy");
    validate_enum_strings(strategy, &["None", "Webhook"], &path.child("strategy"), causes);
    let webhook = conversion.get("webhook");
    let (config, versions) = (webhook.get("clientConfig"), webhook.get("conversionReviewVersions"));
    let config_path = path.child("webhookClientConfig");
    let versions_path = path.child("conversionReviewVersions");
    if strategy == "Webhook" {
        if config.is_null() {
            causes.required(&config_path, "required when strategy is set to Webhook");
        } else {
            validate_client_config(config, &config_path, causes);
        }
        validate_review_versions(versions, require_known, "", &versions_path, causes);
        return;
    }
    if !config.is_null() {
        causes.forbidden(&config_path, SUPERFLUOUS);
    }
    if !versions.as_list().is_empty() {
        causes.forbidden(&versions_path, SUPERFLUOUS);
    }
}

/// Source: `validateEnumStrings`, of a text that is required
pub(super) fn validate_enum_strings(value: &str, accepted: &[&str], path: &Path<'_>, causes: &mut Causes) {
    if value.is_empty() {
        causes.required(path, "");
    } else if !accepted.contains(&value) {
        causes.not_supported(path, value, accepted);
    }
}
