//! Statements: facts in text, as flags, settings, options and fixtures give them. Lists are written with commas.
//!
//! What no cluster can have is refused, and the refusal names the part of the text that is at fault.

use super::{AssumedNode, Assumptions, Complete, Fact, FactName, GatewayChannel, Version};
use crate::go::ip::{Cidr, IpFamily, Strict, strict_prefix};
use crate::name_grammar::{is_label_text, is_label_value_text, is_subdomain_text};
use std::collections::BTreeSet;
use std::ops::Range;

/// A statement that no cluster can make true.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misstatement {
    /// The faulty part: its bytes in the text as it was given.
    pub range: Range<usize>,
    /// The faulty part itself; empty where something is missing.
    pub part: String,
    /// What is wrong with the part, in words that follow it: `must be …`.
    pub fault: String,
    /// Whether the part is less than the whole text.
    is_partial: bool,
}

/// `` `10.96.0.1/12` (at character 5) must be 10.96.0.0/12 ``; where the whole text is at fault, it says so without
/// a place.
impl std::fmt::Display for Misstatement {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = self.range.start + 1;
        match (self.part.as_str(), self.is_partial) {
            ("", _) => write!(f, "what stands at character {at} {}", self.fault),
            (part, true) => write!(f, "`{part}` (at character {at}) {}", self.fault),
            (part, false) => write!(f, "`{part}` {}", self.fault),
        }
    }
}

impl Assumptions {
    /// States a fact in text; an empty text leaves the default.
    ///
    /// # Errors
    ///
    /// The part of the text that cannot be true, and what it must be. Nothing is changed then.
    ///
    /// # Example
    ///
    /// ```
    /// use portolan_core::assumptions::{Assumptions, FactName};
    ///
    /// let mut assumptions = Assumptions::default();
    /// assumptions.state(FactName::ServiceCidrs, "10.96.0.0/12, fd00::/108").expect("two ranges");
    /// assert_eq!(assumptions.service_cidrs.stated().map(Vec::len), Some(2));
    /// let wrong = assumptions.state(FactName::Nodes, "a, b=").unwrap_err();
    /// assert_eq!(wrong.to_string(), "`b=` (at character 4) has no zone after `=`");
    /// ```
    pub fn state(&mut self, fact: FactName, text: &str) -> Result<(), Misstatement> {
        let Some(whole) = Part::whole(text) else { return Ok(()) };
        match fact {
            FactName::Kubernetes => {
                let version = Version::parse(whole.text).ok_or_else(|| whole.must_be(&known_versions()))?;
                self.kubernetes = Fact::Stated(version);
            }
            FactName::ServiceCidrs => self.service_cidrs = Fact::Stated(cidrs(whole)?),
            FactName::PodCidrs => self.pod_cidrs = Fact::Stated(cidrs(whole)?),
            FactName::IpFamilies => {
                self.ip_families = Fact::Stated(whole.each_once(|item| {
                    IpFamily::parse(item.text).ok_or_else(|| item.must_be("IPv4 or IPv6"))
                })?);
            }
            FactName::NodePortRange => self.node_port_range = Fact::Stated(port_range(whole)?),
            FactName::ClusterDomain => {
                if whole.text.len() > 253 || !is_subdomain_text(whole.text) {
                    return Err(whole.must_be("a DNS name in lower case such as cluster.local"));
                }
                self.cluster_domain = Fact::Stated(whole.text.to_owned());
            }
            FactName::Nodes => self.nodes = Fact::Stated(nodes(whole)?),
            FactName::DefaultNamespace => {
                self.default_namespace = Fact::Stated(namespace(whole)?);
            }
            FactName::GatewayChannel => {
                self.gateway_channel = Fact::Stated(match whole.text {
                    "standard" => Some(GatewayChannel::Standard),
                    "experimental" => Some(GatewayChannel::Experimental),
                    "none" => None,
                    _ => return Err(whole.must_be("standard, experimental or none")),
                });
            }
            FactName::AllowPrivileged => self.allow_privileged = Fact::Stated(truth(whole)?),
            FactName::AsManifests => self.as_manifests = truth(whole)?,
            FactName::Complete if whole.text == "*" => self.complete = Complete::Everything,
            FactName::Complete => {
                let names: Result<BTreeSet<String>, Misstatement> = whole.items().map(namespace).collect();
                self.complete = Complete::Namespaces(names?);
            }
        }
        Ok(())
    }
}

/// A part of a statement's text, without the space around it.
#[derive(Debug, Clone, Copy)]
struct Part<'t> {
    text: &'t str,
    /// Its first byte in the text as given.
    start: usize,
    is_partial: bool,
}

impl<'t> Part<'t> {
    /// The whole text; `None` where nothing is stated.
    fn whole(text: &'t str) -> Option<Self> {
        let part = Self { text, start: 0, is_partial: false }.trimmed();
        (!part.text.is_empty()).then_some(part)
    }

    fn trimmed(self) -> Self {
        let start = self.start + self.text.len() - self.text.trim_start().len();
        Self { text: self.text.trim(), start, ..self }
    }

    /// What stands between commas.
    fn items(self) -> impl Iterator<Item = Self> {
        let is_partial = self.text.contains(',');
        let mut start = self.start;
        self.text.split(',').map(move |text| {
            let item = Self { text, start, is_partial };
            start += text.len() + 1;
            item.trimmed()
        })
    }

    /// Reads each item of a list in which none may stand twice.
    fn each_once<T: PartialEq>(
        self,
        read: impl Fn(Self) -> Result<T, Misstatement>,
    ) -> Result<Vec<T>, Misstatement> {
        let mut out = Vec::new();
        for item in self.items() {
            let value = read(item)?;
            if out.contains(&value) {
                return Err(item.wrong("is listed twice"));
            }
            out.push(value);
        }
        Ok(out)
    }

    fn wrong(self, fault: &str) -> Misstatement {
        Misstatement {
            range: self.start..self.start + self.text.len(),
            part: self.text.to_owned(),
            fault: fault.to_owned(),
            is_partial: self.is_partial,
        }
    }

    fn must_be(self, what: &str) -> Misstatement {
        self.wrong(&format!("must be {what}"))
    }
}

fn truth(whole: Part<'_>) -> Result<bool, Misstatement> {
    whole.text.parse().map_err(|_| whole.must_be("true or false"))
}

fn known_versions() -> String {
    format!("a version from {} to {}", Version::OLDEST, Version::NEWEST)
}

fn cidrs(list: Part<'_>) -> Result<Vec<String>, Misstatement> {
    list.each_once(|item| {
        let range = Cidr::parse(item.text)
            .filter(|range| strict_prefix(item.text, *range) == Strict::Fine)
            .ok_or_else(|| item.must_be("a range such as 10.96.0.0/12 or fd00::/108"))?;
        if !range.is_network() {
            return Err(item.must_be(&format!("{range}, which starts at its first address")));
        }
        Ok(range.to_string())
    })
}

fn port_range(whole: Part<'_>) -> Result<(u16, u16), Misstatement> {
    let number = |text: &str| {
        let digits = text.trim();
        let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<u16>().ok().filter(|&port| is_plain && port > 0)
    };
    let range = whole.text.split_once('-').and_then(|(first, last)| Some((number(first)?, number(last)?)));
    range
        .filter(|(first, last)| first <= last)
        .ok_or_else(|| whole.must_be("two ports from 1 to 65535, the lower one first, such as 30000-32767"))
}

fn nodes(list: Part<'_>) -> Result<Vec<AssumedNode>, Misstatement> {
    let mut out: Vec<AssumedNode> = Vec::new();
    for item in list.items() {
        let (name, zone) = match item.text.split_once('=') {
            Some((name, zone)) => (name.trim_end(), Some(zone.trim_start())),
            None => (item.text, None),
        };
        if name.len() > 253 || !is_subdomain_text(name) {
            return Err(item.wrong("must start with a node's name in lower case such as node-a"));
        }
        match zone {
            Some("") => return Err(item.wrong("has no zone after `=`")),
            Some(zone) if zone.len() > 63 || !is_label_value_text(zone) => {
                return Err(item.wrong("must name a zone that is a label value such as zone-1"));
            }
            Some(_) | None => {}
        }
        if out.iter().any(|node| node.name == name) {
            return Err(item.wrong("is listed twice"));
        }
        out.push(AssumedNode { name: name.to_owned(), zone: zone.map(str::to_owned) });
    }
    Ok(out)
}

fn namespace(item: Part<'_>) -> Result<String, Misstatement> {
    if item.text.len() > 63 || !is_label_text(item.text) {
        return Err(item.must_be("a namespace's name in lower case such as shop"));
    }
    Ok(item.text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_can_be_stated() {
        let mut assumptions = Assumptions::default();
        for (fact, text) in [
            (FactName::Kubernetes, "v1.36.2"),
            (FactName::ServiceCidrs, "10.96.0.0/12"),
            (FactName::PodCidrs, "10.244.0.0/16,fd00::/48"),
            (FactName::IpFamilies, "IPv6, IPv4"),
            (FactName::NodePortRange, "30000-31000"),
            (FactName::ClusterDomain, "corp.local"),
            (FactName::Nodes, "a=zone-1,b"),
            (FactName::DefaultNamespace, "shop"),
            (FactName::GatewayChannel, "none"),
            (FactName::AllowPrivileged, "false"),
            (FactName::AsManifests, "true"),
            (FactName::Complete, "shop,web"),
        ] {
            assert_eq!(assumptions.state(fact, text), Ok(()), "{fact:?}");
        }
        assert_eq!(assumptions.kubernetes, Fact::Stated(Version { minor: 36 }));
        assert_eq!(assumptions.ip_families, Fact::Stated(vec![IpFamily::V6, IpFamily::V4]));
        assert_eq!(assumptions.node_port_range, Fact::Stated((30000, 31000)));
        assert_eq!(assumptions.nodes.get().len(), 2);
        assert_eq!(assumptions.gateway_channel, Fact::Stated(None));
        assert!(assumptions.complete.contains("web") && !assumptions.complete.contains("default"));
    }

    #[test]
    fn every_choice_is_one() {
        for fact in FactName::ALL {
            for choice in fact.choices() {
                assert_eq!(Assumptions::default().state(fact, choice), Ok(()), "{fact:?}");
            }
        }
    }

    #[test]
    fn what_no_cluster_has_is_refused_at_its_place() {
        let mut assumptions = Assumptions::default();
        for (fact, text, said) in [
            (FactName::Kubernetes, "1.12", "`1.12` must be a version from 1.32 to 1.37"),
            (FactName::Kubernetes, "1.+37", "`1.+37` must be"),
            (FactName::Kubernetes, "1.37.x", "`1.37.x` must be"),
            (FactName::ServiceCidrs, "10.96.0.0", "`10.96.0.0` must be a range"),
            (
                FactName::ServiceCidrs,
                "fd00::/108, 10.96.0.1/12",
                "`10.96.0.1/12` (at character 13) must be 10.96.0.0/12, which starts at its first address",
            ),
            (FactName::PodCidrs, "10.0.0.0/8,10.0.0.0/8", "`10.0.0.0/8` (at character 12) is listed twice"),
            (FactName::IpFamilies, "IPv5", "`IPv5` must be IPv4 or IPv6"),
            (FactName::IpFamilies, "IPv4,IPv4", "`IPv4` (at character 6) is listed twice"),
            (FactName::NodePortRange, "31000-30000", "`31000-30000` must be two ports"),
            (FactName::NodePortRange, "0-70000", "`0-70000` must be two ports"),
            (FactName::ClusterDomain, "../x", "`../x` must be a DNS name"),
            (FactName::ClusterDomain, "Cluster.local", "`Cluster.local` must be a DNS name"),
            (FactName::Nodes, "a=,b", "`a=` (at character 1) has no zone"),
            (FactName::Nodes, "b,a=", "`a=` (at character 3) has no zone"),
            (FactName::Nodes, "a,,b", "what stands at character 3 must start with a node's name"),
            (FactName::Nodes, "a,a=z", "`a=z` (at character 3) is listed twice"),
            (FactName::DefaultNamespace, "Shop", "`Shop` must be a namespace's name"),
            (FactName::Complete, "shop,*", "`*` (at character 6) must be a namespace's name"),
            (FactName::GatewayChannel, "beta", "`beta` must be standard"),
            (FactName::AllowPrivileged, "yes", "`yes` must be true or false"),
        ] {
            let refusal = assumptions.state(fact, text).err().map(|wrong| wrong.to_string());
            assert!(refusal.as_ref().is_some_and(|told| told.starts_with(said)), "{text}: {refusal:?}");
        }
        assert_eq!(assumptions.state(FactName::Complete, " "), Ok(()));
        assert_eq!(assumptions, Assumptions::default());
    }
}
