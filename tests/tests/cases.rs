//! The labelled cases: faults are found at their place and level, traps are left alone.
//!
//! `cases/open.txt` names the cases that do not pass yet, each with its reason; a case in it that passes fails the
//! test, so that the list can only shrink.

use portolan_tests::cases::{judge, judge_trap};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(name)
}

fn cases(name: &str) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = std::fs::read_dir(folder(name))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "yaml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

#[test]
fn faults_are_found_at_their_place_and_level() {
    let open = std::fs::read_to_string(folder("open.txt")).unwrap();
    let open: BTreeMap<&str, &str> = open.lines().filter_map(|line| line.split_once(": ")).collect();
    let mut wrong = Vec::new();
    for (name, text) in cases("broken") {
        match (judge(&text), open.get(name.as_str())) {
            (Ok(()), Some(_)) => wrong.push(format!("{name}: passes, take it out of open.txt")),
            (Err(reason), None) => wrong.push(format!("{name}: {reason}")),
            (Ok(()), None) | (Err(_), Some(_)) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn traps_are_left_alone() {
    let wrong: Vec<String> = cases("traps")
        .iter()
        .filter_map(|(name, text)| judge_trap(text).err().map(|reason| format!("{name}: {reason}")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
