//! Processor time, which tells what a step costs also where others have the machine.

use std::fs;

/// Ticks of the kernel's clock in a second, on every common Linux.
const TICKS_PER_SECOND: f64 = 100.0;

/// The seconds that a process and its ended children have taken; `None` where the system does not tell.
pub(crate) fn seconds_of(process: u32) -> Option<f64> {
    seconds(&fs::read_to_string(format!("/proc/{process}/stat")).ok()?)
}

/// The seconds that this process and its ended children have taken.
pub(crate) fn own_seconds() -> Option<f64> {
    seconds_of(std::process::id())
}

/// Reads the fields `utime`, `stime`, `cutime` and `cstime` (the 14th to 17th; the second is a name in brackets).
fn seconds(stat: &str) -> Option<f64> {
    let (_, fields) = stat.rsplit_once(") ")?;
    let ticks: Vec<f64> = fields.split(' ').skip(11).take(4).filter_map(|field| field.parse().ok()).collect();
    (ticks.len() == 4).then(|| ticks.iter().sum::<f64>() / TICKS_PER_SECOND)
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn children_count() {
        let stat = "42 (a) b) S 1 42 42 0 -1 4194304 100 2000 0 0 150 50 300 100 20 0 1 0 12345 0 0";
        assert_eq!(seconds(stat), Some(6.0));
        assert_eq!(seconds("42 (cut"), None);
    }
}
