//! The `portolan` command line: what a cluster would make of manifests, checked before they are applied.

mod commands;
mod facts;
mod status;
mod streams;
mod text;
mod world;

use clap::Parser;
use commands::Args;
use status::ExitStatus;
use std::process::ExitCode;

fn main() -> ExitCode {
    let status = match Args::try_parse() {
        Ok(args) => args.command.run().unwrap_or_else(|error| {
            streams::remark(format_args!("{error:#}"));
            ExitStatus::NotAsked
        }),
        Err(error) => {
            // clap prints help and versions as "errors", which they are not; whether anybody reads them changes nothing.
            let _ = error.print();
            if error.use_stderr() { ExitStatus::NotAsked } else { ExitStatus::Fine }
        }
    };
    status.into()
}
