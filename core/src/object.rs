//! Objects of the input and typed views of the kinds that carry traffic.
//!
//! A view is read from the admitted value and never fails: what has the wrong shape is absent. Every part keeps its
//! [`crate::value::Origin`], so that a finding can point at it.
//!
//! A kind gets a file here if the engine must understand it; every other kind is kept by name.

pub mod cluster_policy;
pub mod endpoints;
pub mod gateway;
pub mod ingress;
pub mod key;
pub mod label_selector;
pub mod namespace;
pub mod network_policy;
pub mod node;
pub mod pod;
pub mod reference;
pub mod service;
mod view;
pub mod workload;

use crate::source::{DocumentId, Span, TextRange};
use crate::value::{Entry, Value};

pub use cluster_policy::ClusterPolicy;
pub use endpoints::{EndpointSlice, Endpoints};
pub use gateway::backend_tls_policy::BackendTlsPolicy;
pub use gateway::grant::ReferenceGrant;
pub use gateway::route::{Route, RouteKind};
pub use gateway::{Gateway, GatewayClass, ListenerSet};
pub use ingress::{Ingress, IngressClass};
pub use key::{KeyRef, ObjectKey};
pub use label_selector::LabelSelector;
pub use namespace::Namespace;
pub use network_policy::NetworkPolicy;
pub use node::Node;
pub use pod::{Pod, PodTemplate};
pub use reference::ObjectRef;
pub use service::Service;
pub use view::View;
pub use workload::Workload;

pub use crate::source::ObjectId;
pub use crate::value::Sourced;

/// A key and a value of a map such as labels, with the places of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// The key.
    pub key: String,
    /// Where the key was written.
    pub key_range: Option<TextRange>,
    /// The value.
    pub value: Sourced<String>,
}

/// An object of the input.
#[derive(Debug, Clone, PartialEq)]
pub struct Object {
    /// Its place among the objects.
    pub id: ObjectId,
    /// The document it stands in.
    pub document: DocumentId,
    /// The whole object in the document (an item of a List is a part of it).
    pub range: TextRange,
    /// `apiVersion` as written, `""` if it is not.
    pub api_version: String,
    /// `kind` as written, `""` if it is not.
    pub kind: String,
    /// `metadata.name`, or what the server makes of `generateName`; `""` if neither is written.
    pub name: String,
    /// The effective namespace, `""` for kinds that have none.
    pub namespace: String,
    /// Whether `metadata.namespace` was written.
    pub namespace_written: bool,
    /// The object as the API server would store it; as written where it refuses it.
    pub value: Value,
    /// What the object is known to be.
    pub view: View,
    /// The document is broken: what is absent here may only be unread.
    pub partial: bool,
    /// Where it comes from.
    pub provenance: Provenance,
    /// A later object of the input with the same identity, which the API server takes, replaces this one.
    pub superseded_by: Option<ObjectId>,
    /// A later object of the input has the same identity, taken or not.
    pub redefined_by: Option<ObjectId>,
    /// The API server refuses it: it is not an object of the world.
    pub refused: bool,
}

/// Where an object comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    /// A manifest, which asks for it.
    Manifest,
    /// A cluster, which has it already.
    Cluster,
}

/// Says whether an object counts in the world: it has a name, the API server takes it, and no later one replaces it.
pub fn is_in_force(object: &Object) -> bool {
    object.superseded_by.is_none() && !object.refused && !object.name.is_empty()
}

impl Object {
    /// Places a range of the object's document in the input.
    pub fn span(&self, range: TextRange) -> Span {
        range.in_document(self.document)
    }

    /// Says whether the object was read from a cluster, which has it already.
    pub fn is_observed(&self) -> bool {
        self.provenance == Provenance::Cluster
    }

    /// The labels of the object itself.
    pub fn labels(&self) -> Vec<Pair> {
        pairs(self.value.get("metadata").get("labels"))
    }

    /// An annotation's value.
    pub fn annotation(&self, key: &str) -> Option<&str> {
        self.value.get("metadata").get("annotations").get(key).as_str()
    }

    /// Names the object in a sentence: "Deployment `web`", "a Deployment without a name".
    pub fn title(&self) -> String {
        if self.name.is_empty() {
            return format!("{} without a name", with_article(&self.kind));
        }
        format!("{} `{}`", self.kind, self.name)
    }

    /// Where the key of a field below the root's `parent` was written.
    pub fn key_span(&self, parent: &str, field: &str) -> Option<Span> {
        let entry = self.value.entries(parent).iter().find(|entry| entry.key == field)?;
        entry.key_range.map(|range| self.span(range))
    }

    /// Where the namespace was written.
    pub fn namespace_span(&self) -> Option<Span> {
        self.value.get("metadata").get("namespace").range().map(|range| self.span(range))
    }

    /// The labels of a workload's Pod template; an absent value for other objects.
    pub fn template_labels(&self) -> &Value {
        let spec = self.value.get("spec");
        let spec = if spec.has("jobTemplate") { spec.get("jobTemplate").get("spec") } else { spec };
        spec.get("template").get("metadata").get("labels")
    }

    /// The place that stands for the whole object: its name, else its kind, else its start.
    pub fn head(&self) -> Span {
        let range = self
            .value
            .get("metadata")
            .get("name")
            .range()
            .or_else(|| self.value.get("kind").range())
            .unwrap_or(TextRange { start: self.range.start, end: self.range.start });
        self.span(range)
    }
}

impl Pair {
    /// Says whether a label is what a selector's pair asks for.
    pub fn fits(&self, wanted: &Pair) -> bool {
        self.key == wanted.key && self.value.value == wanted.value.value
    }
}

/// A kind with its article: "a Service", "an Ingress".
pub(crate) fn with_article(kind: &str) -> String {
    let article = if kind.starts_with(['A', 'E', 'I', 'O']) { "an" } else { "a" };
    format!("{article} {kind}")
}

/// Reads a map of texts.
pub fn pairs(map: &Value) -> Vec<Pair> {
    map.as_entries().iter().filter_map(pair).collect()
}

fn pair(entry: &Entry) -> Option<Pair> {
    let text = match entry.value.as_str() {
        Some(text) => text.to_owned(),
        None if entry.value.is_null() => String::new(),
        None => return None,
    };
    Some(Pair {
        key: entry.key.to_string(),
        key_range: entry.key_range,
        value: Sourced { value: text, origin: entry.value.origin },
    })
}

/// Reads a text that is there and not empty.
pub(crate) fn text(value: &Value) -> Option<Sourced<String>> {
    value
        .as_str()
        .filter(|text| !text.is_empty())
        .map(|text| Sourced { value: text.to_owned(), origin: value.origin })
}

/// Reads a whole number.
pub(crate) fn number(value: &Value) -> Option<Sourced<i64>> {
    value.as_int().map(|number| Sourced { value: number, origin: value.origin })
}

/// Reads the texts of a list.
pub(crate) fn texts(value: &Value) -> Vec<Sourced<String>> {
    value.as_list().iter().filter_map(text).collect()
}

/// A port by number or by name.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/intstr/intstr.go IntOrString
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PortRef {
    /// By number.
    Number(i64),
    /// By name.
    Name(String),
}

/// Reads an int-or-string.
pub(crate) fn port_ref(value: &Value) -> Option<Sourced<PortRef>> {
    let port = match (value.as_int(), value.as_str()) {
        (Some(number), _) => PortRef::Number(number),
        (None, Some(name)) => PortRef::Name(name.to_owned()),
        (None, None) => return None,
    };
    Some(Sourced { value: port, origin: value.origin })
}
