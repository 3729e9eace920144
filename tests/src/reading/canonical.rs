//! A document as the JSON that kubectl sends: aliases expanded, keys merged, numbers as Go prints them.

use portolan_core::syntax::scalar::Scalar;
use portolan_core::syntax::tree::{NodeKind, NodeRef};
use portolan_core::syntax::{Document, Format, judge, read, split};
use serde_json::Value;
use std::sync::Arc;

/// The value of one chunk as YAML, `None` where the reader refuses it.
pub fn chunk(text: &str) -> Option<Value> {
    document(&read(&Arc::from(text), Format::Yaml))
}

/// The values of a file up to the first refusal, and whether all of it was read. Documents that are null do not count.
pub fn stream(name: &str, text: &str) -> (Vec<Value>, bool) {
    let split = split(name, text);
    let documents: Vec<Document> = split
        .chunks
        .iter()
        .map(|chunk| {
            let range = chunk.range.start as usize..chunk.range.end as usize;
            read(&Arc::from(&text[range]), chunk.format)
        })
        .collect();
    let references: Vec<&Document> = documents.iter().collect();
    let verdict = judge(&split, &references);
    let reached = verdict.first_unreached.unwrap_or(documents.len());
    let values =
        documents[..reached].iter().filter_map(document).map(sent).filter(|value| !value.is_null()).collect();
    (values, verdict.first_unreached.is_none())
}

/// The value of a document, `None` where the reader refuses it.
pub fn document(document: &Document) -> Option<Value> {
    if document.refused {
        return None;
    }
    Some(document.tree.root().map_or(Value::Null, value))
}

/// What the next reader of the JSON makes of it: whole numbers above `i64::MAX` become floats.
fn sent(value: Value) -> Value {
    match value {
        Value::Number(number) if number.as_i64().is_none() && number.as_u64().is_some() => {
            let number = number.as_f64().expect("a whole number has a float near it");
            serde_json::from_str(&number.to_string()).expect("a whole number is JSON")
        }
        Value::Array(items) => items.into_iter().map(sent).collect(),
        Value::Object(entries) => entries.into_iter().map(|(key, value)| (key, sent(value))).collect(),
        other => other,
    }
}

fn value(node: NodeRef<'_>) -> Value {
    let node = node.resolved();
    match node.kind() {
        NodeKind::Mapping => {
            node.fields().into_iter().map(|field| (field.key.into_owned(), value(field.value))).collect()
        }
        NodeKind::Sequence => node.items().map(value).collect(),
        NodeKind::Scalar => {
            scalar(&node.scalar().expect("a document that is not refused has readable scalars"))
        }
        NodeKind::Alias => Value::Null,
    }
}

fn scalar(scalar: &Scalar<'_>) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::from(*value),
        Scalar::Int(value) => Value::from(*value),
        Scalar::UInt(value) => Value::from(*value),
        Scalar::Float(value) if value.fract() == 0.0 && value.abs() < 1e21 => {
            serde_json::from_str(&value.to_string()).expect("a whole number is JSON")
        }
        Scalar::Float(value) => Value::from(*value),
        Scalar::String(text) => Value::from(text.as_ref()),
    }
}
