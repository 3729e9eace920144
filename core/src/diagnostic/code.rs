//! Codes of findings: what they are called, and how much they usually matter.

use std::fmt;

/// How much a finding matters. Ordered from the least to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Advice, or something that cannot be known from the input.
    Hint,
    /// A fact worth knowing.
    Info,
    /// Accepted, but it does not work, or not as written.
    Warning,
    /// Refused by the reader or the API server, or traffic certainly cannot flow.
    Error,
}

/// The code of a finding, kebab-case: of a rule, or of the reader and admission, which are constants here.
///
/// Its page is in [`crate::codes`]. Codes never change meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code {
    name: &'static str,
    severity: Severity,
}

impl Code {
    /// `alias-excessive`.
    pub const ALIAS_EXCESSIVE: Self = Self::new("alias-excessive", Severity::Error);
    /// `cel-not-evaluated`.
    pub const CEL_NOT_EVALUATED: Self = Self::new("cel-not-evaluated", Severity::Info);
    /// `document-unreached`.
    pub const DOCUMENT_UNREACHED: Self = Self::new("document-unreached", Severity::Info);
    /// `duplicate-key`.
    pub const DUPLICATE_KEY: Self = Self::new("duplicate-key", Severity::Warning);
    /// `field-duplicate`.
    pub const FIELD_DUPLICATE: Self = Self::new("field-duplicate", Severity::Error);
    /// `field-forbidden`.
    pub const FIELD_FORBIDDEN: Self = Self::new("field-forbidden", Severity::Error);
    /// `field-immutable`.
    pub const FIELD_IMMUTABLE: Self = Self::new("field-immutable", Severity::Error);
    /// `field-invalid`.
    pub const FIELD_INVALID: Self = Self::new("field-invalid", Severity::Error);
    /// `field-missing`.
    pub const FIELD_MISSING: Self = Self::new("field-missing", Severity::Error);
    /// `field-not-supported`.
    pub const FIELD_NOT_SUPPORTED: Self = Self::new("field-not-supported", Severity::Error);
    /// `helm-template`.
    pub const HELM_TEMPLATE: Self = Self::new("helm-template", Severity::Info);
    /// `key-collision`.
    pub const KEY_COLLISION: Self = Self::new("key-collision", Severity::Error);
    /// `kind-missing`.
    pub const KIND_MISSING: Self = Self::new("kind-missing", Severity::Error);
    /// `kind-unknown`.
    pub const KIND_UNKNOWN: Self = Self::new("kind-unknown", Severity::Error);
    /// `nesting-too-deep`.
    pub const NESTING_TOO_DEEP: Self = Self::new("nesting-too-deep", Severity::Error);
    /// `not-allocatable`.
    pub const NOT_ALLOCATABLE: Self = Self::new("not-allocatable", Severity::Error);
    /// `not-utf-8`.
    pub const NOT_UTF_8: Self = Self::new("not-utf-8", Severity::Error);
    /// `octal-number`.
    pub const OCTAL_NUMBER: Self = Self::new("octal-number", Severity::Warning);
    /// `read-from-cluster`.
    pub const READ_FROM_CLUSTER: Self = Self::new("read-from-cluster", Severity::Hint);
    /// `separator-invalid`.
    pub const SEPARATOR_INVALID: Self = Self::new("separator-invalid", Severity::Error);
    /// `server-warning`.
    pub const SERVER_WARNING: Self = Self::new("server-warning", Severity::Warning);
    /// `syntax-error`.
    pub const SYNTAX_ERROR: Self = Self::new("syntax-error", Severity::Error);
    /// `text-ignored`.
    pub const TEXT_IGNORED: Self = Self::new("text-ignored", Severity::Warning);
    /// `unknown-field`.
    pub const UNKNOWN_FIELD: Self = Self::new("unknown-field", Severity::Error);
    /// `unused-suppression`.
    pub const UNUSED_SUPPRESSION: Self = Self::new("unused-suppression", Severity::Info);
    /// `wrong-type`.
    pub const WRONG_TYPE: Self = Self::new("wrong-type", Severity::Error);

    /// The codes that are not rules, ordered by name.
    pub const ALL: &'static [Self] = &[
        Self::ALIAS_EXCESSIVE,
        Self::CEL_NOT_EVALUATED,
        Self::DOCUMENT_UNREACHED,
        Self::DUPLICATE_KEY,
        Self::FIELD_DUPLICATE,
        Self::FIELD_FORBIDDEN,
        Self::FIELD_IMMUTABLE,
        Self::FIELD_INVALID,
        Self::FIELD_MISSING,
        Self::FIELD_NOT_SUPPORTED,
        Self::HELM_TEMPLATE,
        Self::KEY_COLLISION,
        Self::KIND_MISSING,
        Self::KIND_UNKNOWN,
        Self::NESTING_TOO_DEEP,
        Self::NOT_ALLOCATABLE,
        Self::NOT_UTF_8,
        Self::OCTAL_NUMBER,
        Self::READ_FROM_CLUSTER,
        Self::SEPARATOR_INVALID,
        Self::SERVER_WARNING,
        Self::SYNTAX_ERROR,
        Self::TEXT_IGNORED,
        Self::UNKNOWN_FIELD,
        Self::UNUSED_SUPPRESSION,
        Self::WRONG_TYPE,
    ];

    /// Makes the code of a rule.
    pub(crate) const fn new(name: &'static str, severity: Severity) -> Self {
        Self { name, severity }
    }

    /// The name.
    pub const fn as_str(self) -> &'static str {
        self.name
    }

    /// How much its findings matter unless they say otherwise.
    pub const fn severity(self) -> Severity {
        self.severity
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name)
    }
}
