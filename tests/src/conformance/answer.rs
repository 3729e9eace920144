//! One answer of the API server, recorded and Portolan's: `{ref, code, message, causes, warnings, object}`.

use super::Judged;
use portolan_core::admission::{Admission, Cause, Ruling};
use portolan_core::value::{Data, Value};
use serde_json::{Map, Value as Json, json};

/// Says whether an answer says nothing about its manifest: an admission plugin spoke, or the name was taken.
pub fn says_nothing(recorded: &Json) -> bool {
    matches!(recorded["code"].as_i64(), Some(403 | 409))
}

/// Compares an answer in every aspect of admission.
pub fn judge(recorded: &Json, admission: Option<&Admission>) -> Vec<Judged> {
    let foreign = [verdict(recorded, admission), message(recorded, admission)];
    // The server walks maps of Go for these, whose order is random.
    let is_gateway = recorded["ref"].as_str().is_some_and(|name| name.starts_with("gateway.networking"));
    let is_of_maps = matches!(kind(recorded), "ResourceQuota" | "LimitRange");
    let any_order = is_gateway || is_of_maps || has_several_keys(recorded);
    let causes = causes(recorded, admission, any_order);
    foreign.into_iter().chain([causes, warnings(recorded, admission), object(recorded, admission)]).collect()
}

/// Says whether several keys or values of one map of labels or annotations are refused.
fn has_several_keys(recorded: &Json) -> bool {
    let fields: Vec<&str> = recorded["causes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|cause| cause["field"].as_str())
        .collect();
    let is_map =
        |field: &str| [".labels", ".annotations", ".matchLabels"].iter().any(|end| field.ends_with(end));
    fields.iter().enumerate().any(|(at, field)| is_map(field) && fields[..at].contains(field))
}

/// Accepted, refused while decoding, or refused later.
pub fn verdict(recorded: &Json, admission: Option<&Admission>) -> Judged {
    let expected = match recorded["code"].as_i64().unwrap_or(-1) {
        200 | 201 => "accepted",
        400 => "refused while decoding",
        0 if !is_kubernetes_own(group(recorded)) => "foreign",
        _ => "refused",
    };
    let got = match admission.map(|admission| &admission.ruling) {
        None => "nothing",
        Some(Ruling::Accepted) if expected == "foreign" => "foreign",
        Some(Ruling::Accepted) if !causes_at_store(recorded, admission).is_empty() => "refused",
        Some(Ruling::Accepted) => "accepted",
        Some(Ruling::Undecodable(_)) => "refused while decoding",
        Some(Ruling::Refused(_) | Ruling::NotServed) => "refused",
        Some(Ruling::Foreign) => "foreign",
    };
    Judged::new("verdict", json!(expected), json!(got))
}

/// What the store says. All but Services were created as a dry run, which does not reach it.
fn causes_at_store<'a>(recorded: &Json, admission: Option<&'a Admission>) -> &'a [Cause] {
    admission.filter(|_| kind(recorded) == "Service").map_or(&[], |admission| &admission.at_store)
}

fn kind(recorded: &Json) -> &str {
    recorded["ref"].as_str().and_then(|name| name.split(' ').nth(1)).unwrap_or("")
}

fn group(recorded: &Json) -> &str {
    let api_version = recorded["ref"].as_str().and_then(|name| name.split(' ').next()).unwrap_or("");
    api_version.split_once('/').map_or("", |(group, _)| group)
}

/// Groups whose kinds Kubernetes itself serves or served.
fn is_kubernetes_own(group: &str) -> bool {
    const OWN: [&str; 23] = [
        "",
        "apps",
        "autoscaling",
        "batch",
        "extensions",
        "policy",
        "admissionregistration.k8s.io",
        "apiextensions.k8s.io",
        "apiregistration.k8s.io",
        "authentication.k8s.io",
        "authorization.k8s.io",
        "certificates.k8s.io",
        "coordination.k8s.io",
        "discovery.k8s.io",
        "events.k8s.io",
        "flowcontrol.apiserver.k8s.io",
        "internal.apiserver.k8s.io",
        "networking.k8s.io",
        "node.k8s.io",
        "rbac.authorization.k8s.io",
        "resource.k8s.io",
        "scheduling.k8s.io",
        "storage.k8s.io",
    ];
    OWN.contains(&group)
}

/// The message of an object that cannot be decoded.
fn message(recorded: &Json, admission: Option<&Admission>) -> Judged {
    let expected = if recorded["code"] == 400 { recorded["message"].clone() } else { Json::Null };
    let got = match admission.map(|admission| &admission.ruling) {
        Some(Ruling::Undecodable(message)) => json!(message),
        _ => Json::Null,
    };
    Judged::new("message", expected, got)
}

/// The causes in order, or sorted where the server's order is random.
pub fn causes(recorded: &Json, admission: Option<&Admission>, any_order: bool) -> Judged {
    let list = recorded["causes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_taken = matches!(recorded["code"].as_i64(), Some(200 | 201));
    let found = match admission.map(|admission| &admission.ruling) {
        // A refusal that the server gives no causes for, such as that of its store, has none to compare.
        Some(Ruling::Refused(causes)) if is_taken || !list.is_empty() => causes.as_slice(),
        Some(Ruling::Accepted) if !list.is_empty() => causes_at_store(recorded, admission),
        _ => &[],
    };
    let mut expected = Vec::new();
    let mut got: Vec<Json> = Vec::new();
    for (at, cause) in list.iter().enumerate() {
        // An internal error has neither reason nor field.
        let mut wanted = Map::new();
        let ours = found.get(at);
        let ours = ours.map(|cause| (cause.reason.as_str(), cause.path.to_string(), cause.message()));
        let mut shown = Map::new();
        for name in ["reason", "field", "message"] {
            if cause[name].as_str().is_none_or(str::is_empty) {
                continue;
            }
            wanted.insert(name.to_owned(), cause[name].clone());
            if let Some((reason, field, message)) = &ours {
                let field = if field.is_empty() { "<nil>" } else { field.as_str() };
                let text = match name {
                    "reason" => reason,
                    "field" => field,
                    _ => message.as_str(),
                };
                shown.insert(name.to_owned(), json!(masked(text, &cause[name])));
            }
        }
        expected.push(Json::Object(wanted));
        if ours.is_some() {
            got.push(Json::Object(shown));
        }
    }
    for cause in found.iter().skip(list.len()) {
        got.push(json!({"reason": cause.reason.as_str(), "field": cause.path.to_string(), "message": cause.message()}));
    }
    if any_order {
        expected.sort_by_cached_key(Json::to_string);
        got.sort_by_cached_key(Json::to_string);
    }
    Judged::new("causes", Json::Array(expected), Json::Array(got))
}

/// The recorder masks an IPv6 address that a colon follows together with the colon.
fn masked(text: &str, recorded: &Json) -> String {
    const MASK: &str = "failed to allocate IP <allocated> IPAddress";
    let is_masked = recorded.as_str().is_some_and(|recorded| recorded.contains(MASK));
    match text.split_once("failed to allocate IP ").zip(text.split_once(": IPAddress")) {
        Some(((before, _), (_, after))) if is_masked => format!("{before}{MASK}{after}"),
        _ => text.to_owned(),
    }
}

/// The warnings in order; an answer without any has an empty list.
pub fn warnings(recorded: &Json, admission: Option<&Admission>) -> Judged {
    let expected = if recorded["warnings"].is_null() { json!([]) } else { recorded["warnings"].clone() };
    let got: Vec<&str> = admission
        .map(|admission| admission.warnings.iter().map(|warning| warning.text.as_str()).collect())
        .unwrap_or_default();
    Judged::new("warnings", expected, json!(got))
}

/// The stored object.
fn object(recorded: &Json, admission: Option<&Admission>) -> Judged {
    let expected = recorded["object"].clone();
    let got = match admission {
        Some(admission) if !expected.is_null() => stored_json(&admission.object),
        _ => Json::Null,
    };
    Judged::new("object", expected, got)
}

/// An object as stored, without status.
pub fn stored_json(object: &Value) -> Json {
    let mut out = value_json(object);
    if let Some(map) = out.as_object_mut() {
        map.remove("status");
    }
    out
}

/// A value as JSON.
pub fn value_json(value: &Value) -> Json {
    match &value.data {
        Data::Null => Json::Null,
        Data::Bool(value) => json!(value),
        Data::Int(number) => json!(number),
        Data::Float(number) => json!(number),
        Data::String(text) => json!(text),
        Data::List(items) => Json::Array(items.iter().map(value_json).collect()),
        Data::Map(map) => {
            let entries = map.entries.iter().map(|entry| (entry.key.to_string(), value_json(&entry.value)));
            Json::Object(entries.collect())
        }
    }
}
