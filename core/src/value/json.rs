//! Values as Go prints them in JSON.

use super::{Data, Value};
use crate::go::json::{json_number, json_string};

/// A scalar as Go writes it in JSON, text without quotes.
pub fn literal(data: &Data) -> String {
    match data {
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) => json_number(*number),
        Data::String(text) => text.to_string(),
        Data::Null | Data::List(_) | Data::Map(_) => "null".to_owned(),
    }
}

/// Prints a value as Go prints a map of it: JSON with sorted keys.
///
/// Values are as deep as a document may be nested, which is bounded.
pub fn json(value: &Value) -> String {
    match &value.data {
        Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) => literal(&value.data),
        Data::String(text) => json_string(text),
        Data::List(items) => {
            let items: Vec<String> = items.iter().map(json).collect();
            format!("[{}]", items.join(","))
        }
        Data::Map(map) => {
            let mut entries: Vec<_> = map.entries.iter().collect();
            entries.sort_unstable_by(|a, b| a.key.cmp(&b.key));
            let entries: Vec<String> = entries
                .iter()
                .map(|entry| format!("{}:{}", json_string(&entry.key), json(&entry.value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}
