//! Reads inputs made to break a reader, in a thread with the stack that wasm has; run it in a release build.

use portolan_tests::reading::hostile::{Size, inputs, read_one};
use std::process::ExitCode;

/// wasm's default.
const STACK_BYTES: usize = 1 << 20;

/// Each input is read this often and the fastest counts: another program may have the machine.
const ROUNDS: usize = 5;

#[expect(clippy::print_stdout, reason = "the program's output")]
fn main() -> ExitCode {
    let run = || {
        let mut counts = [0, 0];
        for input in inputs(Size::Full) {
            let rounds = (0..ROUNDS).map(|_| read_one(&input, 1));
            let best = rounds.min_by(|one, other| rank(one).total_cmp(&rank(other))).unwrap_or(Ok(0.0));
            match &best {
                Ok(took_ms) => println!("{}: {took_ms:.1} ms of {}", input.name, input.limit_ms),
                Err(fault) => println!("{fault}: FAILED"),
            }
            counts[usize::from(best.is_err())] += 1;
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

fn rank(result: &Result<f64, String>) -> f64 {
    result.as_ref().copied().unwrap_or(f64::INFINITY)
}
