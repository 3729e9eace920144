//! What is wrong, in one line.

use super::field::is_key;
use super::phrase::{a, is_item, short, shown, title};
use crate::admission::{Cause, Check, Reason, Warning};
use crate::diagnostic::{Code, Severity};
use crate::field_path::FieldPath;
use crate::object::Object;

/// What a refusal is told of.
pub(super) struct Subject<'s> {
    pub(super) object: &'s Object,
    pub(super) cause: &'s Cause,
    /// The field as manifests spell it.
    pub(super) path: &'s FieldPath,
    /// The refused value, if it is a text or a number that stands in the manifest or is filled in.
    pub(super) bad: Option<&'s str>,
    /// Whether the value stands in the manifest.
    pub(super) is_written: bool,
}

/// The longest message.
const LINE: usize = 90;

/// A message with as much of names and values as fits.
fn fitting(message: impl Fn(usize) -> String) -> String {
    let fits = |text: &String| text.chars().count() <= LINE;
    [63, 40, 28, 20, 14].into_iter().map(&message).find(fits).unwrap_or_else(|| message(8))
}

/// The code of a refusal.
pub(super) fn code(cause: &Cause) -> Code {
    match cause.reason {
        _ if cause.origin.is_immutable() => Code::FIELD_IMMUTABLE,
        _ if cause.origin.is_allocation() => Code::NOT_ALLOCATABLE,
        _ if cause.origin == Check::ResourceVersion => Code::FIELD_FORBIDDEN,
        Reason::Required => Code::FIELD_MISSING,
        Reason::NotSupported => Code::FIELD_NOT_SUPPORTED,
        Reason::Duplicate => Code::FIELD_DUPLICATE,
        Reason::Forbidden => Code::FIELD_FORBIDDEN,
        Reason::TooLong
        | Reason::TooMany
        | Reason::Invalid
        | Reason::TypeInvalid
        | Reason::NotFound
        | Reason::Internal => Code::FIELD_INVALID,
    }
}

/// Tells a refusal.
pub(super) fn message(subject: &Subject<'_>) -> String {
    fitting(|limit| message_within(subject, limit))
}

fn message_within(subject: &Subject<'_>, limit: usize) -> String {
    let Subject { object, cause, path, bad, is_written } = *subject;
    let value = bad.map(|bad| shown(bad, limit));
    let field = short(path, limit);
    let of = title(object, limit);
    let check = cause.origin;
    if check.is_immutable() {
        return format!("`{field}` of {of} cannot be changed");
    }
    if check.is_allocation() {
        return match (cause.reason, value) {
            (Reason::Invalid, Some(value)) => format!("{of} cannot get `{field}` {value}"),
            _ => format!("{of} cannot get `{field}` as written"),
        };
    }
    if check == Check::SourceMissing {
        return format!("{of} has no source");
    }
    let is_name = path.to_string() == "metadata.name";
    match (cause.reason, value) {
        (Reason::Required, _) if is_name => format!("{of} needs a `metadata.name`"),
        (Reason::Required, _) if is_item(path) => format!("`{field}` of {of} is not complete"),
        (Reason::Required, _) if path.to_string() == "spec.type" => {
            format!("{of} has an `externalName` and needs `type: ExternalName`")
        }
        (Reason::Required, _) => format!("{of} needs `{field}`"),
        (Reason::NotSupported, Some(value)) => format!("`{field}` of {of} cannot be {value}"),
        (Reason::NotSupported, None) => format!("`{field}` of {of} has a value that does not exist"),
        (Reason::Duplicate, Some(value)) => format!("`{field}` of {of} repeats {value}"),
        (Reason::Duplicate, None) => format!("`{field}` of {of} repeats an earlier entry"),
        (Reason::Internal, _) if check == Check::ResourceVersion => {
            format!("{of} carries the `resourceVersion` of a stored object")
        }
        (Reason::Forbidden, _) if check.is_of_value() => format!("`{field}` of {of} cannot be as written"),
        (Reason::Forbidden, _) => format!("`{field}` may not be set in {of}"),
        (Reason::TooLong, _) => format!("`{field}` of {of} is too long"),
        (Reason::TooMany, _) => format!("`{field}` of {of} has too many entries"),
        (Reason::NotFound, Some(value)) => format!("`{field}` of {of} names {value}, which is not there"),
        (Reason::Invalid, value) if is_name => {
            let value = value.unwrap_or_else(|| "this".to_owned());
            format!("{value} is not a valid name for {}", a(&object.kind))
        }
        (Reason::Invalid, Some(value)) if is_key(path, cause) => {
            let map = FieldPath { steps: path.steps.split_last().map_or(&[][..], |(_, map)| map).to_vec() };
            format!("{value} is not a valid key of `{}` in {of}", short(&map, limit))
        }
        (Reason::Invalid | Reason::TypeInvalid | Reason::Internal, Some(value)) if is_written => {
            format!("{value} is not a valid `{field}` of {of}")
        }
        (Reason::Invalid | Reason::TypeInvalid | Reason::Internal, Some(value)) => {
            format!("{of} needs another `{field}` than the default {value}")
        }
        (Reason::Invalid | Reason::TypeInvalid | Reason::Internal | Reason::NotFound, None) => {
            format!("`{field}` of {of} is not valid")
        }
    }
}

/// How much a warning matters.
pub(super) fn warning_severity(check: Check) -> Severity {
    let is_harmless =
        matches!(check, Check::Canonical | Check::Ignored | Check::NameSurprises | Check::KeepsAllRevisions);
    if is_harmless { Severity::Info } else { Severity::Warning }
}

/// Tells a warning.
pub(super) fn warning(object: &Object, warning: &Warning) -> String {
    fitting(|limit| {
        let (field, of) = (short(&warning.path, limit), title(object, limit));
        let is = |checks: &[Check]| checks.contains(&warning.origin);
        if is(&[Check::Canonical]) {
            format!("`{field}` of {of} is not spelled canonically")
        } else if is(&[Check::Ignored]) {
            format!("`{field}` of {of} has no effect")
        } else if is(&[Check::NameSurprises, Check::KeepsAllRevisions]) {
            format!("`{field}` of {of} can surprise")
        } else if is(&[Check::PortRepeated, Check::PortNameRepeated]) {
            format!("`{field}` of {of} repeats a port")
        } else {
            format!("the API server warns of `{field}` in {of}")
        }
    })
}
