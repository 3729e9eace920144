//! The command line's arguments, and the facts about the cluster they state.

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand, ValueEnum};
use portolan_core::assumptions::{
    AssumedNode, Assumptions, Complete, Fact, GatewayChannel, IpFamily, Version,
};
use portolan_core::diagnostic::Severity;
use std::path::PathBuf;

/// Maps Kubernetes Service traffic: what the cluster would make of manifests, offline.
#[derive(Debug, Parser)]
#[command(name = "portolan", version)]
pub(crate) struct Args {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Says what is wrong with manifests.
    Check(Check),
    /// Lists the endpoints that every Service would get.
    Endpoints(Show),
    /// Draws the traffic of manifests as SVG on standard output.
    Draw(Show),
}

/// Arguments of `check`.
#[derive(Debug, clap::Args)]
pub(crate) struct Check {
    /// What to read.
    #[command(flatten)]
    pub(crate) world: World,
    /// How to print findings.
    #[arg(long, value_enum, default_value_t = Output::Text)]
    pub(crate) output: Output,
    /// The least severity that makes the exit status 1.
    #[arg(long, value_enum, default_value_t = Level::Error)]
    pub(crate) fail_on: Level,
    /// Prints hints, too (always part of JSON).
    #[arg(long)]
    pub(crate) hints: bool,
}

/// Arguments of commands that show something.
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// What to read.
    #[command(flatten)]
    pub(crate) world: World,
}

/// What to read, and under which assumptions.
#[derive(Debug, clap::Args)]
pub(crate) struct World {
    /// Files and folders; `-` for standard input. All files named form one world; a folder by itself is one, unless
    /// its files are alternatives.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The Kubernetes version whose rules apply.
    #[arg(long, value_name = "1.NN")]
    kubernetes: Option<String>,
    /// The ranges of cluster IPs, as CIDRs.
    #[arg(long, value_delimiter = ',', value_name = "CIDR")]
    service_cidrs: Vec<String>,
    /// The ranges of Pod addresses, as CIDRs.
    #[arg(long, value_delimiter = ',', value_name = "CIDR")]
    pod_cidrs: Vec<String>,
    /// The families of Services, the default one first.
    #[arg(long, value_delimiter = ',', value_name = "IPv4|IPv6")]
    ip_families: Vec<String>,
    /// The node ports, such as 30000-32767.
    #[arg(long, value_name = "FIRST-LAST")]
    node_port_range: Option<String>,
    /// The cluster's DNS domain.
    #[arg(long)]
    cluster_domain: Option<String>,
    /// The nodes, each with its zone: `node-a=zone-1,node-b`.
    #[arg(long, value_delimiter = ',', value_name = "NAME[=ZONE]")]
    nodes: Vec<String>,
    /// The namespace of objects that name none.
    #[arg(long, short = 'n')]
    default_namespace: Option<String>,
    /// The Gateway API's channel: `standard`, `experimental` or `none`.
    #[arg(long)]
    gateway_channel: Option<String>,
    /// Namespaces that are wholly in the input; `*` for all. What is not there does not exist.
    #[arg(long, value_delimiter = ',', value_name = "NAMESPACE")]
    complete: Vec<String>,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// For people.
    Text,
    /// For programs.
    Json,
}

/// A severity as an argument.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// Refused, or traffic certainly cannot flow.
    Error,
    /// Accepted, but it does not work as written.
    Warning,
    /// A fact worth knowing.
    Info,
    /// Advice.
    Hint,
}

impl Level {
    /// The severity itself.
    pub(crate) fn severity(self) -> Severity {
        match self {
            Self::Error => Severity::Error,
            Self::Warning => Severity::Warning,
            Self::Info => Severity::Info,
            Self::Hint => Severity::Hint,
        }
    }
}

impl World {
    /// The facts that the arguments state; Portolan's defaults for the rest.
    pub(crate) fn assumptions(&self) -> Result<Assumptions> {
        let mut assumptions = Assumptions::default();
        if let Some(version) = &self.kubernetes {
            let version = Version::parse(version).with_context(|| {
                format!("--kubernetes {version}: known are {} to {}", Version::OLDEST, Version::NEWEST)
            })?;
            assumptions.kubernetes = Fact::Stated(version);
        }
        if !self.service_cidrs.is_empty() {
            assumptions.service_cidrs = Fact::Stated(self.service_cidrs.clone());
        }
        if !self.pod_cidrs.is_empty() {
            assumptions.pod_cidrs = Fact::Stated(self.pod_cidrs.clone());
        }
        if !self.ip_families.is_empty() {
            let family = |text: &String| {
                IpFamily::parse(text).with_context(|| format!("--ip-families {text}: write IPv4 or IPv6"))
            };
            assumptions.ip_families =
                Fact::Stated(self.ip_families.iter().map(family).collect::<Result<_>>()?);
        }
        if let Some(range) = &self.node_port_range {
            assumptions.node_port_range = Fact::Stated(port_range(range)?);
        }
        if let Some(domain) = &self.cluster_domain {
            assumptions.cluster_domain = Fact::Stated(domain.clone());
        }
        if !self.nodes.is_empty() {
            assumptions.nodes = Fact::Stated(self.nodes.iter().map(|text| node(text)).collect());
        }
        if let Some(namespace) = &self.default_namespace {
            assumptions.default_namespace = Fact::Stated(namespace.clone());
        }
        if let Some(channel) = &self.gateway_channel {
            assumptions.gateway_channel = Fact::Stated(match channel.as_str() {
                "standard" => Some(GatewayChannel::Standard),
                "experimental" => Some(GatewayChannel::Experimental),
                "none" => None,
                other => bail!("--gateway-channel {other}: write standard, experimental or none"),
            });
        }
        if self.complete.iter().any(|namespace| namespace == "*") {
            assumptions.complete = Complete::Everything;
        } else if !self.complete.is_empty() {
            assumptions.complete = Complete::Namespaces(self.complete.iter().cloned().collect());
        }
        Ok(assumptions)
    }
}

fn port_range(text: &str) -> Result<(u16, u16)> {
    let (first, last) =
        text.split_once('-').with_context(|| format!("--node-port-range {text}: write FIRST-LAST"))?;
    let number = |text: &str| text.parse().with_context(|| format!("--node-port-range: {text} is no port"));
    Ok((number(first)?, number(last)?))
}

fn node(text: &str) -> AssumedNode {
    match text.split_once('=') {
        Some((name, zone)) => AssumedNode { name: name.to_owned(), zone: Some(zone.to_owned()) },
        None => AssumedNode { name: text.to_owned(), zone: None },
    }
}
