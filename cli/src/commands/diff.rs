//! `portolan diff`: what replacing one set of manifests by another does.

use crate::status::ExitStatus;
use crate::streams;
use crate::world::{self, Worlds};
use anyhow::Result;
use portolan_core::admission::{Ruling, Server, metadata};
use portolan_core::object::{KeyRef, Object};
use portolan_core::{Analysis, listing};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `diff`.
#[derive(Debug, clap::Args)]
pub(crate) struct Diff {
    /// The manifests that are applied.
    old: PathBuf,
    /// The manifests that replace them, and the facts for both.
    #[command(flatten)]
    new: world::Arguments,
}

/// Says what appears, disappears and changes, what the API server answers to each change, and which endpoints follow.
pub(crate) fn run(arguments: &Diff) -> Result<ExitStatus> {
    let old = world::read_sent(&arguments.new.at(vec![arguments.old.clone()]));
    let new = world::read_sent(&arguments.new);
    old.tell_unreadable();
    new.tell_unreadable();
    if !old.unreadable.is_empty() || !new.unreadable.is_empty() {
        return Ok(ExitStatus::NotAsked);
    }
    let mut out = streams::output();
    let is_refused = objects(&mut out, &old, &new)?;
    let before: BTreeSet<String> = old.analyses().flat_map(listing::endpoints).collect();
    let after: BTreeSet<String> = new.analyses().flat_map(listing::endpoints).collect();
    for line in before.difference(&after) {
        writeln!(out, "- {line}")?;
    }
    for line in after.difference(&before) {
        writeln!(out, "+ {line}")?;
    }
    let is_whole = old.is_whole() && new.is_whole();
    Ok(if is_whole { ExitStatus::of_findings(is_refused) } else { ExitStatus::NotAsked })
}

fn by_key(worlds: &Worlds) -> BTreeMap<KeyRef<'_>, (&Analysis, &Object)> {
    let mut found = BTreeMap::new();
    for analysis in worlds.analyses() {
        let live = analysis.objects.iter().filter(|object| object.superseded_by.is_none());
        for object in live.filter(|object| !object.name.is_empty()) {
            found.insert(object.key(), (analysis, object));
        }
    }
    found
}

/// Tells each object that differs; says whether the server refuses a change.
fn objects(out: &mut impl Write, old: &Worlds, new: &Worlds) -> Result<bool> {
    let (old, new) = (by_key(old), by_key(new));
    let keys: BTreeSet<&KeyRef<'_>> = old.keys().chain(new.keys()).collect();
    let mut is_refused = false;
    for key in keys {
        match (old.get(key), new.get(key)) {
            (Some((_, object)), None) => writeln!(out, "- {}", told(object))?,
            (None, Some((_, object))) => writeln!(out, "+ {}", told(object))?,
            (Some((before, stored)), Some((after, object))) => {
                is_refused |= change(out, (before, stored), (after, object))?;
            }
            (None, None) => {}
        }
    }
    Ok(is_refused)
}

fn told(object: &Object) -> String {
    if object.namespace.is_empty() {
        object.title()
    } else {
        format!("{} in namespace `{}`", object.title(), object.namespace)
    }
}

/// Tells the server's answer to the change of one object.
fn change(out: &mut impl Write, old: (&Analysis, &Object), new: (&Analysis, &Object)) -> Result<bool> {
    let stored = old.0.admission(old.1.id).filter(|admission| admission.ruling == Ruling::Accepted);
    let (Some(stored), Some(manifest)) = (stored, new.0.manifest(new.1.id)) else { return Ok(false) };
    let mut server = Server::new(&new.0.assumptions);
    // The server holds what is stored; the change is answered on top of it.
    if let Some(first) = old.0.manifest(old.1.id) {
        server.create(first);
    }
    let answer = server.update(&stored.object, manifest);
    match &answer.ruling {
        Ruling::Refused(causes) => {
            writeln!(out, "! {} is refused:", told(new.1))?;
            for cause in causes {
                writeln!(out, "    {}", cause.line())?;
            }
            return Ok(true);
        }
        Ruling::Undecodable(message) => {
            writeln!(out, "! {} is refused:\n    {message}", told(new.1))?;
            return Ok(true);
        }
        Ruling::Accepted if !metadata::same(&answer.object, &stored.object) => {
            writeln!(out, "~ {}", told(new.1))?;
        }
        Ruling::Accepted | Ruling::NotServed | Ruling::Foreign => {}
    }
    for warning in &answer.warnings {
        writeln!(out, "    warning: {}", warning.text)?;
    }
    Ok(false)
}
