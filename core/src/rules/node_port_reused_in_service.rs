//! One Service asks for one node port on two ports.

use crate::Analysis;
use crate::admission::Check;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::Object;
use crate::rule::{Finding, Reporter};

declare_rule! {
    /// One Service asks for one node port on two different ports.
    ///
    /// Two entries of `ports` may share a node port under two protocols, but only if their `port` is the same number.
    /// With different numbers validation passes and the allocation fails.
    ///
    /// The API server refuses the Service. Give one of the entries another `nodePort`, or leave it out.
    ///
    /// Source: kubernetes v1.37 pkg/registry/core/service/storage/alloc.go initNodePorts
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: dns }
    /// spec:
    ///   type: NodePort
    ///   selector: { app: dns }
    ///   ports:
    ///     - { name: tcp, port: 53, nodePort: 30053 }
    ///     - name: udp
    ///       port: 5353
    ///       protocol: UDP
    ///       nodePort: 30053
    /// #               ^^^^^ error[node-port-reused-in-service]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: dns, labels: { app: dns } }
    /// spec:
    ///   containers:
    ///     - name: dns
    ///       image: dns
    ///       ports: [{ containerPort: 53 }, { containerPort: 5353, protocol: UDP }]
    /// ```
    ///
    /// # Stays silent
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
    pub(super) NODE_PORT_REUSED_IN_SERVICE = "node-port-reused-in-service", Error, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (object, admission) in analysis.objects.iter().zip(&analysis.admissions) {
        if admission.conflict.is_some() {
            continue;
        }
        for cause in admission.causes().iter().filter(|cause| cause.origin == Check::NodePortTaken) {
            let Some(number) = object.value.follow(&cause.path).0.as_int() else { continue };
            report.push(reused(analysis, object, &cause.path, number));
        }
    }
}

fn reused(analysis: &Analysis, object: &Object, path: &FieldPath, number: i64) -> Finding {
    let ports = FieldPath::default().child("spec").child("ports");
    let first = object.value.get("spec").list("ports").iter().position(|port| port.int("nodePort") == number);
    let finding = NODE_PORT_REUSED_IN_SERVICE
        .at(
            object,
            analysis.field_span(object, path),
            path.clone(),
            format!("{} asks for node port {number} on two ports", object.title()),
        )
        .effect("The API server refuses this Service.")
        .help("write another number, or leave it out to let the server choose");
    match first {
        Some(at) => {
            let span = analysis.field_span(object, &ports.index(at).child("nodePort"));
            finding.because(span, format!("node port {number} is asked for here first"))
        }
        None => finding,
    }
}
