//! Every record of Services and Pods, for a table.

use super::fqdn;
use super::lookup::{Dns, Host, NO_PORT, cluster_ips, is_served, service_name, slice_ports};
use super::options::PodMode;
use super::record::{Record, RecordData, RecordType};
use crate::go::ip::IpFamily;
use crate::object::Object;
use crate::object::service::{Service, ServiceType};
use std::collections::BTreeSet;
use std::net::IpAddr;

impl Dns<'_> {
    /// Every record of every Service, and of Pods where they have records; sorted, without repeats.
    ///
    /// Costs what it yields, which is linear in Service ports and endpoint ports.
    pub fn all_records(&self) -> Vec<Record> {
        let mut out = BTreeSet::new();
        for object in crate::cluster::live(self.world.objects) {
            if let Some(service) = object.service()
                && self.namespace_exposed(&object.namespace)
            {
                out.extend(self.service_records(object, service));
            }
        }
        if self.options.pods == PodMode::Verified {
            for pod in &self.world.cluster.pods {
                out.extend(pod.ips.iter().flat_map(|ip| self.pod_records(&pod.namespace, ip)));
            }
        }
        out.into_iter().collect()
    }

    /// The records of one Service, in the order of the plugin.
    pub fn service_records(&self, object: &Object, service: &Service) -> Vec<Record> {
        let [zone, ..] = self.zones();
        let name = service_name(object, &zone);
        let mut out: Vec<Record> = Vec::new();
        if service.kind == ServiceType::ExternalName {
            let alias = self.ask(&name, RecordType::Cname).map(|reply| reply.answer).unwrap_or_default();
            return alias;
        }
        for kind in [RecordType::A, RecordType::Aaaa, RecordType::Srv] {
            out.extend(self.ask(&name, kind).map(|reply| reply.answer).unwrap_or_default());
        }
        let mut ports: BTreeSet<(String, String)> = BTreeSet::new();
        if service.is_headless() {
            for slice in self.slices_of(object) {
                let named = slice_ports(slice).into_iter().filter(|(_, number, _)| *number != NO_PORT);
                ports.extend(named.map(|(name, _, protocol)| (name.to_owned(), protocol.to_lowercase())));
            }
        } else {
            let written = service.ports.iter();
            ports.extend(written.map(|p| (p.name_str().to_owned(), p.protocol.value.to_lowercase())));
        }
        for (port, protocol) in ports.into_iter().filter(|(port, _)| !port.is_empty()) {
            let asked = format!("_{port}._{protocol}.{name}");
            out.extend(self.ask(&asked, RecordType::Srv).map(|reply| reply.answer).unwrap_or_default());
        }
        if !service.is_headless() {
            for host in cluster_ips(self.world, service) {
                out.extend(pointer(&host, &name));
            }
        }
        for slice in self.slices_of(object) {
            for endpoint in slice.endpoints.iter().filter(|endpoint| is_served(endpoint)) {
                for address in &endpoint.addresses {
                    let target = format!("{}.{name}", self.endpoint_hostname(endpoint, address));
                    let Ok(ip) = address.parse::<IpAddr>() else {
                        let data = RecordData::Alias(fqdn(address));
                        out.push(Record { name: target, kind: RecordType::Cname, data });
                        continue;
                    };
                    let kind = if ip.is_ipv4() { RecordType::A } else { RecordType::Aaaa };
                    let data = RecordData::Address(ip.to_string());
                    let family = if ip.is_ipv4() { IpFamily::V4 } else { IpFamily::V6 };
                    if !self.service_by_ip.contains_key(address.as_str()) {
                        out.extend(pointer(&Host::Address(ip.to_string(), family), &target));
                    }
                    out.push(Record { name: target, kind, data });
                }
            }
        }
        out
    }

    fn pod_records(&self, namespace: &str, ip: &str) -> Vec<Record> {
        let [zone, ..] = self.zones();
        let label = ip.replace(['.', ':'], "-");
        let name = format!("{label}.{namespace}.pod.{zone}");
        let kinds = [RecordType::A, RecordType::Aaaa];
        kinds.into_iter().filter_map(|kind| self.ask(&name, kind)).flat_map(|reply| reply.answer).collect()
    }
}

/// The record that names an address.
fn pointer(host: &Host, target: &str) -> Option<Record> {
    let Host::Address(address, _) = host else { return None };
    let name = match address.parse::<IpAddr>().ok()? {
        IpAddr::V4(ip) => {
            let [a, b, c, d] = ip.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa.")
        }
        IpAddr::V6(ip) => {
            let digits = ip.octets().into_iter().rev().flat_map(|octet| [octet & 0xf, octet >> 4]);
            let labels: Vec<String> = digits.map(|digit| format!("{digit:x}")).collect();
            format!("{}.ip6.arpa.", labels.join("."))
        }
    };
    Some(Record { name, kind: RecordType::Ptr, data: RecordData::Pointer(target.to_owned()) })
}
