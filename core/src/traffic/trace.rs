//! One request followed end to end: name, Service port, endpoint, container port.
//!
//! ```text
//! from ──DNS──▶ address ──Service port──▶ endpoints of the caller's node ──policy──▶ container port
//! ```
//!
//! Each hop says what it does with the request and by which text. A request stops at the first hop that refuses it; a
//! hop that cannot tell does not stop it. Policies are named where they may apply and are not judged.

mod destination;
mod hops;

use super::{Links, Verdict};
use crate::cluster::decision::Because;
use crate::cluster::dns::Dns;
use crate::cluster::world::World;
use crate::cluster::{NodeIndex, PodId};
use destination::{Destination, resolve};

/// Where a request starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Caller {
    /// A Pod.
    Pod(PodId),
    /// A process on a node, outside of Pods.
    Node(NodeIndex),
    /// Outside the cluster.
    Outside,
}

/// What a request is addressed to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// A name as typed, or an address.
    pub host: String,
    /// The number that is dialed.
    pub port: i64,
    /// `TCP`, `UDP` or `SCTP`.
    pub protocol: String,
}

/// What a hop is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// From the name to an address.
    Dns,
    /// From the address to a Service port.
    Service,
    /// From the Service port to an endpoint.
    Endpoint,
    /// Through the policies of both ends.
    Policy,
    /// Into the Pod.
    Container,
}

/// One hop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hop {
    /// What it is about.
    pub stage: Stage,
    /// What becomes of the request.
    pub verdict: Verdict,
    /// Why, the deciding fact first.
    pub because: Vec<Because>,
}

/// A request and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Where it starts.
    pub from: Caller,
    /// What it is addressed to.
    pub to: Target,
    /// The hops, in order; the last one refuses it or is the end.
    pub hops: Vec<Hop>,
    /// `Fail` if a hop refuses it, else `Unknown` if one cannot tell, else `Pass`.
    pub verdict: Verdict,
}

impl Hop {
    fn new(stage: Stage, verdict: Verdict, because: Vec<Because>) -> Self {
        Self { stage, verdict, because }
    }
}

/// Follows a request. `links` are those of [`super::judge`].
///
/// Costs a pass over Services and over the endpoints of one.
pub fn trace(world: &World<'_>, dns: &Dns<'_>, links: &Links, from: Caller, to: Target) -> Trace {
    let mut hops = Vec::new();
    let destination = resolve(world, dns, from, &to, &mut hops);
    if !is_refused(&hops) {
        match destination {
            Some(Destination::Service { object, service, way }) => {
                hops::through_service(world, links, from, &to, (object, service, way), &mut hops);
            }
            Some(Destination::Pods(pods)) => hops::into_pods(world, from, &pods, &to, &mut hops),
            None => {}
        }
    }
    let verdict = if is_refused(&hops) {
        Verdict::Fail
    } else if hops.is_empty() || hops.iter().any(|hop| hop.verdict == Verdict::Unknown) {
        Verdict::Unknown
    } else {
        Verdict::Pass
    };
    Trace { from, to, hops, verdict }
}

fn is_refused(hops: &[Hop]) -> bool {
    hops.last().is_some_and(|hop| hop.verdict == Verdict::Fail)
}
