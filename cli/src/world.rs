//! Which files see each other, and reading them.
//!
//! All files named on the command line form one world. A named folder is walked; each folder in it is a world of its
//! own, and where two of its files define the same object, its files are alternatives and each is a world.

use crate::facts::Facts;
use crate::status::ExitStatus;
use crate::streams::remark;
use portolan_core::object::KeyRef;
use portolan_core::scenario::Scenario;
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze, analyze_sent, syntax};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Component, Path, PathBuf};

/// What to read, and the facts that hold for it.
#[derive(Debug, Clone, clap::Args)]
pub(crate) struct Arguments {
    /// Files and folders; `-` for standard input. All named files form one world; each folder is a world of its
    /// own, unless its files are alternatives.
    #[arg(required = true)]
    paths: Vec<PathBuf>,
    /// Facts about the cluster.
    #[command(flatten)]
    facts: Facts,
}

impl Arguments {
    /// The same facts for other paths.
    pub(crate) fn at(&self, paths: Vec<PathBuf>) -> Self {
        Self { paths, facts: self.facts.clone() }
    }
}

/// Files that see each other.
pub(crate) struct World {
    /// What to call it: the name of its file or folder, fit for a file name.
    pub(crate) name: String,
    /// What is known of it.
    pub(crate) analysis: Analysis,
}

/// What was read and analyzed.
pub(crate) struct Worlds {
    /// The worlds, in the order of the paths.
    pub(crate) worlds: Vec<World>,
    /// What could not be read, in words.
    pub(crate) unreadable: Vec<String>,
    /// Where kubectl stops reading a file, in words, if what it sends was asked for.
    halts: Vec<String>,
}

impl Worlds {
    /// The analysis of each world.
    pub(crate) fn analyses(&self) -> impl Iterator<Item = &Analysis> {
        self.worlds.iter().map(|world| &world.analysis)
    }

    /// How many objects were read.
    pub(crate) fn objects(&self) -> usize {
        self.analyses().map(|analysis| analysis.objects.len()).sum()
    }

    /// Says whether something was read, and all of it could be, to the end of each file.
    pub(crate) fn is_whole(&self) -> bool {
        self.unreadable.is_empty() && self.halts.is_empty() && !self.worlds.is_empty()
    }

    /// Tells on standard error what could not be read.
    pub(crate) fn tell_unreadable(&self) {
        for problem in self.unreadable.iter().chain(&self.halts) {
            remark(problem);
        }
        let is_silent = self.analyses().all(|analysis| analysis.diagnostics.is_empty());
        if self.worlds.is_empty() {
            remark("nothing was read");
        } else if self.objects() == 0 && is_silent {
            remark("there is no object in what was read");
        }
    }

    /// Tells what could not be read and what was made up; the exit status of a command that only shows.
    pub(crate) fn shown(&self) -> ExitStatus {
        self.tell_unreadable();
        let mut pods = self.analyses().flat_map(|analysis| &analysis.cluster.pods);
        if pods.any(|pod| pod.simulated) {
            remark("Pods of workloads are simulated: their names and addresses are made up");
        }
        if self.is_whole() { ExitStatus::Fine } else { ExitStatus::NotAsked }
    }
}

/// A file read, before it has its world.
struct ReadFile {
    file: InputFile,
    folder: Option<PathBuf>,
}

/// Reads what the arguments name, and analyzes all of it.
pub(crate) fn read(arguments: &Arguments) -> Worlds {
    read_with(arguments, analyze)
}

/// Reads what the arguments name, and analyzes what kubectl would send of it.
pub(crate) fn read_sent(arguments: &Arguments) -> Worlds {
    let mut worlds = read_with(arguments, analyze_sent);
    let halts: Vec<String> = worlds.analyses().flat_map(halts).collect();
    worlds.halts = halts;
    worlds
}

/// Tells where kubectl stops reading files.
fn halts(analysis: &Analysis) -> impl Iterator<Item = String> {
    analysis.halts.iter().map(|halt| {
        let at = analysis.sources.locate(halt.fault);
        let position = analysis.sources.position(at.file, at.start);
        let name = analysis.sources.file(at.file).map_or("", |file| file.name.as_ref());
        let (line, column) = (position.line + 1, position.character + 1);
        let message = &halt.message;
        format!(
            "{name}:{line}:{column}: {message}: kubectl sends the documents before, and none from here on"
        )
    })
}

fn read_with(arguments: &Arguments, analyze: fn(&mut DocumentCache, &Input<'_>) -> Analysis) -> Worlds {
    let assumptions = arguments.facts.assumptions();
    let mut worlds = Worlds { worlds: Vec::new(), unreadable: Vec::new(), halts: Vec::new() };
    let mut named = Vec::new();
    let mut folders: BTreeMap<PathBuf, Vec<InputFile>> = BTreeMap::new();
    for path in &arguments.paths {
        for read in read_path(path, &mut worlds) {
            match read.folder {
                Some(folder) => folders.entry(folder).or_default().push(read.file),
                None => named.push(read.file),
            }
        }
    }
    let mut cache = DocumentCache::default();
    let scenario = Scenario::default();
    let mut analyzed = |files: &[InputFile]| {
        let input = Input { files, assumptions: &assumptions, scenario: &scenario };
        analyze(&mut cache, &input)
    };
    match named.as_slice() {
        [] => {}
        [file] => worlds.worlds.push(World { name: file_label(file), analysis: analyzed(&named) }),
        _ => worlds.worlds.push(World { name: "files".to_owned(), analysis: analyzed(&named) }),
    }
    for (folder, files) in folders {
        let whole = analyzed(&files);
        if has_alternatives(&whole) {
            for file in &files {
                let analysis = analyzed(std::slice::from_ref(file));
                worlds.worlds.push(World { name: file_label(file), analysis });
            }
        } else {
            worlds.worlds.push(World { name: label(&folder), analysis: whole });
        }
    }
    worlds
}

/// What to call the world of a file: its path without the ending; `stdin` for standard input.
fn file_label(file: &InputFile) -> String {
    match &*file.name {
        "-" => "stdin".to_owned(),
        name => label(&Path::new(name).with_extension("")),
    }
}

/// What to call a path: its names from the folder where it leaves this one, joined by dashes.
fn label(path: &Path) -> String {
    let names = path.components().filter_map(|component| match component {
        Component::Normal(name) => Some(name.to_string_lossy()),
        Component::Prefix(_) | Component::RootDir | Component::CurDir | Component::ParentDir => None,
    });
    let label = names.collect::<Vec<_>>().join("-");
    if label.is_empty() { "manifests".to_owned() } else { label }
}

/// Says whether two files of a world define the same object, Namespaces aside.
fn has_alternatives(analysis: &Analysis) -> bool {
    let mut seen: BTreeMap<KeyRef<'_>, BTreeSet<u32>> = BTreeMap::new();
    let named =
        analysis.objects.iter().filter(|object| object.as_namespace().is_none() && !object.name.is_empty());
    for object in named {
        let file = analysis.sources.locate(object.head()).file;
        seen.entry(object.key()).or_default().insert(file.0);
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
