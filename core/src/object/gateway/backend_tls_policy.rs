//! `BackendTLSPolicy`: how a Gateway checks the certificate of a backend.

use crate::object::reference::{ObjectRef, RefDefaults};
use crate::object::{Sourced, text};
use crate::value::Value;

/// A `BackendTLSPolicy`.
#[derive(Debug, Clone, PartialEq)]
pub struct BackendTlsPolicy {
    /// `spec.targetRefs`.
    pub target_refs: Vec<PolicyTarget>,
    /// `spec.validation.hostname`.
    pub hostname: Option<Sourced<String>>,
    /// `spec.validation.caCertificateRefs`.
    pub ca_certificate_refs: Vec<ObjectRef>,
    /// `spec.validation.wellKnownCACertificates`.
    pub well_known_ca_certificates: Option<Sourced<String>>,
}

/// What a policy is about: an object of its own namespace, or a part of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyTarget {
    /// The object.
    pub reference: ObjectRef,
    /// `sectionName`: the name of a Service port where the object is a Service; `None` for the whole object.
    pub section_name: Option<Sourced<String>>,
}

impl BackendTlsPolicy {
    /// Reads a `BackendTLSPolicy` from its value.
    pub fn read(object: &Value) -> Self {
        let spec = object.get("spec");
        let validation = spec.get("validation");
        let target = |target: &Value| PolicyTarget {
            reference: ObjectRef::read(target, RefDefaults::NONE),
            section_name: text(target.get("sectionName")),
        };
        Self {
            target_refs: spec.list("targetRefs").iter().map(target).collect(),
            hostname: text(validation.get("hostname")),
            ca_certificate_refs: validation
                .list("caCertificateRefs")
                .iter()
                .map(|reference| ObjectRef::read(reference, RefDefaults::NONE))
                .collect(),
            well_known_ca_certificates: text(validation.get("wellKnownCACertificates")),
        }
    }
}
