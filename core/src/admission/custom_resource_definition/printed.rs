//! Definitions as causes show them: by the names that Go's types have inside the server.
//!
//! Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/{types,types_jsonschema}.go

use super::walk::visit;
use crate::admission::field_error::Bad;
use crate::admission::go_struct::{self, Field, Shape};
use crate::value::Value;

const TEXT: Shape = Shape::Plain("\"\"");
const NO: Shape = Shape::Plain("false");
const POINTER: Shape = Shape::Plain("null");

/// `apiextensions.JSONSchemaProps`.
pub(super) static JSON_SCHEMA_PROPS: [Field; 44] = [
    ("ID", "id", TEXT),
    ("Schema", "$schema", TEXT),
    ("Ref", "$ref", POINTER),
    ("Description", "description", TEXT),
    ("Type", "type", TEXT),
    ("Nullable", "nullable", NO),
    ("Format", "format", TEXT),
    ("Title", "title", TEXT),
    ("Default", "default", POINTER),
    ("Maximum", "maximum", POINTER),
    ("ExclusiveMaximum", "exclusiveMaximum", NO),
    ("Minimum", "minimum", POINTER),
    ("ExclusiveMinimum", "exclusiveMinimum", NO),
    ("MaxLength", "maxLength", POINTER),
    ("MinLength", "minLength", POINTER),
    ("Pattern", "pattern", TEXT),
    ("MaxItems", "maxItems", POINTER),
    ("MinItems", "minItems", POINTER),
    ("UniqueItems", "uniqueItems", NO),
    ("MultipleOf", "multipleOf", POINTER),
    ("Enum", "enum", POINTER),
    ("MaxProperties", "maxProperties", POINTER),
    ("MinProperties", "minProperties", POINTER),
    ("Required", "required", POINTER),
    ("Items", "items", Shape::OrList(("Schema", "JSONSchemas"), &JSON_SCHEMA_PROPS)),
    ("AllOf", "allOf", Shape::Structs(&JSON_SCHEMA_PROPS)),
    ("OneOf", "oneOf", Shape::Structs(&JSON_SCHEMA_PROPS)),
    ("AnyOf", "anyOf", Shape::Structs(&JSON_SCHEMA_PROPS)),
    ("Not", "not", Shape::Pointer(&JSON_SCHEMA_PROPS)),
    ("Properties", "properties", Shape::Map(&Shape::Struct(&JSON_SCHEMA_PROPS))),
    ("AdditionalProperties", "additionalProperties", Shape::OrBool(&JSON_SCHEMA_PROPS)),
    ("PatternProperties", "patternProperties", Shape::Map(&Shape::Struct(&JSON_SCHEMA_PROPS))),
    ("Dependencies", "dependencies", Shape::Map(&Shape::OrList(("Schema", "Property"), &JSON_SCHEMA_PROPS))),
    ("AdditionalItems", "additionalItems", Shape::OrBool(&JSON_SCHEMA_PROPS)),
    ("Definitions", "definitions", Shape::Map(&Shape::Struct(&JSON_SCHEMA_PROPS))),
    (
        "ExternalDocs",
        "externalDocs",
        Shape::Pointer(&[("Description", "description", TEXT), ("URL", "url", TEXT)]),
    ),
    ("Example", "example", POINTER),
    ("XPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields", POINTER),
    ("XEmbeddedResource", "x-kubernetes-embedded-resource", NO),
    ("XIntOrString", "x-kubernetes-int-or-string", NO),
    ("XListMapKeys", "x-kubernetes-list-map-keys", POINTER),
    ("XListType", "x-kubernetes-list-type", POINTER),
    ("XMapType", "x-kubernetes-map-type", POINTER),
    ("XValidations", "x-kubernetes-validations", Shape::Structs(VALIDATION_RULE)),
];

const VALIDATION_RULE: &[Field] = &[
    ("Rule", "rule", TEXT),
    ("Message", "message", TEXT),
    ("MessageExpression", "messageExpression", TEXT),
    ("Reason", "reason", POINTER),
    ("FieldPath", "fieldPath", TEXT),
    ("OptionalOldSelf", "optionalOldSelf", POINTER),
];

/// `apiextensions.CustomResourceDefinitionVersion`.
static VERSION: [Field; 9] = [
    ("Name", "name", TEXT),
    ("Served", "served", NO),
    ("Storage", "storage", NO),
    ("Deprecated", "deprecated", NO),
    ("DeprecationWarning", "deprecationWarning", POINTER),
    (
        "Schema",
        "schema",
        Shape::Pointer(&[("OpenAPIV3Schema", "openAPIV3Schema", Shape::Pointer(&JSON_SCHEMA_PROPS))]),
    ),
    (
        "Subresources",
        "subresources",
        Shape::Pointer(&[
            ("Status", "status", Shape::Pointer(&[])),
            (
                "Scale",
                "scale",
                Shape::Pointer(&[
                    ("SpecReplicasPath", "specReplicasPath", TEXT),
                    ("StatusReplicasPath", "statusReplicasPath", TEXT),
                    ("LabelSelectorPath", "labelSelectorPath", POINTER),
                ]),
            ),
        ]),
    ),
    (
        "AdditionalPrinterColumns",
        "additionalPrinterColumns",
        Shape::Structs(&[
            ("Name", "name", TEXT),
            ("Type", "type", TEXT),
            ("Format", "format", TEXT),
            ("Description", "description", TEXT),
            ("Priority", "priority", Shape::Plain("0")),
            ("JSONPath", "jsonPath", TEXT),
        ]),
    ),
    ("SelectableFields", "selectableFields", Shape::Structs(&[("JSONPath", "jsonPath", TEXT)])),
];

/// Values with more schemas than this are not printed: the server repeats every field of each.
const MOST_SCHEMAS: usize = 1000;

fn print(value: &Value, shape: Shape) -> Bad {
    let mut schemas = 0;
    let versions = value.as_list().iter().map(|version| version.get("schema").get("openAPIV3Schema"));
    for schema in versions.chain([value, value.get("items")]) {
        visit(schema, &mut |_| schemas += 1);
    }
    if schemas > MOST_SCHEMAS { Bad::json("{…}") } else { go_struct::bad(value, shape) }
}

/// Prints the versions of a definition.
pub(super) fn versions(versions: &Value) -> Bad {
    print(versions, Shape::Structs(&VERSION))
}

/// Prints a schema.
pub(super) fn schema(schema: &Value) -> Bad {
    print(schema, Shape::Struct(&JSON_SCHEMA_PROPS))
}

/// Prints the schemas of a list's items.
pub(super) fn items(items: &Value) -> Bad {
    print(items, Shape::OrList(("Schema", "JSONSchemas"), &JSON_SCHEMA_PROPS))
}
