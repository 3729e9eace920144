//! Real manifests: `{file, answers}`; `file` is relative to a folder that is given.

use super::{Outcome, answer};
use crate::world::manifests_of_file;
use portolan_core::admission::Server;
use portolan_core::assumptions::Assumptions;
use serde_json::Value as Json;
use std::path::Path;

/// Judges every answer about one file.
pub fn judge(assumptions: &Assumptions, root: &Path, case: &Json) -> Outcome {
    let file = case["file"].as_str().unwrap_or("");
    let Ok(bytes) = std::fs::read(root.join(file)) else {
        return Outcome { unreadable: Some(file.to_owned()), ..Outcome::default() };
    };
    let documents = manifests_of_file(file, &String::from_utf8_lossy(&bytes), assumptions);
    let mut server = Server::new(assumptions);
    let admissions: Vec<_> = documents.iter().map(|manifest| server.create(manifest)).collect();
    let answers = case["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut out = Outcome::default();
    for recorded in answers {
        if answer::says_nothing(recorded) {
            out.left_out += 1;
            continue;
        }
        let at = recorded["document"].as_u64().and_then(|at| usize::try_from(at).ok()).unwrap_or(usize::MAX);
        let admission = admissions.get(at);
        let any_order = recorded["ref"].as_str().is_some_and(|name| name.starts_with("gateway.networking"));
        let judged = [
            answer::verdict(recorded, admission),
            answer::causes(recorded, admission, any_order),
            answer::warnings(recorded, admission),
        ];
        let unit = recorded["ref"].as_str().unwrap_or("");
        out.judged.extend(judged.into_iter().map(|judged| judged.about(unit)));
    }
    out
}
