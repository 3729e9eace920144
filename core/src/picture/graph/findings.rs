//! Findings by the object and field they are about: what a card or row must not hide.

use super::State;
use crate::Analysis;
use crate::admission::Ruling;
use crate::diagnostic::{Diagnostic, Severity};
use crate::field_path::Step;
use crate::object::ObjectId;
use std::collections::BTreeMap;

/// The findings that matter to traffic, by object.
#[derive(Debug)]
pub(super) struct Findings<'a> {
    analysis: &'a Analysis,
    by_object: BTreeMap<ObjectId, Vec<&'a Diagnostic>>,
}

/// What a finding makes of the part it is about.
#[derive(Debug, Clone)]
pub(super) struct Mark {
    /// Warning or broken.
    pub state: State,
    /// What is wrong, in one line.
    pub why: String,
}

impl<'a> Findings<'a> {
    pub(super) fn new(analysis: &'a Analysis) -> Self {
        let mut by_object: BTreeMap<ObjectId, Vec<&Diagnostic>> = BTreeMap::new();
        for diagnostic in &analysis.diagnostics {
            if let (Some(object), Severity::Warning | Severity::Error) =
                (diagnostic.object, diagnostic.severity)
            {
                by_object.entry(object).or_default().push(diagnostic);
            }
        }
        Self { analysis, by_object }
    }

    fn of(&self, object: ObjectId) -> &[&'a Diagnostic] {
        self.by_object.get(&object).map_or(&[], Vec::as_slice)
    }

    /// Why the API server refuses the object, if it does: then nothing of it exists.
    pub(super) fn refusal(&self, object: ObjectId) -> Option<String> {
        match &self.analysis.admission(object)?.ruling {
            Ruling::Accepted | Ruling::Foreign => None,
            Ruling::Undecodable(_) => Some("refused: the server cannot read it".to_owned()),
            Ruling::NotServed => Some("refused: no such kind or version".to_owned()),
            Ruling::Refused(causes) => Some(match causes.first() {
                Some(cause) => format!("refused: {}", cause.line()),
                None => "refused".to_owned(),
            }),
        }
    }

    /// The worst finding about anything but ports and selector.
    pub(super) fn rest(&self, object: ObjectId) -> Option<Mark> {
        self.worst(object, |steps| {
            !matches!(steps, [Step::Field(spec), Step::Field(field), ..]
                if &**spec == "spec" && matches!(&**field, "ports" | "selector" | "rules"))
        })
    }

    fn worst(&self, object: ObjectId, about: impl Fn(&[Step]) -> bool) -> Option<Mark> {
        let found = self
            .of(object)
            .iter()
            .filter(|finding| about(finding.path.as_ref().map_or(&[][..], |path| &path.steps)));
        mark(found.copied())
    }
}

fn mark<'a>(findings: impl Iterator<Item = &'a Diagnostic>) -> Option<Mark> {
    let mut worst: Option<&Diagnostic> = None;
    for finding in findings {
        if worst.is_none_or(|before| finding.severity > before.severity) {
            worst = Some(finding);
        }
    }
    worst.map(|finding| Mark {
        state: if finding.severity == Severity::Error { State::Broken } else { State::Warning },
        why: finding.message.replace('`', ""),
    })
}
