//! Recorded answers of Kubernetes' own code: the figures reached must not sink.
//!
//! `conformance/figures.txt` holds `FILE ASPECT EQUAL/ALL`; `UPDATE=1` writes what is reached. Every recording beside it
//! has a figure there, or a reason in [`ELSEWHERE`].

use portolan_tests::conformance::{Counted, Figure, count, read_cases};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Recordings that other tests compare, or that nothing answers yet.
const ELSEWHERE: [(&str, &str); 4] = [
    ("corpus-1.37.jsonl", "needs the collection of manifests: tests/corpus.rs"),
    ("gateway.jsonl", "attachment is not told as a status yet"),
    ("ingress.jsonl", "routing tables are not told yet"),
    ("netpol.jsonl", "network policies are not evaluated yet"),
];

/// How many differences of a file are shown.
const SHOWN: usize = 3;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance")
}

/// The names of the recordings, without `.gz`.
fn recordings() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> =
        entries.filter_map(|name| Some(name.to_str()?.strip_suffix(".gz")?.to_owned())).collect();
    names.sort();
    names
}

/// Judges a file's cases; the first differences of each aspect come as text.
fn judge(file: &str) -> (Counted, BTreeMap<&'static str, String>) {
    let (recorded, cases) = read_cases(&folder().join(format!("{file}.gz"))).unwrap();
    let mut differences: BTreeMap<&'static str, (usize, String)> = BTreeMap::new();
    let counted = count(&recorded, Path::new(""), &cases, |case, judged| {
        let (n, told) = differences.entry(judged.aspect).or_default();
        *n += 1;
        if *n <= SHOWN {
            let _ = writeln!(
                told,
                "  {}\n    expected {}\n    got      {}",
                case["id"], judged.expected, judged.got
            );
        }
    });
    (counted, differences.into_iter().map(|(aspect, (_, told))| (aspect, told)).collect())
}

#[test]
fn figures_do_not_sink() {
    let path = folder().join("figures.txt");
    let text = std::fs::read_to_string(&path).unwrap();
    let mut wrong = Vec::new();
    let mut reached = String::from("# Figures that must not sink: FILE ASPECT EQUAL/ALL.\n");
    let mut files = recordings();
    files.retain(|file| ELSEWHERE.iter().all(|(elsewhere, _)| file != elsewhere));
    let judged: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = files.iter().map(|file| scope.spawn(|| judge(file))).collect();
        threads.into_iter().map(|thread| thread.join().expect("no panic")).collect()
    });
    for (file, (counted, differences)) in files.iter().zip(judged) {
        if counted.figures.is_empty() {
            wrong.push(format!("{file}: nothing was compared"));
        }
        for figure in &counted.figures {
            let _ = writeln!(reached, "{file} {} {}/{}", figure.aspect, figure.equal, figure.all);
        }
        let held =
            text.lines().filter_map(|line| line.strip_prefix(file.as_str())?.trim_start().split_once(' '));
        let held: BTreeMap<&str, &str> = held.collect();
        for figure in &counted.figures {
            let least = held.get(figure.aspect).and_then(|least| Figure::parse(figure.aspect, least));
            match least {
                Some(least) if figure.holds(&least) => {}
                Some(least) => wrong.push(format!(
                    "{file} {} {}/{} is less than {}/{}\n{}",
                    figure.aspect,
                    figure.equal,
                    figure.all,
                    least.equal,
                    least.all,
                    differences.get(figure.aspect).map_or("", String::as_str)
                )),
                None => wrong.push(format!("{file} {}: no figure is held", figure.aspect)),
            }
        }
        let gone = held.keys().filter(|aspect| counted.figure(aspect).is_none());
        wrong.extend(gone.map(|aspect| format!("{file} {aspect}: nothing was compared")));
    }
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, reached).unwrap();
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
