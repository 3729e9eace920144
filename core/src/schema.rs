//! Decoding: from a document's tree to objects with the types of their fields, as the API server decodes a request.

mod api_version;
mod complete;
pub(crate) mod definition;
pub(crate) mod expression;
mod faults;
pub(crate) mod gateway;
mod hover;
mod kinds;
mod overlay;
pub(crate) mod pattern;
pub mod quantity;
mod stored;
pub(crate) mod structural;
mod table;
mod trail;
mod typed;
pub(crate) mod untyped;

use crate::assumptions::{Assumptions, Version};
use crate::diagnostic::{Code, Problem, Severity};
use crate::field_path::FieldPath;
use crate::source::TextRange;
use crate::syntax::Document;
use crate::syntax::tree::{NodeKind, NodeRef};
use crate::value::{Data, Origin, Sourced, Value};
use faults::Fault;
use untyped::Budget;

pub use api_version::group;
pub use complete::{Completion, Suggestion, complete};
pub use hover::{FieldFacts, hover};
pub use kinds::{KindStatus, is_namespaced, kind, similar_kinds};
pub use overlay::Descriptions;
pub use stored::store;
pub(crate) use stored::store_metadata;

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
    /// Whether it refuses unknown and duplicate fields alone.
    pub is_refused_strictly: bool,
    /// The document is broken: what is absent may only be unread.
    pub partial: bool,
}

impl Manifest {
    /// `apiVersion` and `kind`, `""` where one is absent.
    pub fn head(&self) -> (&str, &str) {
        let (api_version, kind) = (self.api_version.as_ref(), self.kind.as_ref());
        (api_version.map_or("", |part| &part.value), kind.map_or("", |part| &part.value))
    }

    /// Says whether the object was read from a cluster, which alone gives a `metadata.uid`: it is stored already.
    pub fn is_observed(&self, assumptions: &Assumptions) -> bool {
        !assumptions.as_manifests && !self.value.get("metadata").str("uid").is_empty()
    }
}

/// Decodes the objects of a document: the document itself, or the items of a `List` or a typed list (`ServiceList`).
///
/// Kinds that the version serves are decoded with their types, all faults of each object reported; other kinds are
/// kept as they are. A document without content, and one whose root is not a map, has no objects.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/unstructured/unstructured.go decodeToList
pub fn decode(document: &Document, version: Version) -> Vec<Manifest> {
    let Some(root) = document.tree.root().map(NodeRef::resolved) else { return Vec::new() };
    let mut budget = Budget::of(document);
    let mut manifests = Vec::new();
    // Lists may hold lists; the next node to take is the last.
    let mut open = vec![(root, Head::of(root))];
    while let Some((node, head)) = open.pop() {
        if !budget.take() {
            break;
        }
        let items = node.field("items").filter(|items| items.value.kind() == NodeKind::Sequence);
        let listed = head.kind.as_ref().and_then(|kind| kind.value.strip_suffix("List"));
        let (Some(items), Some(item_kind)) = (items, listed) else {
            manifests.extend(manifest(node, head, version, &mut budget));
            continue;
        };
        let first = open.len();
        open.extend(items.value.items().map(|item| (item, Head::of(item).or_implied_by(&head, item_kind))));
        if let Some(items) = open.get_mut(first..) {
            items.reverse();
        }
    }
    manifests
}

/// What an object says it is.
struct Head {
    api_version: Option<Sourced<String>>,
    kind: Option<Sourced<String>>,
}

impl Head {
    fn of(node: NodeRef<'_>) -> Self {
        let text = |name: &str| {
            let node = node.field(name)?.value;
            match untyped::scalar(node) {
                Data::String(text) if !text.is_empty() && node.kind() == NodeKind::Scalar => {
                    Some(Sourced { value: text.into(), origin: Origin::Written(node.range()) })
                }
                _ => None,
            }
        };
        Self { api_version: text("apiVersion"), kind: text("kind") }
    }

    /// What an item of a typed list is where it does not say it.
    fn or_implied_by(self, list: &Head, item_kind: &str) -> Self {
        if self.kind.is_some() || item_kind.is_empty() {
            return self;
        }
        let implied =
            |text: &str| Sourced { value: text.to_owned(), origin: Origin::Defaulted("the list's kind") };
        let api_version = list.api_version.as_ref().map(|version| implied(&version.value));
        Self { api_version, kind: Some(implied(item_kind)) }
    }
}

fn manifest(node: NodeRef<'_>, head: Head, version: Version, budget: &mut Budget) -> Option<Manifest> {
    let partial = node.tree.broken;
    if node.kind() != NodeKind::Mapping || node.children().next().is_none() {
        return None;
    }
    let api_version = head.api_version.as_ref().map_or("", |text| &*text.value);
    let kind_name = head.kind.as_ref().map_or("", |text| &*text.value);
    let mut faults = Vec::new();
    let ty = table::table().kind(api_version, kind_name).and_then(|entry| entry.ty);
    let mut problems = Vec::new();
    let mut value = if let Some(ty) = ty.filter(|_| kind(api_version, kind_name, version).is_served()) {
        typed::object(node, ty, version, budget, &mut faults)
    } else {
        problems = head_problems(node, &head, version, partial);
        custom_object(node, api_version, version, budget, &mut faults)
    };
    for (name, part) in [("kind", &head.kind), ("apiVersion", &head.api_version)] {
        if let Some(part) = part.as_ref().filter(|_| !value.has(name)) {
            value.set(name, Value { data: part.value.as_str().into(), origin: part.origin });
        }
    }
    let refusal = faults::refusal(api_version, kind_name, &faults);
    let is_refused_strictly =
        !faults.is_empty() && faults.iter().all(|fault| fault.weight == faults::Weight::Strict);
    problems.extend(faults.into_iter().map(|fault| fault.problem));
    problems.sort_by_key(|problem| (problem.range, problem.code));
    Some(Manifest {
        api_version: head.api_version,
        kind: head.kind,
        range: node.range(),
        value,
        problems,
        refusal,
        is_refused_strictly,
        partial,
    })
}

/// Reads an object of a kind without types. Of Gateway API objects the metadata is decoded as the server does.
fn custom_object(
    node: NodeRef<'_>,
    api_version: &str,
    version: Version,
    budget: &mut Budget,
    faults: &mut Vec<Fault>,
) -> Value {
    let mut value = untyped::read(node, budget, untyped::DEPTH_LIMIT);
    let metadata = node.field("metadata").filter(|_| api_version.starts_with("gateway.networking.k8s.io/"));
    if let Some(metadata) = metadata {
        match typed::custom_metadata(metadata.value, version, budget, faults) {
            Some(metadata) => value.set("metadata", metadata),
            None => drop(value.remove("metadata")),
        }
    }
    value
}

/// What is wrong with an object that does not say what it is, or says a kind that does not exist.
fn head_problems(node: NodeRef<'_>, head: &Head, version: Version, partial: bool) -> Vec<Problem> {
    let start = node.fields().first().map_or(node.range(), |field| field.key_range);
    let missing = |name: &str, severity: Severity| {
        let mut problem = Problem::new(Code::KIND_MISSING, start, format!("`{name}` is missing"));
        problem.severity = severity;
        problem.help = Some("every object names its `apiVersion` and its `kind`".to_owned());
        problem.path = Some(FieldPath::default().child(name));
        vec![problem]
    };
    match (&head.api_version, &head.kind) {
        _ if partial => Vec::new(),
        (None, None) => {
            // Values files, patches and the like lie beside manifests and are not manifests.
            let looks_like_object = node.field("metadata").is_some() || node.field("spec").is_some();
            missing("kind", if looks_like_object { Severity::Error } else { Severity::Hint })
        }
        (_, None) => missing("kind", Severity::Error),
        (None, _) => missing("apiVersion", Severity::Error),
        (Some(api_version), Some(kind_name)) => {
            let (name, api_version_text) = (&kind_name.value, &api_version.value);
            let (message, help) = match kind(api_version_text, name, version) {
                KindStatus::UnknownInBuiltinGroup => {
                    (format!("`{api_version_text}` has no kind `{name}`"), None)
                }
                KindStatus::NotYet { since } => (
                    format!("`{api_version_text} {name}` does not exist in Kubernetes {version}"),
                    Some(format!("Kubernetes has it since 1.{since}")),
                ),
                KindStatus::Served { .. }
                | KindStatus::Preview { .. }
                | KindStatus::Removed { .. }
                | KindStatus::Foreign => return Vec::new(),
            };
            let range = kind_name.range().unwrap_or(start);
            let mut problem = Problem::new(Code::KIND_UNKNOWN, range, message);
            problem.path = Some(FieldPath::default().child("kind"));
            if help.is_some() {
                problem.help = help;
                return vec![problem];
            }
            let similar = similar_kinds(&api_version.value, &kind_name.value, version);
            if !similar.is_empty() {
                problem.help = Some(format!("did you mean `{}`?", similar.join("` or `")));
            }
            vec![problem]
        }
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
        let nested = "kind: List\nitems:\n- {kind: List, items: [{kind: A, apiVersion: v1}]}\n- {kind: B}\n";
        let kinds: Vec<_> = manifests(nested).into_iter().map(|item| item.kind.unwrap().value).collect();
        assert_eq!(kinds, ["A", "B"]);
    }

    #[test]
    fn integral_floats_are_whole_numbers() {
        let found = manifests("a: 8e1\nb: 80.5\nc: 0x10\n");
        assert_eq!(found[0].value.int("a"), 80);
        assert_eq!(found[0].value.get("b").data, crate::value::Data::Float(80.5));
        assert_eq!(found[0].value.int("c"), 16);
    }
}
