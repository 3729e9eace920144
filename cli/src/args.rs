//! The command line's arguments, and the facts about the cluster they state.

use anyhow::{Result, anyhow};
use clap::{Parser, Subcommand, ValueEnum};
use portolan_core::assumptions::Assumptions;
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
    /// Prints what `kubectl get` would: services, endpoints, endpointslices, pods, ingresses, networkpolicies.
    Get(Get),
    /// Prints what `kubectl describe` would of a Service or an Ingress.
    Describe(Describe),
    /// Says what `kubectl apply --dry-run=server` would.
    Admit(Admit),
    /// Says what replacing one set of manifests by another does: the server's answers, and the endpoints.
    Diff(Diff),
    /// Prints the page of a code: what is wrong, what it does to traffic, what to write.
    Explain(Explain),
}

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The code, such as `selector-near-miss`.
    pub(crate) code: String,
}

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// The manifests that are applied.
    old: PathBuf,
    /// The manifests that replace them, and the facts for both.
    #[command(flatten)]
    new: World,
}

impl Diff {
    /// What is applied.
    pub(crate) fn old(&self) -> World {
        World { paths: vec![self.old.clone()], ..self.new.clone() }
    }

    /// What replaces it.
    pub(crate) fn replacement(&self) -> World {
        self.new.clone()
    }
}

/// Arguments of `get`.
#[derive(Debug, clap::Args)]
pub(crate) struct Get {
    /// What to list, as kubectl takes it.
    pub(crate) resource: String,
    /// What to read.
    #[command(flatten)]
    pub(crate) world: World,
    /// The namespace to list; all that have something by default.
    #[arg(long)]
    pub(crate) namespace: Option<String>,
    /// `wide` prints more columns.
    #[arg(long, short)]
    pub(crate) output: Option<String>,
}

/// Arguments of `describe`.
#[derive(Debug, clap::Args)]
pub(crate) struct Describe {
    /// The object: `service/NAME` or `ingress/NAME`, or the kind alone for all.
    pub(crate) object: String,
    /// What to read.
    #[command(flatten)]
    pub(crate) world: World,
    /// The object's namespace; any by default.
    #[arg(long)]
    pub(crate) namespace: Option<String>,
}

/// Arguments of `admit`.
#[derive(Debug, clap::Args)]
pub(crate) struct Admit {
    /// What to read.
    #[command(flatten)]
    pub(crate) world: World,
    /// Prints the objects as they would be stored, with a mark at each field that the server adds.
    #[arg(long, value_enum)]
    pub(crate) output: Option<AdmitOutput>,
}

/// How `admit` prints objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum AdmitOutput {
    /// YAML with comments.
    Yaml,
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
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct World {
    /// Files and folders; `-` for standard input. All files named form one world; a folder by itself is one, unless
    /// its files are alternatives.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// The Kubernetes version whose rules apply.
    #[arg(long, value_name = "1.NN")]
    kubernetes: Option<String>,
    /// The ranges of cluster IPs, as CIDRs.
    #[arg(long, value_name = "CIDR,…")]
    service_cidrs: Option<String>,
    /// The ranges of Pod addresses, as CIDRs.
    #[arg(long, value_name = "CIDR,…")]
    pod_cidrs: Option<String>,
    /// The families of Services, the default one first.
    #[arg(long, value_name = "IPv4|IPv6,…")]
    ip_families: Option<String>,
    /// The node ports, such as 30000-32767.
    #[arg(long, value_name = "FIRST-LAST")]
    node_port_range: Option<String>,
    /// The cluster's DNS domain.
    #[arg(long)]
    cluster_domain: Option<String>,
    /// The nodes, each with its zone: `node-a=zone-1,node-b`.
    #[arg(long, value_name = "NAME[=ZONE],…")]
    nodes: Option<String>,
    /// The namespace of objects that name none.
    #[arg(long, short = 'n')]
    default_namespace: Option<String>,
    /// The Gateway API's channel: `standard`, `experimental` or `none`.
    #[arg(long)]
    gateway_channel: Option<String>,
    /// Whether the API server runs with `--allow-privileged`.
    #[arg(long, value_name = "true|false")]
    allow_privileged: Option<String>,
    /// Namespaces that are wholly in the input; `*` for all. What is not there does not exist.
    #[arg(long, value_name = "NAMESPACE,…")]
    complete: Option<String>,
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
        let stated = [
            ("--kubernetes", "kubernetes", &self.kubernetes),
            ("--service-cidrs", "serviceCidrs", &self.service_cidrs),
            ("--pod-cidrs", "podCidrs", &self.pod_cidrs),
            ("--ip-families", "ipFamilies", &self.ip_families),
            ("--node-port-range", "nodePortRange", &self.node_port_range),
            ("--cluster-domain", "clusterDomain", &self.cluster_domain),
            ("--nodes", "nodes", &self.nodes),
            ("--default-namespace", "defaultNamespace", &self.default_namespace),
            ("--gateway-channel", "gatewayChannel", &self.gateway_channel),
            ("--allow-privileged", "allowPrivileged", &self.allow_privileged),
            ("--complete", "complete", &self.complete),
        ];
        let mut assumptions = Assumptions::default();
        for (flag, name, text) in stated {
            if let Some(text) = text {
                assumptions.state(name, text).map_err(|reason| anyhow!("{flag} {text}: {reason}"))?;
            }
        }
        Ok(assumptions)
    }
}
