//! Runs recorded answers through Portolan and prints one figure a line: `FILE ASPECT EQUAL/ALL`.
//!
//! What neither side says anything about is not counted. Answers that say nothing about their manifest and files that
//! cannot be read are told on standard error; a file of which nothing could be compared fails.

use portolan_tests::conformance::{Judged, count, is_about, read_cases};
use std::io::{Error, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const USAGE: &str = "usage: conformance [--list] [--kind KIND] [--root DIR] FILE...";

#[derive(Default)]
struct Options {
    list: bool,
    kind: Option<String>,
    root: PathBuf,
    files: Vec<PathBuf>,
}

fn options() -> Option<Options> {
    let mut options = Options::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--list" => options.list = true,
            "--kind" => options.kind = Some(arguments.next()?),
            "--root" => options.root = arguments.next()?.into(),
            _ if argument.starts_with("--") => return None,
            _ => options.files.push(argument.into()),
        }
    }
    (!options.files.is_empty()).then_some(options)
}

fn main() -> ExitCode {
    let Some(options) = options() else {
        let _ = writeln!(std::io::stderr(), "{USAGE}");
        return ExitCode::FAILURE;
    };
    let mut code = ExitCode::SUCCESS;
    for file in &options.files {
        if let Err(error) = run(&options, file) {
            let _ = writeln!(std::io::stderr(), "{}: {error}", file.display());
            code = ExitCode::FAILURE;
        }
    }
    code
}

fn run(options: &Options, file: &Path) -> std::io::Result<()> {
    let (recorded, mut cases) = read_cases(file)?;
    if let Some(kind) = &options.kind {
        cases.retain(|case| is_about(case, kind));
    }
    let counted = count(&recorded, &options.root, &cases, |case, judged| {
        if options.list {
            let id = case.get("id").or_else(|| case.get("file")).and_then(|id| id.as_str()).unwrap_or("?");
            let unit = if judged.unit.is_empty() { String::new() } else { format!(" ({})", judged.unit) };
            let Judged { aspect, expected, got, .. } = judged;
            let line = format!("{id}{unit} {aspect}\n  expected {expected}\n  got      {got}");
            let _ = writeln!(std::io::stderr(), "{line}");
        }
    });
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let mut out = std::io::stdout().lock();
    for figure in &counted.figures {
        writeln!(out, "{name} {} {}/{}", figure.aspect, figure.equal, figure.all)?;
    }
    if counted.left_out > 0 {
        let told = format!("{} answers left out: 403 and 409 say nothing about a manifest", counted.left_out);
        writeln!(std::io::stderr(), "{name}: {told}")?;
    }
    if !counted.unreadable.is_empty() {
        let files = counted.unreadable.join(", ");
        return Err(Error::other(format!("{} files cannot be read: {files}", counted.unreadable.len())));
    }
    if counted.figures.is_empty() {
        return Err(Error::other("nothing was compared"));
    }
    Ok(())
}
