//! Listeners of a Gateway or a `ListenerSet`: port, protocol and host, and which routes may attach.

use super::group::GROUP;
use crate::object::label_selector::LabelSelector;
use crate::object::reference::{ObjectRef, RefDefaults, string, text_or};
use crate::object::{Pair, Sourced, number, pairs, text};
use crate::value::{Origin, Value};

/// A listener.
#[derive(Debug, Clone, PartialEq)]
pub struct Listener {
    /// The whole entry.
    pub origin: Origin,
    /// `name`, `""` if unset.
    pub name: Sourced<String>,
    /// `port`, `None` if unset or 0.
    pub port: Option<Sourced<i64>>,
    /// `protocol`, `""` if unset: `HTTP`, `HTTPS`, `TLS`, `TCP`, `UDP`, or a word of the implementation.
    pub protocol: Sourced<String>,
    /// `hostname`, `None` for every host.
    pub hostname: Option<Sourced<String>>,
    /// `tls`.
    pub tls: Option<ListenerTls>,
    /// `allowedRoutes.namespaces`: the Gateway's own unless it is set.
    pub allowed_namespaces: NamespacesFrom,
    /// `allowedRoutes.kinds`; none stands for the kinds of the protocol.
    pub allowed_kinds: Vec<RouteGroupKind>,
}

/// `tls` of a listener.
#[derive(Debug, Clone, PartialEq)]
pub struct ListenerTls {
    /// The whole entry.
    pub origin: Origin,
    /// `mode`; `Terminate` if unset.
    pub mode: Sourced<TlsMode>,
    /// `certificateRefs`: Secrets of the core group unless they say otherwise.
    pub certificate_refs: Vec<ObjectRef>,
    /// `options`.
    pub options: Vec<Pair>,
}

/// Who ends a TLS connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// The Gateway, with its certificate.
    Terminate,
    /// The backend.
    Passthrough,
}

/// Which namespaces may attach something.
#[derive(Debug, Clone, PartialEq)]
pub struct NamespacesFrom {
    /// `from`.
    pub from: Sourced<FromNamespaces>,
    /// `selector`, which counts with `from: Selector` only.
    pub selector: Option<LabelSelector>,
}

/// The values of `from`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FromNamespaces {
    /// Every namespace.
    All,
    /// The namespace of the object that is attached to.
    Same,
    /// The namespaces that `selector` finds.
    Selector,
    /// No namespace.
    None,
}

/// One entry of `allowedRoutes.kinds`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouteGroupKind {
    /// The whole entry.
    pub origin: Origin,
    /// `group`; the Gateway API's if unset.
    pub group: Sourced<String>,
    /// `kind`, `""` if unset.
    pub kind: Sourced<String>,
}

impl NamespacesFrom {
    /// Reads `from` and `selector`; a value that does not exist reads as the default, which is the narrower one.
    pub(super) fn read(value: &Value, default: FromNamespaces, why: &'static str) -> Self {
        let from = value.get("from");
        let known = match from.as_str() {
            Some("All") => Some(FromNamespaces::All),
            Some("Same") => Some(FromNamespaces::Same),
            Some("Selector") => Some(FromNamespaces::Selector),
            Some("None") => Some(FromNamespaces::None),
            _ => None,
        };
        Self {
            from: known.map_or(Sourced { value: default, origin: Origin::Defaulted(why) }, |value| Sourced {
                value,
                origin: from.origin,
            }),
            selector: LabelSelector::read_optional(value.get("selector")),
        }
    }
}

/// Reads the field `listeners`.
pub(super) fn listeners(spec: &Value) -> Vec<Listener> {
    spec.list("listeners").iter().map(listener).collect()
}

fn listener(value: &Value) -> Listener {
    let allowed = value.get("allowedRoutes");
    let tls = value.get("tls");
    Listener {
        origin: value.origin,
        name: text_or(value.get("name"), "", "unset"),
        port: number(value.get("port")).filter(|port| port.value != 0),
        protocol: text_or(value.get("protocol"), "", "unset"),
        hostname: text(value.get("hostname")),
        tls: (!tls.is_null()).then(|| listener_tls(tls)),
        allowed_namespaces: NamespacesFrom::read(
            allowed.get("namespaces"),
            FromNamespaces::Same,
            "RouteNamespaces",
        ),
        allowed_kinds: allowed.list("kinds").iter().map(route_group_kind).collect(),
    }
}

fn listener_tls(value: &Value) -> ListenerTls {
    const CERTIFICATE: RefDefaults = RefDefaults { group: "", kind: "Secret", why: "SecretObjectReference" };
    let mode = value.get("mode");
    let known = match mode.as_str() {
        Some("Passthrough") => Sourced { value: TlsMode::Passthrough, origin: mode.origin },
        Some("Terminate") => Sourced { value: TlsMode::Terminate, origin: mode.origin },
        _ => Sourced { value: TlsMode::Terminate, origin: Origin::Defaulted("ListenerTLSConfig") },
    };
    ListenerTls {
        origin: value.origin,
        mode: known,
        certificate_refs: value
            .list("certificateRefs")
            .iter()
            .map(|reference| ObjectRef::read(reference, CERTIFICATE))
            .collect(),
        options: pairs(value.get("options")),
    }
}

fn route_group_kind(value: &Value) -> RouteGroupKind {
    RouteGroupKind {
        origin: value.origin,
        group: string(value.get("group")).unwrap_or_else(|| Sourced {
            value: GROUP.to_owned(),
            origin: Origin::Defaulted("RouteGroupKind"),
        }),
        kind: text_or(value.get("kind"), "", "unset"),
    }
}
