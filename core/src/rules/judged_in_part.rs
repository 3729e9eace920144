//! Kinds whose own rules are not known.

use crate::Analysis;
use crate::coverage::coverage;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::rule::Reporter;

declare_rule! {
    /// The API server has more rules for the objects of a kind than are known here.
    ///
    /// Portolan knows the rules of the kinds that carry traffic or are most used. Of other kinds of Kubernetes it
    /// checks fields, types and metadata; so it does for kinds whose definition is in the input and has rules
    /// (`x-kubernetes-validations`). A kind without a definition in the input is not judged at all. What is accepted
    /// here may still be refused. It is told once for each kind, at the object that is first by namespace and name.
    ///
    /// Ask a server (`kubectl apply --dry-run=server`), or add the kind's CustomResourceDefinition to the input.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/apiserver/pkg/registry/rest/create.go RESTCreateStrategy
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: monitoring.coreos.com/v1
    /// kind: PodMonitor
    /// metadata: { name: web }
    /// ---
    /// apiVersion: monitoring.coreos.com/v1
    /// kind: PodMonitor
    /// #     ^^^^^^^^^^ hint[judged-in-part] "not judged: no definition of the kind is in the input (2 objects)"
    /// metadata: { name: api }
    /// ---
    /// apiVersion: coordination.k8s.io/v1
    /// kind: Lease
    /// #     ^^^^^ hint[judged-in-part] "judged by schema and metadata only (1 object)"
    /// metadata: { name: leader }
    /// spec: { holderIdentity: a }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: ConfigMap
    /// metadata: { name: web }
    /// data: { color: blue }
    /// ```
    pub(super) JUDGED_IN_PART = "judged-in-part", Hint, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for known in coverage(analysis) {
        let Some(words) = known.judged.words() else { continue };
        // The order of files and documents must not matter.
        let objects = known.objects.iter().filter_map(|&id| analysis.object(id));
        let Some(object) = objects.min_by_key(|object| (&object.namespace, &object.name)) else { continue };
        let path = FieldPath::default().child("kind");
        let span = analysis.field_span(object, &path);
        let count = known.objects.len();
        let noun = if count == 1 { "object" } else { "objects" };
        let message = format!("`{}` is {words} ({count} {noun})", known.kind);
        report.push(
            JUDGED_IN_PART
                .at(object, span, path, message)
                .help("ask a server what else it checks: `kubectl apply --dry-run=server`"),
        );
    }
}
