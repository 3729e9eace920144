//! What a rule is, and how it reports.

use crate::Analysis;
use crate::diagnostic::{Applicability, CauseText, Code, Diagnostic, Edit, Fix, Related, Severity};
use crate::field_path::FieldPath;
use crate::object::Object;
use crate::source::Span;
use crate::traffic::fault::Fault;

/// A rule: its code, its page and its check.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Names the fault; its severity is the rule's unless a finding says otherwise.
    pub code: Code,
    /// The published page: condition, effect, what to do, source, examples. Markdown.
    pub page: &'static str,
    /// Looks at the analysis so far and reports.
    pub check: fn(&Analysis, &mut Reporter),
}

/// Declares a rule; its doc comment is its page.
#[macro_export]
macro_rules! declare_rule {
    ($(#[doc = $page:literal])* pub(super) $name:ident = $code:literal, $severity:ident, $check:ident) => {
        $(#[doc = $page])*
        pub(super) const $name: $crate::rule::Rule = $crate::rule::Rule {
            code: $crate::diagnostic::Code::new($code, $crate::diagnostic::Severity::$severity),
            page: concat!($($page, "\n"),*),
            check: $check,
        };
    };
}

/// Collects findings.
#[derive(Debug, Default)]
pub struct Reporter {
    /// The findings so far.
    pub diagnostics: Vec<Diagnostic>,
}

impl Reporter {
    /// Adds a finding.
    pub fn push(&mut self, finding: Finding) {
        self.diagnostics.push(finding.diagnostic);
    }
}

/// A finding under construction.
#[derive(Debug, Clone)]
pub struct Finding {
    diagnostic: Diagnostic,
}

impl Rule {
    /// Starts a finding of this rule at a field of an object.
    pub fn at(&self, object: &Object, span: Span, path: FieldPath, message: impl Into<String>) -> Finding {
        Finding {
            diagnostic: Diagnostic {
                code: self.code,
                severity: self.code.severity(),
                message: message.into(),
                effect: None,
                span,
                object: Some(object.id),
                path: Some(path),
                related: Vec::new(),
                help: None,
                fixes: Vec::new(),
                cause: None,
                fault: None,
            },
        }
    }
}

impl Finding {
    /// Says it at another severity than the rule's own.
    #[must_use]
    pub fn severity(mut self, severity: Severity) -> Self {
        self.diagnostic.severity = severity;
        self
    }

    /// Says which fault of traffic it words, which is as grave as it is.
    #[must_use]
    pub fn about(mut self, fault: &Fault) -> Self {
        self.diagnostic.severity = fault.severity;
        self.diagnostic.fault = Some(fault.id);
        self
    }

    /// Says what it does to traffic.
    #[must_use]
    pub fn effect(mut self, effect: impl Into<String>) -> Self {
        self.diagnostic.effect = Some(effect.into());
        self
    }

    /// Names the other end.
    #[must_use]
    pub fn because(mut self, span: Span, message: impl Into<String>) -> Self {
        self.diagnostic.related.push(Related { span, message: message.into() });
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.diagnostic.help = Some(help.into());
        self
    }

    /// Quotes the API server.
    #[must_use]
    pub fn cause(mut self, cause: CauseText) -> Self {
        self.diagnostic.cause = Some(cause);
        self
    }

    /// Offers the one edit that fixes it. It is re-validated before it is offered as safe.
    #[must_use]
    pub fn fix(self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.offer(title, Applicability::Safe, edits)
    }

    /// Offers one of several edits.
    #[must_use]
    pub fn choice(self, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        self.offer(title, Applicability::Unsafe, edits)
    }

    fn offer(mut self, title: impl Into<String>, applicability: Applicability, edits: Vec<Edit>) -> Self {
        self.diagnostic.fixes.push(Fix { title: title.into(), applicability, edits });
        self
    }
}
