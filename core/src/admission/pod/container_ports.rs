//! Ports of containers.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::options::Holder;
use crate::admission::Causes;
use crate::admission::field_error::Bad;
use crate::admission::names::{is_valid_port_name, is_valid_port_num};
use crate::field_path::Path;
use crate::value::Value;
use std::collections::BTreeSet;

/// Checks the ports of one container.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateContainerPorts
pub(crate) fn validate_container_ports(ports: &[Value], path: &Path<'_>, causes: &mut Causes) {
    let mut names = BTreeSet::new();
    for (index, port) in ports.iter().enumerate() {
        let path = path.index(index);
        let name = port.str("name");
        if !name.is_empty() {
            let messages = is_valid_port_name(name);
            if messages.is_empty() && !names.insert(name) {
                causes.duplicate(&path.child("name"), name);
            }
            causes.invalid_each(&path.child("name"), name, messages);
        }
        let number = port.int("containerPort");
        if number == 0 {
            causes.required(&path.child("containerPort"), "");
        } else {
            causes.invalid_each(&path.child("containerPort"), number, is_valid_port_num(number));
        }
        let host_port = port.int("hostPort");
        if host_port != 0 {
            causes.invalid_each(&path.child("hostPort"), host_port, is_valid_port_num(host_port));
        }
        match port.str("protocol") {
            "TCP" | "UDP" | "SCTP" => {}
            "" => causes.required(&path.child("protocol"), ""),
            other => {
                causes.not_supported(&path.child("protocol"), Bad::typed(other), &["SCTP", "TCP", "UDP"]);
            }
        }
    }
}

/// Checks that no two ports of the containers take the same port of the host.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go AccumulateUniqueHostPorts
pub(crate) fn check_host_port_conflicts(containers: &[Value], path: &Path<'_>, causes: &mut Causes) {
    let mut taken = BTreeSet::new();
    for (index, container) in containers.iter().enumerate() {
        let path = path.index(index);
        let path = path.child("ports");
        for (index, port) in container.list("ports").iter().enumerate() {
            let number = port.int("hostPort");
            if number == 0 {
                continue;
            }
            let key = format!("{}/{}/{number}", port.str("protocol"), port.str("hostIP"));
            if taken.contains(&key) {
                causes.duplicate(&path.index(index).child("hostPort"), &key);
            } else {
                taken.insert(key);
            }
        }
    }
}

/// Checks that containers in the network of their host use the same number there.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePodHostNetworkDeps
pub(crate) fn validate_pod_host_network_deps(
    spec: &Value,
    holder: Holder,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    if spec.bool("hostNetwork") != Some(true) {
        return;
    }
    let path = path.child("containers");
    for (index, container) in spec.list("containers").iter().enumerate() {
        let path = path.index(index);
        let path = path.child("ports");
        for (index, port) in container.list("ports").iter().enumerate() {
            let (host_port, container_port) = (port.int("hostPort"), port.int("containerPort"));
            if (holder == Holder::Pod || host_port != 0) && host_port != container_port {
                let detail = "must match `containerPort` when `hostNetwork` is true";
                causes.invalid(&path.index(index).child("hostPort"), host_port, detail);
            }
        }
    }
}
