//! `cargo xtask test`: everything that must hold.

use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Instant;

use anyhow::Result;

use crate::suites::Suites;
use crate::{e2e, lint, npm, page, processor, reading, setup, step, wasm, workspace};

type Part = (&'static str, fn(&mut Suites) -> Result<()>);

/// Two lines of parts that run side by side, so that neither a long download nor a program that uses one processor
/// keeps the machine waiting. In each, what fails soonest comes first; the second builds its tools on the way.
const LINES: [&[Part]; 2] = [
    &[
        ("lint", lint::check),
        ("Rust tests", rust),
        ("reader", reading::check),
        ("recorded answers", recorded),
        ("wasm tests", wasm::test),
    ],
    &[("npm package", npm::check), ("page", e2e::check)],
];

/// Runs every part, also after one has failed.
pub(crate) fn run() -> ExitCode {
    let started = Instant::now();
    let mut suites = Suites::default();
    thread::scope(|scope| {
        let lines = LINES.map(|parts| scope.spawn(|| run_line(parts)));
        for line in lines {
            match line.join() {
                Ok(rows) => suites.append(rows),
                Err(_) => suites.add_check("a line of parts ended in a panic", false),
            }
        }
    });
    let processor =
        processor::own_seconds().map_or(String::new(), |s| format!(", {s:.0} s of processor time"));
    step::say(format!("everything took {:.0} s{processor}", started.elapsed().as_secs_f64()));
    suites.close()
}

fn run_line(parts: &[Part]) -> Suites {
    let mut suites = Suites::default();
    for (name, part) in parts {
        if let Err(error) = part(&mut suites) {
            step::say(format!("error: {error:#}"));
            suites.add_check(&format!("{name}: could not be done"), false);
        }
    }
    suites
}

/// The tests that need no browser: all but those of the npm crate. The benchmarks have none and are only linted.
fn rust(suites: &mut Suites) -> Result<()> {
    page::bundle_editor()?;
    let ran = step::step("test the Rust crates", || {
        let mut cargo = setup::tool("cargo")?;
        cargo.args(["test", "--workspace", "--exclude", "portolan-wasm", "--exclude", "portolan-bench"]);
        step::run("test", cargo.arg("--no-fail-fast"))
    })?;
    suites.add_cargo("cargo test", &ran);
    Ok(())
}

/// How many answers recorded from Kubernetes' own code Portolan gives as well. The figures are shown, not judged: the
/// tests say which of them must be complete.
fn recorded(suites: &mut Suites) -> Result<()> {
    let mut files: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(workspace::path("tests/conformance"))? {
        // The answers about public manifests need those manifests; a test of their own compares them where they are.
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.ends_with(".jsonl.gz") && !name.starts_with("corpus") {
            files.push(path);
        }
    }
    files.sort();
    let ran = step::step("compare with recorded answers", || {
        let mut cargo = setup::tool("cargo")?;
        // The reader's checks have built it.
        cargo.args([
            "run",
            "--quiet",
            "--release",
            "--package",
            "portolan-tests",
            "--bin",
            "conformance",
            "--",
        ]);
        step::run("recorded", cargo.args(files))
    })?;
    for figure in ran.output.lines().filter(|line| line.contains(".jsonl ")) {
        step::say(format!("  {figure}"));
    }
    suites.add_check("recorded answers were compared", ran.status.success());
    Ok(())
}
