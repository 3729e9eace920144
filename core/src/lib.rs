//! Portolan's engine: what a Kubernetes cluster makes of a set of manifests, and where Service traffic goes.
//!
//! ```text
//! text ──syntax──▶ tree ──schema──▶ Manifest ──admission──▶ Object ──cluster──▶ Pods, slices, DNS
//!                                                              │                   │
//!                                                              └───────┬───────────┘
//!                                                     traffic, rules, picture, kubectl ──▶ Analysis
//! ```
//!
//! [`analyze`] is the way in, [`analyze_sent`] where only what kubectl sends is asked for. Both are pure: no files, clock, threads, globals or network.

#![deny(missing_docs)]

pub mod admission;
pub mod analysis;
pub mod analyze;
pub mod assumptions;
pub mod cluster;
pub mod codes;
pub mod coverage;
pub mod diagnostic;
pub mod edit;
pub mod endpoint_table;
pub mod field_path;
pub mod fixes;
pub mod go;
pub mod kubectl;
pub mod listing;
mod name_grammar;
pub mod near;
pub mod object;
pub mod picture;
pub mod reference;
#[cfg(feature = "report")]
pub mod report;
pub mod rule;
pub mod rules;
pub mod scenario;
pub mod schema;
pub mod selection;
pub mod source;
pub mod suppression;
pub mod syntax;
pub mod traffic;
pub mod value;

pub use analysis::{Analysis, Input, InputFile};
pub use analyze::{DocumentCache, analyze, analyze_sent};
