//! A Service whose workloads run no Pods.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::{Object, Workload};
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::traffic::fault::{FaultKind, ReadinessFault};
use std::collections::BTreeSet;

declare_rule! {
    /// Every workload that a Service selects runs no Pods: it has no replicas, or is suspended.
    ///
    /// The selector is right, and the Service has no endpoints all the same: connections are refused.
    ///
    /// Give the workload replicas, or leave it to whatever scales it; an autoscaler of the input makes this a hint.
    ///
    /// Source: Kubernetes documentation, Deployments, Scaling a Deployment
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec: { selector: { app: web }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web }
    /// spec:
    ///   replicas: 0
    /// #           ^ warning[no-running-pods]
    ///   selector: { matchLabels: { app: web } }
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { containers: [{ name: web, image: web }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec: { selector: { app: web }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: web }
    /// spec:
    ///   replicas: 1
    ///   selector: { matchLabels: { app: web } }
    ///   template:
    ///     metadata: { labels: { app: web } }
    ///     spec: { containers: [{ name: web, image: web }] }
    /// ```
    pub(super) NO_RUNNING_PODS = "no-running-pods", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let mut told = BTreeSet::new();
    for fault in &analysis.links.faults {
        let FaultKind::Readiness(ReadinessFault::Stopped(sources)) = &fault.kind else { continue };
        // Each port of the Service has the fault; it is told once.
        let Some(service) = analysis.object(fault.object).filter(|object| told.insert(object.id)) else {
            continue;
        };
        let first = sources.iter().find_map(|&id| analysis.object(id));
        if let Some((source, workload)) = first.and_then(|source| Some((source, source.workload()?))) {
            report.push(stopped(analysis, service, source, workload).about(fault));
        }
    }
}

fn stopped(analysis: &Analysis, service: &Object, source: &Object, workload: &Workload) -> Finding {
    let is_suspended = workload.suspended.as_ref().is_some_and(|suspended| suspended.value);
    let (field, what) = if is_suspended { ("suspend", "is suspended") } else { ("replicas", "runs no Pods") };
    let path = FieldPath::default().child("spec").child(field);
    let place = service.key_span("spec", "selector").unwrap_or_else(|| service.head());
    NO_RUNNING_PODS
        .at(
            source,
            analysis.field_span(source, &path),
            path,
            format!("{} {what}, and Service `{}` selects no other", source.title(), service.name),
        )
        .effect(selector::effect(service))
        .because(place, format!("{} selects it", service.title()))
        .help("give it replicas, unless something outside the input scales it")
}
