//! Reading YAML: the parser's events become the tree. No other module names the parser.

mod build;
mod fault;
mod rest;
mod strict;
mod tabs;

use super::document::Document;
use super::{check, suppress, template};
use crate::diagnostic::{Code, Problem, Severity};
use crate::source::TextRange;
use build::Builder;
use granit_parser::{ErrorKind, Event, Options, Parser, ScanError};
use std::sync::Arc;

/// How often a text is read again with something blanked out that kubectl accepts and the parser does not.
const MOST_ROUNDS: usize = 32;

/// Reads one document.
pub(super) fn read(text: &Arc<str>) -> Document {
    let mut glued = Vec::new();
    let mut rounds = 0;
    let mut has_masked_tabs = false;
    let mut masked: Option<String> = None;
    loop {
        let mut builder = Builder::new(Arc::clone(text));
        let error = parse(masked.as_deref().unwrap_or(text), &mut builder);
        if let Some(error) = &error
            && rounds < MOST_ROUNDS
        {
            rounds += 1;
            let at = offset(error);
            if *error.kind() == ErrorKind::CommentNotSeparated
                && let Some(comment) = glued_comment(text, at)
            {
                mask(masked.get_or_insert_with(|| text.to_string()), comment);
                glued.push(comment);
                continue;
            }
            if *error.kind() == ErrorKind::UnknownQuotedScalarEscape
                && !text.contains(build::QUOTE_MARK)
                && masked.as_deref().unwrap_or(text).contains("\\'")
            {
                masked = Some(masked.as_deref().unwrap_or(text).replace("\\'", build::QUOTE_MARK));
                continue;
            }
            // Whether kubectl takes the tabs is judged later, by its scanner's own rules.
            if fault::is_tab(error.kind()) {
                let tabs = leading_tabs(masked.as_deref().unwrap_or(text), at);
                if tabs.start < tabs.end {
                    let masked = masked.get_or_insert_with(|| text.to_string());
                    mask_tabs(masked, tabs);
                    has_masked_tabs = true;
                    continue;
                }
            }
        }
        return finish(builder, error.as_ref(), glued, has_masked_tabs);
    }
}

fn options() -> Options {
    granit_parser::options! {
        bom_inside_document_as_content: true,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: super::document::DEPTH_LIMIT,
        block_nesting_limit: super::document::DEPTH_LIMIT,
    }
}

/// Feeds the first document's events to the builder; kubectl ignores what follows it.
fn parse(text: &str, builder: &mut Builder) -> Option<ScanError> {
    let mut parser = Parser::new_from_str_with_options(text, options());
    while let Some(result) = parser.next_event() {
        // Events and spans are large: they are looked at where they are.
        match &result {
            Ok((Event::DocumentEnd, _)) => return None,
            Ok((event, span)) => builder.event(event, span),
            Err(error) => return Some(error.clone()),
        }
    }
    None
}

fn offset(error: &ScanError) -> usize {
    error.marker().byte_offset().unwrap_or(0)
}

fn finish(
    mut builder: Builder,
    error: Option<&ScanError>,
    glued: Vec<TextRange>,
    has_masked_tabs: bool,
) -> Document {
    let text = Arc::clone(&builder.document.tree.source);
    let mut ignored =
        builder.is_complete().then(|| builder.document.tree.root().map_or(0, |root| root.range().end));
    let mut error_at = None;
    if let Some(error) = error {
        let at = offset(error);
        let ends_document =
            *error.kind() == ErrorKind::InvalidDocumentEnd && builder.open_bracket().is_none();
        if ends_document || builder.ends_before(at) {
            ignored = Some(builder.close_all());
        } else {
            let tab = if has_masked_tabs { strict::first_tab(&builder.document.tree) } else { None };
            let tab = tab.filter(|tab| (tab.range.start as usize) < at);
            let mut problem = tab.unwrap_or_else(|| fault::describe(error.kind(), at, &text));
            if let Some(bracket) = builder.open_bracket() {
                fault::blame_bracket(&mut problem, error.kind(), bracket, &text);
            }
            builder.document.refused = problem.code == Code::SYNTAX_ERROR;
            builder.document.problems = vec![problem];
            builder.document.tree.broken = true;
            builder.close_all();
            error_at = Some(at as u32);
        }
    }
    let mut document = builder.document;
    document.tree.comments.extend(glued.iter().copied());
    document.tree.comments.sort_unstable();
    if error_at.is_none() {
        let fault = strict::first_fault(&document.tree);
        // What blanked tabs nest is a guess.
        if has_masked_tabs && fault.is_some() {
            document.tree.broken = true;
            document.problems.clear();
        }
        document.problems.extend(fault);
        document.problems.extend(ignored.and_then(|end| rest::after_root(&text, end)));
        document.problems.extend(glued.into_iter().map(glued_hint));
    }
    document.suppressions = suppress::find(&document.tree);
    check::check(&mut document);
    let first_error = document.problems.iter().find(|problem| problem.severity == Severity::Error);
    let error_at =
        error_at.or_else(|| first_error.filter(|_| document.refused).map(|problem| problem.range.start));
    document.template_mark = template::find_mark(&document, error_at);
    document
}

/// The comment whose `#` stands right after a token, near an offset.
fn glued_comment(text: &str, at: usize) -> Option<TextRange> {
    let line_end = |from: usize| {
        text.get(from..).and_then(|rest| rest.find(['\n', '\r'])).map_or(text.len(), |at| from + at)
    };
    let start = at + text.get(at..line_end(at))?.find('#')?;
    Some(TextRange::new(start as u32, line_end(start) as u32))
}

/// The tab at an offset and the lines after it, as far as they start with tabs. Inside brackets tabs are white space.
fn leading_tabs(text: &str, at: usize) -> TextRange {
    let start = text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
    let has_tab =
        |line: &str| line.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).any(|byte| byte == b'\t');
    let lines = text.get(start..).unwrap_or("").split_inclusive('\n').take_while(|line| has_tab(line));
    let len: usize = lines.map(str::len).sum();
    TextRange::new(start as u32, (start + len) as u32)
}

/// Overwrites the tabs that start lines with spaces.
fn mask_tabs(text: &mut String, range: TextRange) {
    let range = range.start as usize..range.end as usize;
    let Some(lines) = text.get(range.clone()) else { return };
    let mut blanked = String::with_capacity(lines.len());
    for line in lines.split_inclusive('\n') {
        let content = line.trim_start_matches([' ', '\t']);
        blanked.extend(std::iter::repeat_n(' ', line.len() - content.len()));
        blanked.push_str(content);
    }
    text.replace_range(range, &blanked);
}

/// Overwrites a range with spaces, byte for byte.
fn mask(text: &mut String, range: TextRange) {
    let range = range.start as usize..range.end as usize;
    let blanks = " ".repeat(range.len());
    if text.get(range.clone()).is_some() {
        text.replace_range(range, &blanks);
    }
}

fn glued_hint(comment: TextRange) -> Problem {
    let message = "a space is missing before `#`; kubectl takes it for a comment all the same";
    let place = TextRange::new(comment.start, comment.start + 1);
    Problem { severity: Severity::Hint, ..Problem::new(Code::SYNTAX_ERROR, place, message) }
}
