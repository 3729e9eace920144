//! Two Services state one address.

use crate::Analysis;
use crate::declare_rule;
use crate::diagnostic::Severity;
use crate::field_path::FieldPath;
use crate::object::{Object, Service};
use crate::rule::{Finding, Reporter};
use crate::source::Span;
use std::collections::BTreeMap;

declare_rule! {
    /// Two Services state one address.
    ///
    /// A cluster IP belongs to one Service: the API server refuses the second that states it. External IPs are not
    /// checked by the server; of two Services with one external IP, port and protocol only one gets the traffic, and
    /// which one is not defined.
    ///
    /// Leave `clusterIP` out to let the server choose, or give each Service an address of its own.
    ///
    /// Source: kubernetes v1.37 pkg/registry/core/service/ipallocator/ipallocator.go AllocateService
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: a }
    /// spec: { clusterIP: 10.96.0.20, selector: { app: web }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: b }
    /// spec:
    ///   clusterIP: 10.96.0.20
    /// #            ^^^^^^^^^^ error[address-taken]
    ///   selector: { app: web }
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 80 }] }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: a }
    /// spec: { clusterIP: 10.96.0.20, selector: { app: web }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: b }
    /// spec: { clusterIP: 10.96.0.21, selector: { app: web }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 80 }] }] }
    /// ```
    pub(super) ADDRESS_TAKEN = "address-taken", Error, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    cluster_ips(analysis, report);
    external_ips(analysis, report);
}

fn cluster_ips(analysis: &Analysis, report: &mut Reporter) {
    for (object, admission) in analysis.objects.iter().zip(&analysis.admissions) {
        let Some(conflict) = &admission.conflict else { continue };
        if !conflict.path.to_string().starts_with("spec.clusterIPs") {
            continue;
        }
        let (namespace, name) = &conflict.holder;
        let earlier = analysis.objects.iter().find(|earlier| {
            earlier.service().is_some() && earlier.name == *name && earlier.namespace == *namespace
        });
        let path = cluster_ip_path(object);
        let span = analysis.field_span(object, &path);
        let finding = ADDRESS_TAKEN
            .at(object, span, path, format!("the cluster IP belongs to Service `{name}` already"))
            .effect("The API server refuses this Service.")
            .help("leave `clusterIP` out to let the server choose");
        report.push(match earlier {
            Some(earlier) => {
                let span = analysis.field_span(earlier, &cluster_ip_path(earlier));
                finding.because(span, format!("{} has it", earlier.title()))
            }
            None => finding,
        });
    }
}

/// The field in which a Service states its address.
fn cluster_ip_path(service: &Object) -> FieldPath {
    let is_written = |service: &Service| service.cluster_ip.as_ref().is_some_and(|ip| ip.range().is_some());
    let field = if service.service().is_some_and(is_written) { "clusterIP" } else { "clusterIPs" };
    FieldPath::default().child("spec").child(field)
}

/// The first Service that states an external IP for a port.
struct First<'a> {
    object: &'a Object,
    span: Span,
}

fn external_ips(analysis: &Analysis, report: &mut Reporter) {
    let mut first: BTreeMap<(&str, i64, &str), First<'_>> = BTreeMap::new();
    for (object, _) in analysis.services() {
        let spec = object.value.get("spec");
        let ips = spec.list("externalIPs");
        for (at, ip) in ips.iter().enumerate() {
            let path = FieldPath::default().child("spec").child("externalIPs").index(at);
            let span = analysis.field_span(object, &path);
            let shared = spec.list("ports").iter().find_map(|port| {
                let key = (ip.as_str().unwrap_or(""), port.int("port"), port.str("protocol"));
                match first.get(&key) {
                    Some(earlier) if earlier.object.id != object.id => {
                        Some((port.int("port"), earlier.object, earlier.span))
                    }
                    Some(_) => None,
                    None => {
                        first.insert(key, First { object, span });
                        None
                    }
                }
            });
            if let Some((port, earlier, earlier_span)) = shared {
                report.push(shared_external_ip(object, span, path, port, earlier, earlier_span));
            }
        }
    }
}

fn shared_external_ip(
    object: &Object,
    span: Span,
    path: FieldPath,
    port: i64,
    earlier: &Object,
    earlier_span: Span,
) -> Finding {
    ADDRESS_TAKEN
        .at(object, span, path, format!("the external IP serves port {port} of {} too", earlier.title()))
        .severity(Severity::Warning)
        .effect("Only one of the two Services gets the traffic, and which one is not defined.")
        .because(earlier_span, format!("{} states it first", earlier.title()))
        .help("give each Service an address or a port of its own")
}
