//! Fixtures: Markdown with manifests whose expected findings stand in them. The format is told in `tests/README.md`.

use crate::world::analysis_of;
use portolan_core::assumptions::{Assumptions, FactName};
use portolan_core::diagnostic::{Applicability, Severity};
use portolan_core::picture::{self, view::View};
use portolan_core::report::severity;
use portolan_core::scenario::Scenario;
use portolan_core::{Analysis, Input, InputFile, fixes, listing};
use std::fmt::Write as _;

/// One test of a fixture: what stands under one heading.
#[derive(Debug, Clone, Default)]
pub struct Fixture {
    /// The heading.
    pub name: String,
    /// The fences, in order.
    pub fences: Vec<Fence>,
}

/// One fence.
#[derive(Debug, Clone, Default)]
pub struct Fence {
    /// What stands behind the opening backticks.
    pub info: String,
    /// The name in backticks on the line before, if there is one.
    pub title: Option<String>,
    /// The text between.
    pub text: String,
    /// The line of the opening backticks, counted from 0.
    pub line: usize,
}

/// Reads the fixtures of a Markdown text.
pub fn parse(markdown: &str) -> Vec<Fixture> {
    let mut fixtures: Vec<Fixture> = Vec::new();
    let mut open: Option<(String, Fence)> = None;
    let mut before = "";
    for (number, line) in markdown.lines().enumerate() {
        if let Some((marks, mut fence)) = open.take() {
            if line.trim_end() == marks {
                if let Some(fixture) = fixtures.last_mut() {
                    fixture.fences.push(fence);
                }
            } else {
                fence.text.push_str(line);
                fence.text.push('\n');
                open = Some((marks, fence));
            }
        } else if line.starts_with("```") {
            let marks: String = line.chars().take_while(|&c| c == '`').collect();
            let info = line.get(marks.len()..).unwrap_or("").trim().to_owned();
            let title = before.strip_prefix('`').and_then(|rest| rest.strip_suffix('`')).map(str::to_owned);
            open = Some((marks, Fence { info, title, text: String::new(), line: number }));
        } else if line.starts_with('#') {
            let name = line.trim_start_matches('#').trim().to_owned();
            fixtures.push(Fixture { name, fences: Vec::new() });
        }
        if !line.trim().is_empty() {
            before = line.trim();
        }
    }
    fixtures
}

/// An expected finding.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Expected {
    file: String,
    line: u32,
    /// First byte and byte after the last in the line; `None` marks the line.
    columns: Option<(usize, usize)>,
    what: What,
    message: Option<String>,
    met: bool,
}

/// What an annotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
enum What {
    Finding(String),
    Related,
    Fix,
}

/// A fence that is compared whole and whose text is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The line of its opening backticks, counted from 0.
    pub line: usize,
    /// What it should hold.
    pub text: String,
}

/// Rewrites the stale fences of a Markdown text.
pub fn rewritten(markdown: &str, stale: &[Stale]) -> String {
    let mut out = String::new();
    let mut lines = markdown.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        out.push_str(line);
        out.push('\n');
        if let Some(stale) = stale.iter().find(|stale| stale.line == number) {
            let marks: String = line.chars().take_while(|&c| c == '`').collect();
            out.push_str(&stale.text);
            for (_, inside) in lines.by_ref() {
                if inside.trim_end() == marks {
                    out.push_str(inside);
                    out.push('\n');
                    break;
                }
            }
        }
    }
    out
}

/// Judges a fixture; every difference is a line of the result, none means it holds.
pub fn judge(fixture: &Fixture) -> Vec<String> {
    let (mut differences, stale) = compare_all(fixture);
    differences.extend(
        stale
            .into_iter()
            .map(|fence| format!("the fence at line {} should be\n{}", fence.line + 1, fence.text)),
    );
    differences
}

/// Judges a fixture: differences, and the fences that are compared whole and differ.
pub fn compare_all(fixture: &Fixture) -> (Vec<String>, Vec<Stale>) {
    let files: Vec<InputFile> = fixture
        .fences
        .iter()
        .filter(|fence| fence.info == "yaml" || fence.info == "json")
        .map(|fence| InputFile::new(fence.title.as_deref().unwrap_or("manifest.yaml"), &fence.text))
        .collect();
    if files.is_empty() {
        return (Vec::new(), Vec::new());
    }
    let mut differences = Vec::new();
    let mut stale = Vec::new();
    let mut assumptions = Assumptions::default();
    for fence in fixture.fences.iter().filter(|fence| fence.info == "assumptions") {
        differences.extend(state(&mut assumptions, &fence.text));
    }
    let analysis = analysis_of(&files, &assumptions);
    let scenario = Scenario::default();
    let input = Input { files: &files, assumptions: &assumptions, scenario: &scenario };
    let mut expected: Vec<Expected> =
        files.iter().flat_map(|file| annotations(&file.name, &file.text)).collect();
    differences.extend(compare(&analysis, &mut expected));
    for fence in &fixture.fences {
        let actual = match fence.info.as_str() {
            "endpoints" => listing::endpoints(&analysis).join("\n") + "\n",
            "diagnostics" => diagnostics(&analysis),
            "fixed" => fixed(&analysis, &input),
            "graph" => picture::to_outline(&analysis, &View::default()),
            _ => continue,
        };
        if actual.trim_end() != fence.text.trim_end() {
            stale.push(Stale { line: fence.line, text: format!("{}\n", actual.trim_end()) });
        }
    }
    (differences, stale)
}

/// Compares findings with annotations, both ways.
fn compare(analysis: &Analysis, expected: &mut [Expected]) -> Vec<String> {
    let mut differences = Vec::new();
    let wants_hints =
        expected.iter().any(|one| matches!(&one.what, What::Finding(what) if what.starts_with("hint[")));
    let least = if wants_hints { Severity::Hint } else { Severity::Info };
    for finding in analysis.diagnostics.iter().filter(|finding| finding.severity >= least) {
        let what = What::Finding(format!("{}[{}]", severity(finding.severity), finding.code));
        let found = expected.iter_mut().find(|one| {
            !one.met
                && one.what == what
                && covers(analysis, one, finding.span)
                && one.message.as_ref().is_none_or(|part| finding.message.contains(part.as_str()))
        });
        match found {
            Some(one) => one.met = true,
            None => differences.push(format!("unexpected {}", told(analysis, finding))),
        }
        for related in &finding.related {
            meet(analysis, expected, &What::Related, related.span);
        }
        for edit in finding.fixes.iter().flat_map(|fix| &fix.edits) {
            meet(analysis, expected, &What::Fix, edit.span);
        }
    }
    for one in expected.iter().filter(|one| !one.met) {
        differences.push(format!(
            "missing {:?} at {}:{} {:?}",
            one.what,
            one.file,
            one.line + 1,
            one.columns
        ));
    }
    differences
}

fn meet(analysis: &Analysis, expected: &mut [Expected], what: &What, span: portolan_core::source::Span) {
    if let Some(one) = expected.iter_mut().find(|one| one.what == *what && covers(analysis, one, span)) {
        one.met = true;
    }
}

/// Says whether an annotation marks a span.
fn covers(analysis: &Analysis, expected: &Expected, span: portolan_core::source::Span) -> bool {
    let location = analysis.sources.locate(span);
    let Some(file) = analysis.sources.file(location.file) else { return false };
    let line = file.lines.line(location.start);
    let start = file.lines.line_start(line).unwrap_or(0);
    let columns = ((location.start - start) as usize, (location.end - start) as usize);
    file.name.as_ref() == expected.file
        && line == expected.line
        && expected.columns.is_none_or(|expected| expected == columns)
}

/// Tells a finding with its place.
fn told(analysis: &Analysis, finding: &portolan_core::diagnostic::Diagnostic) -> String {
    let location = analysis.sources.locate(finding.span);
    let start = analysis.sources.position(location.file, location.start);
    let end = analysis.sources.position(location.file, location.end);
    let name = analysis.sources.file(location.file).map_or("", |file| file.name.as_ref());
    format!(
        "{}[{}] at {name}:{}:{}-{}:{} {}",
        severity(finding.severity),
        finding.code,
        start.line + 1,
        start.character + 1,
        end.line + 1,
        end.character + 1,
        finding.message
    )
}

fn diagnostics(analysis: &Analysis) -> String {
    let mut out = String::new();
    for finding in &analysis.diagnostics {
        let _ = writeln!(out, "{}", told(analysis, finding));
    }
    out
}

/// The files after every safe fix.
fn fixed(analysis: &Analysis, input: &Input<'_>) -> String {
    let safe = analysis
        .diagnostics
        .iter()
        .flat_map(|finding| &finding.fixes)
        .filter(|fix| fix.applicability == Applicability::Safe);
    fixes::apply(analysis, input, safe).iter().map(|file| file.text.as_ref()).collect()
}

/// Reads the annotations of a manifest.
fn annotations(file: &str, text: &str) -> Vec<Expected> {
    let mut expected = Vec::new();
    let mut target = (0, "");
    for (number, line) in text.lines().enumerate() {
        if let Some((columns, rest)) = caret_line(line) {
            expected.push(annotation(file, target.0, Some(columns), rest));
            continue;
        }
        target = (number as u32, line);
        if let Some((_, comment)) = line.split_once(" # ")
            && is_marking(comment)
        {
            expected.push(annotation(file, target.0, None, comment));
        }
    }
    expected
}

/// A line such as `#   ^^^ rest`: the columns of the carets, and the rest.
fn caret_line(line: &str) -> Option<((usize, usize), &str)> {
    let rest = line.strip_prefix('#')?;
    let start = rest.len() - rest.trim_start().len() + 1;
    let carets = rest.trim_start().chars().take_while(|&c| c == '^').count();
    (carets > 0).then(|| ((start, start + carets), rest.trim_start().get(carets..).unwrap_or("").trim()))
}

fn is_marking(comment: &str) -> bool {
    ["error[", "warning[", "info[", "hint["].iter().any(|start| comment.starts_with(start))
}

fn annotation(file: &str, line: u32, columns: Option<(usize, usize)>, rest: &str) -> Expected {
    let (what, message) = match rest.split_once(" \"") {
        Some((what, message)) => (what.trim(), message.strip_suffix('"').map(str::to_owned)),
        None => (rest.trim(), None),
    };
    let what = match what {
        "related" => What::Related,
        "fix" => What::Fix,
        what => What::Finding(what.to_owned()),
    };
    Expected { file: file.to_owned(), line, columns, what, message, met: false }
}

/// States assumptions, one `name: value` a line; what is not understood is a difference.
fn state(assumptions: &mut Assumptions, text: &str) -> Vec<String> {
    let mut wrong = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let stated = match FactName::parse(name.trim()) {
            Some(fact) => assumptions.state(fact, value).map_err(|wrong| wrong.to_string()),
            None => Err("there is no such fact".to_owned()),
        };
        wrong.extend(stated.err().map(|reason| format!("assumption {line}: {reason}")));
    }
    wrong
}
