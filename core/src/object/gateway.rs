//! The Gateway API: Gateways and their classes, sets of listeners, routes, grants and policies.
//!
//! The group decides what an object is, not the version: old versions have the same fields.
//!
//! Source: gateway-api v1.7 apis/v1

pub mod backend_tls_policy;
pub mod grant;
pub mod group;
pub mod listener;
pub mod route;

use super::reference::{ObjectRef, RefDefaults, text_or};
use super::{Sourced, text};
use crate::value::{Origin, Value};
use listener::{Listener, NamespacesFrom, listeners};

pub use group::{EXPERIMENTAL_GROUP, GROUP};
pub use listener::FromNamespaces;

/// A Gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct Gateway {
    /// `spec.gatewayClassName`.
    pub class_name: Option<Sourced<String>>,
    /// `spec.addresses`.
    pub addresses: Vec<GatewayAddress>,
    /// `spec.listeners`.
    pub listeners: Vec<Listener>,
    /// `spec.allowedListeners.namespaces`: which namespaces may add a `ListenerSet`; none unless it is set.
    pub allowed_listeners: NamespacesFrom,
    /// `status.addresses`.
    pub status_addresses: Vec<GatewayAddress>,
}

/// An address of a Gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct GatewayAddress {
    /// The whole entry.
    pub origin: Origin,
    /// `type`: `IPAddress` if unset, `Hostname`, or a word of the implementation.
    pub kind: Sourced<String>,
    /// `value`, `None` where the implementation chooses.
    pub value: Option<Sourced<String>>,
}

/// A `GatewayClass`.
#[derive(Debug, Clone, PartialEq)]
pub struct GatewayClass {
    /// `spec.controllerName`.
    pub controller_name: Option<Sourced<String>>,
    /// `spec.parametersRef`.
    pub parameters: Option<ObjectRef>,
}

/// A `ListenerSet`, or the experimental `XListenerSet`: listeners that are added to a Gateway.
#[derive(Debug, Clone, PartialEq)]
pub struct ListenerSet {
    /// `spec.parentRef`: a Gateway unless it says otherwise.
    pub parent: ObjectRef,
    /// `spec.listeners`.
    pub listeners: Vec<Listener>,
}

impl Gateway {
    /// Reads a Gateway from its value.
    pub fn read(object: &Value) -> Self {
        let spec = object.get("spec");
        Self {
            class_name: text(spec.get("gatewayClassName")),
            addresses: addresses(spec),
            listeners: listeners(spec),
            allowed_listeners: NamespacesFrom::read(
                spec.get("allowedListeners").get("namespaces"),
                FromNamespaces::None,
                "ListenerNamespaces",
            ),
            status_addresses: addresses(object.get("status")),
        }
    }
}

impl GatewayClass {
    /// Reads a `GatewayClass` from its value.
    pub fn read(object: &Value) -> Self {
        let spec = object.get("spec");
        let parameters = spec.get("parametersRef");
        Self {
            controller_name: text(spec.get("controllerName")),
            parameters: (!parameters.is_null()).then(|| ObjectRef::read(parameters, RefDefaults::NONE)),
        }
    }
}

impl ListenerSet {
    /// Reads a `ListenerSet` from its value.
    pub fn read(object: &Value) -> Self {
        const PARENT: RefDefaults =
            RefDefaults { group: GROUP, kind: "Gateway", why: "ParentGatewayReference" };
        let spec = object.get("spec");
        Self { parent: ObjectRef::read(spec.get("parentRef"), PARENT), listeners: listeners(spec) }
    }
}

fn addresses(value: &Value) -> Vec<GatewayAddress> {
    let read = |address: &Value| GatewayAddress {
        origin: address.origin,
        kind: text_or(address.get("type"), "IPAddress", "GatewaySpecAddress"),
        value: text(address.get("value")),
    };
    value.list("addresses").iter().map(read).collect()
}
