//! Admission against recorded answers: the figures reached must not sink.

use portolan_tests::conformance::{Figure, count, read_cases};
use serde_json::Value as Json;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// Judges a file's cases, all or those about kinds that Kubernetes itself defines.
fn figures(file: &str, keeps: fn(&Json) -> bool) -> Vec<Figure> {
    let (recorded, mut cases) = read_cases(&folder().join(format!("{file}.gz"))).unwrap();
    cases.retain(keeps);
    assert!(!cases.is_empty(), "{file} has no cases");
    count(&recorded, Path::new(""), &cases, |_, _| {})
}

fn is_built_in(case: &Json) -> bool {
    let answers = case["answers"].as_array().map(Vec::as_slice).unwrap_or_default();
    !answers.iter().any(|answer| answer["ref"].as_str().is_some_and(|name| name.starts_with("gateway.")))
}

#[test]
fn figures_do_not_sink() {
    let text = std::fs::read_to_string(folder().join("figures.txt")).unwrap();
    let lines: Vec<Vec<&str>> =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split(' ').collect()).collect();
    let mut files: Vec<&str> = lines.iter().map(|words| words[0]).collect();
    files.dedup();
    let mut sunk = Vec::new();
    for file in files {
        let found = match file.strip_suffix("-built-in") {
            Some(file) => figures(file, is_built_in),
            None => figures(file, |_| true),
        };
        for words in lines.iter().filter(|words| words[0] == file) {
            let (aspect, least): (_, f64) = (words[1], words[2].parse().unwrap());
            let figure = found.iter().find(|figure| figure.aspect == aspect).unwrap();
            let reached = 100.0 * figure.equal as f64 / figure.all as f64;
            if reached < least {
                sunk.push(format!("{file} {aspect} {}/{}", figure.equal, figure.all));
            }
        }
    }
    assert!(sunk.is_empty(), "{}", sunk.join("\n"));
}
