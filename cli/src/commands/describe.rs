//! `portolan describe`: what `kubectl describe` would print of a Service or an Ingress.

use crate::status::ExitStatus;
use crate::{streams, world};
use anyhow::{Result, bail};
use portolan_core::kubectl::{self, Resource};
use portolan_core::object::{Object, is_in_force};
use std::io::Write;

/// Arguments of `describe`.
#[derive(Debug, clap::Args)]
pub(crate) struct Describe {
    /// The object: `service/NAME` or `ingress/NAME`, or the kind alone for all.
    #[arg(value_name = "KIND[/NAME]", value_parser = subject)]
    object: Subject,
    /// What to read.
    #[command(flatten)]
    input: world::Arguments,
    /// The object's namespace; any by default.
    #[arg(long)]
    namespace: Option<String>,
}

/// What is described.
#[derive(Debug, Clone)]
struct Subject {
    kind: &'static str,
    name: Option<String>,
}

fn subject(text: &str) -> Result<Subject, &'static str> {
    let (kind, name) = text.split_once('/').map_or((text, None), |(kind, name)| (kind, Some(name)));
    let kind = match Resource::parse(kind) {
        Some(Resource::Services) => "Service",
        Some(Resource::Ingresses) => "Ingress",
        Some(Resource::Endpoints | Resource::EndpointSlices | Resource::Pods | Resource::NetworkPolicies)
        | None => return Err("a service or an ingress can be described"),
    };
    if name.is_some_and(str::is_empty) {
        return Err("a name must follow the slash");
    }
    Ok(Subject { kind, name: name.map(str::to_owned) })
}

/// Prints what `kubectl describe` would.
pub(crate) fn run(arguments: &Describe) -> Result<ExitStatus> {
    let Subject { kind, name } = &arguments.object;
    let worlds = world::read_sent(&arguments.input);
    let is_asked = |object: &&Object| {
        object.kind == *kind
            && is_in_force(object)
            && name.as_ref().is_none_or(|name| object.name == *name)
            && arguments.namespace.as_ref().is_none_or(|namespace| *namespace == object.namespace)
    };
    let texts: Vec<String> = worlds
        .analyses()
        .flat_map(|analysis| {
            let asked = analysis.objects.iter().filter(is_asked);
            asked.filter_map(|object| kubectl::describe(analysis, object)).collect::<Vec<_>>()
        })
        .collect();
    let status = worlds.shown();
    if texts.is_empty() && status == ExitStatus::Fine {
        bail!("no {kind} of that name is in the input");
    }
    write!(streams::output(), "{}", texts.join("\n\n"))?;
    Ok(status)
}
