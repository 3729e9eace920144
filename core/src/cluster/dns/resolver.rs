//! How a container resolves a name: the hosts file and the resolver configuration that the kubelet writes for its
//! Pod, and the search path, step by step.

use super::lookup::Dns;
use super::record::{Rcode, RecordType, Reply};
use crate::cluster::state::ClusterPod;
use crate::object::Object;
use crate::value::Value;

/// Who answers a Pod's questions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nameserver {
    /// The cluster's DNS.
    Cluster,
    /// The node's resolver, which does not know the cluster's names.
    Node,
    /// An address that `dnsConfig` adds.
    Address(String),
}

/// A Pod's resolver configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResolvConf {
    /// Who is asked, the first one first.
    pub nameservers: Vec<Nameserver>,
    /// What is appended to short names. The node's own search path, which may follow, is not known.
    pub searches: Vec<String>,
    /// A name with fewer dots is tried with the search path first.
    pub ndots: u32,
    /// The dnsPolicy that is in force; `Default` where `ClusterFirst` falls back to it.
    pub policy: &'static str,
}

/// One attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The whole name that is asked for, without the dot at its end.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The hosts file has it: the addresses.
    HostsFile(Vec<String>),
    /// The cluster's DNS answers.
    Answered(Reply),
    /// The name lies outside the cluster, or another server is asked: nobody can tell.
    Outside,
}

/// The way from a name as typed to an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The attempts in order; the last one decides.
    pub steps: Vec<Step>,
}

/// The most search domains and characters that the kubelet writes.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go MaxDNSSearchPaths, MaxDNSSearchListChars
const MAX_SEARCH_PATHS: usize = 32;
const MAX_SEARCH_CHARS: usize = 2048;
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go MaxDNSNameservers
const MAX_NAMESERVERS: usize = 3;

/// The spec of an object's Pods: its own, or that of its template; an absent value for other kinds.
pub fn pod_spec(object: &Object) -> &Value {
    let spec = object.value.get("spec");
    if object.pod().is_some() {
        spec
    } else if object.workload().is_none() {
        Value::absent()
    } else if spec.has("jobTemplate") {
        spec.get("jobTemplate").get("spec").get("template").get("spec")
    } else {
        spec.get("template").get("spec")
    }
}

/// The resolver configuration of a Pod of `object` in `namespace`.
///
/// Source: kubernetes v1.37 pkg/kubelet/network/dns/dns.go GetPodDNS
pub fn resolv_conf(object: &Object, namespace: &str, cluster_domain: &str) -> ResolvConf {
    let spec = pod_spec(object);
    let host_network = spec.bool("hostNetwork").unwrap_or(false);
    let policy = match spec.str("dnsPolicy") {
        "None" => "None",
        "Default" => "Default",
        "ClusterFirstWithHostNet" => "ClusterFirstWithHostNet",
        _ if host_network => "Default",
        _ => "ClusterFirst",
    };
    let mut conf = ResolvConf { nameservers: Vec::new(), searches: Vec::new(), ndots: 1, policy };
    match policy {
        "None" => {}
        "Default" => conf.nameservers.push(Nameserver::Node),
        _ => {
            conf.nameservers.push(Nameserver::Cluster);
            conf.searches = vec![
                format!("{namespace}.svc.{cluster_domain}"),
                format!("svc.{cluster_domain}"),
                cluster_domain.to_owned(),
            ];
            conf.ndots = 5;
        }
    }
    let config = spec.get("dnsConfig");
    let texts = |list: &str| {
        config.list(list).iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>()
    };
    for address in texts("nameservers").into_iter().map(Nameserver::Address) {
        if !conf.nameservers.contains(&address) {
            conf.nameservers.push(address);
        }
    }
    for search in texts("searches") {
        if !conf.searches.contains(&search) {
            conf.searches.push(search);
        }
    }
    for option in config.list("options").iter().filter(|option| option.str("name") == "ndots") {
        // The resolver reads digits and takes 15 at most.
        conf.ndots = option.str("value").parse().unwrap_or(0).min(15);
    }
    conf.nameservers.truncate(MAX_NAMESERVERS);
    fit_searches(&mut conf.searches);
    conf
}

/// Source: kubernetes v1.37 pkg/kubelet/network/dns/dns.go formDNSSearchFitsLimits
fn fit_searches(searches: &mut Vec<String>) {
    searches.truncate(MAX_SEARCH_PATHS);
    let mut length = 0;
    let fitting = searches.iter().take_while(|search| {
        length += search.len() + usize::from(length > 0);
        length <= MAX_SEARCH_CHARS
    });
    let count = fitting.count();
    searches.truncate(count);
}

/// The names that are tried for a name as typed, in order, as the GNU C library does. Others differ: musl does not use
/// the search path for a name with `ndots` dots or more.
///
/// Source: resolv.conf(5), glibc resolv/res_query.c __res_context_search
pub fn candidates(conf: &ResolvConf, typed: &str) -> Vec<String> {
    if let Some(whole) = typed.strip_suffix('.') {
        return vec![whole.to_owned()];
    }
    let dots = typed.bytes().filter(|byte| *byte == b'.').count();
    let searched = conf.searches.iter().map(|search| match search.trim_end_matches('.') {
        "" => typed.to_owned(),
        search => format!("{typed}.{search}"),
    });
    let mut out: Vec<String> = Vec::new();
    let first = (dots >= conf.ndots as usize).then(|| typed.to_owned());
    for name in first.into_iter().chain(searched).chain([typed.to_owned()]) {
        if !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// The addresses of a name in a Pod's hosts file.
///
/// Source: kubernetes v1.37 pkg/kubelet/kubelet_pods.go managedHostsFileContent, hostsEntriesFromHostAliases,
/// GeneratePodHostNameAndDomain
fn in_hosts_file(object: &Object, pod: &ClusterPod, cluster_domain: &str, typed: &str) -> Vec<String> {
    let spec = pod_spec(object);
    let typed = typed.trim_end_matches('.');
    let is_typed = |name: &str| name.eq_ignore_ascii_case(typed);
    let mut out: Vec<String> = Vec::new();
    if !spec.bool("hostNetwork").unwrap_or(false) {
        if is_typed("localhost") {
            out.extend(["127.0.0.1".to_owned(), "::1".to_owned()]);
        }
        let hostname = pod.hostname.as_deref().unwrap_or(&pod.name);
        let domain = pod.subdomain.as_ref().filter(|subdomain| !subdomain.is_empty());
        let is_own = domain.is_some_and(|subdomain| {
            is_typed(&format!("{hostname}.{subdomain}.{}.svc.{cluster_domain}", pod.namespace))
        });
        if is_typed(hostname) || is_own {
            out.extend(pod.ips.iter().cloned());
        }
    }
    for alias in spec.list("hostAliases") {
        if alias.list("hostnames").iter().filter_map(Value::as_str).any(is_typed) {
            out.push(alias.str("ip").to_owned());
        }
    }
    out
}

impl Dns<'_> {
    /// Resolves a name as a container of `pod` would, whose spec `object` has: every attempt up to the one that decides.
    pub fn resolve(&self, object: &Object, pod: &ClusterPod, typed: &str, kind: RecordType) -> Resolution {
        let domain = self.world.assumptions.cluster_domain.get();
        let addresses = in_hosts_file(object, pod, domain, typed);
        if !addresses.is_empty() {
            let outcome = Outcome::HostsFile(addresses);
            return Resolution {
                steps: vec![Step { name: typed.trim_end_matches('.').to_owned(), outcome }],
            };
        }
        let conf = resolv_conf(object, &pod.namespace, domain);
        let asks_cluster = conf.nameservers.first() == Some(&Nameserver::Cluster);
        let mut steps = Vec::new();
        for name in candidates(&conf, typed) {
            let reply = if asks_cluster { self.ask(&name, kind) } else { None };
            let Some(reply) = reply else {
                // Nobody can tell whether this name exists, so nothing later is certain.
                steps.push(Step { name, outcome: Outcome::Outside });
                break;
            };
            let decides = reply.rcode == Rcode::NoError && !reply.answer.is_empty();
            steps.push(Step { name, outcome: Outcome::Answered(reply) });
            if decides {
                break;
            }
        }
        Resolution { steps }
    }
}
