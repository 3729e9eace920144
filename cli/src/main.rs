//! The `portolan` command line: what a cluster would make of manifests, checked before they are applied.

mod admit;
mod args;
mod check;
mod diff;
mod show;
mod text;
mod world;

use args::{Args, Command};
use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            // clap prints help and versions as "errors" that are none.
            let is_fault = error.use_stderr();
            return if error.print().is_ok() && !is_fault { ExitCode::SUCCESS } else { ExitCode::from(2) };
        }
    };
    let result = match &args.command {
        Command::Check(check) => check::run(check),
        Command::Endpoints(show) => show::endpoints(show),
        Command::Draw(show) => show::draw(show),
        Command::Get(get) => show::get(get),
        Command::Describe(describe) => show::describe(describe),
        Command::Admit(admit) => admit::run(admit),
        Command::Diff(diff) => diff::run(diff),
        Command::Explain(explain) => show::explain(explain),
    };
    match result {
        Ok(status) => ExitCode::from(status),
        Err(error) => {
            eprintln!("portolan: {error:#}");
            ExitCode::from(2)
        }
    }
}
