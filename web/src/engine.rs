//! The engine as the page runs it: texts, settings and what-ifs in, one immutable analysis out.

use crate::state::{ObjectKey, State};
use crate::what_if::WhatIf;
use crate::workspace::File;
use portolan_core::object::{Object, ObjectId};
use portolan_core::scenario::{PodChange, PodName, Scenario, WorkloadName};
use portolan_core::source::FileId;
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze};
use std::rc::Rc;

/// An analysis and the state it belongs to. Compared by pointer.
#[derive(Debug, Clone)]
pub(crate) struct Checked {
    /// The analysis.
    pub(crate) analysis: Rc<Analysis>,
    /// The same without the what-ifs, where there are any.
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
        let is_it = |object: &&Object| {
            object.kind == key.kind.as_str()
                && object.namespace == key.namespace.as_str()
                && object.name == key.name.as_str()
        };
        self.analysis.objects.iter().rev().find(is_it)
    }
}

/// The key of an object.
pub(crate) fn key(object: &Object) -> ObjectKey {
    ObjectKey {
        kind: object.kind.clone().into(),
        namespace: object.namespace.clone().into(),
        name: object.name.clone().into(),
    }
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

/// Analyzes what the user has open.
pub(crate) fn check(cache: &mut DocumentCache, state: &State) -> Checked {
    let file = |file: &File| InputFile {
        name: file.name.as_str().into(),
        text: file.text.clone(),
        problems: Vec::new(),
    };
    let files: Vec<InputFile> = state.files.iter().map(file).collect();
    let (assumptions, _) = state.settings.assumptions();
    let scenario = scenario(&state.what_ifs);
    let analyzed = |cache: &mut DocumentCache, scenario: &Scenario| {
        Rc::new(analyze(cache, &Input { files: &files, assumptions: &assumptions, scenario }))
    };
    let unsupposed = (!scenario.is_empty()).then(|| analyzed(cache, &Scenario::default()));
    let analysis = analyzed(cache, &scenario);
    Checked { analysis, unsupposed, files: Rc::clone(&state.files), fits: state.fits }
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

/// The lines of an object, from first to last, in its open file.
pub(crate) fn lines(checked: &Checked, id: ObjectId) -> Option<(u32, u32, u32)> {
    let object = checked.analysis.object(id)?;
    let (file, start, end) = crate::findings::positions(&checked.analysis, object.span(object.range));
    let last = if end.character == 0 { end.line.saturating_sub(1).max(start.line) } else { end.line };
    Some((checked.file_of(file)?.id, start.line, last))
}
