//! Namespace: the labels that selectors of namespaces read.

use super::{Pair, Sourced, pairs};
use crate::value::{Origin, Value};

/// The label that the API server keeps at the namespace's name.
pub const LABEL_METADATA_NAME: &str = "kubernetes.io/metadata.name";

/// A Namespace.
#[derive(Debug, Clone, PartialEq)]
pub struct Namespace {
    /// `metadata.labels`, with `kubernetes.io/metadata.name`.
    pub labels: Vec<Pair>,
    /// `metadata.deletionTimestamp` is set, or `status.phase` is `Terminating`.
    pub terminating: bool,
}

impl Namespace {
    /// Reads a Namespace from its value.
    pub fn read(object: &Value) -> Self {
        let metadata = object.get("metadata");
        let mut labels = pairs(metadata.get("labels"));
        let name = metadata.str("name");
        // Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_Namespace
        if !name.is_empty() && !labels.iter().any(|pair| pair.key == LABEL_METADATA_NAME) {
            labels.push(Pair {
                key: LABEL_METADATA_NAME.to_owned(),
                key_range: None,
                value: Sourced { value: name.to_owned(), origin: Origin::Defaulted("SetDefaults_Namespace") },
            });
        }
        Self {
            labels,
            terminating: metadata.has("deletionTimestamp")
                || object.get("status").str("phase") == "Terminating",
        }
    }
}
