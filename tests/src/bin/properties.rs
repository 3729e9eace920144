//! Checks the reader's properties on seeded texts for a while: `properties [--seconds N] [--seed N]`.

use portolan_tests::reading::properties::{check, suite, text};
use std::process::ExitCode;
use std::time::{Duration, Instant};

#[expect(clippy::print_stdout, reason = "the program's output")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    let option = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1)?.parse::<u64>().ok()
    };
    let end = Instant::now() + Duration::from_secs(option("--seconds").unwrap_or(60));
    let suite = suite();
    let first = option("--seed").unwrap_or(0);
    let (mut seed, mut n_failed) = (first, 0);
    while Instant::now() < end {
        let text = text(seed, &suite);
        let result = std::panic::catch_unwind(|| check(&text)).unwrap_or_else(|_| Err("no panic".to_owned()));
        if let Err(property) = result {
            n_failed += 1;
            println!("seed {seed}: {property}\n{text:?}");
            if n_failed == 20 {
                break;
            }
        }
        seed += 1;
    }
    println!("{} texts, {n_failed} of them with a fault", seed - first);
    println!("{} passed, {} failed", u8::from(n_failed == 0), u8::from(n_failed != 0));
    if n_failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
