//! What the user says about the cluster, as typed, and the engine's assumptions made of it.

use portolan_core::assumptions::{Assumptions, Complete, Fact, IpFamily, Version};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The settings as typed; an empty text leaves the default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Settings {
    /// Such as `1.37`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) kubernetes: String,
    /// CIDRs, by commas.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) service_cidrs: String,
    /// CIDRs, by commas.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) pod_cidrs: String,
    /// `IPv4`, `IPv6` or both, by commas, the default one first.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) ip_families: String,
    /// Such as `30000-32767`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) node_port_range: String,
    /// Such as `cluster.local`.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) cluster_domain: String,
    /// The namespace of objects that name none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) default_namespace: String,
    /// Namespaces that are wholly in the input, by commas; `*` for all.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) complete: String,
    /// Severities by code; `off` hides a finding.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) severities: BTreeMap<String, String>,
}

/// A setting that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The setting, as in [`FIELDS`].
    pub(crate) field: &'static str,
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

/// The settings that are typed, in the panel's order.
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
    /// The text of a setting of [`FIELDS`].
    pub(crate) fn text(&self, field: &str) -> &str {
        match field {
            "serviceCidrs" => &self.service_cidrs,
            "podCidrs" => &self.pod_cidrs,
            "nodePortRange" => &self.node_port_range,
            "clusterDomain" => &self.cluster_domain,
            "defaultNamespace" => &self.default_namespace,
            "complete" => &self.complete,
            "kubernetes" => &self.kubernetes,
            "ipFamilies" => &self.ip_families,
            _ => "",
        }
    }

    /// These settings with one text changed.
    pub(crate) fn with(&self, field: &str, text: &str) -> Self {
        let mut next = self.clone();
        let place = match field {
            "serviceCidrs" => &mut next.service_cidrs,
            "podCidrs" => &mut next.pod_cidrs,
            "nodePortRange" => &mut next.node_port_range,
            "clusterDomain" => &mut next.cluster_domain,
            "defaultNamespace" => &mut next.default_namespace,
            "complete" => &mut next.complete,
            "kubernetes" => &mut next.kubernetes,
            "ipFamilies" => &mut next.ip_families,
            _ => return next,
        };
        text.trim().clone_into(place);
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

    /// The engine's assumptions, and the settings that could not be read and were left out.
    pub(crate) fn assumptions(&self) -> (Assumptions, Vec<Fault>) {
        let mut facts = Assumptions::default();
        let mut faults = Vec::new();
        let mut fault = |field, message| faults.push(Fault { field, message });
        match Version::parse(&self.kubernetes) {
            Some(version) => facts.kubernetes = Fact::Stated(version),
            None if self.kubernetes.is_empty() => {}
            None => fault("kubernetes", "not a version whose rules are known"),
        }
        for (field, text) in [("serviceCidrs", &self.service_cidrs), ("podCidrs", &self.pod_cidrs)] {
            let cidrs = parts(text);
            if cidrs.is_empty() {
                continue;
            }
            if cidrs.iter().any(|cidr| !is_cidr(cidr)) {
                fault(field, "must be CIDRs such as 10.96.0.0/12");
            } else if field == "serviceCidrs" {
                facts.service_cidrs = Fact::Stated(cidrs);
            } else {
                facts.pod_cidrs = Fact::Stated(cidrs);
            }
        }
        let families: Vec<Option<IpFamily>> = parts(&self.ip_families).iter().map(|name| IpFamily::parse(name)).collect();
        match families.iter().copied().collect::<Option<Vec<_>>>() {
            Some(families) if families.is_empty() => {}
            Some(families) => facts.ip_families = Fact::Stated(families),
            None => fault("ipFamilies", "must be IPv4, IPv6 or both"),
        }
        match self.node_port_range.split_once('-').map(|(first, last)| (first.trim().parse(), last.trim().parse())) {
            Some((Ok(first), Ok(last))) if first <= last => facts.node_port_range = Fact::Stated((first, last)),
            None if self.node_port_range.is_empty() => {}
            _ => fault("nodePortRange", "must be two ports such as 30000-32767"),
        }
        if !self.cluster_domain.is_empty() {
            facts.cluster_domain = Fact::Stated(self.cluster_domain.clone());
        }
        if !self.default_namespace.is_empty() {
            facts.default_namespace = Fact::Stated(self.default_namespace.clone());
        }
        facts.complete = match self.complete.as_str() {
            "*" => Complete::Everything,
            names => Complete::Namespaces(parts(names).into_iter().collect()),
        };
        (facts, faults)
    }
}

fn parts(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn is_cidr(text: &str) -> bool {
    let Some((address, bits)) = text.split_once('/') else { return false };
    let Ok(address) = address.parse::<std::net::IpAddr>() else { return false };
    let most = if address.is_ipv4() { 32 } else { 128 };
    bits.parse::<u8>().is_ok_and(|bits| bits <= most)
}
