//! Wording of causes: constructors that say what `field.Error` says.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go ErrorBody

pub use super::bad::Bad;

use super::cause::Unit;
use super::{Cause, Causes, Check, Detail, Reason, Said};
use crate::field_path::{FieldPath, Path};

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

    /// `Invalid value: …` of a text that a regular expression does not match.
    pub(crate) fn invalid_match(&mut self, path: &Path<'_>, bad: &str, pattern: &str) {
        let detail = Detail::Match(pattern.to_owned());
        self.add_detail(path, Reason::Invalid, Some(bad.into()), detail);
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
