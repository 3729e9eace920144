//! Telling templates from manifests, after the text was read.

use super::document::Document;
use super::tree::{NodeId, NodeKind, NodeRef, Style, Tree};
use crate::source::TextRange;

/// What a template action starts with; other text in double braces belongs to alert rules and workflow manifests.
const ACTIONS: [&str; 13] = [
    ".Values",
    ".Release",
    ".Chart",
    ".Capabilities",
    ".Files",
    "include",
    "template",
    "tpl",
    "if",
    "range",
    "with",
    "define",
    "end",
];

/// Finds the first place that shows a document to be a template. `error_at` is where a broken document's text fails.
pub(super) fn find_mark(document: &Document, error_at: Option<u32>) -> Option<TextRange> {
    let source = document.tree.source.as_ref();
    let has_mark = memchr::memmem::find(source.as_bytes(), b"{{").is_some()
        || (error_at.is_some() && memchr::memmem::find(source.as_bytes(), b"{%").is_some());
    if !has_mark {
        return None;
    }
    let in_tree = (0..document.tree.nodes.len() as u32)
        .filter_map(|id| document.tree.node(NodeId(id)))
        .find_map(|node| mark_of_node(&document.tree, node));
    let Some(error_at) = error_at else { return in_tree };
    let in_lines = lines(source).find_map(|(start, line)| {
        let is_error_line = start <= error_at && error_at <= start + line.len() as u32;
        let blanks = line.len() - line.trim_start().len();
        let at = if is_error_line {
            line.find("{{").or_else(|| line.find("{%"))
        } else {
            line.get(blanks..).filter(|rest| rest.starts_with("{{") || rest.starts_with("{%")).map(|_| blanks)
        }?;
        Some(braces(source, start + at as u32))
    });
    match (in_tree, in_lines) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

fn mark_of_node(tree: &Tree, node: NodeRef<'_>) -> Option<TextRange> {
    match node.kind() {
        NodeKind::Mapping if node.is_flow() => {
            let mut children = node.children();
            let (key, _) = (children.next()?, children.next()?);
            let is_mark = children.next().is_none() && key.kind() == NodeKind::Mapping && key.is_flow();
            is_mark.then(|| braces(&tree.source, node.range().start))
        }
        NodeKind::Scalar if !matches!(node.style(), Style::Literal | Style::Folded) => {
            let range = node.range();
            let written = tree.source.get(range.start as usize..range.end as usize)?;
            let at =
                written.match_indices("{{").find(|(at, _)| is_action(written.get(at + 2..).unwrap_or("")))?.0;
            Some(braces(&tree.source, range.start + at as u32))
        }
        NodeKind::Scalar | NodeKind::Mapping | NodeKind::Sequence | NodeKind::Alias => None,
    }
}

fn is_action(inside: &str) -> bool {
    let action = inside.strip_prefix('-').unwrap_or(inside).trim_start();
    ACTIONS.iter().any(|name| {
        action
            .strip_prefix(name)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_'))
    })
}

/// The braces at `start` up to where they close, on one line.
fn braces(source: &str, start: u32) -> TextRange {
    let rest = source.get(start as usize..).unwrap_or("");
    let line = rest.lines().next().unwrap_or("");
    let close = if line.starts_with("{%") { "%}" } else { "}}" };
    let len = line.find(close).map_or(line.trim_end().len(), |at| at + 2);
    TextRange::new(start, start + len as u32)
}

/// The lines with their offsets.
fn lines(source: &str) -> impl Iterator<Item = (u32, &str)> {
    let mut start = 0;
    source.split_inclusive('\n').map(move |line| {
        let at = start;
        start += line.len() as u32;
        (at, line)
    })
}
