//! What is wrong, in one line.

use super::field::is_key;
use super::phrase::{a, fitting, is_item, noun_of_type, short, shown, title};
use crate::admission::{Cause, Check, Detail, Reason, Warning};
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
    /// Whether the value is a list or a map.
    pub(super) is_whole: bool,
}

impl Subject<'_> {
    /// Says whether something is missing inside of what is there.
    pub(super) fn is_incomplete(&self) -> bool {
        is_item(self.path) || self.is_whole && self.is_written
    }
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
    fitting(|limit| of_check(subject, limit).unwrap_or_else(|| of_reason(subject, limit)))
}

/// What is said of some checks whatever their reason.
fn of_check(subject: &Subject<'_>, limit: usize) -> Option<String> {
    let Subject { object, cause, path, .. } = *subject;
    let (check, field, of) = (cause.origin, short(path, limit), title(object, limit));
    let is = |checks: &[Check]| checks.contains(&check);
    let says_where_it_belongs = matches!(check, Check::OnlyOfType(_))
        || is(&[
            Check::ExternallyReachedOnly,
            Check::HealthCheckOnly,
            Check::RollingUpdateOnly,
            Check::JobSelector,
        ]);
    if check.is_immutable() {
        Some(format!("`{field}` of {of} cannot be changed"))
    } else if check.is_allocation() {
        Some(match subject.bad {
            Some(bad) => format!("{of} cannot get `{field}` {}", shown(bad, limit)),
            None => format!("{of} cannot get `{field}` as written"),
        })
    } else if check == Check::ResourceVersion {
        Some(format!("{of} carries the `resourceVersion` of a stored object"))
    } else if check == Check::TemplateNotSelected {
        Some(format!("the selector of {of} does not match its template"))
    } else if check == Check::SelectorEmpty {
        Some(format!("the selector of {of} is empty"))
    } else if check == Check::Rule {
        Some(format!("`{field}` of {of} breaks a rule of its definition"))
    } else if says_where_it_belongs {
        Some(format!("`{field}` may not be set in {of}"))
    } else if check == Check::SourceMissing {
        Some(format!("{of} has no source"))
    } else {
        None
    }
}

fn of_reason(subject: &Subject<'_>, limit: usize) -> String {
    let Subject { object, cause, path, bad, is_written, .. } = *subject;
    let value = bad.map(|bad| shown(bad, limit));
    let (field, of) = (short(path, limit), title(object, limit));
    let is_name = path.to_string() == "metadata.name";
    match (cause.reason, value) {
        (Reason::Required, _) if is_name => format!("{of} needs a `metadata.name`"),
        (Reason::Required, _) if subject.is_incomplete() => format!("`{field}` of {of} is not complete"),
        (Reason::Required, _) if path.to_string() == "spec.type" => {
            format!("{of} has an `externalName` and needs `type: ExternalName`")
        }
        (Reason::Required, _) => format!("{of} needs `{field}`"),
        (Reason::NotSupported, Some(value)) => format!("`{field}` of {of} cannot be {value}"),
        (Reason::NotSupported, None) => format!("`{field}` of {of} is not supported"),
        (Reason::Duplicate, Some(value)) => format!("`{field}` of {of} repeats {value}"),
        (Reason::Duplicate, None) => format!("`{field}` of {of} repeats an earlier entry"),
        (Reason::Forbidden, _) if cause.origin.is_of_value() => {
            format!("`{field}` of {of} cannot be as written")
        }
        (Reason::Forbidden, _) => format!("`{field}` may not be set in {of}"),
        (Reason::TooLong, _) => format!("`{field}` of {of} is too long"),
        (Reason::TooMany, _) => format!("`{field}` of {of} has too many entries"),
        (Reason::NotFound, Some(value)) => format!("`{field}` of {of} names {value}, which is not there"),
        (Reason::TypeInvalid, _) => match &cause.detail {
            Detail::OfType(wanted, _) => format!("`{field}` of {of} must be {}", noun_of_type(wanted)),
            _ => format!("`{field}` of {of} is not valid"),
        },
        (Reason::Invalid, value) if is_name => {
            let value = value.unwrap_or_else(|| "this".to_owned());
            format!("{value} is not a valid name for {}", a(&object.kind))
        }
        (Reason::Invalid, Some(value)) if is_key(path, cause) => {
            let map = FieldPath { steps: path.steps.split_last().map_or(&[][..], |(_, map)| map).to_vec() };
            format!("{value} is not a valid key of `{}` in {of}", short(&map, limit))
        }
        (Reason::Invalid | Reason::Internal, Some(value)) if is_written => {
            format!("{value} is not a valid `{field}` of {of}")
        }
        (Reason::Invalid | Reason::Internal, Some(value)) => {
            format!("{of} needs another `{field}` than the default {value}")
        }
        (Reason::Invalid | Reason::Internal | Reason::NotFound, None) => {
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

/// What warnings say behind the field and the object.
const WARNINGS: [(Check, &str); 22] = [
    (Check::Canonical, "is not spelled canonically"),
    (Check::NonStandardIp, "is not a standard address"),
    (Check::HostBits, "has bits behind its prefix"),
    (Check::Ignored, "has no effect"),
    (Check::KeepsAllRevisions, "keeps every revision"),
    (Check::PortRepeated, "repeats a port"),
    (Check::PortNameRepeated, "repeats the name of a port"),
    (Check::HostIpAlone, "has a `hostIP` without a `hostPort`"),
    (Check::VariableHidden, "hides an earlier variable of its name"),
    (Check::Repeated, "repeats an earlier entry"),
    (Check::EmptyName, "is empty"),
    (Check::FractionalBytes, "is not a whole number of bytes"),
    (Check::ReadAsOne, "is negative and read as 1"),
    (Check::SelectsNothing, "is null and selects nothing"),
    (Check::PathsOverlap, "puts two files at one place"),
    (Check::NoSources, "projects nothing"),
    (Check::ZoneInSchedule, "names a time zone"),
    (Check::IndexesUntracked, "has more indexes than can be tracked"),
    (Check::NoPemData, "is not in PEM"),
    (Check::NoWebhook, "has no effect"),
    (Check::RequestsAboveLimits, "is above its limit"),
    (Check::Rule, "breaks a rule of its definition"),
];

/// Tells a warning.
pub(super) fn warning(object: &Object, warning: &Warning) -> String {
    let check = warning.origin;
    fitting(|limit| {
        let (field, of) = (short(&warning.path, limit), title(object, limit));
        match WARNINGS.iter().find(|(known, _)| *known == check) {
            Some((_, says)) => format!("`{field}` of {of} {says}"),
            None if check == Check::NameSurprises => format!("the name of {of} cannot be a host name"),
            None if matches!(check, Check::NonFunctional { .. }) => {
                format!("`{field}` of {of} no longer works")
            }
            None => format!("the API server warns of `{field}` in {of}"),
        }
    })
}
