//! Labelled cases: manifests whose header says what is wrong, where, and how much it matters.
//!
//! A case passes if a finding of at least its level stands on the named object, with a path equal to, under or above
//! the named one (or on the named line or document), and no finding of a higher level stands anywhere else.

use portolan_core::assumptions::Assumptions;
use portolan_core::diagnostic::{Diagnostic, Severity};
use portolan_core::report::severity;
use portolan_core::scenario::Scenario;
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze};

/// Where a case says that its fault is.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Place {
    /// On a line, counted from 1.
    Line(u32),
    /// In a document, counted from 1, in the named field if there is one.
    Document(u32, Vec<String>),
    /// On an object, in the named field if there is one.
    Object { kind: String, namespace: Option<String>, name: Option<String>, field: Field },
}

/// A field as a case names it.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Field {
    /// By path; empty for the whole object.
    Path(Vec<String>),
    /// By the end of a path.
    Ending(Vec<String>),
    /// The value of an environment variable.
    Env(String),
}

/// Judges a labelled case; `Err` says what is missing or too much.
pub fn judge(text: &str) -> Result<(), String> {
    let header = |name: &str| {
        let start = format!("# {name}: ");
        text.lines().find_map(|line| line.strip_prefix(&start)).unwrap_or("").to_owned()
    };
    let level = level(&header("level")).ok_or("the header has no level")?;
    let places: Vec<Place> = header("at").split([',', ';']).filter_map(|part| place(part.trim())).collect();
    if places.is_empty() {
        return Err("the header names no place".to_owned());
    }
    let analysis = analysis(text);
    if let Some(finding) = analysis
        .diagnostics
        .iter()
        .find(|finding| portolan_core::codes::page(finding.code.as_str()).is_none())
    {
        return Err(format!("the code {} has no page", finding.code));
    }
    let stands = |finding: &Diagnostic| places.iter().any(|place| matches(&analysis, finding, place));
    let found = analysis.diagnostics.iter().any(|finding| finding.severity >= level && stands(finding));
    let louder = analysis.diagnostics.iter().find(|finding| finding.severity > level && !stands(finding));
    match (found, louder) {
        (false, _) => Err(format!("nothing at {} there; findings: {}", severity(level), told(&analysis))),
        (true, Some(finding)) => Err(format!("louder elsewhere: {} {}", finding.code, finding.message)),
        (true, None) => Ok(()),
    }
}

/// Judges a trap, a manifest that works: `Err` names what is said about it at warning or above.
pub fn judge_trap(text: &str) -> Result<(), String> {
    let analysis = analysis(text);
    let said = analysis.diagnostics.iter().find(|finding| finding.severity >= Severity::Warning);
    said.map_or(Ok(()), |finding| Err(format!("{}: {}", finding.code, finding.message)))
}

fn analysis(text: &str) -> Analysis {
    let files = [InputFile::new("case.yaml", text)];
    let (assumptions, scenario) = (Assumptions::default(), Scenario::default());
    let input = Input { files: &files, assumptions: &assumptions, scenario: &scenario };
    analyze(&mut DocumentCache::default(), &input)
}

fn told(analysis: &Analysis) -> String {
    let tell = |finding: &Diagnostic| {
        let path =
            finding.path.as_ref().map_or(String::new(), portolan_core::field_path::FieldPath::as_written);
        format!("{}[{}] {path}", severity(finding.severity), finding.code)
    };
    analysis.diagnostics.iter().map(tell).collect::<Vec<_>>().join(", ")
}

fn level(text: &str) -> Option<Severity> {
    match text {
        "error" => Some(Severity::Error),
        "warning" => Some(Severity::Warning),
        "info" => Some(Severity::Info),
        "hint" => Some(Severity::Hint),
        _ => None,
    }
}

fn place(text: &str) -> Option<Place> {
    // A remark in brackets tells people more; the object is the same.
    let text = text.split(" (").next()?.trim();
    if let Some(number) = text.strip_prefix("line ") {
        return Some(Place::Line(number.parse().ok()?));
    }
    if let Some(rest) = text.strip_prefix("document ") {
        let (number, field) = rest.split_once(' ').unwrap_or((rest, ""));
        return Some(Place::Document(number.parse().ok()?, steps(field)));
    }
    let (object, field) = text.split_once(' ').unwrap_or((text, ""));
    let mut parts = object.split('/');
    let kind = parts.next()?.to_owned();
    let (namespace, name) = match (parts.next(), parts.next()) {
        (Some(namespace), Some(name)) => (Some(namespace.to_owned()), Some(name.to_owned())),
        (name, None) => (None, name.map(str::to_owned)),
        (None, Some(_)) => return None,
    };
    let field = if let Some(name) = field.strip_prefix("env ") {
        Field::Env(name.to_owned())
    } else if let Some(ending) = field.strip_prefix("...") {
        Field::Ending(steps(ending))
    } else {
        Field::Path(steps(field))
    };
    Some(Place::Object { kind, namespace, name, field })
}

/// The steps of a path as written: `spec.ports[0].name` has four.
fn steps(path: &str) -> Vec<String> {
    let mut steps = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(quoted) = rest.strip_prefix("[\"") {
            let (step, after) = quoted.split_once("\"]").unwrap_or((quoted, ""));
            steps.push(step.to_owned());
            rest = after;
        } else if let Some(index) = rest.strip_prefix('[') {
            let (step, after) = index.split_once(']').unwrap_or((index, ""));
            steps.push(step.to_owned());
            rest = after;
        } else {
            let rest_of_step = rest.strip_prefix('.').unwrap_or(rest);
            let end = rest_of_step.find(['.', '[']).unwrap_or(rest_of_step.len());
            let (step, after) = rest_of_step.split_at(end);
            steps.push(step.to_owned());
            rest = after;
        }
    }
    steps
}

fn matches(analysis: &Analysis, finding: &Diagnostic, place: &Place) -> bool {
    let path = finding.path.as_ref().map_or_else(Vec::new, |path| steps(&path.as_written()));
    match place {
        Place::Line(number) => {
            let location = analysis.sources.locate(finding.span);
            analysis.sources.position(location.file, location.start).line + 1 == *number
        }
        Place::Document(number, field) => {
            finding.span.document.0 + 1 == *number && is_on_one_line(&path, field)
        }
        Place::Object { kind, namespace, name, field } => {
            let Some(object) = finding.object.and_then(|id| analysis.object(id)) else { return false };
            let is_object = object.kind == *kind
                && namespace.as_ref().is_none_or(|namespace| *namespace == object.namespace)
                && name.as_ref().is_none_or(|name| *name == object.name);
            is_object
                && match field {
                    Field::Path(field) => is_on_one_line(&path, field),
                    Field::Ending(ending) => (0..=path.len()).any(|from| {
                        path.get(from..).is_some_and(|end| is_on_one_line(end, ending) && !end.is_empty())
                    }),
                    Field::Env(name) => is_env(analysis, finding, name),
                }
        }
    }
}

/// Says whether one path leads to or through the other; `*` is any step.
fn is_on_one_line(a: &[String], b: &[String]) -> bool {
    a.iter().zip(b).all(|(a, b)| a == b || a == "*" || b == "*")
}

/// Says whether a finding stands on an environment variable of that name.
fn is_env(analysis: &Analysis, finding: &Diagnostic, name: &str) -> bool {
    let (Some(object), Some(path)) = (finding.object.and_then(|id| analysis.object(id)), &finding.path)
    else {
        return false;
    };
    (0..=path.steps.len()).any(|taken| {
        let part =
            portolan_core::field_path::FieldPath { steps: path.steps.iter().take(taken).cloned().collect() };
        let (value, followed) = object.value.follow(&part);
        followed == taken && value.str("name") == name
    })
}
