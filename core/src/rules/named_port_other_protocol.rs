//! A `targetPort` by name whose container port speaks another protocol.

use crate::Analysis;
use crate::cluster::target_port::{TargetPort, find_port};
use crate::declare_rule;
use crate::object::Sourced;
use crate::rule::Reporter;
use crate::rules::{fault, named_port};
use crate::traffic::fault::PortFault;

declare_rule! {
    /// A Service's `targetPort` is a name, and the container port of that name has another protocol than the Service port.
    ///
    /// A named target is looked up by name *and* protocol. A Pod whose port of the name is UDP is left out of a TCP port. Here
    /// no selected Pod fits, so the port has no endpoints and connections to it are refused.
    ///
    /// Write the same protocol on both sides; where it is left out, it is TCP.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/endpointslice/utils.go FindPort
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: { app: web }
    ///   ports:
    ///     - port: 80
    ///       targetPort: dns
    /// #                 ^^^ warning[named-port-other-protocol]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ name: dns, containerPort: 5353, protocol: UDP }] }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: { app: web }
    ///   ports:
    ///     - port: 80
    ///       targetPort: dns
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ name: dns, containerPort: 5353 }] }] }
    /// ```
    pub(super) NAMED_PORT_OTHER_PROTOCOL = "named-port-other-protocol", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_ports(analysis) {
        let PortFault::NamedOtherProtocol { port, sources } = kind else { continue };
        let Some((_, port)) = named_port::place(analysis, fault, *port) else { continue };
        let path = named_port::path(port);
        let name = named_port::name(port);
        let protocol = &port.protocol.value;
        let mut finding = NAMED_PORT_OTHER_PROTOCOL
            .at(
                object,
                analysis.field_span(object, &path),
                path,
                format!(
                    "port `{name}` of the Pods is not {protocol}, port {} of Service `{}` is",
                    port.number(),
                    object.name
                ),
            )
            .effect(format!("Clients of port {} are refused.", port.number()))
            .help("write the same `protocol` in the Service port and the container port");
        for source in sources.iter().filter_map(|&id| analysis.object(id)) {
            if let TargetPort::OtherProtocol(found) = find_port(source.pod_template(), port) {
                let place = found.protocol.range().or_else(|| found.name.as_ref().and_then(Sourced::range));
                let place = place.map_or_else(|| source.head(), |range| source.span(range));
                finding = finding
                    .because(place, format!("{} has it under {}", source.title(), found.protocol.value));
            }
        }
        report.push(finding.about(fault));
    }
}
