//! A Service port behind which no Pod takes traffic.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::rule::Reporter;
use crate::rules::selector;
use crate::traffic::fault::{FaultKind, ReadinessFault};

declare_rule! {
    /// Pods are selected, and none of them is an endpoint that takes traffic: they report that they are not ready, are being
    /// deleted, have finished, or have no address.
    ///
    /// The Service's name resolves, and connections to it are refused.
    ///
    /// See why the Pods are not ready: their conditions, events and logs say it.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/endpointslice/utils.go podToEndpoint, shouldPodBeInEndpoints
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
    /// #     ^^^^^^^^ warning[service-without-ready-endpoint]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { nodeName: node-1, containers: [{ name: web, image: web }] }
    /// status:
    ///   phase: Running
    ///   podIPs: [{ ip: 10.244.0.7 }]
    ///   conditions: [{ type: Ready, status: "False" }]
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
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { nodeName: node-1, containers: [{ name: web, image: web }] }
    /// status:
    ///   phase: Running
    ///   podIPs: [{ ip: 10.244.0.7 }]
    ///   conditions: [{ type: Ready, status: "True" }]
    /// ```
    pub(super) SERVICE_WITHOUT_READY_ENDPOINT = "service-without-ready-endpoint", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for fault in &analysis.links.faults {
        let FaultKind::Readiness(ReadinessFault::NoneReady { port, all, because }) = &fault.kind else {
            continue;
        };
        let Some((object, service)) = analysis.object(fault.object).and_then(|o| Some((o, o.service()?)))
        else {
            continue;
        };
        let spec = FieldPath::default().child("spec");
        let path = port
            .map_or_else(|| spec.clone().child("selector"), |port| spec.clone().child("ports").index(port));
        let of = port
            .and_then(|port| service.ports.get(port))
            .map_or(String::new(), |port| format!("port {} of ", port.number()));
        let what = match all {
            0 => format!("no Pod is an endpoint of {of}Service `{}`", object.name),
            1 => format!("the only endpoint of {of}Service `{}` is not ready", object.name),
            all => format!("none of {all} endpoints of {of}Service `{}` is ready", object.name),
        };
        let mut finding = SERVICE_WITHOUT_READY_ENDPOINT
            .at(object, analysis.field_span(object, &path), path, what)
            .effect(selector::effect(object))
            .help(
                "see why the Pods take no traffic: `kubectl describe pods` tells their conditions and events",
            );
        for reason in because {
            let span = reason.span.unwrap_or_else(|| object.head());
            finding = finding.because(span, reason.text.clone());
        }
        report.push(finding.about(fault));
    }
}
