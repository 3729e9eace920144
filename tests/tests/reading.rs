//! The reader against kubectl's recorded answers: scalars, single documents and whole files.

use portolan_core::syntax::scalar::{key, resolve};
use portolan_tests::reading::canonical;
use serde_json::Value;
use std::collections::BTreeMap;

const SCALARS: &str = include_str!("../data/reading/scalars.tsv");
const CASES: &str = include_str!("../data/reading/cases.tsv");
const STREAMS: &str = include_str!("../data/reading/streams.tsv");
const KNOWN_DIFFERENCES: &str = include_str!("../data/reading/known-differences.tsv");

/// How many rows may differ, each with its reason in the file; it may only shrink.
const MOST_KNOWN_DIFFERENCES: usize = 8;

/// The rows of a table without its heading.
fn rows<const N: usize>(table: &str) -> Vec<[&str; N]> {
    let columns = |line| str::split(line, '\t').collect::<Vec<_>>().try_into();
    table
        .lines()
        .skip(1)
        .map(|line| columns(line).unwrap_or_else(|_| panic!("{N} columns in {line}")))
        .collect()
}

#[test]
fn scalars_have_the_recorded_value_and_key() {
    for [text, value, as_key] in rows::<3>(SCALARS) {
        let scalar = resolve(text, true, None).expect("untagged text always resolves");
        let json = match canonical::chunk(&format!("- {text}\n")) {
            Some(list) => list[0].to_string(),
            None => "error".to_owned(),
        };
        assert_eq!(number_or_text(&json), number_or_text(value), "value of {text}");
        let name = key(scalar).map_or("error".to_owned(), |name| format!("\"{name}\""));
        assert_eq!(name, as_key, "key {text}");
    }
}

fn number_or_text(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| Value::from(text))
}

#[test]
fn documents_have_the_recorded_value() {
    let known = known_differences();
    let mut differing = Vec::new();
    for [input, expected, _] in rows::<3>(CASES) {
        let text: String = serde_json::from_str(input).expect("an input is a JSON string");
        let expected = (expected != "error")
            .then(|| serde_json::from_str::<Value>(expected).expect("an answer is JSON"));
        let ours = canonical::chunk(&text);
        if ours != expected && !known.contains_key(input) {
            differing.push(format!(
                "{input}\n  kubectl {}\n  here    {}",
                show(expected.as_ref()),
                show(ours.as_ref())
            ));
        }
        assert!(ours != expected || !known.contains_key(input), "no longer a difference, strike it: {input}");
    }
    assert!(differing.is_empty(), "{} documents differ:\n{}", differing.len(), differing.join("\n"));
}

#[test]
fn files_have_the_recorded_documents() {
    let known = known_differences();
    let mut differing = Vec::new();
    for [input, expected, end] in rows::<3>(STREAMS) {
        let text: String = serde_json::from_str(input).expect("an input is a JSON string");
        let expected: Vec<Value> = serde_json::from_str(expected).expect("an answer is a JSON array");
        let (ours, is_complete) = canonical::stream("f.yaml", &text);
        let is_equal = ours == expected && is_complete == (end == "ok");
        if !is_equal && !known.contains_key(input) {
            let (kubectl, here) = (Value::from(expected), Value::from(ours));
            differing.push(format!("{input}\n  kubectl {kubectl} {end}\n  here    {here} {is_complete}"));
        }
        assert!(!is_equal || !known.contains_key(input), "no longer a difference, strike it: {input}");
    }
    assert!(differing.is_empty(), "{} files differ:\n{}", differing.len(), differing.join("\n"));
}

fn show(value: Option<&Value>) -> String {
    value.map_or("error".to_owned(), Value::to_string)
}

/// Rows that are known to differ, with the reason.
fn known_differences() -> BTreeMap<&'static str, &'static str> {
    let known: BTreeMap<_, _> =
        rows::<2>(KNOWN_DIFFERENCES).into_iter().map(|[input, reason]| (input, reason)).collect();
    assert!(known.len() <= MOST_KNOWN_DIFFERENCES, "{} known differences", known.len());
    known
}

/// Cases of the YAML test suite that are read differently; the list may only shrink.
const SUITE_DIFFERENCES: &str = include_str!("../data/reading/suite-differences.tsv");

#[test]
fn the_yaml_test_suite_is_read_as_kubectl_reads_it() {
    let suite = include_str!("../data/reading/yaml-test-suite.json");
    let suite: Vec<Value> = serde_json::from_str(suite).expect("the suite is a JSON array");
    assert_eq!(suite.len(), 402);
    let known: BTreeMap<_, _> =
        rows::<2>(SUITE_DIFFERENCES).into_iter().map(|[id, reason]| (id, reason)).collect();
    let mut failures = Vec::new();
    for case in &suite {
        let (id, text) = (case["id"].as_str().expect("an id"), case["text"].as_str().expect("a text"));
        let (kubectl, ours) = (case.get("kubectl"), canonical::chunk(text));
        if (ours.as_ref() == kubectl) == known.contains_key(id) {
            failures.push(format!(
                "{id}\n{text}\n  kubectl {}\n  here    {}",
                show(kubectl),
                show(ours.as_ref())
            ));
        }
    }
    assert!(failures.is_empty(), "{} cases:\n{}", failures.len(), failures.join("\n"));
}
