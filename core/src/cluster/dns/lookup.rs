//! What CoreDNS's kubernetes plugin finds for a question.
//!
//! Source: coredns v1.15 plugin/kubernetes/{kubernetes,parse,reverse,namespace}.go

use super::options::{DnsOptions, PodMode};
use super::record::{Record, RecordData, RecordType};
use crate::cluster::slices::families;
use crate::cluster::state::{Presence, Slice, SliceEndpoint};
use crate::cluster::world::World;
use crate::go::ip::IpFamily;
use crate::object::Object;
use crate::object::service::{Service, ServiceType};
use crate::value::Origin;
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The port of a Service or slice that has none.
pub(crate) const NO_PORT: i64 = -1;

/// A question about a whole name of a zone.
#[derive(Debug, Clone, Copy)]
pub(super) struct Question<'q> {
    pub(super) name: &'q str,
    pub(super) zone: &'q str,
    pub(super) kind: RecordType,
}

/// The name does not exist.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Failure {
    NameError,
}

/// An address or a name that is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Host {
    Address(String, IpFamily),
    Name(String),
}

/// One thing that is found: a host, its port, and the name under which SRV records speak of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) host: Host,
    pub(crate) port: i64,
    pub(crate) key: String,
}

impl Host {
    /// Source: coredns v1.15 plugin/etcd/msg/type.go HostType
    fn of(text: &str) -> Self {
        match text.parse::<IpAddr>() {
            Ok(IpAddr::V4(address)) => Self::Address(address.to_string(), IpFamily::V4),
            Ok(IpAddr::V6(address)) => match address.to_ipv4_mapped() {
                Some(address) => Self::Address(address.to_string(), IpFamily::V4),
                None => Self::Address(address.to_string(), IpFamily::V6),
            },
            Err(_) => Self::Name(text.to_owned()),
        }
    }
}

/// The parts of a name.
///
/// Source: coredns v1.15 plugin/kubernetes/parse.go recordRequest
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct RecordRequest {
    port: String,
    protocol: String,
    endpoint: String,
    service: String,
    namespace: String,
    /// The zone of a name by zone, `""` for any other name.
    topology_zone: String,
    /// Where no endpoint is in the zone, all count.
    prefers_zone: bool,
    is_pod: bool,
    /// The zone itself, or only `svc` or `pod` of it.
    is_apex: bool,
}

impl RecordRequest {
    /// Source: coredns v1.15 plugin/kubernetes/kubernetes.go matchPortAndProtocol
    fn matches(&self, port: &str, protocol: &str) -> bool {
        (self.port.is_empty() || self.port.eq_ignore_ascii_case(port))
            && (self.protocol.is_empty() || self.protocol.eq_ignore_ascii_case(protocol))
    }
}

/// Takes a name apart; `name` is in lower case.
///
/// Source: coredns v1.15 plugin/kubernetes/parse.go parseRequest
fn parse_request(name: &str, zone: &str, zonal: bool) -> Result<RecordRequest, Failure> {
    let base = name.strip_suffix(zone).unwrap_or("").trim_end_matches('.');
    let apex = RecordRequest { is_apex: true, ..RecordRequest::default() };
    if matches!(base, "" | "svc" | "pod") {
        return Ok(apex);
    }
    let mut labels: Vec<&str> = base.split('.').collect();
    let is_pod = match labels.pop() {
        Some("svc") => false,
        Some("pod") => true,
        _ => return Err(Failure::NameError),
    };
    let mut out = RecordRequest { is_pod, ..RecordRequest::default() };
    let mut next = || labels.pop().map(str::to_owned);
    out.namespace = next().unwrap_or_default();
    out.service = next().unwrap_or_default();
    let strip = |label: &str| label.strip_prefix('_').unwrap_or(label).to_owned();
    match labels.as_slice() {
        [] => {}
        [endpoint] => (*endpoint).clone_into(&mut out.endpoint),
        [port, protocol] => {
            out.port = strip(port);
            out.protocol = strip(protocol);
        }
        [topology_zone @ .., directive @ ("pin" | "prefer"), "_zone"] if zonal && !is_pod => {
            out.topology_zone = topology_zone.join(".");
            out.prefers_zone = *directive == "prefer";
        }
        _ => return Err(Failure::NameError),
    }
    Ok(out)
}

impl<'w> Dns<'w> {
    /// Prepares CoreDNS; linear in Services and endpoints.
    pub fn new(world: &'w World<'w>, options: DnsOptions) -> Self {
        let mut service_by_ip = BTreeMap::new();
        for object in crate::cluster::live(world.objects) {
            let Some(service) = object.service() else { continue };
            for ip in service.cluster_ips.iter().chain(&service.cluster_ip) {
                let at = (object.namespace.as_str(), object.name.as_str());
                service_by_ip.entry(ip.value.as_str()).or_insert(at);
            }
        }
        let mut endpoint_by_ip: BTreeMap<&str, Vec<(usize, usize)>> = BTreeMap::new();
        for (slice_at, slice) in world.cluster.slices.iter().enumerate().filter(|_| !options.no_endpoints) {
            for (at, endpoint) in slice.endpoints.iter().enumerate().filter(|(_, e)| is_served(e)) {
                for address in &endpoint.addresses {
                    endpoint_by_ip.entry(address).or_default().push((slice_at, at));
                }
            }
        }
        Self { world, options, service_by_ip, endpoint_by_ip }
    }

    /// Source: coredns v1.15 plugin/kubernetes/kubernetes.go Services
    pub(super) fn services(&self, question: &Question<'_>) -> Result<Vec<Found>, Failure> {
        let mut found = self.records(question)?;
        if question.kind == RecordType::Srv {
            found.retain(|found| matches!(found.host, Host::Address(..)));
        }
        Ok(found)
    }

    /// Source: coredns v1.15 plugin/kubernetes/kubernetes.go Records
    pub(super) fn records(&self, question: &Question<'_>) -> Result<Vec<Found>, Failure> {
        let name = question.name.to_lowercase();
        let request = parse_request(&name, question.zone, self.options.zonal)?;
        if request.is_apex {
            return Ok(Vec::new());
        }
        if !self.namespace_exposed(&request.namespace) {
            return Err(Failure::NameError);
        }
        if request.is_pod { self.find_pods(&request) } else { self.find_services(&request, question.zone) }
    }

    /// Says whether a name asks for the endpoints of a zone.
    pub(super) fn asks_for_zone(&self, question: &Question<'_>) -> bool {
        let request = parse_request(&question.name.to_lowercase(), question.zone, self.options.zonal);
        request.is_ok_and(|request| !request.topology_zone.is_empty()) && self.records(question).is_ok()
    }

    /// Source: coredns v1.15 plugin/kubernetes/namespace.go namespaceExposed
    pub(super) fn namespace_exposed(&self, namespace: &str) -> bool {
        let is_configured = self.options.namespaces.is_empty() || self.options.namespaces.contains(namespace);
        is_configured && matches!(self.world.namespace(namespace), Presence::Present(()))
    }

    /// Source: coredns v1.15 plugin/kubernetes/kubernetes.go findPods
    fn find_pods(&self, request: &RecordRequest) -> Result<Vec<Found>, Failure> {
        if self.options.pods == PodMode::Disabled {
            return Err(Failure::NameError);
        }
        if request.service.is_empty() {
            return Ok(Vec::new());
        }
        let dashes = request.service.bytes().filter(|byte| *byte == b'-').count();
        let is_v4 = dashes == 3 && !request.service.contains("--");
        let ip = request.service.replace('-', if is_v4 { "." } else { ":" });
        let Host::Address(address, family) = Host::of(&ip) else { return Err(Failure::NameError) };
        let found = Found { host: Host::Address(address, family), port: 0, key: String::new() };
        if self.options.pods == PodMode::Insecure {
            return Ok(vec![found]);
        }
        let is_live = |pod: &crate::cluster::state::ClusterPod| {
            !matches!(pod.phase.as_str(), "Succeeded" | "Failed" | "Unknown") && !pod.terminating
        };
        let pods = self.world.cluster.pods_in(&request.namespace);
        let has = pods.iter().any(|pod| is_live(pod) && pod.ips.contains(&ip));
        if has { Ok(vec![found]) } else { Err(Failure::NameError) }
    }

    /// Source: coredns v1.15 plugin/kubernetes/kubernetes.go findServices
    fn find_services(&self, request: &RecordRequest, zone: &str) -> Result<Vec<Found>, Failure> {
        if request.service.is_empty() {
            return Ok(Vec::new());
        }
        let found = self.world.service(&request.namespace, &request.service);
        let Presence::Present((object, service)) = found else { return Err(Failure::NameError) };
        if service.kind == ServiceType::ExternalName {
            let asks_more =
                !request.endpoint.is_empty() || !request.port.is_empty() || !request.protocol.is_empty();
            let name = service.external_name.as_ref().map_or("", |name| name.value.as_str());
            return match Host::of(name) {
                host @ Host::Name(_) if !asks_more => Ok(vec![Found { host, port: 0, key: String::new() }]),
                _ => Err(Failure::NameError),
            };
        }
        if self.options.ignore_empty_service && !service.is_headless() && !self.has_endpoints(object) {
            return Err(Failure::NameError);
        }
        if !request.topology_zone.is_empty() && !service.is_headless() {
            return Err(Failure::NameError);
        }
        let mut out = Vec::new();
        let exists;
        if service.is_headless() || !request.endpoint.is_empty() {
            out = self.find_endpoints(request, object, zone, &request.topology_zone);
            if out.is_empty() && request.prefers_zone {
                out = self.find_endpoints(request, object, zone, "");
            }
            exists = !out.is_empty() || !request.topology_zone.is_empty();
        } else {
            let numbers =
                service.ports.iter().filter(|port| request.matches(port.name_str(), &port.protocol.value));
            let mut numbers: Vec<i64> = numbers.map(crate::object::service::ServicePort::number).collect();
            if service.ports.is_empty() && request.matches("", "") {
                numbers.push(NO_PORT);
            }
            exists = !numbers.is_empty();
            let hosts = cluster_ips(self.world, service);
            for number in numbers {
                let found = hosts.iter().map(|host| Found {
                    host: host.clone(),
                    port: number,
                    key: service_name(object, zone),
                });
                out.extend(found);
            }
        }
        if exists { Ok(out) } else { Err(Failure::NameError) }
    }

    /// The ready endpoints that a name asks for, those of one zone if it is not `""`.
    fn find_endpoints(
        &self,
        request: &RecordRequest,
        object: &Object,
        zone: &str,
        topology_zone: &str,
    ) -> Vec<Found> {
        let mut out = Vec::new();
        for slice in self.slices_of(object) {
            let served = || slice.endpoints.iter().filter(|endpoint| is_served(endpoint));
            let mut zone_of: BTreeMap<&str, String> = BTreeMap::new();
            for endpoint in served().filter(|_| !topology_zone.is_empty()) {
                let zone = endpoint.zone.as_ref().map(|zone| zone.to_lowercase());
                zone_of.extend(endpoint.addresses.iter().filter_map(|ip| Some((ip.as_str(), zone.clone()?))));
            }
            for (port_name, number, protocol) in slice_ports(slice) {
                if !request.matches(port_name, protocol) {
                    continue;
                }
                for endpoint in served() {
                    for address in &endpoint.addresses {
                        let is_elsewhere = !topology_zone.is_empty()
                            && zone_of.get(address.as_str()).is_none_or(|zone| zone != topology_zone);
                        let hostname = self.endpoint_hostname(endpoint, address);
                        let is_other =
                            !request.endpoint.is_empty() && !request.endpoint.eq_ignore_ascii_case(&hostname);
                        if is_elsewhere || is_other {
                            continue;
                        }
                        let key = format!("{hostname}.{}", service_name(object, zone));
                        out.push(Found { host: Host::of(address), port: number, key });
                    }
                }
            }
        }
        out
    }

    /// The slices of a Service, none where endpoints are not watched.
    pub(super) fn slices_of(&self, object: &Object) -> &'w [Slice] {
        if self.options.no_endpoints {
            return &[];
        }
        self.world.cluster.slices_of(&object.namespace, &object.name)
    }

    fn has_endpoints(&self, object: &Object) -> bool {
        self.slices_of(object).iter().flat_map(|slice| &slice.endpoints).any(is_served)
    }

    /// The first label of an endpoint's name.
    ///
    /// Source: coredns v1.15 plugin/kubernetes/kubernetes.go endpointHostname
    pub(super) fn endpoint_hostname(&self, endpoint: &SliceEndpoint, address: &str) -> String {
        if let Some(hostname) = endpoint.hostname.as_ref().filter(|hostname| !hostname.is_empty()) {
            return hostname.clone();
        }
        let target = endpoint.target_ref.as_ref().map_or("", |target| target.name.as_str());
        if self.options.endpoint_pod_names && !target.is_empty() && target.len() < 64 {
            return target.to_owned();
        }
        if address.contains('.') {
            return address.replace('.', "-");
        }
        let mut out = address.replace(':', "-");
        if out.ends_with('-') && address.contains(':') {
            out.push('0');
        }
        out
    }

    /// The names of an address.
    ///
    /// Source: coredns v1.15 plugin/kubernetes/reverse.go Reverse, serviceRecordForIP
    pub(super) fn reverse(&self, question: &Question<'_>) -> Result<Vec<Record>, Failure> {
        let Some(ip) = address_of_reverse(&question.name.to_lowercase()) else {
            return self.records(question).map(|_| Vec::new());
        };
        let [zone, ..] = self.zones();
        let is_hidden =
            |namespace: &str| !self.options.namespaces.is_empty() && !self.namespace_exposed(namespace);
        let pointer = |target| Record {
            name: question.name.to_owned(),
            kind: RecordType::Ptr,
            data: RecordData::Pointer(target),
        };
        if let Some((namespace, name)) = self.service_by_ip.get(ip.as_str()).filter(|(ns, _)| !is_hidden(ns))
        {
            return Ok(vec![pointer(format!("{name}.{namespace}.svc.{zone}"))]);
        }
        let mut names = Vec::new();
        for &(slice, endpoint) in self.endpoint_by_ip.get(ip.as_str()).into_iter().flatten() {
            let Some(slice) = self.world.cluster.slices.get(slice) else { continue };
            let Some(endpoint) = slice.endpoints.get(endpoint) else { continue };
            if !is_hidden(&slice.namespace) {
                let hostname = self.endpoint_hostname(endpoint, &ip);
                names.push(format!("{hostname}.{}.{}.svc.{zone}", slice.service_name, slice.namespace));
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        names.retain(|name| seen.insert(name.clone()));
        if names.is_empty() { Err(Failure::NameError) } else { Ok(names.into_iter().map(pointer).collect()) }
    }
}

/// Only ready endpoints are served; one that does not say is.
///
/// Source: coredns v1.15 plugin/kubernetes/object/endpoint.go endpointsliceReady
pub(super) fn is_served(endpoint: &SliceEndpoint) -> bool {
    endpoint.ready.unwrap_or(true)
}

/// Name, number and protocol of a slice's ports; one without number where it has none.
///
/// Source: coredns v1.15 plugin/kubernetes/object/endpoint.go endpointSliceToEndpoints
pub(super) fn slice_ports(slice: &Slice) -> Vec<(&str, i64, &str)> {
    if slice.ports.is_empty() {
        return vec![("", NO_PORT, "")];
    }
    let port = |port: &'_ crate::cluster::state::SlicePort| port.port.unwrap_or(NO_PORT);
    slice.ports.iter().map(|p| (p.name.as_deref().unwrap_or(""), port(p), p.protocol.as_str())).collect()
}

/// A Service's whole name.
pub(super) fn service_name(object: &Object, zone: &str) -> String {
    format!("{}.{}.svc.{zone}", object.name, object.namespace)
}

/// A Service's cluster IPs; those that only a cluster can tell are one `<allocated>` per family.
pub(super) fn cluster_ips(world: &World<'_>, service: &Service) -> Vec<Host> {
    let mut ips: Vec<_> = service.cluster_ips.iter().collect();
    if ips.is_empty() {
        ips.extend(&service.cluster_ip);
    }
    let allocated = |family: &IpFamily| Host::Address("<allocated>".to_owned(), *family);
    let families = families(service, world.assumptions);
    if ips.is_empty() {
        return families.iter().map(allocated).collect();
    }
    let host = |(at, ip): (usize, &&crate::object::Sourced<String>)| match ip.origin {
        Origin::Allocated(_) => families.get(at).map(allocated),
        Origin::Written(_) | Origin::Defaulted(_) => Some(Host::of(&ip.value)),
    };
    ips.iter().enumerate().filter_map(host).collect()
}

/// The address that a whole name of a reverse zone stands for.
///
/// Source: coredns v1.15 plugin/pkg/dnsutil/reverse.go ExtractAddressFromReverse
fn address_of_reverse(name: &str) -> Option<String> {
    if let Some(rest) = name.strip_suffix(".in-addr.arpa.") {
        let mut parts: Vec<&str> = rest.split('.').collect();
        parts.reverse();
        return parts.join(".").parse::<std::net::Ipv4Addr>().ok().map(|ip| ip.to_string());
    }
    let rest = name.strip_suffix(".ip6.arpa.")?;
    let mut digits: Vec<&str> = rest.split('.').collect();
    digits.reverse();
    let groups: Vec<String> = digits.chunks_exact(4).map(<[&str]>::concat).collect();
    match Host::of(&groups.join(":")) {
        Host::Address(address, _) => Some(address),
        Host::Name(_) => None,
    }
}

/// CoreDNS with its kubernetes plugin over a cluster.
pub struct Dns<'w> {
    pub(super) world: &'w World<'w>,
    pub(super) options: DnsOptions,
    /// Services by cluster IP.
    pub(super) service_by_ip: BTreeMap<&'w str, (&'w str, &'w str)>,
    /// Endpoints by address: slice and endpoint.
    pub(super) endpoint_by_ip: BTreeMap<&'w str, Vec<(usize, usize)>>,
}
