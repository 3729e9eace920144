//! What the user says about the cluster, as typed, and the engine's assumptions made of it.

use portolan_core::assumptions::Assumptions;
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

/// A setting that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The fact's name.
    pub(crate) field: String,
    /// What it must be.
    pub(crate) message: &'static str,
}

/// A setting of the panel: its name, label, placeholder and explanation.
pub(crate) struct Field {
    /// The setting's name, as in links and on the command line.
    pub(crate) name: &'static str,
    /// The label.
    pub(crate) label: &'static str,
    /// What holds while it is empty.
    pub(crate) placeholder: &'static str,
    /// What it does.
    pub(crate) note: &'static str,
}

/// The facts that are typed, in the panel's order.
pub(crate) const FIELDS: &[Field] = &[
    Field {
        name: "defaultNamespace",
        label: "Default namespace",
        placeholder: "default",
        note: "for objects without metadata.namespace",
    },
    Field {
        name: "complete",
        label: "Complete namespaces",
        placeholder: "none",
        note: "names by commas, or * for all: what is not in these files does not exist there",
    },
    Field {
        name: "serviceCidrs",
        label: "Service CIDRs",
        placeholder: "unknown",
        note: "by commas, as in the API server's flag; addresses are checked against them",
    },
    Field { name: "podCidrs", label: "Pod CIDRs", placeholder: "unknown", note: "by commas" },
    Field {
        name: "nodes",
        label: "Nodes",
        placeholder: "node-1=zone-1, node-2=zone-2, node-3=zone-3",
        note: "name=zone by commas, where the files have no Node",
    },
    Field {
        name: "nodePortRange",
        label: "Node port range",
        placeholder: "30000-32767",
        note: "first and last port",
    },
    Field {
        name: "clusterDomain",
        label: "Cluster domain",
        placeholder: "cluster.local",
        note: "the end of DNS names",
    },
];

impl Settings {
    /// The text of a fact, empty for its default.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.facts.get(name).map_or("", String::as_str)
    }

    /// These settings with one fact changed; an empty text gives it its default again.
    pub(crate) fn with(&self, name: &str, text: &str) -> Self {
        let mut next = self.clone();
        if text.trim().is_empty() {
            next.facts.remove(name);
        } else {
            next.facts.insert(name.to_owned(), text.trim().to_owned());
        }
        next
    }

    /// These settings with the severity of a code changed; `""` gives it its own again.
    pub(crate) fn with_severity(&self, code: &str, severity: &str) -> Self {
        let mut next = self.clone();
        if severity.is_empty() {
            next.severities.remove(code);
        } else {
            next.severities.insert(code.to_owned(), severity.to_owned());
        }
        next
    }

    /// The engine's assumptions, and the facts that could not be read and were left out.
    pub(crate) fn assumptions(&self) -> (Assumptions, Vec<Fault>) {
        let mut assumptions = Assumptions::default();
        let mut faults = Vec::new();
        for (name, text) in &self.facts {
            if let Err(message) = assumptions.state(name, text) {
                faults.push(Fault { field: name.clone(), message });
            }
        }
        (assumptions, faults)
    }
}
