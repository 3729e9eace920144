//! Matches of a rule: which requests it takes.
//!
//! Source: gateway-api v1.7 apis/v1/httproute_types.go `HTTPRouteMatch`, apis/v1/grpcroute_types.go `GRPCRouteMatch`

use crate::object::reference::{string, text_or};
use crate::object::{Sourced, text};
use crate::value::{Origin, Value};

/// One entry of `matches`: all that it names must hold.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteMatch {
    /// The whole entry.
    pub origin: Origin,
    /// `path` of an `HTTPRoute`; `None` matches every path.
    pub path: Option<PathMatch>,
    /// `method` of an `HTTPRoute`.
    pub method: Option<Sourced<String>>,
    /// `method` of a `GRPCRoute`.
    pub grpc_method: Option<GrpcMethodMatch>,
    /// `headers`.
    pub headers: Vec<ValueMatch>,
    /// `queryParams` of an `HTTPRoute`.
    pub query_params: Vec<ValueMatch>,
}

/// `path` of a match.
#[derive(Debug, Clone, PartialEq)]
pub struct PathMatch {
    /// The whole entry.
    pub origin: Origin,
    /// `type`; `PathPrefix` if unset or unknown.
    pub kind: Sourced<PathMatchKind>,
    /// `value`; `/` if unset.
    pub value: Sourced<String>,
}

/// How a path is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathMatchKind {
    /// The whole path.
    Exact,
    /// The first elements of the path.
    PathPrefix,
    /// A regular expression in the dialect of the implementation.
    RegularExpression,
}

/// `method` of a `GRPCRoute`'s match.
#[derive(Debug, Clone, PartialEq)]
pub struct GrpcMethodMatch {
    /// The whole entry.
    pub origin: Origin,
    /// `type`.
    pub kind: MatchKind,
    /// `service`, `None` for every service.
    pub service: Option<Sourced<String>>,
    /// `method`, `None` for every method.
    pub method: Option<Sourced<String>>,
}

/// A header or a query parameter that a request must have.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueMatch {
    /// The whole entry.
    pub origin: Origin,
    /// `type`.
    pub kind: MatchKind,
    /// `name`, `""` if unset.
    pub name: Sourced<String>,
    /// `value`, `""` if unset.
    pub value: Sourced<String>,
}

/// How a text is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MatchKind {
    /// The same text; what an unset type means.
    Exact,
    /// A regular expression in the dialect of the implementation.
    RegularExpression,
}

impl PathMatchKind {
    /// The name as manifests spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "Exact",
            Self::PathPrefix => "PathPrefix",
            Self::RegularExpression => "RegularExpression",
        }
    }
}

impl MatchKind {
    fn read(value: &Value) -> Self {
        if value.str("type") == "RegularExpression" { Self::RegularExpression } else { Self::Exact }
    }
}

impl RouteMatch {
    pub(super) fn read(value: &Value) -> Self {
        let (path, method) = (value.get("path"), value.get("method"));
        Self {
            origin: value.origin,
            path: (!path.is_null()).then(|| path_match(path)),
            method: text(method),
            grpc_method: (!method.as_entries().is_empty()).then(|| GrpcMethodMatch {
                origin: method.origin,
                kind: MatchKind::read(method),
                service: text(method.get("service")),
                method: text(method.get("method")),
            }),
            headers: value.list("headers").iter().map(value_match).collect(),
            query_params: value.list("queryParams").iter().map(value_match).collect(),
        }
    }
}

fn path_match(value: &Value) -> PathMatch {
    const WHY: &str = "HTTPPathMatch";
    let kind = value.get("type");
    let known = match kind.as_str() {
        Some("Exact") => Some(PathMatchKind::Exact),
        Some("PathPrefix") => Some(PathMatchKind::PathPrefix),
        Some("RegularExpression") => Some(PathMatchKind::RegularExpression),
        _ => None,
    };
    let default = Sourced { value: PathMatchKind::PathPrefix, origin: Origin::Defaulted(WHY) };
    PathMatch {
        origin: value.origin,
        kind: known.map_or(default, |value| Sourced { value, origin: kind.origin }),
        value: text_or(value.get("value"), "/", WHY),
    }
}

fn value_match(value: &Value) -> ValueMatch {
    let unset = || Sourced { value: String::new(), origin: Origin::Defaulted("unset") };
    ValueMatch {
        origin: value.origin,
        kind: MatchKind::read(value),
        name: text_or(value.get("name"), "", "unset"),
        value: string(value.get("value")).unwrap_or_else(unset),
    }
}
