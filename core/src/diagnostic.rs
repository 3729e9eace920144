//! What Portolan says about a manifest.

mod code;

pub use code::{Code, Severity};

use crate::field_path::FieldPath;
use crate::source::{DocumentId, ObjectId, Span, TextRange};

/// A fault of traffic that a finding words, by its place in [`crate::traffic::Links::faults`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FaultId(pub u32);

/// One finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// The code, kebab-case, of a rule or of the reader or admission (see [`crate::codes`]).
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, in one line that stands alone.
    pub message: String,
    /// What it does to traffic, in one sentence.
    pub effect: Option<String>,
    /// The smallest text that must change.
    pub span: Span,
    /// The object, by its index in [`crate::Analysis::objects`]; `None` for a finding about text.
    pub object: Option<ObjectId>,
    /// The field, that of the absent field where one is absent.
    pub path: Option<FieldPath>,
    /// The other half of a contradiction, and what else explains it.
    pub related: Vec<Related>,
    /// What to do, in one sentence.
    pub help: Option<String>,
    /// Edits that fix it.
    pub fixes: Vec<Fix>,
    /// The API server's own words, for findings of admission.
    pub cause: Option<CauseText>,
    /// The fault that the finding words.
    pub fault: Option<FaultId>,
}

/// A place that explains a finding.
#[derive(Debug, Clone, PartialEq)]
pub struct Related {
    /// The place.
    pub span: Span,
    /// What stands there.
    pub message: String,
}

/// The API server's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CauseText {
    /// The reason, such as `FieldValueInvalid`.
    pub reason: String,
    /// The field as the server spells it.
    pub field: String,
    /// The message.
    pub message: String,
    /// The words as the server writes them: the message, after the field where the server puts it in front.
    pub line: String,
}

/// One way to fix what a finding names.
#[derive(Debug, Clone, PartialEq)]
pub struct Fix {
    /// The edit itself in few words, such as `grcp → grpc`.
    pub title: String,
    /// Whether it is provably right.
    pub applicability: Applicability,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

/// Whether a fix may be applied without asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applicability {
    /// The only candidate; the edited input was analyzed again: the finding is gone and nothing was added.
    Safe,
    /// One of several, or it changes more than the finding.
    Unsafe,
}

/// Text to put in place of a span.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// The text to replace; empty to insert.
    pub span: Span,
    /// The new text.
    pub new_text: String,
}

/// A finding inside one document, before the document has its place in the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// The code.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong.
    pub message: String,
    /// What it does to traffic.
    pub effect: Option<String>,
    /// The text at fault.
    pub range: TextRange,
    /// The field, if the finding is about one.
    pub path: Option<FieldPath>,
    /// Places that explain it.
    pub related: Vec<(TextRange, String)>,
    /// What to do.
    pub help: Option<String>,
    /// Edits that fix it: title, applicability, and text for ranges.
    pub fixes: Vec<ProblemFix>,
    /// The API server's own words.
    pub cause: Option<CauseText>,
}

/// A fix inside one document: its title, whether it is provably right, and text for ranges.
pub type ProblemFix = (String, Applicability, Vec<(TextRange, String)>);

impl Problem {
    /// Makes a finding with nothing but what and where, as severe as its code.
    pub fn new(code: Code, range: TextRange, message: impl Into<String>) -> Self {
        Self {
            code,
            severity: code.severity(),
            message: message.into(),
            effect: None,
            range,
            path: None,
            related: Vec::new(),
            help: None,
            fixes: Vec::new(),
            cause: None,
        }
    }

    /// Places the finding in its document.
    pub fn in_document(&self, document: DocumentId, object: Option<ObjectId>) -> Diagnostic {
        self.placed(object, |range| range.in_document(document))
    }

    /// Places the finding's ranges in the input by `place`.
    pub fn placed(&self, object: Option<ObjectId>, place: impl Fn(TextRange) -> Span) -> Diagnostic {
        Diagnostic {
            code: self.code,
            severity: self.severity,
            message: self.message.clone(),
            effect: self.effect.clone(),
            span: place(self.range),
            object,
            path: self.path.clone(),
            related: self
                .related
                .iter()
                .map(|(range, message)| Related { span: place(*range), message: message.clone() })
                .collect(),
            help: self.help.clone(),
            fixes: self
                .fixes
                .iter()
                .map(|(title, applicability, edits)| Fix {
                    title: title.clone(),
                    applicability: *applicability,
                    edits: edits
                        .iter()
                        .map(|(range, text)| Edit { span: place(*range), new_text: text.clone() })
                        .collect(),
                })
                .collect(),
            cause: self.cause.clone(),
            fault: None,
        }
    }
}
