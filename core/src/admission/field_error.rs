//! Wording of causes: constructors that say what `field.Error` says.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go ErrorBody

use super::cause::Unit;
use super::{Cause, Causes, Check, Detail, Reason, Said};
use crate::field_path::{FieldPath, Path};
use crate::go::json::json_string;
use crate::go::quote::go_quote;
use crate::value::json::json;
use crate::value::{Data, Value};
use std::fmt;

/// A refused value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Bad {
    /// Text, which messages quote as Go's `%q` does.
    Text(String),
    /// Text of a Go type of its own, such as an enum, or behind a pointer, which messages print as JSON.
    Typed(String),
    /// Anything else, as messages print it: a number, a truth value, `null`, JSON.
    Json(String),
}

impl Bad {
    /// A value given as its JSON text, for structs that upstream prints in its internal form.
    pub fn json(text: impl Into<String>) -> Self {
        Self::Json(text.into())
    }

    /// Text of a Go type of its own, such as an enum, or behind a pointer: printed as JSON.
    pub fn typed(text: &str) -> Self {
        Self::Typed(text.to_owned())
    }

    /// A nil slice, map or pointer.
    pub fn null() -> Self {
        Self::Json("null".to_owned())
    }

    /// A list of texts.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let quoted: Vec<String> = texts.into_iter().map(json_string).collect();
        Self::Json(format!("[{}]", quoted.join(",")))
    }

    /// The value as a manifest holds it, if it is a text or a whole number.
    pub fn as_scalar(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Typed(text) => Some(text),
            Self::Json(text) => text.parse::<i64>().is_ok().then_some(text),
        }
    }
}

/// Prints the value as messages do.
impl fmt::Display for Bad {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&go_quote(text)),
            Self::Typed(text) => f.write_str(&json_string(text)),
            Self::Json(text) => f.write_str(text),
        }
    }
}

impl From<&str> for Bad {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}
impl From<&String> for Bad {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}
impl From<i64> for Bad {
    fn from(number: i64) -> Self {
        Self::Json(number.to_string())
    }
}
impl From<bool> for Bad {
    fn from(value: bool) -> Self {
        Self::Json(value.to_string())
    }
}
/// Text is quoted as Go does, everything else printed as JSON with sorted keys.
impl From<&Value> for Bad {
    fn from(value: &Value) -> Self {
        match &value.data {
            Data::String(text) => Self::Text(text.to_string()),
            _ => Self::Json(json(value)),
        }
    }
}

impl Causes {
    fn add(&mut self, path: &Path<'_>, reason: Reason, bad: Option<Bad>, said: Said) {
        let Said { origin, text } = said;
        let path = path.to_field_path();
        self.list.push(Cause { path, reason, bad, detail: Detail::Text(text), origin });
    }

    fn add_detail(&mut self, path: &Path<'_>, reason: Reason, bad: Option<Bad>, detail: Detail) {
        self.list.push(Cause { path: path.to_field_path(), reason, bad, detail, origin: Check::General });
    }

    /// `Required value`, with a detail unless it is empty.
    pub fn required(&mut self, path: &Path<'_>, detail: impl Into<Said>) {
        self.add(path, Reason::Required, None, detail.into());
    }

    /// `Invalid value: …`.
    pub fn invalid(&mut self, path: &Path<'_>, bad: impl Into<Bad>, detail: impl Into<Said>) {
        self.add(path, Reason::Invalid, Some(bad.into()), detail.into());
    }

    /// `Invalid value: …` that shows no value, as of one that upstream leaves out.
    pub fn invalid_omitted(&mut self, path: &Path<'_>, detail: impl Into<Said>) {
        self.add(path, Reason::Invalid, None, detail.into());
    }

    /// One `Invalid value` for each message about one value.
    pub fn invalid_each<M: Into<Said>>(
        &mut self,
        path: &Path<'_>,
        bad: impl Into<Bad>,
        messages: impl IntoIterator<Item = M>,
    ) {
        let bad = bad.into();
        for message in messages {
            self.add(path, Reason::Invalid, Some(bad.clone()), message.into());
        }
    }

    /// `Unsupported value: …: supported values: …`, in the order given; callers sort where upstream does.
    pub fn not_supported(&mut self, path: &Path<'_>, bad: impl Into<Bad>, supported: &[&str]) {
        let choices = supported.iter().map(|value| (*value).to_owned()).collect();
        self.add_detail(path, Reason::NotSupported, Some(bad.into()), Detail::Choices(choices));
    }

    /// `Duplicate value: …`.
    pub fn duplicate(&mut self, path: &Path<'_>, bad: impl Into<Bad>) {
        self.add(path, Reason::Duplicate, Some(bad.into()), "".into());
    }

    /// `Not found: …`.
    pub fn not_found(&mut self, path: &Path<'_>, bad: impl Into<Bad>) {
        self.not_found_because(path, bad, "");
    }

    /// `Not found: …`, with what would be found.
    pub fn not_found_because(&mut self, path: &Path<'_>, bad: impl Into<Bad>, detail: impl Into<Said>) {
        self.add(path, Reason::NotFound, Some(bad.into()), detail.into());
    }

    /// `Forbidden: …`.
    pub fn forbidden(&mut self, path: &Path<'_>, detail: impl Into<Said>) {
        self.add(path, Reason::Forbidden, None, detail.into());
    }

    /// `Too long: may not be more than N bytes`.
    pub fn too_long(&mut self, path: &Path<'_>, limit: usize) {
        self.add_detail(path, Reason::TooLong, None, Detail::AtMost(limit, Unit::Bytes));
    }

    /// `Too long: may not be more than N characters`.
    pub fn too_long_characters(&mut self, path: &Path<'_>, limit: usize) {
        self.add_detail(path, Reason::TooLong, None, Detail::AtMost(limit, Unit::Characters));
    }

    /// `Too many: N: must have at most M items`.
    pub fn too_many(&mut self, path: &Path<'_>, actual: usize, limit: usize) {
        let bad = Bad::Json(actual.to_string());
        self.add_detail(path, Reason::TooMany, Some(bad), Detail::AtMost(limit, Unit::Items));
    }

    /// `Internal error: …`.
    pub fn internal(&mut self, path: &Path<'_>, detail: impl Into<Said>) {
        self.add(path, Reason::Internal, None, detail.into());
    }

    /// An error of status 500, whose message is the detail alone.
    pub fn failure(&mut self, path: &Path<'_>, detail: impl Into<Said>) {
        let Said { origin, text } = detail.into();
        let path = path.to_field_path();
        let detail = Detail::Whole(text);
        self.list.push(Cause { path, reason: Reason::Internal, bad: None, detail, origin });
    }

    /// `Invalid value: …` of a value whose type or format is not that of the schema.
    pub(crate) fn type_invalid(&mut self, path: &Path<'_>, wanted: &str, found: &str) {
        let detail = Detail::OfType(wanted.to_owned(), found.to_owned());
        self.add_detail(path, Reason::TypeInvalid, Some(Bad::from(found)), detail);
    }

    /// `Invalid value: …`, with words that follow the path and "in body".
    pub(crate) fn invalid_in_body(&mut self, path: &Path<'_>, bad: impl Into<Bad>, words: String) {
        self.add_detail(path, Reason::Invalid, Some(bad.into()), Detail::InBody(words));
    }

    /// `Invalid value: ""` of the whole object, with words about one of its fields.
    pub(crate) fn invalid_about(&mut self, field: &Path<'_>, said: impl Into<Said>) {
        let Said { origin, text } = said.into();
        let (path, bad) = (FieldPath::default(), Some(Bad::from("")));
        let detail = Detail::About(field.to_field_path(), text);
        self.list.push(Cause { path, reason: Reason::Invalid, bad, detail, origin });
    }

    /// Puts what generated validation found in place of what it covers: the causes of the same field and reason.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/validate/errors.go
    /// FilterCoveredHandwrittenErrors
    pub fn supersede(&mut self, declarative: Causes) {
        let covers = |cause: &Cause| {
            declarative.list.iter().any(|other| other.path == cause.path && other.reason == cause.reason)
        };
        self.list.retain(|cause| !covers(cause));
        self.list.extend(declarative.list);
    }

    /// Says whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_as_upstream() {
        let mut causes = Causes::default();
        let path = Path::new("spec");
        causes.invalid(&path, "a\"b", "no");
        causes.not_supported(&path, "x", &["A", "B"]);
        causes.too_many(&path, 9, 8);
        causes.required(&path, "");
        let messages: Vec<String> = causes.list.iter().map(Cause::message).collect();
        assert_eq!(
            messages,
            [
                r#"Invalid value: "a\"b": no"#,
                r#"Unsupported value: "x": supported values: "A", "B""#,
                "Too many: 9: must have at most 8 items",
                "Required value",
            ]
        );
    }
}
