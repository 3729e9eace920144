//! Findings that a comment allows: `# portolan: allow CODE`.
//!
//! What the reader or the API server refuses cannot be allowed, everything else can. A comment that allows nothing is
//! told, so that it does not outlive its cause.

use crate::analysis::Analysis;
use crate::diagnostic::{Applicability, Code, Problem, Severity};
use crate::near;
use crate::rules;
use crate::source::{DocumentId, Span, TextRange};
use crate::syntax::suppress::{Suppression, SuppressionScope};

/// Takes out what comments allow, and tells comments that allow nothing.
pub(crate) fn apply(analysis: &mut Analysis) {
    let mut unused = Vec::new();
    for at in 0..analysis.documents.len() {
        let Some(read) = analysis.documents.get(at) else { continue };
        let document = DocumentId(at as u32);
        for suppression in read.document.suppressions.clone() {
            for (code, range) in &suppression.codes {
                let before = analysis.diagnostics.len();
                analysis.diagnostics.retain(|finding| {
                    let is_refusal =
                        finding.severity == Severity::Error && rules::find(finding.code.as_str()).is_none();
                    finding.code.as_str() != code
                        || is_refusal
                        || !covers(&suppression, document, finding.span)
                });
                if analysis.diagnostics.len() == before {
                    unused.push(not_used(code, *range, &suppression).in_document(document, None));
                }
            }
        }
    }
    analysis.diagnostics.extend(unused);
}

fn covers(suppression: &Suppression, document: DocumentId, span: Span) -> bool {
    span.document == document
        && match suppression.scope {
            SuppressionScope::Document => true,
            SuppressionScope::Line(line) => line.touches(span.range.start),
        }
}

fn not_used(code: &str, range: TextRange, suppression: &Suppression) -> Problem {
    let codes: Vec<&str> = rules::RULES.iter().map(|rule| rule.code.as_str()).collect();
    let nearest = near::nearest(code, &codes);
    let mut problem =
        Problem::new(Code::UNUSED_SUPPRESSION, range, format!("nothing here needs `allow {code}`"));
    if let [meant] = nearest.as_slice() {
        problem.help = Some(format!("did you mean `{meant}`?"));
        let edit = (range, (*meant).to_owned());
        problem.fixes.push((format!("{code} → {meant}"), Applicability::Unsafe, vec![edit]));
    } else {
        problem.help = Some("take the comment out".to_owned());
        if suppression.codes.len() == 1 {
            let edit = (suppression.range, String::new());
            problem.fixes.push(("take the comment out".to_owned(), Applicability::Unsafe, vec![edit]));
        }
    }
    problem
}
