//! Options of CoreDNS's kubernetes plugin.

use std::collections::BTreeSet;

/// Options of CoreDNS's kubernetes plugin; the default is CoreDNS's own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the plugin")]
pub struct DnsOptions {
    /// `pods`.
    pub pods: PodMode,
    /// `endpoint_pod_names`: an endpoint without hostname is named after its Pod.
    pub endpoint_pod_names: bool,
    /// `ignore empty_service`: a Service without ready endpoint has no records.
    pub ignore_empty_service: bool,
    /// `noendpoints`: endpoints have no records.
    pub no_endpoints: bool,
    /// `zonal`: endpoints of headless Services have names by zone.
    pub zonal: bool,
    /// `namespaces`: only these are served; empty means all.
    pub namespaces: BTreeSet<String>,
}

impl DnsOptions {
    /// Reads lines of a `kubernetes` block of a Corefile; what does not change answers is passed over.
    ///
    /// Source: coredns v1.15 plugin/kubernetes/setup.go ParseStanza
    pub fn read<'l>(lines: impl IntoIterator<Item = &'l str>) -> Self {
        let mut out = Self::default();
        for line in lines {
            let mut words = line.split_whitespace();
            match words.next() {
                Some("pods") => {
                    out.pods = match words.next() {
                        Some("insecure") => PodMode::Insecure,
                        Some("verified") => PodMode::Verified,
                        _ => PodMode::Disabled,
                    };
                }
                Some("endpoint_pod_names") => out.endpoint_pod_names = true,
                Some("ignore") => out.ignore_empty_service = words.next() == Some("empty_service"),
                Some("noendpoints") => out.no_endpoints = true,
                Some("zonal") => out.zonal = true,
                Some("namespaces") => out.namespaces.extend(words.map(str::to_owned)),
                _ => {}
            }
        }
        out
    }
}

/// Which Pods have records by address.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum PodMode {
    /// None.
    #[default]
    Disabled,
    /// Any address, whether a Pod has it or not.
    Insecure,
    /// Those of running Pods.
    Verified,
}
