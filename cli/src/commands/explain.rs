//! `portolan explain`: the page of a code.

use crate::status::ExitStatus;
use crate::streams;
use anyhow::Result;
use portolan_core::diagnostic::Code;
use portolan_core::rules::RULES;
use portolan_core::{codes, near};
use std::io::Write;

/// Arguments of `explain`.
#[derive(Debug, clap::Args)]
pub(crate) struct Explain {
    /// The code, such as `selector-near-miss`.
    #[arg(value_parser = page)]
    code: Page,
}

/// A code and what is told of it.
#[derive(Debug, Clone)]
struct Page {
    code: String,
    text: String,
}

fn page(code: &str) -> Result<Page, String> {
    if let Some(text) = codes::page(code) {
        return Ok(Page { code: code.to_owned(), text });
    }
    let known: Vec<&str> = RULES
        .iter()
        .map(|rule| rule.code)
        .chain(codes::pages().map(|(code, _)| code))
        .map(Code::as_str)
        .collect();
    Err(match near::nearest(code, &known).as_slice() {
        [] => "there is no such code".to_owned(),
        [nearest, ..] => format!("there is no such code; did you mean `{nearest}`?"),
    })
}

/// Prints the page of a code.
pub(crate) fn run(arguments: &Explain) -> Result<ExitStatus> {
    let Page { code, text } = &arguments.code;
    writeln!(streams::output(), "# {code}\n\n{text}")?;
    Ok(ExitStatus::Fine)
}
