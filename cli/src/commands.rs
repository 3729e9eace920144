//! The commands: one module each, with its arguments and what it does.

mod admit;
mod check;
mod describe;
mod diff;
mod draw;
mod endpoints;
mod explain;
mod get;

use crate::status::{self, ExitStatus};
use anyhow::Result;
use clap::{Parser, Subcommand};

/// Maps Kubernetes Service traffic: what the cluster would make of manifests, offline.
#[derive(Debug, Parser)]
#[command(name = "portolan", version, after_help = status::HELP)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Says what is wrong with manifests.
    #[command(after_help = status::HELP)]
    Check(check::Check),
    /// Lists the endpoints that every Service would get, and why it would get none.
    Endpoints(endpoints::Endpoints),
    /// Draws the traffic of manifests as SVG.
    Draw(draw::Draw),
    /// Prints what `kubectl get` would.
    Get(get::Get),
    /// Prints what `kubectl describe` would of a Service or an Ingress.
    Describe(describe::Describe),
    /// Says what `kubectl apply --dry-run=server` would.
    #[command(after_help = status::HELP)]
    Admit(admit::Admit),
    /// Says what replacing one set of manifests by another does: the server's answers, and the endpoints.
    #[command(after_help = status::HELP)]
    Diff(diff::Diff),
    /// Prints the page of a code: what is wrong, what it does to traffic, what to write.
    Explain(explain::Explain),
}

impl Command {
    /// Does what is asked.
    pub(crate) fn run(&self) -> Result<ExitStatus> {
        match self {
            Self::Check(arguments) => check::run(arguments),
            Self::Endpoints(arguments) => endpoints::run(arguments),
            Self::Draw(arguments) => draw::run(arguments),
            Self::Get(arguments) => get::run(arguments),
            Self::Describe(arguments) => describe::run(arguments),
            Self::Admit(arguments) => admit::run(arguments),
            Self::Diff(arguments) => diff::run(arguments),
            Self::Explain(arguments) => explain::run(arguments),
        }
    }
}
