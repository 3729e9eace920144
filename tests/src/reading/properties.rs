//! What holds for every text: places lie where they must, and reading does not depend on what should not matter.

use super::canonical;
use super::mutate::{MANIFESTS, mutate};
use crate::random::Random;
use portolan_core::diagnostic::{Applicability, Problem};
use portolan_core::source::TextRange;
use portolan_core::syntax::tree::{NodeId, NodeKind, NodeRef, Style, Tree};
use portolan_core::syntax::{Document, Format, judge, read, read_bytes, split};
use serde_json::Value;
use std::sync::Arc;

/// Text that is put into mutants beside single characters.
const PIECES: [&str; 16] = [
    "é",
    "\u{feff}",
    "\u{2028}",
    "\u{85}",
    "\r\n",
    "\r",
    "\t",
    "{{ .Values.x }}",
    "&a ",
    "*a",
    "<<: *a\n",
    "---\n",
    "...\n",
    "\u{0}",
    "😀",
    "!!binary ",
];

/// Makes a text of a seed: a mutated manifest or case of the YAML test suite.
pub fn text(seed: u64, suite: &[String]) -> String {
    let mut random = Random::new(seed);
    let n_bases = MANIFESTS.len() + suite.len();
    let base = random.below(n_bases);
    let base = MANIFESTS.get(base).map_or_else(|| suite[base - MANIFESTS.len()].as_str(), |(_, text)| text);
    let mut text = mutate(base, &mut random);
    for _ in 0..random.below(3) {
        let mut at = random.below(text.len() + 1);
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        text.insert_str(at, PIECES[random.below(PIECES.len())]);
    }
    text
}

/// The texts of the YAML test suite.
pub fn suite() -> Vec<String> {
    let suite = include_str!("../../data/reading/yaml-test-suite.json");
    let suite: Vec<Value> = serde_json::from_str(suite).expect("the suite is a JSON array");
    suite.iter().filter_map(|case| case["text"].as_str()).map(str::to_owned).collect()
}

/// Checks everything about a text.
///
/// # Errors
/// Says which property does not hold.
pub fn check(text: &str) -> Result<(), String> {
    for format in [Format::Yaml, Format::Json, Format::BrokenJson] {
        let shared: Arc<str> = Arc::from(text);
        let document = read(&shared, format);
        places(&document)?;
        ensure(read(&shared, format) == document, "reading twice gives the same")?;
        safe_fixes(&document, format)?;
    }
    let (same, problems) = read_bytes(text.as_bytes());
    ensure(same == text && problems.is_empty() || text.starts_with('\u{fffe}'), "UTF-8 is kept")?;
    line_breaks(text)?;
    concatenation(text)
}

fn ensure(holds: bool, what: &str) -> Result<(), String> {
    if holds { Ok(()) } else { Err(what.to_owned()) }
}

fn places(document: &Document) -> Result<(), String> {
    let tree = &document.tree;
    let source = tree.source.as_ref();
    let is_place = |range: TextRange| {
        range.start <= range.end && source.get(range.start as usize..range.end as usize).is_some()
    };
    for problem in &document.problems {
        ensure(is_place(problem.range), "a problem lies on character boundaries")?;
        ensure(problem.related.iter().all(|(range, _)| is_place(*range)), "so does what is related to it")?;
        let mut edits = problem.fixes.iter().flat_map(|(_, _, edits)| edits);
        ensure(edits.all(|(range, _)| is_place(*range)), "so do its edits")?;
        let is_line = !problem.message.contains('\n') && !problem.message.is_empty();
        ensure(is_line, "a message is one line")?;
    }
    ensure(tree.comments.iter().all(|range| is_place(*range)), "a comment lies on character boundaries")?;
    ensure(tree.comments.is_sorted(), "comments are in order")?;
    ensure(
        tree.comments.iter().all(|range| source[range.start as usize..].starts_with('#')),
        "a comment starts with #",
    )?;
    let mut open: Vec<(u32, TextRange)> = Vec::new();
    let mut last_start = 0;
    for id in 0..tree.nodes.len() as u32 {
        let Some(node) = tree.node(NodeId(id)) else { return Err("a node is there".to_owned()) };
        node_place(tree, node, &mut open, &mut last_start)?;
    }
    ensure(
        tree.root().is_none_or(|root| root.node().next as usize == tree.nodes.len()),
        "the root holds all nodes",
    )
}

fn node_place(
    tree: &Tree,
    node: NodeRef<'_>,
    open: &mut Vec<(u32, TextRange)>,
    last_start: &mut u32,
) -> Result<(), String> {
    let (source, range, id) = (tree.source.as_ref(), node.range(), node.id.0);
    let record = node.node();
    ensure(range.start <= range.end, "a node ends after its start")?;
    let Some(slice) = source.get(range.start as usize..range.end as usize) else {
        return Err("a node lies on character boundaries".to_owned());
    };
    ensure(
        record.next > id && record.next as usize <= tree.nodes.len(),
        "`next` leads forward, inside the tree",
    )?;
    open.retain(|(next, _)| *next > id);
    if let Some((next, parent)) = open.last() {
        ensure(record.next <= *next, "a subtree lies in its parent's")?;
        ensure(parent.start <= range.start && range.end <= parent.end, "a node lies in its parent")?;
    }
    ensure(*last_start <= range.start, "nodes are ordered by their start")?;
    *last_start = range.start;
    match node.kind() {
        NodeKind::Scalar => {
            let is_plain = node.style() == Style::Plain && node.is_written();
            ensure(
                !is_plain
                    || slice.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}'])
                    || node.text() == slice,
                "a plain scalar on one line is its text",
            )?;
            ensure(node.is_written() || slice.is_empty(), "what is not written is empty")
        }
        NodeKind::Alias => ensure(slice.starts_with('*'), "an alias starts with *"),
        NodeKind::Mapping | NodeKind::Sequence => {
            open.push((record.next, range));
            let n_children = node.children().count();
            ensure(node.kind() == NodeKind::Sequence || n_children.is_multiple_of(2), "each key has a value")
        }
    }
}

/// A safe fix removes its problem and leaves what kubectl reads as it is, if kubectl read it.
fn safe_fixes(document: &Document, format: Format) -> Result<(), String> {
    for problem in &document.problems {
        for (title, _, edits) in problem.fixes.iter().filter(|(_, safety, _)| *safety == Applicability::Safe)
        {
            let mut text = document.tree.source.to_string();
            for (range, new_text) in edits.iter().rev() {
                text.replace_range(range.start as usize..range.end as usize, new_text);
            }
            let fixed = read(&Arc::from(text.as_str()), format);
            let n_same = |problems: &[Problem]| {
                problems
                    .iter()
                    .filter(|other| other.code == problem.code && other.message == problem.message)
                    .count()
            };
            ensure(
                n_same(&fixed.problems) < n_same(&document.problems) || document.refused,
                &format!("the fix `{title}` removes its problem"),
            )?;
            if !document.refused {
                let (before, after) = (canonical::document(document), canonical::document(&fixed));
                ensure(before == after, &format!("the fix `{title}` keeps the value"))?;
            }
        }
    }
    Ok(())
}

/// kubectl's splitter drops a carriage return before each line feed, so that values are the same either way.
fn line_breaks(text: &str) -> Result<(), String> {
    if text.contains('\r') {
        return Ok(());
    }
    let value = |text: &str| canonical::document(&read(&Arc::from(text), Format::Yaml));
    ensure(value(text) == value(&text.replace('\n', "\r\n")), "CRLF gives the same values as LF")
}

/// Documents joined by separators are read as they are read alone.
fn concatenation(text: &str) -> Result<(), String> {
    let file = format!("first: 1\n---\n{text}\n---\nlast: 1\n");
    let parts = split("f.yaml", &file);
    let documents: Vec<Document> = parts
        .chunks
        .iter()
        .map(|chunk| {
            read(&Arc::from(&file[chunk.range.start as usize..chunk.range.end as usize]), chunk.format)
        })
        .collect();
    let verdict = judge(&parts, &documents.iter().collect::<Vec<_>>());
    for problem in &verdict.problems {
        let range = problem.range.start as usize..problem.range.end as usize;
        ensure(file.get(range).is_some(), "a problem of a file lies on character boundaries")?;
    }
    let ordered = parts.chunks.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start);
    ensure(ordered, "documents do not overlap")?;
    let has_separator = text.lines().any(|line| line.starts_with("---"));
    if !has_separator && documents.len() == 3 {
        let alone = read(&Arc::from(format!("{text}\n")), Format::Yaml);
        let same = documents.get(1).is_some_and(|document| document.tree.nodes == alone.tree.nodes);
        ensure(same, "a document among others is read as alone")?;
    }
    Ok(())
}
