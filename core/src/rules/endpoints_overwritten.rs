//! Hand-written Endpoints that a controller replaces.

use crate::Analysis;
use crate::cluster::Presence;
use crate::declare_rule;
use crate::field_path::FieldPath;
use crate::object::{Object, is_in_force};
use crate::rule::{Finding, Reporter};
use crate::traffic::manual::{Manual, ManualView};

declare_rule! {
    /// Hand-written Endpoints belong to a Service that has a selector.
    ///
    /// For a Service with a selector the endpoints controller owns the Endpoints of its name: it replaces whatever
    /// stands there with the Pods it finds, within seconds.
    ///
    /// Take the selector out of the Service, or delete the Endpoints.
    ///
    /// Source: kubernetes v1.37 pkg/controller/endpoint/endpoints_controller.go syncService
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec: { selector: { app: db }, ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: v1
    /// #           ^^ info[deprecated-in-use]
    /// kind: Endpoints
    /// metadata: { name: db }
    /// #                 ^^ warning[endpoints-overwritten]
    /// subsets: [{ addresses: [{ ip: 192.0.2.42 }], ports: [{ port: 9376 }] }]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db }
    /// spec: { ports: [{ port: 80 }] }
    /// ---
    /// apiVersion: v1
    /// #           ^^ info[deprecated-in-use]
    /// kind: Endpoints
    /// metadata: { name: db }
    /// subsets: [{ addresses: [{ ip: 192.0.2.42 }], ports: [{ port: 9376 }] }]
    /// ```
    pub(super) ENDPOINTS_OVERWRITTEN = "endpoints-overwritten", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let world = analysis.world();
    for manual in analysis.objects.iter().filter(|object| is_in_force(object)).filter_map(Manual::of) {
        let object = manual.object;
        if !matches!(manual.view, ManualView::Endpoints(_)) {
            continue;
        }
        if let Presence::Present((service, view)) = world.service(&object.namespace, &object.name)
            && view.selector.is_some()
        {
            report.push(overwritten(object, service));
        }
    }
}

fn overwritten(object: &Object, service: &Object) -> Finding {
    ENDPOINTS_OVERWRITTEN
        .at(
            object,
            object.head(),
            FieldPath::default().child("metadata").child("name"),
            format!("{} will be overwritten: its Service has a selector", object.title()),
        )
        .effect("The hand-written addresses vanish within seconds.")
        .because(
            service.key_span("spec", "selector").unwrap_or_else(|| service.head()),
            format!("{} selects Pods", service.title()),
        )
        .help("take the selector out of the Service, or delete these Endpoints")
}
