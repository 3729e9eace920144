//! Topology hints: which zones and nodes an endpoint is meant for.
//!
//! `spec.trafficDistribution` asks for hints per endpoint; the older annotation `service.kubernetes.io/topology-mode`
//! shares endpoints out among zones by CPU. Where upstream breaks a tie by the order of a Go map, the first zone by
//! name wins here.

use super::nodes::Nodes;
use super::state::{Slice, SliceEndpoint};
use crate::object::Object;
use std::collections::BTreeMap;

/// The overload that an endpoint may be exposed to.
///
/// Source: k8s.io/endpointslice v0.37 topologycache/topologycache.go overloadThreshold
const OVERLOAD_THRESHOLD: f64 = 0.2;

/// How CPU is spread over zones; `None` where too little is known to give hints.
#[derive(Debug, Default)]
pub(super) struct TopologyCache {
    cpu_ratios: Option<BTreeMap<String, f64>>,
}

#[derive(Debug, Clone, Copy)]
struct Allocation {
    desired: f64,
}

impl TopologyCache {
    /// Adds up the CPU of ready nodes per zone. A node that is assumed counts as ready and as large as any other.
    ///
    /// Source: k8s.io/endpointslice v0.37 topologycache/topologycache.go SetNodes
    pub(super) fn set_nodes(nodes: &Nodes, objects: &[Object]) -> Self {
        let mut milli_by_zone: BTreeMap<String, i64> = BTreeMap::new();
        for node in &nodes.list {
            let object = node.object.and_then(|id| objects.get(id.0 as usize));
            let reported = object.filter(|object| object.value.has("status"));
            if object.is_some_and(has_excluded_labels) {
                continue;
            }
            let milli_cpu = match reported {
                Some(object) => {
                    let is_ready = object.node().is_some_and(|node| node.ready == Some(true));
                    if !is_ready {
                        continue;
                    }
                    milli_value(object)
                }
                None => 1000,
            };
            match &node.zone {
                Some(zone) if milli_cpu > 0 => *milli_by_zone.entry(zone.clone()).or_default() += milli_cpu,
                _ => return Self::default(),
            }
        }
        let total: i64 = milli_by_zone.values().sum();
        if total == 0 || milli_by_zone.len() < 2 {
            return Self::default();
        }
        let float = |milli: i64| f64::from(u32::try_from(milli).unwrap_or(u32::MAX));
        let ratio = |(zone, milli): (String, i64)| (zone, float(milli) / float(total));
        Self { cpu_ratios: Some(milli_by_zone.into_iter().map(ratio).collect()) }
    }

    /// Shares the ready endpoints of one Service and family out among the zones.
    ///
    /// Source: k8s.io/endpointslice v0.37 topologycache/topologycache.go AddHints
    pub(super) fn add_hints(&self, slices: &mut [Slice]) {
        let n_ready =
            slices.iter().flat_map(|slice| &slice.endpoints).filter(|endpoint| is_ready(endpoint)).count();
        let Some(allocations) = self.allocations(n_ready) else { return };
        let mut allocated: BTreeMap<String, usize> = BTreeMap::new();
        for endpoint in slices.iter().flat_map(|slice| &slice.endpoints).filter(|endpoint| is_ready(endpoint))
        {
            let Some(zone) = &endpoint.zone else { return };
            *allocated.entry(zone.clone()).or_default() += 1;
        }
        for endpoint in slices.iter_mut().flat_map(|slice| &mut slice.endpoints).filter(|e| is_ready(e)) {
            endpoint.hint_zones = endpoint.zone.iter().cloned().collect();
        }
        let (mut giving, mut receiving) = giving_and_receiving(&allocations, &allocated);
        for endpoint in slices.iter_mut().flat_map(|slice| &mut slice.endpoints).filter(|e| is_ready(e)) {
            let Some(left) =
                endpoint.zone.as_ref().and_then(|zone| giving.get_mut(zone)).filter(|left| **left > 0)
            else {
                continue;
            };
            let Some((zone, wanted)) = receiving.iter_mut().find(|(_, wanted)| **wanted > 0) else { return };
            endpoint.hint_zones = vec![zone.clone()];
            *left -= 1;
            *wanted -= 1;
        }
    }

    /// How many endpoints each zone should get; `None` where hints would overload a zone.
    ///
    /// Source: k8s.io/endpointslice v0.37 topologycache/topologycache.go getAllocations
    fn allocations(&self, n_endpoints: usize) -> Option<BTreeMap<&str, Allocation>> {
        let ratios = self.cpu_ratios.as_ref()?;
        if ratios.len() < 2 || ratios.len() > n_endpoints {
            return None;
        }
        let mut left = i64::from(n_endpoints as u32);
        let mut out = BTreeMap::new();
        for (zone, ratio) in ratios {
            let desired = ratio * f64::from(n_endpoints as u32);
            let minimum = (desired * (1.0 / (1.0 + OVERLOAD_THRESHOLD))).ceil();
            left -= minimum as i64;
            if left < 0 {
                return None;
            }
            out.insert(zone.as_str(), Allocation { desired: desired.max(minimum) });
        }
        Some(out)
    }
}

/// How many endpoints each zone gives to others, and how many it gets.
///
/// Source: k8s.io/endpointslice v0.37 topologycache/utils.go getGivingAndReceivingZones
fn giving_and_receiving(
    allocations: &BTreeMap<&str, Allocation>,
    allocated: &BTreeMap<String, usize>,
) -> (BTreeMap<String, usize>, BTreeMap<String, usize>) {
    let mut surplus = BTreeMap::new();
    let mut shortage = BTreeMap::new();
    for (&zone, allocation) in allocations {
        let hints = f64::from(allocated.get(zone).copied().unwrap_or(0) as u32);
        if hints > allocation.desired {
            surplus.insert(zone, hints - allocation.desired);
        } else if hints < allocation.desired {
            shortage.insert(zone, allocation.desired - hints);
        }
    }
    let (mut giving, mut receiving) = (BTreeMap::new(), BTreeMap::new());
    while let (Some((giver, to_give)), Some((receiver, to_receive))) = (most(&surplus), most(&shortage)) {
        if (to_give < 1.0 && to_receive < 1.0) || to_give < 0.5 || to_receive < 0.5 {
            break;
        }
        *giving.entry(giver.to_owned()).or_default() += 1;
        *receiving.entry(receiver.to_owned()).or_default() += 1;
        surplus.insert(giver, to_give - 1.0);
        shortage.insert(receiver, to_receive - 1.0);
    }
    (giving, receiving)
}

/// The zone with the greatest number above zero.
fn most<'z>(zones: &BTreeMap<&'z str, f64>) -> Option<(&'z str, f64)> {
    let mut out: Option<(&str, f64)> = None;
    for (&zone, &number) in zones {
        if number > out.map_or(0.0, |(_, most)| most) {
            out = Some((zone, number));
        }
    }
    out
}

/// Writes the hints that `spec.trafficDistribution` asks for.
///
/// Source: k8s.io/endpointslice v0.37 trafficdist/trafficdist.go preferCloseHeuristic.update
pub(super) fn prefer_close(slices: &mut [Slice], distribution: &str) {
    let names_nodes = distribution == "PreferSameNode";
    for endpoint in slices.iter_mut().flat_map(|slice| &mut slice.endpoints).filter(|e| is_ready(e)) {
        endpoint.hint_zones = endpoint.zone.iter().cloned().collect();
        endpoint.hint_nodes = endpoint.node_name.iter().filter(|_| names_nodes).cloned().collect();
    }
}

fn is_ready(endpoint: &SliceEndpoint) -> bool {
    endpoint.ready == Some(true)
}

/// Control plane nodes take no part.
///
/// Source: k8s.io/endpointslice v0.37 topologycache/topologycache.go hasExcludedLabels
fn has_excluded_labels(object: &Object) -> bool {
    let Some(node) = object.node() else { return false };
    node.labels.iter().any(|pair| {
        matches!(
            pair.key.as_str(),
            "node-role.kubernetes.io/control-plane" | "node-role.kubernetes.io/master"
        )
    })
}

/// A node's allocatable CPU in thousandths, rounded up.
///
/// Source: k8s.io/apimachinery v0.37 pkg/api/resource/quantity.go Quantity.MilliValue
fn milli_value(object: &Object) -> i64 {
    let cpu = object.value.get("status").get("allocatable").get("cpu");
    if let Some(cores) = cpu.as_int() {
        return cores.saturating_mul(1000);
    }
    let text = cpu.as_str().unwrap_or("0");
    let digits = text.trim_end_matches(|c: char| !c.is_ascii_digit() && c != '.');
    let unit = match text.get(digits.len()..).unwrap_or("") {
        "n" => 1e-6,
        "u" => 1e-3,
        "m" => 1.0,
        "k" => 1e6,
        "M" => 1e9,
        _ => 1e3,
    };
    digits.parse::<f64>().map_or(0, |number| (number * unit).ceil() as i64)
}
