//! The port that a Service port leads to on one Pod.

use crate::object::PortRef;
use crate::object::pod::{ContainerPort, PodTemplate};
use crate::object::service::ServicePort;

/// What the `targetPort` of a Service port finds on a Pod.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum TargetPort<'t> {
    /// It is a number, which is dialed whether a container declares it or not.
    Number(i64),
    /// It is the name of this port.
    Named(&'t ContainerPort),
    /// Its name belongs to a port of another protocol.
    OtherProtocol(&'t ContainerPort),
    /// Its name belongs to a port of an init container that ends before the Pod serves.
    OfInitContainer(&'t ContainerPort),
    /// No port has its name.
    Missing,
}

impl TargetPort<'_> {
    /// The number that is dialed; `None` where the Pod is left out of the port.
    pub fn number(self) -> Option<i64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Named(port) => Some(port.container_port.as_ref().map_or(0, |number| number.value)),
            Self::OtherProtocol(_) | Self::OfInitContainer(_) | Self::Missing => None,
        }
    }
}

/// Looks a Service port up on a Pod: by number as it is, by name among the ports of containers that keep running.
///
/// Source: k8s.io/endpointslice v0.37 utils.go FindPort
pub fn find_port<'t>(template: Option<&'t PodTemplate>, port: &ServicePort) -> TargetPort<'t> {
    let name = match port.target_port.as_ref().map(|target| &target.value) {
        Some(PortRef::Number(number)) if *number != 0 => return TargetPort::Number(*number),
        Some(PortRef::Name(name)) if !name.is_empty() => name,
        // Where no API server has set the default, it is the port itself.
        _ => return TargetPort::Number(port.number()),
    };
    let Some(template) = template else { return TargetPort::Missing };
    if let Some(found) = template.find_port(name, &port.protocol.value) {
        return TargetPort::Named(found);
    }
    let is_named = |port: &&ContainerPort| port.name.as_ref().is_some_and(|written| written.value == *name);
    let mut serving = template.serving_containers().flat_map(|container| &container.ports);
    if let Some(other) = serving.find(is_named) {
        return TargetPort::OtherProtocol(other);
    }
    let ended = template.init_containers.iter().filter(|container| !container.restartable);
    ended
        .flat_map(|container| &container.ports)
        .find(is_named)
        .map_or(TargetPort::Missing, TargetPort::OfInitContainer)
}
