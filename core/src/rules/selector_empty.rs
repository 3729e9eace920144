//! A selector written as `{}`.

use crate::Analysis;
use crate::declare_rule;
use crate::object::Object;
use crate::rule::{Finding, Reporter};
use crate::rules::selector;
use crate::traffic::fault::{FaultKind, SelectorFault};
use std::collections::BTreeSet;

declare_rule! {
    /// A Service's selector is an empty map.
    ///
    /// `selector: {}` reads like "every Pod" and means "no selector": the API server stores it as absent, no controller
    /// manages endpoints, and none are in the input.
    ///
    /// Write the labels of the Pods, or write an EndpointSlice by hand.
    ///
    /// Source: kubernetes v1.37 pkg/controller/endpointslice/endpointslice_controller.go syncService
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: {}
    /// # ^^^^^^^^ warning[selector-empty]
    ///   ports: [{ port: 80 }]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: {}
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: discovery.k8s.io/v1
    /// kind: EndpointSlice
    /// metadata: { name: web-1, labels: { kubernetes.io/service-name: web } }
    /// addressType: IPv4
    /// ports: [{ port: 80 }]
    /// endpoints: [{ addresses: [192.0.2.42] }]
    /// ```
    pub(super) SELECTOR_EMPTY = "selector-empty", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let mut told = BTreeSet::new();
    for fault in &analysis.links.faults {
        if fault.kind != FaultKind::Selector(SelectorFault::Empty) {
            continue;
        }
        if let Some(object) = analysis.object(fault.object).filter(|object| told.insert(object.id)) {
            report.push(empty(analysis, object).about(fault));
        }
    }
}

fn empty(analysis: &Analysis, object: &Object) -> Finding {
    let entry = analysis.written_entry(object, "spec", "selector");
    let span = entry.map_or_else(|| object.head(), |(key, _)| object.span(key));
    SELECTOR_EMPTY
        .at(
            object,
            span,
            selector::path(),
            format!("the empty selector of Service `{}` selects nothing", object.name),
        )
        .effect("No endpoints are managed: connections are refused.")
        .help("write the labels of the Pods; `{}` is the same as no selector")
}
