//! Values as JSON has them, without the types of a schema.

use crate::syntax::scalar::Scalar;
use crate::syntax::tree::{NodeKind, NodeRef};
use crate::syntax::{self, Document, Format};
use crate::value::{Data, Entry, Map, Origin, Value};
use std::sync::Arc;

/// Deeper nesting is cut off; the reader reports it long before.
pub(crate) const DEPTH_LIMIT: u32 = 600;

/// How many nodes may still be visited, so that aliases of aliases cannot blow a small document up.
#[derive(Debug)]
pub(crate) struct Budget(usize);

impl Budget {
    /// The budget for a document: what kubectl would visit, or little more than the nodes where it refuses to.
    pub(crate) fn of(document: &Document) -> Self {
        /// Beyond so many visits kubectl lets aliases be a tenth of them at most.
        const VISITS: usize = 4_000_000;
        let nodes = document.tree.nodes.len();
        Self(if document.refused {
            nodes.saturating_mul(2)
        } else {
            nodes.saturating_mul(2).saturating_add(VISITS)
        })
    }

    /// Takes one node; `false` when none is left.
    pub(crate) fn take(&mut self) -> bool {
        self.0 = self.0.saturating_sub(1);
        self.0 > 0
    }
}

/// Reads a node as JSON would have it after kubectl, null fields left out; `depth` more levels are allowed below it.
pub(crate) fn read(node: NodeRef<'_>, budget: &mut Budget, depth: u32) -> Value {
    let node = node.resolved();
    let data = match node.kind() {
        _ if depth == 0 || !budget.take() => Data::Null,
        NodeKind::Sequence => Data::List(node.items().map(|item| read(item, budget, depth - 1)).collect()),
        NodeKind::Mapping => {
            let mut map = Map::default();
            for field in node.fields() {
                let value = read(field.value, budget, depth - 1);
                if !value.is_null() {
                    let key = field.key.into_owned().into();
                    map.entries.push(Entry { key, key_range: Some(field.key_range), value });
                }
            }
            Data::Map(map)
        }
        NodeKind::Scalar | NodeKind::Alias => scalar(node),
    };
    Value::written(data, node.range())
}

/// Reads a JSON text that stands inside of another; `None` if kubectl would not read it. `why` is the origin of all of it.
pub(crate) fn read_json(text: &str, why: &'static str) -> Option<Value> {
    let document = syntax::read(&Arc::from(text), Format::Json);
    let root = document.tree.root().filter(|_| !document.refused)?;
    let mut value = read(root, &mut Budget::of(&document), DEPTH_LIMIT);
    set_origin(&mut value, why);
    Some(value)
}

/// Gives a whole value one origin other than a place.
pub(crate) fn set_origin(value: &mut Value, why: &'static str) {
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        value.origin = Origin::Defaulted(why);
        match &mut value.data {
            Data::List(items) => open.extend(items),
            Data::Map(map) => {
                for entry in &mut map.entries {
                    entry.key_range = None;
                    open.push(&mut entry.value);
                }
            }
            Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::String(_) => {}
        }
    }
}

/// Reads a scalar; what kubectl refuses becomes null.
pub(crate) fn scalar(node: NodeRef<'_>) -> Data {
    match node.scalar() {
        Ok(Scalar::Bool(value)) => Data::Bool(value),
        Ok(Scalar::Int(number)) => Data::Int(number),
        Ok(Scalar::UInt(number)) => Data::Float(nearest_float(number)),
        Ok(Scalar::Float(number)) => float(number),
        Ok(Scalar::String(text)) => Data::String(text.into()),
        Ok(Scalar::Null) | Err(_) => Data::Null,
    }
}

/// The float nearest to a whole number, as Go converts it.
#[expect(clippy::cast_precision_loss, reason = "the nearest float is what is wanted")]
pub(crate) fn nearest_float(number: impl Into<i128>) -> f64 {
    number.into() as f64
}

/// A float as kubectl sends it: an integral one below 1e21 as a whole number.
fn float(number: f64) -> Data {
    // Beyond the range of 64 bits the integer is written out but no field takes it.
    if number.fract() == 0.0 && number.abs() < 9_223_372_036_854_775_808.0 {
        Data::Int(number as i64)
    } else {
        Data::Float(number)
    }
}

/// What Go calls a value in its errors: `object`, `array`, `string`, `number`, `bool`, `null`.
pub(crate) fn describe(node: NodeRef<'_>) -> &'static str {
    let node = node.resolved();
    match node.kind() {
        NodeKind::Mapping => "object",
        NodeKind::Sequence => "array",
        NodeKind::Scalar | NodeKind::Alias => match node.scalar() {
            Ok(Scalar::Bool(_)) => "bool",
            Ok(Scalar::Int(_) | Scalar::UInt(_) | Scalar::Float(_)) => "number",
            Ok(Scalar::String(_)) => "string",
            Ok(Scalar::Null) | Err(_) => "null",
        },
    }
}
