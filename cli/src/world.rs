//! Which files see each other, and reading them.
//!
//! All files named on the command line form one world. A named folder is walked; each folder in it is a world of its
//! own, and where two of its files define the same object, its files are alternatives and each is a world.

use crate::args;
use anyhow::Result;
use portolan_core::scenario::Scenario;
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze, syntax};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// What was read and analyzed.
pub(crate) struct Worlds {
    /// One analysis a world, in the order of the paths.
    pub(crate) analyses: Vec<Analysis>,
    /// What could not be read, in words.
    pub(crate) unreadable: Vec<String>,
}

impl Worlds {
    /// Tells on standard error what could not be read.
    pub(crate) fn tell_unreadable(&self) {
        for problem in &self.unreadable {
            eprintln!("portolan: {problem}");
        }
        let objects: usize = self.analyses.iter().map(|analysis| analysis.objects.len()).sum();
        let is_silent = self.analyses.iter().all(|analysis| analysis.diagnostics.is_empty());
        if self.analyses.is_empty() {
            eprintln!("portolan: nothing was read");
        } else if objects == 0 && is_silent {
            eprintln!("portolan: there is no object in what was read");
        }
    }
}

/// A file read, before it has its world.
struct ReadFile {
    file: InputFile,
    folder: Option<PathBuf>,
}

/// Reads and analyzes what the arguments name.
pub(crate) fn read(args: &args::World) -> Result<Worlds> {
    let assumptions = args.assumptions()?;
    let mut worlds = Worlds { analyses: Vec::new(), unreadable: Vec::new() };
    let mut named = Vec::new();
    let mut folders: BTreeMap<PathBuf, Vec<InputFile>> = BTreeMap::new();
    for path in &args.paths {
        for read in read_path(path, &mut worlds) {
            match read.folder {
                Some(folder) => folders.entry(folder).or_default().push(read.file),
                None => named.push(read.file),
            }
        }
    }
    let mut cache = DocumentCache::default();
    let scenario = Scenario::default();
    let mut analyze_world = |files: &[InputFile]| {
        let input = Input { files, assumptions: &assumptions, scenario: &scenario };
        analyze(&mut cache, &input)
    };
    if !named.is_empty() {
        worlds.analyses.push(analyze_world(&named));
    }
    for files in folders.into_values() {
        let whole = analyze_world(&files);
        if has_alternatives(&whole) {
            for file in &files {
                worlds.analyses.push(analyze_world(std::slice::from_ref(file)));
            }
        } else {
            worlds.analyses.push(whole);
        }
    }
    Ok(worlds)
}

/// Says whether two files of a world define the same object, Namespaces apart.
fn has_alternatives(analysis: &Analysis) -> bool {
    let mut seen: BTreeMap<(&str, &str, &str), BTreeSet<u32>> = BTreeMap::new();
    for object in
        analysis.objects.iter().filter(|object| object.kind != "Namespace" && !object.name.is_empty())
    {
        let file = analysis.sources.locate(object.head()).file;
        seen.entry((&object.kind, &object.namespace, &object.name)).or_default().insert(file.0);
    }
    seen.values().any(|files| files.len() > 1)
}

/// Reads a path of the command line: standard input, a file, or the manifests below a folder.
fn read_path(path: &Path, worlds: &mut Worlds) -> Vec<ReadFile> {
    if path.as_os_str() == "-" {
        let mut bytes = Vec::new();
        return match std::io::stdin().read_to_end(&mut bytes) {
            Ok(_) => vec![ReadFile { file: text("-", &bytes), folder: None }],
            Err(error) => unreadable("-", &error, worlds),
        };
    }
    if path.is_dir() {
        return read_folder(path, worlds);
    }
    match std::fs::read(path) {
        Ok(bytes) => vec![ReadFile { file: text(&name(path), &bytes), folder: None }],
        Err(error) => unreadable(&name(path), &error, worlds),
    }
}

fn read_folder(folder: &Path, worlds: &mut Worlds) -> Vec<ReadFile> {
    let mut walk = ignore::WalkBuilder::new(folder);
    walk.sort_by_file_path(std::cmp::Ord::cmp).require_git(false);
    let mut files = Vec::new();
    for entry in walk.build() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                worlds.unreadable.push(error.to_string());
                continue;
            }
        };
        let is_manifest = entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "yaml" || extension == "yml" || extension == "json");
        if !is_manifest || entry.file_type().is_none_or(|kind| kind.is_dir()) {
            continue;
        }
        match std::fs::read(entry.path()) {
            Ok(bytes) => files.push(ReadFile {
                file: text(&name(entry.path()), &bytes),
                folder: entry.path().parent().map(Path::to_owned),
            }),
            Err(error) => {
                unreadable(&name(entry.path()), &error, worlds);
            }
        }
    }
    files
}

fn text(name: &str, bytes: &[u8]) -> InputFile {
    let (text, problems) = syntax::bytes::read_bytes(bytes);
    InputFile { problems, ..InputFile::new(name, &text) }
}

fn unreadable(name: &str, error: &std::io::Error, worlds: &mut Worlds) -> Vec<ReadFile> {
    worlds.unreadable.push(format!("{name}: {error}"));
    Vec::new()
}

/// A path as findings name it: as given, with `/` between folders.
fn name(path: &Path) -> String {
    let text = path.to_string_lossy();
    if std::path::MAIN_SEPARATOR == '/' {
        text.into_owned()
    } else {
        text.replace(std::path::MAIN_SEPARATOR, "/")
    }
}
