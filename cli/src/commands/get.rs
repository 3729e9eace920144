//! `portolan get`: what `kubectl get` would list.

use crate::status::ExitStatus;
use crate::{streams, world};
use anyhow::Result;
use clap::ValueEnum;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use portolan_core::Analysis;
use portolan_core::kubectl::{self, Columns, Resource};
use std::collections::BTreeSet;
use std::io::Write;

/// Arguments of `get`.
#[derive(Debug, clap::Args)]
pub(crate) struct Get {
    /// What to list; kubectl's short names work, too.
    #[arg(value_parser = resource(), ignore_case = true)]
    resource: Resource,
    /// What to read.
    #[command(flatten)]
    input: world::Arguments,
    /// The namespace to list; all that have something by default.
    #[arg(long)]
    namespace: Option<String>,
    /// Prints more columns.
    #[arg(long, short, value_enum)]
    output: Option<Format>,
}

/// Reads a resource by any name that kubectl takes, and offers their plurals.
fn resource() -> impl TypedValueParser<Value = Resource> {
    let offered = Resource::ALL.into_iter().filter_map(|resource| {
        let (name, aliases) = resource.names().split_first()?;
        Some(PossibleValue::new(name).aliases(aliases))
    });
    PossibleValuesParser::new(offered).try_map(|name| Resource::parse(&name).ok_or("cannot be listed"))
}

/// How tables are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// More columns.
    Wide,
}

/// Prints what `kubectl get` would, one table per namespace.
pub(crate) fn run(arguments: &Get) -> Result<ExitStatus> {
    let columns = match arguments.output {
        None => Columns::Usual,
        Some(Format::Wide) => Columns::Wide,
    };
    let worlds = world::read_sent(&arguments.input);
    let mut out = streams::output();
    for analysis in worlds.analyses() {
        let chosen = namespaces(analysis, arguments.namespace.as_deref());
        for namespace in &chosen {
            let table = kubectl::get(analysis, arguments.resource, namespace, columns);
            if table.rows.is_empty() && arguments.namespace.is_none() {
                continue;
            }
            if chosen.len() > 1 {
                writeln!(out, "# namespace {namespace}")?;
            }
            write!(out, "{}", table.to_text(namespace))?;
        }
    }
    Ok(worlds.shown())
}

/// The namespaces to list: the one asked for, else all of the input.
fn namespaces(analysis: &Analysis, asked: Option<&str>) -> BTreeSet<String> {
    match asked {
        Some(namespace) => BTreeSet::from([namespace.to_owned()]),
        None => analysis
            .objects
            .iter()
            .map(|object| object.namespace.clone())
            .filter(|namespace| !namespace.is_empty())
            .collect(),
    }
}
