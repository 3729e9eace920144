//! The Gateway API's kinds, from the table that `cargo xtask schema` writes of its definitions.
//!
//! The table has three parts, divided by `---`:
//!
//! ```text
//! apiVersion Kind SCOPE STANDARD EXPERIMENTAL [DEPRECATION]   scope n or c, s if there is a status; schema or -
//! text                                                       patterns, JSON, `A|B`, or `message<tab>rule`
//! TYPE TOKEN… ; name:SCHEMA name!:SCHEMA                      ! is required
//! ```
//!
//! A token is a letter and a number: `m`, `M` least and most characters, items or properties, `g`, `l` least and
//! greatest number, `f` format; of a text `~` pattern, `=` default, `e` enumeration, `r` rule; of schemas `I` items, `A`
//! other keys, `O` oneOf, `Y` anyOf, `D` allOf, `N` not; `L` a map's keys; `S` a set; `p` keeps unknown fields.

use super::expression::Expression;
use super::pattern::Pattern;
use super::structural::{
    Additional, Bounds, Definition, Limit, ListType, Rule, Schema, SchemaId, Schemas, Type,
};
use super::untyped;
use crate::assumptions::GatewayChannel;
use crate::value::{Map, Value};
use std::sync::LazyLock;

/// Why a definition's default is there.
pub(crate) const DEFAULT: &str = "the default of its CustomResourceDefinition";

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::read(include_str!("gateway.txt")));

/// The table as read.
#[derive(Debug, Default)]
struct Table {
    schemas: Schemas,
    standard: Vec<Definition>,
    experimental: Vec<Definition>,
}

/// The definition of a Gateway API kind in a channel.
pub(crate) fn definition(
    channel: GatewayChannel,
    api_version: &str,
    kind: &str,
) -> Option<(&'static Schemas, &'static Definition)> {
    // Most kinds are of other groups; they do not make the table be read.
    if !api_version.starts_with("gateway.networking.") {
        return None;
    }
    let table = &*TABLE;
    let list = match channel {
        GatewayChannel::Standard => &table.standard,
        GatewayChannel::Experimental => &table.experimental,
    };
    let found = list.iter().find(|entry| *entry.api_version == *api_version && *entry.kind == *kind)?;
    Some((&table.schemas, found))
}

/// Says whether objects of a kind of the Gateway API live in namespaces; `None` for any other kind.
pub(crate) fn is_namespaced(group: &str, kind: &str) -> Option<bool> {
    if !group.starts_with("gateway.networking.") {
        return None;
    }
    let mut all = TABLE.standard.iter().chain(&TABLE.experimental);
    let found = all.find(|entry| *entry.kind == *kind && super::group(&entry.api_version) == group)?;
    Some(found.namespaced)
}

impl Table {
    fn read(text: &str) -> Self {
        let mut parts = text.split("---\n");
        let mut part = || parts.next().unwrap_or("");
        let (kinds, texts, nodes) = (part(), part(), part());
        let texts: Vec<&str> = texts.lines().collect();
        let mut table = Self::default();
        for line in nodes.lines() {
            let schema = schema(line, &texts, &table.schemas);
            table.schemas.add(schema);
        }
        for line in kinds.lines().filter(|line| !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            let [api_version, kind, scope, standard, experimental, rest @ ..] = words.as_slice() else {
                continue;
            };
            let deprecation = rest.first().and_then(|number| texts.get(number.parse::<usize>().ok()?));
            for (list, root) in [(&mut table.standard, standard), (&mut table.experimental, experimental)] {
                let Some(root) = root.parse().ok().and_then(|number| table.schemas.id(number)) else {
                    continue;
                };
                list.push(Definition {
                    api_version: (*api_version).into(),
                    kind: (*kind).into(),
                    namespaced: scope.starts_with('n'),
                    has_status: scope.ends_with('s'),
                    deprecation: deprecation.map(|text| (*text).into()),
                    root: Some(root),
                });
            }
        }
        table
    }
}

fn schema(line: &str, texts: &[&str], schemas: &Schemas) -> Schema {
    let (tokens, properties) = line.split_once(" ;").unwrap_or((line, ""));
    let mut tokens = tokens.split(' ');
    let mut schema = Schema {
        kind: match tokens.next() {
            Some("o") => Type::Object,
            Some("s") => Type::String,
            Some("i") => Type::Integer,
            Some("n") => Type::Number,
            Some("b") => Type::Boolean,
            Some("a") => Type::Array,
            _ => Type::Any,
        },
        ..Schema::default()
    };
    for token in tokens {
        let mut chars = token.chars();
        let Some(letter) = chars.next() else { continue };
        let rest = chars.as_str();
        let text = || texts.get(rest.parse::<usize>().ok()?).copied();
        let ids = || rest.split(',').filter_map(|number| schemas.id(number.parse().ok()?));
        let limit = || Some(Limit { number: rest.parse().ok()?, is_exclusive: false });
        match letter {
            'm' => bounds(&mut schema).least = rest.parse().ok(),
            'M' => bounds(&mut schema).most = rest.parse().ok(),
            'g' => schema.minimum = limit(),
            'l' => schema.maximum = limit(),
            'f' => schema.format = rest.into(),
            '~' => schema.pattern = text().map(|text| (text.into(), Pattern::read(text))),
            '=' => schema.default = text().map(default),
            'e' => {
                let values = text().unwrap_or("").split('|');
                let is_number = matches!(schema.kind, Type::Integer | Type::Number);
                schema.enumeration = values
                    .map(|value| match value.parse::<i64>() {
                        Ok(number) if is_number => Value::defaulted(number, DEFAULT),
                        _ => Value::defaulted(value, DEFAULT),
                    })
                    .collect();
            }
            'r' => schema.rules.extend(text().and_then(rule)),
            'I' => schema.items = ids().next(),
            'A' => schema.additional = ids().next().map_or(Additional::None, Additional::Schema),
            'O' => schema.one_of = ids().collect(),
            'Y' => schema.any_of = ids().collect(),
            'D' => schema.all_of = ids().collect(),
            'N' => schema.not = ids().next(),
            'L' => schema.list_type = ListType::Map(rest.split(',').map(Into::into).collect()),
            'S' => schema.list_type = ListType::Set,
            'p' => schema.preserves = true,
            _ => {}
        }
    }
    for property in properties.split(' ').filter(|property| !property.is_empty()) {
        let Some((name, number)) = property.split_once(':') else { continue };
        let Some(id): Option<SchemaId> = number.parse().ok().and_then(|number| schemas.id(number)) else {
            continue;
        };
        let plain = name.trim_end_matches('!');
        if plain != name {
            schema.required.push(plain.into());
        }
        schema.properties.push((plain.into(), id));
    }
    schema
}

/// What a schema's least and most count.
fn bounds(schema: &mut Schema) -> &mut Bounds {
    match schema.kind {
        Type::Object => &mut schema.properties_count,
        Type::Array => &mut schema.items_count,
        _ => &mut schema.length,
    }
}

fn rule(line: &str) -> Option<Rule> {
    let (message, tree) = line.split_once('\t')?;
    let expression = Expression::read(tree)?;
    let uses_old = expression.uses("oldSelf");
    Some(Rule { message: message.into(), expression, uses_old })
}

/// A default from its JSON.
fn default(json: &str) -> Value {
    untyped::read_json(json, DEFAULT).unwrap_or_else(|| Value::defaulted(Map::default(), DEFAULT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table_is_understood() {
        let text = include_str!("gateway.txt");
        let mut parts = text.split("---\n").skip(1);
        let texts: Vec<&str> = parts.next().unwrap().lines().collect();
        let nodes: Vec<&str> = parts.next().unwrap().lines().collect();
        for text in texts.iter().filter(|text| text.contains('\t')) {
            assert!(rule(text).is_some(), "{text}");
        }
        let mut schemas = Schemas::default();
        let mut rules = 0;
        for line in nodes {
            let schema = schema(line, &texts, &schemas);
            let wanted =
                |letter: char| line.split(" ;").next().unwrap().matches(&format!(" {letter}")).count();
            assert_eq!(schema.rules.len(), wanted('r'), "{line}");
            assert_eq!(schema.properties.len(), line.matches(':').count(), "{line}");
            assert_eq!(schema.default.is_some(), wanted('=') == 1, "{line}");
            if let Some((pattern, read)) = &schema.pattern {
                assert!(read.is_some(), "{pattern}");
            }
            rules += schema.rules.len();
            schemas.add(schema);
        }
        assert!(rules > 100);
    }

    #[test]
    fn kinds_differ_by_channel() {
        let find = |channel, version, kind| definition(channel, version, kind).is_some();
        let (standard, experimental) = (GatewayChannel::Standard, GatewayChannel::Experimental);
        assert!(find(standard, "gateway.networking.k8s.io/v1", "HTTPRoute"));
        assert!(find(experimental, "gateway.networking.k8s.io/v1alpha2", "TCPRoute"));
        assert!(!find(standard, "gateway.networking.k8s.io/v1alpha2", "TCPRoute"));
        assert!(!find(experimental, "example.com/v1", "HTTPRoute"));
    }
}
