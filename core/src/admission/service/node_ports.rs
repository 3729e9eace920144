//! Node ports and health check node ports: numbers of one range that a cluster has once.
//!
//! Source: kubernetes v1.37 pkg/registry/core/service/storage/alloc.go

use super::allocation::{Allocators, NotAllocated, Operation};
use super::spec::{NodePort, Spec, needs_health_check};
use crate::admission::{Causes, Check, Conflict, Said};
use crate::field_path::Path;
use crate::value::Value;
use std::collections::BTreeMap;

impl Allocators {
    /// Source: txnAllocNodePorts, initNodePorts
    pub(super) fn alloc_node_ports(
        &mut self,
        object: &Value,
        spec: &mut Spec,
        operation: &mut Operation,
    ) -> Result<(), NotAllocated> {
        if matches!(spec.service_type.as_str(), "NodePort" | "LoadBalancer") {
            let mut by_port: BTreeMap<i64, NodePort> = BTreeMap::new();
            for at in 0..spec.ports.len() {
                let Some(port) = spec.ports.get(at).cloned() else { continue };
                if port.node_port == NodePort::Zero && !should_allocate_node_ports(spec) {
                    continue;
                }
                let node_port = match by_port.get(&port.port).copied() {
                    None => {
                        let requested = find_requested_node_port(port.port, spec);
                        let chosen = match requested {
                            NodePort::Number(number) => {
                                self.alloc_node_port(number, at, operation)?;
                                requested
                            }
                            NodePort::Zero | NodePort::Allocated(_) => self.choose_node_port(),
                        };
                        by_port.insert(port.port, chosen);
                        chosen
                    }
                    Some(shared) if port.node_port == NodePort::Zero => shared,
                    Some(shared) if port.node_port == shared => continue,
                    Some(_) => {
                        if let NodePort::Number(number) = port.node_port {
                            self.alloc_node_port(number, at, operation)?;
                        }
                        continue;
                    }
                };
                if let Some(port) = spec.ports.get_mut(at) {
                    port.node_port = node_port;
                }
            }
        }
        if needs_health_check(object.get("spec")) {
            self.alloc_health_check_node_port(spec, operation)?;
        }
        Ok(())
    }

    fn choose_node_port(&mut self) -> NodePort {
        self.chosen = self.chosen.wrapping_add(1);
        NodePort::Allocated(self.chosen)
    }

    /// Source: kubernetes v1.37 pkg/registry/core/service/portallocator/allocator.go Allocate
    fn alloc_node_port(
        &mut self,
        number: i64,
        at: usize,
        operation: &mut Operation,
    ) -> Result<(), NotAllocated> {
        let ports = Path::new("spec");
        let ports = ports.child("ports");
        let port = ports.index(at);
        let path = port.child("nodePort");
        let mut causes = Causes::default();
        if let Some(error) = self.node_port_error(number, operation) {
            causes.invalid(&path, number, error);
            return Err(match self.node_ports.get(&number) {
                Some(held_by) => {
                    let conflict = Conflict { path: path.to_field_path(), holder: held_by.clone() };
                    NotAllocated::Taken(causes.list, conflict)
                }
                None => NotAllocated::Causes(causes.list),
            });
        }
        operation.node_ports.push(number);
        Ok(())
    }

    fn node_port_error(&self, number: i64, operation: &Operation) -> Option<Said> {
        let (low, high) = self.node_port_range;
        if !(i64::from(low)..=i64::from(high)).contains(&number) {
            return Some(Check::NodePortOutOfRange { low, high }.says(format!(
                "provided port is not in the valid range. The range of valid ports is {low}-{high}"
            )));
        }
        let taken = self.node_ports.contains_key(&number) || operation.node_ports.contains(&number);
        taken.then(|| Check::NodePortTaken.says("provided port is already allocated"))
    }

    /// Source: allocHealthCheckNodePort; its failure is an internal error (status 500).
    fn alloc_health_check_node_port(
        &mut self,
        spec: &mut Spec,
        operation: &mut Operation,
    ) -> Result<(), NotAllocated> {
        let NodePort::Number(number) = spec.health_check_node_port else {
            spec.health_check_node_port = self.choose_node_port();
            return Ok(());
        };
        let Some(error) = self.node_port_error(number, operation) else {
            operation.node_ports.push(number);
            return Ok(());
        };
        let path = Path::new("spec");
        let path = path.child("healthCheckNodePort");
        let mut causes = Causes::default();
        let detail = format!("failed to allocate requested HealthCheck NodePort {number}: {error}");
        causes.failure(&path, error.origin.says(detail));
        Err(match self.node_ports.get(&number) {
            Some(held_by) => {
                let conflict = Conflict { path: path.to_field_path(), holder: held_by.clone() };
                NotAllocated::Taken(causes.list, conflict)
            }
            None => NotAllocated::Causes(causes.list),
        })
    }

    /// Source: txnUpdateNodePorts, updateNodePorts, updateHealthCheckNodePort
    pub(super) fn update_node_ports(
        &mut self,
        object: &Value,
        spec: &mut Spec,
        old_value: &Value,
        old: &Spec,
        operation: &mut Operation,
    ) -> Result<(), NotAllocated> {
        let has_node_ports = |spec: &Spec| matches!(spec.service_type.as_str(), "NodePort" | "LoadBalancer");
        if has_node_ports(old) && matches!(spec.service_type.as_str(), "ExternalName" | "ClusterIP") {
            operation.release_node_ports.extend(old.node_ports());
        }
        if has_node_ports(spec) {
            let old_numbers = old.node_ports();
            let mut seen: Vec<(String, NodePort)> = Vec::new();
            for at in 0..spec.ports.len() {
                let Some(port) = spec.ports.get(at).cloned() else { continue };
                if port.node_port == NodePort::Zero && !should_allocate_node_ports(spec) {
                    continue;
                }
                let node_port = match port.node_port {
                    NodePort::Number(number) => {
                        if !old_numbers.contains(&port.node_port) && !operation.node_ports.contains(&number) {
                            self.alloc_node_port(number, at, operation)?;
                        }
                        port.node_port
                    }
                    NodePort::Allocated(_) => port.node_port,
                    NodePort::Zero => self.choose_node_port(),
                };
                if let Some(port) = spec.ports.get_mut(at) {
                    port.node_port = node_port;
                }
                let key = (port.protocol.clone(), node_port);
                if seen.contains(&key) {
                    let path = Path::new("spec");
                    let mut causes = Causes::default();
                    let detail = format!("duplicate nodePort: {{{} {}}}", key.0, node_port.bad());
                    let path = path.child("ports");
                    let said = Check::NodePortTwice.says(detail);
                    causes.failure(&path.index(at).child("nodePort"), said);
                    return Err(NotAllocated::Causes(causes.list));
                }
                seen.push(key);
            }
            let new_numbers = spec.node_ports();
            let gone = old_numbers.into_iter().filter(|number| !new_numbers.contains(number));
            operation.release_node_ports.extend(gone);
        }
        match (needs_health_check(old_value), needs_health_check(object.get("spec"))) {
            (false, true) => self.alloc_health_check_node_port(spec, operation)?,
            (true, false) => operation.release_node_ports.push(old.health_check_node_port),
            _ => {}
        }
        Ok(())
    }
}

/// Source: shouldAllocateNodePorts
fn should_allocate_node_ports(spec: &Spec) -> bool {
    match spec.service_type.as_str() {
        "NodePort" => true,
        "LoadBalancer" => spec.allocate_node_ports.unwrap_or(true),
        _ => false,
    }
}

/// Source: findRequestedNodePort
fn find_requested_node_port(port: i64, spec: &Spec) -> NodePort {
    spec.ports
        .iter()
        .find(|candidate| candidate.port == port && candidate.node_port != NodePort::Zero)
        .map_or(NodePort::Zero, |candidate| candidate.node_port)
}
