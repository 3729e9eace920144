//! An EndpointSlice of a family that the Service does not have.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::rule::Reporter;
use crate::rules::slice;
use crate::traffic::fault::EndpointsFault;

declare_rule! {
    /// The addresses of an EndpointSlice are of an IP family that its Service does not state.
    ///
    /// The proxy joins a Service with the slices of its own families alone. Addresses of another family get no traffic.
    ///
    /// Write addresses of the Service's family, or add the family to the Service.
    ///
    /// Source: kubernetes v1.37 pkg/proxy/endpointslicecache.go getServicePortInfo, pkg/proxy/metaproxier/meta_proxier.go
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec: { ipFamilies: [IPv4], ports: [{ port: 5432 }] }
    /// ---
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice
    /// metadata:
    ///   name: db-1
    ///   labels:
    ///     kubernetes.io/service-name: db
    /// addressType: IPv6
    /// #            ^^^^ warning[slice-family-not-served]
    /// ports: [{ port: 5432 }]
    /// endpoints:
    ///   - addresses: ["2001:db8::1"]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec: { ipFamilies: [IPv4], ports: [{ port: 5432 }] }
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
    pub(super) SLICE_FAMILY_NOT_SERVED = "slice-family-not-served", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, object) in slice::faults(analysis, |fault| match fault {
        EndpointsFault::FamilyNotServed(slice) => Some(*slice),
        _ => None,
    }) {
        let path = FieldPath::default().child("addressType");
        report.push(
            SLICE_FAMILY_NOT_SERVED
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("the Service of {} has no address of this family", object.title()),
                )
                .effect("Its addresses get no traffic of the Service.")
                .help("write addresses of the Service's family, or add the family to `spec.ipFamilies`")
                .about(fault),
        );
    }
}
