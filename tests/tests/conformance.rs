//! Recorded answers of Kubernetes' own code: the figures reached must not sink.

use portolan_tests::conformance::{Figure, count, read_cases};
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// Judges a file's cases.
fn figures(file: &str) -> Vec<Figure> {
    let (recorded, cases) = read_cases(&folder().join(format!("{file}.gz"))).unwrap();
    assert!(!cases.is_empty(), "{file} has no cases");
    count(&recorded, Path::new(""), &cases, |_, _| {})
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
        let found = figures(file);
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
