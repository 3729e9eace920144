//! Single objects and the API server's answers, for tests that state both in place.

use crate::world::manifests;
use portolan_core::admission::{Admission, Cause, Ruling, Server};
use portolan_core::assumptions::{Assumptions, Fact, Version};

/// A cluster of a minor version.
pub fn at(minor: u8) -> Assumptions {
    Assumptions { kubernetes: Fact::Stated(Version { minor }), ..Assumptions::default() }
}

/// Answers the creation of the only object of a text.
///
/// # Panics
///
/// If the text has no object or several.
pub fn create(assumptions: &Assumptions, text: &str) -> Admission {
    let manifests = manifests(text, assumptions);
    assert_eq!(manifests.len(), 1, "{text}");
    Server::new(assumptions).create(&manifests[0])
}

/// Answers the replacement of `old` by `new`.
///
/// # Panics
///
/// If `old` is refused.
pub fn update(assumptions: &Assumptions, old: &str, new: &str) -> Admission {
    let stored = create(assumptions, old);
    assert_eq!(stored.ruling, Ruling::Accepted, "{old}");
    Server::new(assumptions).update(&stored.object, &manifests(new, assumptions)[0])
}

/// The causes of a refusal, each as `FIELD: MESSAGE`.
pub fn causes(admission: &Admission) -> Vec<String> {
    admission.causes().iter().map(Cause::line).collect()
}
