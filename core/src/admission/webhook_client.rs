//! Where a webhook is called: the checks of URLs and Services that configurations and definitions share.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apiserver/pkg/util/webhook/validation.go

use super::names::{is_dns1123_subdomain, is_valid_port_num, joined};
use super::{Causes, Check};
use crate::field_path::Path;
use crate::go::url;
use crate::value::Value;

/// Checks the URL of a webhook.
///
/// Source: ValidateWebhookURL
pub(super) fn validate_webhook_url(text: &str, path: &Path<'_>, causes: &mut Causes) {
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
pub(super) fn validate_webhook_service(service: &Value, path: &Path<'_>, causes: &mut Causes) {
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
