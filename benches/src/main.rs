//! Compares Portolan's reader with `serde_yaml::Value`: both sides and their ratios from one run.

use allocation_counter::{AllocationInfo, measure};
use portolan_bench::{input, portolan_bytes, serde_yaml_values, split_alone};
use std::process::ExitCode;
use std::sync::LazyLock;
use std::time::Instant;

/// Each side reads each text this often, in turn with the other; the fastest counts.
const ROUNDS: usize = 7;

/// The most heap that reading may take, as a multiple of the text, and the most allocations for each KB.
const MOST_HEAP: f64 = 4.5;
const MOST_ALLOCATIONS: f64 = 6.0;
/// How much faster than `serde_yaml` splitting and indexing lines alone must be.
const LEAST_SPLIT: f64 = 40.0;

#[expect(clippy::print_stdout, reason = "the program's output")]
#[expect(clippy::cast_precision_loss, reason = "figures of a benchmark")]
fn main() -> ExitCode {
    let (mut n_passed, mut n_failed) = (0, 0);
    let mut judge = |what: &str, holds: bool| {
        *(if holds { &mut n_passed } else { &mut n_failed }) += 1;
        println!("  {what}{}", if holds { "" } else { "  SHORT" });
    };
    for input in input::inputs() {
        let text = input.text.as_str();
        let n_documents = serde_yaml_values(text);
        let megabytes = text.len() as f64 / 1e6;
        println!("{}: {megabytes:.1} MB, {n_documents} documents", input.name);
        judge("both read all documents", n_documents > 0 && n_documents == portolan_bytes(text.as_bytes()));
        let (mut ours, mut theirs, mut splitting) = (f64::MAX, f64::MAX, f64::MAX);
        for _ in 0..ROUNDS {
            ours = ours.min(milliseconds(|| portolan_bytes(text.as_bytes())));
            theirs = theirs.min(milliseconds(|| serde_yaml_values(text)));
            splitting = splitting.min(milliseconds(|| split_alone(text)));
        }
        let ratio = theirs / ours;
        judge(
            &format!(
                "portolan {ours:.1} ms, serde_yaml {theirs:.1} ms: {ratio:.2}x of at least {:.1}x",
                input.least
            ),
            ratio >= input.least,
        );
        let ratio = theirs / splitting;
        judge(
            &format!("split and line index {splitting:.2} ms: {ratio:.0}x of at least {LEAST_SPLIT}x"),
            ratio >= LEAST_SPLIT,
        );
        let ours = measure(|| _ = std::hint::black_box(portolan_bytes(text.as_bytes())));
        let theirs = measure(|| _ = std::hint::black_box(serde_yaml_values(text)));
        let peak = |info: &AllocationInfo| info.bytes_max as f64 / text.len() as f64;
        judge(
            &format!(
                "peak heap {:.1}x the text, serde_yaml {:.1}x; at most {MOST_HEAP}x",
                peak(&ours),
                peak(&theirs)
            ),
            peak(&ours) <= MOST_HEAP,
        );
        let rate = |info: &AllocationInfo| info.count_total as f64 / (text.len() as f64 / 1e3);
        judge(
            &format!(
                "{:.1} allocations a KB, serde_yaml {:.1}; at most {MOST_ALLOCATIONS}",
                rate(&ours),
                rate(&theirs)
            ),
            rate(&ours) <= MOST_ALLOCATIONS,
        );
    }
    println!("{n_passed} passed, {n_failed} failed");
    if n_failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The processor time of one call; short work is repeated, since the clock ticks every few milliseconds.
fn milliseconds(work: impl Fn() -> usize) -> f64 {
    const LEAST_MS: f64 = 40.0;
    let start = cpu_ms();
    let mut n_calls = 0.0;
    while n_calls == 0.0 || (cpu_ms() - start < LEAST_MS && n_calls < 10_000.0) {
        std::hint::black_box(work());
        n_calls += 1.0;
    }
    (cpu_ms() - start) / n_calls
}

/// The milliseconds of processor time of this thread, so that others on the machine do not count; else of the clock.
fn cpu_ms() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = spent.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64() * 1e3, |spent| spent / 1e6)
}
