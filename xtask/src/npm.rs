//! The npm package: built in `target/xtask/npm`, packed, installed into a fresh project and used there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context as _, Result};

use crate::suites::Suites;
use crate::{browser, setup, stamp, step, wasm, workspace};

/// What the package is made of.
const SOURCES: [&str; 7] =
    ["npm", "core", "Cargo.toml", "Cargo.lock", "LICENSE-MIT", "LICENSE-APACHE", "xtask/src/npm.rs"];

/// Files that go beside the package's `package.json`.
const BESIDE: [&str; 4] = ["npm/package.json", "npm/README.md", "LICENSE-MIT", "LICENSE-APACHE"];

/// `cargo xtask npm`.
pub(crate) fn run() -> Result<ExitCode> {
    let mut suites = Suites::default();
    check(&mut suites)?;
    step::say(format!("the package is {}", tarball()?.display()));
    Ok(suites.close())
}

/// Builds and packs the package, then uses it as its consumers do.
pub(crate) fn check(suites: &mut Suites) -> Result<()> {
    build()?;
    setup::npm_packages(setup::CHECKS)?;
    let found = browser::ensure()?;
    let ran = step::step("use the npm package in Node, TypeScript and Chromium", || {
        let project = workspace::scratch("npm/project");
        install(&project)?;
        let mut node = setup::tool("node")?;
        node.arg("tests/e2e/package.mjs").arg(&project);
        step::run("npm-check", node.env("CHROMIUM", &found.chromium))
    })?;
    suites.add_program("the npm package", &ran);
    Ok(())
}

/// Builds and packs the package, unless its tarball is what the sources make.
fn build() -> Result<()> {
    wasm::ensure_target()?;
    setup::wasm_bindgen()?;
    setup::npm_packages(setup::EDITOR)?;
    stamp::once("npm", stamp::hash(&SOURCES)?, &tarball()?, || step::step("build the npm package", pack))
}

fn pack() -> Result<()> {
    let package = workspace::scratch("npm/package");
    let dist = package.join("dist");
    if package.exists() {
        fs::remove_dir_all(&package)?;
    }
    fs::create_dir_all(&dist)?;
    for file in BESIDE {
        copy_into(&workspace::path(file), &package)?;
    }
    copy_into(&workspace::path("npm/types.d.ts"), &dist)?;
    for entry in fs::read_dir(workspace::path("npm/js"))? {
        copy_into(&entry?.path(), &dist)?;
    }

    let mut cargo = wasm::tool("cargo")?;
    cargo.args(["build", "--package", "portolan-wasm", "--profile", "web", "--target", wasm::TARGET]);
    step::succeed("npm-cargo", &mut cargo)?;
    let module = workspace::target().join(wasm::TARGET).join("web/portolan_wasm.wasm");
    let mut bindgen = setup::tool("wasm-bindgen")?;
    // Without a default path the glue names no file, so that a bundler finds the wasm once, in `source.web.js`.
    bindgen.args([
        "--target",
        "web",
        "--omit-default-module-path",
        "--no-typescript",
        "--out-name",
        "portolan",
    ]);
    step::succeed("npm-bindgen", bindgen.arg("--out-dir").arg(&dist).arg(&module))?;
    let wasm = dist.join("portolan_bg.wasm");
    step::succeed(
        "npm-opt",
        setup::tool("wasm-opt")?
            .args(["-Oz", "--reorder-functions", "--reorder-locals"])
            .arg(&wasm)
            .arg("-o")
            .arg(&wasm),
    )?;
    step::succeed(
        "npm-inline",
        setup::tool("node")?.arg("npm/inline.mjs").arg(&wasm).arg(dist.join("base64.js")),
    )?;

    let mut npm = setup::tool("npm")?;
    npm.args(["pack", "--silent", "--pack-destination"]).arg(workspace::scratch("npm")).current_dir(&package);
    step::succeed("npm-pack", &mut npm).map(drop)
}

/// Makes an empty project and installs the tarball, never the folder, into it.
fn install(project: &Path) -> Result<()> {
    if project.exists() {
        fs::remove_dir_all(project)?;
    }
    fs::create_dir_all(project)?;
    fs::write(project.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
    let mut npm = Command::new("npm");
    npm.args(["install", "--offline", "--no-audit", "--no-fund", "--no-package-lock"]).arg(tarball()?);
    step::succeed("npm-install", npm.current_dir(project)).map(drop)
}

fn tarball() -> Result<PathBuf> {
    let manifest = fs::read_to_string(workspace::path("npm/package.json"))?;
    let version = manifest.lines().find_map(|line| line.trim().strip_prefix("\"version\": \""));
    let version =
        version.and_then(|rest| rest.split('"').next()).context("npm/package.json names no version")?;
    Ok(workspace::scratch("npm").join(format!("portolan-{version}.tgz")))
}

fn copy_into(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().context("a file has a name")?;
    fs::copy(file, folder.join(name)).with_context(|| file.display().to_string())?;
    Ok(())
}
