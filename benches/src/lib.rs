//! The readers that are compared, with the same work on each side: text in, all documents as trees, counted.

pub mod input;

use portolan_core::source::LineIndex;
use portolan_core::syntax::{judge, read, split};
use serde::Deserialize as _;
use std::sync::Arc;
#[cfg(target_arch = "wasm32")]
use wasm_bindgen::prelude::wasm_bindgen;

/// Reads bytes as Portolan does: UTF-8 check, split, line index, trees, checks. Gives the number of documents.
pub fn portolan_bytes(bytes: &[u8]) -> usize {
    std::str::from_utf8(bytes).map_or(0, portolan)
}

/// Reads a text as Portolan does and gives the number of documents with content.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
pub fn portolan(text: &str) -> usize {
    let parts = split("bench.yaml", text);
    let lines = LineIndex::new(text);
    let documents: Vec<_> = parts
        .chunks
        .iter()
        .filter_map(|chunk| {
            text.get(chunk.range.start as usize..chunk.range.end as usize).zip(Some(chunk.format))
        })
        .map(|(text, format)| read(&Arc::from(text), format))
        .collect();
    let verdict = judge(&parts, &documents.iter().collect::<Vec<_>>());
    let is_whole = verdict.first_unreached.is_none() && lines.line(text.len() as u32) > 0;
    documents.iter().filter(|document| is_whole && document.tree.root().is_some()).count()
}

/// Splits a text and indexes its lines, and gives the number of documents.
pub fn split_alone(text: &str) -> usize {
    let lines = LineIndex::new(text);
    split("bench.yaml", text).chunks.len() + usize::from(lines.line(0) > 0)
}

/// Reads a text with `serde_yaml` and gives the number of documents.
#[cfg_attr(target_arch = "wasm32", wasm_bindgen)]
pub fn serde_yaml_values(text: &str) -> usize {
    let values: Result<Vec<serde_yaml::Value>, _> =
        serde_yaml::Deserializer::from_str(text).map(serde_yaml::Value::deserialize).collect();
    values.map_or(0, |values| values.len())
}
