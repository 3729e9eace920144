//! `cargo xtask schema`: writes the schema table of core from Kubernetes' own OpenAPI documents and Go types.
//!
//! The Go modules come from the module proxy by `go mod download`; nothing of Kubernetes is compiled. The table says
//! what the API server's decoder knows of each kind: fields, types as error messages name them, what is omitted when
//! empty, and in which minors each exists.
//!
//! A package of its own: the engine that it reads definitions with is not compiled for the other commands.

#![expect(clippy::print_stdout, reason = "the program tells what it wrote")]

mod cel;
mod descriptions;
mod gateway;
mod go;
mod lifecycle;
mod openapi;
mod table;

use anyhow::{Context, Result, bail};
use go::Packages;
use openapi::Documents;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The newest patch of each minor, oldest first.
const KUBERNETES: [(u32, &str); 6] =
    [(32, "1.32.13"), (33, "1.33.13"), (34, "1.34.4"), (35, "1.35.4"), (36, "1.36.3"), (37, "1.37.2")];

/// The oldest and the newest minor.
const OLDEST: u32 = 32;
const NEWEST: u32 = 37;

/// The version of the modules that hold the Go types of the newest minor.
const STAGING: &str = "v0.37.2";

/// Packages with types of their own, beside every `types.go` of `k8s.io/api`.
const OTHER_PACKAGES: [(&str, &str); 4] = [
    ("k8s.io/apimachinery", "pkg/apis/meta/v1"),
    ("k8s.io/apimachinery", "pkg/types"),
    ("k8s.io/apiextensions-apiserver", "pkg/apis/apiextensions/v1"),
    ("k8s.io/kube-aggregator", "pkg/apis/apiregistration/v1"),
];

/// Kinds that left `k8s.io/api` before the version the table is made from: apiVersion, kind, introduced, removed,
/// replacement.
///
/// Source: <https://kubernetes.io/docs/reference/using-api/deprecation-guide/>
const LONG_GONE: &str = include_str!("long_gone.txt");

fn main() -> Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).context("the workspace's folder")?;
    match std::env::args().nth(1).as_deref() {
        None => write(root),
        Some("gateway") => write_gateway(root),
        Some(other) => bail!("no part `{other}`: `gateway` is the only one that can be written alone"),
    }
}

/// Writes the table and the descriptions into `root`, the workspace's folder.
fn write(root: &Path) -> Result<()> {
    let documents: BTreeMap<u32, Documents> = KUBERNETES
        .iter()
        .map(|&(minor, version)| {
            let module = module("k8s.io/kubernetes", &format!("v{version}"))?;
            Ok((minor, openapi::read(&module)?))
        })
        .collect::<Result<_>>()?;
    let api = module("k8s.io/api", STAGING)?;
    let mut packages = Packages::default();
    let mut lives = BTreeMap::new();
    for folder in version_folders(&api)? {
        let inside = folder.strip_prefix(&api)?.to_string_lossy().replace('\\', "/");
        packages.read(&folder, &format!("k8s.io/api/{inside}"))?;
        if let Some(group) = lifecycle::group(&folder) {
            let version = inside.rsplit('/').next().unwrap_or("").to_owned();
            let api_version = if group.is_empty() { version } else { format!("{group}/{version}") };
            for (kind, life) in lifecycle::read(&folder)? {
                lives.insert((api_version.clone(), kind), life);
            }
        }
    }
    for (name, inside) in OTHER_PACKAGES {
        packages.read(&module(name, STAGING)?.join(inside), &format!("{name}/{inside}"))?;
    }

    let mut types = table::Types::new(&packages, &documents);
    // The first type, so that the reader of the table finds it.
    types.of("k8s.io/apimachinery/pkg/apis/meta/v1.ObjectMeta");
    let kinds = kind_lines(&documents, &packages, &lives, &mut types);
    let lines = types.write();
    let mut out =
        String::from("# Written by `cargo xtask schema`; do not edit. The form is explained in table.rs.\n");
    let versions: Vec<_> = KUBERNETES.iter().map(|(_, version)| *version).collect();
    let _ = writeln!(out, "# kubernetes {}\n# k8s.io/api {STAGING}", versions.join(" "));
    out.push_str(&kinds);
    out.push_str("---\n");
    out.push_str(&lines);
    for lost in &types.lost {
        println!("{lost}");
    }
    println!("{} types, {} bytes", types.names.len(), out.len());
    fs::write(root.join("core/src/schema/table.txt"), out)?;
    let newest = documents.last_key_value().context("no documents")?.1;
    let described: Vec<_> = described_types(newest, &packages, &documents)
        .into_iter()
        .map(|name| (types.of(&name), name))
        .collect();
    let descriptions = descriptions::write(newest, &described);
    println!("{} bytes of descriptions", descriptions.len());
    fs::write(root.join("core/src/schema/descriptions.txt"), descriptions)?;
    write_gateway(root)
}

/// Writes the table of the Gateway API's definitions alone.
fn write_gateway(root: &Path) -> Result<()> {
    let table = gateway::write(&module("sigs.k8s.io/gateway-api", gateway::GATEWAY_API)?)?;
    println!("{} bytes of the Gateway API's definitions", table.len());
    fs::write(root.join("core/src/schema/gateway.txt"), table)?;
    Ok(())
}

/// `apiVersion kind NAMESPACED[>first][<last] type` for kinds that are served, `-apiVersion kind introduced removed
/// replacement` for kinds that are not.
fn kind_lines(
    documents: &BTreeMap<u32, Documents>,
    packages: &Packages,
    lives: &BTreeMap<(String, String), lifecycle::Lifecycle>,
    types: &mut table::Types<'_>,
) -> String {
    let mut out = String::new();
    let all: BTreeSet<_> = documents.values().flat_map(|documents| documents.kinds.keys()).collect();
    for key in &all {
        let (api_version, kind) = key;
        let minors: Vec<u32> = documents
            .iter()
            .filter(|(_, documents)| documents.kinds.contains_key(*key))
            .map(|(minor, _)| *minor)
            .collect();
        let (Some(&first), Some(&last)) = (minors.first(), minors.last()) else { continue };
        let Some(found) = documents.get(&last).and_then(|documents| documents.kinds.get(*key)) else {
            continue;
        };
        let scope = if found.namespaced { 'n' } else { 'c' };
        let since = if first > OLDEST { format!(">{first}") } else { String::new() };
        let until = if last < NEWEST { format!("<{last}") } else { String::new() };
        // Previews are off unless an administrator turns them on; their types would be a third of the table.
        let is_preview = api_version.contains("alpha") || api_version.contains("beta");
        let ty = table::go_name(packages, &found.schema)
            .filter(|_| !is_preview)
            .map(|name| types.of(&name).to_string());
        let life = lives.get(*key).cloned().unwrap_or_default();
        let deprecated = life.deprecated.map(|minor| format!("d{minor}")).unwrap_or_default();
        let removed = life.removed.map(|minor| format!("r{minor}")).unwrap_or_default();
        let replacement = life.replacement.map(|text| format!(" {text}")).unwrap_or_default();
        let _ = writeln!(
            out,
            "{api_version} {kind} {scope}{since}{until}{deprecated}{removed} {}{replacement}",
            ty.as_deref().unwrap_or("-")
        );
    }
    for ((api_version, kind), life) in lives {
        let Some(removed) = life.removed.filter(|&removed| removed <= NEWEST) else {
            continue;
        };
        if kind.ends_with("List") || all.contains(&(api_version.clone(), kind.clone())) {
            continue;
        }
        let replacement = life.replacement.as_deref().unwrap_or("");
        let line = format!("-{api_version} {kind} {} {removed} {replacement}", life.introduced.unwrap_or(0));
        let _ = writeln!(out, "{}", line.trim_end());
    }
    for line in LONG_GONE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut words = line.split(' ');
        let key = (words.next().unwrap_or("").to_owned(), words.next().unwrap_or("").to_owned());
        if !lives.contains_key(&key) {
            let _ = writeln!(out, "-{line}");
        }
    }
    out
}

/// The types of the kinds that carry traffic, by absolute Go name.
fn described_types(
    newest: &Documents,
    packages: &Packages,
    documents: &BTreeMap<u32, Documents>,
) -> Vec<String> {
    const GROUPS: [&str; 6] =
        ["apps", "autoscaling", "batch", "discovery.k8s.io", "networking.k8s.io", "policy"];
    let mut types = table::Types::new(packages, documents);
    for ((api_version, _), kind) in &newest.kinds {
        let group = api_version.split_once('/').map_or("", |(group, _)| group);
        if (group.is_empty() || GROUPS.contains(&group))
            && let Some(name) = table::go_name(packages, &kind.schema)
        {
            types.of(&name);
        }
    }
    types.write();
    types.names
}

/// The folders of `k8s.io/api` that hold the types of one version of one group.
fn version_folders(api: &Path) -> Result<Vec<PathBuf>> {
    let mut folders = Vec::new();
    for group in fs::read_dir(api)? {
        let group = group?.path();
        if !group.is_dir() || group.ends_with("testdata") {
            continue;
        }
        for version in fs::read_dir(group)? {
            let version = version?.path();
            if version.join("types.go").exists() {
                folders.push(version);
            }
        }
    }
    folders.sort();
    Ok(folders)
}

/// The folder of a Go module, downloaded if need be.
fn module(name: &str, version: &str) -> Result<PathBuf> {
    let output = Command::new("go")
        .args(["mod", "download", "-json", &format!("{name}@{version}")])
        .output()
        .context("run go")?;
    let answer: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    let folder = answer.get("Dir").and_then(serde_json::Value::as_str).map(PathBuf::from);
    // A module that asks for a newer Go is downloaded all the same, though not named; none of it is compiled.
    match folder.map_or_else(|| cached(name, version), Ok) {
        Ok(folder) if folder.is_dir() => Ok(folder),
        _ => bail!("go mod download {name}@{version}: {}", answer.get("Error").unwrap_or(&answer)),
    }
}

/// Where the module cache keeps a module whose name is all lower case.
fn cached(name: &str, version: &str) -> Result<PathBuf> {
    let output = Command::new("go").args(["env", "GOMODCACHE"]).output().context("run go")?;
    Ok(Path::new(String::from_utf8(output.stdout)?.trim()).join(format!("{name}@{version}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_was_made_from_these_versions() {
        let table = include_str!("../../../core/src/schema/table.txt");
        let mut lines = table.lines().skip(1);
        let versions: Vec<_> = KUBERNETES.iter().map(|(_, version)| *version).collect();
        assert_eq!(lines.next(), Some(&*format!("# kubernetes {}", versions.join(" "))));
        assert_eq!(lines.next(), Some(&*format!("# k8s.io/api {STAGING}")));
        let gateway = include_str!("../../../core/src/schema/gateway.txt");
        let wanted = format!("# sigs.k8s.io/gateway-api {}", gateway::GATEWAY_API);
        assert_eq!(gateway.lines().nth(1), Some(&*wanted));
        assert_eq!(KUBERNETES.first().map(|(minor, _)| *minor), Some(OLDEST));
        assert_eq!(KUBERNETES.last().map(|(minor, _)| *minor), Some(NEWEST));
    }

    #[test]
    fn the_table_keeps_its_size() {
        // The page loads it; with the descriptions it is the largest text that the engine carries.
        assert!(include_str!("../../../core/src/schema/table.txt").len() < 66_000);
        assert!(include_str!("../../../core/src/schema/gateway.txt").len() < 62_000);
    }
}
