//! Wording of causes: constructors that say what `field.Error` says.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go ErrorBody

use super::{Causes, Reason};
use crate::field_path::Path;
use crate::go::json::json_string;
use crate::go::quote::go_quote;
use crate::value::json::json;
use crate::value::{Data, Value};

/// A refused value as a cause shows it: Go's `%q` for text, plain numbers and truth values, JSON for the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bad(pub String);

impl Bad {
    /// A value given as its JSON text, for structs that upstream prints in its internal form.
    pub fn json(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Text of a Go type of its own, such as an enum, or behind a pointer: printed as JSON.
    pub fn typed(text: &str) -> Self {
        Self(json_string(text))
    }

    /// A nil slice, map or pointer.
    pub fn null() -> Self {
        Self("null".to_owned())
    }

    /// A list of texts.
    pub fn texts<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let quoted: Vec<String> = texts.into_iter().map(json_string).collect();
        Self(format!("[{}]", quoted.join(",")))
    }
}

impl From<&str> for Bad {
    fn from(text: &str) -> Self {
        Self(go_quote(text))
    }
}
impl From<&String> for Bad {
    fn from(text: &String) -> Self {
        Self(go_quote(text))
    }
}
impl From<i64> for Bad {
    fn from(number: i64) -> Self {
        Self(number.to_string())
    }
}
impl From<bool> for Bad {
    fn from(value: bool) -> Self {
        Self(value.to_string())
    }
}
/// Text is quoted as Go does, everything else printed as JSON with sorted keys.
impl From<&Value> for Bad {
    fn from(value: &Value) -> Self {
        match &value.data {
            Data::String(text) => Self(go_quote(text)),
            _ => Self(json(value)),
        }
    }
}

impl Causes {
    /// `Required value`, with a detail unless it is empty.
    pub fn required(&mut self, path: &Path<'_>, detail: &str) {
        self.push(path, Reason::Required, with_detail("Required value", detail));
    }

    /// `Invalid value: …`.
    pub fn invalid(&mut self, path: &Path<'_>, bad: impl Into<Bad>, detail: &str) {
        self.push(path, Reason::Invalid, with_detail(&format!("Invalid value: {}", bad.into().0), detail));
    }

    /// One `Invalid value` for each message about one value.
    pub fn invalid_each<M: AsRef<str>>(
        &mut self,
        path: &Path<'_>,
        bad: impl Into<Bad>,
        messages: impl IntoIterator<Item = M>,
    ) {
        let bad = bad.into();
        for message in messages {
            self.invalid(path, bad.clone(), message.as_ref());
        }
    }

    /// `Unsupported value: …: supported values: …`, in the order given; callers sort where upstream does.
    pub fn not_supported(&mut self, path: &Path<'_>, bad: impl Into<Bad>, supported: &[&str]) {
        let quoted: Vec<String> = supported.iter().map(|value| go_quote(value)).collect();
        let detail = if quoted.is_empty() {
            String::new()
        } else {
            format!("supported values: {}", quoted.join(", "))
        };
        self.push(
            path,
            Reason::NotSupported,
            with_detail(&format!("Unsupported value: {}", bad.into().0), &detail),
        );
    }

    /// `Duplicate value: …`.
    pub fn duplicate(&mut self, path: &Path<'_>, bad: impl Into<Bad>) {
        self.push(path, Reason::Duplicate, format!("Duplicate value: {}", bad.into().0));
    }

    /// `Not found: …`.
    pub fn not_found(&mut self, path: &Path<'_>, bad: impl Into<Bad>) {
        self.push(path, Reason::NotFound, format!("Not found: {}", bad.into().0));
    }

    /// `Forbidden: …`.
    pub fn forbidden(&mut self, path: &Path<'_>, detail: &str) {
        self.push(path, Reason::Forbidden, with_detail("Forbidden", detail));
    }

    /// `Too long: may not be more than N bytes`.
    pub fn too_long(&mut self, path: &Path<'_>, limit: usize) {
        let unit = if limit == 1 { "byte" } else { "bytes" };
        self.push(path, Reason::TooLong, format!("Too long: may not be more than {limit} {unit}"));
    }

    /// `Too long: may not be more than N characters`.
    pub fn too_long_characters(&mut self, path: &Path<'_>, limit: usize) {
        let unit = if limit == 1 { "character" } else { "characters" };
        self.push(path, Reason::TooLong, format!("Too long: may not be more than {limit} {unit}"));
    }

    /// `Too many: N: must have at most M items`.
    pub fn too_many(&mut self, path: &Path<'_>, actual: usize, limit: usize) {
        let unit = if limit == 1 { "item" } else { "items" };
        self.push(path, Reason::TooMany, format!("Too many: {actual}: must have at most {limit} {unit}"));
    }

    /// `Internal error: …`.
    pub fn internal(&mut self, path: &Path<'_>, detail: &str) {
        self.push(path, Reason::Internal, with_detail("Internal error", detail));
    }

    /// `Invalid value: …` of a value whose type does not fit the schema.
    pub fn type_invalid(&mut self, path: &Path<'_>, bad: impl Into<Bad>, detail: &str) {
        self.push(
            path,
            Reason::TypeInvalid,
            with_detail(&format!("Invalid value: {}", bad.into().0), detail),
        );
    }

    /// Puts what generated validation found in place of what it covers: the causes of the same field and reason.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/validate/errors.go
    /// FilterCoveredHandwrittenErrors
    pub fn supersede(&mut self, declarative: Causes) {
        let covers = |cause: &super::Cause| {
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

fn with_detail(body: &str, detail: &str) -> String {
    if detail.is_empty() { body.to_owned() } else { format!("{body}: {detail}") }
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
        let messages: Vec<&str> = causes.list.iter().map(|cause| cause.message.as_str()).collect();
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
