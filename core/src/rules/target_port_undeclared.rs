//! A numeric `targetPort` that no selected container declares.

use crate::Analysis;
use crate::declare_rule;
use crate::diagnostic::Severity;
use crate::edit;
use crate::field_path::FieldPath;
use crate::object::pod::ContainerPort;
use crate::object::service::ServicePort;
use crate::object::{Object, PortRef, Sourced};
use crate::rule::{Finding, Reporter};
use crate::selection::PodSource;

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
    let all: Vec<PodSource<'_>> = analysis.objects.iter().filter_map(PodSource::of).collect();
    for (object, service, sources) in analysis.selected() {
        for port in &service.ports {
            let Some(Sourced { value: PortRef::Number(number), .. }) = port.target_port else { continue };
            let declared: Vec<&ContainerPort> = sources.iter().flat_map(|source| ports(*source)).collect();
            if declared.is_empty() || declared.iter().any(|port| number_of(port) == number) {
                continue;
            }
            let elsewhere = all.iter().find(|source| {
                source.object.namespace == object.namespace
                    && !sources.iter().any(|selected| selected.object.id == source.object.id)
                    && ports(**source).any(|port| number_of(port) == number)
            });
            let sole = sole_port(service.ports.as_slice(), &sources, port);
            report.push(undeclared(analysis, object, port, number, &sources, elsewhere.copied(), sole));
        }
    }
}

fn ports(source: PodSource<'_>) -> impl Iterator<Item = &ContainerPort> {
    source.template.serving_containers().flat_map(|container| &container.ports)
}

fn number_of(port: &ContainerPort) -> i64 {
    port.container_port.as_ref().map_or(0, |number| number.value)
}

/// The one number that every Pod declares for the protocol, where the Service has one port of it, too.
fn sole_port(service_ports: &[ServicePort], sources: &[PodSource<'_>], port: &ServicePort) -> Option<i64> {
    let of_protocol = |protocol: &str| protocol == port.protocol.value;
    let service_has_one =
        service_ports.iter().filter(|other| of_protocol(&other.protocol.value)).count() == 1;
    let mut sole = None;
    for source in sources {
        let mut declared = ports(*source).filter(|declared| of_protocol(&declared.protocol.value));
        let (Some(first), None) = (declared.next(), declared.next()) else { return None };
        if sole.is_some_and(|number| number != number_of(first)) {
            return None;
        }
        sole = Some(number_of(first));
    }
    sole.filter(|_| service_has_one)
}

fn undeclared(
    analysis: &Analysis,
    service: &Object,
    port: &ServicePort,
    number: i64,
    sources: &[PodSource<'_>],
    elsewhere: Option<PodSource<'_>>,
    sole: Option<i64>,
) -> Finding {
    let path = FieldPath::default().child("spec").child("ports").index(port.index).child("targetPort");
    let written = port.target_port.as_ref().and_then(Sourced::range);
    let severity = if elsewhere.is_some() || sole.is_some() { Severity::Warning } else { Severity::Info };
    let mut finding = TARGET_PORT_UNDECLARED
        .at(
            service,
            analysis.field_span(service, &path),
            path,
            format!("no Pod that Service `{}` selects declares port {number}", service.name),
        )
        .severity(severity);
    if severity == Severity::Warning {
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
