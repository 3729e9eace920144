//! Faults of target ports.

use super::Objects;
use crate::near::nearest;
use crate::object::{Object, ObjectId, PodTemplate, PortRef};

/// What is wrong with a `targetPort`; `port` is the place in `spec.ports`.
#[derive(Debug, Clone, PartialEq)]
pub enum PortFault {
    /// It is a name that no selected Pod declares under any protocol.
    NamedMissing {
        /// The Service port.
        port: usize,
        /// What the Service selects.
        sources: Vec<ObjectId>,
    },
    /// It is a name that the selected Pods declare, under another protocol only.
    NamedOtherProtocol {
        /// The Service port.
        port: usize,
        /// What the Service selects.
        sources: Vec<ObjectId>,
    },
    /// It is a name that some of the selected Pods lack.
    NamedPartlyMissing {
        /// The Service port.
        port: usize,
        /// What lacks the name.
        source: ObjectId,
    },
    /// It is a number that no selected Pod declares, though they declare others.
    Undeclared {
        /// The Service port.
        port: usize,
        /// The number.
        number: i64,
        /// What the Service selects.
        sources: Vec<ObjectId>,
        /// Another workload of the namespace, which declares it.
        elsewhere: Option<ObjectId>,
        /// The only port of Service and Pods for the protocol, where both have one.
        sole: Option<i64>,
    },
}

impl PortFault {
    /// The Service port that is at fault, by place.
    pub const fn port(&self) -> usize {
        match self {
            Self::NamedMissing { port, .. }
            | Self::NamedOtherProtocol { port, .. }
            | Self::NamedPartlyMissing { port, .. }
            | Self::Undeclared { port, .. } => *port,
        }
    }

    pub(super) fn short(&self, service: ObjectId, objects: Objects<'_>) -> String {
        let port = objects.get(service).and_then(|object| object.service()?.ports.get(self.port()));
        let name = match port.and_then(|port| port.target_port.as_ref()).map(|target| &target.value) {
            Some(PortRef::Name(name)) => name.as_str(),
            Some(PortRef::Number(_)) | None => "",
        };
        match self {
            Self::NamedMissing { sources, .. } => {
                missing(name, sources.first().and_then(|&id| objects.get(id)).and_then(Object::pod_template))
            }
            Self::NamedPartlyMissing { source, .. } => {
                missing(name, objects.get(*source).and_then(Object::pod_template))
            }
            Self::NamedOtherProtocol { .. } => {
                let protocol = port.map_or("TCP", |port| &port.protocol.value);
                format!("port “{name}” is not {protocol}")
            }
            Self::Undeclared { number, .. } => format!("no container declares port {number}"),
        }
    }
}

/// Why a port name finds nothing, with the name that was probably meant.
fn missing(name: &str, template: Option<&PodTemplate>) -> String {
    let ports = template.into_iter().flat_map(PodTemplate::serving_containers).flat_map(|c| &c.ports);
    let names: Vec<&str> =
        ports.filter_map(|port| port.name.as_ref()).map(|name| name.value.as_str()).collect();
    match nearest(name, &names).as_slice() {
        [meant] => format!("no container port “{name}”: {meant}?"),
        _ => format!("no container port “{name}”"),
    }
}
