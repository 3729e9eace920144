//! What people read of the API server's answers: every recorded refusal and warning is told in sentences that hold
//! the rules of `docs/STYLE.md`.

use portolan_core::admission::Server;
use portolan_core::admission::explain::explain;
use portolan_core::assumptions::Assumptions;
use portolan_core::diagnostic::Diagnostic;
use portolan_core::scenario::Scenario;
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze};
use portolan_tests::conformance::read_cases;
use portolan_tests::world::recorded_assumptions;
use std::collections::BTreeSet;
use std::path::Path;

/// Verbs that a help may start with.
const VERBS: [&str; 13] = [
    "add", "change", "complete", "delete", "give", "keep", "let", "limit", "make", "name", "start", "use",
    "write",
];

fn analysis(text: &str, assumptions: &Assumptions) -> Analysis {
    let files = [InputFile::new("case.yaml", text)];
    analyze(
        &mut DocumentCache::default(),
        &Input { files: &files, assumptions, scenario: &Scenario::default() },
    )
}

/// The findings about what was created, and about the replacement of what was stored.
fn findings(file: &str) -> Vec<Diagnostic> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("conformance/{file}.jsonl.gz"));
    let (recorded, cases) = read_cases(&path).unwrap();
    let assumptions = recorded_assumptions(&recorded);
    let mut out = Vec::new();
    for case in &cases {
        if let Some(text) = case["text"].as_str() {
            let told = analysis(text, &assumptions).diagnostics;
            out.extend(told.into_iter().filter(|finding| finding.cause.is_some()));
        }
        let (Some(old), Some(new)) = (case["old"].as_str(), case["new"].as_str()) else { continue };
        let (old, new) = (analysis(old, &assumptions), analysis(new, &assumptions));
        let (Some(stored), Some(object)) = (old.admissions.first(), new.objects.first()) else { continue };
        let Some(manifest) = new.manifest(object.id) else { continue };
        let answer = Server::new(&assumptions).update(&stored.object, manifest);
        out.extend(explain(&new.sources, object, &answer));
    }
    assert!(!out.is_empty(), "{file} refuses nothing");
    out
}

/// What is wrong with a sentence of ours.
fn faults(text: &str) -> Vec<&'static str> {
    let ticks = text.matches('`').count();
    let outside: Vec<&str> = text.split('`').step_by(2).collect();
    let has = |part: &str| outside.iter().any(|outside| outside.contains(part));
    let found = [
        (text.is_empty(), "empty"),
        (text != text.trim() || has("  "), "double or outer spaces"),
        (text.ends_with(['.', ':', ';', ',']), "ends in a mark"),
        (text.starts_with(char::is_uppercase) && !starts_with_a_kind(text), "starts in upper case"),
        (text.contains("``"), "empty backticks"),
        (ticks % 2 == 1, "backticks are not balanced"),
        (has("the value "), "the server's words behind \"the value\""),
        (has("the the ") || has(" a the "), "two articles"),
        (has("(e.g.") || has("regex"), "the server's examples"),
        (has("\""), "quotes in place of backticks"),
        (has("is no valid"), "stilted"),
        (text.contains('\n'), "more than a line"),
    ];
    found.into_iter().filter(|(is, _)| *is).map(|(_, what)| what).collect()
}

/// A message may start with the object, whose kind has upper case.
fn starts_with_a_kind(text: &str) -> bool {
    text.split(' ').nth(1).is_some_and(|name| name.starts_with('`'))
}

/// Words that may follow the name of a field.
const MODALS: [&str; 8] = ["must", "may", "should", "can", "cannot", "is", "requires", "does"];

fn starts_with_verb_or_field(help: &str) -> bool {
    let word = |text: &str| text.split(' ').next().unwrap_or("").to_owned();
    match help.strip_prefix('`').and_then(|rest| rest.split_once("` ")) {
        Some((_, rest)) => MODALS.contains(&word(rest).as_str()),
        None => help.starts_with("did you mean `") || VERBS.contains(&word(help).as_str()),
    }
}

#[test]
fn recorded_answers_are_told_in_sentences() {
    let mut wrong = BTreeSet::new();
    for file in ["create-1.34", "create-1.37", "create-1.37-single", "create-kinds-1.37", "update-1.37"] {
        for finding in findings(file) {
            let message = &finding.message;
            let line = &finding.cause.as_ref().unwrap().line;
            let mut tell = |what: &str, text: &str| {
                wrong.insert(format!("{}: {what}: {text}\n    {line}", finding.code));
            };
            for what in faults(message) {
                tell(what, message);
            }
            if message.chars().count() > 90 {
                tell("message too long", message);
            }
            let Some(help) = &finding.help else { continue };
            for what in faults(help) {
                tell(what, help);
            }
            if !starts_with_verb_or_field(help) {
                tell("help starts with neither verb nor field", help);
            }
        }
    }
    let shown: Vec<&str> = wrong.iter().take(40).map(String::as_str).collect();
    assert!(wrong.is_empty(), "{} are wrong:\n{}", wrong.len(), shown.join("\n"));
}
