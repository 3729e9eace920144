//! Where a webhook is called: the checks of URLs and Services that configurations and definitions share.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apiserver/pkg/util/webhook/validation.go

use super::names::{is_dns1035_label, is_dns1123_subdomain, is_valid_port_num, joined};
use super::{Causes, Check};
use crate::field_path::Path;
use crate::go::url;
use crate::value::Value;

/// The versions of reviews that the server knows.
const REVIEW_VERSIONS: [&str; 2] = ["v1", "v1beta1"];

/// Says whether the server knows a version of reviews.
pub(super) fn is_accepted_review_version(version: &Value) -> bool {
    version.as_str().is_some_and(|version| REVIEW_VERSIONS.contains(&version))
}

/// The versions of reviews that the server knows, as messages name them.
pub(super) fn review_versions() -> String {
    REVIEW_VERSIONS.join(", ")
}

/// Checks the versions of reviews that a webhook understands; `missing` is said where there are none.
///
/// Source: kubernetes v1.37 pkg/apis/admissionregistration/validation/validation.go `validateAdmissionReviewVersions`,
/// apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/validation/validation.go `validateConversionReviewVersions`
pub(super) fn validate_review_versions(
    versions: &Value,
    require_known: bool,
    missing: &str,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let list = versions.as_list();
    if list.is_empty() {
        causes.required(path, missing);
        return;
    }
    let mut seen = Vec::new();
    for (at, version) in list.iter().enumerate() {
        let version = version.as_str().unwrap_or("");
        if seen.contains(&version) {
            causes.invalid(&path.index(at), version, Check::Repeated.says("duplicate version"));
            continue;
        }
        seen.push(version);
        causes.invalid_each(&path.index(at), version, is_dns1035_label(version));
    }
    if require_known && !list.iter().any(is_accepted_review_version) {
        causes.invalid(path, versions, format!("must include at least one of {}", review_versions()));
    }
}

/// Checks where a webhook is called.
pub(super) fn validate_client_config(config: &Value, path: &Path<'_>, causes: &mut Causes) {
    match (config.get("url").as_str(), config.get("service")) {
        (Some(url), service) if service.is_null() => validate_webhook_url(url, &path.child("url"), causes),
        (None, service) if !service.is_null() => {
            validate_webhook_service(service, &path.child("service"), causes);
        }
        _ => causes.required(path, "exactly one of url or service is required"),
    }
}

/// Checks the URL of a webhook.
///
/// Source: ValidateWebhookURL
fn validate_webhook_url(text: &str, path: &Path<'_>, causes: &mut Causes) {
    const FORM: &str = "; desired format: https://host[/path]";
    let url = match url::parse(text) {
        Ok(url) => url,
        Err(error) => {
            causes.required(path, format!("url must be a valid URL: {error}{FORM}"));
            return;
        }
    };
    if url.scheme != "https" {
        causes.invalid(
            path,
            &url.scheme,
            Check::WebhookUrl.says(format!("'https' is the only allowed URL scheme{FORM}")),
        );
    }
    if url.host.is_empty() {
        causes.invalid(path, "", Check::WebhookUrl.says(format!("host must be specified{FORM}")));
    }
    if let Some(user) = &url.user {
        causes.invalid(path, user, Check::WebhookUrl.says("user information is not permitted in the URL"));
    }
    if !url.fragment.is_empty() {
        causes.invalid(path, &url.fragment, Check::WebhookUrl.says("fragments are not permitted in the URL"));
    }
    if !url.query.is_empty() {
        causes.invalid(
            path,
            &url.query,
            Check::WebhookUrl.says("query parameters are not permitted in the URL"),
        );
    }
}

/// Checks the Service of a webhook. An absent name is told of `namespace` and the other way round: upstream's callers
/// hand them over in the wrong order.
///
/// Source: ValidateWebhookService
fn validate_webhook_service(service: &Value, path: &Path<'_>, causes: &mut Causes) {
    for (field, told) in [("namespace", "name"), ("name", "namespace")] {
        if service.str(field).is_empty() {
            causes.required(&path.child(told), "");
        }
    }
    validate_port(service, path, causes);
    let Some(text) = service.get("path").as_str().filter(|text| !matches!(*text, "" | "/")) else { return };
    let path = path.child("path");
    if text == "//" {
        causes.invalid(&path, text, Check::EmptySegment.says("segment[0] may not be empty"));
        return;
    }
    if !text.starts_with('/') {
        causes.invalid(&path, text, "must start with a '/'");
    }
    let mut after_first = text.chars();
    after_first.next();
    let steps = after_first.as_str();
    for (at, step) in steps.strip_suffix('/').unwrap_or(steps).split('/').enumerate() {
        if step.is_empty() {
            causes.invalid(&path, text, Check::EmptySegment.says(format!("segment[{at}] may not be empty")));
            continue;
        }
        for message in is_dns1123_subdomain(step) {
            causes.invalid(&path, text, Check::Dns1123Subdomain.says(format!("segment[{at}]: {message}")));
        }
    }
}

/// Checks the port of a Service that is called.
pub(super) fn validate_port(service: &Value, path: &Path<'_>, causes: &mut Causes) {
    let port = service.int("port");
    let messages = is_valid_port_num(port);
    if !messages.is_empty() {
        let said = joined(&messages, ", ");
        let said = said.origin.says(format!("port is not valid: {said}"));
        causes.invalid(&path.child("port"), port, said);
    }
}
