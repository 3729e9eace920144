//! Decoding: from a document's tree to objects with the types of their fields, as the API server decodes a request.

pub mod quantity;
mod untyped;

use crate::assumptions::Version;
use crate::diagnostic::Problem;
use crate::object::Sourced;
use crate::source::TextRange;
use crate::syntax::Document;
use crate::value::{Origin, Value};

/// One object of a document as decoded: an item of a `List` is one, too.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// `apiVersion`; `None` where it is absent or no text. An item of a typed list has the one its list implies.
    pub api_version: Option<Sourced<String>>,
    /// `kind`; `None` where it is absent or no text. An item of a typed list has the one its list implies.
    pub kind: Option<Sourced<String>>,
    /// The whole object's place.
    pub range: TextRange,
    /// The object: values have the type of their field, what could not be decoded is left out.
    pub value: Value,
    /// Everything that is wrong with fields and types, in source order.
    pub problems: Vec<Problem>,
    /// The API server's message where it refuses to decode the object (status 400): the first wrong type, else all
    /// unknown and duplicate fields.
    pub refusal: Option<String>,
    /// The document is broken: what is absent may only be unread.
    pub partial: bool,
}

/// Decodes the objects of a document: the document itself, or the items of a `List` or a typed list (`ServiceList`).
///
/// A document without content, and one whose root is no map, has none.
pub fn decode(document: &Document, version: Version) -> Vec<Manifest> {
    let _ = version;
    let Some(root) = document.tree.root() else { return Vec::new() };
    let value = untyped::value(root);
    if value.as_entries().is_empty() {
        return Vec::new();
    }
    let partial = document.tree.broken;
    let kind = value.str("kind");
    let Some(item_kind) = kind.strip_suffix("List").filter(|_| value.get("items").is_list()) else {
        return vec![manifest(value, root.range(), partial)];
    };
    let implied = |text: &str| Value { data: text.into(), origin: Origin::Defaulted("the list's kind") };
    let (api_version, item_kind) = (value.str("apiVersion").to_owned(), item_kind.to_owned());
    let Some(items) = value.into_field("items") else { return Vec::new() };
    items
        .into_items()
        .into_iter()
        .filter(|item| !item.as_entries().is_empty())
        .map(|mut item| {
            if !item_kind.is_empty() && !item.has("kind") {
                item.set("kind", implied(&item_kind));
                item.set("apiVersion", implied(&api_version));
            }
            let range = item.range().unwrap_or_default();
            manifest(item, range, partial)
        })
        .collect()
}

fn manifest(value: Value, range: TextRange, partial: bool) -> Manifest {
    let text = |name: &str| crate::object::text(value.get(name));
    Manifest {
        api_version: text("apiVersion"),
        kind: text("kind"),
        range,
        problems: Vec::new(),
        refusal: None,
        partial,
        value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, read};
    use std::sync::Arc;

    fn manifests(text: &str) -> Vec<Manifest> {
        decode(&read(&Arc::from(text), Format::Yaml), Version::NEWEST)
    }

    #[test]
    fn items_of_lists_are_objects_and_get_the_kind_of_a_typed_list() {
        let plain = manifests("apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {on: 'x', b: null}}\n");
        assert_eq!(plain.len(), 1);
        assert_eq!(plain[0].value.get("metadata").get("labels").str("true"), "x");
        let text = "apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: a}\n- kind: Pod\n  apiVersion: v1\n";
        let listed = manifests(text);
        let kinds: Vec<_> = listed.iter().map(|item| item.kind.as_ref().unwrap().value.as_str()).collect();
        assert_eq!(kinds, ["Service", "Pod"]);
        assert_eq!(listed[0].api_version.as_ref().unwrap().value, "v1");
        assert_eq!(listed[0].range.start as usize, text.find("metadata").unwrap());
    }

    #[test]
    fn integral_floats_are_whole_numbers() {
        let found = manifests("a: 8e1\nb: 80.5\nc: 0x10\n");
        assert_eq!(found[0].value.int("a"), 80);
        assert_eq!(found[0].value.get("b").data, crate::value::Data::Float(80.5));
        assert_eq!(found[0].value.int("c"), 16);
    }
}
