//! The controllers and DNS against recorded answers.

use portolan_tests::conformance::{Judged, dns, proxy, read_cases, worlds};
use portolan_tests::world::recorded_assumptions;
use std::collections::BTreeMap;
use std::path::Path;

/// Equal and all comparisons per aspect; differences are printed where `LIST` is set.
fn count(
    file: &str,
    judge: impl Fn(&serde_json::Value, &serde_json::Value) -> Vec<Judged>,
) -> BTreeMap<&'static str, (usize, usize)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance").join(file);
    let (recorded, cases) = read_cases(&path).unwrap();
    let mut out: BTreeMap<&'static str, (usize, usize)> = BTreeMap::new();
    // A build with checks is slow: it looks at a part of the cases.
    for case in cases.iter().step_by(if cfg!(debug_assertions) { 4 } else { 1 }) {
        for judged in judge(&recorded, case) {
            let figure = out.entry(judged.aspect).or_default();
            figure.0 += usize::from(judged.is_equal());
            figure.1 += 1;
            if !judged.is_equal() && std::env::var_os("LIST").is_some() {
                println!(
                    "{} {}\n  expected {}\n  got      {}",
                    case["id"], judged.aspect, judged.expected, judged.got
                );
            }
        }
    }
    out
}

#[test]
fn worlds_are_as_recorded() {
    let figures =
        count("worlds.jsonl.gz", |recorded, case| worlds::judge(&recorded_assumptions(recorded), case));
    assert_eq!(figures.len(), 2);
    assert!(figures.values().all(|(equal, all)| equal == all), "{figures:?}");
}

#[test]
fn dns_replies_are_as_recorded() {
    let figures = count("dns.jsonl.gz", |recorded, case| dns::judge(&recorded_assumptions(recorded), case));
    assert_eq!(figures.len(), 1);
    assert!(figures.values().all(|(equal, all)| equal == all), "{figures:?}");
}

#[test]
fn the_proxy_chooses_as_recorded() {
    let figures =
        count("proxy.jsonl.gz", |recorded, case| proxy::judge(&recorded_assumptions(recorded), case));
    assert_eq!(figures.len(), 2);
    assert!(figures.values().all(|(equal, all)| equal == all), "{figures:?}");
}
