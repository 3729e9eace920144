//! The endpoints controller: Endpoints objects of Services with a selector, and the canonical form of subsets.
//!
//! Source: kubernetes v1.37 pkg/controller/endpoint/endpoints_controller.go, pkg/api/v1/endpoints/util.go

use super::address::{family, parse_ip_sloppy};
use super::controllers::Controllers;
use super::slices::{
    LABEL_HEADLESS, families, is_pod_ready, is_service_ip_set, pod_ref, should_pod_be_in_endpoints,
    should_set_hostname,
};
use super::state::{
    ClusterPod, EndpointsSource, LegacyAddress, LegacyEndpoints, LegacySubset, PodId, SlicePort,
};
use super::target_port::find_port;
use crate::object::endpoints::{EndpointAddress, Endpoints};
use crate::object::service::Service;
use crate::object::{Object, pairs};
use std::collections::{BTreeMap, HashMap};

/// The label that says who writes Endpoints.
pub const LABEL_MANAGED_BY: &str = "endpoints.kubernetes.io/managed-by";
/// The annotation of Endpoints that do not hold every address.
pub const ANNOTATION_OVER_CAPACITY: &str = "endpoints.kubernetes.io/over-capacity";
/// The annotation that the controller changes with every write.
pub(super) const ANNOTATION_TRIGGER_TIME: &str = "endpoints.kubernetes.io/last-change-trigger-time";
/// How many addresses Endpoints hold at most.
const MAX_CAPACITY: usize = 1000;

/// The Endpoints of a Service with a selector; `existing` is what was written by hand under its name.
///
/// Source: kubernetes v1.37 pkg/controller/endpoint/endpoints_controller.go syncService
pub(super) fn sync_service(
    ctx: &Controllers<'_>,
    object: &Object,
    service: &Service,
    pods: &[PodId],
    existing: Option<&Object>,
) -> LegacyEndpoints {
    let mut subsets: Vec<Single<'_>> = Vec::new();
    let include_terminating = service.publish_not_ready_addresses;
    for pod in pods.iter().filter_map(|id| ctx.pods.get(id.0 as usize)) {
        if !should_pod_be_in_endpoints(pod, include_terminating) {
            continue;
        }
        let Some(address) = pod_to_endpoint_address(ctx, object, service, pod) else { continue };
        let ready = service.publish_not_ready_addresses || is_pod_ready(pod);
        let key = (address.ip.clone(), AddressOf::Pod(pod.id));
        let mut add = |port| subsets.push(Single { address: address.clone(), key: key.clone(), ready, port });
        if service.ports.is_empty() {
            if service.is_headless() {
                add(None);
            }
            continue;
        }
        for port in &service.ports {
            let Some(number) = find_port(ctx.template(pod), port).number() else { continue };
            let port = SlicePort {
                name: Some(port.name_str().to_owned()),
                port: Some(number),
                protocol: port.protocol.value.clone(),
                app_protocol: port.app_protocol.as_ref().map(|protocol| protocol.value.clone()),
            };
            add(Some((port, 0)));
        }
    }
    let mut endpoints = LegacyEndpoints {
        source: EndpointsSource::Selector(object.id),
        namespace: object.namespace.clone(),
        name: object.name.clone(),
        labels: object.labels().into_iter().map(|pair| (pair.key, pair.value.value)).collect(),
        annotations: existing.map(annotations).unwrap_or_default(),
        subsets: repack(subsets),
    };
    endpoints.annotations.remove(ANNOTATION_TRIGGER_TIME);
    endpoints.annotations.remove(ANNOTATION_OVER_CAPACITY);
    if truncate(&mut endpoints.subsets) {
        endpoints.annotations.insert(ANNOTATION_OVER_CAPACITY.to_owned(), "truncated".to_owned());
    }
    if is_service_ip_set(service) {
        endpoints.labels.remove(LABEL_HEADLESS);
    } else {
        endpoints.labels.insert(LABEL_HEADLESS.to_owned(), String::new());
    }
    endpoints.labels.insert(LABEL_MANAGED_BY.to_owned(), "endpoint-controller".to_owned());
    endpoints
}

/// Hand-written Endpoints, as they are.
pub(super) fn as_written(object: &Object, endpoints: &Endpoints) -> LegacyEndpoints {
    let subsets = endpoints.subsets.iter().map(|subset| LegacySubset {
        addresses: subset.addresses.iter().map(address).collect(),
        not_ready_addresses: subset.not_ready_addresses.iter().map(address).collect(),
        ports: subset.ports.iter().map(super::slices::slice_port).collect(),
    });
    LegacyEndpoints {
        source: EndpointsSource::Manual(object.id),
        namespace: object.namespace.clone(),
        name: object.name.clone(),
        labels: object.labels().into_iter().map(|pair| (pair.key, pair.value.value)).collect(),
        annotations: annotations(object),
        subsets: subsets.collect(),
    }
}

/// The subsets of hand-written Endpoints in canonical form.
///
/// A port with an `appProtocol` is never one with the equal port of another subset: upstream compares pointers.
pub(super) fn repack_subsets(endpoints: &Endpoints) -> Vec<LegacySubset> {
    let mut singles = Vec::new();
    let mut identity = 0;
    for subset in &endpoints.subsets {
        let ports: Vec<Option<(SlicePort, usize)>> = if subset.ports.is_empty() {
            vec![None]
        } else {
            let port = |port| {
                identity += 1;
                let port = super::slices::named(super::slices::slice_port(port));
                let identity = if port.app_protocol.is_some() { identity } else { 0 };
                Some((port, identity))
            };
            subset.ports.iter().map(port).collect()
        };
        let ready = subset.addresses.iter().map(|address| (address, true));
        let not_ready = subset.not_ready_addresses.iter().map(|address| (address, false));
        let all: Vec<(&EndpointAddress, bool)> = ready.chain(not_ready).collect();
        for port in ports {
            for (written, ready) in &all {
                let uid = written.target_ref.as_ref().map_or("", |target| target.uid.as_str());
                singles.push(Single {
                    address: address(written),
                    key: (written.ip.value.clone(), AddressOf::Uid(uid)),
                    ready: *ready,
                    port: port.clone(),
                });
            }
        }
    }
    repack(singles)
}

fn address(written: &EndpointAddress) -> LegacyAddress {
    let text = |part: &Option<crate::object::Sourced<String>>| part.as_ref().map(|text| text.value.clone());
    LegacyAddress {
        ip: written.ip.value.clone(),
        hostname: text(&written.hostname),
        node_name: text(&written.node_name),
        target_ref: written.target_ref.clone(),
        pod: None,
    }
}

fn annotations(object: &Object) -> BTreeMap<String, String> {
    let written = pairs(object.value.get("metadata").get("annotations"));
    written.into_iter().map(|pair| (pair.key, pair.value.value)).collect()
}

/// Source: kubernetes v1.37 pkg/controller/endpoint/endpoints_controller.go podToEndpointAddressForService
fn pod_to_endpoint_address(
    ctx: &Controllers<'_>,
    object: &Object,
    service: &Service,
    pod: &ClusterPod,
) -> Option<LegacyAddress> {
    let wanted = families(service, ctx.assumptions).first().copied()?;
    let ip = pod.ips.iter().filter_map(|ip| parse_ip_sloppy(ip)).find(|ip| family(*ip) == wanted)?;
    Some(LegacyAddress {
        ip: ip.to_string(),
        hostname: if should_set_hostname(pod, object) { pod.hostname.clone() } else { None },
        node_name: pod.node_name.clone(),
        target_ref: Some(pod_ref(pod)),
        pod: Some(pod.id),
    })
}

/// What tells two addresses of one number apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum AddressOf<'e> {
    Pod(PodId),
    Uid(&'e str),
}

type AddressKey<'e> = (String, AddressOf<'e>);

/// One address with one port.
struct Single<'e> {
    address: LegacyAddress,
    key: AddressKey<'e>,
    ready: bool,
    /// The port with its identity; `None` for an address without ports.
    port: Option<(SlicePort, usize)>,
}

/// Packs addresses with equal ports into subsets: first the addresses of each port, then the ports of each set of
/// addresses. Not ready trumps ready.
///
/// Source: kubernetes v1.37 pkg/api/v1/endpoints/util.go RepackSubsets
fn repack(singles: Vec<Single<'_>>) -> Vec<LegacySubset> {
    let mut addresses: Vec<LegacyAddress> = Vec::new();
    let mut place_of: HashMap<AddressKey<'_>, usize> = HashMap::new();
    let mut addresses_of_port: BTreeMap<Option<(SlicePort, usize)>, BTreeMap<AddressKey<'_>, bool>> =
        BTreeMap::new();
    for single in singles {
        place_of.entry(single.key.clone()).or_insert_with(|| {
            addresses.push(single.address);
            addresses.len() - 1
        });
        let ready = addresses_of_port.entry(single.port).or_default().entry(single.key).or_insert(true);
        *ready = *ready && single.ready;
    }
    let mut ports_of_addresses: BTreeMap<BTreeMap<AddressKey<'_>, bool>, Vec<SlicePort>> = BTreeMap::new();
    for (port, set) in addresses_of_port {
        ports_of_addresses.entry(set).or_default().extend(port.map(|(port, _)| port));
    }
    let subset = |(set, ports): (BTreeMap<AddressKey<'_>, bool>, Vec<SlicePort>)| {
        let of = |wanted: bool| {
            let keys = set.iter().filter(move |(_, ready)| **ready == wanted);
            keys.filter_map(|(key, _)| place_of.get(key).and_then(|&at| addresses.get(at))).cloned().collect()
        };
        LegacySubset { addresses: of(true), not_ready_addresses: of(false), ports }
    };
    ports_of_addresses.into_iter().map(subset).collect()
}

/// The part of `max` that goes to `count` of `total`, rounded up as upstream's floating point does.
#[expect(clippy::cast_sign_loss, reason = "a share of a count is never below zero")]
fn share(count: usize, total: usize, max: usize) -> usize {
    let float = |number: usize| f64::from(number as u32);
    (float(count) / float(total) * float(max)).ceil() as usize
}

/// Cuts Endpoints to their capacity, ready addresses first; says whether anything was cut.
///
/// Source: kubernetes v1.37 pkg/controller/endpoint/endpoints_controller.go truncateEndpoints
fn truncate(subsets: &mut [LegacySubset]) -> bool {
    let ready: usize = subsets.iter().map(|subset| subset.addresses.len()).sum();
    let not_ready: usize = subsets.iter().map(|subset| subset.not_ready_addresses.len()).sum();
    if ready + not_ready <= MAX_CAPACITY {
        return false;
    }
    let cuts_ready = ready > MAX_CAPACITY;
    let (max, total) = if cuts_ready { (MAX_CAPACITY, ready) } else { (MAX_CAPACITY - ready, not_ready) };
    let mut left = max;
    for subset in subsets {
        let list = if cuts_ready { &mut subset.addresses } else { &mut subset.not_ready_addresses };
        list.truncate(share(list.len(), total, max).min(left));
        left -= list.len();
        if cuts_ready {
            subset.not_ready_addresses.clear();
        }
    }
    true
}
