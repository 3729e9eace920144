//! Backends, and the filters of a rule or a backend: what ends, changes or copies a request.
//!
//! Source: gateway-api v1.7 apis/v1/httproute_types.go `HTTPRouteFilter`

use crate::object::reference::{ObjectRef, RefDefaults, string, text_or};
use crate::object::{Sourced, number, text};
use crate::value::{Origin, Value};

/// One entry of `filters`.
#[derive(Debug, Clone, PartialEq)]
pub struct RouteFilter {
    /// The whole entry.
    pub origin: Origin,
    /// `type`, `""` if unset.
    pub kind: Sourced<String>,
    /// What it does.
    pub action: FilterAction,
}

/// What a filter does, as far as the way of a request depends on it.
#[derive(Debug, Clone, PartialEq)]
pub enum FilterAction {
    /// `RequestRedirect`: the Gateway answers with another address, and no backend is asked.
    Redirect(Redirect),
    /// `URLRewrite`: the backend gets another host or path.
    Rewrite(Rewrite),
    /// `RequestMirror`: another backend gets a copy, and its answer is dropped.
    Mirror(Box<BackendRef>),
    /// `ExternalAuth`: another backend is asked first whether the request may pass.
    ExternalAuth(Box<BackendRef>),
    /// `ExtensionRef`: an object of the implementation decides.
    Extension(Box<ObjectRef>),
    /// Anything else, such as a change of headers: the way stays the same.
    Other,
}

/// `requestRedirect`.
#[derive(Debug, Clone, PartialEq)]
pub struct Redirect {
    /// The whole entry.
    pub origin: Origin,
    /// `scheme`, `None` for the request's.
    pub scheme: Option<Sourced<String>>,
    /// `hostname`, `None` for the request's.
    pub hostname: Option<Sourced<String>>,
    /// `port`; what `None` means follows from the scheme.
    pub port: Option<Sourced<i64>>,
    /// `path`, `None` for the request's.
    pub path: Option<PathModifier>,
    /// `statusCode`; 302 if unset.
    pub status_code: Sourced<i64>,
}

/// `urlRewrite`.
#[derive(Debug, Clone, PartialEq)]
pub struct Rewrite {
    /// The whole entry.
    pub origin: Origin,
    /// `hostname`, `None` for the request's.
    pub hostname: Option<Sourced<String>>,
    /// `path`, `None` for the request's.
    pub path: Option<PathModifier>,
}

/// How a path is replaced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PathModifier {
    /// `ReplaceFullPath`: by this path.
    FullPath(Sourced<String>),
    /// `ReplacePrefixMatch`: the part that the rule matched, by this one.
    PrefixMatch(Sourced<String>),
}

impl RouteFilter {
    pub(super) fn read(value: &Value) -> Self {
        let backend = |field: &str| Box::new(BackendRef::read(value.get(field).get("backendRef")));
        let action = match value.str("type") {
            "RequestRedirect" => FilterAction::Redirect(redirect(value.get("requestRedirect"))),
            "URLRewrite" => {
                let rewrite = value.get("urlRewrite");
                FilterAction::Rewrite(Rewrite {
                    origin: rewrite.origin,
                    hostname: text(rewrite.get("hostname")),
                    path: path_modifier(rewrite.get("path")),
                })
            }
            "RequestMirror" => FilterAction::Mirror(backend("requestMirror")),
            "ExternalAuth" => FilterAction::ExternalAuth(backend("externalAuth")),
            "ExtensionRef" => FilterAction::Extension(Box::new(ObjectRef::read(
                value.get("extensionRef"),
                RefDefaults::NONE,
            ))),
            _ => FilterAction::Other,
        };
        Self { origin: value.origin, kind: text_or(value.get("type"), "", "unset"), action }
    }
}

fn redirect(value: &Value) -> Redirect {
    Redirect {
        origin: value.origin,
        scheme: text(value.get("scheme")),
        hostname: text(value.get("hostname")),
        port: number(value.get("port")),
        path: path_modifier(value.get("path")),
        status_code: number(value.get("statusCode"))
            .unwrap_or(Sourced { value: 302, origin: Origin::Defaulted("HTTPRequestRedirectFilter") }),
    }
}

fn path_modifier(value: &Value) -> Option<PathModifier> {
    match value.str("type") {
        "ReplaceFullPath" => string(value.get("replaceFullPath")).map(PathModifier::FullPath),
        "ReplacePrefixMatch" => string(value.get("replacePrefixMatch")).map(PathModifier::PrefixMatch),
        _ => None,
    }
}

/// A backend of a rule, or of a filter that sends a request elsewhere too.
#[derive(Debug, Clone, PartialEq)]
pub struct BackendRef {
    /// The object: a Service unless it says otherwise.
    pub reference: ObjectRef,
    /// `port`: a Service port's number.
    pub port: Option<Sourced<i64>>,
    /// `weight`; 1 if unset.
    pub weight: Sourced<i64>,
    /// `filters` of requests to this backend.
    pub filters: Vec<RouteFilter>,
}

impl BackendRef {
    pub(super) fn read(value: &Value) -> Self {
        const BACKEND: RefDefaults =
            RefDefaults { group: "", kind: "Service", why: "BackendObjectReference" };
        Self {
            reference: ObjectRef::read(value, BACKEND),
            port: number(value.get("port")),
            weight: number(value.get("weight"))
                .unwrap_or(Sourced { value: 1, origin: Origin::Defaulted("BackendRef") }),
            filters: filters(value),
        }
    }

    /// Says whether the backend is a Service of the core group.
    pub fn is_service(&self) -> bool {
        self.reference.is("", "Service")
    }
}

pub(super) fn filters(value: &Value) -> Vec<RouteFilter> {
    value.list("filters").iter().map(RouteFilter::read).collect()
}
