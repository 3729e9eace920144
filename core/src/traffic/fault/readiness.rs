//! Faults of Pods that are found and take no traffic.

use super::Objects;
use crate::cluster::decision::Because;
use crate::object::ObjectId;

/// Why no Pod behind a Service port takes traffic; `port` is the place in `spec.ports`.
#[derive(Debug, Clone, PartialEq)]
pub enum ReadinessFault {
    /// Every workload that the Service selects runs no Pods.
    Stopped(Vec<ObjectId>),
    /// No Pod is ready, or an endpoint at all.
    NoneReady {
        /// The Service port.
        port: Option<usize>,
        /// How many endpoints there are, none of them ready.
        all: usize,
        /// Each kind of reason once, with the text that decides.
        because: Vec<Because>,
    },
    /// Some Pods of a source are not ready.
    PartlyReady {
        /// The Service port.
        port: Option<usize>,
        /// The workload, Pod or endpoints.
        source: ObjectId,
        /// How many are ready.
        ready: usize,
        /// Of how many.
        all: usize,
    },
    /// A source has no Pod that takes traffic, while others behind the port do. Shown and not told.
    Idle {
        /// It runs Pods.
        has_pods: bool,
    },
    /// Pods that are being deleted are all that answers.
    OnlyTerminating {
        /// The Service port.
        port: Option<usize>,
    },
}

impl ReadinessFault {
    pub(super) fn short(&self, objects: Objects<'_>) -> String {
        match self {
            Self::Stopped(sources) => {
                let first = sources.first().and_then(|&id| objects.get(id));
                let is_suspended = first
                    .and_then(|source| source.workload()?.suspended.as_ref())
                    .is_some_and(|suspended| suspended.value);
                if is_suspended { "suspended: no Pods" } else { "scaled to 0: no Pods" }.to_owned()
            }
            Self::NoneReady { all: 1, .. } => "the only endpoint is not ready".to_owned(),
            Self::NoneReady { all: 0, because, .. } => because
                .first()
                .map_or("no Pod takes traffic".to_owned(), |because| because.text.replace('`', "")),
            Self::NoneReady { all, .. } => format!("none of {all} endpoints is ready"),
            Self::PartlyReady { ready, all, .. } => format!("{ready} of {all} ready"),
            Self::Idle { has_pods: false } => "scaled to 0: no Pods".to_owned(),
            Self::Idle { has_pods: true } => "no Pod takes traffic".to_owned(),
            Self::OnlyTerminating { .. } => "only terminating Pods answer".to_owned(),
        }
    }
}
