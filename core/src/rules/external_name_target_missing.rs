//! An alias of a Service that is not there.

use crate::Analysis;
use crate::declare_rule;
use crate::edit;
use crate::field_path::FieldPath;
use crate::object::Object;
use crate::rule::Reporter;
use crate::traffic::fault::{FaultKind, NameFault};

declare_rule! {
    /// `externalName` is the name of a Service inside the cluster, and that Service is not in the input.
    ///
    /// The alias resolves to nothing. How much that matters depends on what is shown: with a Service of nearly that name it is a
    /// warning, in a namespace that is declared complete an error; where no Service of the namespace is shown, nothing can be
    /// said.
    ///
    /// Write the name of a Service that is there.
    ///
    /// Source: CoreDNS 1.15 plugin/kubernetes; Kubernetes documentation, Service, type ExternalName
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec:
    ///   type: ExternalName
    ///   externalName: postgers.default.svc.cluster.local
    /// #               ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[external-name-target-missing]
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: postgres }
    /// spec: { selector: { app: postgres }, ports: [{ port: 5432 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: postgres-0, labels: { app: postgres } }
    /// spec: { containers: [{ name: postgres, image: postgres }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec:
    ///   type: ExternalName
    ///   externalName: postgres.default.svc.cluster.local
    /// ---
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: postgres }
    /// spec: { selector: { app: postgres }, ports: [{ port: 5432 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: postgres-0, labels: { app: postgres } }
    /// spec: { containers: [{ name: postgres, image: postgres }] }
    /// ```
    pub(super) EXTERNAL_NAME_TARGET_MISSING = "external-name-target-missing", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for fault in &analysis.links.faults {
        let FaultKind::Name(NameFault::AliasMissing { namespace, name, near }) = &fault.kind else {
            continue;
        };
        let Some(object) = analysis.object(fault.object) else { continue };
        let path = FieldPath::default().child("spec").child("externalName");
        let range = object.value.follow(&path).0.range();
        let near: Vec<&Object> = near.iter().filter_map(|&id| analysis.object(id)).collect();
        let mut finding = EXTERNAL_NAME_TARGET_MISSING
            .at(
                object,
                analysis.field_span(object, &path),
                path,
                format!("Service `{}` stands for `{name}` in `{namespace}`, which is not there", object.name),
            )
            .effect(format!("The name `{}` resolves to nothing.", object.name));
        for service in &near {
            finding = finding.because(service.head(), format!("{} is shown", service.title()));
        }
        let written = object.service().and_then(|view| view.external_name.as_ref());
        report.push(match (near.as_slice(), range, written) {
            ([meant], Some(range), Some(written)) => {
                let text = written.value.replacen(name.as_str(), &meant.name, 1);
                let edit = edit::replace_scalar(&analysis.sources, object.document, range, &text);
                let finding = finding.help(format!("did you mean `{}`?", meant.name));
                finding.fix(format!("{name} → {}", meant.name), vec![edit]).about(fault)
            }
            _ => finding
                .help(format!("unknown if Service `{name}` lives elsewhere: add it to the input"))
                .about(fault),
        });
    }
}
