//! The form in which the API server stores an admitted object, and hands it out again.
//!
//! Storing passes through Go structs and protocol buffers: what is empty and marked `omitempty` vanishes, structs that
//! are not pointers appear even where nobody wrote them, empty lists become null, amounts and times get one spelling.

use super::quantity::stored_text;
use super::table::{Body, Field, Shape, ShapeKind, Type, TypeId, table};
use crate::go::base64;
use crate::go::time::stored_time;
use crate::value::json::literal;
use crate::value::{Data, Entry, Map, Origin, Value};
use std::borrow::Cow;

/// Why parts appear that nobody wrote.
const ZERO: &str = "the zero value of its Go type";
/// Whole numbers up to this size are exact.
const LARGEST_WHOLE: f64 = 9_007_199_254_740_992.0;
/// Deeper nesting is left as it is.
const DEPTH_LIMIT: u32 = 600;

/// Turns an admitted object of a kind into what the API server stores; a kind without types stays as it is.
///
/// Source: go encoding/json encode.go `structEncoder.encode`, `isEmptyValue`
pub fn store(value: &mut Value, api_version: &str, kind: &str) {
    if (api_version, kind) == ("v1", "Secret") {
        move_string_data(value);
    }
    let ty = table().kind(api_version, kind).and_then(|entry| table().ty(entry.ty?));
    if let Some(ty) = ty {
        structure(value, ty, DEPTH_LIMIT);
    }
}

/// Turns the metadata of a custom resource into what the API server stores.
pub(crate) fn store_metadata(metadata: &mut Value) {
    if let Some(ty) = table().ty(TypeId::OBJECT_META) {
        structure(metadata, ty, DEPTH_LIMIT);
    }
}

/// `stringData` is for writing only: it overwrites `data`.
///
/// Source: kubernetes v1.37 pkg/apis/core/v1/conversion.go `Convert_v1_Secret_To_core_Secret`
fn move_string_data(secret: &mut Value) {
    let Some(written) = secret.remove("stringData") else { return };
    let Data::Map(written) = written.data else { return };
    let Some(data) = secret.map_mut("data", "Convert_v1_Secret_To_core_Secret") else { return };
    for Entry { key, value, .. } in written.entries {
        let text = base64::encode(value.as_str().unwrap_or("").as_bytes());
        data.set(key, Value { data: text.into(), origin: value.origin });
    }
}

fn structure(value: &mut Value, ty: &Type, depth: u32) {
    let Data::Map(map) = &mut value.data else { return };
    map.entries.retain_mut(|entry| match ty.field(&entry.key) {
        Some(field) => keep(&mut entry.value, field, depth),
        None => true,
    });
    let mut missing: Vec<&Field> = ty.fields().iter().filter(|field| map.get(field.name).is_none()).collect();
    missing.sort_unstable_by_key(|field| field.order);
    for field in missing {
        if let Some(value) = absent(field, depth) {
            map.entries.push(Entry { key: Cow::Borrowed(field.name), key_range: None, value });
        }
    }
}

/// Brings a field into its stored form; `false` if it is not stored.
fn keep(value: &mut Value, field: &Field, depth: u32) -> bool {
    if value.is_null() {
        match absent(field, depth) {
            Some(zero) => value.data = zero.data,
            None => return false,
        }
        return true;
    }
    normalize(value, field.shape.target(), depth);
    if field.shape.is_pointer() {
        return true;
    }
    let is_empty_list_or_map = match &value.data {
        Data::List(items) => items.is_empty(),
        Data::Map(map) => map.entries.is_empty() && is_map(field.shape),
        _ => false,
    };
    if is_empty_list_or_map {
        value.data = Data::Null;
        return !field.omit_empty;
    }
    !(field.omit_empty && is_empty_scalar(value, field.shape))
}

/// Says whether `omitempty` drops a scalar; types that encode themselves are structs to Go and never empty.
fn is_empty_scalar(value: &Value, shape: Shape) -> bool {
    let encodes_itself = matches!(
        base(shape),
        ShapeKind::IntOrString
            | ShapeKind::Quantity
            | ShapeKind::Time
            | ShapeKind::MicroTime
            | ShapeKind::Duration
            | ShapeKind::Any
    );
    let is_zero = match &value.data {
        Data::Bool(value) => !value,
        Data::Int(number) => *number == 0,
        Data::Float(number) => *number == 0.0,
        Data::String(text) => text.is_empty(),
        Data::Null | Data::List(_) | Data::Map(_) => false,
    };
    is_zero && !encodes_itself
}

/// The shape behind pointers and named types.
fn base(shape: Shape) -> ShapeKind {
    let mut kind = shape.target().kind();
    while let ShapeKind::Type(id) = kind {
        match table().ty(id).map(|ty| &ty.body) {
            Some(Body::Named(inner, _)) => kind = inner.target().kind(),
            Some(Body::Struct(_)) | None => break,
        }
    }
    kind
}

fn is_map(shape: Shape) -> bool {
    matches!(base(shape), ShapeKind::Map(..))
}

/// What is stored for a field that nobody set; `None` if nothing is.
fn absent(field: &Field, depth: u32) -> Option<Value> {
    if field.shape.is_pointer() || field.omit_zero {
        return (!field.omit_empty && !field.omit_zero).then(|| zero(Data::Null));
    }
    let data = match base(field.shape) {
        ShapeKind::Type(id) => {
            let ty = table().ty(id)?;
            let mut value = zero(Map::default());
            if depth > 0 {
                structure(&mut value, ty, depth - 1);
            }
            return Some(value);
        }
        ShapeKind::IntOrString => Data::Int(0),
        ShapeKind::Quantity => Data::from("0"),
        ShapeKind::Duration => Data::from("0s"),
        ShapeKind::Time | ShapeKind::MicroTime | ShapeKind::Any => Data::Null,
        _ if field.omit_empty => return None,
        ShapeKind::String => Data::from(""),
        ShapeKind::Bool => Data::Bool(false),
        ShapeKind::Int32 | ShapeKind::Int64 => Data::Int(0),
        ShapeKind::Float => Data::Float(0.0),
        ShapeKind::Bytes | ShapeKind::List(_) | ShapeKind::Map(..) | ShapeKind::Pointer(_) => Data::Null,
    };
    Some(zero(data))
}

fn zero(data: impl Into<Data>) -> Value {
    Value { data: data.into(), origin: Origin::Defaulted(ZERO) }
}

/// Brings a value that is there into its stored form.
fn normalize(value: &mut Value, shape: Shape, depth: u32) {
    if depth == 0 {
        return;
    }
    match (base(shape), &mut value.data) {
        (ShapeKind::Type(id), Data::Map(_)) => {
            if let Some(ty) = table().ty(id) {
                structure(value, ty, depth - 1);
            }
        }
        (ShapeKind::List(item), Data::List(items)) => {
            for value in items {
                normalize(value, item, depth - 1);
            }
        }
        (ShapeKind::Map(_, item), Data::Map(map)) => {
            for entry in &mut map.entries {
                normalize(&mut entry.value, item, depth - 1);
            }
        }
        (ShapeKind::Quantity, data) => {
            let text = match &*data {
                Data::String(text) => text.to_string(),
                other => literal(other),
            };
            if let Some(text) = stored_text(&text) {
                *data = text.into();
            }
        }
        (ShapeKind::Time, Data::String(text)) => {
            if let Some(stored) = stored_time(text, 0) {
                *text = stored.into();
            }
        }
        (ShapeKind::MicroTime, Data::String(text)) => {
            if let Some(stored) = stored_time(text, 6) {
                *text = stored.into();
            }
        }
        // Go prints whole numbers without a fraction.
        (ShapeKind::Float, data) => {
            if let Data::Float(number) = *data
                && number.fract() == 0.0
                && number.abs() < LARGEST_WHOLE
            {
                #[expect(clippy::cast_possible_truncation, reason = "it is whole and small enough")]
                let whole = number as i64;
                *data = Data::Int(whole);
            }
        }
        (ShapeKind::Bytes, Data::String(text)) if text.contains(['\n', '\r']) => {
            *text = text.replace(['\n', '\r'], "").into();
        }
        _ => {}
    }
}
