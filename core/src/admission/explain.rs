//! What the API server says, told to people: where to look, what is wrong, what to type.
//!
//! A cause names a field of Go's struct; a finding points at the text that must change. What is said is chosen by the
//! check that a cause comes from, never by the server's words, which stay with the finding. What another object of
//! the input already holds is told by rules, not here.

mod field;
mod fix;
mod help;
pub(crate) mod phrase;
mod words;

use super::{Admission, Cause, Check, Detail, Warning};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::field_path::FieldPath;
use crate::object::{Object, with_article};
use crate::source::{SourceMap, Span};

/// The findings about an object that the API server refuses or warns of.
///
/// Nothing is said of an object whose document is broken, since what is absent may only be unread.
pub fn explain(sources: &SourceMap, object: &Object, admission: &Admission) -> Vec<Diagnostic> {
    let mut out = Vec::new();
    if object.partial {
        return out;
    }
    let is_nameless = object.name.is_empty() && !admission.causes().is_empty();
    if is_nameless {
        out.push(name_missing(sources, object, admission));
    }
    for cause in admission.causes() {
        // An object without a name gets no address either.
        let follows = is_nameless && matches!(cause.origin, Check::NameMissing | Check::IpHolder);
        if follows || is_told_elsewhere(cause.origin) || is_placeholder(cause) || is_copied(object, cause) {
            continue;
        }
        let finding = refusal(sources, object, cause);
        let is_told = |earlier: &Diagnostic| earlier.code == finding.code && earlier.path == finding.path;
        if !out.iter().any(is_told) {
            out.push(finding);
        }
    }
    // A dry run and kubectl do not get that far; others do.
    out.extend(admission.at_store.iter().map(|cause| refusal(sources, object, cause)));
    let told = admission.warnings.iter().filter(|warning| !is_warning_told_by_a_rule(warning.origin));
    out.extend(told.map(|warning| server_warning(sources, object, warning)));
    out
}

/// Numbers and addresses that are taken have rules of their own, which name the other object; what could not be
/// checked follows from other causes.
fn is_told_elsewhere(check: Check) -> bool {
    check.is_taken() || matches!(check, Check::RulesNotRun | Check::SelectorUnreadable)
}

/// A text with a placeholder in it is not known.
fn is_placeholder(cause: &Cause) -> bool {
    let bad = cause.bad.as_ref().map(ToString::to_string).unwrap_or_default();
    let is_marked = |text: &str| ["{{", "${", "$("].iter().any(|mark| text.contains(mark));
    is_marked(&bad) || is_marked(cause.words())
}

/// A target port that is not written is the port, and a default of a range is one of its bounds: those are told by
/// themselves.
fn is_copied(object: &Object, cause: &Cause) -> bool {
    let is_copy = cause.origin == Check::LimitOrder || cause.path.to_string().ends_with("].targetPort");
    is_copy && object.value.follow(&cause.path).0.range().is_none()
}

/// Deprecated fields and fields without effect have rules of their own.
fn is_warning_told_by_a_rule(check: Check) -> bool {
    check.is_deprecation() || matches!(check, Check::IgnoredByHeadless | Check::IgnoredByExternalName)
}

/// What kubectl refuses before it asks the server.
///
/// Source: client-go v0.37.2 rest/request.go Name
fn name_missing(sources: &SourceMap, object: &Object, admission: &Admission) -> Diagnostic {
    let path = FieldPath::default().child("metadata").child("name");
    let cause = admission.causes().iter().find(|cause| cause.path == path);
    Diagnostic {
        code: Code::FIELD_MISSING,
        severity: Severity::Error,
        message: format!("{} needs `metadata.name`", with_article(&object.kind)),
        effect: Some("kubectl does not send it: resource name may not be empty.".to_owned()),
        span: sources.span_of(object.document, object.value.place(&path)),
        object: Some(object.id),
        path: Some(path),
        related: Vec::new(),
        help: Some("write `metadata.name`".to_owned()),
        fixes: Vec::new(),
        cause: cause.map(Into::into),
        fault: None,
    }
}

fn refusal(sources: &SourceMap, object: &Object, cause: &Cause) -> Diagnostic {
    let found = field::find(object, cause);
    let (value, taken) = object.value.follow(&found.path);
    let is_written = found.range.is_some() || value.range().is_some();
    let span = found.range.map_or_else(
        || sources.span_of(object.document, object.value.place(&found.path)),
        |range| range.in_document(object.document),
    );
    // Causes about maps and lists show them whole, and some show an empty text that stands nowhere.
    let is_shown = found.range.is_some()
        || taken == found.path.steps.len() && value.is_scalar()
        || matches!(cause.detail, Detail::Choices(_));
    let is_type = matches!(cause.detail, Detail::OfType(..));
    let bad = cause.bad.as_ref().and_then(|bad| bad.as_scalar()).filter(|_| is_shown && !is_type);
    let is_whole = taken == found.path.steps.len() && !value.is_null() && !value.is_scalar();
    let subject = words::Subject { object, cause, path: &found.path, bad, is_written, is_whole };
    let fixes = match bad {
        Some(bad) if is_written => fix::fixes(sources, span, cause, &found.path, bad),
        Some(_) | None => Vec::new(),
    };
    Diagnostic {
        code: words::code(cause),
        // kubectl takes the version out of what it creates.
        severity: if cause.origin == Check::ResourceVersion { Severity::Info } else { Severity::Error },
        message: words::message(&subject),
        effect: None,
        span,
        object: Some(object.id),
        help: Some(help::help(&subject)),
        path: Some(found.path),
        related: Vec::new(),
        fixes,
        cause: Some(cause.into()),
        fault: None,
    }
}

fn server_warning(sources: &SourceMap, object: &Object, warning: &Warning) -> Diagnostic {
    let span: Span = sources.span_of(object.document, object.value.place(&warning.path));
    Diagnostic {
        code: Code::SERVER_WARNING,
        severity: words::warning_severity(warning.origin),
        message: words::warning(object, warning),
        effect: None,
        span,
        object: Some(object.id),
        path: Some(warning.path.clone()),
        related: Vec::new(),
        help: help::of_warning(warning),
        fixes: fix::warning_fixes(sources, span, warning),
        cause: Some(warning.into()),
        fault: None,
    }
}
