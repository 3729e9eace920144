//! A `targetPort` by name that some of the Pods lack.

use crate::Analysis;
use crate::declare_rule;
use crate::rule::Reporter;
use crate::rules::{fault, named_port};
use crate::traffic::fault::PortFault;

declare_rule! {
    /// A Service's `targetPort` is a name that some of the selected Pods declare and others do not.
    ///
    /// A named target is looked up on each Pod by itself. A Pod without the name gets no traffic on this port, while the others
    /// do. That may be meant, as for a worker that shares its labels with the server; where such a Pod declares the very number,
    /// without the name or under another one, it is a warning.
    ///
    /// Name the port on every Pod that should serve it.
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
    ///       targetPort: http
    /// #                 ^^^^ warning[named-port-partly-missing]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ name: http, containerPort: 8080 }] }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-1, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
    /// ```
    ///
    /// # Stays silent
    /// The numbers may differ.
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: { app: web }
    ///   ports:
    ///     - port: 80
    ///       targetPort: http
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ name: http, containerPort: 8080 }] }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-1, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ name: http, containerPort: 9090 }] }] }
    /// ```
    pub(super) NAMED_PORT_PARTLY_MISSING = "named-port-partly-missing", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (fault, kind, object) in fault::of_ports(analysis) {
        let PortFault::NamedPartlyMissing { port, source } = kind else { continue };
        let Some((_, port)) = named_port::place(analysis, fault, *port) else { continue };
        let Some(source) = analysis.object(*source) else { continue };
        let path = named_port::path(port);
        let name = named_port::name(port);
        report.push(
            NAMED_PORT_PARTLY_MISSING
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("{} has no {} port `{name}`", source.title(), port.protocol.value),
                )
                .effect(format!(
                    "Its Pods get no traffic on port {} of Service `{}`.",
                    port.number(),
                    object.name
                ))
                .because(source.head(), "selected, and without a port of that name")
                .help(format!("name a container port `{name}` there, or select without it"))
                .about(fault),
        );
    }
}
