//! An EndpointSlice whose addresses the proxy does not read.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::rule::Reporter;
use crate::rules::slice;
use crate::traffic::fault::EndpointsFault;

declare_rule! {
    /// An EndpointSlice has `addressType: FQDN`.
    ///
    /// The API accepts host names as addresses, but kube-proxy reads slices of type IPv4 and IPv6 only. The addresses
    /// of this slice get no traffic.
    ///
    /// Write IP addresses, or use a Service of type ExternalName for a host name.
    ///
    /// Source: kubernetes v1.37 pkg/proxy/util/endpointslicecache; Kubernetes documentation, EndpointSlices
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
    /// metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
    /// addressType: FQDN
    /// #            ^^^^ warning[slice-type-not-proxied]
    /// ports: [{ port: 5432 }]
    /// endpoints: [{ addresses: [db.example.com] }]
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
    /// metadata: { name: db-1, labels: { kubernetes.io/service-name: db } }
    /// addressType: IPv4
    /// ports: [{ port: 5432 }]
    /// endpoints: [{ addresses: [192.0.2.42] }]
    /// ```
    pub(super) SLICE_TYPE_NOT_PROXIED = "slice-type-not-proxied", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, object) in slice::faults(analysis, |fault| match fault {
        EndpointsFault::TypeNotProxied(slice) => Some(*slice),
        _ => None,
    }) {
        let path = FieldPath::default().child("addressType");
        report.push(
            SLICE_TYPE_NOT_PROXIED
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("the proxy reads no host names: {} gets no traffic", object.title()),
                )
                .effect("Connections to its Service are refused unless another slice has addresses.")
                .help("write IP addresses, or use a Service of type ExternalName")
                .about(fault),
        );
    }
}
