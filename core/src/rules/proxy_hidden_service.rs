//! A Service that is left to another proxy than kube-proxy.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::rule::Reporter;
use crate::rules::fault;
use crate::traffic::LABEL_PROXY_NAME;
use crate::traffic::fault::EndpointsFault;
use std::collections::BTreeSet;

declare_rule! {
    /// A Service carries the label `service.kubernetes.io/service-proxy-name`.
    ///
    /// The label tells kube-proxy to pass the Service over: another proxy serves it. Whether that proxy runs, and what it does,
    /// cannot be known from manifests.
    ///
    /// Delete the label unless another proxy serves the Service.
    ///
    /// Source: kubernetes v1.37 pkg/apis/core/v1/well_known_labels, cmd/kube-proxy/app/server.go Run
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata:
    ///   name: web
    ///   labels:
    ///     service.kubernetes.io/service-proxy-name: other
    /// #                                             ^^^^^ info[proxy-hidden-service]
    /// spec:
    ///   selector: { app: web }
    ///   ports:
    ///     - port: 80
    ///       targetPort: 8080
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ name: http, containerPort: 8080 }] }] }
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
    ///       targetPort: 8080
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ name: http, containerPort: 8080 }] }] }
    /// ```
    pub(super) PROXY_HIDDEN_SERVICE = "proxy-hidden-service", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let mut told = BTreeSet::new();
    for (fault, kind, object) in fault::of_endpoints(analysis) {
        if *kind != EndpointsFault::OtherProxy || !told.insert(object.id) {
            continue;
        }
        let path = FieldPath::default().child("metadata").child("labels").key(LABEL_PROXY_NAME);
        report.push(
            PROXY_HIDDEN_SERVICE
                .at(
                    object,
                    analysis.field_span(object, &path),
                    path,
                    format!("Service `{}` is left to another proxy than kube-proxy", object.name),
                )
                .effect("Its cluster IP works only where that proxy runs.")
                .help(format!("delete the label `{LABEL_PROXY_NAME}` unless another proxy serves it"))
                .about(fault),
        );
    }
}
