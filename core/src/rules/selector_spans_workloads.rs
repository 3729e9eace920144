//! A selector that catches a workload which does not serve the Service's port.

use crate::Analysis;
use crate::declare_rule;
use crate::object::Object;
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::traffic::fault::{FaultKind, SelectorFault};

declare_rule! {
    /// A Service selects several workloads, and one of them does not serve its port.
    ///
    /// A Service spreads requests over all Pods it selects. For this port one workload declares the number, another
    /// declares ports but not this one: part of the requests reach Pods that do not answer.
    ///
    /// Make the selector tell the workloads apart. Two workloads that both declare the port (stable and canary) are
    /// what selectors are for.
    ///
    /// Source: Kubernetes documentation, Service; kubernetes v1.37 staging/src/k8s.io/endpointslice
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: acme-web }
    /// spec:
    ///   selector: { release: acme }
    /// # ^^^^^^^^ warning[selector-spans-workloads]
    ///   ports: [{ port: 80, targetPort: 8080 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: acme-web }
    /// spec:
    ///   selector: { matchLabels: { release: acme, component: web } }
    ///   template:
    ///     metadata: { labels: { release: acme, component: web } }
    ///     spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: acme-db }
    /// spec:
    ///   selector: { matchLabels: { release: acme, component: db } }
    ///   template:
    ///     metadata: { labels: { release: acme, component: db } }
    ///     spec: { containers: [{ name: db, image: db, ports: [{ containerPort: 5432 }] }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: { app: web }
    ///   ports: [{ port: 80, targetPort: 8080 }]
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: stable }
    /// spec:
    ///   selector: { matchLabels: { app: web, track: stable } }
    ///   template:
    ///     metadata: { labels: { app: web, track: stable } }
    ///     spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
    /// ---
    /// apiVersion: apps/v1
    /// kind: Deployment
    /// metadata: { name: canary }
    /// spec:
    ///   selector: { matchLabels: { app: web, track: canary } }
    ///   template:
    ///     metadata: { labels: { app: web, track: canary } }
    ///     spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 8080 }] }] }
    /// ```
    pub(super) SELECTOR_SPANS_WORKLOADS = "selector-spans-workloads", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for fault in &analysis.links.faults {
        let FaultKind::Selector(SelectorFault::Spans { number, serving, other }) = &fault.kind else {
            continue;
        };
        if let (Some(service), Some(serving), Some(other)) =
            (analysis.object(fault.object), analysis.object(*serving), analysis.object(*other))
        {
            report.push(spans(service, *number, serving, other).about(fault));
        }
    }
}

fn spans(service: &Object, number: i64, serving: &Object, other: &Object) -> Finding {
    SELECTOR_SPANS_WORKLOADS
        .at(
            service,
            service.key_span("spec", "selector").unwrap_or_else(|| service.head()),
            selector::path(),
            format!("Service `{}` also selects {}, which has no port {number}", service.name, other.title()),
        )
        .effect(format!("A part of the requests reaches Pods of {} and is refused.", other.title()))
        .because(serving.head(), format!("{} declares {number}", serving.title()))
        .because(other.head(), format!("{} declares other ports only", other.title()))
        .help("add a label to the selector that only the serving workload's template carries")
}
