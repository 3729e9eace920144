//! `portolan admit`: the API server's answer to every object, and what it would store.

use crate::status::ExitStatus;
use crate::streams::{self, tell};
use crate::world;
use anyhow::Result;
use clap::ValueEnum;
use portolan_core::Analysis;
use portolan_core::admission::{Admission, Cause, Ruling};
use portolan_core::edit;
use portolan_core::object::Object;
use portolan_core::value::{Data, Origin, Value};
use std::fmt::Write as _;
use std::io::Write;

/// Arguments of `admit`.
#[derive(Debug, clap::Args)]
pub(crate) struct Admit {
    /// What to read.
    #[command(flatten)]
    input: world::Arguments,
    /// Prints the objects as they would be stored, with a mark at each field that the server adds.
    #[arg(long, value_enum)]
    output: Option<Format>,
}

/// How objects are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// YAML with comments.
    Yaml,
}

/// Answers for each object of the input, as `kubectl apply --dry-run=server` would.
pub(crate) fn run(arguments: &Admit) -> Result<ExitStatus> {
    let worlds = world::read_sent(&arguments.input);
    let mut out = streams::output();
    let mut is_refused = false;
    for analysis in worlds.analyses() {
        for (object, admission) in analysis.objects.iter().zip(&analysis.admissions) {
            let answer = answer(analysis, object, admission);
            is_refused |= answer.is_err();
            for warning in &admission.warnings {
                tell(format_args!("Warning: {}", warning.text));
            }
            match (arguments.output, answer) {
                (_, Err(refusal)) => tell(refusal),
                (None, Ok(line)) => writeln!(out, "{line}")?,
                (Some(Format::Yaml), Ok(_)) => {
                    writeln!(out, "---")?;
                    if let Some(words) = admission.judged.words() {
                        writeln!(out, "# {words}")?;
                    }
                    writeln!(out, "{}", yaml(&admission.object))?;
                }
            }
        }
    }
    worlds.tell_unreadable();
    Ok(if worlds.is_whole() { ExitStatus::of_findings(is_refused) } else { ExitStatus::NotAsked })
}

/// The line that kubectl prints for an accepted object, or the error for a refused one.
fn answer(analysis: &Analysis, object: &Object, admission: &Admission) -> Result<String, String> {
    let file = analysis.sources.locate(object.head()).file;
    let file = analysis.sources.file(file).map_or("", |file| file.name.as_ref());
    if object.name.is_empty() && admission.ruling != Ruling::NotServed {
        return Err(format!("error: {} in \"{file}\": resource name may not be empty", object.title()));
    }
    let title = format!("{} \"{}\"", object.kind, object.name);
    let words = admission.judged.words().map_or(String::new(), |words| format!(": {words}"));
    match &admission.ruling {
        Ruling::Accepted if object.is_observed() => {
            Ok(format!("{} is stored: read from a cluster", resource(object)))
        }
        Ruling::Accepted => Ok(format!("{} created (server dry run){words}", resource(object))),
        Ruling::Foreign => Ok(format!("{} unknown{words}", resource(object))),
        Ruling::NotServed => Err(format!(
            "error: resource mapping not found for name: \"{}\" from \"{file}\": no matches for kind \"{}\" in version \"{}\"",
            object.name, object.kind, object.api_version
        )),
        Ruling::Undecodable(message) => {
            Err(format!("Error from server (BadRequest): error when creating \"{file}\": {message}"))
        }
        Ruling::Refused(causes) => {
            let told: Vec<String> = causes.iter().map(Cause::line).collect();
            let told =
                if let [one] = told.as_slice() { one.clone() } else { format!("\n* {}", told.join("\n* ")) };
            Err(format!("The {title} is invalid: {told}"))
        }
    }
}

/// An object as kubectl names it: `service/web`, `deployment.apps/web`.
fn resource(object: &Object) -> String {
    let group = object.group();
    let kind = object.kind.to_lowercase();
    if group.is_empty() {
        format!("{kind}/{}", object.name)
    } else {
        format!("{kind}.{group}/{}", object.name)
    }
}

/// Writes a stored object as YAML, with a comment at each field that was not written.
fn yaml(object: &Value) -> String {
    let mut out = String::new();
    // Nested values wait on a stack with their depth and what leads them, so that depth costs no recursion.
    let mut stack = vec![(object, 0, String::new())];
    while let Some((value, depth, lead)) = stack.pop() {
        let mark = match value.origin {
            Origin::Written(_) => String::new(),
            Origin::Defaulted(why) => format!(" # default: {why}"),
            Origin::Allocated(why) => format!(" # allocated: {why}"),
        };
        let indent = "  ".repeat(depth);
        match &value.data {
            Data::Map(map) if !map.entries.is_empty() => {
                if !lead.is_empty() && !lead.ends_with("- ") {
                    let _ = writeln!(out, "{lead}{mark}");
                }
                let is_item = lead.ends_with("- ");
                for (at, entry) in map.entries.iter().enumerate().rev() {
                    let start = if is_item && at == 0 { lead.clone() } else { indent.clone() };
                    let key = edit::scalar(&entry.key);
                    stack.push((&entry.value, depth + 1, format!("{start}{key}:")));
                }
            }
            Data::List(items) if !items.is_empty() => {
                let _ = writeln!(out, "{lead}{mark}");
                for item in items.iter().rev() {
                    let dash = "  ".repeat(depth.saturating_sub(1));
                    stack.push((item, depth, format!("{dash}- ")));
                }
            }
            data => {
                let gap = if lead.ends_with(' ') { "" } else { " " };
                let _ = writeln!(out, "{lead}{gap}{}{mark}", scalar(data));
            }
        }
    }
    out
}

fn scalar(data: &Data) -> String {
    match data {
        Data::Null => "null".to_owned(),
        Data::Bool(value) => value.to_string(),
        Data::Int(value) => value.to_string(),
        Data::Float(value) => value.to_string(),
        Data::String(text) => edit::scalar(text),
        Data::List(_) => "[]".to_owned(),
        Data::Map(_) => "{}".to_owned(),
    }
}
