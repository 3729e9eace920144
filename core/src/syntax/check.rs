//! What is wrong with a tree that was read: aliases, keys, and values that JSON cannot hold.

use super::document::Document;
use super::scalar::{Refused, Scalar};
use super::tree::{KEY, NodeId, NodeKind, NodeRef, Style};
use super::{alias, keys};
use crate::diagnostic::{Applicability, Code, Problem, Severity};

/// Problems that kubectl does not have; all other errors of a document end its reading.
const OURS_ALONE: [Code; 2] = [Code::KEY_COLLISION, Code::NESTING_TOO_DEEP];

/// Checks a document and adds what is wrong, in source order.
///
/// A broken document keeps the one problem it has: anything else may only be its echo.
pub(super) fn check(document: &mut Document) {
    if document.tree.broken {
        document.problems.truncate(1);
        document.refused = document.problems.iter().any(ends_reading);
        return alias::check(&mut document.tree, &mut Vec::new());
    }
    let mut problems = std::mem::take(&mut document.problems);
    alias::check(&mut document.tree, &mut problems);
    let tree = &document.tree;
    let mut key = None;
    let mut seen = keys::Seen::default();
    for id in 0..tree.nodes.len() as u32 {
        let Some(node) = tree.node(NodeId(id)) else { continue };
        match node.kind() {
            NodeKind::Mapping => keys::check(node, &mut seen, &mut problems),
            NodeKind::Scalar if node.node().flags & KEY != 0 => key = Some(node),
            NodeKind::Scalar => problems.extend(value(node, key)),
            NodeKind::Sequence | NodeKind::Alias => {}
        }
    }
    problems.sort_by_key(|problem| problem.range);
    document.refused |= problems.iter().any(ends_reading);
    document.problems = problems;
}

fn ends_reading(problem: &Problem) -> bool {
    problem.severity == Severity::Error && !OURS_ALONE.contains(&problem.code)
}

/// Checks a scalar that is a value; `key` is the last key before it.
fn value(node: NodeRef<'_>, key: Option<NodeRef<'_>>) -> Option<Problem> {
    if node.style() != Style::Plain && node.tag().is_none() {
        return None;
    }
    let text = node.text();
    let message = match node.scalar() {
        Ok(Scalar::Float(number)) if !number.is_finite() => {
            format!("`{text}` is a number that JSON cannot hold")
        }
        Ok(Scalar::Int(number)) => return octal(node, number, key),
        Ok(_) => return None,
        Err(Refused::Base64) => "this value is tagged `!!binary` and is not base64".to_owned(),
        Err(Refused::Tag | Refused::Key | Refused::NotFinite) => {
            let tag = node.tag().unwrap_or("").rsplit(':').next().unwrap_or("");
            format!("this value is no `{tag}`, as its tag says")
        }
    };
    let mut problem = Problem::new(Code::SYNTAX_ERROR, node.range(), message);
    if node.tag().is_none() {
        problem.help = Some("Quote it to make it text.".to_owned());
    }
    Some(problem)
}

/// A number with a leading zero that is not what it looks like. File modes are meant to be octal.
fn octal(node: NodeRef<'_>, number: i64, key: Option<NodeRef<'_>>) -> Option<Problem> {
    let text = node.text();
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let is_octal = digits.len() > 1
        && digits.starts_with('0')
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'_');
    if !is_octal || node.tag().is_some() {
        return None;
    }
    let decimal: String = digits.bytes().filter(u8::is_ascii_digit).map(char::from).collect();
    let looks_like = decimal.parse::<i64>().ok()?;
    let is_mode = key.is_some_and(|key| matches!(key.text(), "mode" | "defaultMode"));
    if looks_like == number.abs() || is_mode {
        return None;
    }
    let message = format!("`{text}` is octal: kubectl reads {number}");
    let mut problem = Problem::new(Code::OCTAL_NUMBER, node.range(), message);
    problem.help = Some("Write the decimal number, or quote it to make it text.".to_owned());
    let sign = if number < 0 { "-" } else { "" };
    for new_text in [format!("{sign}{looks_like}"), number.to_string(), format!("\"{text}\"")] {
        let title = format!("{text} → {new_text}");
        problem.fixes.push((title, Applicability::Unsafe, vec![(node.range(), new_text)]));
    }
    Some(problem)
}
