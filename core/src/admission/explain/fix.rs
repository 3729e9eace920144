//! Edits for what the API server refuses, where exactly one is right.

use crate::admission::names::{is_dns1123_subdomain, is_valid_label_value};
use crate::admission::{Cause, Check, Detail, Reason, Warning};
use crate::diagnostic::{Applicability, Edit, Fix};
use crate::field_path::{FieldPath, Step};
use crate::go::ip::parse_ip_sloppy;
use crate::near::nearest;
use crate::source::{SourceMap, Span};

/// The edits for a cause whose value stands at `span`.
pub(super) fn fixes(sources: &SourceMap, span: Span, cause: &Cause, path: &FieldPath, bad: &str) -> Vec<Fix> {
    let candidates: Vec<String> = match &cause.detail {
        Detail::Choices(choices) => {
            let choices: Vec<&str> = choices.iter().map(String::as_str).collect();
            nearest(bad, &choices).into_iter().map(str::to_owned).collect()
        }
        Detail::Text(_) if cause.reason == Reason::Invalid => {
            mended(bad, cause.origin, path).into_iter().collect()
        }
        Detail::Text(_)
        | Detail::Whole(_)
        | Detail::About(..)
        | Detail::InBody(_)
        | Detail::Match(_)
        | Detail::OfType(..)
        | Detail::AtMost(..) => Vec::new(),
    };
    let applicability = if candidates.len() == 1 { Applicability::Safe } else { Applicability::Unsafe };
    candidates.iter().map(|new| replace(sources, span, bad, new, applicability)).collect()
}

/// The edits for a warning whose value stands at `span`: the canonical spelling.
pub(super) fn warning_fixes(sources: &SourceMap, span: Span, warning: &Warning) -> Vec<Fix> {
    let old = sources.slice(span).trim_matches(['"', '\'']);
    match parse_ip_sloppy(old) {
        Some(ip) if warning.origin == Check::Canonical => {
            vec![replace(sources, span, old, &ip.to_string(), Applicability::Safe)]
        }
        Some(_) | None => Vec::new(),
    }
}

/// The one value that must have been meant.
fn mended(bad: &str, check: Check, path: &FieldPath) -> Option<String> {
    let field = path.steps.iter().rev().find_map(|step| match step {
        Step::Field(name) => Some(&**name),
        Step::Index(_) | Step::Key(_) => None,
    })?;
    let trimmed = bad.trim();
    let is_label = ["labels", "selector", "matchLabels", "nodeSelector"].contains(&field);
    if is_label && trimmed != bad && is_valid_label_value(trimmed).is_empty() {
        return Some(trimmed.to_owned());
    }
    // DNS does not tell case apart; names of objects do.
    let lower = bad.to_ascii_lowercase();
    let is_host = ["externalName", "host", "hosts", "hostnames"].contains(&field);
    if is_host && lower != bad && is_dns1123_subdomain(&lower).is_empty() {
        return Some(lower);
    }
    if field == "path" && check == Check::AbsolutePath && !bad.is_empty() {
        return Some(format!("/{bad}"));
    }
    if check == Check::Canonical {
        return parse_ip_sloppy(bad).map(|ip| ip.to_string());
    }
    None
}

/// Replaces a scalar, keeping its quotes.
fn replace(sources: &SourceMap, span: Span, old: &str, new: &str, applicability: Applicability) -> Fix {
    let source = sources.slice(span);
    let quote = source.chars().next().filter(|c| matches!(c, '"' | '\''));
    let new_text = quote.map_or_else(|| new.to_owned(), |quote| format!("{quote}{new}{quote}"));
    let shown = if old == old.trim() { old.to_owned() } else { format!("\"{old}\"") };
    Fix { title: format!("{shown} → {new}"), applicability, edits: vec![Edit { span, new_text }] }
}
