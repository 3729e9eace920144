//! Endpoints and EndpointSlices: the addresses behind a Service, written by controllers or by hand.

use super::{Sourced, number, text, texts};
use crate::value::{Origin, Value};

/// The label that joins a slice to its Service.
pub const LABEL_SERVICE_NAME: &str = "kubernetes.io/service-name";
/// The label that says who writes a slice.
pub const LABEL_MANAGED_BY: &str = "endpointslice.kubernetes.io/managed-by";

/// Hand-written Endpoints.
#[derive(Debug, Clone, PartialEq)]
pub struct Endpoints {
    /// `subsets`.
    pub subsets: Vec<Subset>,
}

/// One entry of `subsets`.
#[derive(Debug, Clone, PartialEq)]
pub struct Subset {
    /// Addresses that get traffic.
    pub addresses: Vec<EndpointAddress>,
    /// Addresses that do not yet.
    pub not_ready_addresses: Vec<EndpointAddress>,
    /// The ports of every address.
    pub ports: Vec<EndpointPort>,
}

/// An address of a subset.
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointAddress {
    /// `ip`.
    pub ip: Sourced<String>,
    /// `hostname`.
    pub hostname: Option<Sourced<String>>,
    /// `nodeName`.
    pub node_name: Option<Sourced<String>>,
    /// `targetRef`, as it is.
    pub target_ref: Option<TargetRef>,
}

/// The object an address stands for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TargetRef {
    /// `apiVersion`, `""` if unset.
    pub api_version: String,
    /// `kind`.
    pub kind: String,
    /// `namespace`.
    pub namespace: String,
    /// `name`.
    pub name: String,
    /// `uid`, `""` if unset.
    pub uid: String,
    /// `resourceVersion`, `""` if unset.
    pub resource_version: String,
    /// `fieldPath`, `""` if unset.
    pub field_path: String,
}

/// A port of a subset or a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointPort {
    /// The whole entry.
    pub origin: Origin,
    /// `name`; absent and `""` differ in slices and are one in Endpoints.
    pub name: Option<Sourced<String>>,
    /// `port`; absent means every port.
    pub port: Option<Sourced<i64>>,
    /// `protocol`; `TCP` if unset.
    pub protocol: Sourced<String>,
    /// `appProtocol`.
    pub app_protocol: Option<Sourced<String>>,
}

/// An EndpointSlice.
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointSlice {
    /// The Service, from the label `kubernetes.io/service-name`.
    pub service_name: Option<Sourced<String>>,
    /// Who writes it, from the label `endpointslice.kubernetes.io/managed-by`.
    pub managed_by: Option<Sourced<String>>,
    /// `addressType`.
    pub address_type: Sourced<String>,
    /// `endpoints`.
    pub endpoints: Vec<SliceEndpoint>,
    /// `ports`.
    pub ports: Vec<EndpointPort>,
}

/// One endpoint of a slice.
#[derive(Debug, Clone, PartialEq)]
pub struct SliceEndpoint {
    /// The whole entry.
    pub origin: Origin,
    /// `addresses`.
    pub addresses: Vec<Sourced<String>>,
    /// `conditions.ready`; absent means ready.
    pub ready: Option<Sourced<bool>>,
    /// `conditions.serving`; absent means as ready.
    pub serving: Option<Sourced<bool>>,
    /// `conditions.terminating`; absent means no.
    pub terminating: Option<Sourced<bool>>,
    /// `hostname`.
    pub hostname: Option<Sourced<String>>,
    /// `nodeName`.
    pub node_name: Option<Sourced<String>>,
    /// `zone`.
    pub zone: Option<Sourced<String>>,
    /// `hints.forZones[].name`.
    pub hint_zones: Vec<String>,
    /// `hints.forNodes[].name`.
    pub hint_nodes: Vec<String>,
    /// `targetRef`.
    pub target_ref: Option<TargetRef>,
}

impl Endpoints {
    /// Reads Endpoints from their value.
    pub fn read(object: &Value) -> Self {
        let subsets = object.list("subsets").iter().map(|subset| Subset {
            addresses: addresses(subset.get("addresses")),
            not_ready_addresses: addresses(subset.get("notReadyAddresses")),
            ports: ports(subset.get("ports")),
        });
        Self { subsets: subsets.collect() }
    }
}

impl EndpointSlice {
    /// Reads a slice from its value.
    pub fn read(object: &Value) -> Self {
        let labels = object.get("metadata").get("labels");
        let address_type = object.get("addressType");
        Self {
            service_name: text(labels.get(LABEL_SERVICE_NAME)),
            managed_by: text(labels.get(LABEL_MANAGED_BY)),
            address_type: Sourced {
                value: address_type.as_str().unwrap_or("").to_owned(),
                origin: address_type.origin,
            },
            endpoints: object.list("endpoints").iter().map(endpoint).collect(),
            ports: ports(object.get("ports")),
        }
    }
}

fn endpoint(value: &Value) -> SliceEndpoint {
    let conditions = value.get("conditions");
    let condition = |name: &str| {
        let origin = conditions.get(name).origin;
        conditions.bool(name).map(|value| Sourced { value, origin })
    };
    let names =
        |list: &str| value.get("hints").list(list).iter().map(|hint| hint.str("name").to_owned()).collect();
    SliceEndpoint {
        origin: value.origin,
        addresses: texts(value.get("addresses")),
        ready: condition("ready"),
        serving: condition("serving"),
        terminating: condition("terminating"),
        hostname: text(value.get("hostname")),
        node_name: text(value.get("nodeName")),
        zone: text(value.get("zone")),
        hint_zones: names("forZones"),
        hint_nodes: names("forNodes"),
        target_ref: target_ref(value.get("targetRef")),
    }
}

fn addresses(list: &Value) -> Vec<EndpointAddress> {
    let read = |address: &Value| EndpointAddress {
        ip: Sourced { value: address.str("ip").to_owned(), origin: address.get("ip").origin },
        hostname: text(address.get("hostname")),
        node_name: text(address.get("nodeName")),
        target_ref: target_ref(address.get("targetRef")),
    };
    list.as_list().iter().map(read).collect()
}

fn target_ref(value: &Value) -> Option<TargetRef> {
    (!value.is_null()).then(|| TargetRef {
        api_version: value.str("apiVersion").to_owned(),
        kind: value.str("kind").to_owned(),
        namespace: value.str("namespace").to_owned(),
        name: value.str("name").to_owned(),
        uid: value.str("uid").to_owned(),
        resource_version: value.str("resourceVersion").to_owned(),
        field_path: value.str("fieldPath").to_owned(),
    })
}

fn ports(list: &Value) -> Vec<EndpointPort> {
    let read = |port: &Value| EndpointPort {
        origin: port.origin,
        name: port
            .get("name")
            .as_str()
            .map(|name| Sourced { value: name.to_owned(), origin: port.get("name").origin }),
        port: number(port.get("port")),
        protocol: text(port.get("protocol")).unwrap_or(Sourced {
            value: "TCP".to_owned(),
            origin: Origin::Defaulted("SetDefaults_EndpointPort"),
        }),
        app_protocol: text(port.get("appProtocol")),
    };
    list.as_list().iter().map(read).collect()
}
