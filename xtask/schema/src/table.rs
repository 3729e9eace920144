//! Writes the schema table: kinds, removed kinds, types and fields, one per line, in the form that
//! `core/src/schema/table.rs` reads.

use super::go::{Declaration, GoField, GoType, Packages};
use super::openapi::Documents;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The table's type lines under construction.
pub(crate) struct Types<'a> {
    packages: &'a Packages,
    documents: &'a BTreeMap<u32, Documents>,
    /// The index of each type by absolute Go name.
    index: BTreeMap<String, usize>,
    /// The absolute names in order of index.
    pub names: Vec<String>,
    /// Fields that only older documents know, with the types they have there.
    pub lost: Vec<String>,
}

/// Types with a form of their own in JSON.
fn leaf(name: &str) -> Option<char> {
    Some(match name {
        "string" => 's',
        "bool" => 'b',
        "int32" => 'i',
        "int64" | "int" => 'l',
        "float64" => 'f',
        "k8s.io/apimachinery/pkg/util/intstr.IntOrString" => 'X',
        "k8s.io/apimachinery/pkg/api/resource.Quantity" => 'Q',
        "k8s.io/apimachinery/pkg/apis/meta/v1.Time" => 'T',
        "k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime" => 'M',
        "k8s.io/apimachinery/pkg/apis/meta/v1.Duration" => 'D',
        "k8s.io/apimachinery/pkg/runtime.RawExtension"
        | "k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1"
        | "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSON"
        | "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrArray"
        | "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrBool"
        | "k8s.io/apiextensions-apiserver/pkg/apis/apiextensions/v1.JSONSchemaPropsOrStringArray" => 'R',
        _ => return None,
    })
}

/// `k8s.io/api/core/v1.ServiceSpec` as the OpenAPI documents call it.
pub(crate) fn schema_name(go: &str) -> String {
    go.replacen("k8s.io/", "io.k8s.", 1).replace('/', ".")
}

/// The absolute Go name of a schema of the OpenAPI documents, if the packages have it.
pub(crate) fn go_name(packages: &Packages, schema: &str) -> Option<String> {
    packages.types.keys().find(|name| schema_name(name) == schema).cloned()
}

/// The fields after the head that nearly all kinds share: inlined `TypeMeta` and an optional `ObjectMeta`.
fn without_object_head(fields: &[GoField]) -> Option<&[GoField]> {
    let [head, metadata, rest @ ..] = fields else { return None };
    let is_head = head.name == "TypeMeta" && head.json.is_empty();
    let is_metadata = metadata.json == "metadata"
        && metadata.omit_empty
        && metadata.ty == GoType::Name("k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta".to_owned());
    (is_head && is_metadata).then_some(rest)
}

impl<'a> Types<'a> {
    /// Starts with no type.
    pub(crate) fn new(packages: &'a Packages, documents: &'a BTreeMap<u32, Documents>) -> Self {
        Self { packages, documents, index: BTreeMap::new(), names: Vec::new(), lost: Vec::new() }
    }

    /// The index of a type, which joins the table if it is not in it.
    pub(crate) fn of(&mut self, name: &str) -> usize {
        let name = self.packages.follow(name).to_owned();
        if let Some(&at) = self.index.get(&name) {
            return at;
        }
        self.index.insert(name.clone(), self.names.len());
        self.names.push(name);
        self.names.len() - 1
    }

    /// Writes the lines of all types; types that are met on the way join.
    pub(crate) fn write(&mut self) -> String {
        let mut out = String::new();
        let mut at = 0;
        while let Some(name) = self.names.get(at).cloned() {
            let line = self.line(&name);
            let _ = writeln!(out, "{line}");
            at += 1;
        }
        out
    }

    fn line(&mut self, name: &str) -> String {
        let shown = name.rsplit('/').next().unwrap_or(name).to_owned();
        match self.packages.types.get(name) {
            Some(Declaration::Struct(fields)) => {
                let mut line = shown;
                let fields = match without_object_head(fields) {
                    Some(rest) => {
                        line.push_str(" &");
                        rest
                    }
                    None => fields,
                };
                self.fields(name, fields, "", &mut line);
                self.lost_fields(name, &mut line);
                line
            }
            Some(Declaration::Named(ty)) => {
                let mut line = format!("{shown}=");
                self.shape(ty, &mut line);
                if let Some(values) = self.packages.enums.get(name).filter(|values| !values.is_empty()) {
                    let _ = write!(line, " {}", values.join("|"));
                }
                line
            }
            Some(Declaration::Alias(_)) | None => {
                self.lost.push(format!("no declaration of {name}"));
                format!("{shown}=R")
            }
        }
    }

    /// Appends the fields of a struct, those of inlined structs after `^GoName`.
    fn fields(&mut self, owner: &str, fields: &[GoField], embedded: &str, line: &mut String) {
        for field in fields {
            if field.json.is_empty() {
                let GoType::Name(inner) = (match &field.ty {
                    GoType::Pointer(inner) => inner,
                    other => other,
                }) else {
                    continue;
                };
                if let Some(Declaration::Struct(fields)) =
                    self.packages.types.get(self.packages.follow(inner))
                {
                    self.fields(owner, fields, &field.name, line);
                }
                continue;
            }
            line.push(' ');
            if !embedded.is_empty() {
                let _ = write!(line, "{embedded}^");
            }
            line.push_str(&field.json);
            if field.omit_empty {
                line.push('?');
            }
            if field.omit_zero {
                line.push('~');
            }
            self.marks(owner, &field.json, line);
            line.push(':');
            self.shape(&field.ty, line);
            self.property(owner, &field.json, line);
        }
    }

    /// Appends `!` for a required field, `>NN` for the first minor and `<NN` for the last that has it.
    fn marks(&self, owner: &str, field: &str, line: &mut String) {
        let schema = schema_name(owner);
        let Some((_, newest)) = self.documents.last_key_value() else { return };
        if newest.requires(&schema, field) {
            line.push('!');
        }
        let known: Vec<(u32, bool)> = self
            .documents
            .iter()
            .filter_map(|(&minor, documents)| Some((minor, documents.fields(&schema)?.contains(field))))
            .collect();
        if !known.iter().any(|&(_, has)| has) {
            return;
        }
        if let Some(&(first, _)) = known.iter().find(|&&(_, has)| has)
            && known.first().is_some_and(|&(minor, _)| minor < first)
        {
            let _ = write!(line, ">{first}");
        }
        if let Some(&(last, _)) = known.iter().rev().find(|&&(_, has)| has)
            && known.last().is_some_and(|&(minor, _)| minor > last)
        {
            let _ = write!(line, "<{last}");
        }
    }

    /// Appends the list type and the default, where the newest document states one that says something.
    fn property(&self, owner: &str, field: &str, line: &mut String) {
        let Some((_, newest)) = self.documents.last_key_value() else { return };
        let property = newest.property(&schema_name(owner), field);
        match property["x-kubernetes-list-type"].as_str() {
            Some("map") => {
                let keys: Vec<_> = property["x-kubernetes-list-map-keys"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(Value::as_str)
                    .collect();
                let _ = write!(line, "%{}", keys.join(","));
            }
            Some("set") => line.push('%'),
            _ => {}
        }
        let default = &property["default"];
        let says_nothing = match default {
            Value::Null => true,
            Value::Object(map) => map.is_empty(),
            Value::String(text) => text.is_empty(),
            Value::Number(number) => number.as_f64() == Some(0.0),
            Value::Bool(value) => !value,
            Value::Array(items) => items.is_empty(),
        };
        if !says_nothing {
            let text = default.as_str().map_or_else(|| default.to_string(), str::to_owned);
            let _ = write!(line, "@{text}");
        }
    }

    /// Appends fields that the Go type has no more, from the newest document that has them.
    fn lost_fields(&mut self, owner: &str, line: &mut String) {
        let schema = schema_name(owner);
        let Some((_, newest)) = self.documents.last_key_value() else { return };
        let Some(present) = newest.fields(&schema) else { return };
        let mut seen: Vec<String> = present.iter().map(|name| (*name).to_owned()).collect();
        for (minor, documents) in self.documents.iter().rev().skip(1) {
            for field in documents.fields(&schema).unwrap_or_default() {
                if seen.iter().any(|name| name == field) {
                    continue;
                }
                seen.push(field.to_owned());
                let first = self
                    .documents
                    .iter()
                    .find(|(_, documents)| {
                        documents.fields(&schema).is_some_and(|fields| fields.contains(field))
                    })
                    .map_or(*minor, |(&first, _)| first);
                let oldest = self.documents.first_key_value().map_or(first, |(&oldest, _)| oldest);
                let shape = self.lost_shape(documents.property(&schema, field));
                let since = if first > oldest { format!(">{first}") } else { String::new() };
                let _ = write!(line, " {field}?{since}<{minor}:{shape}");
                self.lost.push(format!("{owner}.{field} until 1.{minor}: {shape}"));
            }
        }
    }

    /// The shape of a property, without Go's names; objects are taken as they are.
    fn lost_shape(&mut self, property: &Value) -> String {
        match property["type"].as_str() {
            Some("string") if property["format"] == "date-time" => "T".to_owned(),
            Some("string") => "s".to_owned(),
            Some("boolean") => "*b".to_owned(),
            Some("integer") if property["format"] == "int64" => "*l".to_owned(),
            Some("integer") => "*i".to_owned(),
            Some("array") => format!("[{}", self.lost_shape(&property["items"])),
            _ => {
                let reference = property.pointer("/$ref").or_else(|| property.pointer("/allOf/0/$ref"));
                let reference = reference.and_then(Value::as_str);
                let schema = reference.and_then(|reference| reference.rsplit('/').next()).unwrap_or("");
                let Some(name) = go_name(self.packages, schema) else { return "*R".to_owned() };
                let mut shape = String::new();
                self.shape(&GoType::Pointer(Box::new(GoType::Name(name))), &mut shape);
                shape
            }
        }
    }

    fn shape(&mut self, ty: &GoType, line: &mut String) {
        match ty {
            GoType::Pointer(inner) => {
                line.push('*');
                self.shape(inner, line);
            }
            GoType::List(inner) if **inner == GoType::Name("byte".to_owned()) => line.push('B'),
            GoType::List(inner) => {
                line.push('[');
                self.shape(inner, line);
            }
            GoType::Map(key, value) => {
                line.push('{');
                if let GoType::Name(name) = &**key
                    && name != "string"
                {
                    let at = self.of(name);
                    let _ = write!(line, "{at}}}");
                }
                self.shape(value, line);
            }
            GoType::Name(name) => {
                if let Some(leaf) = leaf(name) {
                    line.push(leaf);
                } else {
                    let at = self.of(name);
                    let _ = write!(line, "{at}");
                }
            }
        }
    }
}
