//! What kubectl refuses and the parser accepts, as checks on a tree that was read.
//!
//! Source: go.yaml.in/yaml/v2 v2.4.4 scannerc.go, readerc.go

use super::tabs;
use crate::diagnostic::{Applicability, Code, Problem};
use crate::source::TextRange;
use crate::syntax::tree::{FLOW, IN_FLOW, KEY, NodeId, NodeKind, NodeRef, Style, Tree};

/// How far a key may be from its colon.
const MOST_KEY_CHARACTERS: u32 = 1024;

/// Finds the first thing in the text that kubectl refuses although the parser read it.
pub(super) fn first_fault(tree: &Tree) -> Option<Problem> {
    let found = [
        character(&tree.source),
        prefix(&tree.source),
        line_break(tree),
        first_tab(tree),
        anchor(tree),
        tag(tree),
        (0..tree.nodes.len() as u32)
            .filter_map(|id| node_fault(tree.node(NodeId(id))?))
            .min_by_key(|found| found.range),
    ];
    found.into_iter().flatten().min_by_key(|problem| problem.range)
}

/// The first tab that kubectl does not take for white space.
pub(super) fn first_tab(tree: &Tree) -> Option<Problem> {
    let at = tabs::first_bad_tab(tree)?;
    let mut problem = fault(at as usize, 1, "a tab cannot indent in YAML");
    problem.help = Some("Use spaces.".to_owned());
    Some(problem)
}

fn fault(at: usize, len: usize, message: impl Into<String>) -> Problem {
    Problem::new(Code::SYNTAX_ERROR, TextRange::new(at as u32, (at + len) as u32), message)
}

/// The first character that YAML does not allow.
fn character(source: &str) -> Option<Problem> {
    let bytes = source.as_bytes();
    let is_refused = |byte: u8| (byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r')) || byte == 0x7F;
    // Beyond ASCII these are U+0080 to U+009F without U+0085, and U+FFFE and U+FFFF.
    let is_refused_at = |at: &usize| match bytes.get(*at..) {
        Some([0xC2, next, ..]) => (0x80..0xA0).contains(next) && *next != 0x85,
        Some([0xEF, 0xBF, last, ..]) => *last >= 0xBE,
        _ => false,
    };
    let in_ascii = bytes.iter().position(|byte| is_refused(*byte));
    let beyond = memchr::memchr2_iter(0xC2, 0xEF, bytes).find(is_refused_at);
    let at = in_ascii.into_iter().chain(beyond).min()?;
    let c = source.get(at..)?.chars().next()?;
    let message = format!("the character U+{:04X} is not allowed in YAML", u32::from(c));
    let mut problem = fault(at, c.len_utf8(), message);
    problem.help = Some("Remove it, or write it as an escape in double quotes.".to_owned());
    Some(problem)
}

/// A line break that is none to other readers, outside quotes: kubectl ends the line there.
fn line_break(tree: &Tree) -> Option<Problem> {
    let source = tree.source.as_ref();
    let is_there = |wanted: &str| memchr::memmem::find(source.as_bytes(), wanted.as_bytes()).is_some();
    if !["\u{85}", "\u{2028}", "\u{2029}"].into_iter().any(is_there) {
        return None;
    }
    let is_quoted = |at: u32| {
        tree.nodes.iter().any(|node| {
            matches!(node.style, Style::SingleQuoted | Style::DoubleQuoted)
                && node.start < at
                && at < node.end
        })
    };
    let breaks = |(_, c): &(usize, char)| matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}');
    let (at, c) = source.char_indices().filter(breaks).find(|(at, _)| !is_quoted(*at as u32))?;
    let mut problem =
        fault(at, c.len_utf8(), format!("the character U+{:04X} ends the line for kubectl", u32::from(c)));
    problem.help = Some("Remove it, or put the text in double quotes.".to_owned());
    Some(problem)
}

/// A directive or a document end before any content.
fn prefix(source: &str) -> Option<Problem> {
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let text = line.strip_prefix('\u{feff}').unwrap_or(line);
        let start = at + line.len() - text.len();
        at += line.len();
        if text.starts_with('%') {
            let message = "kubectl does not read YAML directives";
            return Some(fault(start, text.trim_end().len(), message));
        }
        if text.starts_with("...")
            && text.get(3..).is_none_or(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace))
        {
            return Some(fault(start, 3, "`...` ends a document that has not begun"));
        }
        if !text.trim_start().starts_with('#') && !text.trim().is_empty() {
            return None;
        }
    }
    None
}

/// An anchor whose name goyaml does not take.
fn anchor(tree: &Tree) -> Option<Problem> {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let bad = tree.anchors.iter().find(|anchor| !anchor.text.chars().all(is_allowed))?;
    let message = format!("the anchor name `{}` may hold only letters, digits, `_` and `-`", bad.text);
    let mut problem = Problem::new(Code::SYNTAX_ERROR, bad.range, message);
    problem.help = Some("Quote the value if `&` belongs to it.".to_owned());
    Some(problem)
}

/// A tag that goyaml reads further than the parser: commas and brackets belong to it.
fn tag(tree: &Tree) -> Option<Problem> {
    let runs_on = |at: u32| matches!(tree.source.as_bytes().get(at as usize), Some(b',' | b'[' | b']'));
    let bad = tree.tags.iter().find(|tag| runs_on(tag.range.end))?;
    let mut problem = Problem::new(Code::SYNTAX_ERROR, bad.range, "a space is missing after this tag");
    problem.help = Some("Quote the value if `!` belongs to it.".to_owned());
    Some(problem)
}

fn node_fault(node: NodeRef<'_>) -> Option<Problem> {
    let record = node.node();
    if record.flags & KEY != 0 && record.end - record.start > MOST_KEY_CHARACTERS && is_long_key(node) {
        let message = format!("a key has at most {MOST_KEY_CHARACTERS} characters");
        return Some(Problem::new(Code::SYNTAX_ERROR, node.range(), message));
    }
    match (node.kind(), node.style()) {
        (NodeKind::Mapping, _) if record.flags & FLOW != 0 => flow_key(node),
        (NodeKind::Scalar, Style::DoubleQuoted) => escape(node),
        (NodeKind::Scalar, Style::Plain) if record.flags & IN_FLOW != 0 => flow_scalar(node),
        _ => None,
    }
}

/// Says whether a key is too long to be one without `?`.
fn is_long_key(key: NodeRef<'_>) -> bool {
    let range = key.range();
    let source = key.tree.source.as_ref();
    let written = source.get(range.start as usize..range.end as usize).unwrap_or("");
    let is_explicit =
        source.get(..range.start as usize).is_some_and(|before| before.trim_end().ends_with('?'));
    !is_explicit && written.chars().count() > MOST_KEY_CHARACTERS as usize
}

/// `?` ends a plain scalar in brackets, and `:` cannot start one.
fn flow_scalar(node: NodeRef<'_>) -> Option<Problem> {
    let at = match node.text() {
        text if text.starts_with(':') => 0,
        text => text.find('?')?,
    };
    // The text of several lines is shorter than what is written.
    let (start, length) = (node.range().start as usize, (node.range().end - node.range().start) as usize);
    let found = if at == 0 && node.text().starts_with(':') { ":" } else { "?" };
    let mut problem = fault(start, length, format!("text with `{found}` must be quoted inside brackets"));
    if !node.text().contains(['"', '\\', '\n']) {
        let edit = (node.range(), format!("\"{}\"", node.text()));
        problem.fixes.push(("quote it".to_owned(), Applicability::Safe, vec![edit]));
    }
    Some(problem)
}

/// Escapes that JSON has and goyaml lacks.
fn escape(node: NodeRef<'_>) -> Option<Problem> {
    let range = node.range();
    let written = node.tree.source.get(range.start as usize..range.end as usize)?;
    let mut from = 0;
    while let Some(at) = written.get(from..).and_then(|rest| rest.find('\\')).map(|at| from + at) {
        let rest = written.get(at + 1..)?;
        let start = range.start as usize + at;
        if rest.starts_with('/') {
            let mut problem = fault(start, 2, "the escape `\\/` is not one of YAML's");
            let edit = (TextRange::new(start as u32, start as u32 + 2), "/".to_owned());
            problem.fixes.push(("\\/ → /".to_owned(), Applicability::Safe, vec![edit]));
            return Some(problem);
        }
        let code = rest
            .strip_prefix('u')
            .and_then(|rest| rest.get(..4))
            .and_then(|hex| u32::from_str_radix(hex, 16).ok());
        if code.is_some_and(|code| (0xD800..0xE000).contains(&code)) {
            let mut problem = fault(start, 6, "half of a surrogate pair is not a character in YAML");
            problem.help = Some("Write the character itself, or `\\U` and eight digits.".to_owned());
            return Some(problem);
        }
        from = at + 1 + rest.chars().next().map_or(0, char::len_utf8);
    }
    None
}

/// A key in brackets stands on one line with its colon.
fn flow_key(mapping: NodeRef<'_>) -> Option<Problem> {
    let source = mapping.tree.source.as_ref();
    mapping.entries().find_map(|(key, _)| {
        let range = key.range();
        let end = range.end as usize;
        let gap = source.get(end..)?;
        let blanks = gap.len() - skip_blanks_and_comments(gap).len();
        if source.as_bytes().get(end + blanks) != Some(&b':') || !key.is_written() {
            return None;
        }
        let written = source.get(range.start as usize..end + blanks)?;
        let before = source.get(..range.start as usize)?.trim_end();
        if !written.contains('\n') || before.ends_with('?') {
            return None;
        }
        let mut problem = fault(
            range.start as usize,
            (range.end - range.start) as usize,
            "a key and its colon must stand on one line",
        );
        problem
            .related
            .push((TextRange::new((end + blanks) as u32, (end + blanks + 1) as u32), "the colon".to_owned()));
        Some(problem)
    })
}

fn skip_blanks_and_comments(text: &str) -> &str {
    let mut rest = text.trim_start();
    while rest.starts_with('#') && rest.len() < text.len() {
        rest = rest.find('\n').and_then(|at| rest.get(at..)).unwrap_or("").trim_start();
    }
    rest
}
