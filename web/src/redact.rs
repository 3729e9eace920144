//! Takes the values of Secrets out of texts that leave the page.

use crate::engine::Checked;
use crate::workspace::File;
use portolan_core::edit;
use portolan_core::object::Object;
use portolan_core::source::{FileId, Location};
use std::collections::BTreeMap;

/// `removed` in base64, so that the text stays a Secret.
const REMOVED: &str = "cmVtb3ZlZA==";

/// The annotation in which `kubectl apply` keeps the whole manifest.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The files' texts without the values of Secrets, in order, and how many values were removed.
pub(crate) fn texts(checked: &Checked) -> (Vec<(String, String)>, usize) {
    // A document that goes as a whole takes along what was read of it.
    let mut cuts = unread(checked);
    let is_gone: Vec<Location> = cuts.iter().map(|(location, _)| *location).collect();
    let is_left = |location: &Location| {
        is_gone
            .iter()
            .all(|gone| gone.file != location.file || location.start < gone.start || location.end > gone.end)
    };
    let secrets = checked.analysis.objects.iter().filter(|object| object.kind == "Secret");
    cuts.extend(secrets.flat_map(|object| values(checked, object)).filter(|(location, _)| is_left(location)));
    let removed = cuts.len();
    let mut by_file: BTreeMap<FileId, Vec<(usize, usize, &str)>> = BTreeMap::new();
    for (location, by) in cuts {
        let edit = (location.start as usize, location.end as usize, by);
        by_file.entry(location.file).or_default().push(edit);
    }
    let text = |(at, file): (usize, &File)| {
        let edits = by_file.remove(&FileId(at as u32)).unwrap_or_default();
        (file.name.to_string(), edit::apply(&file.text, &edits))
    };
    (checked.files.iter().enumerate().map(text).collect(), removed)
}

fn values<'a>(
    checked: &'a Checked,
    object: &'a Object,
) -> impl Iterator<Item = (Location, &'static str)> + 'a {
    let data = object.value.entries("data").iter().map(|entry| (&entry.value, REMOVED));
    let plain = object.value.entries("stringData").iter().map(|entry| (&entry.value, "removed"));
    let kept =
        std::iter::once((object.value.get("metadata").get("annotations").get(LAST_APPLIED), "removed"));
    data.chain(plain).chain(kept).filter_map(|(value, by)| {
        let range = value.range()?;
        Some((checked.analysis.sources.locate(object.span(range)), by))
    })
}

/// Documents that may hold a Secret and could not be read as one.
fn unread(checked: &Checked) -> Vec<(Location, &'static str)> {
    let sources = &checked.analysis.sources;
    let mut out = Vec::new();
    for (at, document) in sources.documents.iter().enumerate() {
        let Some(file) = sources.file(document.file) else { continue };
        let (start, end) = (document.base, document.base.saturating_add(document.len));
        let text = file.text.get(start as usize..end as usize).unwrap_or("");
        let said = text.match_indices("Secret").filter(|(at, _)| names_kind(text, *at)).count();
        let read =
            checked.analysis.objects.iter().filter(|object| {
                object.document.0 as usize == at && object.kind == "Secret" && !object.partial
            });
        if said > read.count() {
            out.push((
                Location { file: document.file, start, end },
                "# a Secret that could not be read was removed\n",
            ));
        }
    }
    out
}

/// Says whether the word at `at` is the value of a `kind`.
fn names_kind(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("").trim_end_matches(['"', '\'', ' ']);
    let after = text.get(at + "Secret".len()..).unwrap_or("");
    let ends = !after.starts_with(|c: char| c.is_alphanumeric());
    let key = before.strip_suffix(':').unwrap_or("").trim_end_matches(['"', '\'', ' ']);
    ends && key.ends_with("kind")
}
