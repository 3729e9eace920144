//! A caller that looks for a Service in the wrong namespace.

use crate::Analysis;
use crate::cluster::Presence;
use crate::declare_rule;
use crate::edit;
use crate::object::{Object, is_in_force};
use crate::reference::{Reference, ServiceName, references};
use crate::rule::{Finding, Reporter};
use crate::selection::PodSource;
use std::collections::BTreeMap;

declare_rule! {
    /// A container calls a Service by a name that means another namespace than the Service's.
    ///
    /// A short name is looked up in the caller's own namespace. The Service is shown in one other namespace, and none
    /// of that name in the caller's.
    ///
    /// Write `service.namespace`.
    ///
    /// Source: Kubernetes documentation, DNS for Services and Pods, Namespaces of Services
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db, namespace: data }
    /// spec: { selector: { app: db }, ports: [{ port: 5432 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: db-0, namespace: data, labels: { app: db } }
    /// spec: { containers: [{ name: db, image: db }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: api, namespace: app }
    /// spec:
    ///   containers:
    ///     - name: api
    ///       image: api
    ///       env:
    ///         - name: DB_HOST
    ///           value: db
    /// #                ^^ warning[caller-namespace-wrong]
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: db, namespace: data }
    /// spec: { selector: { app: db }, ports: [{ port: 5432 }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: db-0, namespace: data, labels: { app: db } }
    /// spec: { containers: [{ name: db, image: db }] }
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: api, namespace: app }
    /// spec:
    ///   containers:
    ///     - name: api
    ///       image: api
    ///       env:
    ///         - name: DB_HOST
    ///           value: db.data
    /// ```
    pub(super) CALLER_NAMESPACE_WRONG = "caller-namespace-wrong", Warning, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    let world = analysis.world();
    let domain = analysis.assumptions.cluster_domain.get();
    let mut by_name: BTreeMap<&str, Vec<&Object>> = BTreeMap::new();
    for (service, _) in analysis.services() {
        by_name.entry(&service.name).or_default().push(service);
    }
    let live = analysis.objects.iter().filter(|object| is_in_force(object));
    for source in live.filter_map(PodSource::of) {
        for caller in references(source) {
            let Some(name) = ServiceName::parse(caller.host, domain) else { continue };
            let namespace = name.namespace.unwrap_or(&caller.object.namespace);
            // A host of two labels may be a name outside the cluster, unless the namespace is shown.
            let is_cluster_name =
                name.namespace.is_none() || matches!(world.namespace(namespace), Presence::Present(()));
            let [service] = by_name.get(name.service).map_or(&[][..], Vec::as_slice) else { continue };
            if is_cluster_name && service.namespace != namespace && !analysis.has_unread(namespace) {
                report.push(wrong(analysis, &caller, service, name));
            }
        }
    }
}

fn wrong(analysis: &Analysis, caller: &Reference<'_>, service: &Object, name: ServiceName<'_>) -> Finding {
    let place = caller.range.map_or_else(|| caller.object.head(), |range| caller.object.span(range));
    let namespace = name.namespace.unwrap_or(&caller.object.namespace);
    let meant = format!("{}.{}", name.service, service.namespace);
    let finding = CALLER_NAMESPACE_WRONG
        .at(
            caller.object,
            place,
            caller.path.clone(),
            format!(
                "`{}` means namespace `{namespace}`, the Service is in `{}`",
                caller.host, service.namespace
            ),
        )
        .effect("The name does not resolve.")
        .because(
            service.namespace_span().unwrap_or_else(|| service.head()),
            format!("{} is in namespace `{}`", service.title(), service.namespace),
        )
        .help(format!("write `{meant}`"));
    match caller.range {
        Some(range) if caller.text.matches(caller.host).count() == 1 => {
            let text = caller.text.replace(caller.host, &meant);
            let edit =
                edit::replace_within(&analysis.sources, caller.object.document, range, caller.text, &text);
            finding.fix(format!("{} → {meant}", caller.host), vec![edit])
        }
        _ => finding,
    }
}
