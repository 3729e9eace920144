//! What the documents of a file mean for the file: whether it is a template, and what kubectl never reaches.

use super::document::{Document, Split};
use super::tree::NodeKind;
use crate::diagnostic::{Code, Problem, Severity};
use crate::source::TextRange;

/// What is to be said about a file as a whole.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileVerdict {
    /// Problems of the file; ranges are offsets in the file. Those of the documents are not among them.
    pub problems: Vec<Problem>,
    /// The file is a template: nothing else is to be said about it, and its documents are not part of the input.
    pub is_template: bool,
    /// The first chunk that kubectl does not hand out; `None` if it reads them all.
    pub first_unreached: Option<usize>,
    /// What ends kubectl's reading: the text at fault, as offsets in the file, and what is wrong with it.
    pub end: Option<(TextRange, String)>,
}

/// Judges a file by its chunks and what was read from them, in the same order.
pub fn judge(split: &Split, documents: &[&Document]) -> FileVerdict {
    let refused = documents.iter().position(|document| document.refused);
    let first_unreached = match (refused, split.lost_from) {
        (Some(refused), Some(lost)) => Some(refused.min(lost)),
        (refused, lost) => refused.or(lost),
    };
    let mark =
        split.chunks.iter().zip(documents).find_map(|(chunk, document)| {
            document.template_mark.map(|mark| in_file(mark, chunk.range.start))
        });
    if let Some(mark) = mark {
        return FileVerdict { problems: vec![template(mark)], is_template: true, first_unreached, end: None };
    }
    let mut problems = split.problems.clone();
    let end = first_unreached.and_then(|first| end_of_reading(split, documents, first));
    if let Some(first) = first_unreached {
        let place = end.as_ref().map(|(range, _)| *range);
        problems.extend(unreached(split, documents, first, place));
    }
    FileVerdict { problems, is_template: false, first_unreached, end }
}

/// The fault of the first document that kubectl does not hand out, else the separator behind it.
fn end_of_reading(split: &Split, documents: &[&Document], first: usize) -> Option<(TextRange, String)> {
    let failure = split.chunks.get(first).zip(documents.get(first));
    let fault = failure.and_then(|(chunk, document)| {
        let fault = document.problems.iter().find(|problem| problem.severity == Severity::Error)?;
        Some((in_file(fault.range, chunk.range.start), fault.message.clone()))
    });
    fault.or_else(|| split.problems.first().map(|problem| (problem.range, problem.message.clone())))
}

/// Names the documents after the one that ends kubectl's reading; that one has its own problem.
fn unreached(
    split: &Split,
    documents: &[&Document],
    first: usize,
    end: Option<TextRange>,
) -> Option<Problem> {
    let is_failure = |document: &Document| document.refused;
    let mut lost = split
        .chunks
        .iter()
        .zip(documents)
        .enumerate()
        .skip(first)
        .filter(|(at, (_, document))| !(*at == first && is_failure(document)) && has_content(document));
    let (_, (chunk, document)) = lost.next()?;
    let n_lost = 1 + lost.count();
    let start = document.tree.root().map_or(0, |root| root.range().start);
    let first_line =
        document.tree.source.get(start as usize..).and_then(|rest| rest.lines().next()).unwrap_or("");
    let place = TextRange::new(start, start + first_line.trim_end().len() as u32);
    let message = match n_lost {
        1 => "kubectl does not reach this document".to_owned(),
        _ => format!("kubectl does not reach {n_lost} documents of this file, from here on"),
    };
    let mut problem = Problem::new(Code::DOCUMENT_UNREACHED, in_file(place, chunk.range.start), message);
    problem.help = Some("Fix the error that ends the reading; the objects before it are applied.".to_owned());
    problem.related.extend(end.map(|range| (range, "the reading ends here".to_owned())));
    Some(problem)
}

fn has_content(document: &Document) -> bool {
    document.tree.root().is_some_and(|root| match root.kind() {
        NodeKind::Scalar => root.is_written() && !matches!(root.scalar(), Ok(super::scalar::Scalar::Null)),
        NodeKind::Sequence | NodeKind::Mapping | NodeKind::Alias => true,
    })
}

fn template(mark: TextRange) -> Problem {
    let mut problem = Problem::new(Code::HELM_TEMPLATE, mark, "the file is a template, not a manifest");
    problem.help = Some("Render it first, for example with `helm template`, and read the result.".to_owned());
    problem
}

fn in_file(range: TextRange, base: u32) -> TextRange {
    TextRange::new(range.start.saturating_add(base), range.end.saturating_add(base))
}
