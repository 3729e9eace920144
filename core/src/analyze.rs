//! Runs the stages, one after another, over all files of an input.

use crate::admission::explain::explain;
use crate::admission::{Admission, Ruling, Server};
use crate::analysis::{Analysis, Halt, Input, InputFile, ReadDocument, Unread};
use crate::assumptions::{Assumptions, Version};
use crate::cluster::{self, Cluster};
use crate::diagnostic::{Code, Diagnostic, Problem, Severity};
use crate::field_path::FieldPath;
use crate::object::{Object, ObjectId, ObjectKey, Provenance, Sourced, View};
use crate::schema::{self, Manifest};
use crate::source::{DocumentId, DocumentSource, FileId, LineIndex, SourceFile, SourceMap, TextRange};
use crate::syntax::{self, Document, Format};
use crate::traffic::{self, Links};
use crate::{fixes, rules, selection, suppression};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Documents read before, by their text: what did not change is not read again. Each face owns one.
#[derive(Debug, Default)]
pub struct DocumentCache {
    documents: HashMap<(Arc<str>, Format, Version), Arc<ReadDocument>>,
}

impl DocumentCache {
    /// Takes documents that were read before, so that what is left can be forgotten.
    fn read(
        &mut self,
        kept: &mut HashMap<(Arc<str>, Format, Version), Arc<ReadDocument>>,
        text: Arc<str>,
        format: Format,
        version: Version,
    ) -> Arc<ReadDocument> {
        let key = (text, format, version);
        if let Some(read) = kept.get(&key) {
            return Arc::clone(read);
        }
        let read = self.documents.remove(&key).unwrap_or_else(|| {
            let document = syntax::read(&key.0, format);
            let manifests = schema::decode(&document, version);
            Arc::new(ReadDocument { document, manifests })
        });
        kept.insert(key, Arc::clone(&read));
        read
    }
}

/// How much of an input is judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Extent {
    /// All that can be read.
    Whole,
    /// What kubectl sends.
    Sent,
}

/// Analyzes an input. The cost is linear in its size; documents that the cache knows are not read again.
pub fn analyze(cache: &mut DocumentCache, input: &Input<'_>) -> Analysis {
    run_validated(cache, input, Extent::Whole)
}

/// Analyzes what kubectl sends of an input: of a file that it cannot read to its end, the documents before the fault.
///
/// Whoever answers for the cluster asks this: what is not sent has no answer. [`Analysis::halts`] says where the
/// reading ends. Text that is not sent stays part of the sources, and its faults stay findings.
pub fn analyze_sent(cache: &mut DocumentCache, input: &Input<'_>) -> Analysis {
    run_validated(cache, input, Extent::Sent)
}

fn run_validated(cache: &mut DocumentCache, input: &Input<'_>, extent: Extent) -> Analysis {
    let mut analysis = run(cache, input, extent);
    let mut again = |files: &[InputFile]| run(cache, &Input { files, ..*input }, extent);
    fixes::validate(input, &mut analysis, &mut again);
    analysis
}

/// Runs the stages without checking the fixes that rules offer.
fn run(cache: &mut DocumentCache, input: &Input<'_>, extent: Extent) -> Analysis {
    let mut analysis = Analysis {
        sources: SourceMap::default(),
        assumptions: input.assumptions.clone(),
        scenario: input.scenario.clone(),
        documents: Vec::new(),
        objects: Vec::new(),
        admissions: Vec::new(),
        selections: Vec::new(),
        cluster: Cluster::default(),
        links: Links::default(),
        routes: Vec::new(),
        unread: Unread::default(),
        halts: Vec::new(),
        diagnostics: Vec::new(),
    };
    read_files(cache, input, &mut analysis);
    if extent == Extent::Sent {
        withhold(&mut analysis);
    }
    admit(&mut analysis);
    tell_observed(&mut analysis);
    find_unread(&mut analysis);
    analysis.cluster = cluster::simulate(&analysis.objects, input.assumptions, input.scenario);
    let world = analysis.world();
    let selections = selection::select(&world);
    let (links, routes) = traffic::judge(&world, &selections);
    (analysis.selections, analysis.links, analysis.routes) = (selections, links, routes);
    let findings = rules::run(&analysis);
    analysis.diagnostics.extend(findings);
    analysis.links.mark(&analysis.diagnostics);
    suppression::apply(&mut analysis);
    sort(&mut analysis);
    analysis
}

/// Splits, reads and decodes every file.
fn read_files(cache: &mut DocumentCache, input: &Input<'_>, analysis: &mut Analysis) {
    let version = *input.assumptions.kubernetes.get();
    let mut kept = HashMap::new();
    for (at, file) in input.files.iter().enumerate() {
        let id = FileId(at as u32);
        let first = analysis.documents.len();
        analysis.sources.files.push(SourceFile {
            name: Arc::clone(&file.name),
            text: Arc::clone(&file.text),
            lines: LineIndex::new(&file.text),
        });
        let split = syntax::split(&file.name, &file.text);
        for chunk in &split.chunks {
            let text = file.text.get(chunk.range.start as usize..chunk.range.end as usize).unwrap_or("");
            let read = cache.read(&mut kept, text.into(), chunk.format, version);
            analysis.sources.documents.push(DocumentSource {
                file: id,
                base: chunk.range.start,
                len: chunk.range.end - chunk.range.start,
            });
            analysis.documents.push(read);
        }
        judge_file(analysis, file, &split, id, first);
    }
    cache.documents = kept;
}

/// Says what is wrong with a file as a whole: its bytes, its separators, that it is a template.
fn judge_file(analysis: &mut Analysis, file: &InputFile, split: &syntax::Split, id: FileId, first: usize) {
    let documents: Vec<&Document> =
        analysis.documents.iter().skip(first).map(|read| &read.document).collect();
    let verdict = syntax::judge(split, &documents);
    let mut problems: Vec<&Problem> = file.problems.iter().collect();
    if verdict.is_template {
        // What a template will be is unknown: its documents are not part of the input.
        for read in analysis.documents.iter_mut().skip(first) {
            *read = Arc::default();
        }
        analysis.unread.anywhere = true;
        problems.clear();
    }
    problems.extend(&verdict.problems);
    let mut inserted = 0;
    if !problems.is_empty() && split.chunks.first().is_none_or(|chunk| chunk.range.start > 0) {
        // Text before the first document, or a file without any, is addressed by an empty document.
        analysis.sources.documents.insert(first, DocumentSource { file: id, base: 0, len: 0 });
        analysis.documents.insert(first, Arc::default());
        inserted = 1;
    }
    let sources = &analysis.sources;
    let place = |range: TextRange| {
        let document = sources.document_at(id, range.start).unwrap_or(DocumentId(first as u32));
        let base = sources.documents.get(document.0 as usize).map_or(0, |document| document.base);
        TextRange::new(range.start.saturating_sub(base), range.end.saturating_sub(base)).in_document(document)
    };
    let bytes = file.problems.iter().map(|problem| place(problem.range).document);
    analysis.unread.bytes.extend(bytes);
    if let (Some(chunk), Some((range, message))) = (verdict.first_unreached, &verdict.end) {
        let from = DocumentId((first + inserted + chunk) as u32);
        analysis.halts.push(Halt { file: id, from, fault: place(*range), message: message.clone() });
    }
    let findings = problems.into_iter().map(|problem| problem.placed(None, place));
    analysis.diagnostics.extend(findings);
}

/// Takes out the objects that kubectl does not send. What stands in their documents may be in the cluster already.
fn withhold(analysis: &mut Analysis) {
    analysis.unread.anywhere |= !analysis.halts.is_empty();
    for halt in &analysis.halts {
        let documents = analysis.documents.iter_mut().zip(&analysis.sources.documents);
        let unsent = documents.skip(halt.from.0 as usize).take_while(|(_, source)| source.file == halt.file);
        for (read, _) in unsent {
            *read = Arc::new(ReadDocument { document: read.document.clone(), manifests: Vec::new() });
        }
    }
}

/// Lets the API server take every object in turn.
fn admit(analysis: &mut Analysis) {
    let mut server = Server::new(&analysis.assumptions);
    let mut latest: BTreeMap<ObjectKey, ObjectId> = BTreeMap::new();
    let mut diagnostics = define(&mut server, analysis);
    for (at, read) in analysis.documents.iter().enumerate() {
        let document = DocumentId(at as u32);
        let first = analysis.objects.len();
        for manifest in &read.manifests {
            let id = ObjectId(analysis.objects.len() as u32);
            let key = key(manifest, &server, &analysis.assumptions);
            let earlier = latest.get(&key).copied().filter(|_| !key.name.is_empty());
            let stored = earlier
                .and_then(|earlier| analysis.admissions.get(earlier.0 as usize))
                .filter(|admission| admission.ruling == Ruling::Accepted)
                .map(|admission| admission.object.clone());
            // A second definition is applied over the first, and the server answers to the change.
            let observed = manifest.is_observed(&analysis.assumptions);
            let provenance = if observed { Provenance::Cluster } else { Provenance::Manifest };
            let admission = match &stored {
                Some(stored) if !observed => server.update(stored, manifest),
                _ => server.create(manifest),
            };
            let object = object(id, document, manifest, &admission, &key, provenance);
            if let Some(earlier) = earlier.and_then(|earlier| analysis.objects.get_mut(earlier.0 as usize)) {
                earlier.redefined_by = Some(id);
                earlier.superseded_by = (!object.refused).then_some(id);
            }
            // What the server refuses changes nothing of what it has stored.
            if earlier.is_none() || !object.refused {
                latest.insert(key, id);
            }
            let problems = manifest.problems.iter().map(|problem| problem.in_document(document, Some(id)));
            diagnostics.extend(problems.map(|problem| told_of(manifest, provenance, problem)));
            let problems = admission.problems.iter();
            diagnostics.extend(problems.map(|problem| problem.in_document(document, Some(id))));
            analysis.objects.push(object);
            analysis.admissions.push(admission);
        }
        // What a byte that is not text does to the document is reported once, at the byte.
        let is_damaged = analysis.unread.bytes.contains(&document);
        for object in analysis.objects.iter_mut().skip(first) {
            object.partial |= is_damaged;
        }
        let objects = analysis.objects.get(first..).unwrap_or(&[]);
        let admissions = analysis.admissions.get(first..).unwrap_or(&[]);
        // What the reader refuses never gets to the server.
        for (object, admission) in objects.iter().zip(admissions).filter(|_| !read.document.refused) {
            diagnostics.extend(explain(&analysis.sources, object, admission));
        }
        let problems =
            read.document.problems.iter().filter(|problem| !is_damaged || problem.code != Code::SYNTAX_ERROR);
        diagnostics.extend(problems.map(|problem| of_text(problem, document, objects)));
    }
    analysis.diagnostics.extend(diagnostics);
}

/// Lets the API server take every definition of a kind first: applied together, an input waits for its definitions.
fn define(server: &mut Server<'_>, analysis: &Analysis) -> Vec<Diagnostic> {
    let manifests =
        analysis.documents.iter().enumerate().flat_map(|(at, read)| {
            read.manifests.iter().map(move |manifest| (DocumentId(at as u32), manifest))
        });
    manifests
        .enumerate()
        .filter_map(|(id, (document, manifest))| {
            let problem = server.define(manifest)?;
            Some(problem.in_document(document, Some(ObjectId(id as u32))))
        })
        .collect()
}

/// Places a problem of a document's text at the object that holds it.
fn of_text(problem: &Problem, document: DocumentId, objects: &[Object]) -> Diagnostic {
    let holds = |object: &&Object| {
        object.range.start <= problem.range.start
            && problem.range.end <= object.range.end
            && !object.kind.is_empty()
    };
    let object = objects.iter().find(holds);
    let mut finding = problem.in_document(document, object.map(|object| object.id));
    if objects.len() > 1
        && let Some(path) = &mut finding.path
    {
        // The path of an item of a list starts at the item.
        path.steps.drain(..path.steps.len().min(2));
    }
    finding
}

/// The key of a manifest's object: an object of a kind that nobody knows is taken to live in a namespace.
fn key(manifest: &Manifest, server: &Server<'_>, assumptions: &Assumptions) -> ObjectKey {
    let written = |part: &Option<Sourced<String>>| part.as_ref().map_or("", |part| &part.value).to_owned();
    let (api_version, kind) = (written(&manifest.api_version), written(&manifest.kind));
    let metadata = manifest.value.get("metadata");
    let namespace = match metadata.str("namespace") {
        _ if server.is_namespaced(&api_version, &kind) == Some(false) => "",
        "" => assumptions.default_namespace.get(),
        namespace => namespace,
    };
    ObjectKey {
        group: schema::group(&api_version).to_owned(),
        kind,
        namespace: namespace.to_owned(),
        name: metadata.str("name").to_owned(),
    }
}

fn object(
    id: ObjectId,
    document: DocumentId,
    manifest: &Manifest,
    admission: &Admission,
    key: &ObjectKey,
    provenance: Provenance,
) -> Object {
    let api_version = manifest.api_version.as_ref().map_or("", |part| &part.value).to_owned();
    // A dump's status is what the cluster has, though a create request would drop it.
    let mut value = admission.object.clone();
    if manifest.value.has("status") {
        value.set("status", manifest.value.get("status").clone());
    }
    let mut view = View::read(&api_version, &key.kind, &value);
    if let View::Service(service) = &mut view {
        let written = manifest.value.get("spec").get("selector");
        // The server stores an empty selector as none.
        service.selector_empty =
            (!written.is_null() && written.as_entries().is_empty()).then_some(written.origin);
    }
    Object {
        id,
        document,
        range: manifest.range,
        name: value.get("metadata").str("name").to_owned(),
        namespace_written: !manifest.value.get("metadata").str("namespace").is_empty(),
        namespace: key.namespace.clone(),
        view,
        value,
        api_version,
        kind: key.kind.clone(),
        partial: manifest.partial,
        provenance,
        superseded_by: None,
        redefined_by: None,
        refused: admission.is_refusal(),
    }
}

/// A cluster may have fields that the assumed version does not know; they refuse nothing that is stored there.
fn told_of(manifest: &Manifest, provenance: Provenance, mut finding: Diagnostic) -> Diagnostic {
    if provenance == Provenance::Cluster && manifest.is_refused_strictly {
        finding.severity = finding.severity.min(Severity::Info);
    }
    finding
}

/// Says once of an input that it holds what was read from a cluster.
fn tell_observed(analysis: &mut Analysis) {
    let Some(first) = analysis.objects.iter().find(|object| object.is_observed()) else { return };
    let path = FieldPath::default().child("metadata").child("uid");
    let finding = Diagnostic {
        code: Code::READ_FROM_CLUSTER,
        severity: Code::READ_FROM_CLUSTER.severity(),
        message: "objects with a `uid` were read from a cluster and are taken as stored there".to_owned(),
        effect: None,
        span: analysis.field_span(first, &path),
        object: Some(first.id),
        path: Some(path),
        related: Vec::new(),
        help: Some(
            "to create them elsewhere, take out `uid`, `resourceVersion`, `managedFields`, addresses and `status`"
                .to_owned(),
        ),
        fixes: Vec::new(),
        cause: None,
        fault: None,
    };
    analysis.diagnostics.push(finding);
}

/// Finds text that may define objects which are not seen.
fn find_unread(analysis: &mut Analysis) {
    let unread = &mut analysis.unread;
    for read in &analysis.documents {
        unread.anywhere |= read.document.refused && read.manifests.is_empty();
    }
    for object in analysis.objects.iter().filter(|object| object.partial) {
        if object.kind.is_empty() {
            unread.anywhere = true;
        } else {
            unread.namespaces.insert(object.namespace.clone());
        }
    }
}

/// Orders findings by file, place and code.
fn sort(analysis: &mut Analysis) {
    let sources = &analysis.sources;
    analysis.diagnostics.sort_by_cached_key(|finding| {
        let location = sources.locate(finding.span);
        (location.file, location.start, location.end, finding.code, finding.message.clone())
    });
    analysis.diagnostics.dedup();
}
