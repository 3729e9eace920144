//! Structural schemas: what a definition says of its objects, from the Gateway API's table or from the input.
//!
//! Source: apiextensions-apiserver v0.37.2 pkg/apiserver/schema/structural.go

use super::expression::Expression;
use super::pattern::Pattern;
use crate::value::Value;

/// All schemas of some definitions; they refer to each other by number.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Schemas {
    list: Vec<Schema>,
}

/// The number of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SchemaId(u32);

impl Schemas {
    /// Adds a schema.
    pub(crate) fn add(&mut self, schema: Schema) -> SchemaId {
        self.list.push(schema);
        SchemaId(self.list.len().saturating_sub(1) as u32)
    }

    /// The id of a number, if there is such a schema.
    pub(crate) fn id(&self, number: usize) -> Option<SchemaId> {
        (number < self.list.len()).then_some(SchemaId(number as u32))
    }

    /// The schema of an id.
    pub(crate) fn get(&self, id: SchemaId) -> Option<&Schema> {
        self.list.get(id.0 as usize)
    }
}

/// The JSON types that a schema can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Type {
    /// It does not say.
    #[default]
    Any,
    /// `object`.
    Object,
    /// `array`.
    Array,
    /// `string`.
    String,
    /// `integer`.
    Integer,
    /// `number`.
    Number,
    /// `boolean`.
    Boolean,
    /// An integer or a string.
    IntOrString,
}

impl Type {
    /// The type as messages name it.
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "",
            Self::Object => "object",
            Self::Array => "array",
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::IntOrString => "integer,string",
        }
    }
}

/// Least and most of something that is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Bounds {
    /// The least.
    pub(crate) least: Option<i64>,
    /// The most.
    pub(crate) most: Option<i64>,
}

/// A limit of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Limit {
    /// The number.
    pub(crate) number: f64,
    /// It is itself not allowed.
    pub(crate) is_exclusive: bool,
}

/// What items of a list must not share.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) enum ListType {
    /// Nothing is asked.
    #[default]
    Atomic,
    /// All of themselves.
    Set,
    /// These fields.
    Map(Vec<Box<str>>),
}

/// What keys beside the properties may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Additional {
    /// There are none.
    #[default]
    None,
    /// Anything.
    Any,
    /// Values of a schema.
    Schema(SchemaId),
}

/// A rule of a definition (`x-kubernetes-validations`).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Rule {
    /// What the server says where it does not hold.
    pub(crate) message: Box<str>,
    /// The rule itself.
    pub(crate) expression: Expression,
    /// It compares with the stored object.
    pub(crate) uses_old: bool,
}

/// One schema.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Schema {
    /// `type`.
    pub(crate) kind: Type,
    /// `format`, empty if there is none.
    pub(crate) format: Box<str>,
    /// `nullable`.
    pub(crate) nullable: bool,
    /// `x-kubernetes-preserve-unknown-fields`.
    pub(crate) preserves: bool,
    /// `x-kubernetes-embedded-resource`.
    pub(crate) is_resource: bool,
    /// `pattern`: as written, and as read if it is understood.
    pub(crate) pattern: Option<(Box<str>, Option<Pattern>)>,
    /// `minLength`, `maxLength`.
    pub(crate) length: Bounds,
    /// `minItems`, `maxItems`.
    pub(crate) items_count: Bounds,
    /// `minProperties`, `maxProperties`.
    pub(crate) properties_count: Bounds,
    /// `minimum`.
    pub(crate) minimum: Option<Limit>,
    /// `maximum`.
    pub(crate) maximum: Option<Limit>,
    /// `enum`.
    pub(crate) enumeration: Vec<Value>,
    /// `default`.
    pub(crate) default: Option<Value>,
    /// `items`.
    pub(crate) items: Option<SchemaId>,
    /// `properties`.
    pub(crate) properties: Vec<(Box<str>, SchemaId)>,
    /// `required`.
    pub(crate) required: Vec<Box<str>>,
    /// `additionalProperties`.
    pub(crate) additional: Additional,
    /// `x-kubernetes-list-type`.
    pub(crate) list_type: ListType,
    /// `allOf`.
    pub(crate) all_of: Vec<SchemaId>,
    /// `anyOf`.
    pub(crate) any_of: Vec<SchemaId>,
    /// `oneOf`.
    pub(crate) one_of: Vec<SchemaId>,
    /// `not`.
    pub(crate) not: Option<SchemaId>,
    /// `x-kubernetes-validations`, where it can be read.
    pub(crate) rules: Vec<Rule>,
}

impl Schema {
    /// The schema of a property.
    pub(crate) fn property(&self, name: &str) -> Option<SchemaId> {
        self.properties.iter().find(|(known, _)| **known == *name).map(|(_, id)| *id)
    }

    /// The schema of a key: the property's, else that of all other keys.
    pub(crate) fn of_key(&self, name: &str) -> Option<SchemaId> {
        self.property(name).or(match self.additional {
            Additional::Schema(id) => Some(id),
            Additional::Any | Additional::None => None,
        })
    }
}

/// A kind that a definition adds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Definition {
    /// Its `apiVersion`.
    pub(crate) api_version: Box<str>,
    /// Its kind.
    pub(crate) kind: Box<str>,
    /// Its objects live in namespaces.
    pub(crate) namespaced: bool,
    /// Writing an object does not write its status.
    pub(crate) has_status: bool,
    /// The server's words on using it, where it is deprecated.
    pub(crate) deprecation: Option<Box<str>>,
    /// What its objects look like; `None` where anything goes.
    pub(crate) root: Option<SchemaId>,
}
