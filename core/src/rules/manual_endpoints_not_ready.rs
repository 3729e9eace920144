//! Hand-written endpoints of which none is ready.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::rule::Reporter;
use crate::rules::slice;
use crate::traffic::fault::EndpointsFault;

declare_rule! {
    /// Every address of hand-written Endpoints, or of an EndpointSlice, is written as not ready.
    ///
    /// Nobody but the author changes that: the proxy sends no new connection to such an address.
    ///
    /// Write the addresses as ready.
    ///
    /// Source: kubernetes v1.37 pkg/proxy/topology.go CategorizeEndpoints
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
    /// #       ^^^^ warning[manual-endpoints-not-ready]
    ///   labels:
    ///     kubernetes.io/service-name: db
    /// addressType: IPv4
    /// ports: [{ port: 5432 }]
    /// endpoints:
    ///   - addresses: ["192.0.2.42"]
    ///     conditions: { ready: false }
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
    pub(super) MANUAL_ENDPOINTS_NOT_READY = "manual-endpoints-not-ready", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, object) in slice::faults(analysis, |fault| match fault {
        EndpointsFault::NotReady(object) => Some(*object),
        _ => None,
    }) {
        report.push(
            MANUAL_ENDPOINTS_NOT_READY
                .at(
                    object,
                    object.head(),
                    FieldPath::default().child("metadata").child("name"),
                    format!("every address of {} is written as not ready", object.title()),
                )
                .effect("Its addresses get no new connections.")
                .help("write the addresses as ready")
                .about(fault),
        );
    }
}
