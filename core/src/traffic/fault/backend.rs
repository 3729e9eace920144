//! Faults of backends: the Service ports that Ingresses and routes send requests to.

use super::Objects;
use crate::object::{ObjectId, PortRef};

/// Why a backend is not reached.
#[derive(Debug, Clone, PartialEq)]
pub enum BackendFault {
    /// No Service has the name.
    Missing {
        /// The namespace.
        namespace: String,
        /// The name.
        name: String,
        /// Services of the namespace with a name that is near.
        near: Vec<ObjectId>,
        /// Services of that name in other namespaces.
        elsewhere: Vec<ObjectId>,
    },
    /// The Service has no such port.
    PortMissing {
        /// The Service.
        service: ObjectId,
        /// The port that is asked for.
        port: PortRef,
        /// The Service port that was probably meant, by place: the one that leads to this number or name.
        meant: Option<usize>,
    },
    /// The Service port speaks another transport protocol than the entry.
    Protocol {
        /// The Service.
        service: ObjectId,
        /// The port, by place.
        port: usize,
    },
    /// The Service is an alias of a name, which a controller may follow or not.
    Alias(ObjectId),
}

impl BackendFault {
    pub(super) fn short(&self, objects: Objects<'_>) -> String {
        let name = |id: &ObjectId| objects.get(*id).map_or("", |object| object.name.as_str());
        match self {
            Self::Missing { namespace, name: wanted, near, elsewhere } => {
                match (near.first(), elsewhere.first()) {
                    (Some(meant), _) => format!("no Service “{wanted}” in {namespace}: {}?", name(meant)),
                    (None, Some(other)) => {
                        let other = objects.get(*other).map_or("", |object| object.namespace.as_str());
                        format!("Service “{wanted}” is in {other}, not in {namespace}")
                    }
                    (None, None) => format!("no Service “{wanted}” in {namespace}"),
                }
            }
            Self::PortMissing { service, port: PortRef::Number(number), .. } => {
                format!("{} has no port {number}", name(service))
            }
            Self::PortMissing { service, port: PortRef::Name(port), .. } => {
                format!("{} has no port “{port}”", name(service))
            }
            Self::Protocol { service, port } => {
                let port = objects.get(*service).and_then(|object| object.service()?.ports.get(*port));
                let (number, protocol) =
                    port.map_or((0, ""), |port| (port.number(), port.protocol.value.as_str()));
                format!("{} {number} is {protocol}", name(service))
            }
            Self::Alias(_) => "an ExternalName: left to the controller".to_owned(),
        }
    }
}
