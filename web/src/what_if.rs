//! What-ifs: changes to the cluster that never touch the text.

use serde::{Deserialize, Serialize};

/// One what-if.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "camelCase")]
pub(crate) enum WhatIf {
    /// A workload has another number of Pods.
    Scale {
        /// Its kind.
        kind: String,
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// How many Pods.
        replicas: u32,
    },
    /// A Pod is not ready.
    NotReady {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// A Pod is being deleted.
    Terminating {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// A Pod is gone.
    Gone {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
    },
    /// A node is drained: its Pods run elsewhere.
    Drained {
        /// The node's name.
        node: String,
    },
    /// A node is lost: its Pods are not ready.
    Lost {
        /// The node's name.
        node: String,
    },
}

impl WhatIf {
    /// The what-if in words, after “What if”.
    pub(crate) fn sentence(&self) -> String {
        match self {
            Self::Scale { kind, name, replicas, .. } => format!("{kind} {name} has {replicas} replicas"),
            Self::NotReady { name, .. } => format!("Pod {name} is not ready"),
            Self::Terminating { name, .. } => format!("Pod {name} is terminating"),
            Self::Gone { name, .. } => format!("Pod {name} is deleted"),
            Self::Drained { node } => format!("node {node} is drained"),
            Self::Lost { node } => format!("node {node} is lost"),
        }
    }

    /// Says whether both are about the same thing, so that one replaces the other.
    pub(crate) fn replaces(&self, other: &Self) -> bool {
        self.subject() == other.subject()
    }

    fn subject(&self) -> (&str, &str, &str) {
        match self {
            Self::Scale { kind, namespace, name, .. } => (kind, namespace, name),
            Self::NotReady { namespace, name }
            | Self::Terminating { namespace, name }
            | Self::Gone { namespace, name } => ("Pod", namespace, name),
            Self::Drained { node } | Self::Lost { node } => ("Node", "", node),
        }
    }
}
