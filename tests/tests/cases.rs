//! The labelled cases: faults are found at their place and level, traps are left alone, and cases from public reports
//! hold with what must not be said of them.
//!
//! `cases/open.txt` names the cases that do not pass yet, each with its reason; a case in it that passes fails the
//! test, and so does a name in it that is no case, so that the list can only shrink.

use portolan_tests::cases::{folder, judge, judge_trap, report, reports, silent};
use std::collections::{BTreeMap, BTreeSet};

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

fn open() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder("open.txt")).unwrap();
    text.lines()
        .map(|line| {
            line.split_once(": ").unwrap_or_else(|| panic!("open.txt has a line without reason: {line}"))
        })
        .map(|(name, reason)| (name.to_owned(), reason.to_owned()))
        .collect()
}

/// Compares what passes with what is listed as open.
fn assert_as_listed(judged: Vec<(String, Result<(), String>)>) {
    let open = open();
    let mut wrong = Vec::new();
    for (name, result) in judged {
        match (result, open.contains_key(&name)) {
            (Ok(()), true) => wrong.push(format!("{name}: passes, take it out of open.txt")),
            (Err(reason), false) => wrong.push(format!("{name}: {reason}")),
            (Ok(()), false) | (Err(_), true) => {}
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn faults_are_found_at_their_place_and_level() {
    assert_as_listed(cases("broken").into_iter().map(|(name, text)| (name, judge(&text))).collect());
}

#[test]
fn reports_hold() {
    let statements = silent::parse(&std::fs::read_to_string(folder("silent.txt")).unwrap());
    let judged = reports().unwrap().into_iter().map(|(name, path)| {
        let outcome = report::judge(&path, statements.get(&name).map_or(&[], Vec::as_slice)).unwrap();
        let result = if outcome.passes() { Ok(()) } else { Err(outcome.faults.join("; ")) };
        (name, result)
    });
    assert_as_listed(judged.collect());
}

#[test]
fn lists_name_cases() {
    let mut names: BTreeSet<String> = cases("broken").into_iter().map(|(name, _)| name).collect();
    names.extend(reports().unwrap().into_iter().map(|(name, _)| name));
    let statements = silent::parse(&std::fs::read_to_string(folder("silent.txt")).unwrap());
    let listed = open().into_keys().chain(statements.into_keys());
    let strangers: Vec<String> = listed.filter(|name| !names.contains(name)).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}

#[test]
fn traps_are_left_alone() {
    let wrong: Vec<String> = cases("traps")
        .iter()
        .filter_map(|(name, text)| judge_trap(text).err().map(|reason| format!("{name}: {reason}")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
