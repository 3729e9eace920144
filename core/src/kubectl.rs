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
mod table;

pub use create::command_for;
pub use describe::describe;
pub use table::{AGE, Columns, RANDOM, Table};

use crate::Analysis;

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
