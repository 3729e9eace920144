//! Commands that show what the cluster would have: `endpoints`, `draw`, `get`, `describe`.

use crate::args::{Describe, Explain, Get, Show};
use crate::world::{self, Worlds};
use anyhow::{Result, anyhow};
use portolan_core::kubectl::{self, Columns, Resource};
use portolan_core::object::Object;
use portolan_core::picture::{self, tokens::Theme, view::View};
use portolan_core::{Analysis, codes, listing};
use std::collections::BTreeSet;
use std::io::Write;

/// Lists the endpoints of every Service, one line an address and port.
pub(crate) fn endpoints(args: &Show) -> Result<u8> {
    let worlds = world::read(&args.world)?;
    let mut out = std::io::stdout().lock();
    for line in worlds.analyses.iter().flat_map(listing::endpoints) {
        writeln!(out, "{line}")?;
    }
    Ok(worlds.status())
}

/// Draws the traffic of each world as SVG.
pub(crate) fn draw(args: &Show) -> Result<u8> {
    let worlds = world::read(&args.world)?;
    let mut out = std::io::stdout().lock();
    for analysis in &worlds.analyses {
        writeln!(out, "{}", picture::to_svg(analysis, &View::default(), Theme::Light))?;
    }
    Ok(worlds.status())
}

/// Prints what `kubectl get` would, a table a namespace.
pub(crate) fn get(args: &Get) -> Result<u8> {
    let resource = Resource::parse(&args.resource).ok_or_else(|| {
        anyhow!(
            "`{}`: list services, endpoints, endpointslices, pods, ingresses or networkpolicies",
            args.resource
        )
    })?;
    let columns = match args.output.as_deref() {
        None => Columns::Usual,
        Some("wide") => Columns::Wide,
        Some(other) => return Err(anyhow!("--output {other}: `wide` is the only one")),
    };
    let worlds = world::read(&args.world)?;
    let mut out = std::io::stdout().lock();
    for analysis in &worlds.analyses {
        let chosen = namespaces(analysis, args.namespace.as_deref());
        for namespace in &chosen {
            let table = kubectl::get(analysis, resource, namespace, columns);
            if table.rows.is_empty() && args.namespace.is_none() {
                continue;
            }
            if chosen.len() > 1 {
                writeln!(out, "# namespace {namespace}")?;
            }
            write!(out, "{}", table.to_text(namespace))?;
        }
    }
    Ok(worlds.status())
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

/// Prints what `kubectl describe` would.
pub(crate) fn describe(args: &Describe) -> Result<u8> {
    let (kind, name) =
        args.object.split_once('/').map_or((args.object.as_str(), None), |(kind, name)| (kind, Some(name)));
    let kind = match Resource::parse(kind) {
        Some(Resource::Services) => "Service",
        Some(Resource::Ingresses) => "Ingress",
        _ => return Err(anyhow!("`{kind}`: a service or an ingress can be described")),
    };
    let worlds = world::read(&args.world)?;
    let is_asked = |object: &&Object| {
        object.kind == kind
            && object.superseded_by.is_none()
            && name.is_none_or(|name| object.name == name)
            && args.namespace.as_ref().is_none_or(|namespace| *namespace == object.namespace)
    };
    let texts: Vec<String> = worlds
        .analyses
        .iter()
        .flat_map(|analysis| {
            let asked = analysis.objects.iter().filter(is_asked);
            asked.filter_map(|object| kubectl::describe(analysis, object)).collect::<Vec<_>>()
        })
        .collect();
    if texts.is_empty() && worlds.status() == 0 {
        return Err(anyhow!("no {kind} of that name is in the input"));
    }
    write!(std::io::stdout().lock(), "{}", texts.join("\n\n"))?;
    Ok(worlds.status())
}

/// Prints the page of a code.
pub(crate) fn explain(args: &Explain) -> Result<u8> {
    let page = codes::page(&args.code).ok_or_else(|| anyhow!("there is no code `{}`", args.code))?;
    writeln!(std::io::stdout().lock(), "# {}\n\n{page}", args.code)?;
    Ok(0)
}

impl Worlds {
    /// Tells what could not be read; the exit status of a command that only shows.
    fn status(&self) -> u8 {
        self.tell_unreadable();
        let mut pods = self.analyses.iter().flat_map(|analysis| &analysis.cluster.pods);
        if pods.any(|pod| pod.simulated) {
            eprintln!("portolan: Pods of workloads are simulated: their names and addresses are made up");
        }
        if self.unreadable.is_empty() && !self.analyses.is_empty() { 0 } else { 2 }
    }
}
