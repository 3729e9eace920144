//! Objects created one after another: `{id, text, answers}`.

use super::{Outcome, all_equal, answer};
use crate::world::manifests;
use portolan_core::admission::Server;
use portolan_core::assumptions::Assumptions;
use serde_json::Value as Json;

/// Judges one case; an aspect is equal if it is for every answer.
pub fn judge(assumptions: &Assumptions, case: &Json) -> Outcome {
    let mut server = Server::new(assumptions);
    let manifests = manifests(case["text"].as_str().unwrap_or(""), assumptions);
    let admissions: Vec<_> = manifests.iter().map(|manifest| server.create(manifest)).collect();
    let answers = case["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
    let telling = answers.iter().enumerate().filter(|(_, recorded)| !answer::says_nothing(recorded));
    let judged: Vec<_> = telling.map(|(at, recorded)| answer::judge(recorded, admissions.get(at))).collect();
    let left_out = answers.len() - judged.len();
    Outcome { judged: all_equal(judged), left_out, unreadable: None }
}
