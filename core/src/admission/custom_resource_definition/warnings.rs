//! What the server warns of in a definition.
//!
//! Source: apiextensions-apiserver v0.37.2 pkg/registry/customresourcedefinition/strategy.go

use super::internal::Internal;
use super::walk::visit;
use crate::admission::{Context, Warning, warn};
use crate::field_path::Path;
use crate::go::quote::go_quote;
use crate::value::{Data, Value};

/// The formats of texts that the server checks, without dashes.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/validation/formats.go
const FORMATS: [&str; 24] = [
    "bsonobjectid",
    "uri",
    "email",
    "hostname",
    "ipv4",
    "ipv6",
    "cidr",
    "mac",
    "uuid",
    "uuid3",
    "uuid4",
    "uuid5",
    "isbn",
    "isbn10",
    "isbn13",
    "creditcard",
    "ssn",
    "hexcolor",
    "rgbcolor",
    "byte",
    "password",
    "date",
    "duration",
    "datetime",
];
/// Formats that came with 1.34; a server speaks of what its predecessor knows too.
const LATER_FORMATS: [&str; 2] = ["k8sshortname", "k8slongname"];
const LATER_SINCE: u8 = 35;

/// Source: `WarningsOnCreate`, `WarningsOnUpdate`
pub(super) fn custom_resource_definition_warnings(
    context: &Context<'_>,
    old: Option<&Value>,
    object: &Value,
    warnings: &mut Vec<Warning>,
) {
    let known = old.map(|old| messages(old, context)).unwrap_or_default();
    let path = Path::new("spec");
    let path = path.child("versions");
    let mut told: Vec<String> = Vec::new();
    for message in messages(object, context) {
        if !known.contains(&message) && !told.contains(&message) {
            warn(warnings, &path, message.clone());
            told.push(message);
        }
    }
}

/// Source: `getUnrecognizedFormatsInCRD`, `getNonScalarListTypeSetWarnings`
fn messages(object: &Value, context: &Context<'_>) -> Vec<String> {
    let (mut formats, mut sets) = (Vec::new(), Vec::new());
    let mut look = |schema: &Value| {
        let format = schema.str("format");
        if !format.is_empty() && !is_recognized(format, schema.str("type"), context) {
            formats.push(format!("unrecognized format {}", go_quote(format)));
        }
        let items = schema.get("items");
        let kind = items.str("type");
        let is_set = schema.str("x-kubernetes-list-type") == "set" && matches!(items.data, Data::Map(_));
        if is_set && matches!(kind, "object" | "array") {
            sets.push(format!(
                "x-kubernetes-list-type: set for items of type {} is not supported by server-side apply or CEL \
                 validation rules",
                go_quote(kind)
            ));
        }
    };
    let internal = Internal::new(object.get("spec"));
    visit(internal.top("schema").get("openAPIV3Schema"), &mut look);
    for version in internal.versions {
        visit(internal.of(version, "schema").get("openAPIV3Schema"), &mut look);
    }
    sets.sort_unstable();
    formats.extend(sets);
    formats
}

/// Source: apiextensions-apiserver v0.37.2 pkg/apiserver/validation/formats.go GetUnrecognizedFormats
fn is_recognized(format: &str, kind: &str, context: &Context<'_>) -> bool {
    match kind {
        "" | "string" => {
            let plain = format.replace('-', "");
            FORMATS.contains(&&*plain)
                || LATER_FORMATS.contains(&&*plain) && context.version.minor >= LATER_SINCE
        }
        "integer" => matches!(format, "int32" | "int64"),
        "number" => matches!(format, "float" | "double"),
        _ => false,
    }
}
