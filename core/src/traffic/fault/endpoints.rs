//! Faults of hand-written endpoints.

use super::Objects;
use crate::field_path::FieldPath;
use crate::object::ObjectId;

/// What is wrong with the endpoints of a Service that no controller writes.
#[derive(Debug, Clone, PartialEq)]
pub enum EndpointsFault {
    /// The Service has no selector, and nobody gives it addresses.
    None {
        /// A workload or Pod that looks like what it is for.
        namesake: Option<ObjectId>,
    },
    /// There are addresses, and no endpoint port has the name and protocol of the Service port.
    PortMismatch {
        /// The Service port, by place in `spec.ports`.
        port: usize,
        /// The endpoint port that was probably meant, and what of it differs.
        meant: Option<EndpointPortPlace>,
        /// Service and endpoints have one port each.
        one_each: bool,
    },
    /// The slice holds host names, which the proxy does not read.
    TypeNotProxied(ObjectId),
    /// The slice carries the label of headless Services, and the proxy does not read it.
    Hidden(ObjectId),
    /// A port of the slice has no number: the proxy passes it over.
    PortNotProxied {
        /// The slice.
        slice: ObjectId,
        /// The place in `ports`; `None` where the slice has no ports at all.
        port: Option<usize>,
    },
    /// The slice's addresses are of a family that the Service does not have.
    FamilyNotServed(ObjectId),
    /// Every address is written as not ready.
    NotReady(ObjectId),
    /// The Service is left to another proxy than kube-proxy.
    OtherProxy,
}

/// A port of hand-written endpoints.
#[derive(Debug, Clone, PartialEq)]
pub struct EndpointPortPlace {
    /// The Endpoints or EndpointSlice.
    pub object: ObjectId,
    /// Where the port stands.
    pub path: FieldPath,
    /// The protocol differs, and not the name.
    pub protocol_differs: bool,
}

impl EndpointsFault {
    pub(super) fn short(&self, service: ObjectId, objects: Objects<'_>) -> String {
        match self {
            Self::None { .. } => "no selector and no addresses".to_owned(),
            Self::PortMismatch { port, meant, .. } => {
                let port = objects.get(service).and_then(|object| object.service()?.ports.get(*port));
                let (name, protocol) =
                    port.map_or(("", "TCP"), |port| (port.name_str(), &port.protocol.value));
                match (meant.as_ref().is_some_and(|meant| meant.protocol_differs), name) {
                    (true, _) => format!("the endpoint port is not {protocol}"),
                    (false, "") => "no unnamed endpoint port".to_owned(),
                    (false, name) => format!("no endpoint port “{name}”"),
                }
            }
            Self::TypeNotProxied(_) => "the proxy reads no host names".to_owned(),
            Self::Hidden(_) => "labeled as headless: the proxy does not read it".to_owned(),
            Self::PortNotProxied { port: None, .. } => "the slice has no ports".to_owned(),
            Self::PortNotProxied { port: Some(_), .. } => "the slice's port has no number".to_owned(),
            Self::FamilyNotServed(_) => "the Service has no address of this family".to_owned(),
            Self::NotReady(_) => "every address is not ready".to_owned(),
            Self::OtherProxy => "left to another proxy than kube-proxy".to_owned(),
        }
    }
}
