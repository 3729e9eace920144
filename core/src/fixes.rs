//! Checks the fixes that are offered as safe: each is applied and the input analyzed again.
//!
//! A fix is safe if its finding is gone and nothing was added. All safe fixes of an input are tried together first,
//! which nearly always settles it with one more analysis; otherwise each is tried by itself.

use crate::analysis::{Analysis, Input, InputFile};
use crate::diagnostic::{Applicability, Code, Diagnostic, Fix, Severity};
use crate::edit;
use std::collections::BTreeMap;

/// How many fixes are tried one by one; further ones are offered as unsafe.
const ONE_BY_ONE: usize = 16;

/// Analyzes edited files under the facts of the input they come from.
pub(crate) type Again<'a> = dyn FnMut(&[InputFile]) -> Analysis + 'a;

/// Marks every fix that does not stand the test as unsafe.
pub(crate) fn validate(input: &Input<'_>, analysis: &mut Analysis, again: &mut Again<'_>) {
    let safe: Vec<(usize, usize)> = analysis
        .diagnostics
        .iter()
        .enumerate()
        .flat_map(|(finding, diagnostic)| {
            let fixes = diagnostic.fixes.iter().enumerate();
            fixes
                .filter(|(_, fix)| fix.applicability == Applicability::Safe)
                .map(move |(fix, _)| (finding, fix))
        })
        .collect();
    if safe.is_empty() || holds(input, analysis, again, &safe) {
        return;
    }
    for (tried, &(finding, fix)) in safe.iter().enumerate() {
        let stands = safe.len() > 1 && tried < ONE_BY_ONE && holds(input, analysis, again, &[(finding, fix)]);
        let fix = analysis.diagnostics.get_mut(finding).and_then(|finding| finding.fixes.get_mut(fix));
        if let (false, Some(fix)) = (stands, fix) {
            fix.applicability = Applicability::Unsafe;
        }
    }
}

/// Says whether applying fixes takes their findings away and adds none.
fn holds(input: &Input<'_>, analysis: &Analysis, again: &mut Again<'_>, chosen: &[(usize, usize)]) -> bool {
    let fixes: Vec<(&Diagnostic, &Fix)> = chosen
        .iter()
        .filter_map(|&(finding, fix)| {
            let finding = analysis.diagnostics.get(finding)?;
            Some((finding, finding.fixes.get(fix)?))
        })
        .collect();
    let files = apply(analysis, input, fixes.iter().map(|(_, fix)| *fix));
    let after = again(&files);
    let (before, after) = (tally(analysis), tally(&after));
    let gone = fixes.iter().all(|(finding, _)| {
        let key = key(finding);
        after.get(&key).copied().unwrap_or(0) < before.get(&key).copied().unwrap_or(0)
    });
    gone && after.iter().all(|(key, count)| before.get(key).is_some_and(|before| count <= before))
}

/// What identifies a finding across an edit: places move, words stay.
fn key(finding: &Diagnostic) -> (Code, Severity, &str) {
    (finding.code, finding.severity, &finding.message)
}

fn tally(analysis: &Analysis) -> BTreeMap<(Code, Severity, &str), usize> {
    let mut tally = BTreeMap::new();
    for finding in analysis.diagnostics.iter().filter(|finding| finding.severity >= Severity::Info) {
        *tally.entry(key(finding)).or_default() += 1;
    }
    tally
}

/// Applies fixes to the files of an input.
pub fn apply<'a>(
    analysis: &Analysis,
    input: &Input<'_>,
    fixes: impl Iterator<Item = &'a Fix>,
) -> Vec<InputFile> {
    let mut files = input.files.to_vec();
    for (id, text) in edit::changed_files(&analysis.sources, fixes.flat_map(|fix| &fix.edits)) {
        if let Some(file) = files.get_mut(id.0 as usize) {
            file.text = text.into();
        }
    }
    files
}
