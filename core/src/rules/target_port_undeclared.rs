//! A numeric `targetPort` that no selected container declares.

use crate::Analysis;
use crate::declare_rule;
use crate::diagnostic::Severity;
use crate::edit;
use crate::object::pod::ContainerPort;
use crate::object::service::ServicePort;
use crate::object::{Object, Sourced};
use crate::rule::{Finding, Reporter};
use crate::rules::named_port;
use crate::selection::PodSource;
use crate::traffic::fault::{FaultKind, PortFault};

declare_rule! {
    /// A Service's `targetPort` is a number that no container of its Pods declares.
    ///
    /// Declaring a container port is optional: traffic flows to any port that a process listens on. So this is worth
    /// knowing, and no more, unless something shown speaks against the number: only another workload of the namespace
    /// declares it, or Service and Pods have one port each and the numbers differ.
    ///
    /// Write the number that the process listens on.
    ///
    /// Source: Kubernetes API reference, ContainerPort; kubernetes v1.37 staging/src/k8s.io/endpointslice/utils.go
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
    /// #   ^ warning[target-port-undeclared]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
    /// ```
    ///
    /// # Stays silent
    /// Pods that declare no port at all say nothing about it.
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: { app: web }
    ///   ports:
    ///     - port: 80
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web }] }
    /// ```
    pub(super) TARGET_PORT_UNDECLARED = "target-port-undeclared", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for fault in &analysis.links.faults {
        let FaultKind::Port(PortFault::Undeclared { port, number, sources, elsewhere, sole }) = &fault.kind
        else {
            continue;
        };
        let Some((object, port)) = named_port::place(analysis, fault, *port) else { continue };
        let sources: Vec<PodSource<'_>> =
            sources.iter().filter_map(|&id| PodSource::of(analysis.object(id)?)).collect();
        let elsewhere = elsewhere.and_then(|id| PodSource::of(analysis.object(id)?));
        let is_grave = fault.severity >= Severity::Warning;
        let finding = undeclared(analysis, (object, port), *number, &sources, elsewhere, *sole, is_grave);
        report.push(finding.about(fault));
    }
}

fn ports(source: PodSource<'_>) -> impl Iterator<Item = &ContainerPort> {
    source.template.serving_containers().flat_map(|container| &container.ports)
}

fn number_of(port: &ContainerPort) -> i64 {
    port.container_port.as_ref().map_or(0, |number| number.value)
}

fn undeclared(
    analysis: &Analysis,
    (service, port): (&Object, &ServicePort),
    number: i64,
    sources: &[PodSource<'_>],
    elsewhere: Option<PodSource<'_>>,
    sole: Option<i64>,
    is_grave: bool,
) -> Finding {
    let path = named_port::path(port);
    let written = port.target_port.as_ref().and_then(Sourced::range);
    let mut finding = TARGET_PORT_UNDECLARED.at(
        service,
        analysis.field_span(service, &path),
        path,
        format!("no Pod that Service `{}` selects declares port {number}", service.name),
    );
    if is_grave {
        finding = finding
            .effect(format!("Unless something listens on {number}, port {} is refused.", port.number()));
    }
    for source in sources {
        let declared: Vec<String> = ports(*source).map(|port| number_of(port).to_string()).collect();
        let place = ports(*source)
            .find_map(|port| port.container_port.as_ref().and_then(Sourced::range))
            .map_or_else(|| source.object.head(), |range| source.object.span(range));
        if !declared.is_empty() {
            finding =
                finding.because(place, format!("{} declares {}", source.object.title(), declared.join(", ")));
        }
    }
    if let Some(other) = elsewhere {
        finding = finding.because(
            other.object.head(),
            format!("{} declares {number}, and is not selected", other.object.title()),
        );
    }
    match sole {
        Some(sole) if written.is_none() => {
            finding.help(format!("`targetPort` is absent and defaults to `port`: add `targetPort: {sole}`"))
        }
        Some(sole) if sole == port.number() => {
            choose(finding.help("`port` and `targetPort` look swapped"), service, written, number, sole)
        }
        Some(sole) => {
            choose(finding.help(format!("the Pods declare {sole} alone")), service, written, number, sole)
        }
        None => finding.help("declare the container port, or write one that is declared"),
    }
}

fn choose(
    finding: Finding,
    service: &Object,
    written: Option<crate::source::TextRange>,
    from: i64,
    to: i64,
) -> Finding {
    match written {
        Some(range) => finding
            .choice(format!("{from} → {to}"), vec![edit::replace(service.document, range, to.to_string())]),
        None => finding,
    }
}
