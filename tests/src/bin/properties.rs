//! Checks the reader's properties on seeded texts: `properties [--texts N] [--seed N]`.

use portolan_tests::reading::properties::{check, suite, text};
use std::process::ExitCode;

#[expect(clippy::print_stdout, reason = "the program's output")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let suite = suite();
    let first = option("--seed").unwrap_or(0);
    let (mut n_texts, mut n_failed) = (0, 0);
    for seed in first..first + option("--texts").unwrap_or(100_000) {
        n_texts += 1;
        let text = text(seed, &suite);
        let result = std::panic::catch_unwind(|| check(&text)).unwrap_or_else(|_| Err("no panic".to_owned()));
        if let Err(property) = result {
            n_failed += 1;
            println!("seed {seed}: {property}\n{text:?}");
            if n_failed == 20 {
                break;
            }
        }
    }
    println!("{n_texts} texts, {n_failed} of them with a fault");
    println!("{} passed, {} failed", u8::from(n_failed == 0), u8::from(n_failed != 0));
    if n_failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
