//! What `kubectl` would print about the cluster that the manifests make, word for word.
//!
//! Values that only the API server can choose stand as `<allocated>`, ages as `<age>`, the random part of a slice's
//! name as `<random>`. Events are left out. Objects that the API server refuses do not exist here.
//!
//! Source: kubernetes v1.37 pkg/printers/internalversion/printers.go, kubectl v0.37 pkg/describe/describe.go

mod create;
mod describe;
mod endpoints;
mod ingress;
mod pods;
mod policy;
mod services;

pub use create::command_for;
pub use describe::describe;

use crate::Analysis;
use crate::admission::Verdict;
use crate::go::tabwriter::{Spacing, align};
use crate::object::Object;

/// What stands in place of an age.
pub const AGE: &str = "<age>";
/// What stands in place of a name's random part.
pub const RANDOM: &str = "<random>";

/// What `get` can list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resource {
    /// `services`.
    Services,
    /// `endpoints`.
    Endpoints,
    /// `endpointslices`.
    EndpointSlices,
    /// `pods`.
    Pods,
    /// `ingresses`.
    Ingresses,
    /// `networkpolicies`.
    NetworkPolicies,
}

impl Resource {
    /// Every resource, in the order in which they are offered.
    pub const ALL: [Self; 6] = [
        Self::Services,
        Self::Endpoints,
        Self::EndpointSlices,
        Self::Pods,
        Self::Ingresses,
        Self::NetworkPolicies,
    ];

    /// The names that kubectl takes: the plural, the singular, the short one.
    pub const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Services => &["services", "service", "svc"],
            Self::Endpoints => &["endpoints", "ep"],
            Self::EndpointSlices => &["endpointslices", "endpointslice"],
            Self::Pods => &["pods", "pod", "po"],
            Self::Ingresses => &["ingresses", "ingress", "ing"],
            Self::NetworkPolicies => &["networkpolicies", "networkpolicy", "netpol"],
        }
    }

    /// Reads a resource as kubectl takes it: plural, singular or short, in any case.
    pub fn parse(name: &str) -> Option<Self> {
        let is_it = |known: &&str| known.eq_ignore_ascii_case(name);
        Self::ALL.into_iter().find(|resource| resource.names().iter().any(is_it))
    }
}

/// Which columns `get` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// The usual ones.
    Usual,
    /// Those of `-o wide`.
    Wide,
}

/// What `get` prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The column heads.
    pub head: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The table as lines of text, columns three blanks apart; what kubectl says of an empty list where it is empty.
    ///
    /// Source: cli-runtime v0.37 pkg/printers/tabwriter.go `GetNewTabWriter`
    pub fn to_text(&self, namespace: &str) -> String {
        if self.rows.is_empty() {
            return format!("No resources found in {namespace} namespace.\n");
        }
        let mut text = self.head.join("\t");
        text.push('\n');
        for row in &self.rows {
            text.push_str(&row.join("\t"));
            text.push('\n');
        }
        align(&text, Spacing { least: 6, between: 3 })
    }
}

/// What `kubectl get RESOURCE -n NAMESPACE` lists.
pub fn get(analysis: &Analysis, resource: Resource, namespace: &str, columns: Columns) -> Table {
    match resource {
        Resource::Services => services::table(analysis, namespace, columns),
        Resource::Endpoints => endpoints::endpoints(analysis, namespace),
        Resource::EndpointSlices => endpoints::slices(analysis, namespace),
        Resource::Pods => pods::table(analysis, namespace, columns),
        Resource::Ingresses => ingress::table(analysis, namespace, columns),
        Resource::NetworkPolicies => policy::table(analysis, namespace),
    }
}

/// The objects of a kind that exist in a namespace, by name.
fn stored<'a>(analysis: &'a Analysis, namespace: &str, is_it: fn(&Object) -> bool) -> Vec<&'a Object> {
    let mut objects: Vec<&Object> = analysis
        .objects
        .iter()
        .filter(|object| object.namespace == namespace && object.superseded_by.is_none() && is_it(object))
        .filter(|object| {
            let verdict = analysis.admission(object.id).map(|admission| &admission.verdict);
            matches!(verdict, None | Some(Verdict::Accepted | Verdict::Foreign))
        })
        .collect();
    objects.sort_by(|a, b| name(a).cmp(name(b)));
    objects
}

/// The name as stored: one that the server makes up is.
fn name(object: &Object) -> &str {
    object.value.get("metadata").str("name")
}

/// A list as kubectl cuts it: the first three, and how many more.
fn cut_list(items: &[String], empty: &str) -> String {
    let shown = items.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(",");
    match items.len().checked_sub(3) {
        Some(more @ 1..) => format!("{shown} + {more} more..."),
        _ if shown.is_empty() => empty.to_owned(),
        _ => shown,
    }
}

/// Source: Go net.JoinHostPort
fn join_host_port(host: &str, port: &str) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}
