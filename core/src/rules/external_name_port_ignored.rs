//! A port mapping on a Service that maps no ports.

use crate::Analysis;
use crate::declare_rule;
use crate::rule::Reporter;
use crate::rules::named_port;
use crate::traffic::fault::{FaultKind, NameFault};

declare_rule! {
    /// An ExternalName Service states a `targetPort` that differs from its `port`.
    ///
    /// An ExternalName Service is a DNS alias. Clients resolve its name to another name and connect to that by
    /// themselves: nothing on the way translates ports. A client that uses `port` reaches `port` of the target.
    ///
    /// Let clients use the real port, or use a Service without selector and an EndpointSlice.
    ///
    /// Source: Kubernetes documentation, Service, ExternalName
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api }
    /// spec:
    ///   type: ExternalName
    ///   externalName: api.example.com
    ///   ports: [{ port: 80, targetPort: 8443 }]
    /// #                                 ^^^^ warning[external-name-port-ignored]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api }
    /// spec:
    ///   type: ExternalName
    ///   externalName: api.example.com
    ///   ports: [{ port: 443, targetPort: 443 }]
    /// ```
    pub(super) EXTERNAL_NAME_PORT_IGNORED = "external-name-port-ignored", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for fault in &analysis.links.faults {
        let FaultKind::Name(NameFault::AliasPortIgnored { port }) = &fault.kind else { continue };
        let Some((object, port)) = named_port::place(analysis, fault, *port) else { continue };
        let path = named_port::path(port);
        let finding = EXTERNAL_NAME_PORT_IGNORED
            .at(
                object,
                analysis.field_span(object, &path),
                path,
                format!("Service `{}` is a DNS alias: its `targetPort` maps nothing", object.name),
            )
            .effect(format!("Clients of port {} reach port {0} of the external host.", port.number()))
            .help("let clients use the real port, or write an EndpointSlice instead of an alias")
            .about(fault);
        let name = object.service().and_then(|service| service.external_name.as_ref()?.range());
        report.push(match name {
            Some(range) => finding.because(object.span(range), "clients connect to this name by themselves"),
            None => finding,
        });
    }
}
