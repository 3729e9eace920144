//! Arrows between the files of `core/src` go one way: downward between rooms, and never in a circle.
//!
//! An arrow leads from a file to the file that defines what it names: in a `use`, or as a path in code
//! (`crate::near::nearest(…)`). A `mod` line is not an arrow, and neither is a `pub use` by which a file hands on what one
//! of its children defines; who names a thing through such a door points at the child. What stands under
//! `#[cfg(test)]` may look anywhere.
//!
//! A file `foo.rs` and its children in `foo/` are files like any others: either the children build on what `foo.rs`
//! defines, or `foo.rs` calls them, and not both. Where both are wanted, the types go into a child of their own.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The rooms, from the ground floor up; a room sees the rooms before it.
const ROOMS: &[&str] = &[
    "go",
    "source",
    "field_path",
    "value",
    "near",
    "name_grammar",
    "assumptions",
    "diagnostic",
    "edit",
    "syntax",
    "schema",
    "object",
    "admission",
    "scenario",
    "cluster",
    "selection",
    "reference",
    "traffic",
    "analysis",
    "coverage",
    "rule",
    "rules",
    "codes",
    "kubectl",
    "endpoint_table",
    "listing",
    "picture",
    "suppression",
    "fixes",
    "analyze",
    "report",
];

/// Files, with the folders beside them, whose arrows are not in order yet, and the reason. The list only shrinks: an
/// entry that is not needed fails.
const OPEN: &[(&str, &str)] = &[
    ("picture/graph", "the graph decides about traffic until it shows links"),
    ("selection", "moves to the cluster and to traffic"),
    ("traffic", "links take the place of routes"),
];

/// A file's place among the modules: `["cluster", "dns"]`; empty for `lib.rs`.
type Module = Vec<String>;

/// What a path names: the file it leads to, and what it takes from there (`None` for the module itself).
type Named = (Module, Option<String>);

/// The files and what they take from one another.
struct House {
    /// Each file, with the files it points at and what it takes there.
    arrows: BTreeMap<Module, BTreeMap<Module, BTreeSet<String>>>,
}

impl House {
    fn read() -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().join("core/src");
        let mut paths = Vec::new();
        collect(&root, &mut paths);
        let files: BTreeMap<Module, String> = paths
            .iter()
            .map(|path| {
                let module = path.strip_prefix(&root).unwrap().with_extension("");
                let module: Module = module
                    .iter()
                    .map(|part| part.to_str().unwrap().to_owned())
                    .filter(|part| part != "lib")
                    .collect();
                (module, code(&std::fs::read_to_string(path).unwrap()))
            })
            .collect();
        // What a file hands on under a name, and where macros are that stand at the root.
        let mut doors: BTreeMap<(Module, String), Named> = BTreeMap::new();
        for (module, text) in &files {
            for (is_door, path, name) in uses(text) {
                if let (true, Some(named)) = (is_door, resolve(&files, module, &path, &BTreeMap::new())) {
                    doors.insert((module.clone(), name), named);
                }
            }
            for (at, _) in text.match_indices("#[macro_export]") {
                let name =
                    text[at..].split_once("macro_rules! ").unwrap().1.split_whitespace().next().unwrap();
                doors.insert((Vec::new(), name.to_owned()), (module.clone(), Some(name.to_owned())));
            }
        }
        let arrows =
            files.iter().map(|(module, text)| (module.clone(), pointed(&files, &doors, module, text)));
        Self { arrows: arrows.collect() }
    }
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// The text without comments and without its tests, which stand last.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    lines.flat_map(|line| [line, "\n"]).collect()
}

/// The `use` items of a text: whether it hands on, the path, and the name it gets.
fn uses(text: &str) -> Vec<(bool, Vec<String>, String)> {
    let mut found = Vec::new();
    for (start, _) in use_lines(text) {
        let item = text[start..].split(';').next().unwrap();
        let (visibility, tree) = item.split_once("use ").unwrap();
        for path in expand(tree) {
            let (path, name) = path.split_once(" as ").unwrap_or((&path, ""));
            let path = path.trim().trim_end_matches("::self");
            let name = if name.is_empty() { path.rsplit("::").next().unwrap() } else { name.trim() };
            let path = path.split("::").map(|part| part.trim().to_owned()).collect();
            found.push((!visibility.trim().is_empty(), path, name.to_owned()));
        }
    }
    found
}

/// Where `use` items start, and their lengths.
fn use_lines(text: &str) -> Vec<(usize, usize)> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start();
        if ["use ", "pub use ", "pub(crate) use ", "pub(super) use "]
            .iter()
            .any(|start| rest.starts_with(start))
        {
            let start = at + line.len() - rest.len();
            found.push((start, text[start..].find(';').unwrap() + 1));
        }
        at += line.len();
    }
    found
}

/// `a::{b, c::{d, e}}` as paths.
fn expand(tree: &str) -> Vec<String> {
    let Some((prefix, rest)) = tree.split_once('{') else { return vec![tree.trim().to_owned()] };
    let body = &rest[..rest.rfind('}').unwrap()];
    let (mut depth, mut parts) = (0, vec![String::new()]);
    for c in body.chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 {
            parts.push(String::new());
        } else {
            parts.last_mut().unwrap().push(c);
        }
    }
    let parts = parts.iter().filter(|part| !part.trim().is_empty());
    parts.flat_map(|part| expand(part)).map(|part| format!("{}{part}", prefix.trim_start())).collect()
}

/// Where a path leads from a module; `None` if out of the engine or to something of the file itself.
fn resolve(
    files: &BTreeMap<Module, String>,
    from: &Module,
    path: &[String],
    imported: &BTreeMap<String, Module>,
) -> Option<Named> {
    let mut rest = path;
    let mut at = from.clone();
    match rest.first()?.as_str() {
        "crate" => {
            at.clear();
            rest = &rest[1..];
        }
        "self" => rest = &rest[1..],
        "super" => {
            while rest.first().is_some_and(|step| step == "super") {
                at.pop();
                rest = &rest[1..];
            }
        }
        first => {
            let child = [from.as_slice(), &[first.to_owned()]].concat();
            if !files.contains_key(&child) {
                at.clone_from(imported.get(first)?);
                rest = &rest[1..];
            }
        }
    }
    while let Some(step) = rest.first() {
        at.push(step.clone());
        if !files.contains_key(&at) {
            at.pop();
            break;
        }
        rest = &rest[1..];
    }
    Some((at, rest.first().cloned()))
}

/// What a file points at.
fn pointed(
    files: &BTreeMap<Module, String>,
    doors: &BTreeMap<(Module, String), Named>,
    module: &Module,
    text: &str,
) -> BTreeMap<Module, BTreeSet<String>> {
    let mut named = Vec::new();
    let mut imported = BTreeMap::new();
    for (is_door, path, name) in uses(text) {
        match resolve(files, module, &path, &BTreeMap::new()) {
            Some((to, None)) => drop(imported.insert(name, to)),
            Some((to, Some(_))) if is_door && to.starts_with(module) => {}
            Some(taken) => named.push(taken),
            None => {}
        }
    }
    let mut body = text.to_owned();
    for (start, len) in use_lines(text).into_iter().rev() {
        body.replace_range(start..start + len, "");
    }
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    for word in body.split(|c| !is_word(c)).filter(|word| word.contains("::") && !word.starts_with(':')) {
        let path: Vec<String> = word.split("::").map(str::to_owned).collect();
        named.extend(resolve(files, module, &path, &imported));
    }
    let mut found: BTreeMap<Module, BTreeSet<String>> = BTreeMap::new();
    for (mut to, mut item) in named {
        while let Some(next) = item.as_ref().and_then(|item| doors.get(&(to.clone(), item.clone()))) {
            (to, item) = next.clone();
        }
        if let Some(item) = item.filter(|_| to != *module) {
            found.entry(to).or_default().insert(item);
        }
    }
    found
}

fn shown(module: &Module) -> String {
    if module.is_empty() { "lib".to_owned() } else { module.join("/") }
}

/// Says whether a file is the named one, or stands in the folder beside it.
fn is_in(module: &Module, file: &str) -> bool {
    shown(module).strip_prefix(file).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

fn is_open(module: &Module) -> bool {
    OPEN.iter().any(|(file, _)| is_in(module, file))
}

/// The floor of a file's room.
fn floor(module: &Module) -> usize {
    let Some(room) = module.first() else { return ROOMS.len() };
    let floor = ROOMS.iter().position(|known| known == room);
    floor.unwrap_or_else(|| panic!("the room `{room}` has no floor in ROOMS"))
}

/// The arrows that lead upward, as files and what is taken.
fn upward(house: &House) -> Vec<(&Module, &Module, String)> {
    let arrows =
        house.arrows.iter().flat_map(|(from, to)| to.iter().map(move |(to, items)| (from, to, items)));
    arrows
        .filter(|(from, to, _)| floor(to) > floor(from))
        .map(|(from, to, items)| (from, to, items.iter().cloned().collect::<Vec<_>>().join(", ")))
        .collect()
}

/// The files that can be reached from one along arrows, past files that are left out.
fn reach<'h>(house: &'h House, from: &'h Module, left_out: &dyn Fn(&Module) -> bool) -> BTreeSet<&'h Module> {
    let mut found = BTreeSet::new();
    let mut open = vec![from];
    while let Some(at) = open.pop() {
        for to in house.arrows.get(at).into_iter().flat_map(BTreeMap::keys).filter(|to| !left_out(to)) {
            if found.insert(to) {
                open.push(to);
            }
        }
    }
    found
}

/// The sets of files that use one another.
fn circles<'h>(house: &'h House, left_out: &dyn Fn(&Module) -> bool) -> Vec<BTreeSet<&'h Module>> {
    let files = house.arrows.keys().filter(|file| !left_out(file));
    let reached: BTreeMap<&Module, BTreeSet<&Module>> =
        files.map(|file| (file, reach(house, file, left_out))).collect();
    let circles = reached.iter().filter(|(file, found)| found.contains(*file)).map(|(file, found)| {
        found.iter().copied().filter(|other| reached[other].contains(file)).collect::<BTreeSet<_>>()
    });
    circles.collect::<BTreeSet<_>>().into_iter().collect()
}

#[test]
fn no_arrow_leads_upward() {
    let house = House::read();
    let wrong: Vec<String> = upward(&house)
        .into_iter()
        .filter(|(from, to, _)| !is_open(from) && !is_open(to))
        .map(|(from, to, items)| format!("{} uses {items} of {}", shown(from), shown(to)))
        .collect();
    assert!(wrong.is_empty(), "the rooms below do not know the rooms above:\n{}", wrong.join("\n"));
}

#[test]
fn no_files_use_one_another() {
    let house = House::read();
    let mut wrong = String::new();
    for circle in circles(&house, &is_open) {
        wrong.push_str("a circle:\n");
        for from in &circle {
            for (to, items) in house.arrows[*from].iter().filter(|(to, _)| circle.contains(to)) {
                let items = items.iter().cloned().collect::<Vec<_>>().join(", ");
                wrong.push_str(&format!("    {} uses {items} of {}\n", shown(from), shown(to)));
            }
        }
    }
    assert!(wrong.is_empty(), "move what both need below both:\n{wrong}");
}

#[test]
fn open_files_are_open_for_a_reason() {
    let house = House::read();
    let circles = circles(&house, &|_| false);
    let upward = upward(&house);
    for (file, reason) in OPEN {
        let is_needed = circles.iter().flatten().any(|module| is_in(module, file))
            || upward.iter().any(|(from, to, _)| is_in(from, file) || is_in(to, file));
        assert!(is_needed, "{file} is in order: take it off the list ({reason})");
    }
}

/// The reading of `use` lines and paths finds what this house is known to hold.
#[test]
fn arrows_are_found() {
    let house = House::read();
    let points = |from: &str, to: &str, item: &str| {
        let module = |name: &str| name.split('/').map(str::to_owned).collect::<Module>();
        house.arrows[&module(from)].get(&module(to)).is_some_and(|items| items.contains(item))
    };
    assert!(points("object", "source", "TextRange"), "a `use` of several");
    assert!(points("syntax/check", "syntax/document", "Document"), "by `super`");
    assert!(points("rules", "analysis", "Analysis"), "through the door of `lib.rs`");
    assert!(points("kubectl/endpoints", "cluster/state", "Slice"), "through the door of a room");
    assert!(points("rules", "rules/address_taken", "ADDRESS_TAKEN"), "a path in code");
    assert!(points("rules/address_taken", "rule", "declare_rule"), "a macro");
    assert_eq!(expand("a::{b, c::{d, e}}"), ["a::b", "a::c::d", "a::c::e"]);
}
