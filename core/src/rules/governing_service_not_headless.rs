//! A StatefulSet governed by a Service with a cluster IP.

use crate::Analysis;
use crate::declare_rule;
use crate::diagnostic::Severity;
use crate::field_path::FieldPath;
use crate::object::service::ServiceType;
use crate::object::workload::WorkloadKind;
use crate::object::{Object, Sourced, Workload, is_in_force};
use crate::rule::{Finding, Reporter};
use crate::rules::cluster_ip_null_not_headless::null_cluster_ip;

declare_rule! {
    /// The Service that a StatefulSet names as `serviceName` has a cluster IP.
    ///
    /// The governing Service gives each Pod of the set a name of its own (`web-0.nginx`). The DNS specification has
    /// such names for headless Services only. Some DNS servers serve them all the same, others do not. With one replica
    /// it seldom matters: an info.
    ///
    /// Write `clusterIP: None` when the Service is created; it cannot be changed later.
    ///
    /// Source: Kubernetes documentation, StatefulSets, Stable Network ID; DNS-Based Service Discovery specification
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: nginx }
    /// spec: # warning[governing-service-not-headless]
    ///   selector: { app: nginx }
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: { name: web }
    /// spec:
    ///   replicas: 3
    ///   serviceName: nginx
    ///   selector: { matchLabels: { app: nginx } }
    ///   template:
    ///     metadata: { labels: { app: nginx } }
    ///     spec: { containers: [{ name: web, image: web }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: nginx }
    /// spec:
    ///   clusterIP: None
    ///   selector: { app: nginx }
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: StatefulSet
    /// metadata: { name: web }
    /// spec:
    ///   replicas: 3
    ///   serviceName: nginx
    ///   selector: { matchLabels: { app: nginx } }
    ///   template:
    ///     metadata: { labels: { app: nginx } }
    ///     spec: { containers: [{ name: web, image: web }] }
    /// ```
    pub(super) GOVERNING_SERVICE_NOT_HEADLESS = "governing-service-not-headless", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let world = analysis.world();
    for object in &analysis.objects {
        let Some(set) = object.workload() else { continue };
        if set.kind != WorkloadKind::StatefulSet || !is_in_force(object) {
            continue;
        }
        let Some(name) = &set.service_name else { continue };
        let crate::cluster::Presence::Present((service, view)) =
            world.service(&object.namespace, &name.value)
        else {
            continue;
        };
        // A `clusterIP` that was meant to be `None` is told by its own rule.
        let is_null = null_cluster_ip(analysis, service).is_some();
        if !view.is_headless() && view.kind != ServiceType::ExternalName && !service.partial && !is_null {
            report.push(not_headless(analysis, service, object, set, name));
        }
    }
}

fn not_headless(
    analysis: &Analysis,
    service: &Object,
    object: &Object,
    set: &Workload,
    name: &Sourced<String>,
) -> Finding {
    let path = FieldPath::default().child("spec").child("clusterIP");
    let replicas = set.replicas.as_ref().map_or(1, |replicas| replicas.value);
    let severity = if replicas >= 2 { Severity::Warning } else { Severity::Info };
    let place = name.range().map_or_else(|| object.head(), |range| object.span(range));
    GOVERNING_SERVICE_NOT_HEADLESS
        .at(
            service,
            analysis.field_span(service, &path),
            path,
            format!("Service `{}` governs a StatefulSet and is not headless", service.name),
        )
        .severity(severity)
        .effect(format!("Names such as `{}-0.{}` need not resolve.", object.name, service.name))
        .because(place, format!("{} names it as its governing Service", object.title()))
        .help("write `clusterIP: None`; it must be there when the Service is created")
}
