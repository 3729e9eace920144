//! Growth: whether work on a large input costs no more than work on its parts, told without a limit in seconds.
//!
//! The whole is one input, its parts are [`PARTS`] inputs of a sixteenth each. What grows linearly takes about as long
//! either way, what grows with the square takes sixteen times as long for the whole. Both sides run in turn, several
//! times, and the fairest round counts: another program may take the machine away from one side of a round, but not
//! from the same side of all of them.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Instant;

/// How many parts are set against the whole.
const PARTS: usize = 16;

/// How much longer the whole may take than its parts: memory that lies farther away costs something, the square 16.
const MOST: f64 = 5.0;

/// How many rounds there may be; the first one within the bound ends them.
const ROUNDS: usize = 12;

/// The least time of the whole in one round, since the clock ticks every few milliseconds.
const LEAST_MS: f64 = 20.0;

/// Runs `work` on what `make` makes of a size and of its sixteenth, and gives how many times longer the whole takes.
///
/// # Errors
///
/// Tells the ratio where it is above the bound in every round.
pub fn check<T, R>(size: usize, make: impl Fn(usize) -> T, work: impl Fn(&T) -> R) -> Result<f64, String> {
    let (whole, part) = (make(size), make(size / PARTS));
    let mut best = f64::INFINITY;
    for _ in 0..ROUNDS {
        let (start, mut n_calls) = (cpu_ms(), 0);
        while n_calls == 0 || (cpu_ms() - start < LEAST_MS && n_calls < 1_000) {
            black_box(work(&whole));
            n_calls += 1;
        }
        let middle = cpu_ms();
        for _ in 0..n_calls * PARTS {
            black_box(work(&part));
        }
        let parts_ms = cpu_ms() - middle;
        if parts_ms > 0.0 {
            best = best.min((middle - start) / parts_ms);
        }
        if best <= MOST {
            return Ok(best);
        }
    }
    Err(format!("{size} take {best:.1} times as long as {PARTS} times {}", size / PARTS))
}

/// The milliseconds of processor time of this thread, so that others on the machine do not count; else of the clock.
pub fn cpu_ms() -> f64 {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanoseconds = spent.and_then(|line| line.split(' ').next()?.parse::<f64>().ok());
    nanoseconds.map_or_else(|| START.elapsed().as_secs_f64() * 1e3, |spent| spent / 1e6)
}

#[cfg(test)]
mod tests {
    use super::check;

    /// Adds up numbers, `steps` of them for each.
    fn add(numbers: &[u64], steps: impl Fn(usize) -> usize) -> u64 {
        let once = |number: &u64| {
            (0..steps(numbers.len())).fold(*number, |sum, at| sum.wrapping_mul(31) ^ at as u64)
        };
        numbers.iter().map(once).fold(0, u64::wrapping_add)
    }

    #[test]
    fn a_line_is_told_from_a_square() {
        let make = |size: usize| vec![7; size];
        assert!(check(160_000, make, |numbers: &Vec<u64>| add(numbers, |_| 3)).is_ok());
        let square = check(3_200, make, |numbers: &Vec<u64>| add(numbers, |len| len));
        assert!(square.is_err(), "{square:?}");
    }
}
