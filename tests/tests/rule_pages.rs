//! Every rule's page is its test: the examples on it run as fixtures.

use portolan_core::rules::RULES;
use portolan_tests::fixture::{Fixture, judge, parse};

/// The page's lines without the space that a doc comment puts before each.
fn page(text: &str) -> String {
    text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
}

fn examples(code: &str, text: &str) -> Vec<Fixture> {
    let fixtures = parse(&page(text));
    let starts = |start: &str| fixtures.iter().any(|fixture| fixture.name.starts_with(start));
    assert!(starts("Fires"), "{code}: the page has no example that fires");
    assert!(starts("Stays silent"), "{code}: the page has no example that stays silent");
    fixtures
}

#[test]
fn examples_on_rule_pages_hold() {
    let mut wrong = Vec::new();
    for rule in RULES {
        for fixture in examples(rule.code.as_str(), rule.page) {
            let text: String = fixture.fences.iter().map(|fence| fence.text.as_str()).collect();
            let fires = text.contains(&format!("[{}]", rule.code));
            let should_fire = fixture.name.starts_with("Fires");
            if fires != should_fire {
                wrong.push(format!("{} / {}: the example and its heading differ", rule.code, fixture.name));
            }
            for difference in judge(&fixture) {
                wrong.push(format!("{} / {}: {difference}", rule.code, fixture.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
