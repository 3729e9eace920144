//! DNS: the records that CoreDNS serves for Services and Pods, and how a container resolves a name.
//!
//! ```text
//! name as typed ──hosts file, search path──▶ question ──zone──▶ Reply (records, or none)
//! ```
//!
//! Names outside the cluster's zones are never answered: what they resolve to is unknown.

pub mod listing;
mod lookup;
mod options;
mod record;
pub mod resolver;

pub use lookup::Dns;
pub use options::{DnsOptions, PodMode};
pub use record::{Rcode, Record, RecordData, RecordType, Reply};

use super::state::Presence;
use crate::go::ip::IpFamily;
use lookup::{Failure, Host, Question};
use std::collections::BTreeSet;

/// How many aliases are followed for one question.
///
/// Source: coredns v1.15 plugin/backend_lookup.go maxCnameChainLength
const MAX_CNAME_CHAIN_LENGTH: usize = 10;
/// How many names are looked up for one question in all.
const MAX_LOOKUPS: usize = 256;

impl Dns<'_> {
    /// The zones that are served, each with a dot at the end.
    fn zones(&self) -> [String; 3] {
        let domain = self.world.assumptions.cluster_domain.get().trim_end_matches('.').to_lowercase();
        [format!("{domain}."), "in-addr.arpa.".to_owned(), "ip6.arpa.".to_owned()]
    }

    /// The zone that a whole lower-case name lies in.
    fn zone(&self, name: &str) -> Option<String> {
        self.zones().into_iter().find(|zone| is_sub_domain(zone, name))
    }

    /// Answers a question about a whole name, with or without the dot at the end; `None` for a name outside the
    /// cluster's zones.
    ///
    /// Source: coredns v1.15 plugin/kubernetes/handler.go ServeDNS, plugin/backend_lookup.go
    pub fn ask(&self, name: &str, kind: RecordType) -> Option<Reply> {
        let name = fqdn(name);
        let zone = self.zone(&name.to_lowercase())?;
        let mut budget = MAX_LOOKUPS;
        let question = Question { name: &name, zone: &zone, kind };
        let answer = match kind {
            RecordType::A => self.addresses(&question, IpFamily::V4, &mut Vec::new(), &mut budget),
            RecordType::Aaaa => self.addresses(&question, IpFamily::V6, &mut Vec::new(), &mut budget),
            RecordType::Cname => self.services(&question).map(|hosts| alias(&name, &hosts)),
            RecordType::Srv => self.services(&question).map(|hosts| srv(&name, &hosts)),
            RecordType::Ptr => self.reverse(&question),
            RecordType::Txt => self.text(&question),
        };
        let (rcode, answer) = match answer {
            Ok(records) => (Rcode::NoError, records),
            Err(Failure::NameError) => (Rcode::NxDomain, Vec::new()),
        };
        let certain = self.is_certain(&name.to_lowercase(), &zone, &answer);
        Some(Reply { rcode, answer, certain })
    }

    /// Says whether what the input does not show could change an answer.
    fn is_certain(&self, name: &str, zone: &str, answer: &[Record]) -> bool {
        let is_open = |record: &Record| match &record.data {
            RecordData::Alias(target) => self.zone(&target.to_lowercase()).is_none(),
            _ => false,
        };
        if !answer.is_empty() {
            return !answer.iter().any(is_open);
        }
        let Some(rest) = name.strip_suffix(zone) else { return true };
        let mut labels = rest.trim_end_matches('.').rsplit('.');
        let Some("svc" | "pod") = labels.next() else { return true };
        let Some(namespace) = labels.next() else { return true };
        match (self.world.namespace(namespace), labels.next()) {
            (Presence::Absent, _) | (Presence::Present(()), None) => true,
            (Presence::Unknown, _) => false,
            (Presence::Present(()), Some(service)) => match self.world.service(namespace, service) {
                Presence::Present((object, view)) => {
                    !view.is_headless() || view.selector.is_none() || {
                        let pods = self.world.pods_matching(object, view);
                        !matches!(pods, Presence::Unknown)
                    }
                }
                Presence::Absent => true,
                Presence::Unknown => false,
            },
        }
    }

    /// Addresses of a name, aliases followed.
    ///
    /// Source: coredns v1.15 plugin/backend_lookup.go A, AAAA
    fn addresses(
        &self,
        question: &Question<'_>,
        family: IpFamily,
        previous: &mut Vec<String>,
        budget: &mut usize,
    ) -> Result<Vec<Record>, Failure> {
        let kind = if family == IpFamily::V4 { RecordType::A } else { RecordType::Aaaa };
        let mut seen = BTreeSet::new();
        let mut records = Vec::new();
        let Some(left) = budget.checked_sub(1) else { return Ok(records) };
        *budget = left;
        for found in self.services(question)? {
            match &found.host {
                Host::Address(address, of) if *of == family => {
                    if seen.insert(address.clone()) {
                        let data = RecordData::Address(address.clone());
                        records.push(Record { name: question.name.to_owned(), kind, data });
                    }
                }
                Host::Address(..) => {}
                Host::Name(host) => {
                    let target = fqdn(host);
                    let lower = target.to_lowercase();
                    let is_own = is_sub_domain(&question.name.to_lowercase(), &lower);
                    let is_known = previous.contains(&target);
                    if is_own || is_known || previous.len() > MAX_CNAME_CHAIN_LENGTH {
                        continue;
                    }
                    let cname = Record {
                        name: question.name.to_owned(),
                        kind: RecordType::Cname,
                        data: RecordData::Alias(target.clone()),
                    };
                    if !is_sub_domain(question.zone, &lower) {
                        records.push(cname);
                        continue;
                    }
                    previous.push(target.clone());
                    let next = Question { name: &target, zone: question.zone, kind };
                    let answer = self.addresses(&next, family, previous, budget);
                    previous.pop();
                    if let Ok(mut answer) = answer
                        && !answer.is_empty()
                    {
                        records.push(cname);
                        records.append(&mut answer);
                    }
                }
            }
        }
        Ok(records)
    }

    /// Source: coredns v1.15 plugin/kubernetes/kubernetes.go Services (TXT)
    fn text(&self, question: &Question<'_>) -> Result<Vec<Record>, Failure> {
        if question.name.to_lowercase() == format!("dns-version.{}", question.zone) {
            let data = RecordData::Text("1.1.0".to_owned());
            return Ok(vec![Record { name: question.name.to_owned(), kind: RecordType::Txt, data }]);
        }
        match self.records(question) {
            Ok(found) if !found.is_empty() || self.asks_for_zone(question) => Ok(Vec::new()),
            _ => Err(Failure::NameError),
        }
    }
}

/// Source: coredns v1.15 plugin/backend_lookup.go CNAME
fn alias(name: &str, hosts: &[lookup::Found]) -> Vec<Record> {
    let Some(lookup::Found { host: Host::Name(host), .. }) = hosts.first() else { return Vec::new() };
    vec![Record { name: name.to_owned(), kind: RecordType::Cname, data: RecordData::Alias(fqdn(host)) }]
}

/// Source: coredns v1.15 plugin/backend_lookup.go SRV
pub(crate) fn srv(name: &str, hosts: &[lookup::Found]) -> Vec<Record> {
    // Records without a port take part in the weights, though they are not served.
    let weight = (100 / hosts.len().max(1)).max(1) as u16;
    let mut seen = BTreeSet::new();
    let served = hosts.iter().filter(|found| found.port != lookup::NO_PORT);
    let records = served.filter_map(|found| {
        let target = match &found.host {
            Host::Address(..) => found.key.clone(),
            Host::Name(host) => fqdn(host),
        };
        seen.insert((target.clone(), found.port)).then(|| Record {
            name: name.to_owned(),
            kind: RecordType::Srv,
            data: RecordData::Service { weight, port: found.port, target },
        })
    });
    records.collect()
}

/// A name with the dot at its end.
pub(crate) fn fqdn(name: &str) -> String {
    if name.ends_with('.') { name.to_owned() } else { format!("{name}.") }
}

/// Says whether a whole name lies in a zone or is it; both in lower case.
fn is_sub_domain(zone: &str, name: &str) -> bool {
    name.strip_suffix(zone).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}
