//! Mutants of recorded texts: fields deleted and retyped, to see that nothing makes admission panic.

use crate::random::Random;
use crate::world::{analysis_with, manifests};
use portolan_core::admission::Server;
use portolan_core::assumptions::Assumptions;
use serde_json::{Value as Json, json};

/// Changes one to four parts of a text; a text that is not JSON is cut somewhere.
pub fn mutant(text: &str, random: &mut Random) -> String {
    let Ok(mut value) = serde_json::from_str::<Json>(text) else {
        let end = (0..=random.below(text.len() + 1)).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        return text.get(..end).unwrap_or("").to_owned();
    };
    for _ in 0..=random.below(4) {
        change(&mut value, random);
    }
    value.to_string()
}

/// Walks down to a random part and deletes, repeats or retypes it.
fn change(value: &mut Json, random: &mut Random) {
    let mut at = value;
    loop {
        let stops = random.below(5) == 0;
        let size = match &*at {
            Json::Object(map) => map.len(),
            Json::Array(items) => items.len(),
            _ => 0,
        };
        let chosen = random.below(size);
        if size == 0 || stops && random.below(2) == 0 {
            *at = retyped(random);
            return;
        }
        let key = at.as_object().and_then(|map| map.keys().nth(chosen)).cloned().unwrap_or_default();
        if stops {
            match at {
                Json::Object(map) => drop(map.remove(&key)),
                Json::Array(items) => items.extend(items.get(chosen).cloned()),
                _ => {}
            }
            return;
        }
        let next = match at {
            Json::Object(map) => map.get_mut(&key),
            Json::Array(items) => items.get_mut(chosen),
            _ => None,
        };
        let Some(next) = next else { return };
        at = next;
    }
}

fn retyped(random: &mut Random) -> Json {
    let choices = [
        Json::Null,
        json!(true),
        json!(0),
        json!(-1),
        json!(65536),
        json!(9_223_372_036_854_775_807_i64),
        json!(0.5),
        json!(""),
        json!("-"),
        json!("ünicode\u{0}"),
        json!("None"),
        json!("::ffff:1.2.3.4/200"),
        json!("999999999999999999999"),
        json!("%"),
        json!([]),
        json!([null]),
        json!({}),
        json!({"": ""}),
        json!("x".repeat(300)),
    ];
    choices.get(random.below(choices.len())).cloned().unwrap_or(Json::Null)
}

/// Lets the API server and the whole engine take a text, and replaces the object by itself.
pub fn run(text: &str, assumptions: &Assumptions) {
    let mut server = Server::new(assumptions);
    for manifest in manifests(text, assumptions) {
        let admission = server.create(&manifest);
        server.update(&admission.object, &manifest);
    }
    analysis_with(text, assumptions);
}

/// The texts of recorded cases.
pub fn texts(cases: &[Json]) -> Vec<&str> {
    cases.iter().flat_map(|case| ["text", "old", "new"].map(|key| case[key].as_str())).flatten().collect()
}
