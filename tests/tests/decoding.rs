//! Decoding against the recorded answers of an API server: who is refused with status 400, and in which words.

use flate2::read::GzDecoder;
use portolan_core::assumptions::Version;
use portolan_core::schema::{Manifest, decode, store};
use portolan_core::syntax::{read, split};
use serde_json::Value;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

/// The lines of a file of JSON lines.
fn lines(name: &str) -> Vec<Value> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let lines = BufReader::new(GzDecoder::new(File::open(path).unwrap())).lines();
    lines.map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

/// The lines of a recording: what was recorded, and the cases.
fn recording(name: &str) -> (Value, Vec<Value>) {
    let mut cases = lines(&format!("conformance/{name}"));
    let head = cases.remove(0);
    (head, cases)
}

fn manifests(text: &str, version: Version) -> Vec<Manifest> {
    split("manifest.yaml", text)
        .chunks
        .iter()
        .flat_map(|chunk| {
            let text: Arc<str> = Arc::from(&text[chunk.range.start as usize..chunk.range.end as usize]);
            decode(&read(&text, chunk.format), version)
        })
        .collect()
}

/// How a recording compares: answers that are refusals to decode and are told exactly, those told at all, all of
/// them, and answers that were decoded but are called undecodable.
#[derive(Debug, Default, PartialEq)]
struct Figures {
    exact: usize,
    refused: usize,
    all: usize,
    wrongly_refused: usize,
}

fn judge(name: &str) -> Figures {
    let (head, cases) = recording(name);
    let version = Version::parse(head["recorded"]["kubernetes"].as_str().unwrap()).unwrap();
    let mut figures = Figures::default();
    for case in &cases {
        let found = manifests(case["text"].as_str().unwrap(), version);
        let answers = case["answers"].as_array().unwrap();
        assert_eq!(found.len(), answers.len(), "{}", case["id"]);
        for (manifest, answer) in found.iter().zip(answers) {
            let said = manifest.refusal.as_deref();
            if answer["code"] != 400 {
                figures.wrongly_refused += usize::from(said.is_some());
                if let Some(said) = said {
                    println!("{} {}: decoded, but: {said}", name, case["id"]);
                }
                continue;
            }
            // Beyond their metadata, custom resources are decoded by their definition.
            let api_version = manifest.api_version.as_ref().map_or("", |text| &text.value);
            if said.is_none() && api_version.starts_with("gateway.networking.k8s.io/") {
                continue;
            }
            figures.all += 1;
            figures.refused += usize::from(said.is_some());
            let wanted = answer["message"].as_str().unwrap();
            if said == Some(wanted) {
                figures.exact += 1;
            } else {
                println!("{name} {}:\n  wanted {wanted}\n  got    {said:?}", case["id"]);
            }
        }
    }
    figures
}

#[test]
fn refusals_to_decode_are_told_in_the_servers_words() {
    for (name, all) in
        [("create-1.37.jsonl.gz", 243), ("create-1.37-single.jsonl.gz", 85), ("create-1.34.jsonl.gz", 94)]
    {
        let figures = judge(name);
        println!("{name} {figures:?}");
        assert_eq!(figures, Figures { exact: all, refused: all, all, wrongly_refused: 0 }, "{name}");
    }
}

/// A value as JSON.
fn json(value: &portolan_core::value::Value) -> Value {
    use portolan_core::value::Data;
    match &value.data {
        Data::Null => Value::Null,
        Data::Bool(value) => Value::Bool(*value),
        Data::Int(number) => Value::from(*number),
        Data::Float(number) => Value::from(*number),
        Data::String(text) => Value::from(&**text),
        Data::List(items) => items.iter().map(json).collect(),
        Data::Map(map) => {
            map.entries.iter().map(|entry| (entry.key.to_string(), json(&entry.value))).collect()
        }
    }
}

#[test]
fn stored_objects_are_stored_unchanged() {
    let (mut equal, mut all) = (0, 0);
    for name in ["create-1.37.jsonl.gz", "create-1.34.jsonl.gz"] {
        for case in recording(name).1 {
            for answer in case["answers"].as_array().unwrap() {
                let Some(object) = answer.get("object").filter(|object| object.is_object()) else { continue };
                if object["apiVersion"].as_str().unwrap().starts_with("gateway.networking") {
                    continue;
                }
                // Allocated numbers are recorded as text.
                let text = object.to_string().replace("\"nodePort\":\"<allocated>\"", "\"nodePort\":7");
                let text =
                    text.replace("\"healthCheckNodePort\":\"<allocated>\"", "\"healthCheckNodePort\":7");
                let mut found = manifests(&text, Version::NEWEST).remove(0);
                assert_eq!(found.refusal, None, "{text}");
                let api_version = found.api_version.unwrap().value;
                store(&mut found.value, &api_version, &found.kind.unwrap().value);
                // The recorder leaves out what differs from run to run.
                found.value.remove("status");
                all += 1;
                let stored = json(&found.value);
                let wanted: Value = serde_json::from_str(&text).unwrap();
                if stored == wanted {
                    equal += 1;
                } else {
                    println!("{name} {}\n  wanted {wanted}\n  got    {stored}", case["id"]);
                }
            }
        }
    }
    assert_eq!((equal, all), (1461, 1461));
}

/// The data are answers of `tests/oracle/decoder`.
#[test]
fn damaged_objects_are_refused_and_stored_as_by_the_servers_decoder() {
    let (mut refused, mut whole) = (0, 0);
    for case in lines("data/decoding/damaged.jsonl.gz") {
        let text = case["text"].as_str().unwrap();
        let mut found = manifests(text, Version::NEWEST).remove(0);
        let said = found.refusal.as_deref().and_then(|said| Some(said.split_once(": ")?.1));
        assert_eq!(said, case["error"].as_str(), "{text}");
        if said.is_some() {
            refused += 1;
            continue;
        }
        whole += 1;
        let kind = found.kind.unwrap().value;
        store(&mut found.value, &found.api_version.unwrap().value, &kind);
        // Protocol buffers leave the kind out.
        found.value.remove("apiVersion");
        found.value.remove("kind");
        assert_eq!(json(&found.value), case["stored"], "{text}");
    }
    assert_eq!((refused, whole), (612, 437));
}
