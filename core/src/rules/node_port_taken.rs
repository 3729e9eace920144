//! Two Services ask for one node port.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::{Object, Sourced};
use crate::rule::{Finding, Reporter};
use crate::source::Span;

declare_rule! {
    /// Two Services ask for one node port.
    ///
    /// A node port exists once in a cluster. The allocator does not look at the protocol across Services: 30053/TCP of
    /// one and 30053/UDP of another are one number. A `healthCheckNodePort` takes part.
    ///
    /// The API server refuses the Service that comes later. Give it another number, or leave `nodePort` out and let
    /// the server choose.
    ///
    /// Source: kubernetes v1.37 pkg/registry/core/service/portallocator/allocator.go Allocate
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: tcp }
    /// spec: { type: NodePort, selector: { app: dns }, ports: [{ port: 53, nodePort: 30053 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: udp }
    /// spec:
    ///   type: NodePort
    ///   selector: { app: dns }
    ///   ports:
    ///     - port: 53
    ///       protocol: UDP
    ///       nodePort: 30053
    /// #               ^^^^^ error[node-port-taken]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: dns, labels: { app: dns } }
    /// spec:
    ///   containers:
    ///     - name: dns
    ///       image: dns
    ///       ports: [{ containerPort: 53 }, { containerPort: 53, protocol: UDP }]
    /// ```
    ///
    /// # Stays silent
    /// Inside one Service both protocols of one port share the number.
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: dns }
    /// spec:
    ///   type: NodePort
    ///   selector: { app: dns }
    ///   ports:
    ///     - { name: tcp, port: 53, nodePort: 30053 }
    ///     - { name: udp, port: 53, protocol: UDP, nodePort: 30053 }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: dns, labels: { app: dns } }
    /// spec:
    ///   containers:
    ///     - name: dns
    ///       image: dns
    ///       ports: [{ containerPort: 53 }, { containerPort: 53, protocol: UDP }]
    /// ```
    pub(super) NODE_PORT_TAKEN = "node-port-taken", Error, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (object, admission) in analysis.objects.iter().zip(&analysis.admissions) {
        let Some(conflict) = &admission.conflict else { continue };
        let Some(number) = object.value.follow(&conflict.path).0.as_int() else { continue };
        let (namespace, name) = &conflict.holder;
        let earlier = analysis.objects.iter().find(|earlier| {
            earlier.service().is_some() && earlier.name == *name && earlier.namespace == *namespace
        });
        report.push(taken(analysis, object, &conflict.path, number, earlier));
    }
}

fn taken(
    analysis: &Analysis,
    object: &Object,
    path: &FieldPath,
    number: i64,
    earlier: Option<&Object>,
) -> Finding {
    let message = match earlier {
        Some(earlier) => format!("node port {number} is already taken by {}", earlier.title()),
        None => format!("node port {number} is already taken"),
    };
    let finding = NODE_PORT_TAKEN
        .at(object, analysis.field_span(object, path), path.clone(), message)
        .effect("The API server refuses this Service.")
        .help("write another number, or leave it out to let the server choose");
    match earlier.and_then(|earlier| Some((earlier, place(analysis, earlier, number)?))) {
        Some((earlier, span)) => finding.because(span, format!("{} has it", earlier.title())),
        None => finding,
    }
}

/// Where a Service states a node port.
fn place(analysis: &Analysis, service: &Object, number: i64) -> Option<Span> {
    let spec = FieldPath::default().child("spec");
    let view = service.service()?;
    let is_it = |port: &Option<Sourced<i64>>| port.as_ref().is_some_and(|port| port.value == number);
    let path = match view.ports.iter().find(|port| is_it(&port.node_port)) {
        Some(port) => spec.child("ports").index(port.index).child("nodePort"),
        None if is_it(&view.health_check_node_port) => spec.child("healthCheckNodePort"),
        None => return None,
    };
    Some(analysis.field_span(service, &path))
}
