//! Objects created one after another: `{id, text, answers}`.

use super::{Judged, all_equal, answer};
use crate::world::manifests;
use portolan_core::admission::Server;
use portolan_core::assumptions::Assumptions;
use serde_json::Value as Json;

/// Judges one case; an aspect is equal if it is for every answer.
pub fn judge(assumptions: &Assumptions, case: &Json) -> Vec<Judged> {
    let mut server = Server::new(assumptions);
    let manifests = manifests(case["text"].as_str().unwrap_or(""), assumptions);
    let admissions: Vec<_> = manifests.iter().map(|manifest| server.create(manifest)).collect();
    let answers = case["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
    let judged = answers.iter().enumerate().map(|(at, recorded)| answer::judge(recorded, admissions.get(at)));
    all_equal(judged.collect())
}
