//! A caller that asks a Service for a port it does not have.

use crate::Analysis;
use crate::cluster::Presence;
use crate::declare_rule;
use crate::edit;
use crate::object::service::ServiceType;
use crate::object::{Object, PortRef, Service, Sourced, is_in_force};
use crate::reference::{Reference, ServiceName, references};
use crate::rule::{Finding, Reporter};
use crate::selection::PodSource;

declare_rule! {
    /// A container calls a Service on a port that the Service does not expose.
    ///
    /// A Service answers on the ports it lists and on no other. `targetPort` and the container's own port are behind
    /// it; clients use `port`.
    ///
    /// Call the Service's port, or add the port to the Service.
    ///
    /// Source: Kubernetes documentation, Service, Port definitions
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api }
    /// spec: { selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: api-0, labels: { app: api } }
    /// spec: { containers: [{ name: api, image: api }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: frontend }
    /// spec:
    ///   containers:
    ///     - name: frontend
    ///       image: frontend
    ///       env:
    ///         - name: API_URL
    ///           value: http://api:8080
    /// #                ^^^^^^^^^^^^^^^ warning[caller-port-not-exposed]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api }
    /// spec: { selector: { app: api }, ports: [{ port: 80, targetPort: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: api-0, labels: { app: api } }
    /// spec: { containers: [{ name: api, image: api }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: frontend }
    /// spec:
    ///   containers:
    ///     - name: frontend
    ///       image: frontend
    ///       env:
    ///         - name: API_URL
    ///           value: http://api:80
    /// ```
    pub(super) CALLER_PORT_NOT_EXPOSED = "caller-port-not-exposed", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let world = analysis.world();
    let domain = analysis.assumptions.cluster_domain.get();
    let live = analysis.objects.iter().filter(|object| is_in_force(object));
    for source in live.filter_map(PodSource::of) {
        for caller in references(source) {
            let (Some(port), Some(name)) = (caller.port, ServiceName::parse(caller.host, domain)) else {
                continue;
            };
            let namespace = name.namespace.unwrap_or(&caller.object.namespace);
            let Presence::Present((service, view)) = world.service(namespace, name.service) else { continue };
            let is_judged =
                view.kind != ServiceType::ExternalName && !service.partial && !view.ports.is_empty();
            if is_judged && !answers(analysis, service, view, port) {
                report.push(not_exposed(analysis, &caller, service, view, port));
            }
        }
    }
}

/// Says whether a Service answers on a port: it lists it, or it is headless and its Pods listen on it.
fn answers(analysis: &Analysis, object: &Object, service: &Service, port: i64) -> bool {
    let is_listed = service.ports.iter().any(|listed| listed.number() == port);
    // Clients of a headless Service connect to the Pods themselves, on any port that something listens on.
    let on_pods = service.is_headless()
        && analysis.cluster.slices_of(&object.namespace, &object.name).iter().any(|slice| {
            slice.ports.is_empty()
                || slice.ports.iter().any(|joined| joined.port.is_none_or(|number| number == port))
        });
    is_listed || on_pods
}

fn not_exposed(
    analysis: &Analysis,
    caller: &Reference<'_>,
    service: &Object,
    view: &Service,
    port: i64,
) -> Finding {
    let place = caller.range.map_or_else(|| caller.object.head(), |range| caller.object.span(range));
    let listed: Vec<String> = view.ports.iter().map(|listed| listed.number().to_string()).collect();
    let mut finding = CALLER_PORT_NOT_EXPOSED
        .at(
            caller.object,
            place,
            caller.path.clone(),
            format!("`{}:{port}` asks Service `{}` for a port it does not have", caller.host, service.name),
        )
        .effect("The connection is refused or times out.");
    let meant = view.ports.iter().find(|listed| {
        let target = listed.target_port.as_ref().map(|target| &target.value);
        target == Some(&PortRef::Number(port))
            || listed.node_port.as_ref().is_some_and(|node| node.value == port)
    });
    for listed in &view.ports {
        if let Some(range) = listed.port.as_ref().and_then(Sourced::range) {
            finding = finding
                .because(service.span(range), format!("{} exposes {}", service.title(), listed.number()));
        }
    }
    let finding = match meant {
        Some(meant) if meant.node_port.as_ref().is_some_and(|node| node.value == port) => {
            finding.help(format!("{port} is the node port; inside the cluster call {}", meant.number()))
        }
        Some(meant) => finding.help(format!("{port} is the targetPort; clients call {}", meant.number())),
        None => finding.help(format!("it exposes {}", listed.join(", "))),
    };
    let (from, to) = (
        format!("{}:{port}", caller.host),
        meant.or(view.ports.first()).map(|listed| format!("{}:{}", caller.host, listed.number())),
    );
    match (caller.range, to) {
        (Some(range), Some(to)) if view.ports.len() == 1 && caller.text.matches(&from).count() == 1 => {
            let text = caller.text.replace(&from, &to);
            let edit =
                edit::replace_within(&analysis.sources, caller.object.document, range, caller.text, &text);
            finding.fix(format!("{from} → {to}"), vec![edit])
        }
        _ => finding,
    }
}
