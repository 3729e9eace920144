//! The engine as the page runs it: texts, settings and what-ifs in, one immutable analysis out.

use crate::state::{Reveal, State};
use crate::what_if::WhatIf;
use crate::workspace::File;
use portolan_core::object::{Object, ObjectId, ObjectKey};
use portolan_core::scenario::{PodChange, PodName, Scenario, WorkloadName};
use portolan_core::source::{DocumentId, FileId, Span, TextRange};
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze};
use std::collections::{BTreeSet, HashMap};
use std::rc::Rc;
use std::sync::Arc;

/// An analysis and the state it belongs to. Compared by pointer.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    /// The analysis.
    pub(crate) analysis: Rc<Analysis>,
    /// What is drawn: as the analysis, but a document that cannot be read stands as it was last read.
    pub(crate) drawn: Rc<Analysis>,
    /// Those documents.
    pub(crate) stale: Rc<BTreeSet<DocumentId>>,
    /// What would be drawn without the what-ifs, where there are any.
    pub(crate) unsupposed: Option<Rc<Analysis>>,
    /// The files it is of, in the order of its [`FileId`]s.
    pub(crate) files: Rc<Vec<File>>,
    /// The state's count of what asks for a picture that fits.
    pub(crate) fits: u32,
}

impl PartialEq for Checked {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.analysis, &other.analysis)
    }
}

impl Checked {
    /// The open file that an analyzed one is.
    pub(crate) fn file_of(&self, file: FileId) -> Option<&File> {
        self.files.get(file.0 as usize)
    }

    /// The analyzed file that an open one is.
    pub(crate) fn id_of(&self, open: u32) -> Option<FileId> {
        let at = self.files.iter().position(|file| file.id == open)?;
        Some(FileId(at as u32))
    }

    /// The object of a key; of several the last, which is the one in force.
    pub(crate) fn find(&self, key: &ObjectKey) -> Option<&Object> {
        self.drawn.objects.iter().rev().find(|object| object.key() == key.as_key())
    }
}

/// The key of an object.
pub(crate) fn key(object: &Object) -> ObjectKey {
    object.key().to_key()
}

/// `Service shop/web`.
pub(crate) fn title(object: &Object) -> String {
    let name = if object.name.is_empty() { "without a name" } else { &object.name };
    if object.namespace.is_empty() {
        format!("{} {name}", object.kind)
    } else {
        format!("{} {}/{name}", object.kind, object.namespace)
    }
}

/// What the engine keeps between analyses.
#[derive(Debug, Default)]
pub(crate) struct Engine {
    cache: DocumentCache,
    drawn_cache: DocumentCache,
    last_good: HashMap<u32, Vec<Option<Arc<str>>>>,
}

impl Engine {
    /// Analyzes what the user has open.
    pub(crate) fn check(&mut self, state: &State) -> Checked {
        let file = |file: &File| InputFile {
            name: file.name.as_str().into(),
            text: file.text.clone(),
            problems: Vec::new(),
        };
        let files: Vec<InputFile> = state.files.iter().map(file).collect();
        let (assumptions, _) = state.settings.assumptions();
        let scenario = scenario(&state.what_ifs);
        let analyzed = |cache: &mut DocumentCache, files: &[InputFile], scenario: &Scenario| {
            Rc::new(analyze(cache, &Input { files, assumptions: &assumptions, scenario }))
        };
        let analysis = analyzed(&mut self.cache, &files, &scenario);
        let (readable, mut stale) = self.readable(state, &analysis, &files);
        let mut drawn = Rc::clone(&analysis);
        if !stale.is_empty() {
            drawn = analyzed(&mut self.drawn_cache, &readable, &scenario);
            // Places are told by document: without the same documents there is nothing to lean on.
            if drawn.documents.len() != analysis.documents.len() {
                drawn = Rc::clone(&analysis);
                stale.clear();
            }
        }
        let unsupposed =
            (!scenario.is_empty()).then(|| analyzed(&mut self.drawn_cache, &readable, &Scenario::default()));
        Checked {
            analysis,
            drawn,
            stale: Rc::new(stale),
            unsupposed,
            files: Rc::clone(&state.files),
            fits: state.fits,
        }
    }

    /// The files with every document as it was last read, and the documents that are put back that way.
    fn readable(
        &mut self,
        state: &State,
        analysis: &Analysis,
        files: &[InputFile],
    ) -> (Vec<InputFile>, BTreeSet<DocumentId>) {
        let mut stale = BTreeSet::new();
        let mut readable = files.to_vec();
        let mut next_good = HashMap::new();
        for (at, (open, file)) in state.files.iter().zip(&mut readable).enumerate() {
            let documents = analysis
                .sources
                .documents
                .iter()
                .enumerate()
                .filter(|(_, document)| document.file.0 as usize == at);
            let documents: Vec<_> = documents.collect();
            // A document is known by its place: once another joins its file, what is remembered may be of another.
            let before = self
                .last_good
                .remove(&open.id)
                .filter(|good| good.len() == documents.len())
                .unwrap_or_default();
            let mut good: Vec<Option<Arc<str>>> = Vec::new();
            let mut text = file.text.to_string();
            for (ordinal, (index, document)) in documents.into_iter().enumerate().rev() {
                let range = document.base as usize..(document.base + document.len) as usize;
                let is_bad = analysis.documents.get(index).is_some_and(|read| read.document.refused);
                let kept = before.get(ordinal).cloned().flatten().filter(|_| is_bad);
                if let Some(kept) = &kept {
                    text.replace_range(range.clone(), kept);
                    stale.insert(DocumentId(index as u32));
                }
                good.push(if is_bad { kept } else { open.text.get(range).map(Arc::from) });
            }
            good.reverse();
            if stale.iter().any(|id| {
                analysis.sources.documents.get(id.0 as usize).is_some_and(|d| d.file.0 as usize == at)
            }) {
                file.text = text.into();
            }
            next_good.insert(open.id, good);
        }
        self.last_good = next_good;
        (readable, stale)
    }
}

/// The engine's form of the what-ifs.
fn scenario(what_ifs: &[WhatIf]) -> Scenario {
    let mut scenario = Scenario::default();
    let pod =
        |namespace: &str, name: &str| PodName { namespace: namespace.to_owned(), name: name.to_owned() };
    for what_if in what_ifs {
        match what_if {
            WhatIf::Scale { kind, namespace, name, replicas } => {
                let workload =
                    WorkloadName { kind: kind.clone(), namespace: namespace.clone(), name: name.clone() };
                scenario.scale.insert(workload, *replicas);
            }
            WhatIf::NotReady { namespace, name } => {
                scenario.pods.insert(pod(namespace, name), PodChange::NotReady);
            }
            WhatIf::Terminating { namespace, name } => {
                scenario.pods.insert(pod(namespace, name), PodChange::Terminating);
            }
            WhatIf::Gone { namespace, name } => {
                scenario.pods.insert(pod(namespace, name), PodChange::Gone);
            }
            WhatIf::Drained { node } => {
                scenario.drained_nodes.insert(node.clone());
            }
            WhatIf::Lost { node } => {
                scenario.lost_nodes.insert(node.clone());
            }
        }
    }
    scenario
}

/// Where a text stands in the editor; `None` where its file is not open. The editor takes the keyboard where `take` says
/// so.
pub(crate) fn reveal(checked: &Checked, span: Span, take: bool) -> Option<Reveal> {
    let (file, start, end) = crate::findings::positions(&checked.analysis, span);
    let (start, end) = ((start.line, start.character), (end.line, end.character));
    Some(Reveal { file: checked.file_of(file)?.id, start, end, take, nonce: 0 })
}

/// The lines of an object, from first to last, in its open file.
pub(crate) fn lines(checked: &Checked, id: ObjectId) -> Option<(u32, u32, u32)> {
    let object = checked.drawn.object(id)?;
    let range = if checked.stale.contains(&object.document) {
        let document = checked.analysis.sources.documents.get(object.document.0 as usize)?;
        TextRange::new(0, document.len)
    } else {
        object.range
    };
    let (file, start, end) = crate::findings::positions(&checked.analysis, object.span(range));
    let last = if end.character == 0 { end.line.saturating_sub(1).max(start.line) } else { end.line };
    Some((checked.file_of(file)?.id, start.line, last))
}

/// What is drawn although it can no longer be read, in words; empty for nothing.
pub(crate) fn staleness(checked: &Checked) -> String {
    let Some(first) = checked.stale.first() else { return String::new() };
    let (file, start, _) =
        crate::findings::positions(&checked.analysis, TextRange::new(0, 0).in_document(*first));
    let name = checked.file_of(file).map_or("", |file| file.name.as_str());
    let more = match checked.stale.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    format!("{name} line {}{more}: drawn as last readable", start.line + 1)
}
