//! Findings as text for people: the source, the place, the other end, what to do.

use crate::world::Worlds;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use portolan_core::diagnostic::{Diagnostic, Severity};
use portolan_core::source::{FileId, Span};
use portolan_core::{Analysis, report};
use std::io::{IsTerminal, Write};

/// Writes every finding at or above a severity.
pub(crate) fn write(out: &mut impl Write, analysis: &Analysis, least: Severity) -> std::io::Result<()> {
    let renderer = if std::io::stdout().is_terminal() { Renderer::styled() } else { Renderer::plain() };
    for finding in analysis.diagnostics.iter().filter(|finding| finding.severity >= least) {
        writeln!(out, "{}\n", renderer.render(&groups(analysis, finding)))?;
    }
    Ok(())
}

/// Writes how much was read and found.
pub(crate) fn write_summary(out: &mut impl Write, worlds: &Worlds, least: Severity) -> std::io::Result<()> {
    let count = |severity| worlds.analyses().map(|analysis| analysis.count(severity)).sum::<usize>();
    let files: usize = worlds.analyses().map(|analysis| analysis.sources.files.len()).sum();
    let objects = worlds.objects();
    let mut parts = Vec::new();
    for severity in [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint] {
        if severity >= least {
            parts.push(plural(count(severity), report::severity(severity)));
        }
    }
    writeln!(out, "{}, {}: {}", plural(files, "file"), plural(objects, "object"), parts.join(", "))
}

fn plural(count: usize, what: &str) -> String {
    let is_mass = what == "info";
    format!("{count} {what}{}", if count == 1 || is_mass { "" } else { "s" })
}

fn groups<'a>(analysis: &'a Analysis, finding: &'a Diagnostic) -> Vec<Group<'a>> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
        Severity::Hint => Level::NOTE.with_name("hint"),
    };
    let title = level.primary_title(finding.message.as_str()).id(finding.code.as_str());
    let main = analysis.sources.locate(finding.span).file;
    let mut group = Group::with_title(title);
    let mut files = vec![main];
    for related in &finding.related {
        let file = analysis.sources.locate(related.span).file;
        if !files.contains(&file) {
            files.push(file);
        }
    }
    for file in files {
        group = group.element(snippet(analysis, finding, file));
    }
    if let Some(effect) = &finding.effect {
        group = group.element(Level::NOTE.message(effect.as_str()));
    }
    if let Some(cause) = &finding.cause {
        group = group.element(Level::NOTE.message(format!("the API server says: {}", cause.line)));
    }
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    vec![group]
}

/// The part of a file that a finding is about: its own place and those of the other ends.
fn snippet<'a>(
    analysis: &'a Analysis,
    finding: &'a Diagnostic,
    file: FileId,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let source = analysis.sources.file(file);
    let text = source.map_or("", |source| source.text.as_ref());
    let name = source.map_or("", |source| source.name.as_ref());
    let range = |span: Span| {
        let location = analysis.sources.locate(span);
        location.start as usize..location.end as usize
    };
    let mut snippet = Snippet::source(text).path(name);
    if analysis.sources.locate(finding.span).file == file {
        snippet = snippet.annotation(AnnotationKind::Primary.span(range(finding.span)));
    }
    for related in finding.related.iter().filter(|related| analysis.sources.locate(related.span).file == file)
    {
        let annotation = AnnotationKind::Context.span(range(related.span)).label(related.message.as_str());
        snippet = snippet.annotation(annotation);
    }
    snippet
}
