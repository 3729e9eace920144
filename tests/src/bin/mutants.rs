//! Compares the reader with kubectl's recorded answers on mutated manifests and on the YAML test suite.
//!
//! ```text
//! mutants                       compare with the recorded answers
//! mutants texts FROM COUNT      print the mutants of the seeds as a JSON array, for the recorder
//! mutants record < answers      turn the recorder's answers into the compact form that is checked in
//! mutants differ FROM < answers show each mutant that is read differently
//! ```

use portolan_tests::reading::{canonical, mutate::mutant, recorded};
use serde_json::Value;
use std::io::Read as _;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["texts", from, count] => {
            let (from, count) = (number(from), number(count));
            let texts: Vec<String> = (from..from + count).map(mutant).collect();
            out(&serde_json::to_string(&texts).expect("strings are JSON"));
        }
        ["record"] => out(answers().iter().map(recorded::compact).collect::<Vec<_>>().join("\n").as_str()),
        ["differ", from] => {
            let mut counts = [0; 3];
            for (seed, answer) in (number(from)..).zip(answers()) {
                let text = mutant(seed);
                let ours = canonical::chunk(&text);
                let kubectl = Some(answer).filter(|answer| !is_refusal(answer));
                let kind = match (&kubectl, &ours) {
                    (Some(_), None) => 0,
                    (None, Some(_)) => 1,
                    (Some(kubectl), Some(ours)) if kubectl != ours => 2,
                    _ => continue,
                };
                counts[kind] += 1;
                let kind = ["refused, kubectl accepts", "accepted, kubectl refuses", "another value"][kind];
                out(&format!("== {seed}: {kind}\n{text}"));
            }
            out(&format!("{counts:?}"));
        }
        _ => {
            let verdict = recorded::compare_mutants();
            out(&verdict.to_string());
            out(&format!("{} texts", verdict.n_texts));
            let failed = usize::from(!verdict.is_within_bounds());
            out(&format!("{} passed, {failed} failed", 1 - failed));
            if !verdict.is_within_bounds() {
                std::process::exit(1);
            }
        }
    }
}

fn is_refusal(answer: &Value) -> bool {
    answer.as_str() == Some(recorded::REFUSED)
}

fn number(text: &str) -> u64 {
    text.parse().expect("a seed or a count")
}

fn answers() -> Vec<Value> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).expect("answers on standard input");
    serde_json::from_str(&text).expect("answers are a JSON array")
}

#[expect(clippy::print_stdout, reason = "the program's output")]
fn out(text: &str) {
    println!("{text}");
}
