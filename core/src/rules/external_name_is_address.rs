//! An ExternalName that is an IP address.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::rule::Reporter;
use crate::traffic::fault::{FaultKind, NameFault};

declare_rule! {
    /// The `externalName` of a Service is an IP address.
    ///
    /// An ExternalName Service is a DNS alias: its name answers with a CNAME record to `externalName`, and a CNAME
    /// holds a name. An address looks like a name made of digits, so the API server takes it, and CoreDNS serves no
    /// record for it.
    ///
    /// Use a Service without selector and an EndpointSlice with that address.
    ///
    /// Source: CoreDNS plugin/kubernetes; Kubernetes documentation, Service, ExternalName
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: ext }
    /// spec:
    ///   type: ExternalName
    ///   externalName: 192.0.2.14
    /// #               ^^^^^^^^^^ warning[external-name-is-address]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: ext }
    /// spec:
    ///   type: ExternalName
    ///   externalName: db.example.com
    /// ```
    pub(super) EXTERNAL_NAME_IS_ADDRESS = "external-name-is-address", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for fault in &analysis.links.faults {
        let (FaultKind::Name(NameFault::AliasIsAddress), Some(object)) =
            (&fault.kind, analysis.object(fault.object))
        else {
            continue;
        };
        let path = FieldPath::default().child("spec").child("externalName");
        report.push(
            EXTERNAL_NAME_IS_ADDRESS
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("`externalName` of Service `{}` is an address, not a name", object.name),
                )
                .effect(format!("The name `{}` does not resolve.", object.name))
                .help("use a Service without selector and an EndpointSlice with this address")
                .about(fault),
        );
    }
}
