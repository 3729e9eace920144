//! Aliases that lead back to themselves.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::{Object, Service, Sourced};
use crate::rule::{Finding, Reporter};
use crate::traffic::fault::{FaultKind, NameFault};

declare_rule! {
    /// Following `externalName` from Service to Service comes back to the start.
    ///
    /// Each Service of the circle answers with the name of the next, and none ever with an address. Resolvers give up.
    ///
    /// Let one of them name the real target.
    ///
    /// Source: CoreDNS plugin/kubernetes; RFC 1034, section 3.6.2
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api, namespace: shop }
    /// spec:
    ///   type: ExternalName
    ///   externalName: api.shop.svc.cluster.local
    /// #               ^^^^^^^^^^^^^^^^^^^^^^^^^^ warning[external-name-loop]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: api, namespace: shop }
    /// spec:
    ///   type: ExternalName
    ///   externalName: api.prod.svc.cluster.local
    /// ```
    pub(super) EXTERNAL_NAME_LOOP = "external-name-loop", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for fault in &analysis.links.faults {
        let FaultKind::Name(NameFault::AliasLoop(steps)) = &fault.kind else { continue };
        let steps: Vec<(&Object, &Service)> = steps
            .iter()
            .filter_map(|&id| {
                let object = analysis.object(id)?;
                Some((object, object.service()?))
            })
            .collect();
        if let Some((object, _)) = steps.first() {
            report.push(in_circle(analysis, object, &steps).about(fault));
        }
    }
}

fn in_circle(analysis: &Analysis, object: &Object, steps: &[(&Object, &Service)]) -> Finding {
    let path = FieldPath::default().child("spec").child("externalName");
    let what = if steps.len() == 1 {
        format!("Service `{}` is an alias of itself", object.name)
    } else {
        format!("the aliases of Service `{}` lead back to it", object.name)
    };
    let mut finding = EXTERNAL_NAME_LOOP
        .at(object, analysis.field_span(object, &path), path, what)
        .effect(format!("The name `{}` does not resolve.", object.name))
        .help("let one of them name the real target");
    for (step, service) in steps.iter().skip(1) {
        if let Some(range) = service.external_name.as_ref().and_then(Sourced::range) {
            finding = finding.because(step.span(range), format!("{} leads on", step.title()));
        }
    }
    finding
}
