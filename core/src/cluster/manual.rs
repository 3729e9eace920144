//! Slices that a hand wrote, and those that the endpointslicemirroring controller makes of hand-written Endpoints.
//!
//! Source: kubernetes v1.37 pkg/controller/endpointslicemirroring/{endpointslicemirroring_controller,reconciler,utils}.go

use super::address::{family, parse_ip_sloppy};
use super::controllers::Controllers;
use super::legacy::{ANNOTATION_TRIGGER_TIME, repack_subsets};
use super::slices::slice_port;
use super::state::{LegacyAddress, Slice, SliceEndpoint, SlicePort, SliceSource};
use crate::go::ip::IpFamily;
use crate::object::endpoints::{self, EndpointSlice, Endpoints, LABEL_MANAGED_BY, LABEL_SERVICE_NAME};
use crate::object::{Object, Sourced, pairs};
use std::collections::BTreeMap;

/// The value of the label that says who writes a mirrored slice.
pub const MIRRORING_CONTROLLER_NAME: &str = "endpointslicemirroring-controller.k8s.io";
/// How many addresses of a subset are mirrored at most.
///
/// Source: kubernetes v1.37 pkg/controller/endpointslicemirroring/config/v1alpha1/defaults.go
const MAX_ENDPOINTS_PER_SUBSET: usize = 1000;

/// Says whether Endpoints are mirrored if their Service has no selector.
///
/// Source: kubernetes v1.37 pkg/controller/endpointslicemirroring/endpointslicemirroring_controller.go shouldMirror
pub fn should_mirror(endpoints: &Object) -> bool {
    let labels = endpoints.labels();
    let skips = labels
        .iter()
        .any(|pair| pair.key == "endpointslice.kubernetes.io/skip-mirror" && pair.value.value == "true");
    !skips && endpoints.annotation("control-plane.alpha.kubernetes.io/leader").is_none()
}

/// The slices of hand-written Endpoints: one per set of ports and family.
///
/// Source: kubernetes v1.37 pkg/controller/endpointslicemirroring/reconciler.go reconcile
pub(super) fn mirror(ctx: &Controllers<'_>, object: &Object, endpoints: &Endpoints) -> Vec<Slice> {
    type Key = (IpFamily, Vec<SlicePort>);
    let mut groups: BTreeMap<Key, BTreeMap<EndpointKey, SliceEndpoint>> = BTreeMap::new();
    for subset in repack_subsets(endpoints) {
        let ready = subset.addresses.iter().map(|address| (address, true));
        let not_ready = subset.not_ready_addresses.iter().map(|address| (address, false));
        let mut ports = subset.ports.clone();
        ports.sort_unstable();
        let valid =
            ready.chain(not_ready).filter_map(|(address, ready)| address_to_endpoint(ctx, address, ready));
        for (family, endpoint) in valid.take(MAX_ENDPOINTS_PER_SUBSET) {
            groups.entry((family, ports.clone())).or_default().insert(EndpointKey::of(&endpoint), endpoint);
        }
    }
    let slice = |((family, ports), endpoints): (Key, BTreeMap<EndpointKey, SliceEndpoint>)| Slice {
        source: SliceSource::Mirrored(object.id),
        namespace: object.namespace.clone(),
        service_name: object.name.clone(),
        labels: mirrored_labels(object),
        annotations: mirrored_annotations(object),
        address_type: family.as_str().to_owned(),
        ports,
        endpoints: endpoints.into_values().take(MAX_ENDPOINTS_PER_SUBSET).collect(),
    };
    groups.into_iter().map(slice).collect()
}

/// What makes two mirrored endpoints one.
///
/// Source: k8s.io/endpointslice v0.37 util/endpointset.go hashEndpoint
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct EndpointKey {
    addresses: Vec<String>,
    hostname: Option<String>,
    namespace: String,
    name: String,
}

impl EndpointKey {
    fn of(endpoint: &SliceEndpoint) -> Self {
        let target = endpoint.target_ref.clone().unwrap_or_default();
        Self {
            addresses: endpoint.addresses.clone(),
            hostname: endpoint.hostname.clone(),
            namespace: target.namespace,
            name: target.name,
        }
    }
}

/// Source: kubernetes v1.37 pkg/controller/endpointslicemirroring/utils.go addressToEndpoint
fn address_to_endpoint(
    ctx: &Controllers<'_>,
    address: &LegacyAddress,
    ready: bool,
) -> Option<(IpFamily, SliceEndpoint)> {
    let ip = parse_ip_sloppy(&address.ip)?;
    let endpoint = SliceEndpoint {
        addresses: vec![ip.to_string()],
        pod: address.target_ref.as_ref().and_then(|target| ctx.pod_of(target)),
        ready: Some(ready),
        serving: None,
        terminating: None,
        hostname: address.hostname.clone(),
        node_name: address.node_name.clone(),
        zone: None,
        hint_zones: Vec::new(),
        hint_nodes: Vec::new(),
        target_ref: address.target_ref.clone(),
    };
    Some((family(ip), endpoint))
}

fn mirrored_labels(object: &Object) -> BTreeMap<String, String> {
    let mut labels: BTreeMap<String, String> =
        object.labels().into_iter().map(|pair| (pair.key, pair.value.value)).collect();
    labels.insert(LABEL_SERVICE_NAME.to_owned(), object.name.clone());
    labels.insert(LABEL_MANAGED_BY.to_owned(), MIRRORING_CONTROLLER_NAME.to_owned());
    labels
}

fn mirrored_annotations(object: &Object) -> BTreeMap<String, String> {
    let written = pairs(object.value.get("metadata").get("annotations"));
    let is_copied = |key: &str| {
        key != ANNOTATION_TRIGGER_TIME && key != "kubectl.kubernetes.io/last-applied-configuration"
    };
    written.into_iter().map(|pair| (pair.key, pair.value.value)).filter(|(key, _)| is_copied(key)).collect()
}

/// A slice that a hand wrote; `None` if it belongs to no Service.
pub(super) fn as_written(ctx: &Controllers<'_>, object: &Object, slice: &EndpointSlice) -> Option<Slice> {
    Some(Slice {
        source: SliceSource::Manual(object.id),
        namespace: object.namespace.clone(),
        service_name: slice.service_name.as_ref()?.value.clone(),
        labels: object.labels().into_iter().map(|pair| (pair.key, pair.value.value)).collect(),
        annotations: BTreeMap::new(),
        address_type: slice.address_type.value.clone(),
        ports: slice.ports.iter().map(slice_port).collect(),
        endpoints: slice.endpoints.iter().map(|endpoint| written_endpoint(ctx, endpoint)).collect(),
    })
}

fn written_endpoint(ctx: &Controllers<'_>, endpoint: &endpoints::SliceEndpoint) -> SliceEndpoint {
    let text = |part: &Option<Sourced<String>>| part.as_ref().map(|text| text.value.clone());
    let flag = |part: &Option<Sourced<bool>>| part.as_ref().map(|flag| flag.value);
    SliceEndpoint {
        addresses: endpoint.addresses.iter().map(|address| address.value.clone()).collect(),
        pod: endpoint.target_ref.as_ref().and_then(|target| ctx.pod_of(target)),
        ready: flag(&endpoint.ready),
        serving: flag(&endpoint.serving),
        terminating: flag(&endpoint.terminating),
        hostname: text(&endpoint.hostname),
        node_name: text(&endpoint.node_name),
        zone: text(&endpoint.zone),
        hint_zones: endpoint.hint_zones.clone(),
        hint_nodes: endpoint.hint_nodes.clone(),
        target_ref: endpoint.target_ref.clone(),
    }
}
