//! A `clusterIP` written as null.

use crate::Analysis;
use crate::declare_rule;
use crate::diagnostic::Severity;
use crate::edit;
use crate::field_path::FieldPath;
use crate::object::Object;
use crate::object::workload::WorkloadKind;
use crate::rule::{Finding, Reporter};
use crate::source::TextRange;
use crate::syntax::scalar::Scalar;

declare_rule! {
    /// A Service's `clusterIP` is written as null, which is not `None`.
    ///
    /// YAML's `null`, `~` or nothing at all leaves the field unset, and the API server allocates an address. Headless
    /// is the text `None`. It is a warning where a StatefulSet of the namespace names the Service and so needs it
    /// headless.
    ///
    /// Write `clusterIP: None`, or take the line out.
    ///
    /// Source: kubernetes v1.37 pkg/registry/core/service/storage/alloc.go; Kubernetes API reference, ServiceSpec
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec:
    ///   clusterIP: ~
    /// # ^^^^^^^^^ info[cluster-ip-null-not-headless]
    ///   selector: { app: db }
    ///   ports: [{ port: 5432 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: db-0, labels: { app: db } }
    /// spec: { containers: [{ name: db, image: db }] }
    /// ```
    ///
    /// # Stays silent
    /// An empty text means "allocate one" and says so.
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec:
    ///   clusterIP: ""
    ///   selector: { app: db }
    ///   ports: [{ port: 5432 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: db-0, labels: { app: db } }
    /// spec: { containers: [{ name: db, image: db }] }
    /// ```
    pub(super) CLUSTER_IP_NULL_NOT_HEADLESS = "cluster-ip-null-not-headless", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (object, _) in analysis.services() {
        if let Some((key, value)) = null_cluster_ip(analysis, object) {
            report.push(null(analysis, object, key, value));
        }
    }
}

/// The key and the value of a `clusterIP` that was written as null.
pub(super) fn null_cluster_ip(analysis: &Analysis, object: &Object) -> Option<(TextRange, TextRange)> {
    let (key, value) = analysis.written_entry(object, "spec", "clusterIP")?;
    matches!(value.scalar(), Ok(Scalar::Null)).then(|| (key, value.range()))
}

fn null(analysis: &Analysis, object: &Object, key: TextRange, value: TextRange) -> Finding {
    let governs = analysis.objects.iter().find(|other| {
        other.workload().is_some_and(|set| {
            set.kind == WorkloadKind::StatefulSet
                && other.namespace == object.namespace
                && set.service_name.as_ref().is_some_and(|name| name.value == object.name)
        })
    });
    let finding = CLUSTER_IP_NULL_NOT_HEADLESS
        .at(
            object,
            object.span(key),
            FieldPath::default().child("spec").child("clusterIP"),
            format!("`clusterIP` of Service `{}` is null, so it gets an address", object.name),
        )
        .effect("The name resolves to one virtual address instead of the Pods' own.")
        .help("for a headless Service write `clusterIP: None`");
    let finding = if value.start < value.end {
        finding.choice("clusterIP: None", vec![edit::replace(object.document, value, "None")])
    } else {
        finding
    };
    match governs {
        Some(set) => finding
            .severity(Severity::Warning)
            .because(set.head(), format!("{} needs it headless", set.title())),
        None => finding,
    }
}
