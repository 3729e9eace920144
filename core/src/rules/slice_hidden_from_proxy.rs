//! An EndpointSlice that carries the label of headless Services.

use crate::Analysis;
use crate::cluster::slices::LABEL_HEADLESS;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::rule::Reporter;
use crate::rules::slice;
use crate::traffic::fault::EndpointsFault;

declare_rule! {
    /// An EndpointSlice of a Service with a cluster IP carries the label `service.kubernetes.io/headless`.
    ///
    /// The controllers put it on the slices of headless Services, and the proxy does not watch slices that carry it. Copied
    /// from such a slice, it hides the addresses from the proxy.
    ///
    /// Delete the label.
    ///
    /// Source: kubernetes v1.37 cmd/kube-proxy/app/server.go Run
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
    ///     service.kubernetes.io/headless: ""
    /// #                                   ^^ warning[slice-hidden-from-proxy]
    /// addressType: IPv4
    /// ports: [{ port: 5432 }]
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
    pub(super) SLICE_HIDDEN_FROM_PROXY = "slice-hidden-from-proxy", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, object) in slice::faults(analysis, |fault| match fault {
        EndpointsFault::Hidden(slice) => Some(*slice),
        _ => None,
    }) {
        let path = FieldPath::default().child("metadata").child("labels").key(LABEL_HEADLESS);
        report.push(
            SLICE_HIDDEN_FROM_PROXY
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("{} is labeled as headless, so the proxy does not read it", object.title()),
                )
                .effect("Its addresses get no traffic of the Service's cluster IP.")
                .help(format!("delete the label `{LABEL_HEADLESS}`"))
                .about(fault),
        );
    }
}
