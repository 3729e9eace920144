//! Decoding into Kubernetes' Go types, as the API server does, but without stopping at the first fault.
//!
//! The walk goes over the tree beside the table. Faults are kept with their paths; [`refusal`] puts them into the order
//! in which the server meets them (kubectl sends keys sorted) and says what it would answer.
//!
//! Source: sigs.k8s.io/json internal/golang/encoding/json/decode.go decodeState.value, array, object, literalStore

use super::faults::{Fault, Weight};
use super::table::{Body, Field, Shape, ShapeKind, Table, Type, TypeId, table};
use super::trail::{Trail, TrailStep};
use super::untyped::{self, Budget, DEPTH_LIMIT};
use crate::assumptions::Version;
use crate::go::{base64, time};
use crate::syntax::tree::{NodeKind, NodeRef};
use crate::value::json::literal;
use crate::value::{Data, Entry, Map, Value};
use std::borrow::Cow;

/// Reads an object of a type; the faults found join `faults` in source order.
pub(crate) fn object(
    node: NodeRef<'_>,
    ty: TypeId,
    version: Version,
    budget: &mut Budget,
    faults: &mut Vec<Fault>,
) -> Value {
    let table = table();
    let mut decoder = Decoder { table, version, budget, faults };
    let value = table.ty(ty).and_then(|ty| decoder.structure(node.resolved(), ty, &Trail::ROOT, DEPTH_LIMIT));
    value.unwrap_or_else(|| Value::written(Map::default(), node.range()))
}

/// Reads the metadata of a custom resource, which the server decodes by itself: Go's places start within it.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/objectmeta/coerce.go `GetObjectMetaWithOptions`
pub(crate) fn custom_metadata(
    node: NodeRef<'_>,
    version: Version,
    budget: &mut Budget,
    faults: &mut Vec<Fault>,
) -> Option<Value> {
    let table = table();
    let mut decoder = Decoder { table, version, budget, faults };
    let place = Trail::ROOT;
    let place = place.below(TrailStep::Outside("metadata"));
    decoder.structure(node.resolved(), table.ty(TypeId::OBJECT_META)?, &place, DEPTH_LIMIT)
}

struct Decoder<'f> {
    table: &'static Table,
    version: Version,
    budget: &'f mut Budget,
    faults: &'f mut Vec<Fault>,
}

impl Decoder<'_> {
    /// Reads a value; `None` if it is null or cannot be decoded.
    fn value(&mut self, node: NodeRef<'_>, shape: Shape, place: &Trail<'_>, depth: u32) -> Option<Value> {
        let node = node.resolved();
        if depth == 0 || !self.budget.take() {
            return None;
        }
        let declared = shape.target();
        let mut kind = declared.kind();
        while let ShapeKind::Type(id) = kind {
            let ty = self.table.ty(id)?;
            match &ty.body {
                Body::Struct(_) => return self.structure(node, ty, place, depth),
                Body::Named(inner, _) => kind = inner.target().kind(),
            }
        }
        let data = match (node.kind(), kind) {
            (_, ShapeKind::Any) => untyped::read(node, self.budget, depth).data,
            (NodeKind::Sequence, ShapeKind::List(item)) => self.list(node, item, place, depth),
            (NodeKind::Sequence, ShapeKind::Bytes) => self.bytes_as_list(node, place),
            (NodeKind::Mapping, ShapeKind::Map(_, item)) => self.map(node, item, place, depth),
            (NodeKind::Sequence | NodeKind::Mapping, _) => {
                self.collection_fault(node, kind, declared, place);
                Data::Null
            }
            (NodeKind::Scalar | NodeKind::Alias, _) => self.scalar(node, kind, declared, place),
        };
        (!matches!(data, Data::Null)).then(|| Value::written(data, node.range()))
    }

    fn structure(&mut self, node: NodeRef<'_>, ty: &Type, place: &Trail<'_>, depth: u32) -> Option<Value> {
        if node.kind() != NodeKind::Mapping {
            let found = untyped::describe(node);
            if found != "null" {
                self.wrong_type(node, place, found, ty.name, "a map", Weight::Saved);
            }
            return None;
        }
        let written = node.fields();
        let mut map = Map { entries: Vec::with_capacity(written.len()) };
        for (at, field) in written.iter().enumerate() {
            let Some(known) = ty.field(&field.key).filter(|known| known.exists(self.version)) else {
                let here = place.below(TrailStep::Field(&field.key, "", ty.short_name()));
                let siblings = written
                    .iter()
                    .enumerate()
                    .filter(|(other, _)| *other != at)
                    .map(|(_, field)| &*field.key);
                self.faults.push(Fault::unknown_field(
                    self.table,
                    ty,
                    field,
                    here.path(),
                    siblings,
                    self.version,
                    node,
                ));
                continue;
            };
            let here = place.below(TrailStep::Field(known.name, known.embedded, ty.short_name()));
            if let Some(value) = self.value(field.value, known.shape, &here, depth - 1) {
                let key = Cow::Borrowed(known.name);
                map.entries.push(Entry { key, key_range: Some(field.key_range), value });
            }
        }
        Some(Value::written(map, node.range()))
    }

    fn list(&mut self, node: NodeRef<'_>, shape: Shape, place: &Trail<'_>, depth: u32) -> Data {
        let mut items = Vec::new();
        for (index, item) in node.items().enumerate() {
            let here = place.below(TrailStep::Index(index));
            let value = self.value(item, shape, &here, depth - 1);
            items.push(value.unwrap_or_else(|| self.zero(item, shape)));
        }
        Data::List(items)
    }

    fn map(&mut self, node: NodeRef<'_>, shape: Shape, place: &Trail<'_>, depth: u32) -> Data {
        let mut map = Map::default();
        for field in node.fields() {
            let here = place.below(TrailStep::Key(&field.key));
            let value = self.value(field.value, shape, &here, depth - 1);
            let value = value.unwrap_or_else(|| self.zero(field.value, shape));
            map.entries.push(Entry {
                key: field.key.into_owned().into(),
                key_range: Some(field.key_range),
                value,
            });
        }
        Data::Map(map)
    }

    /// The zero value that null, or what cannot be decoded, leaves in a list or a map.
    fn zero(&self, node: NodeRef<'_>, shape: Shape) -> Value {
        let data = match shape.kind() {
            ShapeKind::Pointer(_)
            | ShapeKind::Any
            | ShapeKind::List(_)
            | ShapeKind::Map(..)
            | ShapeKind::Time
            | ShapeKind::MicroTime => Data::Null,
            ShapeKind::String | ShapeKind::Bytes => Data::String("".into()),
            ShapeKind::Bool => Data::Bool(false),
            ShapeKind::Int32 | ShapeKind::Int64 | ShapeKind::IntOrString => Data::Int(0),
            ShapeKind::Float => Data::Float(0.0),
            ShapeKind::Quantity => Data::String("0".into()),
            ShapeKind::Duration => Data::String("0s".into()),
            ShapeKind::Type(id) => match self.table.ty(id).map(|ty| &ty.body) {
                Some(Body::Named(inner, _)) => return self.zero(node, *inner),
                Some(Body::Struct(_)) => Data::Map(Map::default()),
                None => Data::Null,
            },
        };
        Value::written(data, node.range())
    }

    fn scalar(&mut self, node: NodeRef<'_>, kind: ShapeKind, declared: Shape, place: &Trail<'_>) -> Data {
        let data = untyped::scalar(node);
        match (kind, &data) {
            (_, Data::Null) => Data::Null,
            (ShapeKind::String | ShapeKind::IntOrString | ShapeKind::Duration, Data::String(_))
            | (ShapeKind::Bool, Data::Bool(_))
            | (ShapeKind::Int64, Data::Int(_))
            | (ShapeKind::Float, Data::Float(_)) => data,
            (ShapeKind::Int32 | ShapeKind::IntOrString, &Data::Int(number))
                if i32::try_from(number).is_ok() =>
            {
                data
            }
            (ShapeKind::Float, &Data::Int(number)) => Data::Float(untyped::nearest_float(number)),
            (ShapeKind::Bytes, Data::String(text)) => match base64::fault(text) {
                None => data,
                Some(at) => {
                    let server = format!("illegal base64 data at input byte {at}");
                    self.malformed(node, place, "base64", server, Weight::Saved);
                    Data::Null
                }
            },
            (ShapeKind::Quantity, Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::String(_)) => {
                let text = match &data {
                    Data::String(text) => text.trim().to_owned(),
                    other => literal(other),
                };
                match super::quantity::Quantity::parse(&text) {
                    Ok(_) => Data::String(text.into()),
                    Err(error) => {
                        self.malformed(
                            node,
                            place,
                            "a quantity such as `100m`",
                            error.as_str().to_owned(),
                            Weight::Fatal,
                        );
                        Data::Null
                    }
                }
            }
            (ShapeKind::Time | ShapeKind::MicroTime, Data::String(text)) => {
                let layout = if kind == ShapeKind::Time { time::RFC3339 } else { time::RFC3339_MICRO };
                match time::time_fault(text, layout) {
                    None => data,
                    Some(server) => {
                        self.malformed(
                            node,
                            place,
                            "a time such as `2006-01-02T15:04:05Z`",
                            server,
                            Weight::Fatal,
                        );
                        Data::Null
                    }
                }
            }
            _ => {
                self.scalar_fault(node, kind, declared, place, &data);
                Data::Null
            }
        }
    }

    /// A list of numbers where Go has bytes.
    fn bytes_as_list(&mut self, node: NodeRef<'_>, place: &Trail<'_>) -> Data {
        let mut bytes = Vec::new();
        for (index, item) in node.items().enumerate() {
            let data = untyped::scalar(item);
            let byte = match &data {
                Data::Int(number) => u8::try_from(*number).ok(),
                _ if untyped::describe(item) == "null" => Some(0),
                _ => None,
            };
            if byte.is_none() {
                let found = match &data {
                    Data::Int(_) | Data::Float(_) => format!("number {}", literal(&data)),
                    _ => untyped::describe(item).to_owned(),
                };
                let here = place.below(TrailStep::Index(index));
                self.wrong_type(item, &here, &found, "uint8", "base64 text, not a list", Weight::Saved);
            }
            bytes.push(byte.unwrap_or(0));
        }
        Data::String(base64::encode(&bytes).into())
    }

    fn collection_fault(&mut self, node: NodeRef<'_>, kind: ShapeKind, declared: Shape, place: &Trail<'_>) {
        let found = untyped::describe(node);
        match kind {
            ShapeKind::IntOrString => {
                self.wrong_type(node, place, found, "int32", expected(kind), Weight::Fatal);
            }
            ShapeKind::Quantity => {
                let server = super::quantity::QuantityError::Format.as_str().to_owned();
                self.malformed(node, place, "a quantity such as `100m`", server, Weight::Fatal);
            }
            ShapeKind::Time | ShapeKind::MicroTime | ShapeKind::Duration => {
                self.wrong_type(node, place, found, "string", expected(kind), Weight::Fatal);
            }
            _ => {
                let name = self.table.go_name(declared);
                self.wrong_type(node, place, found, &name, expected(kind), Weight::Saved);
            }
        }
    }

    fn scalar_fault(
        &mut self,
        node: NodeRef<'_>,
        kind: ShapeKind,
        declared: Shape,
        place: &Trail<'_>,
        data: &Data,
    ) {
        let found = match data {
            Data::Int(_) | Data::Float(_)
                if matches!(
                    kind,
                    ShapeKind::Int32 | ShapeKind::Int64 | ShapeKind::IntOrString | ShapeKind::Float
                ) =>
            {
                Cow::Owned(format!("number {}", literal(data)))
            }
            _ => Cow::Borrowed(untyped::describe(node)),
        };
        match kind {
            ShapeKind::IntOrString => {
                self.wrong_type(node, place, &found, "int32", expected(kind), Weight::Fatal);
            }
            ShapeKind::Time | ShapeKind::MicroTime | ShapeKind::Duration => {
                self.wrong_type(node, place, &found, "string", expected(kind), Weight::Fatal);
            }
            _ => {
                let name = self.table.go_name(declared);
                self.wrong_type(node, place, &found, &name, expected(kind), Weight::Saved);
            }
        }
    }

    /// A value of a type that the field does not take.
    fn wrong_type(
        &mut self,
        node: NodeRef<'_>,
        place: &Trail<'_>,
        found: &str,
        go_type: &str,
        expected: &'static str,
        weight: Weight,
    ) {
        let server = format!("json: cannot unmarshal {found} into {} of type {go_type}", place.in_go());
        self.faults.push(Fault::wrong_type(node, place.path(), expected, server, weight));
    }

    /// Text that does not have the form that its field wants.
    fn malformed(
        &mut self,
        node: NodeRef<'_>,
        place: &Trail<'_>,
        expected: &'static str,
        server: String,
        weight: Weight,
    ) {
        self.faults.push(Fault::wrong_type(node, place.path(), expected, server, weight));
    }
}

/// What a field takes, in words.
fn expected(kind: ShapeKind) -> &'static str {
    match kind {
        ShapeKind::String => "text",
        ShapeKind::Bool => "`true` or `false`",
        ShapeKind::Int32 | ShapeKind::Int64 => "a whole number",
        ShapeKind::Float => "a number",
        ShapeKind::Bytes => "base64 text",
        ShapeKind::IntOrString => "a whole number or text",
        ShapeKind::Quantity => "a quantity such as `100m`",
        ShapeKind::Time | ShapeKind::MicroTime => "a time such as `2006-01-02T15:04:05Z`",
        ShapeKind::Duration => "a duration such as `1m30s`",
        ShapeKind::List(_) => "a list",
        ShapeKind::Map(..) | ShapeKind::Type(_) => "a map",
        ShapeKind::Any | ShapeKind::Pointer(_) => "another type",
    }
}

/// The fields that a minor has, in the order of the Go type.
pub(crate) fn fields_of(ty: &Type, version: Version) -> Vec<&Field> {
    let mut fields: Vec<_> = ty.fields().iter().filter(|field| field.exists(version)).collect();
    fields.sort_unstable_by_key(|field| field.order);
    fields
}
