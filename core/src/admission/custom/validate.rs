//! Checks a value against a structural schema, in the words of the validator that the API server uses.
//!
//! Source: kube-openapi pkg/validation/validate/{schema,schema_props,type,values,object_validator,slice_validator}.go,
//! apiextensions-apiserver v0.37.2 pkg/apiserver/validation/validation.go `kubeOpenAPIResultToFieldErrors`

use super::format;
use super::list_type::correlated;
use crate::admission::cel::same_value;
use crate::admission::{Cause, Causes, Check, Said};
use crate::field_path::{FieldPath, Path};
use crate::go::quote::go_quote;
use crate::schema::structural::{Bounds, Schema, SchemaId, Schemas, Type};
use crate::value::json::json;
use crate::value::{Data, Map, Value};

/// What a check found, and how many of its parts held: the failed alternative with the most is the one that is told.
///
/// Source: validate/result.go Result
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// The causes, each once.
    pub(super) causes: Vec<Cause>,
    matched: u32,
}

impl Outcome {
    fn merge(&mut self, other: Outcome) {
        self.matched += other.matched;
        for cause in other.causes {
            self.add(cause);
        }
    }

    fn add(&mut self, cause: Cause) {
        if !self.causes.iter().any(|known| cause.repeats(known)) {
            self.causes.push(cause);
        }
    }

    fn say(&mut self, add: impl FnOnce(&mut Causes)) {
        let mut causes = Causes::default();
        add(&mut causes);
        causes.list.into_iter().for_each(|cause| self.add(cause));
    }

    /// Adds a fault whose cause names no field, though it is about the one at `path`.
    fn say_plainly(&mut self, path: &Path<'_>, said: Said) {
        self.say(|causes| causes.invalid_about(path, said));
    }

    fn is_valid(&self) -> bool {
        self.causes.is_empty()
    }
}

/// Checks a whole object; what did not change since `old` is not told again.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/validation/ratcheting.go
pub(super) fn validate(
    schemas: &Schemas,
    root: &Schema,
    object: &Value,
    path: &Path<'_>,
    old: Option<&Value>,
) -> Outcome {
    let outcome = check(schemas, root, object, path, old);
    if !outcome.is_valid() && old.is_some_and(|old| same_value(object, old)) {
        return Outcome { causes: Vec::new(), matched: outcome.matched };
    }
    outcome
}

fn validate_at(
    schemas: &Schemas,
    id: SchemaId,
    value: &Value,
    path: &Path<'_>,
    old: Option<&Value>,
) -> Outcome {
    schemas.get(id).map(|schema| validate(schemas, schema, value, path, old)).unwrap_or_default()
}

/// Source: validate/schema.go SchemaValidator.Validate
fn check(schemas: &Schemas, schema: &Schema, value: &Value, path: &Path<'_>, old: Option<&Value>) -> Outcome {
    let mut out = Outcome::default();
    if value.is_null() {
        if schema.kind != Type::Any && !schema.nullable {
            wrong_type(&mut out, path, schema.kind.as_str(), "null");
        }
        return out;
    }
    if schema.kind != Type::Any || !schema.format.is_empty() {
        out.merge(has_type(schema, value, path));
        out.matched += 1;
    }
    out.merge(alternatives(schemas, schema, value, path));
    out.matched += 1;
    match &value.data {
        Data::String(text) => {
            string(schema, text, path, &mut out);
            out.matched += 1;
            if !schema.format.is_empty() {
                if !format::has(&schema.format, text) {
                    wrong_type(&mut out, path, &schema.format, text);
                }
                out.matched += 1;
            }
        }
        Data::Int(_) | Data::Float(_) => {
            number(schema, value, path, &mut out);
            out.matched += 2;
        }
        Data::List(items) => {
            list(schemas, schema, items, path, old, &mut out);
            out.matched += 2;
        }
        Data::Map(map) => {
            object(schemas, schema, map, path, old, &mut out);
            out.matched += 1;
        }
        Data::Bool(_) | Data::Null => {}
    }
    if !schema.enumeration.is_empty() && !schema.enumeration.iter().any(|known| same_value(known, value)) {
        let known: Vec<String> = schema
            .enumeration
            .iter()
            .map(|value| value.as_str().map_or_else(|| json(value), str::to_owned))
            .collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        out.say(|causes| causes.not_supported(path, value, &known));
    }
    out.matched += 2;
    out
}

fn wrong_type(out: &mut Outcome, path: &Path<'_>, wanted: &str, found: &str) {
    out.say(|causes| causes.type_invalid(path, wanted, found));
}

/// Source: validate/type.go typeValidator.Validate
fn has_type(schema: &Schema, value: &Value, path: &Path<'_>) -> Outcome {
    let mut out = Outcome { causes: Vec::new(), matched: 1 };
    let (found, format) = match &value.data {
        Data::Null => ("null", ""),
        Data::Bool(_) => ("boolean", ""),
        Data::Int(_) => ("integer", "int64"),
        Data::Float(_) => ("number", "float64"),
        Data::String(_) => ("string", ""),
        Data::List(_) => ("array", ""),
        Data::Map(_) => ("object", ""),
    };
    let fits = match schema.kind {
        Type::Any => false,
        Type::Object => found == "object",
        Type::Array => found == "array",
        Type::String => found == "string",
        Type::Boolean => found == "boolean",
        Type::Integer => found == "integer" || is_whole(value),
        Type::Number => matches!(found, "integer" | "number"),
        Type::IntOrString => matches!(found, "integer" | "string") || is_whole(value),
    };
    let is_flexible = matches!(found, "string" | "array");
    let wants_number = matches!(schema.kind, Type::Integer | Type::Number | Type::IntOrString);
    if !schema.format.is_empty() {
        if !is_flexible && !fits && format != &*schema.format {
            let mut wrong = Outcome::default();
            wrong_type(&mut wrong, path, &schema.format, format);
            return wrong;
        }
        if is_flexible && !wants_number {
            return out;
        }
    }
    if !fits {
        out = Outcome::default();
        wrong_type(&mut out, path, schema.kind.as_str(), found);
    }
    out
}

fn is_whole(value: &Value) -> bool {
    matches!(value.data, Data::Float(number) if number.fract() == 0.0)
}

/// `anyOf`, `oneOf`, `allOf`, `not`. What is inside of them is never compared with the stored object.
///
/// Source: `validate/schema_props.go` schemaPropsValidator.Validate
fn alternatives(schemas: &Schemas, schema: &Schema, value: &Value, path: &Path<'_>) -> Outcome {
    let mut out = Outcome { causes: Vec::new(), matched: 1 };
    let quoted = || go_quote(&path.to_string());
    let try_each = |ids: &[SchemaId]| -> Vec<Outcome> {
        ids.iter().map(|id| validate_at(schemas, *id, value, path, None)).collect()
    };
    if !schema.any_of.is_empty() {
        let tried = try_each(&schema.any_of);
        if !tried.iter().any(Outcome::is_valid) {
            let text = format!("{} must validate at least one schema (anyOf)", quoted());
            out.say_plainly(path, Check::Alternatives.says(text));
        }
        out.merge(first_valid_or_best(tried));
    }
    if !schema.one_of.is_empty() {
        let tried = try_each(&schema.one_of);
        let valid = tried.iter().filter(|outcome| outcome.is_valid()).count();
        match valid {
            1 => out.merge(first_valid_or_best(tried)),
            0 => {
                let text =
                    format!("{} must validate one and only one schema (oneOf). Found none valid", quoted());
                out.say_plainly(path, Check::Alternatives.says(text));
                out.merge(first_valid_or_best(tried));
            }
            _ => {
                let text = format!(
                    "{} must validate one and only one schema (oneOf). Found {valid} valid alternatives",
                    quoted()
                );
                out.say_plainly(path, Check::Alternatives.says(text));
            }
        }
    }
    if !schema.all_of.is_empty() {
        let tried = try_each(&schema.all_of);
        let valid = tried.iter().filter(|outcome| outcome.is_valid()).count();
        let is_complete = valid == tried.len();
        for outcome in tried {
            out.merge(outcome);
        }
        if !is_complete {
            let none = if valid == 0 { ". None validated" } else { "" };
            let text = format!("{} must validate all the schemas (allOf){none}", quoted());
            out.say_plainly(path, Check::Alternatives.says(text));
        }
    }
    if let Some(not) = schema.not
        && validate_at(schemas, not, value, path, None).is_valid()
    {
        let text = format!("{} must not validate the schema (not)", quoted());
        out.say_plainly(path, Check::Alternatives.says(text));
    }
    out
}

/// The first alternative that holds, else the first of those with the most parts that hold.
fn first_valid_or_best(tried: Vec<Outcome>) -> Outcome {
    let mut best: Option<Outcome> = None;
    for outcome in tried {
        if outcome.is_valid() {
            return outcome;
        }
        if best.as_ref().is_none_or(|best| outcome.matched > best.matched) {
            best = Some(outcome);
        }
    }
    best.unwrap_or_default()
}

/// Source: validate/values.go stringValidator.Validate: the first fault only
fn string(schema: &Schema, text: &str, path: &Path<'_>, out: &mut Outcome) {
    let Bounds { least, most } = schema.length;
    let count = text.chars().count();
    let is_over = |most: i64| usize::try_from(most).is_ok_and(|most| count > most);
    let is_under = |least: i64| usize::try_from(least).is_ok_and(|least| count < least);
    if let Some(most) = most.filter(|most| is_over(*most)) {
        out.say(|causes| causes.too_long(path, usize::try_from(most).unwrap_or(0)));
    } else if let Some(least) = least.filter(|least| is_under(*least)) {
        let words = format!("should be at least {least} chars long");
        out.say(|causes| causes.invalid_in_body(path, text, words));
    } else if let Some((pattern, Some(read))) = &schema.pattern
        && !read.is_found_in(text)
    {
        out.say(|causes| causes.invalid_match(path, text, pattern));
    }
}

/// Source: validate/values.go numberValidator.Validate
fn number(schema: &Schema, value: &Value, path: &Path<'_>, out: &mut Outcome) {
    #[expect(clippy::cast_precision_loss, reason = "limits are floats in the original")]
    let found = match value.data {
        Data::Int(number) => number as f64,
        Data::Float(number) => number,
        _ => return,
    };
    if schema.kind == Type::Integer {
        let is_in_range = match (value.as_int(), &*schema.format) {
            (None, _) => false,
            (Some(number), "int32") => i32::try_from(number).is_ok(),
            (Some(_), _) => true,
        };
        if !is_in_range {
            let kind = match &*schema.format {
                format @ ("int32" | "int64") => format!("integer with format {format}"),
                _ => "integer (default format)".to_owned(),
            };
            let text = format!("Checked value must be of type {kind} in {path}");
            out.say_plainly(path, Check::NumberFormat.says(text));
        }
    }
    if let Some(limit) = schema.maximum
        && (found > limit.number || limit.is_exclusive && found >= limit.number)
    {
        let word = if limit.is_exclusive { "less than" } else { "less than or equal to" };
        let words = format!("should be {word} {}", limit.number);
        out.say(|causes| causes.invalid_in_body(path, value, words));
    }
    if let Some(limit) = schema.minimum
        && (found < limit.number || limit.is_exclusive && found <= limit.number)
    {
        let word = if limit.is_exclusive { "greater than" } else { "greater than or equal to" };
        let words = format!("should be {word} {}", limit.number);
        out.say(|causes| causes.invalid_in_body(path, value, words));
    }
}

/// Source: `validate/slice_validator.go` schemaSliceValidator.Validate
fn list(
    schemas: &Schemas,
    schema: &Schema,
    items: &[Value],
    path: &Path<'_>,
    old: Option<&Value>,
    out: &mut Outcome,
) {
    if let Some(inner) = schema.items {
        for (at, item) in items.iter().enumerate() {
            let old = correlated(&schema.list_type, old, item);
            out.merge(validate_at(schemas, inner, item, &path.index(at), old));
        }
    }
    counted(schema.items_count, items.len(), "items", path, out);
}

/// Checks how many items or properties there are.
fn counted(bounds: Bounds, count: usize, what: &str, path: &Path<'_>, out: &mut Outcome) {
    let number = i64::try_from(count).unwrap_or(i64::MAX);
    if let Some(least) = bounds.least.filter(|least| number < *least) {
        let words = format!("should have at least {least} {what}");
        out.say(|causes| causes.invalid_in_body(path, number, words));
    }
    if let Some(most) = bounds.most.filter(|most| number > *most) {
        out.say(|causes| causes.too_many(path, count, usize::try_from(most).unwrap_or(0)));
    }
}

/// Source: `validate/object_validator.go` objectValidator.Validate
fn object(
    schemas: &Schemas,
    schema: &Schema,
    map: &Map,
    path: &Path<'_>,
    old: Option<&Value>,
    out: &mut Outcome,
) {
    counted(schema.properties_count, map.entries.len(), "properties", path, out);
    for entry in &map.entries {
        let Some(inner) = schema.of_key(&entry.key) else { continue };
        let is_type_meta = matches!(&*entry.key, "kind" | "apiVersion") && is_root(path);
        let old = old.map(|old| old.get(&entry.key)).filter(|old| !old.is_null() && !is_type_meta);
        out.merge(validate_at(schemas, inner, &entry.value, &path.child(&entry.key), old));
    }
    for name in &schema.required {
        // A null that may be there was left out on reading.
        let may_be_null =
            schema.property(name).and_then(|id| schemas.get(id)).is_some_and(|inner| inner.nullable);
        if map.get(name).is_none() && !may_be_null {
            out.say(|causes| causes.required(&path.child(name), ""));
        }
    }
}

fn is_root(path: &Path<'_>) -> bool {
    path.to_field_path() == FieldPath::default()
}
