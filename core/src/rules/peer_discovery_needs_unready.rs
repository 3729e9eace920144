//! Peers that must find each other before they are ready.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::workload::WorkloadKind;
use crate::object::{Object, is_in_force};
use crate::reference::{Reference, references};
use crate::rule::{Finding, Reporter};
use crate::selection::PodSource;

declare_rule! {
    /// A StatefulSet's Pods name each other through a headless Service that serves ready Pods only.
    ///
    /// A headless Service gives names to ready Pods. If the readiness probe passes only once the peers were found, the
    /// first Pod never becomes ready: the names it needs appear only after it is.
    ///
    /// Set `publishNotReadyAddresses: true` on the governing Service if the peers must meet before they are ready.
    ///
    /// Source: Kubernetes API reference, ServiceSpec, publishNotReadyAddresses
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: nats }
    /// spec: # info[peer-discovery-needs-unready]
    ///   clusterIP: None
    ///   selector: { app: nats }
    ///   ports: [{ port: 6222 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: { name: nats }
    /// spec:
    ///   serviceName: nats
    ///   selector: { matchLabels: { app: nats } }
    ///   template:
    ///     metadata: { labels: { app: nats } }
    ///     spec:
    ///       containers:
    ///         - name: nats
    ///           image: nats
    ///           args: ["--routes=nats://nats-0.nats:6222"]
    ///           readinessProbe: { tcpSocket: { port: 8222 } }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: nats }
    /// spec:
    ///   clusterIP: None
    ///   publishNotReadyAddresses: true
    ///   selector: { app: nats }
    ///   ports: [{ port: 6222 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: { name: nats }
    /// spec:
    ///   serviceName: nats
    ///   selector: { matchLabels: { app: nats } }
    ///   template:
    ///     metadata: { labels: { app: nats } }
    ///     spec:
    ///       containers:
    ///         - name: nats
    ///           image: nats
    ///           args: ["--routes=nats://nats-0.nats:6222"]
    ///           readinessProbe: { tcpSocket: { port: 8222 } }
    /// ```
    pub(super) PEER_DISCOVERY_NEEDS_UNREADY = "peer-discovery-needs-unready", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let world = analysis.world();
    for object in analysis.objects.iter().filter(|object| is_in_force(object)) {
        let Some(set) = object.workload() else { continue };
        let (WorkloadKind::StatefulSet, Some(name)) = (set.kind, &set.service_name) else { continue };
        let crate::cluster::Presence::Present((service, view)) =
            world.service(&object.namespace, &name.value)
        else {
            continue;
        };
        if !view.is_headless() || view.publish_not_ready_addresses {
            continue;
        }
        let Some(probe) =
            set.template.containers.iter().find_map(|container| container.readiness_probe.as_ref())
        else {
            continue;
        };
        let peers = PodSource::of(object).map(references).unwrap_or_default();
        let peer = peers.iter().find(|peer| names_peer(peer.host, &service.name, &object.name));
        if let Some(peer) = peer {
            let probe = match probe.origin {
                crate::value::Origin::Written(range) => object.span(range),
                _ => object.head(),
            };
            report.push(needs_unready(analysis, service, object, peer, probe));
        }
    }
}

/// Says whether a host is the name of a Pod of the set, or of its governing Service.
fn names_peer(host: &str, service: &str, set: &str) -> bool {
    let mut labels = host.split('.');
    match (labels.next(), labels.next()) {
        (Some(pod), Some(of)) if of == service => {
            pod.strip_prefix(set).is_some_and(|rest| rest.starts_with('-'))
        }
        (Some(name), _) => name == service,
        (None, _) => false,
    }
}

fn needs_unready(
    analysis: &Analysis,
    service: &Object,
    set: &Object,
    peer: &Reference<'_>,
    probe: crate::source::Span,
) -> Finding {
    let path = FieldPath::default().child("spec").child("publishNotReadyAddresses");
    let place = peer.range.map_or_else(|| set.head(), |range| set.span(range));
    PEER_DISCOVERY_NEEDS_UNREADY
        .at(
            service,
            analysis.field_span(service, &path),
            path,
            format!("peers find each other through `{}`, which serves ready Pods only", service.name),
        )
        .effect("If readiness needs the peers, the first Pod never becomes ready.")
        .because(place, format!("{} names `{}`", set.title(), peer.host))
        .because(probe, "Pods are ready once this probe passes")
        .help("set `publishNotReadyAddresses: true` if the peers must meet before they are ready")
}
