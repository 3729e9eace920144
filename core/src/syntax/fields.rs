//! A mapping as kubectl sees it: aliases followed, merge keys applied, the last of duplicate keys.
//!
//! Merge keys apply in source order: a merge overwrites keys above it, keys below overwrite it. In a list of mappings
//! the earlier one wins.
//!
//! Source: go.yaml.in/yaml/v2 v2.4.4 decode.go decoder.mapping, decoder.merge

use super::tree::{NodeId, NodeKind, NodeRef};
use crate::source::TextRange;
use std::borrow::Cow;
use std::collections::HashMap;

/// One entry of a mapping as kubectl sees it.
#[derive(Debug, Clone)]
pub struct Field<'t> {
    /// The key as JSON text: `on:` is `true`, `0x10:` is `16`.
    pub key: Cow<'t, str>,
    /// Where the key was written; in the mapping merged from, if it came by a merge.
    pub key_range: TextRange,
    /// The value, aliases followed: its range is where the value itself was written.
    pub value: NodeRef<'t>,
    /// Where the value stands in this entry: the alias (`*name`) if it is one, else the value itself.
    pub value_range: TextRange,
    /// The text after `<<:` in the mapping asked, if the entry came from there.
    pub merged_from: Option<TextRange>,
}

/// Where a walk over entries stands in one mapping.
struct Cursor {
    at: u32,
    end: u32,
    merged_from: Option<TextRange>,
}

impl<'t> NodeRef<'t> {
    /// The entries of a mapping as kubectl sees them, in source order; nothing for other nodes.
    ///
    /// Aliases are followed (also when this node is one), merge keys (`<<`) are replaced by what they merge, and of
    /// several entries with one key only the last remains, at its own place. Keys that kubectl refuses are left out.
    /// Rules and decoders never see `<<`, aliases or duplicates. The cost is linear in the number of entries.
    pub fn fields(self) -> Vec<Field<'t>> {
        let mut fields = self.all_fields();
        drop_overwritten(&mut fields);
        fields
    }

    /// The field of a key, as [`NodeRef::fields`] would give it.
    pub fn field(self, key: &str) -> Option<Field<'t>> {
        self.all_fields().into_iter().rev().find(|field| field.key == key)
    }

    /// The entries with merges applied, in the order in which kubectl sets them; later ones overwrite earlier ones.
    pub(crate) fn all_fields(self) -> Vec<Field<'t>> {
        let mapping = self.resolved();
        if mapping.kind() != NodeKind::Mapping {
            return Vec::new();
        }
        let tree = mapping.tree;
        let cursor =
            |node: NodeRef<'t>, merged_from| Cursor { at: node.id.0 + 1, end: node.node().next, merged_from };
        let mut out = Vec::new();
        let mut stack = vec![cursor(mapping, None)];
        while let Some(top) = stack.last_mut() {
            if top.at >= top.end {
                stack.pop();
                continue;
            }
            let key = NodeRef { tree, id: NodeId(top.at) };
            let written = NodeRef { tree, id: NodeId(key.node().next.max(top.at + 1)) };
            let merged_from = top.merged_from;
            top.at = written.node().next.max(written.id.0 + 1);
            if written.id.0 >= top.end {
                continue;
            }
            let value = written.resolved();
            if !key.is_merge_key() {
                if let Ok(text) = key.key_text() {
                    out.push(Field {
                        key: text,
                        key_range: key.range(),
                        value,
                        value_range: written.range(),
                        merged_from,
                    });
                }
                continue;
            }
            let merged_from = merged_from.or(Some(written.range()));
            match value.kind() {
                NodeKind::Mapping => stack.push(cursor(value, merged_from)),
                // The walk takes the last pushed first, so that the first of the list overwrites the others.
                NodeKind::Sequence => stack.extend(
                    value
                        .items()
                        .filter(|item| item.kind() == NodeKind::Mapping)
                        .map(|item| cursor(item, merged_from)),
                ),
                NodeKind::Scalar | NodeKind::Alias => {}
            }
        }
        out
    }
}

/// Keeps the last entry of each key.
fn drop_overwritten(fields: &mut Vec<Field<'_>>) {
    // Most mappings are small; comparing each with each is then cheaper than hashing.
    const FEW: usize = 12;
    let overwritten: Vec<bool> = if fields.len() <= FEW {
        let is_overwritten =
            |at: usize, field: &Field<'_>| fields.iter().skip(at + 1).any(|later| later.key == field.key);
        fields.iter().enumerate().map(|(at, field)| is_overwritten(at, field)).collect()
    } else {
        let last: HashMap<&str, usize> =
            fields.iter().enumerate().map(|(at, field)| (&*field.key, at)).collect();
        fields.iter().enumerate().map(|(at, field)| last.get(&*field.key) != Some(&at)).collect()
    };
    if overwritten.contains(&true) {
        let mut flags = overwritten.into_iter();
        fields.retain(|_| !flags.next().unwrap_or(false));
    }
}
