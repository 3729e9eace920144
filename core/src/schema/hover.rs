//! What is known of the field under the cursor.

use super::overlay::{self, Descriptions};
use super::table::{Field, Shape, ShapeKind, Type, table};
use super::{Head, kind};
use crate::assumptions::Version;
use crate::field_path::FieldPath;
use crate::source::TextRange;
use crate::syntax::Document;
use crate::syntax::tree::{NodeKind, NodeRef};

/// What is known of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldFacts {
    /// The key under the cursor, or the one whose value is.
    pub range: TextRange,
    /// The path of the field in its object.
    pub path: FieldPath,
    /// The type in Go's words, such as `[]v1.ServicePort`.
    pub type_name: String,
    /// The first sentence of the documents' description.
    pub description: Option<String>,
    /// What text must look like, in words.
    pub format: Option<&'static str>,
    /// The values it takes, where they are listed.
    pub values: Vec<&'static str>,
    /// The default that the documents state.
    pub default: Option<&'static str>,
    /// The documents call it required.
    pub required: bool,
    /// The fields by which the items of the list are told apart, joined by commas.
    pub list_keys: Option<&'static str>,
    /// The first minor that has it, if it is one of the known ones.
    pub since: Option<u8>,
    /// The last minor that has it, if it is gone.
    pub until: Option<u8>,
}

impl FieldFacts {
    pub(super) fn new(
        owner: &Type,
        field: &Field,
        range: TextRange,
        path: FieldPath,
        descriptions: Option<Descriptions<'_>>,
    ) -> Self {
        let table = table();
        Self {
            range,
            path,
            type_name: table.go_name(field.shape.target()),
            description: descriptions
                .and_then(|descriptions| descriptions.of(table, owner, field.name))
                .map(str::to_owned),
            format: overlay::format(owner, field),
            values: overlay::values(table, owner, field),
            default: field.default,
            required: field.required,
            list_keys: field.list_keys.filter(|keys| !keys.is_empty()),
            since: (field.since > 0).then_some(field.since),
            until: (field.until < u8::MAX).then_some(field.until),
        }
    }
}

/// Tells what is known of the field at a byte offset of a document; `None` outside known fields.
///
/// `descriptions` are the words of `descriptions.txt`, where a face has them. The cost is linear in the siblings of the
/// field and of its parents.
pub fn hover(
    document: &Document,
    offset: u32,
    version: Version,
    descriptions: Option<Descriptions<'_>>,
) -> Option<FieldFacts> {
    let mut node = document.tree.root()?.resolved();
    let items = node.field("items").map(|items| items.value);
    let is_list = Head::of(node).kind.is_some_and(|kind| kind.value.ends_with("List"));
    if is_list && let Some(items) = items.filter(|items| items.kind() == NodeKind::Sequence) {
        node = items.items().find(|item| item.range().touches(offset))?;
    }
    let head = Head::of(node);
    let (api_version, kind_name) = (head.api_version?.value, head.kind?.value);
    if !kind(&api_version, &kind_name, version).is_served() {
        return None;
    }
    let mut owner = table().ty(table().kind(&api_version, &kind_name)?.ty?)?;
    let mut path = FieldPath::default();
    let mut found = None;
    while let Some((key, value)) = entry_at(node, offset) {
        let name = key.key_text().ok()?;
        let Some(field) = owner.field(&name).filter(|field| field.exists(version)) else { break };
        path = path.child(&name);
        found = Some((owner, field, key.range(), path.clone()));
        match inside(value, field.shape, offset, path) {
            Some((next, next_owner, next_path)) if !key.range().touches(offset) => {
                (node, owner, path) = (next, next_owner, next_path);
            }
            _ => break,
        }
    }
    let (owner, field, range, path) = found?;
    Some(FieldFacts::new(owner, field, range, path, descriptions))
}

/// The entry of a mapping whose key or value lies at an offset.
fn entry_at(node: NodeRef<'_>, offset: u32) -> Option<(NodeRef<'_>, NodeRef<'_>)> {
    node.entries().find(|(key, value)| TextRange::new(key.range().start, value.range().end).touches(offset))
}

/// The mapping inside a value that holds an offset, with its type: through lists and maps of such mappings.
fn inside(
    value: NodeRef<'_>,
    shape: Shape,
    offset: u32,
    mut path: FieldPath,
) -> Option<(NodeRef<'_>, &'static Type, FieldPath)> {
    let mut node = value;
    let mut shape = shape;
    loop {
        match (shape.target().kind(), node.kind()) {
            (ShapeKind::List(item), NodeKind::Sequence) => {
                let (index, child) =
                    node.items().enumerate().find(|(_, item)| item.range().touches(offset))?;
                (node, shape, path) = (child, item, path.index(index));
            }
            (ShapeKind::Map(_, item), NodeKind::Mapping) => {
                let (key, child) = entry_at(node, offset)?;
                path = path.key(&key.key_text().ok()?);
                (node, shape) = (child, item);
            }
            (_, NodeKind::Mapping) => return Some((node, table().struct_of(shape)?, path)),
            _ => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Format, read};
    use std::sync::Arc;

    #[test]
    fn the_field_under_the_cursor() {
        let text = "apiVersion: v1\nkind: Service\nspec:\n  type: NodePort\n  ports:\n  - port: 80\n    protocol: TCP\n";
        let document = read(&Arc::from(text), Format::Yaml);
        let at =
            |needle: &str| hover(&document, text.find(needle).unwrap() as u32 + 1, Version::NEWEST, None);
        let kind = at("NodePort").unwrap();
        assert_eq!(
            (kind.path.to_string().as_str(), kind.type_name.as_str()),
            ("spec.type", "v1.ServiceType")
        );
        assert_eq!(kind.values, ["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]);
        let protocol = at("protocol").unwrap();
        assert_eq!(protocol.path.to_string(), "spec.ports[0].protocol");
        assert_eq!(protocol.default, Some("TCP"));
        assert_eq!(&text[protocol.range.start as usize..protocol.range.end as usize], "protocol");
        assert_eq!(at("ports:").unwrap().type_name, "[]v1.ServicePort");
    }

    #[test]
    fn items_of_lists_are_objects() {
        let text = "kind: List\napiVersion: v1\nitems:\n- kind: Pod\n  apiVersion: v1\n  spec: {hostNetwork: true}\n";
        let document = read(&Arc::from(text), Format::Yaml);
        let found = hover(&document, text.find("true").unwrap() as u32, Version::NEWEST, None).unwrap();
        assert_eq!(found.path.to_string(), "spec.hostNetwork");
        assert_eq!(found.type_name, "bool");
    }
}
