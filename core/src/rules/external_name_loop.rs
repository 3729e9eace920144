//! Aliases that lead back to themselves.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::service::ServiceType;
use crate::object::{Object, Service, Sourced};
use crate::reference::ServiceName;
use crate::rule::{Finding, Reporter};
use std::collections::BTreeMap;

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
    let aliases: BTreeMap<(&str, &str), (&Object, &Service)> = analysis
        .services()
        .filter(|(_, service)| service.kind == ServiceType::ExternalName)
        .map(|(object, service)| ((object.namespace.as_str(), object.name.as_str()), (object, service)))
        .collect();
    for &(object, service) in aliases.values() {
        if let Some(steps) = circle(analysis, &aliases, object, service) {
            report.push(in_circle(analysis, object, &steps));
        }
    }
}

/// The Services of the circle that starts and ends at one, if there is one.
fn circle<'a>(
    analysis: &Analysis,
    aliases: &BTreeMap<(&str, &str), (&'a Object, &'a Service)>,
    start: &'a Object,
    service: &'a Service,
) -> Option<Vec<(&'a Object, &'a Service)>> {
    let domain = analysis.assumptions.cluster_domain.get();
    let mut steps = vec![(start, service)];
    let mut at = service;
    while steps.len() <= aliases.len() {
        let name = ServiceName::parse(&at.external_name.as_ref()?.value, domain)?;
        // A one-word name is looked up at the root, without the search path.
        let &(object, next) = aliases.get(&(name.namespace?, name.service))?;
        if object.id == start.id {
            return Some(steps);
        }
        steps.push((object, next));
        at = next;
    }
    None
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
