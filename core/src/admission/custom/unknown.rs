//! Fields that a definition does not have.

use crate::diagnostic::{Applicability, CauseText, Code, Problem};
use crate::field_path::{FieldPath, Path};
use crate::go::quote::go_quote;
use crate::near::nearest;
use crate::schema::structural::{Additional, Schema, SchemaId, Schemas};
use crate::value::{Data, Entry, Value};

/// A field that is not known.
#[derive(Debug)]
pub(super) struct Unknown {
    /// Its path in the server's spelling.
    pub(super) path: String,
    /// The finding.
    pub(super) problem: Problem,
}

/// Takes out of an object every field that its definition does not have.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/pruning/algorithm.go prune, skipPrune
pub(super) fn take_out(schemas: &Schemas, root: &Schema, object: &mut Value) -> Vec<Unknown> {
    let mut run = Run { schemas, found: Vec::new() };
    run.prune(object, root, &Path::ROOT, Level::Root);
    run.found
}

/// Says whether a value below an object has fields that its schema does not know.
pub(super) fn has_any(schemas: &Schemas, schema: &Schema, value: &Value) -> bool {
    let mut run = Run { schemas, found: Vec::new() };
    run.prune(&mut value.clone(), schema, &Path::ROOT, Level::Below);
    !run.found.is_empty()
}

/// Where a value stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    /// It is the object.
    Root,
    /// It lies below the object.
    Below,
    /// It is an item of a list that keeps what it does not know.
    Spared,
}

struct Run<'s> {
    schemas: &'s Schemas,
    found: Vec<Unknown>,
}

impl Run<'_> {
    fn prune(&mut self, value: &mut Value, schema: &Schema, path: &Path<'_>, level: Level) {
        let is_resource = level == Level::Root || schema.is_resource;
        let is_spared = level == Level::Spared || schema.preserves;
        match &mut value.data {
            Data::Map(map) => {
                let names: Vec<String> = map.entries.iter().map(|entry| entry.key.to_string()).collect();
                map.entries.retain_mut(|entry| {
                    if is_resource && matches!(&*entry.key, "apiVersion" | "kind" | "metadata") {
                        return true;
                    }
                    match schema.of_key(&entry.key) {
                        Some(id) => {
                            self.prune_at(&mut entry.value, id, &path.child(&entry.key), Level::Below);
                        }
                        None if is_spared || schema.additional == Additional::Any => {}
                        None => {
                            self.found.push(unknown(schema, entry, &names, path));
                            return false;
                        }
                    }
                    true
                });
            }
            Data::List(items) => {
                let level = if is_spared { Level::Spared } else { Level::Below };
                for (at, item) in items.iter_mut().enumerate() {
                    if let Some(id) = schema.items {
                        self.prune_at(item, id, &path.index(at), level);
                    }
                }
            }
            Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::String(_) => {}
        }
        // A scalar with fields under it is told by validation.
    }

    fn prune_at(&mut self, value: &mut Value, id: SchemaId, path: &Path<'_>, level: Level) {
        if let Some(schema) = self.schemas.get(id) {
            self.prune(value, schema, path, level);
        }
    }
}

fn unknown(schema: &Schema, entry: &Entry, siblings: &[String], parent: &Path<'_>) -> Unknown {
    let name = &*entry.key;
    let path = parent.child(name).to_field_path();
    let shown = path.to_string();
    let above: FieldPath = parent.to_field_path();
    let owner = if above.steps.is_empty() { String::new() } else { format!(" in `{}`", above.as_written()) };
    let range = entry.key_range.or_else(|| entry.value.range()).unwrap_or_default();
    let mut problem = Problem::new(Code::UNKNOWN_FIELD, range, format!("unknown field `{name}`{owner}"));
    let known: Vec<&str> = schema
        .properties
        .iter()
        .map(|(known, _)| &**known)
        .filter(|known| !siblings.iter().any(|sibling| sibling == known))
        .collect();
    let near = nearest(name, &known);
    let quoted: Vec<String> = near.iter().map(|name| format!("`{name}`")).collect();
    problem.help = match near.as_slice() {
        [] => None,
        [one] if one.eq_ignore_ascii_case(name) => {
            Some(format!("write `{one}`: field names are case-sensitive"))
        }
        _ => Some(format!("did you mean {}?", quoted.join(" or "))),
    };
    if let (&[one], Some(range)) = (near.as_slice(), entry.key_range)
        && range.end - range.start == name.len() as u32
    {
        let title = format!("{name} → {one}");
        problem.fixes.push((title, Applicability::Safe, vec![(range, one.to_owned())]));
    }
    let message = format!("unknown field {}", go_quote(&shown));
    problem.cause = Some(CauseText {
        reason: "BadRequest".to_owned(),
        field: shown.clone(),
        message: message.clone(),
        line: message,
    });
    problem.path = Some(path);
    Unknown { path: shown, problem }
}
