//! What the API server says, told to people: where to look, what is wrong, what to type.
//!
//! A cause names a field of Go's struct; a finding points at the text that must change. The server's own words stay
//! with the finding. What another object of the input already holds is told by rules, not here.

mod field;
mod fix;
mod words;

use super::{Admission, Cause, Reason, Warning};
use crate::diagnostic::{CauseText, Diagnostic, Severity};
use crate::field_path::FieldPath;
use crate::go::quote::go_unquote;
use crate::object::Object;
use crate::source::{SourceMap, Span};

/// The findings about an object that the API server refuses or warns of.
///
/// Nothing is said of an object whose document is broken, since what is absent may only be unread.
pub fn explain(sources: &SourceMap, object: &Object, admission: &Admission) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    if object.partial {
        return out;
    }
    for cause in admission.causes() {
        if is_told_by_a_rule(cause) || is_placeholder(cause) || is_copied(object, cause) {
            continue;
        }
        let finding = refusal(sources, object, cause);
        let is_told = |earlier: &Diagnostic| earlier.code == finding.code && earlier.path == finding.path;
        if !out.iter().any(is_told) {
            out.push(finding);
        }
    }
    let told = admission.warnings.iter().filter(|warning| !is_warning_told_by_a_rule(warning));
    out.extend(told.map(|warning| server_warning(sources, object, warning)));
    out
}

/// Numbers and addresses that are taken have rules of their own, which name the other object.
fn is_told_by_a_rule(cause: &Cause) -> bool {
    cause.message.contains("already allocated") || cause.message.starts_with("duplicate nodePort")
}

/// A text with a placeholder in it is not known.
fn is_placeholder(cause: &Cause) -> bool {
    ["{{", "${", "$("].iter().any(|mark| cause.message.contains(mark))
}

/// A target port that is not written is the port, which is told by itself.
fn is_copied(object: &Object, cause: &Cause) -> bool {
    cause.path.to_string().ends_with("].targetPort") && object.value.follow(&cause.path).0.range().is_none()
}

/// Deprecated fields and fields without effect have rules of their own.
fn is_warning_told_by_a_rule(warning: &Warning) -> bool {
    let text = warning.message.as_str();
    is_deprecation(text)
        || text.contains(" is ignored for headless services")
        || text.contains("ExternalName\"") && text.contains("externalIPs")
}

/// Says whether a warning is about something deprecated.
pub(crate) fn is_deprecation(text: &str) -> bool {
    text.contains(" is deprecated")
        || text.contains(": deprecated since v")
        || text.contains("endpoints are deprecated")
}

/// The value that a cause shows, if it shows a text or a number.
fn bad_value(cause: &Cause) -> Option<String> {
    let (_, rest) = cause.message.split_once(": ")?;
    if rest.starts_with('"') {
        return go_unquote(rest);
    }
    let end = rest.find(": ").unwrap_or(rest.len());
    rest.get(..end).filter(|text| text.parse::<i64>().is_ok()).map(str::to_owned)
}

fn refusal(sources: &SourceMap, object: &Object, cause: &Cause) -> Diagnostic {
    let bad = bad_value(cause);
    let found = field::find(object, cause, bad.as_deref());
    let path = found.path;
    let is_written = found.range.is_some() || object.value.follow(&path).0.range().is_some();
    let span = found.range.map_or_else(
        || sources.span_of(object.document, object.value.place(&path)),
        |range| range.in_document(object.document),
    );
    let words = words::words(object, cause, &path, bad.as_deref(), is_written);
    let fixes = if is_written { fix::fixes(sources, span, cause, &path, bad.as_deref()) } else { Vec::new() };
    let severity = match cause.path.to_string().as_str() {
        // Dumps of a cluster carry it; applied to the cluster they come from, they are an update.
        "metadata.resourceVersion" => Severity::Info,
        _ => Severity::Error,
    };
    Diagnostic {
        code: words.code,
        severity,
        message: words.message,
        effect: None,
        span,
        object: Some(object.id),
        path: Some(path),
        related: Vec::new(),
        help: Some(words.help),
        fixes,
        cause: Some(cause_text(cause.reason.as_str(), &cause.path, &cause.message)),
        fault: None,
    }
}

fn server_warning(sources: &SourceMap, object: &Object, warning: &Warning) -> Diagnostic {
    let span: Span = sources.span_of(object.document, object.value.place(&warning.path));
    let (severity, message, help) = words::warning(object, warning);
    Diagnostic {
        code: "server-warning",
        severity,
        message,
        effect: None,
        span,
        object: Some(object.id),
        path: Some(warning.path.clone()),
        related: Vec::new(),
        help,
        fixes: fix::warning_fixes(sources, span, warning),
        cause: Some(cause_text("Warning", &warning.path, &warning.message)),
        fault: None,
    }
}

fn cause_text(reason: &str, field: &FieldPath, message: &str) -> CauseText {
    CauseText { reason: reason.to_owned(), field: field.to_string(), message: message.to_owned() }
}

/// Says whether a cause is about a value that must not change.
fn is_immutable(cause: &Cause) -> bool {
    matches!(cause.reason, Reason::Invalid | Reason::Forbidden)
        && ["field is immutable", "may not change once set", "can not be unset"]
            .iter()
            .any(|end| cause.message.ends_with(end))
}
