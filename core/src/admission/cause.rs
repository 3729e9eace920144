//! Why the API server refuses an object or warns of it: the field, the check, the words.

use super::bad::Bad;
use super::check::{Check, Said};
use crate::diagnostic::CauseText;
use crate::field_path::{FieldPath, Path, Step};
use crate::go::quote::go_quote;
use std::fmt;

/// Why the API server refuses a field.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go ErrorType
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// `FieldValueNotFound`.
    NotFound,
    /// `FieldValueRequired`.
    Required,
    /// `FieldValueDuplicate`.
    Duplicate,
    /// `FieldValueInvalid`.
    Invalid,
    /// `FieldValueNotSupported`.
    NotSupported,
    /// `FieldValueForbidden`.
    Forbidden,
    /// `FieldValueTooLong`.
    TooLong,
    /// `FieldValueTooMany`.
    TooMany,
    /// `InternalError`.
    Internal,
    /// `FieldValueTypeInvalid`.
    TypeInvalid,
}

impl Reason {
    /// The reason as `Status.details.causes` spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "FieldValueNotFound",
            Self::Required => "FieldValueRequired",
            Self::Duplicate => "FieldValueDuplicate",
            Self::Invalid => "FieldValueInvalid",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Forbidden => "FieldValueForbidden",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::Internal => "InternalError",
            Self::TypeInvalid => "FieldValueTypeInvalid",
        }
    }

    /// The words that a message starts with.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go ErrorType.String
    const fn words(self) -> &'static str {
        match self {
            Self::NotFound => "Not found",
            Self::Required => "Required value",
            Self::Duplicate => "Duplicate value",
            Self::Invalid | Self::TypeInvalid => "Invalid value",
            Self::NotSupported => "Unsupported value",
            Self::Forbidden => "Forbidden",
            Self::TooLong => "Too long",
            Self::TooMany => "Too many",
            Self::Internal => "Internal error",
        }
    }
}

/// One reason why the API server refuses an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The field.
    pub path: FieldPath,
    /// Why.
    pub reason: Reason,
    /// The refused value, where the message shows one.
    pub bad: Option<Bad>,
    /// What the message says of it.
    pub detail: Detail,
    /// The check that refused it.
    pub origin: Check,
}

/// What a message says of a refused value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Detail {
    /// The server's words; empty where it has none.
    Text(String),
    /// The server's words, which stand alone: neither reason nor value comes before them.
    Whole(String),
    /// The server's words about a field that the cause does not name.
    About(FieldPath, String),
    /// The server's words after the path and "in body".
    InBody(String),
    /// The regular expression that the field must match.
    Match(String),
    /// The type or format that the field wants, and what is there instead.
    OfType(String, String),
    /// The values that the field takes.
    Choices(Vec<String>),
    /// The most that the field takes, and what is counted.
    AtMost(usize, Unit),
}

/// What a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Bytes of a text.
    Bytes,
    /// Characters of a text.
    Characters,
    /// Items of a list.
    Items,
}

impl Unit {
    /// The unit after a number.
    pub const fn of(self, count: usize) -> &'static str {
        match (self, count) {
            (Self::Bytes, 1) => "byte",
            (Self::Bytes, _) => "bytes",
            (Self::Characters, 1) => "character",
            (Self::Characters, _) => "characters",
            (Self::Items, 1) => "item",
            (Self::Items, _) => "items",
        }
    }
}

impl Cause {
    /// The message as in `Status.details.causes`, such as `Invalid value: "x": must be …`.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go Error.ErrorBody
    pub fn message(&self) -> String {
        let detail = self.detail_text();
        if let Detail::Whole(_) = self.detail {
            return detail;
        }
        let mut out = self.reason.words().to_owned();
        for part in self.bad.iter().map(ToString::to_string).chain((!detail.is_empty()).then_some(detail)) {
            out.push_str(": ");
            out.push_str(&part);
        }
        out
    }

    /// The detail as messages print it.
    fn detail_text(&self) -> String {
        match &self.detail {
            Detail::Whole(text) | Detail::Text(text) | Detail::About(_, text) => text.clone(),
            Detail::InBody(text) => format!("{} in body {text}", self.path),
            Detail::Match(pattern) => format!("{} in body should match '{pattern}'", self.path),
            Detail::OfType(wanted, found) => {
                format!("{} in body must be of type {wanted}: {}", self.path, go_quote(found))
            }
            Detail::Choices(values) if values.is_empty() => String::new(),
            Detail::Choices(values) => {
                let quoted: Vec<String> = values.iter().map(|value| go_quote(value)).collect();
                format!("supported values: {}", quoted.join(", "))
            }
            Detail::AtMost(limit, unit @ Unit::Items) => {
                format!("must have at most {limit} {}", unit.of(*limit))
            }
            Detail::AtMost(limit, unit) => format!("may not be more than {limit} {}", unit.of(*limit)),
        }
    }

    /// The message after the field, as the server writes it into its answer.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go Error.Error
    pub fn line(&self) -> String {
        match &self.detail {
            Detail::Whole(text) => text.clone(),
            _ if self.path.steps.is_empty() => format!("<nil>: {}", self.message()),
            _ => format!("{}: {}", self.path, self.message()),
        }
    }

    /// The words of the detail, without what comes before them; empty where it has none.
    pub fn words(&self) -> &str {
        match &self.detail {
            Detail::Text(text) | Detail::Whole(text) | Detail::About(_, text) | Detail::InBody(text) => text,
            Detail::Match(_) | Detail::OfType(..) | Detail::Choices(_) | Detail::AtMost(..) => "",
        }
    }

    /// The cause of a part, told of the whole that the part stands in: the words stay as they are.
    ///
    /// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/validation/validation.go `kubeOpenAPIResultToFieldErrors`,
    /// which puts a dot before every path, also before an index
    pub(crate) fn below(mut self, whole: &FieldPath) -> Self {
        self.detail = match self.detail {
            Detail::InBody(_) | Detail::Match(_) | Detail::OfType(..) => Detail::Text(self.detail_text()),
            detail @ (Detail::Text(_)
            | Detail::Whole(_)
            | Detail::About(..)
            | Detail::Choices(_)
            | Detail::AtMost(..)) => detail,
        };
        if let Some(first) = self.path.steps.first_mut()
            && let Step::Index(at) = first
        {
            *first = Step::Field(format!("[{at}]").into());
        }
        self.path.steps.splice(..0, whole.steps.iter().cloned());
        self
    }

    /// Says whether the server would say the same of the same field.
    pub fn repeats(&self, earlier: &Self) -> bool {
        self.path == earlier.path && self.message() == earlier.message()
    }
}

/// The causes found so far, in upstream's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Causes {
    /// The causes.
    pub list: Vec<Cause>,
}

impl fmt::Display for Said {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A warning of the API server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The field it is about, as far as one can be named.
    pub path: FieldPath,
    /// The check that warns.
    pub origin: Check,
    /// The server's words.
    pub text: String,
}

impl From<&Cause> for CauseText {
    fn from(cause: &Cause) -> Self {
        Self {
            reason: cause.reason.as_str().to_owned(),
            field: cause.path.to_string(),
            message: cause.message(),
            line: cause.line(),
        }
    }
}

impl From<&Warning> for CauseText {
    fn from(warning: &Warning) -> Self {
        Self {
            reason: "Warning".to_owned(),
            field: warning.path.to_string(),
            message: warning.text.clone(),
            line: warning.text.clone(),
        }
    }
}

/// Adds a warning about a field.
pub(crate) fn warn(warnings: &mut Vec<Warning>, path: &Path<'_>, said: impl Into<Said>) {
    let Said { origin, text } = said.into();
    warnings.push(Warning { path: path.to_field_path(), origin, text });
}
