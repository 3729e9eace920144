//! What the controllers make of admitted objects: Pods, endpoints, slices, DNS records.
//!
//! ```text
//! workloads ──simulate──▶ ClusterPod ─┐
//! Pods ───────────────────▶ ClusterPod ─┼─select──▶ Slice, LegacyEndpoints   (controllers)
//! Services ───────────────────────────┘             + hand-written ones       (as given or mirrored)
//! ```
//!
//! The world is three-valued: what is not in the input may exist all the same ([`Presence`]).

use crate::object::ObjectId;
use std::collections::BTreeMap;

/// Whether something that is named exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence<T> {
    /// It is in the input.
    Present(T),
    /// It does not exist: the namespace is complete and it is not there.
    Absent,
    /// It is not in the input and may exist elsewhere.
    Unknown,
}

/// A Pod of the cluster, by its place in [`Cluster::pods`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PodId(pub u32);

/// A node of the cluster, by its place in [`Cluster::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeIndex(pub u32);

/// A node: given by the input, or assumed where the input has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClusterNode {
    /// Its name.
    pub name: String,
    /// Its zone, if it is known.
    pub zone: Option<String>,
    /// The Node of the input; `None` for an assumed one.
    pub object: Option<ObjectId>,
}

/// Whether a Pod gets traffic.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readiness {
    /// It reports Ready.
    Ready,
    /// It reports not Ready, or a what-if says so.
    NotReady,
    /// Nobody knows; taken as ready, and said so where it matters.
    Assumed,
}

/// A Pod: given by the input or simulated from a workload's template.
#[derive(Debug, Clone, PartialEq)]
pub struct ClusterPod {
    /// Its place.
    pub id: PodId,
    /// Its name; made up for a simulated one.
    pub name: String,
    /// Its namespace.
    pub namespace: String,
    /// The Pod of the input, or the workload whose template it is made of. Its view has the containers.
    pub origin: ObjectId,
    /// Simulated from a template.
    pub simulated: bool,
    /// Labels, those that controllers add included.
    pub labels: BTreeMap<String, String>,
    /// Where it runs, if that is known.
    pub node: Option<NodeIndex>,
    /// The node's name as the Pod states it.
    pub node_name: Option<String>,
    /// Its addresses in the order it reports them; made up for a simulated one.
    pub ips: Vec<String>,
    /// `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.
    pub phase: String,
    /// Whether it is ready.
    pub readiness: Readiness,
    /// Whether it is being deleted.
    pub terminating: bool,
    /// `spec.hostname`, or the name of a StatefulSet's Pod.
    pub hostname: Option<String>,
    /// `spec.subdomain`, or a StatefulSet's `serviceName`.
    pub subdomain: Option<String>,
}

/// Who writes a slice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SliceSource {
    /// The endpointslice controller, from the selector of this Service.
    Selector(ObjectId),
    /// The mirroring controller, from these hand-written Endpoints.
    Mirrored(ObjectId),
    /// A hand: this EndpointSlice of the input.
    Manual(ObjectId),
}

/// An EndpointSlice of the cluster.
#[derive(Debug, Clone, PartialEq)]
pub struct Slice {
    /// Who writes it.
    pub source: SliceSource,
    /// Its namespace.
    pub namespace: String,
    /// The Service it belongs to.
    pub service_name: String,
    /// Its labels.
    pub labels: BTreeMap<String, String>,
    /// Annotations that the controllers copy.
    pub annotations: BTreeMap<String, String>,
    /// `IPv4`, `IPv6` or `FQDN`.
    pub address_type: String,
    /// The ports of every endpoint.
    pub ports: Vec<SlicePort>,
    /// The endpoints.
    pub endpoints: Vec<SliceEndpoint>,
}

/// A port of a slice.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SlicePort {
    /// The Service port's name; `None` where a hand-written slice has none.
    pub name: Option<String>,
    /// The number on the Pod; `None` means every port.
    pub port: Option<i64>,
    /// The protocol.
    pub protocol: String,
    /// `appProtocol`.
    pub app_protocol: Option<String>,
}

/// An endpoint of a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct SliceEndpoint {
    /// Its addresses.
    pub addresses: Vec<String>,
    /// The Pod behind it.
    pub pod: Option<PodId>,
    /// `conditions.ready`.
    pub ready: Option<bool>,
    /// `conditions.serving`.
    pub serving: Option<bool>,
    /// `conditions.terminating`.
    pub terminating: Option<bool>,
    /// `hostname`.
    pub hostname: Option<String>,
    /// `nodeName`.
    pub node_name: Option<String>,
    /// `zone`.
    pub zone: Option<String>,
    /// `hints.forZones`.
    pub hint_zones: Vec<String>,
    /// `hints.forNodes`.
    pub hint_nodes: Vec<String>,
}

/// The cluster that the controllers make of the input.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Cluster {
    /// The nodes.
    pub nodes: Vec<ClusterNode>,
    /// The Pods, ordered by namespace and name.
    pub pods: Vec<ClusterPod>,
    /// The slices, ordered by namespace and Service.
    pub slices: Vec<Slice>,
}
