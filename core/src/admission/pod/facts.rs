//! What the checks of a container need to know of its Pod.

use super::options::PodValidationOptions;
use super::volume::Volumes;
use crate::value::Value;
use std::collections::BTreeSet;

/// What a container's checks need to know of its Pod.
#[derive(Debug)]
pub(crate) struct PodFacts<'v> {
    pub(crate) options: &'v PodValidationOptions,
    /// The volumes that are in order.
    pub(crate) volumes: &'v Volumes<'v>,
    /// The names of the Pod's resource claims.
    pub(crate) claim_names: &'v BTreeSet<&'v str>,
    pub(crate) grace_period: Option<i64>,
    pub(crate) restart_policy: &'v str,
    /// The Pod's `os`, absent if it names none.
    pub(crate) os: &'v Value,
    /// The Pod runs in the user namespace of its host.
    pub(crate) host_users: bool,
}
