//! A stored object that is replaced: `{id, old, new, before, answer}`; `answer` is judged.

use super::{Outcome, answer};
use crate::world::manifests;
use portolan_core::admission::Server;
use portolan_core::assumptions::Assumptions;
use serde_json::Value as Json;

/// Judges one case.
pub fn judge(assumptions: &Assumptions, case: &Json) -> Outcome {
    if answer::says_nothing(&case["answer"]) {
        return Outcome { left_out: 1, ..Outcome::default() };
    }
    let mut server = Server::new(assumptions);
    let text = |name: &str| case[name].as_str().unwrap_or("");
    let old = manifests(text("old"), assumptions).first().map(|manifest| server.create(manifest).object);
    let new = manifests(text("new"), assumptions);
    let admission = match (&old, new.first()) {
        (Some(old), Some(new)) => Some(server.update(old, new)),
        _ => None,
    };
    answer::judge(&case["answer"], admission.as_ref()).into()
}
