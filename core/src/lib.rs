//! Portolan's engine: what a Kubernetes cluster makes of a set of manifests, and where Service traffic goes.
//!
//! ```text
//! text ──syntax──▶ tree ──schema──▶ Manifest ──admission──▶ Object ──cluster──▶ Pods, slices, DNS
//!                                                              │                   │
//!                                                              └───────┬───────────┘
//!                                                     traffic, rules, picture, kubectl ──▶ Analysis
//! ```
//!
//! [`analyze`] is the only way in. It is pure: no files, clock, threads, globals or network.

#![deny(missing_docs)]

pub mod admission;
pub mod assumptions;
pub mod cluster;
pub mod diagnostic;
pub mod field_path;
pub mod object;
pub mod picture;
pub mod rule;
pub mod scenario;
pub mod schema;
pub mod source;
pub mod syntax;
pub mod value;

use assumptions::Assumptions;
use cluster::Cluster;
use diagnostic::Diagnostic;
use object::{Object, ObjectId};
use source::SourceMap;

/// What is known of an input after all stages; plain data, never changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Files and documents.
    pub sources: SourceMap,
    /// The facts the answer leans on.
    pub assumptions: Assumptions,
    /// The objects, by [`ObjectId`], in input order.
    pub objects: Vec<Object>,
    /// What the controllers make of them.
    pub cluster: Cluster,
    /// The findings, ordered by file, place and code.
    pub diagnostics: Vec<Diagnostic>,
}

impl Analysis {
    /// The object of an id.
    pub fn object(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(id.0 as usize)
    }
}
