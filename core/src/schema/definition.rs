//! The kinds that a CustomResourceDefinition of the input adds.
//!
//! Rules (`x-kubernetes-validations`) are not evaluated: their language is parsed by `xtask` only.
//!
//! Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/v1/types_jsonschema.go

use super::pattern::Pattern;
use super::structural::{Additional, Bounds, Definition, Limit, ListType, Schema, SchemaId, Schemas, Type};
use crate::source::TextRange;
use crate::value::{Data, Value};

/// Schemas nest at most so deep; what is deeper may hold anything.
const DEEPEST: u32 = 60;

/// What a definition of the input says.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Definitions {
    /// The schemas of all its versions.
    pub(crate) schemas: Schemas,
    /// One kind for each version that is served.
    pub(crate) list: Vec<Definition>,
    /// Where its first rule stands: the key `x-kubernetes-validations`.
    pub(crate) rules: Option<TextRange>,
    /// Types are read as they are written: what is an integer or a text may be anything.
    written_types: bool,
}

/// Reads a CustomResourceDefinition; `None` if the object is not one.
pub(crate) fn read(object: &Value) -> Option<Definitions> {
    let is_definition = object.str("apiVersion") == "apiextensions.k8s.io/v1"
        && object.str("kind") == "CustomResourceDefinition";
    if !is_definition {
        return None;
    }
    let spec = object.get("spec");
    let (group, kind) = (spec.str("group"), spec.get("names").str("kind"));
    let mut found = Definitions::default();
    for version in spec.list("versions").iter().filter(|version| version.bool("served") == Some(true)) {
        let schema = version.get("schema").get("openAPIV3Schema");
        let keeps_all = schema.is_null() || spec.bool("preserveUnknownFields") == Some(true);
        let root = (!keeps_all).then(|| found.schema(schema, DEEPEST));
        let name = version.str("name");
        let deprecation = match version.get("deprecationWarning").as_str() {
            _ if version.bool("deprecated") != Some(true) => None,
            Some(text) => Some(text.into()),
            None => Some(format!("{group}/{name} {kind} is deprecated").into()),
        };
        found.list.push(Definition {
            api_version: format!("{group}/{name}").into(),
            kind: kind.into(),
            namespaced: spec.str("scope") != "Cluster",
            has_status: version.get("subresources").has("status"),
            deprecation,
            root,
        });
    }
    Some(found)
}

/// Reads one schema of a definition as defaults are judged by it.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/kubeopenapi.go ToKubeOpenAPI
pub(crate) fn read_schema(schema: &Value) -> (Schemas, SchemaId) {
    let mut found = Definitions { written_types: true, ..Definitions::default() };
    let id = found.schema(schema, DEEPEST);
    (found.schemas, id)
}

impl Definitions {
    fn schema(&mut self, value: &Value, depth: u32) -> SchemaId {
        let schema = self.read(value, depth);
        self.schemas.add(schema)
    }

    fn read(&mut self, value: &Value, depth: u32) -> Schema {
        let Some(depth) = depth.checked_sub(1) else {
            return Schema { preserves: true, ..Schema::default() };
        };
        if let Data::Map(map) = &value.data
            && let Some(entry) = map.entry("x-kubernetes-validations")
        {
            self.rules = self.rules.or(entry.key_range);
        }
        let is_set = |name: &str| value.bool(name) == Some(true);
        let count = |name: &str| value.get(name).as_int();
        let bounds = |least, most| Bounds { least: count(least), most: count(most) };
        let limit = |name, exclusive| {
            #[expect(clippy::cast_precision_loss, reason = "limits are floats in the original")]
            let number = match value.get(name).data {
                Data::Int(number) => number as f64,
                Data::Float(number) => number,
                _ => return None,
            };
            Some(Limit { number, is_exclusive: is_set(exclusive) })
        };
        let pattern = value.get("pattern").as_str().map(|text| (text.into(), Pattern::read(text)));
        let texts = |name: &str| value.list(name).iter().filter_map(Value::as_str).map(Into::into).collect();
        let mut schema = Schema {
            kind: match value.str("type") {
                _ if is_set("x-kubernetes-int-or-string") && !self.written_types => Type::IntOrString,
                "object" => Type::Object,
                "array" => Type::Array,
                "string" => Type::String,
                "integer" => Type::Integer,
                "number" => Type::Number,
                "boolean" => Type::Boolean,
                _ => Type::Any,
            },
            format: value.str("format").into(),
            nullable: is_set("nullable"),
            preserves: is_set("x-kubernetes-preserve-unknown-fields"),
            is_resource: is_set("x-kubernetes-embedded-resource"),
            pattern,
            length: bounds("minLength", "maxLength"),
            items_count: bounds("minItems", "maxItems"),
            properties_count: bounds("minProperties", "maxProperties"),
            minimum: limit("minimum", "exclusiveMinimum"),
            maximum: limit("maximum", "exclusiveMaximum"),
            enumeration: value.list("enum").to_vec(),
            required: texts("required"),
            list_type: match value.str("x-kubernetes-list-type") {
                "set" => ListType::Set,
                "map" => ListType::Map(texts("x-kubernetes-list-map-keys")),
                _ => ListType::Atomic,
            },
            ..Schema::default()
        };
        if value.has("default") {
            let mut default = value.get("default").clone();
            super::untyped::set_origin(&mut default, super::gateway::DEFAULT);
            schema.default = Some(default);
        }
        if matches!(value.get("items").data, Data::Map(_)) {
            schema.items = Some(self.schema(value.get("items"), depth));
        }
        schema.additional = match value.get("additionalProperties").data {
            Data::Map(_) => Additional::Schema(self.schema(value.get("additionalProperties"), depth)),
            Data::Bool(true) => Additional::Any,
            _ => Additional::None,
        };
        for property in value.entries("properties") {
            let id = self.schema(&property.value, depth);
            schema.properties.push((property.key.as_ref().into(), id));
        }
        for (name, list) in
            [("allOf", &mut schema.all_of), ("anyOf", &mut schema.any_of), ("oneOf", &mut schema.one_of)]
        {
            list.extend(value.list(name).iter().map(|part| self.schema(part, depth)));
        }
        if value.has("not") {
            schema.not = Some(self.schema(value.get("not"), depth));
        }
        schema
    }
}
