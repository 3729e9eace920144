//! Writes the first sentences of the documents' descriptions: a line `#NUMBER Type` for each type of the table, then a
//! line `field sentence` for each field.

use super::openapi::Documents;
use super::table::schema_name;
use std::fmt::Write;

/// Writes the descriptions of all fields of the types, by the types' numbers and absolute Go names.
pub(crate) fn write(newest: &Documents, types: &[(usize, String)]) -> String {
    let mut out = String::new();
    for (number, name) in types {
        let Some(schema) = newest.schemas.get(&schema_name(name)) else { continue };
        let shown = name.rsplit('/').next().unwrap_or(name);
        let mut wrote_type = false;
        for (field, property) in schema["properties"].as_object().into_iter().flatten() {
            let sentence = first_sentence(property["description"].as_str().unwrap_or(""));
            if sentence.is_empty() {
                continue;
            }
            if !std::mem::replace(&mut wrote_type, true) {
                let _ = writeln!(out, "#{number} {shown}");
            }
            let _ = writeln!(out, "{field} {sentence}");
        }
    }
    out
}

/// The text up to the first period that ends a sentence, on one line.
fn first_sentence(text: &str) -> String {
    let text = text.split("\n\n").next().unwrap_or("");
    let mut words = Vec::new();
    for word in text.split_whitespace() {
        words.push(word);
        if word.ends_with('.') && !matches!(word, "e.g." | "i.e." | "etc." | "(e.g." | "(i.e.") {
            break;
        }
    }
    words.join(" ")
}
