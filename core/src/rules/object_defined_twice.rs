//! One object, two definitions.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::Object;
use crate::rule::{Finding, Reporter};

declare_rule! {
    /// One kind, namespace and name is defined twice in the input.
    ///
    /// Applied in turn, the later definition replaces the earlier one: what only the earlier says is lost, and nothing
    /// tells. Portolan judges the later one, as the API server answers it over the earlier.
    ///
    /// Delete one of them, or give it another name.
    ///
    /// Source: Kubernetes documentation, Object Names and IDs; kubectl apply
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec: { selector: { app: web }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// #                 ^^^ warning[object-defined-twice]
    /// spec: { selector: { app: web }, ports: [{ port: 8080 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web-0, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web }] }
    /// ```
    ///
    /// # Stays silent
    /// One name in two namespaces is two objects.
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: a }
    /// spec: { selector: { app: web }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web, namespace: b }
    /// spec: { selector: { app: web }, ports: [{ port: 80 }] }
    /// ```
    pub(super) OBJECT_DEFINED_TWICE = "object-defined-twice", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for earlier in
        analysis.objects.iter().filter(|object| object.as_namespace().is_none() && !is_patch(object))
    {
        let Some(later) = earlier.redefined_by.and_then(|id| analysis.object(id)) else { continue };
        if !is_patch(later) {
            report.push(twice(earlier, later));
        }
    }
}

/// Says whether a definition is a patch of a kustomization and no object by itself.
fn is_patch(object: &Object) -> bool {
    object.value.has("$patch") || object.value.get("spec").has("$patch")
}

fn twice(earlier: &Object, later: &Object) -> Finding {
    OBJECT_DEFINED_TWICE
        .at(
            later,
            later.head(),
            FieldPath::default().child("metadata").child("name"),
            format!("{} is defined twice, this one replaces the other", later.title()),
        )
        .effect("What only the earlier definition says is lost.")
        .because(earlier.head(), "the earlier definition")
        .help("delete one of them, or give it another name")
}
