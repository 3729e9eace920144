//! A port of an EndpointSlice that the proxy passes over.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::rule::Reporter;
use crate::rules::slice;
use crate::traffic::fault::{EndpointsFault, FaultKind};

declare_rule! {
    /// An EndpointSlice of a Service with a cluster IP has no ports, or a port without a number.
    ///
    /// For headless Services DNS serves the addresses all the same. The proxy needs a number for each port: it passes over ports
    /// without one, so the addresses get no traffic.
    ///
    /// Write the number that the endpoints listen on.
    ///
    /// Source: kubernetes v1.37 pkg/proxy/endpointslicecache.go endpointInfoByServicePort
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec: { ports: [{ port: 5432 }] }
    /// ---
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice
    /// metadata:
    ///   name: db-1
    ///   labels:
    ///     kubernetes.io/service-name: db
    /// addressType: IPv4
    /// ports:
    ///   - protocol: TCP
    /// # ^ warning[slice-port-not-proxied]
    /// endpoints:
    ///   - addresses: ["192.0.2.42"]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec: { ports: [{ port: 5432 }] }
    /// ---
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice
    /// metadata:
    ///   name: db-1
    ///   labels:
    ///     kubernetes.io/service-name: db
    /// addressType: IPv4
    /// ports: [{ port: 5432 }]
    /// endpoints:
    ///   - addresses: ["192.0.2.42"]
    /// ```
    pub(super) SLICE_PORT_NOT_PROXIED = "slice-port-not-proxied", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let found = slice::faults(analysis, |fault| match fault {
        EndpointsFault::PortNotProxied { slice, .. } => Some(*slice),
        _ => None,
    });
    for (fault, object) in found {
        let FaultKind::Endpoints(EndpointsFault::PortNotProxied { port, .. }) = &fault.kind else { continue };
        let ports = FieldPath::default().child("ports");
        let (path, what) = match port {
            Some(at) => (ports.index(*at).child("port"), "a port of it has no number"),
            None => (ports, "it has no ports"),
        };
        report.push(
            SLICE_PORT_NOT_PROXIED
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("the proxy passes over {}: {what}", object.title()),
                )
                .effect("Its addresses get no traffic of the Service.")
                .help("write the number of the port that the endpoints listen on")
                .about(fault),
        );
    }
}
