//! What is wrong with fields and types: the findings, and what the API server answers to all of them.

use super::table::{Table, Type};
use crate::assumptions::Version;
use crate::diagnostic::{Applicability, CauseText, Code, Problem};
use crate::field_path::{FieldPath, Step};
use crate::go::quote::go_quote;
use crate::near::least_edits;
use crate::source::TextRange;
use crate::syntax::fields::Field as Written;
use crate::syntax::tree::{NodeKind, NodeRef, Style};
use std::fmt::Write;

/// How a fault ends the server's decoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Weight {
    /// Told only if nothing else is wrong: unknown fields.
    Strict,
    /// The first of these is reported at the end of decoding.
    Saved,
    /// Ends decoding at once and hides all else: types that decode themselves.
    Fatal,
}

/// One fault.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    /// Where in the object.
    pub path: FieldPath,
    /// How it ends decoding.
    pub weight: Weight,
    /// The server's words.
    pub server: String,
    /// The finding.
    pub problem: Problem,
}

impl Fault {
    /// A field that the type does not have, in this minor or at all.
    ///
    /// `siblings` are the other keys of the mapping `parent`.
    pub(crate) fn unknown_field<'a>(
        table: &Table,
        ty: &Type,
        field: &Written<'_>,
        path: FieldPath,
        siblings: impl Iterator<Item = &'a str>,
        version: Version,
        parent: NodeRef<'_>,
    ) -> Self {
        let server = format!("unknown field {}", go_quote(&strict_path(&path)));
        let name = &*field.key;
        let owner = match path.steps.split_last() {
            Some((_, above)) if !above.is_empty() => format!(" in `{}`", shown(above)),
            _ => String::new(),
        };
        let message = format!("unknown field `{name}`{owner}");
        let mut problem = Problem::new(Code::UNKNOWN_FIELD, field.key_range, message);
        if let Some(other) = ty.field(name) {
            problem.message = format!("field `{name}`{owner} does not exist in Kubernetes {version}");
            problem.help = Some(if other.since > version.minor {
                format!("delete it: Kubernetes has it since 1.{}", other.since)
            } else {
                format!("delete it: Kubernetes had it until 1.{}", other.until)
            });
        } else {
            let taken: Vec<&str> = siblings.collect();
            let known = ty.fields().iter().filter(|known| known.exists(version)).map(|known| known.name);
            let near = least_edits(name, known.filter(|known| !taken.contains(known)));
            let inside = ty.fields().iter().find(|known| {
                table.item_struct(known.shape).is_some_and(|inner| inner.field(name).is_some())
            });
            problem.help = match (&near[..], inside) {
                ([one], _) if one.eq_ignore_ascii_case(name) => {
                    Some(format!("write `{one}`: field names are case-sensitive"))
                }
                ([], Some(inside)) => Some(format!("`{name}` is a field of `{}`", inside.name)),
                ([], None) => None,
                (near, _) => Some(format!("did you mean {}?", listed(near))),
            };
            let applicability = if near.len() == 1 { Applicability::Safe } else { Applicability::Unsafe };
            for candidate in near {
                let quoted =
                    parent.tree.source.get(field.key_range.start as usize..field.key_range.end as usize);
                let text = match quoted.and_then(|text| text.chars().next()) {
                    Some(quote @ ('"' | '\'')) => format!("{quote}{candidate}{quote}"),
                    _ => candidate.to_owned(),
                };
                let title = format!("{name} → {candidate}");
                problem.fixes.push((title, applicability, vec![(field.key_range, text)]));
            }
        }
        Self::new(problem, path, server, Weight::Strict)
    }

    /// A value that its field does not take.
    pub(crate) fn wrong_type(
        node: NodeRef<'_>,
        path: FieldPath,
        expected: &'static str,
        server: String,
        weight: Weight,
    ) -> Self {
        let found = match node.kind() {
            NodeKind::Sequence => "a list",
            NodeKind::Mapping => "a map",
            NodeKind::Scalar | NodeKind::Alias => match super::untyped::describe(node) {
                "bool" if node.style() == Style::Plain => "a truth value",
                "number" => "a number",
                _ => "text",
            },
        };
        let is_of_kind =
            expected.starts_with(found) || found == "a number" && expected.starts_with("a whole number");
        let found = if is_of_kind { "this" } else { found };
        let message = format!("`{}` must be {expected}, not {found}", shown(&path.steps));
        let mut problem = Problem::new(Code::WRONG_TYPE, node.range(), message);
        problem.fixes = requoted(node, expected).into_iter().collect();
        Self::new(problem, path, server, weight)
    }

    fn new(mut problem: Problem, path: FieldPath, server: String, weight: Weight) -> Self {
        problem.path = Some(path.clone());
        problem.cause = Some(CauseText {
            reason: "BadRequest".to_owned(),
            field: path.to_string(),
            message: server.clone(),
            line: server.clone(),
        });
        Self { path, weight, server, problem }
    }
}

/// What the API server answers to an object with these faults, `None` if there are none.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apiserver/pkg/endpoints/handlers/rest.go transformDecodeError
pub(crate) fn refusal(api_version: &str, kind: &str, faults: &[Fault]) -> Option<String> {
    /// The most strict errors that are reported.
    const STRICT_LIMIT: usize = 100;
    let first = |weight: Weight| {
        faults
            .iter()
            .filter(|fault| fault.weight == weight)
            .min_by(|a, b| a.path.cmp(&b.path))
            .map(|fault| &fault.server)
    };
    let error = match first(Weight::Fatal).or_else(|| first(Weight::Saved)) {
        Some(error) => error.clone(),
        None if faults.is_empty() => return None,
        None => {
            // kubectl sends keys sorted: the order of the request is the order of paths.
            let mut strict: Vec<&Fault> = faults.iter().collect();
            strict.sort_by(|a, b| a.path.cmp(&b.path));
            let mut clauses: Vec<&str> = Vec::new();
            for fault in strict {
                if clauses.len() < STRICT_LIMIT && !clauses.contains(&&*fault.server) {
                    clauses.push(&fault.server);
                }
            }
            format!("strict decoding error: {}", clauses.join(", "))
        }
    };
    let version = api_version.rsplit('/').next().unwrap_or("");
    Some(format!("{kind} in version {} cannot be handled as a {kind}: {error}", go_quote(version)))
}

/// A path as strict errors spell it: map keys raw, joined by dots.
fn strict_path(path: &FieldPath) -> String {
    let mut out = String::new();
    for step in &path.steps {
        match step {
            Step::Index(index) => drop(write!(out, "[{index}]")),
            Step::Field(name) | Step::Key(name) => {
                if !out.is_empty() {
                    out.push('.');
                }
                out.push_str(name);
            }
        }
    }
    out
}

/// A path for a message: its end only, where it is long.
fn shown(steps: &[Step]) -> String {
    const LONG: usize = 44;
    let spell = |steps: &[Step]| FieldPath { steps: steps.to_vec() }.as_written();
    let whole = spell(steps);
    if whole.chars().count() <= LONG {
        return whole;
    }
    let mut rest = steps;
    while let [_, tail @ ..] = rest {
        rest = tail;
        let end = spell(rest);
        if matches!(rest.first(), Some(Step::Field(_) | Step::Key(_))) && end.chars().count() <= LONG {
            return end;
        }
    }
    let end: String = whole.chars().skip(whole.chars().count() - LONG).collect();
    format!("…{end}")
}

/// Names for a question: "`a`", "`a` or `b`", "`a`, `b` or `c`".
fn listed(names: &[&str]) -> String {
    let mut out = String::new();
    for (at, name) in names.iter().enumerate() {
        out.push_str(match names.len() - at {
            _ if at == 0 => "",
            1 => " or ",
            _ => ", ",
        });
        let _ = write!(out, "`{name}`");
    }
    out
}

/// A fix as a finding keeps it: title, applicability, edits.
type ProblemFix = (String, Applicability, Vec<(TextRange, String)>);

/// The edit that puts quotes around a scalar or takes them off.
fn requoted(node: NodeRef<'_>, expected: &str) -> Option<ProblemFix> {
    if node.kind() != NodeKind::Scalar || !node.is_written() {
        return None;
    }
    let text = node.text();
    let written = node.tree.source.get(node.range().start as usize..node.range().end as usize)?;
    let new_text = match node.style() {
        Style::Plain if expected == "text" => format!("\"{written}\""),
        Style::SingleQuoted | Style::DoubleQuoted
            if expected.contains("number")
                && !text.is_empty()
                && text.bytes().all(|byte| byte.is_ascii_digit()) =>
        {
            text.trim_start_matches('0').to_owned()
        }
        Style::SingleQuoted | Style::DoubleQuoted
            if expected.starts_with("`true`") && matches!(text, "true" | "false") =>
        {
            text.to_owned()
        }
        _ => return None,
    };
    let new_text = if new_text.is_empty() { "0".to_owned() } else { new_text };
    Some((format!("{written} → {new_text}"), Applicability::Safe, vec![(node.range(), new_text)]))
}
