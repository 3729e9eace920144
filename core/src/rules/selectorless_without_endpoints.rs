//! A Service without selector that nobody gives addresses.

use crate::Analysis;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::{Object, Service};
use crate::rule::{Finding, Reporter};
use crate::traffic::fault::{EndpointsFault, FaultKind};
use std::collections::BTreeSet;

declare_rule! {
    /// A Service has no selector, and no endpoints for it are in the input.
    ///
    /// Without a selector no controller finds Pods: the addresses must come from hand-written Endpoints or
    /// EndpointSlices. They may live elsewhere, so this is an info; it is a warning where the Service is headless (its
    /// author writes the addresses too), or where a workload of the namespace bears its name, which looks as if the
    /// selector was forgotten.
    ///
    /// Write an EndpointSlice with the label `kubernetes.io/service-name`, or add the selector.
    ///
    /// Source: Kubernetes documentation, Service, Services without selectors
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: legacy-db }
    /// #                 ^^^^^^^^^ warning[selectorless-without-endpoints]
    /// spec:
    ///   clusterIP: None
    ///   ports: [{ port: 5432 }]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: legacy-db }
    /// spec:
    ///   clusterIP: None
    ///   ports: [{ port: 5432 }]
    /// ---
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice
    /// metadata: { name: legacy-db-1, labels: { kubernetes.io/service-name: legacy-db } }
    /// addressType: IPv4
    /// ports: [{ port: 5432 }]
    /// endpoints: [{ addresses: [192.0.2.42] }]
    /// ```
    pub(super) SELECTORLESS_WITHOUT_ENDPOINTS = "selectorless-without-endpoints", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let mut told = BTreeSet::new();
    for fault in &analysis.links.faults {
        let FaultKind::Endpoints(EndpointsFault::None { namesake }) = &fault.kind else { continue };
        // Each port of the Service has the fault; it is told once.
        if let Some(object) = analysis.object(fault.object).filter(|object| told.insert(object.id)) {
            let namesake = namesake.and_then(|id| analysis.object(id));
            report.push(without_endpoints(object, namesake).about(fault));
        }
    }
}

fn without_endpoints(object: &Object, namesake: Option<&Object>) -> Finding {
    let effect = if object.service().is_some_and(Service::is_headless) {
        format!("The name `{}` resolves to no address.", object.name)
    } else {
        "Unless endpoints are written elsewhere, connections are refused.".to_owned()
    };
    let finding = SELECTORLESS_WITHOUT_ENDPOINTS
        .at(
            object,
            object.head(),
            FieldPath::default().child("metadata").child("name"),
            format!("Service `{}` has no selector, and no endpoints for it are shown", object.name),
        )
        .effect(effect)
        .help("add a selector, or an EndpointSlice labeled `kubernetes.io/service-name` with its name");
    match namesake {
        Some(source) => {
            finding.because(source.head(), format!("{} looks like what it is for", source.title()))
        }
        None => finding,
    }
}
