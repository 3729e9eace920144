//! Statements: a fact's name and its text, as options, settings and flags give them.
//!
//! The names are one list for all faces: `kubernetes`, `serviceCidrs`, `podCidrs`, `ipFamilies`, `nodePortRange`,
//! `clusterDomain`, `nodes`, `defaultNamespace`, `gatewayChannel`, `allowPrivileged`, `complete`.
//! Lists are written with commas.

use super::{AssumedNode, Assumptions, Complete, Fact, GatewayChannel, IpFamily, Version};
use ipnet::IpNet;

impl Assumptions {
    /// States a fact by its name, in text; an empty text leaves the default.
    ///
    /// # Errors
    ///
    /// What the text must be, in words that follow the fact's name. Nothing is changed then.
    ///
    /// # Example
    ///
    /// ```
    /// use portolan_core::assumptions::Assumptions;
    ///
    /// let mut assumptions = Assumptions::default();
    /// assumptions.state("serviceCidrs", "10.96.0.0/12, fd00::/108")?;
    /// assert_eq!(assumptions.service_cidrs.stated().map(Vec::len), Some(2));
    /// assert_eq!(assumptions.state("kubernetes", "2.0"), Err("must be a version such as 1.37"));
    /// # Ok::<(), &str>(())
    /// ```
    pub fn state(&mut self, name: &str, text: &str) -> Result<(), &'static str> {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        match name {
            "kubernetes" => {
                let version = Version::parse(text).ok_or("must be a version such as 1.37")?;
                self.kubernetes = Fact::Stated(version);
            }
            "serviceCidrs" => self.service_cidrs = Fact::Stated(cidrs(text)?),
            "podCidrs" => self.pod_cidrs = Fact::Stated(cidrs(text)?),
            "ipFamilies" => {
                let families: Option<Vec<IpFamily>> = list(text).map(IpFamily::parse).collect();
                self.ip_families = Fact::Stated(families.ok_or("must be IPv4, IPv6 or both")?);
            }
            "nodePortRange" => {
                self.node_port_range = Fact::Stated(port_range(text).ok_or("must be like 30000-32767")?);
            }
            "clusterDomain" => self.cluster_domain = Fact::Stated(text.to_owned()),
            "nodes" => self.nodes = Fact::Stated(list(text).map(node).collect()),
            "defaultNamespace" => self.default_namespace = Fact::Stated(text.to_owned()),
            "gatewayChannel" => {
                self.gateway_channel = Fact::Stated(match text {
                    "standard" => Some(GatewayChannel::Standard),
                    "experimental" => Some(GatewayChannel::Experimental),
                    "none" => None,
                    _ => return Err("must be standard, experimental or none"),
                });
            }
            "allowPrivileged" => {
                self.allow_privileged = Fact::Stated(match text {
                    "true" => true,
                    "false" => false,
                    _ => return Err("must be true or false"),
                });
            }
            "complete" if list(text).any(|namespace| namespace == "*") => {
                self.complete = Complete::Everything;
            }
            "complete" => self.complete = Complete::Namespaces(list(text).map(str::to_owned).collect()),
            _ => return Err("is no fact that Portolan knows"),
        }
        Ok(())
    }
}

fn list(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

fn cidrs(text: &str) -> Result<Vec<String>, &'static str> {
    if list(text).any(|cidr| cidr.parse::<IpNet>().is_err()) {
        return Err("must be ranges such as 10.96.0.0/12");
    }
    Ok(list(text).map(str::to_owned).collect())
}

fn port_range(text: &str) -> Option<(u16, u16)> {
    let (first, last) = text.split_once('-')?;
    let range: (u16, u16) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (range.0 > 0 && range.0 <= range.1).then_some(range)
}

fn node(text: &str) -> AssumedNode {
    match text.split_once('=') {
        Some((name, zone)) => AssumedNode { name: name.to_owned(), zone: Some(zone.to_owned()) },
        None => AssumedNode { name: text.to_owned(), zone: None },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_can_be_stated() {
        let mut assumptions = Assumptions::default();
        for (name, text) in [
            ("kubernetes", "v1.36.2"),
            ("serviceCidrs", "10.96.0.0/12"),
            ("podCidrs", "10.244.0.0/16,fd00::/48"),
            ("ipFamilies", "IPv6, IPv4"),
            ("nodePortRange", "30000-31000"),
            ("clusterDomain", "corp.local"),
            ("nodes", "a=zone-1,b"),
            ("defaultNamespace", "shop"),
            ("gatewayChannel", "none"),
            ("allowPrivileged", "false"),
            ("complete", "shop,web"),
        ] {
            assert_eq!(assumptions.state(name, text), Ok(()), "{name}");
        }
        assert_eq!(assumptions.kubernetes, Fact::Stated(Version { minor: 36 }));
        assert_eq!(assumptions.ip_families, Fact::Stated(vec![IpFamily::V6, IpFamily::V4]));
        assert_eq!(assumptions.node_port_range, Fact::Stated((30000, 31000)));
        assert_eq!(assumptions.nodes.get().len(), 2);
        assert_eq!(assumptions.gateway_channel, Fact::Stated(None));
        assert!(assumptions.complete.contains("web") && !assumptions.complete.contains("default"));
    }

    #[test]
    fn what_cannot_be_read_changes_nothing() {
        let mut assumptions = Assumptions::default();
        for (name, text) in [
            ("kubernetes", "1.12"),
            ("serviceCidrs", "10.96.0.0"),
            ("ipFamilies", "IPv5"),
            ("nodePortRange", "31000-30000"),
            ("gatewayChannel", "beta"),
            ("allowPrivileged", "yes"),
            ("colour", "blue"),
        ] {
            assert!(assumptions.state(name, text).is_err(), "{name}");
        }
        assert_eq!(assumptions.state("complete", " "), Ok(()));
        assert_eq!(assumptions, Assumptions::default());
    }
}
