//! The report: what the faces hand out, as plain data. The only types here that serialize.
//!
//! Positions are zero-based lines and UTF-16 columns, as in the Language Server Protocol. A part that does not apply
//! is left out; lists are always written. [`SCHEMA_VERSION`] changes when a reader of the report must.

use crate::Analysis;
use crate::admission::Judged;
use crate::coverage::{Coverage, coverage};
use crate::diagnostic::{self, Applicability, Severity};
use crate::source::Span;
use serde::Serialize;

/// The version of the report's shape.
pub const SCHEMA_VERSION: u32 = 1;

/// What Portolan says about an input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
#[serde(rename_all = "camelCase")]
pub struct Report {
    /// The version of the report's shape.
    pub schema_version: u32,
    /// The files of the input.
    pub files: Vec<File>,
    /// How much of the objects of each kind was judged, in the order of their first objects.
    pub kinds: Vec<Kind>,
    /// The findings, ordered by file, place and code.
    pub diagnostics: Vec<Diagnostic>,
}

/// The objects of one kind that were judged alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
#[serde(rename_all = "camelCase")]
pub struct Kind {
    /// `apiVersion` as written.
    pub api_version: String,
    /// `kind` as written.
    pub kind: String,
    /// How many objects there are.
    pub objects: u32,
    /// How much of them was judged: `whole`, `schemaAndMetadata` or `nothing`.
    #[cfg_attr(test, ts(type = "\"whole\" | \"schemaAndMetadata\" | \"nothing\""))]
    pub judged: &'static str,
}

/// A file of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
#[serde(rename_all = "camelCase")]
pub struct File {
    /// Its name as given.
    pub name: String,
    /// How many documents with content it has.
    pub documents: u32,
}

/// A finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
#[serde(rename_all = "camelCase")]
pub struct Diagnostic {
    /// The code, kebab-case.
    pub code: String,
    /// `error`, `warning`, `info` or `hint`.
    #[cfg_attr(test, ts(type = "\"error\" | \"warning\" | \"info\" | \"hint\""))]
    pub severity: &'static str,
    /// What is wrong.
    pub message: String,
    /// What it does to traffic.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub effect: Option<String>,
    /// The file.
    pub file: String,
    /// The object; absent for a document whose kind is not known.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub object: Option<ObjectRef>,
    /// The field, spelled as a manifest spells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub path: Option<String>,
    /// The text at fault, or the nearest written ancestor of a field that is absent.
    pub range: Range,
    /// Places that explain it.
    pub related: Vec<Related>,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub help: Option<String>,
    /// Edits that fix it.
    pub fixes: Vec<Fix>,
    /// The API server's own words.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub cause: Option<Cause>,
}

/// An object by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
#[serde(rename_all = "camelCase")]
pub struct ObjectRef {
    /// `apiVersion` as written.
    pub api_version: String,
    /// `kind` as written.
    pub kind: String,
    /// The effective namespace; absent for kinds that have none.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub namespace: Option<String>,
    /// The name; absent if unwritten.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(test, ts(optional))]
    pub name: Option<String>,
}

/// A range of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
pub struct Range {
    /// The first character.
    pub start: Position,
    /// The character after the last.
    pub end: Position,
}

/// A zero-based line and UTF-16 column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column.
    pub character: u32,
}

/// A place that explains a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
#[serde(rename_all = "camelCase")]
pub struct Related {
    /// What stands there.
    pub message: String,
    /// The file.
    pub file: String,
    /// The text.
    pub range: Range,
}

/// One way to fix what a finding names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// The edit itself in few words.
    pub title: String,
    /// Provably right: it may be applied without asking.
    pub safe: bool,
    /// The edits; they do not overlap.
    pub edits: Vec<Edit>,
}

/// Text to put in place of a range.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
#[serde(rename_all = "camelCase")]
pub struct Edit {
    /// The file.
    pub file: String,
    /// The text to replace; empty to insert.
    pub range: Range,
    /// The new text.
    pub new_text: String,
}

/// The API server's own words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS), ts(export_to = "types.d.ts"))]
#[serde(rename_all = "camelCase")]
pub struct Cause {
    /// The reason.
    pub reason: String,
    /// The field as the server spells it.
    pub field: String,
    /// The message.
    pub message: String,
}

/// Reports an analysis.
pub fn report(analysis: &Analysis) -> Report {
    let files = analysis.sources.files.iter().enumerate().map(|(at, file)| File {
        name: file.name.to_string(),
        documents: analysis
            .documents
            .iter()
            .zip(&analysis.sources.documents)
            .filter(|(document, source)| source.file.0 as usize == at && document.has_content())
            .count() as u32,
    });
    Report {
        schema_version: SCHEMA_VERSION,
        files: files.collect(),
        kinds: coverage(analysis).iter().map(kind).collect(),
        diagnostics: analysis.diagnostics.iter().map(|finding| diagnostic(analysis, finding)).collect(),
    }
}

impl Default for Report {
    fn default() -> Self {
        Self { schema_version: SCHEMA_VERSION, files: Vec::new(), kinds: Vec::new(), diagnostics: Vec::new() }
    }
}

impl Report {
    /// Adds the report of another world.
    pub fn add(&mut self, other: Self) {
        self.files.extend(other.files);
        self.diagnostics.extend(other.diagnostics);
        for kind in other.kinds {
            let is_it = |known: &&mut Kind| Kind { objects: known.objects, ..kind.clone() } == **known;
            match self.kinds.iter_mut().find(is_it) {
                Some(known) => known.objects += kind.objects,
                None => self.kinds.push(kind),
            }
        }
    }
}

fn kind(known: &Coverage<'_>) -> Kind {
    Kind {
        api_version: known.api_version.to_owned(),
        kind: known.kind.to_owned(),
        objects: known.objects.len() as u32,
        judged: match known.judged {
            Judged::Whole => "whole",
            Judged::SchemaAndMetadata => "schemaAndMetadata",
            Judged::Nothing => "nothing",
        },
    }
}

/// Reports a severity by name.
pub fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "info",
        Severity::Hint => "hint",
    }
}

/// Reports one finding.
pub fn diagnostic(analysis: &Analysis, finding: &diagnostic::Diagnostic) -> Diagnostic {
    let (file, range) = place(analysis, finding.span);
    let related = finding.related.iter().map(|related| {
        let (file, range) = place(analysis, related.span);
        Related { message: related.message.clone(), file, range }
    });
    let fixes = finding.fixes.iter().map(|fix| Fix {
        title: fix.title.clone(),
        safe: fix.applicability == Applicability::Safe,
        edits: fix.edits.iter().map(|edit| self::edit(analysis, edit)).collect(),
    });
    Diagnostic {
        code: finding.code.as_str().to_owned(),
        severity: severity(finding.severity),
        message: finding.message.clone(),
        effect: finding.effect.clone(),
        file,
        object: object(analysis, finding),
        path: finding.path.as_ref().map(crate::field_path::FieldPath::as_written),
        range,
        related: related.collect(),
        help: finding.help.clone(),
        fixes: fixes.collect(),
        cause: finding.cause.as_ref().map(|cause| Cause {
            reason: cause.reason.clone(),
            field: cause.field.clone(),
            message: cause.message.clone(),
        }),
    }
}

fn object(analysis: &Analysis, finding: &diagnostic::Diagnostic) -> Option<ObjectRef> {
    let object = analysis.object(finding.object?)?;
    let written = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    (!object.kind.is_empty()).then(|| ObjectRef {
        api_version: object.api_version.clone(),
        kind: object.kind.clone(),
        namespace: written(&object.namespace),
        name: written(&object.name),
    })
}

fn edit(analysis: &Analysis, edit: &diagnostic::Edit) -> Edit {
    let (file, range) = place(analysis, edit.span);
    Edit { file, range, new_text: edit.new_text.clone() }
}

/// The file and the range of a span.
pub fn place(analysis: &Analysis, span: Span) -> (String, Range) {
    let location = analysis.sources.locate(span);
    let position = |offset| {
        let position = analysis.sources.position(location.file, offset);
        Position { line: position.line, character: position.character }
    };
    let name = analysis.sources.file(location.file).map_or(String::new(), |file| file.name.to_string());
    (name, Range { start: position(location.start), end: position(location.end) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ts_rs::{Config, TS};

    /// The checked-in TypeScript types are those of this file; `UPDATE=1` rewrites them.
    #[test]
    fn typescript_types_are_fresh() {
        let scratch = std::env::temp_dir().join(format!("portolan-types-{}", std::process::id()));
        let config = Config::new().with_large_int("number").with_out_dir(&scratch);
        Report::export_all(&config).unwrap();
        let generated = std::fs::read_to_string(scratch.join("types.d.ts")).unwrap();
        std::fs::remove_dir_all(&scratch).unwrap();
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../npm/types.d.ts");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&path, &generated).unwrap();
        }
        let checked_in = std::fs::read_to_string(&path).unwrap_or_default();
        assert_eq!(checked_in, generated, "npm/types.d.ts is stale: run the tests with UPDATE=1");
    }
}
