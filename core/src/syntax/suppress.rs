//! Comments that allow findings: `# portolan: allow CODE[, CODE]`, on a line, above it, or at a document's top.

use super::tree::Tree;
use crate::source::TextRange;

/// What starts such a comment, after the `#` and blanks.
const PREFIX: &str = "portolan:";

/// A comment that allows findings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The comment.
    pub range: TextRange,
    /// The codes with their places, in order; empty if the comment names none.
    pub codes: Vec<(String, TextRange)>,
    /// Where it allows them.
    pub scope: SuppressionScope,
}

/// Where a comment allows findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressionScope {
    /// In the whole document: the comment stands above all content.
    Document,
    /// Where a finding starts on this line: the comment's own, or the next with content.
    Line(TextRange),
}

/// Finds the comments of a tree that allow findings, in order.
pub(super) fn find(tree: &Tree) -> Vec<Suppression> {
    if memchr::memmem::find(tree.source.as_bytes(), PREFIX.as_bytes()).is_none() {
        return Vec::new();
    }
    tree.comments.iter().filter_map(|&comment| suppression(tree, comment)).collect()
}

fn suppression(tree: &Tree, comment: TextRange) -> Option<Suppression> {
    let source = tree.source.as_ref();
    let text = source.get(comment.start as usize..comment.end as usize)?;
    let after =
        text.trim_start_matches('#').trim_start().strip_prefix(PREFIX)?.trim_start().strip_prefix("allow")?;
    let after = after.strip_prefix([' ', '\t']).or(after.is_empty().then_some(""))?;
    let start = comment.end - after.len() as u32;
    Some(Suppression { range: comment, codes: codes(after, start), scope: scope(tree, comment)? })
}

/// The codes of a list; other text ends it, such as a reason.
fn codes(list: &str, start: u32) -> Vec<(String, TextRange)> {
    let is_of_code = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let mut out = Vec::new();
    let mut at = start;
    for part in list.split(',') {
        let blanks = part.len() - part.trim_start().len();
        let code: &str = part.trim_start().split(|c| !is_of_code(c)).next().unwrap_or("");
        if code.is_empty() {
            break;
        }
        let from = at + blanks as u32;
        out.push((code.to_owned(), TextRange::new(from, from + code.len() as u32)));
        if part.trim() != code {
            break;
        }
        at += part.len() as u32 + 1;
    }
    out
}

fn scope(tree: &Tree, comment: TextRange) -> Option<SuppressionScope> {
    let source = tree.source.as_ref();
    let before = source.get(..comment.start as usize)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    if !before.get(line_start..)?.trim_start_matches('\u{feff}').trim().is_empty() {
        return Some(SuppressionScope::Line(line(source, line_start)));
    }
    if tree.root().is_none_or(|root| comment.start < root.range().start) {
        return Some(SuppressionScope::Document);
    }
    let mut at = comment.end as usize;
    for text in source.get(at..)?.split_inclusive('\n') {
        let content = text.trim_start();
        if at > comment.end as usize && !content.is_empty() && !content.starts_with('#') {
            return Some(SuppressionScope::Line(line(source, at)));
        }
        at += text.len();
    }
    Some(SuppressionScope::Line(TextRange::new(comment.end, comment.end)))
}

/// The line that starts at an offset, without its break.
fn line(source: &str, start: usize) -> TextRange {
    let len = source.get(start..).and_then(|rest| rest.lines().next()).map_or(0, str::len);
    TextRange::new(start as u32, (start + len) as u32)
}
