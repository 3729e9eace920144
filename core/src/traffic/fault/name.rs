//! Faults of names.

use super::Objects;
use crate::object::ObjectId;

/// Why a name leads nowhere.
#[derive(Debug, Clone, PartialEq)]
pub enum NameFault {
    /// An ExternalName Service names nothing.
    AliasOfNothing,
    /// `externalName` is an address: DNS serves no alias for it.
    AliasIsAddress,
    /// The aliases lead back to where they start.
    AliasLoop(Vec<ObjectId>),
    /// `externalName` is the name of a Service that is not there.
    AliasMissing {
        /// Its namespace.
        namespace: String,
        /// Its name.
        name: String,
        /// Services of that namespace with a name that is near.
        near: Vec<ObjectId>,
    },
    /// A port of an ExternalName Service is mapped to another, which an alias does not do.
    AliasPortIgnored {
        /// The port, by place in `spec.ports`.
        port: usize,
    },
}

impl NameFault {
    pub(super) fn short(&self, objects: Objects<'_>) -> String {
        match self {
            Self::AliasOfNothing => "names nothing".to_owned(),
            Self::AliasIsAddress => "an address, not a name: DNS serves no alias for it".to_owned(),
            Self::AliasLoop(_) => "the aliases lead back here".to_owned(),
            Self::AliasMissing { namespace, name, near } => {
                match near.first().and_then(|&id| objects.get(id)) {
                    Some(meant) => format!("no Service {name} in {namespace}: {}?", meant.name),
                    None => format!("no Service {name} in {namespace}"),
                }
            }
            Self::AliasPortIgnored { .. } => "an alias maps no ports".to_owned(),
        }
    }
}
