//! An API version that the target version does not serve.

use crate::Analysis;
use crate::declare_rule;
use crate::diagnostic::Edit;
use crate::field_path::FieldPath;
use crate::object::Object;
use crate::rule::{Finding, Reporter};
use crate::schema::{self, KindStatus};

declare_rule! {
    /// The apiVersion of an object is not served by the target version of Kubernetes.
    ///
    /// The API server answers `no matches for kind`, and the object is not created. Beta and alpha versions are served
    /// only where a flag asks for them. Other objects that refer to this one are judged as if it existed.
    ///
    /// Write the version that took its place, and adapt fields that changed their shape.
    ///
    /// Source: k8s.io/api v0.37.2 */zz_generated.prerelease-lifecycle.go
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1beta1
    /// #           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ error[api-removed]
    /// kind: ClusterRole
    /// metadata: { name: reader }
    /// rules: []
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: rbac.authorization.k8s.io/v1
    /// kind: ClusterRole
    /// metadata: { name: reader }
    /// rules: []
    /// ```
    pub(super) API_REMOVED = "api-removed", Error, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let version = *analysis.assumptions.kubernetes.get();
    for object in &analysis.objects {
        match schema::kind(&object.api_version, &object.kind, version) {
            KindStatus::Removed { since, replacement } => {
                let message = format!("{} has no `{}` since 1.{since}", object.title(), object.api_version);
                report.push(removed(analysis, object, message, replacement));
            }
            KindStatus::Preview { replacement, .. } => {
                let message =
                    format!("`{}` is a preview that servers do not serve by default", object.api_version);
                report.push(removed(analysis, object, message, replacement));
            }
            KindStatus::Served { .. }
            | KindStatus::NotYet { .. }
            | KindStatus::UnknownInBuiltinGroup
            | KindStatus::Foreign => {}
        }
    }
}

fn removed(analysis: &Analysis, object: &Object, message: String, replacement: Option<&str>) -> Finding {
    let path = FieldPath::default().child("apiVersion");
    let span = analysis.field_span(object, &path);
    let finding = API_REMOVED.at(object, span, path, message).effect("The API server refuses this object.");
    let Some((api_version, kind)) = replacement.and_then(|replacement| replacement.split_once(' ')) else {
        return finding.help("nothing took its place: delete the object, or use another kind");
    };
    if kind != object.kind {
        return finding.help(format!("use `{api_version} {kind}`"));
    }
    let finding = finding.help(format!("write `apiVersion: {api_version}`"));
    let source = analysis.sources.slice(span);
    let quote = source.chars().next().filter(|c| matches!(c, '"' | '\''));
    let quote = quote.map(String::from).unwrap_or_default();
    let edits = vec![Edit { span, new_text: format!("{quote}{api_version}{quote}") }];
    let title = format!("{} → {api_version}", object.api_version);
    // Ingresses and the like changed their shape: the new version is a start, not the whole way.
    if has_equal_schema(object) { finding.fix(title, edits) } else { finding.choice(title, edits) }
}

/// Says whether the version that took the place reads the same fields.
fn has_equal_schema(object: &Object) -> bool {
    matches!(
        object.kind.as_str(),
        "Deployment"
            | "DaemonSet"
            | "StatefulSet"
            | "ReplicaSet"
            | "CronJob"
            | "NetworkPolicy"
            | "Role"
            | "RoleBinding"
            | "ClusterRole"
            | "ClusterRoleBinding"
            | "PriorityClass"
            | "StorageClass"
            | "Lease"
    )
}
