//! What the user says about the cluster, as typed, and the engine's assumptions made of it.

use portolan_core::assumptions::{Assumptions, FactName};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The settings as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Settings {
    /// Facts by their name in the engine; one that is absent has its default.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) facts: BTreeMap<String, String>,
    /// Severities by code; `off` hides a finding.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) severities: BTreeMap<String, String>,
}

/// A setting that cannot be true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The fact.
    pub(crate) fact: FactName,
    /// What is wrong with it.
    pub(crate) message: String,
}

/// A setting of the panel.
pub(crate) struct Field {
    /// The label.
    pub(crate) label: &'static str,
    /// What holds while nothing is stated.
    pub(crate) otherwise: &'static str,
    /// What it does.
    pub(crate) note: &'static str,
}

/// How the panel asks for a fact.
pub(crate) fn field(fact: FactName) -> Field {
    let (label, otherwise, note) = match fact {
        FactName::Kubernetes => ("Kubernetes", "newest known", "the version whose rules apply"),
        FactName::DefaultNamespace => {
            ("Default namespace", "default", "for objects without metadata.namespace")
        }
        FactName::Complete => (
            "Complete namespaces",
            "none",
            "names by commas, or * for all: what is not in these files does not exist there",
        ),
        FactName::ServiceCidrs => (
            "Service CIDRs",
            "unknown",
            "by commas, as in the API server's flag; addresses are checked against them",
        ),
        FactName::PodCidrs => ("Pod CIDRs", "unknown", "by commas"),
        FactName::IpFamilies => ("IP families", "unknown", "of Services, the default one first"),
        FactName::NodePortRange => ("Node port range", "30000-32767", "first and last port"),
        FactName::ClusterDomain => ("Cluster domain", "cluster.local", "the end of DNS names"),
        FactName::Nodes => (
            "Nodes",
            "node-1=zone-1, node-2=zone-2, node-3=zone-3",
            "name=zone by commas, where the files have no Node",
        ),
        FactName::GatewayChannel => {
            ("Gateway API channel", "standard", "which fields the Gateway API's definitions have")
        }
        FactName::AsManifests => (
            "Objects of a cluster as manifests",
            "false",
            "those with a uid are judged as if they were to be created elsewhere",
        ),
        FactName::AllowPrivileged => ("Privileged containers", "true", "the API server's --allow-privileged"),
    };
    Field { label, otherwise, note }
}

impl Settings {
    /// The text of a fact, empty for its default.
    pub(crate) fn text(&self, fact: FactName) -> &str {
        self.facts.get(fact.as_str()).map_or("", String::as_str)
    }

    /// These settings with one fact changed; an empty text restores its default.
    pub(crate) fn with(&self, fact: FactName, text: &str) -> Self {
        let mut next = self.clone();
        if text.trim().is_empty() {
            next.facts.remove(fact.as_str());
        } else {
            next.facts.insert(fact.as_str().to_owned(), text.trim().to_owned());
        }
        next
    }

    /// These settings with the severity of a code changed; `""` restores its own.
    pub(crate) fn with_severity(&self, code: &str, severity: &str) -> Self {
        let mut next = self.clone();
        if severity.is_empty() {
            next.severities.remove(code);
        } else {
            next.severities.insert(code.to_owned(), severity.to_owned());
        }
        next
    }

    /// The engine's assumptions, and the facts that cannot be true and were left out.
    pub(crate) fn assumptions(&self) -> (Assumptions, Vec<Fault>) {
        let mut assumptions = Assumptions::default();
        let mut faults = Vec::new();
        for fact in FactName::ALL {
            if let Err(wrong) = assumptions.state(fact, self.text(fact)) {
                faults.push(Fault { fact, message: wrong.to_string() });
            }
        }
        (assumptions, faults)
    }
}
