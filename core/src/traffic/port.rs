//! Target ports beside the ports that Pods declare.

use super::fault::{FaultId, FaultKind, PortFault};
use super::judge::Judge;
use super::service::{Asked, Source};
use crate::cluster::target_port::TargetPort;
use crate::cluster::world::World;
use crate::diagnostic::Severity;
use crate::object::pod::ContainerPort;
use crate::object::service::ServicePort;
use crate::object::workload::WorkloadKind;
use crate::object::{Object, ObjectId, PodTemplate, PortRef};

/// The name that a Service port asks for, `""` if it asks for a number.
pub(super) fn name(port: &ServicePort) -> &str {
    match port.target_port.as_ref().map(|target| &target.value) {
        Some(PortRef::Name(name)) => name,
        Some(PortRef::Number(_)) | None => "",
    }
}

/// The ports that a workload or Pod declares.
fn declared(source: &Object) -> impl Iterator<Item = &ContainerPort> {
    let template = source.pod_template();
    template.into_iter().flat_map(PodTemplate::serving_containers).flat_map(|container| &container.ports)
}

fn number_of(port: &ContainerPort) -> i64 {
    port.container_port.as_ref().map_or(0, |number| number.value)
}

/// A numeric target that no selected Pod declares, though they declare others.
pub(super) fn undeclared(
    judge: &mut Judge<'_, '_>,
    asked: Asked<'_>,
    port: &ServicePort,
    sources: &[Source<'_>],
) -> Option<FaultId> {
    let PortRef::Number(number) = port.target_port.as_ref()?.value else { return None };
    let selected: Vec<&Object> = sources
        .iter()
        .map(|source| source.object)
        .filter(|object| object.pod_template().is_some() && !object.refused)
        .collect();
    let mut any = selected.iter().flat_map(|source| declared(source)).peekable();
    any.peek()?;
    if any.any(|declared| number_of(declared) == number) {
        return None;
    }
    let elsewhere = judge.world.sources_in(&asked.object.namespace).find(|source| {
        !selected.iter().any(|other| other.id == source.id)
            && declared(source).any(|port| number_of(port) == number)
    });
    let sole = sole_port(&asked.service.ports, &selected, port);
    let is_told = elsewhere.is_some() || sole.is_some();
    let kind = PortFault::Undeclared {
        port: port.index,
        number,
        sources: selected.iter().map(|source| source.id).collect(),
        elsewhere: elsewhere.map(|source| source.id),
        sole,
    };
    let severity = if is_told { Severity::Warning } else { Severity::Info };
    Some(judge.links.fault(asked.object.id, severity, FaultKind::Port(kind)))
}

/// The one number that every Pod declares for the protocol, where the Service has one port of it, too.
fn sole_port(service_ports: &[ServicePort], sources: &[&Object], port: &ServicePort) -> Option<i64> {
    let of_protocol = |protocol: &str| protocol == port.protocol.value;
    let service_has_one =
        service_ports.iter().filter(|other| of_protocol(&other.protocol.value)).count() == 1;
    let mut sole = None;
    for source in sources {
        let mut declared = declared(source).filter(|declared| of_protocol(&declared.protocol.value));
        let (Some(first), None) = (declared.next(), declared.next()) else { return None };
        if sole.is_some_and(|number| number != number_of(first)) {
            return None;
        }
        sole = Some(number_of(first));
    }
    sole.filter(|_| service_has_one)
}

/// How grave it is that one of several sources lacks a port name. A worker may share the labels on purpose; one that
/// declares the number under no name, or another, was meant to serve. Pods of Jobs are not expected to.
pub(super) fn grade_partly_missing(
    world: &World<'_>,
    source: &Object,
    port: &ServicePort,
    found: TargetPort<'_>,
    asked: Asked<'_>,
) -> Severity {
    let is_job = source
        .workload()
        .is_some_and(|workload| matches!(workload.kind, WorkloadKind::Job | WorkloadKind::CronJob));
    if is_job {
        return Severity::Info;
    }
    if matches!(found, TargetPort::OtherProtocol(_)) {
        return Severity::Warning;
    }
    let selector = asked.service.selector.as_deref().unwrap_or(&[]);
    let numbers = world.sources_matching(&asked.object.namespace, selector);
    let numbers: Vec<i64> = numbers
        .iter()
        .filter_map(|other| crate::cluster::target_port::find_port(other.pod_template(), port).number())
        .collect();
    let serves = declared(source).any(|declared| {
        declared.protocol.value == port.protocol.value && numbers.contains(&number_of(declared))
    });
    if serves { Severity::Warning } else { Severity::Info }
}

/// The first numeric target that one workload declares while another declares ports, but not this one: the port by
/// place, the number, and both workloads.
pub(super) fn split(judge: &Judge<'_, '_>, asked: Asked<'_>) -> Option<(usize, i64, ObjectId, ObjectId)> {
    if asked.object.refused || asked.service.selector.is_none() {
        return None;
    }
    let matched = judge.matched(asked.object.id);
    let workloads: Vec<&Object> = matched.into_iter().filter(|source| source.workload().is_some()).collect();
    if workloads.len() < 2 {
        return None;
    }
    asked.service.ports.iter().find_map(|port| {
        let PortRef::Number(number) = port.target_port.as_ref()?.value else { return None };
        let declares = |source: &&&Object| declared(source).any(|port| number_of(port) == number);
        let serving = workloads.iter().find(declares)?;
        let other = workloads.iter().find(|source| declared(source).next().is_some() && !declares(source))?;
        Some((port.index, number, serving.id, other.id))
    })
}
