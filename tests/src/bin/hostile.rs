//! Reads inputs made to break a reader, in a thread with the stack that wasm has; run it in a release build.
//!
//! With `--times` it tells how long each took, at best of five, and judges nothing.

use portolan_tests::growth::cpu_ms;
use portolan_tests::reading::hostile::{Hostile, INPUTS, STEEP};
use std::process::ExitCode;

/// wasm's default.
const STACK_BYTES: usize = 1 << 20;

/// How often an input is read to time it; the fastest counts.
const ROUNDS: usize = 5;

#[expect(clippy::print_stdout, reason = "the program's output")]
fn main() -> ExitCode {
    let is_timed = std::env::args().any(|argument| argument == "--times");
    let run = move || {
        if is_timed {
            for input in STEEP.iter().chain(&INPUTS) {
                println!("{}: {:.1} ms", input.title(input.size), best_time(input));
            }
            return true;
        }
        let mut counts = [0, 0];
        let mut tell = |title: String, result: Result<(), String>| {
            counts[usize::from(result.is_err())] += 1;
            println!("{}", result.map_or_else(|fault| format!("{fault}  FAILED"), |()| title));
        };
        for input in STEEP {
            tell(input.title(input.size), input.judge(input.size));
        }
        for input in INPUTS {
            let title = input.title(input.size);
            tell(format!("{title}: one problem at most"), input.judge(input.size));
            let ratio = input.judge_growth(input.size);
            let told = ratio
                .as_ref()
                .map_or(String::new(), |ratio| format!("{title}: {ratio:.1} times their parts"));
            tell(told, ratio.map(drop));
        }
        println!("{} passed, {} failed", counts[0], counts[1]);
        counts[1] == 0
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(run);
    match thread.map(std::thread::JoinHandle::join) {
        Ok(Ok(true)) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

fn best_time(input: &Hostile) -> f64 {
    let text = input.text(input.size);
    let round = |_| {
        let start = cpu_ms();
        std::hint::black_box(input.read(&text));
        cpu_ms() - start
    };
    (0..ROUNDS).map(round).fold(f64::INFINITY, f64::min)
}
