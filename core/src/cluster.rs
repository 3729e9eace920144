//! What the controllers make of admitted objects: Pods, endpoints, slices, DNS records.
//!
//! ```text
//! workloads ──simulate──▶ ClusterPod ─┐
//! Pods ───────────────────▶ ClusterPod ─┼─select──▶ Slice, LegacyEndpoints   (controllers)
//! Services ───────────────────────────┘             + hand-written ones       (as given or mirrored)
//! ```
//!
//! The world is three-valued: what is not in the input may exist all the same ([`Presence`]).

pub mod address;
mod controllers;
pub mod decision;
pub mod dns;
mod hints;
mod labels;
pub mod legacy;
pub mod manual;
mod nodes;
pub(crate) mod pod_index;
pub mod pods;
pub mod slices;
mod state;
pub mod target_port;
pub mod world;

pub use state::{
    Cluster, ClusterNode, ClusterPod, EndpointsSource, LegacyAddress, LegacyEndpoints, LegacySubset,
    NodeIndex, PodId, Presence, Readiness, Slice, SliceEndpoint, SlicePort, SliceSource,
};

use crate::assumptions::Assumptions;
use crate::object::service::ServiceType;
use crate::object::{Object, is_in_force};
use crate::scenario::Scenario;
use controllers::Controllers;
use hints::TopologyCache;
use pod_index::PodIndex;
use std::collections::HashMap;

/// Runs the controllers over the admitted objects; `objects` are indexed by their ids.
///
/// Of two objects of one kind, namespace and name the later one counts, as if both were applied in turn. The cost is
/// linear in objects, Pods and endpoints.
pub fn simulate(objects: &[Object], assumptions: &Assumptions, scenario: &Scenario) -> Cluster {
    let live: Vec<&Object> = live(objects).collect();
    let nodes = nodes::nodes(&live, assumptions);
    let population = pods::pods(objects, &live, assumptions, scenario, &nodes);
    let pods = population.pods;
    let ctx = Controllers {
        objects,
        assumptions,
        pods: &pods,
        nodes: &nodes,
        topology: TopologyCache::set_nodes(&nodes, objects),
        pod_by_name: pods.iter().map(|pod| ((pod.namespace.as_str(), pod.name.as_str()), pod.id)).collect(),
    };
    let (slices, endpoints) = run_controllers(&ctx, &live);
    Cluster { nodes: nodes.list, pods, slices, endpoints, capped: population.capped }
}

/// The objects that are in force: the last of each kind, namespace and name that the API server takes.
pub(crate) fn live(objects: &[Object]) -> impl Iterator<Item = &Object> {
    objects.iter().filter(|object| is_in_force(object))
}

fn run_controllers(ctx: &Controllers<'_>, live: &[&Object]) -> (Vec<Slice>, Vec<LegacyEndpoints>) {
    let index = PodIndex::of_pods(ctx.pods);
    let mut slices: Vec<Slice> = Vec::new();
    let mut endpoints: Vec<LegacyEndpoints> = Vec::new();
    let mut services = HashMap::new();
    let mut written = HashMap::new();
    for object in live {
        let key = (object.namespace.as_str(), object.name.as_str());
        if let Some(service) = object.service() {
            services.insert(key, service);
        } else if object.endpoints().is_some() {
            written.insert(key, *object);
        }
    }
    // Services whose endpoints a controller writes, and whether it finds Pods.
    let mut rewritten = HashMap::new();
    for object in live {
        let Some(service) = object.service() else { continue };
        let Some(selector) = service.selector.as_ref().filter(|_| service.kind != ServiceType::ExternalName)
        else {
            continue;
        };
        let key = (object.namespace.as_str(), object.name.as_str());
        let selected = index.select(&object.namespace, selector);
        slices.extend(slices::reconcile(ctx, object, service, &selected));
        endpoints.push(legacy::sync_service(ctx, object, service, &selected, written.get(&key).copied()));
        rewritten.insert(key, !selected.is_empty());
    }
    for object in live {
        let key = (object.namespace.as_str(), object.name.as_str());
        if let Some(view) = object.endpoints() {
            let service = services.get(&key);
            if service.is_some_and(|service| service.selector.is_none()) && manual::should_mirror(object) {
                slices.extend(manual::mirror(ctx, object, view));
            }
            if !rewritten.contains_key(&key) {
                endpoints.push(legacy::as_written(object, view));
            }
        } else if let Some(view) = object.endpoint_slice() {
            // A dump holds what the controllers wrote: if they can write it anew from the input, they do.
            let service = view.service_name.as_ref().map_or("", |name| name.value.as_str());
            let key = (object.namespace.as_str(), service);
            let is_out_of_date = match view.managed_by.as_ref().map(|by| by.value.as_str()) {
                Some(slices::CONTROLLER_NAME) => rewritten.get(&key) == Some(&true),
                Some(manual::MIRRORING_CONTROLLER_NAME) => written.contains_key(&key),
                _ => false,
            };
            if !is_out_of_date {
                slices.extend(manual::as_written(ctx, object, view));
            }
        }
    }
    let order = |slice: &Slice| match slice.source {
        SliceSource::Selector(_) => 0,
        SliceSource::Mirrored(_) => 1,
        SliceSource::Manual(_) => 2,
    };
    slices.sort_by(|a, b| {
        (&a.namespace, &a.service_name, order(a), &a.address_type).cmp(&(
            &b.namespace,
            &b.service_name,
            order(b),
            &b.address_type,
        ))
    });
    endpoints.sort_unstable_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    (slices, endpoints)
}
