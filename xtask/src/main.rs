//! Build and test commands of the project: `cargo xtask …`.

#![expect(clippy::print_stdout, reason = "the commands report on standard output")]

mod bench;
mod browser;
mod docs;
mod e2e;
mod lint;
mod new_rule;
mod npm;
mod oracle;
mod page;
mod processor;
mod reading;
mod serve;
mod setup;
mod stamp;
mod step;
mod suites;
mod test;
mod wasm;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

const USAGE: &str = "\
Usage: cargo xtask COMMAND

  serve   build the page, serve it on a free port from 8080 and rebuild it when its sources change
  test    check everything: lint, Rust tests, wasm tests, npm package, page, browser
  setup   install what the other commands need and is missing
  lint    formatting and clippy, on the host and for wasm32
  page    build the page into dist/
  wasm    run the npm crate's tests in headless Chromium
  npm     build, pack, install and try the npm package
  e2e     build the page and use it in headless Chromium
  docs    rewrite what is generated and checked in: rule pages, types, fences of fixtures
  new-rule CODE  write the file of a rule and register it
  schema  write the table of Kubernetes' kinds from its published documents (needs Go);
          `schema gateway` writes the Gateway API's alone
  oracle IN OUT  ask a real control plane the cases of a recording anew (needs Go)
  bench   measure the reader beside other readers (`bench reading`)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(code) => code,
        Err(error) => {
            step::say(format!("error: {error:#}"));
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Result<ExitCode> {
    let Some((command, rest)) = words.split_first() else {
        println!("{USAGE}");
        return Ok(ExitCode::FAILURE);
    };
    match *command {
        "announce" => serve::announce(rest.first().copied().unwrap_or_default()),
        "serve" => serve::run(),
        "test" => Ok(test::run()),
        "setup" => setup::run(),
        "lint" => lint::run(),
        "page" => page::run(),
        "wasm" => wasm::run(),
        "npm" => npm::run(),
        "e2e" => e2e::run(),
        "docs" => docs::run(),
        "new-rule" => new_rule::run(workspace::root(), rest.first().copied()),
        "bench" => bench::run(rest.first().copied()),
        "oracle" => oracle::run(workspace::root(), rest).map(|()| ExitCode::SUCCESS),
        "schema" => schema(rest),
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        other => bail!("no command `{other}`; `cargo xtask help` lists them"),
    }
}

/// Runs the package that writes the table of Kubernetes' kinds.
fn schema(arguments: &[&str]) -> Result<ExitCode> {
    let mut cargo = setup::tool("cargo")?;
    let status =
        cargo.args(["run", "--quiet", "--package", "xtask-schema", "--"]).args(arguments).status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
