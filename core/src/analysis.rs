//! What is analyzed, and what is known of it after all stages.
//!
//! Plain data with look-ups: rules, picture and faces read it, [`crate::analyze`] fills it.

use crate::admission::{Admission, Ruling};
use crate::assumptions::Assumptions;
use crate::cluster::Cluster;
use crate::cluster::world::World;
use crate::diagnostic::{Diagnostic, Problem, Severity};
use crate::field_path::FieldPath;
use crate::object::{Object, ObjectId, Service};
use crate::scenario::Scenario;
use crate::schema::Manifest;
use crate::selection::{PodSource, Selection};
use crate::source::{DocumentId, FileId, SourceMap, Span, TextRange};
use crate::syntax::Document;
use crate::syntax::tree::{NodeId, NodeRef};
use crate::traffic::{Links, PortRoute};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What is analyzed: one world of files and the facts around it.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The files, in the order in which they would be applied.
    pub files: &'a [InputFile],
    /// Facts about the cluster.
    pub assumptions: &'a Assumptions,
    /// What-ifs on top of the manifests.
    pub scenario: &'a Scenario,
}

/// A file of the input.
#[derive(Debug, Clone, PartialEq)]
pub struct InputFile {
    /// Its name, with `/` between folders; `-` for standard input.
    pub name: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
    /// What was wrong with its bytes, where it was read from bytes (see [`syntax::bytes`]).
    pub problems: Vec<Problem>,
}

impl InputFile {
    /// Makes a file of a name and a text.
    pub fn new(name: &str, text: &str) -> Self {
        Self { name: name.into(), text: text.into(), problems: Vec::new() }
    }
}

/// A document as read and decoded, which depends on its own text and the version alone.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadDocument {
    /// The tree and what is wrong with the text.
    pub document: Document,
    /// The objects in it, `List` kinds unwrapped.
    pub manifests: Vec<Manifest>,
}

impl ReadDocument {
    /// Says whether the document has content, or text that could not be read.
    pub fn has_content(&self) -> bool {
        !self.manifests.is_empty() || self.document.refused
    }
}

/// What is known of an input after all stages; plain data, never changed.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Files and documents.
    pub sources: SourceMap,
    /// The facts the answer leans on.
    pub assumptions: Assumptions,
    /// The what-ifs the answer holds for.
    pub scenario: Scenario,
    /// The documents, by [`DocumentId`].
    pub documents: Vec<Arc<ReadDocument>>,
    /// The objects, by [`ObjectId`], in input order.
    pub objects: Vec<Object>,
    /// What the API server says to each object, by [`ObjectId`].
    pub admissions: Vec<Admission>,
    /// What each Service's selector finds.
    pub selections: Vec<Selection>,
    /// What the controllers make of the objects.
    pub cluster: Cluster,
    /// The references that traffic follows, whether it gets through, and what is wrong.
    pub links: Links,
    /// The way of requests to every Service port.
    pub routes: Vec<PortRoute>,
    /// Where text of unknown content may define objects that are not seen.
    pub unread: Unread,
    /// Where kubectl stops reading a file, in the order of the files; none where it reads them whole.
    pub halts: Vec<Halt>,
    /// The findings, ordered by file, place and code.
    pub diagnostics: Vec<Diagnostic>,
}

/// Where kubectl stops reading a file. It sends the objects of the documents before, and nothing from there on.
///
/// Source: cli-runtime v0.37.2 pkg/resource/visitor.go StreamVisitor.Visit, kubectl v0.37.2 pkg/cmd/apply/apply.go Run
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Halt {
    /// The file.
    pub file: FileId,
    /// The first document of the file that is not sent.
    pub from: DocumentId,
    /// The text that ends the reading.
    pub fault: Span,
    /// What is wrong with that text, in one line.
    pub message: String,
}

/// Text that could not be read, and so may define anything.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Unread {
    /// A document whose namespace is not known.
    pub anywhere: bool,
    /// The namespaces of documents that were read in part.
    pub namespaces: BTreeSet<String>,
    /// Documents with bytes that are not text.
    pub bytes: BTreeSet<DocumentId>,
}

impl Analysis {
    /// Look-ups in the three-valued world; preparing them is linear in the input.
    pub fn world(&self) -> World<'_> {
        World::new(&self.objects, &self.cluster, &self.assumptions, self.unread.anywhere)
    }

    /// The object of an id.
    pub fn object(&self, id: ObjectId) -> Option<&Object> {
        self.objects.get(id.0 as usize)
    }

    /// What the API server says to an object.
    pub fn admission(&self, id: ObjectId) -> Option<&Admission> {
        self.admissions.get(id.0 as usize)
    }

    /// The routes of a Service, by its ports.
    pub fn routes_of(&self, service: ObjectId) -> &[PortRoute] {
        let start = self.routes.partition_point(|route| route.service < service);
        let end = self.routes.partition_point(|route| route.service <= service);
        self.routes.get(start..end).unwrap_or(&[])
    }

    /// The Services that count: they have a name, and no later definition replaces them.
    pub fn services(&self) -> impl Iterator<Item = (&Object, &Service)> {
        let is_named = |object: &&Object| object.superseded_by.is_none() && !object.name.is_empty();
        let live = self.objects.iter().filter(is_named);
        live.filter_map(|object| Some((object, object.service()?)))
    }

    /// Every Service whose selector finds something, with what it finds.
    pub fn selected(&self) -> impl Iterator<Item = (&Object, &Service, Vec<PodSource<'_>>)> {
        self.selections.iter().filter(|selection| !selection.matched.is_empty()).filter_map(|selection| {
            let object = self.object(selection.service)?;
            let service = object.service()?;
            let sources =
                selection.matched.iter().filter_map(|&id| PodSource::of(self.object(id)?)).collect();
            Some((object, service, sources))
        })
    }

    /// Says whether an object can be judged: its document was read, and the API server could decode it.
    pub fn is_judged(&self, object: &Object) -> bool {
        let ruling = self.admission(object.id).map(|admission| &admission.ruling);
        !object.partial && !matches!(ruling, Some(Ruling::Undecodable(_)))
    }

    /// Says whether a namespace is declared to be wholly in the input, and all of it could be read.
    pub fn is_closed(&self, namespace: &str) -> bool {
        self.assumptions.complete.contains(namespace) && !self.has_unread(namespace)
    }

    /// Says whether text that could not be read may define objects of a namespace.
    pub fn has_unread(&self, namespace: &str) -> bool {
        self.unread.anywhere || self.unread.namespaces.contains(namespace)
    }

    /// The object as it was decoded, before the API server changed it.
    pub fn manifest(&self, id: ObjectId) -> Option<&Manifest> {
        let document = self.object(id)?.document;
        let first = self.objects.partition_point(|object| object.document < document);
        let manifests = &self.documents.get(document.0 as usize)?.manifests;
        manifests.get((id.0 as usize).checked_sub(first)?)
    }

    /// The entry of a field below `parent` as the text has it, even where it is null: key and value.
    pub fn written_entry(
        &self,
        object: &Object,
        parent: &str,
        field: &str,
    ) -> Option<(TextRange, NodeRef<'_>)> {
        let tree = &self.documents.get(object.document.0 as usize)?.document.tree;
        let at = tree.nodes.partition_point(|node| node.start < object.range.start);
        let root = tree.node(NodeId(at as u32))?;
        let parent = root.field(parent)?.value;
        let found = parent.field(field)?;
        Some((found.key_range, found.value))
    }

    /// Where a finding about a field points: its value, else the nearest ancestor that was written.
    pub fn field_span(&self, object: &Object, path: &FieldPath) -> Span {
        self.sources.span_of(object.document, object.value.place(path))
    }

    /// The innermost object at a byte offset of a file.
    pub fn object_at(&self, file: FileId, offset: u32) -> Option<&Object> {
        let document = self.sources.document_at(file, offset)?;
        let base = self.sources.documents.get(document.0 as usize)?.base;
        let range: TextRange = TextRange::new(offset.checked_sub(base)?, offset - base);
        self.objects
            .iter()
            .filter(|object| object.document == document && object.range.touches(range.start))
            .min_by_key(|object| object.range.end - object.range.start)
    }

    /// How many findings there are at a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.diagnostics.iter().filter(|finding| finding.severity == severity).count()
    }
}
