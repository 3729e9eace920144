//! Formats that Portolan does not answer yet: every unit is counted, none is equal.

use super::{Format, Judged};
use serde_json::{Value as Json, json};

/// Counts the units of a case.
pub fn judge(format: Format, case: &Json) -> Vec<Judged> {
    let missing = |aspect, recorded: &Json| Judged::new(aspect, json!({"recorded": recorded}), Json::Null);
    match format {
        Format::Netpol => {
            let allowed = case["allowed"].as_object().into_iter().flatten();
            let answers = allowed.flat_map(|(_, answers)| answers.as_str().unwrap_or("").chars());
            answers.map(|answer| missing("questions", &json!(answer.to_string()))).collect()
        }
        Format::Gateway => {
            let status = case["status"].as_object().into_iter().flatten().map(|(_, status)| {
                missing(if status.get("agreed").is_some() { "agreed" } else { "either" }, status)
            });
            let order =
                case["order"].as_object().into_iter().flatten().map(|(_, order)| missing("order", order));
            status.chain(order).collect()
        }
        Format::Ingress => vec![missing("routes", &case["hosts"])],
        Format::Kubectl
        | Format::Create
        | Format::Update
        | Format::Worlds
        | Format::Proxy
        | Format::Dns
        | Format::Corpus => Vec::new(),
    }
}
