//! Spans of time such as `1h30m`, as Go reads them.

use super::time::quote;

/// Go's names of units, in nanoseconds; both letters that look like a micro sign.
const UNITS: [(&str, u64); 8] = [
    ("ns", 1),
    ("us", 1_000),
    ("\u{b5}s", 1_000),
    ("\u{3bc}s", 1_000),
    ("ms", 1_000_000),
    ("s", 1_000_000_000),
    ("m", 60_000_000_000),
    ("h", 3_600_000_000_000),
];
/// The amount of the least duration, which is negative.
const MOST: u64 = 1 << 63;

/// Reads a time span such as `1h30m` or `1.5s`, in nanoseconds.
///
/// # Errors
///
/// What Go says of a text that is malformed or beyond 290 years.
///
/// Source: Go 1.26 src/time/format.go ParseDuration
pub fn parse_duration(text: &str) -> Result<i64, String> {
    let invalid = || format!("time: invalid duration {}", quote(text));
    let mut rest = text.strip_prefix(['-', '+']).unwrap_or(text);
    if rest == "0" {
        return Ok(0);
    }
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut sum: u64 = 0;
    while !rest.is_empty() {
        let (whole, after) = digits(rest);
        let (fraction, after) = after.strip_prefix('.').map_or(("", after), digits);
        if whole.is_empty() && fraction.is_empty() {
            return Err(invalid());
        }
        let whole: u64 = if whole.is_empty() { 0 } else { whole.parse().map_err(|_| invalid())? };
        if whole > MOST {
            return Err(invalid());
        }
        let end = after.find(|c: char| c == '.' || c.is_ascii_digit()).unwrap_or(after.len());
        let (name, after) = after.split_at_checked(end).unwrap_or((after, ""));
        if name.is_empty() {
            return Err(format!("time: missing unit in duration {}", quote(text)));
        }
        let Some((_, unit)) = UNITS.into_iter().find(|(known, _)| *known == name) else {
            return Err(format!("time: unknown unit {} in duration {}", quote(name), quote(text)));
        };
        let part = whole.checked_mul(unit).and_then(|part| part.checked_add(fraction_of(unit, fraction)));
        sum = part.and_then(|part| sum.checked_add(part)).filter(|sum| *sum <= MOST).ok_or_else(invalid)?;
        rest = after;
    }
    if text.starts_with('-') {
        Ok(0_i64.wrapping_sub_unsigned(sum))
    } else {
        i64::try_from(sum).map_err(|_| invalid())
    }
}

/// So many tenths, hundredths and so on of a unit.
fn fraction_of(unit: u64, digits: &str) -> u64 {
    let mut scale = unit;
    let mut sum = 0;
    for digit in digits.chars().filter_map(|digit| digit.to_digit(10)) {
        scale /= 10;
        sum += scale * u64::from(digit);
    }
    sum
}

fn digits(text: &str) -> (&str, &str) {
    text.split_at_checked(text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len()))
        .unwrap_or((text, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_go_reads_them() {
        for (text, wanted) in [
            ("0", 0),
            ("1.5s", 1_500_000_000),
            ("-1m", -60_000_000_000),
            ("1h1m1s1ms1us1ns", 3_661_001_001_001),
            (".5h", 1_800_000_000_000),
            ("1.s", 1_000_000_000),
            ("-9223372036854775808ns", i64::MIN),
        ] {
            assert_eq!(parse_duration(text), Ok(wanted), "{text}");
        }
        for (text, wanted) in [
            ("", "time: invalid duration \"\""),
            ("1", "time: missing unit in duration \"1\""),
            ("s", "time: invalid duration \"s\""),
            (".s", "time: invalid duration \".s\""),
            ("1d", "time: unknown unit \"d\" in duration \"1d\""),
            ("9999999999h", "time: invalid duration \"9999999999h\""),
            ("9223372036854775808ns", "time: invalid duration \"9223372036854775808ns\""),
        ] {
            assert_eq!(parse_duration(text), Err(wanted.to_owned()), "{text}");
        }
    }
}
