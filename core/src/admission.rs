//! What the API server does with a request: defaults, verdict, warnings, allocation.
//!
//! ```text
//! Manifest ──defaults──▶ ──allocation──▶ ──validation──▶ Admission { verdict, warnings, object }
//! ```
//!
//! One file per kind mirrors upstream's functions by name. [`Server`] is the API server while it takes the objects of
//! one input, one after another: it remembers the addresses, node ports and names that earlier ones took.

mod api_service;
mod cel;
mod config_map;
mod custom;
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
use crate::field_path::{FieldPath, Path};
use crate::value::Value;

pub use judged::Judged;
pub use server::Server;
pub(crate) use strategy::{Context, Strategy};

/// Why the API server refuses a field.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go ErrorType
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// `FieldValueNotFound`.
    NotFound,
    /// `FieldValueRequired`.
    Required,
    /// `FieldValueDuplicate`.
    Duplicate,
    /// `FieldValueInvalid`.
    Invalid,
    /// `FieldValueNotSupported`.
    NotSupported,
    /// `FieldValueForbidden`.
    Forbidden,
    /// `FieldValueTooLong`.
    TooLong,
    /// `FieldValueTooMany`.
    TooMany,
    /// `InternalError`.
    Internal,
    /// `FieldValueTypeInvalid`.
    TypeInvalid,
}

impl Reason {
    /// The reason as `Status.details.causes` spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotFound => "FieldValueNotFound",
            Self::Required => "FieldValueRequired",
            Self::Duplicate => "FieldValueDuplicate",
            Self::Invalid => "FieldValueInvalid",
            Self::NotSupported => "FieldValueNotSupported",
            Self::Forbidden => "FieldValueForbidden",
            Self::TooLong => "FieldValueTooLong",
            Self::TooMany => "FieldValueTooMany",
            Self::Internal => "InternalError",
            Self::TypeInvalid => "FieldValueTypeInvalid",
        }
    }
}

/// One reason why the API server refuses an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// The field.
    pub path: FieldPath,
    /// Why.
    pub reason: Reason,
    /// The message as in `Status.details.causes`, such as `Invalid value: "x": must be …`.
    pub message: String,
}

/// The causes found so far, in upstream's order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Causes {
    /// The causes.
    pub list: Vec<Cause>,
}

impl Causes {
    /// Adds a cause with its whole message.
    pub fn push(&mut self, path: &Path<'_>, reason: Reason, message: impl Into<String>) {
        self.list.push(Cause { path: path.to_field_path(), reason, message: message.into() });
    }
}

/// A warning of the API server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The field it is about, as far as one can be named.
    pub path: FieldPath,
    /// The server's words.
    pub message: String,
}

/// Adds a warning about a field.
pub(crate) fn warn(warnings: &mut Vec<Warning>, path: &Path<'_>, message: impl Into<String>) {
    warnings.push(Warning { path: path.to_field_path(), message: message.into() });
}

/// What the API server says to an object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
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
    /// What it says.
    pub verdict: Verdict,
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
}

impl Admission {
    /// Says whether the server turns the object away: what it holds is no object of the world.
    pub fn is_refusal(&self) -> bool {
        match self.verdict {
            Verdict::Undecodable(_) | Verdict::Refused(_) | Verdict::NotServed => true,
            Verdict::Accepted | Verdict::Foreign => false,
        }
    }

    /// Why the object is refused; empty where it is not.
    pub fn causes(&self) -> &[Cause] {
        match &self.verdict {
            Verdict::Refused(causes) => causes,
            Verdict::Accepted | Verdict::Undecodable(_) | Verdict::NotServed | Verdict::Foreign => &[],
        }
    }
}
