//! The keys of one mapping: refused ones, duplicates, collisions, merges that overwrite.

use super::scalar::{Refused, Scalar};
use super::tree::{IN_FLOW, NodeKind, NodeRef};
use crate::diagnostic::{Applicability, Code, Problem};
use crate::source::TextRange;
use std::borrow::Cow;
use std::collections::HashMap;

/// Mappings up to this size are searched, larger ones hashed.
const FEW: usize = 12;

type Entry<'t> = (NodeRef<'t>, NodeRef<'t>);

/// Checks a mapping as written. The cost is linear in the number of its entries and of what they merge.
///
/// `seen` is working memory that one mapping leaves to the next.
pub(super) fn check<'t>(mapping: NodeRef<'t>, seen: &mut Seen<'t>, problems: &mut Vec<Problem>) {
    seen.clear();
    for (key, value) in mapping.entries() {
        if key.is_merge_key() {
            merge(key, value, seen, problems);
            continue;
        }
        match key.key_text() {
            Ok(text) => {
                if let Some(earlier) = seen.insert(text.clone(), (key, value)) {
                    problems.push(twice(&text, earlier, (key, value)));
                }
            }
            Err(why) => problems.extend(refused(key, why)),
        }
    }
}

/// The keys seen so far, each with its latest entry.
#[derive(Default)]
pub(super) struct Seen<'t> {
    few: Vec<(Cow<'t, str>, Entry<'t>)>,
    many: HashMap<Cow<'t, str>, Entry<'t>>,
}

impl<'t> Seen<'t> {
    fn clear(&mut self) {
        self.few.clear();
        if !self.many.is_empty() {
            self.many = HashMap::new();
        }
    }

    fn insert(&mut self, text: Cow<'t, str>, entry: Entry<'t>) -> Option<Entry<'t>> {
        if !self.many.is_empty() {
            return self.many.insert(text, entry);
        }
        if let Some((_, earlier)) = self.few.iter_mut().find(|(other, _)| *other == text) {
            return Some(std::mem::replace(earlier, entry));
        }
        if self.few.capacity() == 0 {
            self.few.reserve_exact(FEW + 1);
        }
        self.few.push((text, entry));
        if self.few.len() > FEW {
            self.many.extend(self.few.drain(..));
        }
        None
    }

    fn get(&self, text: &str) -> Option<&Entry<'t>> {
        let few = || self.few.iter().find(|(other, _)| other == text).map(|(_, entry)| entry);
        self.many.get(text).or_else(few)
    }
}

fn refused(key: NodeRef<'_>, why: Refused) -> Option<Problem> {
    let node = key.resolved();
    if node.kind() == NodeKind::Alias {
        return None;
    }
    let message = match (why, node.kind()) {
        (Refused::Tag, _) => "this key does not have the type its tag names".to_owned(),
        (Refused::Base64, _) => "this key is tagged `!!binary` and is not base64".to_owned(),
        (_, NodeKind::Mapping) => "a mapping cannot be a key".to_owned(),
        (_, NodeKind::Sequence) => "a list cannot be a key".to_owned(),
        (_, _) if !node.is_written() => "a key is missing here".to_owned(),
        (_, _) => match node.scalar() {
            Ok(Scalar::Null) => format!("`{}` means null here, which cannot be a key; quote it", node.text()),
            _ => format!("the number `{}` is too large for a key; quote it", node.text()),
        },
    };
    let mut problem = Problem::new(Code::SYNTAX_ERROR, key.range(), message);
    if key.kind() == NodeKind::Scalar && key.is_written() && key.tag().is_none() && why == Refused::Key {
        let title = format!("{0} → \"{0}\"", node.text());
        problem.fixes.push((
            title,
            Applicability::Unsafe,
            vec![(key.range(), format!("\"{}\"", node.text()))],
        ));
    }
    Some(problem)
}

/// One key text twice: a duplicate if kubectl sees one key, a collision if it sees two that JSON cannot tell apart.
fn twice(text: &str, earlier: Entry<'_>, later: Entry<'_>) -> Problem {
    let name = shown(text);
    let range = later.0.range();
    if earlier.0.scalar() != later.0.scalar() {
        let message =
            format!("two keys of different types become `{name}`; kubectl keeps either one at random");
        let mut problem = Problem::new(Code::KEY_COLLISION, range, message);
        problem.related.push((earlier.0.range(), "the other key".to_owned()));
        problem.help = Some("Remove one of the two.".to_owned());
        return problem;
    }
    let message = format!("`{name}` is set twice in this mapping; kubectl takes the last one");
    let mut problem = Problem::new(Code::DUPLICATE_KEY, range, message);
    problem.related.push((earlier.0.range(), "this one is dropped".to_owned()));
    problem.help = Some("Remove one of the two.".to_owned());
    let is_same = is_same_text(earlier.1, later.1);
    let applicability = if is_same { Applicability::Safe } else { Applicability::Unsafe };
    if let Some(lines) = whole_lines(earlier) {
        let title = if is_same { "remove the repetition" } else { "remove the first, which is dropped" };
        problem.fixes.push((title.to_owned(), applicability, vec![(lines, String::new())]));
    }
    if !is_same && let Some(lines) = whole_lines(later) {
        let title = "remove the second, which wins".to_owned();
        problem.fixes.push((title, Applicability::Unsafe, vec![(lines, String::new())]));
    }
    problem
}

/// A key for a message of one line.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let line = text.lines().next().unwrap_or("");
    if line.chars().count() > MOST {
        line.chars().take(MOST).chain(['…']).collect()
    } else {
        line.to_owned()
    }
}

fn is_same_text(one: NodeRef<'_>, other: NodeRef<'_>) -> bool {
    let is_scalar = one.kind() == NodeKind::Scalar && other.kind() == NodeKind::Scalar;
    is_scalar && slice(one, one.range()) == slice(other, other.range())
}

fn slice(node: NodeRef<'_>, range: TextRange) -> &str {
    node.tree.source.get(range.start as usize..range.end as usize).unwrap_or("")
}

/// The lines of an entry if it has them to itself, comments included: removing them leaves all else as it is.
fn whole_lines((key, value): Entry<'_>) -> Option<TextRange> {
    let source = key.tree.source.as_ref();
    // In brackets a comma belongs to the entry, and may stand on another line.
    let is_in_flow = key.node().flags & IN_FLOW != 0;
    if matches!(value.kind(), NodeKind::Sequence | NodeKind::Mapping) || key.tag().is_some() || is_in_flow {
        return None;
    }
    // Aliases may lean on what goes, and a byte order mark means something at the start of a line only.
    if !key.tree.anchors.is_empty() || source.contains('\u{feff}') {
        return None;
    }
    let before = source.get(..key.range().start as usize)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let indentation = before.get(start..)?;
    let after = source.get(value.range().end.max(key.range().end) as usize..)?;
    let line = after.split_inclusive('\n').next().unwrap_or("");
    let tail = line.trim();
    let is_alone = indentation.bytes().all(|byte| byte == b' ') && (tail.is_empty() || tail == ":");
    let end = source.len() - after.len() + line.len();
    // A blank line below could become part of the text above.
    let next = after.get(line.len()..)?.split_inclusive('\n').next().unwrap_or("-");
    let is_alone = is_alone && !next.trim().is_empty();
    (is_alone && line.ends_with('\n')).then(|| TextRange::new(start as u32, end as u32))
}

/// A merge: its value must be a mapping, an alias to one, or a list of those; what it overwrites is told.
fn merge(key: NodeRef<'_>, value: NodeRef<'_>, seen: &Seen<'_>, problems: &mut Vec<Problem>) {
    let is_mapping = |node: NodeRef<'_>| node.resolved().kind() == NodeKind::Mapping;
    let is_missing = |node: NodeRef<'_>| node.resolved().kind() == NodeKind::Alias;
    let wrong = match value.kind() {
        NodeKind::Sequence => value.children().find(|item| !is_mapping(*item) && !is_missing(*item)),
        NodeKind::Scalar | NodeKind::Mapping | NodeKind::Alias => {
            (!is_mapping(value) && !is_missing(value)).then_some(value)
        }
    };
    if let Some(wrong) = wrong {
        let message = "`<<` merges mappings, and this is not one".to_owned();
        let mut problem = Problem::new(Code::SYNTAX_ERROR, wrong.range(), message);
        problem.related.push((key.range(), "the merge".to_owned()));
        problems.push(problem);
        return;
    }
    let sources = value.children().filter(|_| value.kind() == NodeKind::Sequence).chain([value]);
    let overwritten = sources.flat_map(NodeRef::all_fields).find_map(|field| {
        let &(earlier, _) = seen.get(&field.key)?;
        Some((field.key, earlier))
    });
    if let Some((text, earlier)) = overwritten {
        let message = format!("this merge overwrites `{}` above it", shown(&text));
        let mut problem = Problem::new(Code::DUPLICATE_KEY, key.range(), message);
        problem.related.push((earlier.range(), "this value is dropped".to_owned()));
        problem.help = Some("Put `<<` first, so that the keys below it win.".to_owned());
        problems.push(problem);
    }
}
