//! Writes the Gateway API's definitions as a table: its kinds, its texts, and one line for each distinct schema.
//!
//! Definitions repeat themselves: nine tenths of their schemas are equal to another one. The form is explained in
//! core/src/schema/gateway.rs.

use super::cel;
use anyhow::{Context, Result};
use portolan_core::assumptions::Version;
use portolan_core::schema::decode;
use portolan_core::syntax::{Format, read, split};
use portolan_core::value::json::json;
use portolan_core::value::{Data, Value};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Arc;

/// The version of the module that holds the definitions.
pub(crate) const GATEWAY_API: &str = "v1.7.0";

const CHANNELS: [&str; 2] = ["standard", "experimental"];

/// Writes the table of the definitions in a module's folder.
pub(crate) fn write(module: &Path) -> Result<String> {
    let mut table = Table::default();
    let mut kinds: BTreeMap<(String, String), Kind> = BTreeMap::new();
    for (channel, name) in CHANNELS.into_iter().enumerate() {
        let folder = module.join("config/crd").join(name);
        let mut files: Vec<_> = fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.sort();
        for file in files {
            let text = fs::read_to_string(&file)?;
            for definition in definitions(&text) {
                table
                    .definition(&definition, channel, &mut kinds)
                    .with_context(|| file.display().to_string())?;
            }
        }
    }
    let mut out = format!(
        "# Written by `cargo xtask schema`; do not edit. The form is explained in gateway.rs.\n# sigs.k8s.io/gateway-api {GATEWAY_API}\n"
    );
    for ((api_version, kind), found) in &kinds {
        let [standard, experimental] =
            found.roots.map(|root| root.map_or("-".to_owned(), |root: usize| root.to_string()));
        let deprecated = found.deprecated.map(|text| format!(" {text}")).unwrap_or_default();
        let _ = writeln!(
            out,
            "{api_version} {kind} {}{} {standard} {experimental}{deprecated}",
            if found.namespaced { 'n' } else { 'c' },
            if found.has_status { "s" } else { "" },
        );
    }
    for part in [&table.texts, &table.nodes] {
        out.push_str("---\n");
        for line in &part.lines {
            out.push_str(line);
            out.push('\n');
        }
    }
    Ok(out)
}

/// The definitions in a file.
fn definitions(text: &str) -> Vec<Value> {
    let mut out = Vec::new();
    for chunk in split("definition.yaml", text).chunks {
        let part = text.get(chunk.range.start as usize..chunk.range.end as usize).unwrap_or("");
        let manifests = decode(&read(&Arc::from(part), Format::Yaml), Version::NEWEST);
        out.extend(
            manifests
                .into_iter()
                .map(|manifest| manifest.value)
                .filter(|value| value.str("kind") == "CustomResourceDefinition"),
        );
    }
    out
}

struct Kind {
    namespaced: bool,
    has_status: bool,
    roots: [Option<usize>; 2],
    deprecated: Option<usize>,
}

/// Distinct lines, by number.
#[derive(Default)]
struct Lines {
    lines: Vec<String>,
    numbers: HashMap<String, usize>,
}

impl Lines {
    fn of(&mut self, line: String) -> usize {
        if let Some(number) = self.numbers.get(&line) {
            return *number;
        }
        let number = self.lines.len();
        self.lines.push(line.clone());
        self.numbers.insert(line, number);
        number
    }
}

#[derive(Default)]
struct Table {
    texts: Lines,
    nodes: Lines,
}

impl Table {
    fn definition(
        &mut self,
        definition: &Value,
        channel: usize,
        kinds: &mut BTreeMap<(String, String), Kind>,
    ) -> Result<()> {
        let spec = definition.get("spec");
        for version in spec.list("versions") {
            if version.bool("served") != Some(true) {
                continue;
            }
            let schema = version.get("schema").get("openAPIV3Schema");
            let has_status = version.get("subresources").has("status");
            let root = self.node(schema, Part::Root { has_status })?;
            let deprecated = (version.bool("deprecated") == Some(true))
                .then(|| self.texts.of(version.str("deprecationWarning").to_owned()));
            let api_version = format!("{}/{}", spec.str("group"), version.str("name"));
            let kind = kinds.entry((api_version, spec.get("names").str("kind").to_owned())).or_insert(Kind {
                namespaced: spec.str("scope") == "Namespaced",
                has_status,
                roots: [None; 2],
                deprecated,
            });
            if let Some(slot) = kind.roots.get_mut(channel) {
                *slot = Some(root);
            }
        }
        Ok(())
    }

    /// The number of a schema's line.
    fn node(&mut self, schema: &Value, part: Part) -> Result<usize> {
        // What is written into a status is dropped; only its fields' names are checked.
        let is_bare = part == Part::Status;
        let inner = if is_bare { Part::Status } else { Part::Other };
        let mut line = match schema.str("type") {
            _ if is_bare => "x",
            "object" => "o",
            "string" => "s",
            "integer" => "i",
            "number" => "n",
            "boolean" => "b",
            "array" => "a",
            _ => "x",
        }
        .to_owned();
        if schema.bool("x-kubernetes-preserve-unknown-fields") == Some(true) {
            line.push_str(" p");
        }
        if !is_bare {
            self.checks(schema, &mut line)?;
        }
        for (token, field) in [(" I", "items"), (" A", "additionalProperties")] {
            if matches!(schema.get(field).data, Data::Map(_)) {
                let _ = write!(line, "{token}{}", self.node(schema.get(field), inner)?);
            }
        }
        let required: Vec<&str> = schema.list("required").iter().filter_map(Value::as_str).collect();
        let properties = schema.entries("properties");
        if !properties.is_empty() {
            line.push_str(" ;");
        }
        for property in properties {
            let part = match (part, &*property.key) {
                (Part::Root { .. }, "apiVersion" | "kind" | "metadata") => continue,
                (Part::Root { has_status: true }, "status") => Part::Status,
                _ => inner,
            };
            let number = self.node(&property.value, part)?;
            let mark = if required.contains(&&*property.key) && !is_bare { "!" } else { "" };
            let _ = write!(line, " {}{mark}:{number}", property.key);
        }
        Ok(self.nodes.of(line))
    }

    /// Everything that is checked of a value itself.
    fn checks(&mut self, schema: &Value, line: &mut String) -> Result<()> {
        for (token, fields) in [
            ("m", ["minLength", "minItems", "minProperties"].as_slice()),
            ("M", &["maxLength", "maxItems", "maxProperties"]),
            ("g", &["minimum"]),
            ("l", &["maximum"]),
        ] {
            for field in fields.iter().filter(|field| schema.has(field)) {
                match schema.get(field).data {
                    Data::Float(number) => drop(write!(line, " {token}{number}")),
                    _ => drop(write!(line, " {token}{}", schema.int(field))),
                }
            }
        }
        if schema.has("format") {
            let _ = write!(line, " f{}", schema.str("format"));
        }
        if schema.has("pattern") {
            let _ = write!(line, " ~{}", self.texts.of(schema.str("pattern").to_owned()));
        }
        if schema.has("default") {
            let _ = write!(line, " ={}", self.texts.of(json(schema.get("default"))));
        }
        if schema.has("enum") {
            let plain = |value: &Value| value.as_str().map_or_else(|| json(value), str::to_owned);
            let values: Vec<String> = schema.list("enum").iter().map(plain).collect();
            let _ = write!(line, " e{}", self.texts.of(values.join("|")));
        }
        match schema.str("x-kubernetes-list-type") {
            "map" => {
                let keys: Vec<&str> =
                    schema.list("x-kubernetes-list-map-keys").iter().filter_map(Value::as_str).collect();
                let _ = write!(line, " L{}", keys.join(","));
            }
            "set" => line.push_str(" S"),
            _ => {}
        }
        for rule in schema.list("x-kubernetes-validations") {
            let tree = cel::tree(rule.str("rule"))?;
            let message = rule.str("message");
            anyhow::ensure!(
                rule.as_entries().iter().all(|entry| matches!(&*entry.key, "rule" | "message")),
                "a rule with more than a message: {rule:?}"
            );
            let _ = write!(line, " r{}", self.texts.of(format!("{message}\t{tree}")));
        }
        for (token, field) in [("O", "oneOf"), ("Y", "anyOf"), ("D", "allOf")] {
            let numbers: Vec<String> = schema
                .list(field)
                .iter()
                .map(|part| Ok(self.node(part, Part::Other)?.to_string()))
                .collect::<Result<_>>()?;
            if !numbers.is_empty() {
                let _ = write!(line, " {token}{}", numbers.join(","));
            }
        }
        if schema.has("not") {
            let _ = write!(line, " N{}", self.node(schema.get("not"), Part::Other)?);
        }
        Ok(())
    }
}

/// Where in a definition a schema stands.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Root { has_status: bool },
    Status,
    Other,
}
