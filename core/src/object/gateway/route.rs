//! Routes: `HTTPRoute`, `GRPCRoute`, `TLSRoute`, `TCPRoute` and `UDPRoute`, which differ in what their rules may say.

pub mod filter;
pub mod matching;

pub use filter::BackendRef;

use super::group::GROUP;
use crate::object::reference::{ObjectRef, RefDefaults};
use crate::object::{Sourced, number, text, texts};
use crate::value::{Origin, Value};
use filter::{RouteFilter, filters};
use matching::RouteMatch;

/// The kinds of routes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RouteKind {
    /// `HTTPRoute`.
    Http,
    /// `GRPCRoute`.
    Grpc,
    /// `TLSRoute`.
    Tls,
    /// `TCPRoute`.
    Tcp,
    /// `UDPRoute`.
    Udp,
}

impl RouteKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Http, Self::Grpc, Self::Tls, Self::Tcp, Self::Udp];

    /// The name as manifests spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Http => "HTTPRoute",
            Self::Grpc => "GRPCRoute",
            Self::Tls => "TLSRoute",
            Self::Tcp => "TCPRoute",
            Self::Udp => "UDPRoute",
        }
    }

    /// The kind of a name; `None` for a name that is none of a route.
    pub fn named(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == kind)
    }
}

/// A route.
#[derive(Debug, Clone, PartialEq)]
pub struct Route {
    /// Which kind of route it is.
    pub kind: RouteKind,
    /// `spec.parentRefs`.
    pub parent_refs: Vec<ParentRef>,
    /// `spec.hostnames`, of HTTP, gRPC and TLS routes; none stands for the hosts of the listener.
    pub hostnames: Vec<Sourced<String>>,
    /// `spec.rules`.
    pub rules: Vec<RouteRule>,
}

/// One entry of `spec.parentRefs`.
#[derive(Debug, Clone, PartialEq)]
pub struct ParentRef {
    /// The object: a Gateway unless it says otherwise.
    pub reference: ObjectRef,
    /// `sectionName`: the name of a listener, or of a Service port where the parent is a Service.
    pub section_name: Option<Sourced<String>>,
    /// `port`.
    pub port: Option<Sourced<i64>>,
}

/// One entry of `spec.rules`.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteRule {
    /// The whole entry.
    pub origin: Origin,
    /// `name`.
    pub name: Option<Sourced<String>>,
    /// `matches`, of HTTP and gRPC routes; none matches every request.
    pub matches: Vec<RouteMatch>,
    /// `filters`, of HTTP and gRPC routes.
    pub filters: Vec<RouteFilter>,
    /// `backendRefs`.
    pub backend_refs: Vec<BackendRef>,
}

impl Route {
    /// Reads a route of a kind from its value.
    pub fn read(kind: RouteKind, object: &Value) -> Self {
        let spec = object.get("spec");
        Self {
            kind,
            parent_refs: spec.list("parentRefs").iter().map(ParentRef::read).collect(),
            hostnames: texts(spec.get("hostnames")),
            rules: spec.list("rules").iter().map(rule).collect(),
        }
    }
}

impl ParentRef {
    fn read(value: &Value) -> Self {
        const PARENT: RefDefaults = RefDefaults { group: GROUP, kind: "Gateway", why: "ParentReference" };
        Self {
            reference: ObjectRef::read(value, PARENT),
            section_name: text(value.get("sectionName")),
            port: number(value.get("port")),
        }
    }
}

fn rule(value: &Value) -> RouteRule {
    RouteRule {
        origin: value.origin,
        name: text(value.get("name")),
        matches: value.list("matches").iter().map(RouteMatch::read).collect(),
        filters: filters(value),
        backend_refs: value.list("backendRefs").iter().map(BackendRef::read).collect(),
    }
}
