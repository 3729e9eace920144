//! Facts about the cluster as flags, one for each that the engine knows.

use clap::{Arg, ArgMatches, Command, Error, FromArgMatches};
use portolan_core::assumptions::{Assumptions, FactName};

/// The facts that flags state, in the engine's order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Facts {
    stated: Vec<(FactName, String)>,
}

/// How a fact is asked for.
struct Flag {
    long: &'static str,
    value: &'static str,
    help: &'static str,
}

fn flag(fact: FactName) -> Flag {
    let (long, value, help) = match fact {
        FactName::Kubernetes => ("kubernetes", "1.NN", "The Kubernetes version whose rules apply"),
        FactName::ServiceCidrs => ("service-cidrs", "CIDR,…", "The ranges of cluster IPs"),
        FactName::PodCidrs => ("pod-cidrs", "CIDR,…", "The ranges of Pod addresses"),
        FactName::IpFamilies => {
            ("ip-families", "IPv4|IPv6,…", "The families of Services, the default one first")
        }
        FactName::NodePortRange => {
            ("node-port-range", "FIRST-LAST", "The node ports; 30000-32767 by default")
        }
        FactName::ClusterDomain => {
            ("cluster-domain", "DOMAIN", "The cluster's DNS domain; cluster.local by default")
        }
        FactName::Nodes => ("nodes", "NAME[=ZONE],…", "The nodes, where no Node is among the manifests"),
        FactName::DefaultNamespace => {
            ("default-namespace", "NAMESPACE", "The namespace of objects that name none")
        }
        FactName::GatewayChannel => (
            "gateway-channel",
            "CHANNEL",
            "The Gateway API's release channel: standard, experimental, or none without the Gateway API",
        ),
        FactName::AllowPrivileged => {
            ("allow-privileged", "true|false", "Whether the API server runs with --allow-privileged")
        }
        FactName::AsManifests => (
            "as-manifests",
            "true|false",
            "Judges objects that were read from a cluster (metadata.uid) as manifests that create them elsewhere",
        ),
        FactName::Complete => (
            "complete",
            "NAMESPACE,…",
            "Namespaces that are wholly among the manifests, * for all: what is not there does not exist",
        ),
    };
    Flag { long, value, help }
}

impl Facts {
    /// The facts, Portolan's defaults for those that no flag states.
    pub(crate) fn assumptions(&self) -> Assumptions {
        let mut assumptions = Assumptions::default();
        for (fact, text) in &self.stated {
            // Each was read before it was kept.
            let _ = assumptions.state(*fact, text);
        }
        assumptions
    }
}

impl clap::Args for Facts {
    fn augment_args(command: Command) -> Command {
        let argument = |fact: FactName| {
            let Flag { long, value, help } = flag(fact);
            let read = move |text: &str| {
                Assumptions::default()
                    .state(fact, text)
                    .map(|()| text.to_owned())
                    .map_err(|wrong| wrong.to_string())
            };
            let argument = Arg::new(fact.as_str()).long(long).value_name(value).help(help).value_parser(read);
            let argument = argument.help_heading("Facts about the cluster");
            match fact {
                FactName::DefaultNamespace => argument.short('n'),
                FactName::AsManifests => {
                    argument.num_args(0..=1).require_equals(true).default_missing_value("true")
                }
                FactName::Kubernetes
                | FactName::ServiceCidrs
                | FactName::PodCidrs
                | FactName::IpFamilies
                | FactName::NodePortRange
                | FactName::ClusterDomain
                | FactName::Nodes
                | FactName::GatewayChannel
                | FactName::AllowPrivileged
                | FactName::Complete => argument,
            }
        };
        command.args(FactName::ALL.map(argument))
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for Facts {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let stated = FactName::ALL.into_iter().filter_map(|fact| {
            let text = matches.get_one::<String>(fact.as_str())?;
            Some((fact, text.clone()))
        });
        Ok(Self { stated: stated.collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}
