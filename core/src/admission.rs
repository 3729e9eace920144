//! What the API server does with a request: defaults, ruling, warnings, allocation.
//!
//! ```text
//! Manifest ──defaults──▶ ──allocation──▶ ──validation──▶ Admission { ruling, warnings, object }
//! ```
//!
//! One file per kind mirrors upstream's functions by name. [`Server`] is the API server while it takes the objects of
//! one input, one after another: it remembers the addresses, node ports and names that earlier ones took.

mod api_service;
mod bad;
mod cause;
mod cel;
mod check;
mod config_map;
mod custom;
mod custom_resource_definition;
mod endpoint_slice;
mod endpoints;
pub mod explain;
pub mod features;
pub mod field_error;
mod go_struct;
mod horizontal_pod_autoscaler;
mod ingress;
mod ingress_class;
pub mod ip;
mod judged;
pub mod label_selector;
mod limit_range;
pub mod metadata;
pub mod names;
mod namespace;
mod network_policy;
mod persistent_volume;
mod persistent_volume_claim;
mod pod;
mod pod_disruption_budget;
mod priority_class;
mod rbac;
mod registry;
mod resource_quota;
mod secret;
mod server;
mod service;
mod service_account;
mod storage_class;
mod strategy;
mod webhook_client;
mod webhook_configuration;
mod workload;

use crate::diagnostic::Problem;
use crate::field_path::FieldPath;
use crate::value::Value;

pub(crate) use cause::warn;
pub use cause::{Cause, Causes, Detail, Reason, Unit, Warning};
pub use check::{Check, Said};
pub use judged::Judged;
pub use server::Server;
pub(crate) use strategy::{Context, Strategy};

/// What the API server decides about an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ruling {
    /// Stored.
    Accepted,
    /// Refused while decoding (status 400): the message.
    Undecodable(String),
    /// Refused by validation or allocation.
    Refused(Vec<Cause>),
    /// The server does not serve this kind of Kubernetes' own groups.
    NotServed,
    /// A kind that may be served by a definition the input does not have: nobody can tell.
    Foreign,
}

/// What an object asks for and an earlier one of the input already has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The field that asks.
    pub path: FieldPath,
    /// Namespace and name of the Service that has it.
    pub holder: (String, String),
}

/// The API server's answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Admission {
    /// What it decides.
    pub ruling: Ruling,
    /// How much of the object that is about.
    pub judged: Judged,
    /// Its warnings, in its order.
    pub warnings: Vec<Warning>,
    /// The object as it would be stored; as decoded where it is refused.
    pub object: Value,
    /// What it is refused for because an earlier object of the input has it.
    pub conflict: Option<Conflict>,
    /// What is wrong with fields that only a definition knows: a custom resource's.
    pub problems: Vec<Problem>,
    /// What the store says to an accepted object that is created for good. A dry run does not get that far, and
    /// kubectl takes out what it is about.
    pub at_store: Vec<Cause>,
}

impl Admission {
    /// An answer that consists of a ruling and how much it rests on.
    pub(crate) fn new(ruling: Ruling, judged: Judged, object: Value) -> Self {
        Self {
            ruling,
            judged,
            warnings: Vec::new(),
            object,
            conflict: None,
            problems: Vec::new(),
            at_store: Vec::new(),
        }
    }

    /// Says whether the server turns the object away: what it holds is not an object of the world.
    pub fn is_refusal(&self) -> bool {
        match self.ruling {
            Ruling::Undecodable(_) | Ruling::Refused(_) | Ruling::NotServed => true,
            Ruling::Accepted | Ruling::Foreign => false,
        }
    }

    /// Why the object is refused; empty where it is not.
    pub fn causes(&self) -> &[Cause] {
        match &self.ruling {
            Ruling::Refused(causes) => causes,
            Ruling::Accepted | Ruling::Undecodable(_) | Ruling::NotServed | Ruling::Foreign => &[],
        }
    }
}
