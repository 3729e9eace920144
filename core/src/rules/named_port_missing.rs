//! A `targetPort` by name that no selected container declares.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::field_path::FieldPath;
use crate::near;
use crate::object::pod::ContainerPort;
use crate::object::service::ServicePort;
use crate::object::{Object, Sourced};
use crate::rule::{Finding, Reporter};
use crate::rules::named_port;
use crate::selection::PodSource;
use crate::traffic::fault::{FaultKind, PortFault};

declare_rule! {
    /// A Service's `targetPort` is a name, and no container port of its Pods has that name.
    ///
    /// A named target is looked up on every Pod by itself, among the ports of its containers and of init containers
    /// that keep running. A Pod without the name is left out of this port. Here no selected Pod has it, so the port
    /// has no endpoints and connections to it are refused.
    ///
    /// Write the name of a container port, or its number.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/endpointslice/utils.go findPort
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api }
    /// spec:
    ///   selector: { app: api }
    ///   ports:
    ///     - port: 443
    ///       targetPort: grcp
    /// #                 ^^^^ warning[named-port-missing]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: api-0, labels: { app: api } }
    /// spec: { containers: [{ name: api, image: api, ports: [{ name: grpc, containerPort: 9000 }] }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api }
    /// spec:
    ///   selector: { app: api }
    ///   ports:
    ///     - port: 443
    ///       targetPort: grpc
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: api-0, labels: { app: api } }
    /// spec: { containers: [{ name: api, image: api, ports: [{ name: grpc, containerPort: 9000 }] }] }
    /// ```
    pub(super) NAMED_PORT_MISSING = "named-port-missing", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for fault in &analysis.links.faults {
        let FaultKind::Port(PortFault::NamedMissing { port, sources }) = &fault.kind else { continue };
        let Some((object, port)) = named_port::place(analysis, fault, *port) else { continue };
        let sources: Vec<PodSource<'_>> =
            sources.iter().filter_map(|&id| PodSource::of(analysis.object(id)?)).collect();
        report.push(missing(analysis, object, port, named_port::name(port), &sources).about(fault));
    }
}

fn ports(source: PodSource<'_>) -> impl Iterator<Item = (&ContainerPort, &Sourced<String>)> {
    source
        .template
        .serving_containers()
        .flat_map(|container| &container.ports)
        .filter_map(|port| Some((port, port.name.as_ref()?)))
}

fn missing(
    analysis: &Analysis,
    service: &Object,
    port: &ServicePort,
    name: &str,
    sources: &[PodSource<'_>],
) -> Finding {
    let path = FieldPath::default().child("spec").child("ports").index(port.index).child("targetPort");
    let names: Vec<&str> = sources
        .iter()
        .flat_map(|source| ports(*source))
        .filter(|(declared, _)| declared.protocol.value == port.protocol.value)
        .map(|(_, written)| written.value.as_str())
        .collect();
    let nearest = near::nearest(name, &names);
    let mut finding = NAMED_PORT_MISSING
        .at(
            service,
            analysis.field_span(service, &path),
            path,
            format!("`targetPort: {name}` of Service `{}` names no container port", service.name),
        )
        .effect(format!("Clients of port {} are refused.", port.number()));
    for source in sources {
        finding = because(finding, *source);
    }
    let finding = finding.help(help(name, port, sources, &nearest));
    let range = port.target_port.as_ref().and_then(Sourced::range);
    match (nearest.as_slice(), range) {
        ([meant], Some(range)) => {
            let edit = edit::replace_scalar(&analysis.sources, service.document, range, meant);
            finding.fix(format!("{name} → {meant}"), vec![edit])
        }
        _ => finding,
    }
}

/// Names what a source declares instead.
fn because(finding: Finding, source: PodSource<'_>) -> Finding {
    let object = source.object;
    let declared: Vec<String> = ports(source).map(|(_, written)| format!("`{}`", written.value)).collect();
    let place = ports(source)
        .find_map(|(_, written)| written.range())
        .map_or_else(|| object.head(), |range| object.span(range));
    let what = if declared.is_empty() {
        format!("{} declares no named port", object.title())
    } else {
        format!("{} declares {}", object.title(), declared.join(", "))
    };
    finding.because(place, what)
}

fn help(name: &str, port: &ServicePort, sources: &[PodSource<'_>], nearest: &[&str]) -> String {
    let in_init_container = sources.iter().any(|source| {
        source
            .template
            .init_containers
            .iter()
            .filter(|container| !container.restartable)
            .flat_map(|container| &container.ports)
            .any(|declared| declared.name.as_ref().is_some_and(|written| written.value == name))
    });
    if !nearest.is_empty() {
        let list: Vec<String> = nearest.iter().map(|name| format!("`{name}`")).collect();
        return format!("did you mean {}?", list.join(" or "));
    }
    if in_init_container {
        return format!("`{name}` is a port of an init container that ends before the Pod serves");
    }
    let first = sources.iter().flat_map(|source| ports(*source)).next();
    match first {
        Some((declared, written)) if port.name_str() == name => format!(
            "`{name}` is the Service port's own name; the container port is `{}` ({})",
            written.value,
            declared.container_port.as_ref().map_or(0, |number| number.value)
        ),
        Some(_) => "write the name of a container port, or its number".to_owned(),
        None => format!("name a container port `{name}`, or write the port's number"),
    }
}
