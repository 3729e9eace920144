//! Where a case says that its fault is, and which findings stand there.

use portolan_core::Analysis;
use portolan_core::diagnostic::Diagnostic;
use portolan_core::field_path::FieldPath;

/// A place that a header names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// On a line, counted from 1.
    Line(u32),
    /// In a document, counted from 1, in the named field if there is one.
    Document(u32, Vec<String>),
    /// On an object, in the named field if there is one.
    Object {
        /// The kind.
        kind: String,
        /// The namespace, where the header states one.
        namespace: Option<String>,
        /// The name.
        name: Option<String>,
        /// The field.
        field: Field,
    },
}

/// A field as a case names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// By path; empty for the whole object.
    Path(Vec<String>),
    /// By the end of a path.
    Ending(Vec<String>),
    /// The value of an environment variable.
    Env(String),
}

impl Place {
    /// Reads a place: `Kind[/namespace]/name field.path`, `line N` or `document N field.path`.
    pub fn parse(text: &str) -> Option<Self> {
        // A remark in brackets tells people more; the object is the same.
        let text = text.split(" (").next()?.trim();
        if let Some(number) = text.strip_prefix("line ") {
            return Some(Self::Line(number.parse().ok()?));
        }
        if let Some(rest) = text.strip_prefix("document ") {
            let (number, field) = rest.split_once(' ').unwrap_or((rest, ""));
            return Some(Self::Document(number.parse().ok()?, steps(field)));
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
        Some(Self::Object { kind, namespace, name, field })
    }

    /// Reads a list of places; a comma may separate them too.
    pub fn parse_all(text: &str) -> Vec<Self> {
        text.split([',', ';']).filter_map(|part| Self::parse(part.trim())).collect()
    }

    /// Says whether a finding stands at the place, above it or below it.
    pub fn holds(&self, analysis: &Analysis, finding: &Diagnostic) -> bool {
        let path = finding.path.as_ref().map_or_else(Vec::new, |path| steps(&path.as_written()));
        match self {
            Self::Line(number) => {
                let location = analysis.sources.locate(finding.span);
                analysis.sources.position(location.file, location.start).line + 1 == *number
            }
            Self::Document(number, field) => {
                finding.span.document.0 + 1 == *number && is_on_one_line(&path, field)
            }
            Self::Object { field, .. } => {
                self.is_object(analysis, finding)
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

    /// Says whether a finding is about the place: at it or below it, not above.
    pub fn is_subject_of(&self, analysis: &Analysis, finding: &Diagnostic) -> bool {
        let depth = finding.path.as_ref().map_or(0, |path| steps(&path.as_written()).len());
        let least = match self {
            Self::Object { field: Field::Path(field), .. } | Self::Document(_, field) => field.len(),
            Self::Object { .. } | Self::Line(_) => 0,
        };
        depth >= least && self.holds(analysis, finding)
    }

    fn is_object(&self, analysis: &Analysis, finding: &Diagnostic) -> bool {
        let Self::Object { kind, namespace, name, .. } = self else { return false };
        let Some(object) = finding.object.and_then(|id| analysis.object(id)) else { return false };
        object.kind == *kind
            && namespace.as_ref().is_none_or(|namespace| *namespace == object.namespace)
            && name.as_ref().is_none_or(|name| *name == object.name)
    }
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
        let part = FieldPath { steps: path.steps.iter().take(taken).cloned().collect() };
        let (value, followed) = object.value.follow(&part);
        followed == taken && value.str("name") == name
    })
}
