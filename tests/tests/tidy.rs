//! Invariants of the repository.

use portolan_core::assumptions::FactName;
use portolan_core::rules::RULES;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every source file below a folder, generated and installed ones left out.
fn sources(folder: &Path, endings: &[&str], found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !["target", "dist", "node_modules", ".git", "conformance", "cases", "data"]
                .contains(&name.as_str())
            {
                sources(&path, endings, found);
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path);
        }
    }
}

#[test]
fn registry_is_complete_and_in_order() {
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code.as_str()).collect();
    let mut sorted = codes.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(codes, sorted, "RULES is ordered by code and holds none twice");
    let folder = root().join("core/src/rules");
    for code in &codes {
        let file = folder.join(format!("{}.rs", code.replace('-', "_")));
        assert!(file.exists(), "rule {code} lives in {}", file.display());
    }
    let declared = std::fs::read_dir(&folder)
        .unwrap()
        .filter(|entry| {
            let path = entry.as_ref().unwrap().path();
            path.is_file() && std::fs::read_to_string(path).unwrap().contains("declare_rule! {")
        })
        .count();
    assert_eq!(declared, codes.len(), "every declared rule is registered");
}

#[test]
fn modules_stay_readable() {
    let mut files = Vec::new();
    sources(&root(), &[".rs", ".mjs", ".ts"], &mut files);
    let long: Vec<String> = files
        .iter()
        .map(|path| (path, std::fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 650)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "look for a seam:\n{}", long.join("\n"));
}

#[test]
fn components_stay_small() {
    let mut files = Vec::new();
    sources(&root().join("web/src/components"), &[".rs"], &mut files);
    let long: Vec<String> = files
        .iter()
        .map(|path| (path, std::fs::read_to_string(path).unwrap().lines().count()))
        .filter(|(_, lines)| *lines > 150)
        .map(|(path, lines)| format!("{}: {lines} lines", path.display()))
        .collect();
    assert!(long.is_empty(), "look for a seam:\n{}", long.join("\n"));
}

#[test]
fn rust_sources_open_with_what_they_are_for() {
    let mut files = Vec::new();
    sources(&root(), &[".rs"], &mut files);
    let silent: Vec<String> = files
        .iter()
        .filter(|path| {
            let text = std::fs::read_to_string(path).unwrap();
            !text.trim_start().starts_with("//!") && !text.trim_start().starts_with("#![")
        })
        .map(|path| path.display().to_string())
        .collect();
    assert!(silent.is_empty(), "no `//!` at the top:\n{}", silent.join("\n"));
}

#[test]
fn core_stays_pure() {
    let mut files = Vec::new();
    sources(&root().join("core/src"), &[".rs"], &mut files);
    // Taken apart, so that this list does not find itself.
    let banned = [
        ["std::", "fs"],
        ["std::", "net::Tcp"],
        ["std::time::", "Instant"],
        ["Sys", "temTime"],
        ["cfg(target", "_arch"],
        ["thread", "_local!"],
    ];
    let mut wrong = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or("");
        for word in &banned {
            if code.contains(&word.concat()) {
                wrong.push(format!("{} uses {}", path.display(), word.concat()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The command line and the page take the facts from the list itself; what types and prose list by hand is held here.
#[test]
fn every_fact_is_an_option_of_the_package() {
    let types = std::fs::read_to_string(root().join("npm/js/index.d.ts")).unwrap();
    let options =
        types.split("export interface Options {").nth(1).and_then(|rest| rest.split("\n}").next()).unwrap();
    for fact in FactName::ALL {
        assert!(
            options.contains(&format!("\n  {}?: ", fact.as_str())),
            "{fact:?} is not an option of npm/js/index.d.ts"
        );
    }
}

/// The names in every path below `portolan_core`, imports in braces included.
fn core_names(code: &str) -> Vec<&str> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut names = Vec::new();
    for (at, root) in code.match_indices("portolan_core") {
        let (before, rest) = (code[..at].trim_end(), &code[at + root.len()..]);
        let end = if before.ends_with("use") {
            rest.find(';')
        } else {
            rest.find(|c: char| !is_name(c) && c != ':')
        };
        names
            .extend(rest[..end.unwrap_or(rest.len())].split(|c| !is_name(c)).filter(|name| !name.is_empty()));
    }
    names
}

/// Says whether code holds a text that is not part of a longer name.
fn holds_text(code: &str, text: &str) -> bool {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    code.match_indices(text)
        .any(|(at, _)| !code[..at].ends_with(is_name) && !code[at + text.len()..].starts_with(is_name))
}

/// A decision is made in one room of the engine; the faces show it. `tests/data/faces.txt` lists what they may not name.
#[test]
fn faces_decide_nothing() {
    let list = std::fs::read_to_string(root().join("tests/data/faces.txt")).unwrap();
    let forbidden: Vec<(&str, &str, &str)> = list
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            let (how, rest) = line.split_once(' ').unwrap();
            let (name, instead) = rest.split_once(' ').unwrap();
            (how, name, instead.trim())
        })
        .collect();
    assert!(forbidden.len() > 10 && forbidden.iter().all(|(_, _, instead)| !instead.is_empty()));
    let mut wrong = Vec::new();
    for face in ["web/src", "cli/src", "npm/src"] {
        let mut files = Vec::new();
        sources(&root().join(face), &[".rs"], &mut files);
        assert!(!files.is_empty(), "{face}");
        for path in files {
            let text = std::fs::read_to_string(&path).unwrap();
            let code: String = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .map(|line| format!("{line}\n"))
                .collect();
            let names = core_names(&code);
            for (how, name, instead) in &forbidden {
                let is_named = match *how {
                    "path" => names.contains(name),
                    "text" => holds_text(&code, name),
                    how => panic!("`{how}` is neither path nor text"),
                };
                if is_named {
                    wrong.push(format!("{} names {name}; ask instead: {instead}", path.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_of_the_engine_are_found_however_they_are_imported() {
    let code = "use portolan_core::{cluster::{decision::decide, world}, Analysis};\nlet x = portolan_core::schema::decode(a.b);";
    assert_eq!(core_names(code), ["cluster", "decision", "decide", "world", "Analysis", "schema", "decode"]);
    assert!(
        holds_text("world.pods_matching(a)", "pods_matching")
            && !holds_text("all_pods_matching(a)", "pods_matching")
    );
}

#[test]
fn pages_name_their_source() {
    for rule in RULES {
        assert!(rule.page.contains("Source: "), "{}: the page names no source", rule.code);
    }
}

/// A page's text below a title of its own: its headings go down one level, what stands in fences stays.
fn below_title(lines: &[&str]) -> String {
    let mut is_fenced = false;
    let mut out = String::new();
    for line in lines {
        is_fenced ^= line.starts_with("```");
        let is_heading = !is_fenced && line.starts_with("# ");
        out.push_str(if is_heading { "#" } else { "" });
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// The pages under `docs/rules` are those of the rules; `UPDATE=1` rewrites them.
#[test]
fn pages_are_fresh() {
    let folder = root().join("docs/rules");
    let mut index = String::from("# Rules\n\nGenerated by `cargo xtask docs` from the rules' own files.\n\n");
    let mut pages = Vec::new();
    for rule in RULES {
        let text: Vec<&str> = rule.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line)).collect();
        let severity = portolan_core::report::severity(rule.code.severity());
        let first = text.first().copied().unwrap_or("");
        let _ = writeln!(index, "- [`{}`]({}.md) ({severity}): {first}", rule.code, rule.code);
        let body = below_title(&text);
        pages.push((
            format!("{}.md", rule.code),
            format!("# {}\n\nSeverity: {severity}.\n\n{}\n", rule.code, body.trim()),
        ));
    }
    index.push_str("\n# Reader and API server\n\n");
    for (code, text) in portolan_core::codes::pages() {
        let first = text.lines().next().unwrap_or("");
        let severity = portolan_core::report::severity(code.severity());
        let _ = writeln!(index, "- [`{code}`]({code}.md) ({severity}): {first}");
        pages.push((format!("{code}.md"), format!("# {code}\n\nSeverity: {severity}.\n\n{text}\n")));
    }
    pages.push(("README.md".to_owned(), index));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for entry in std::fs::read_dir(&folder).unwrap() {
            std::fs::remove_file(entry.unwrap().path()).unwrap();
        }
        for (name, text) in &pages {
            std::fs::write(folder.join(name), text).unwrap();
        }
    }
    for (name, text) in &pages {
        let checked_in = std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        assert_eq!(&checked_in, text, "docs/rules/{name} is stale: run `cargo xtask docs`");
    }
    assert_eq!(
        std::fs::read_dir(&folder).unwrap().count(),
        pages.len(),
        "a page of no rule is in docs/rules"
    );
}
