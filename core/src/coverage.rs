//! How much of the input was judged, kind by kind.

use crate::Analysis;
use crate::admission::Judged;
use crate::object::{Object, ObjectId};

/// How much of the objects of one kind was judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage<'a> {
    /// The apiVersion, as the first of the objects has it.
    pub api_version: &'a str,
    /// The kind.
    pub kind: &'a str,
    /// How much was judged.
    pub judged: Judged,
    /// The objects, in input order; there is at least one.
    pub objects: Vec<ObjectId>,
}

/// Tells for each kind of the input how much of its objects was judged, in the order of their first objects.
///
/// The cost is linear in the objects times their kinds.
pub fn coverage(analysis: &Analysis) -> Vec<Coverage<'_>> {
    let mut out: Vec<Coverage<'_>> = Vec::new();
    for (object, admission) in analysis.objects.iter().zip(&analysis.admissions) {
        let Object { api_version, kind, id, .. } = object;
        let is_it = |known: &&mut Coverage<'_>| {
            known.judged == admission.judged && known.kind == *kind && known.api_version == *api_version
        };
        match out.iter_mut().find(is_it) {
            _ if kind.is_empty() => {}
            Some(known) => known.objects.push(*id),
            None => out.push(Coverage { api_version, kind, judged: admission.judged, objects: vec![*id] }),
        }
    }
    out
}
