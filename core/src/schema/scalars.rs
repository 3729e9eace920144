//! Go's readings of single values: number literals, base64, times.

use crate::value::Data;
use std::fmt::Write;

/// The layout of `metav1.Time`.
pub(crate) const RFC3339: &str = "2006-01-02T15:04:05Z07:00";
/// The layout of `metav1.MicroTime`.
pub(crate) const RFC3339_MICRO: &str = "2006-01-02T15:04:05.000000Z07:00";

/// A scalar as Go writes it in JSON, text without quotes.
///
/// Source: go encoding/json encode.go floatEncoder
pub(crate) fn literal(data: &Data) -> String {
    match data {
        Data::Bool(value) => value.to_string(),
        Data::Int(number) => number.to_string(),
        Data::Float(number) if *number != 0.0 && (number.abs() < 1e-6 || number.abs() >= 1e21) => {
            let text = format!("{number:e}");
            match text.split_once('e') {
                Some((mantissa, exponent)) if !exponent.starts_with('-') => format!("{mantissa}e+{exponent}"),
                _ => text,
            }
        }
        Data::Float(number) => number.to_string(),
        Data::String(text) => text.to_string(),
        Data::Null | Data::List(_) | Data::Map(_) => "null".to_owned(),
    }
}

/// Where Go's base64 decoder finds fault with a text; `None` if it takes it.
///
/// Source: go encoding/base64 base64.go Encoding.decodeQuantum
pub(crate) fn base64_fault(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let is_break = |at: usize| matches!(bytes.get(at), Some(b'\n' | b'\r'));
    let mut at = 0;
    loop {
        let mut digits = 0;
        while digits < 4 {
            match bytes.get(at) {
                None if digits == 0 => return None,
                None => return Some(at - digits),
                Some(byte) => {
                    at += 1;
                    match byte {
                        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => digits += 1,
                        b'\n' | b'\r' => {}
                        b'=' => return padding_fault(bytes, at, digits, &is_break),
                        _ => return Some(at - 1),
                    }
                }
            }
        }
    }
}

/// What follows the first `=`, which stands before `at` and after `digits` of a group.
fn padding_fault(
    bytes: &[u8],
    mut at: usize,
    digits: usize,
    is_break: &impl Fn(usize) -> bool,
) -> Option<usize> {
    if digits < 2 {
        return Some(at - 1);
    }
    if digits == 2 {
        while is_break(at) {
            at += 1;
        }
        match bytes.get(at) {
            None => return Some(bytes.len()),
            Some(b'=') => at += 1,
            Some(_) => return Some(at - 1),
        }
    }
    while is_break(at) {
        at += 1;
    }
    (at < bytes.len()).then_some(at)
}

/// What Go's `time.Parse` says to a text that does not fit a layout; `None` if it fits.
///
/// Source: go time/format.go parse
pub(crate) fn time_fault(text: &str, layout: &str) -> Option<String> {
    let fail = |rest: &str, element: &str| {
        Some(format!(
            "parsing time {} as {}: cannot parse {} as {}",
            quote(text),
            quote(layout),
            quote(rest),
            quote(element)
        ))
    };
    let out_of_range = |what: &str| Some(format!("parsing time {}: {what} out of range", quote(text)));
    let mut rest = text;
    let mut numbers = [0_u32; 6];
    let elements = [("2006", ""), ("01", "-"), ("02", "-"), ("15", "T"), ("04", ":"), ("05", ":")];
    for ((element, separator), number) in elements.into_iter().zip(numbers.iter_mut()) {
        match rest.strip_prefix(separator) {
            Some(after) => rest = after,
            None => return fail(rest, separator),
        }
        match rest.split_at_checked(element.len()) {
            Some((digits, after)) if digits.bytes().all(|byte| byte.is_ascii_digit()) => {
                *number = digits.parse().unwrap_or(0);
                rest = after;
            }
            _ => return fail(rest, element),
        }
        let fault = match (element, *number) {
            ("01", month) if !(1..=12).contains(&month) => Some("month"),
            ("15", hour) if hour > 23 => Some("hour"),
            ("04", minute) if minute > 59 => Some("minute"),
            ("05", second) if second > 59 => Some("second"),
            _ => None,
        };
        if let Some(fault) = fault {
            return out_of_range(fault);
        }
    }
    if let Some(fraction) = rest.strip_prefix(['.', ',']) {
        let digits = fraction.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            rest = fraction.get(digits..).unwrap_or("");
        }
    } else if layout == RFC3339_MICRO {
        return fail(rest, ".000000");
    }
    if rest == "Z" {
        rest = "";
    } else {
        let zone = rest.get(..6).filter(|zone| {
            let bytes = zone.as_bytes();
            let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
            matches!(bytes.first(), Some(b'+' | b'-'))
                && bytes.get(3) == Some(&b':')
                && [1, 2, 4, 5].into_iter().all(digit)
        });
        match zone {
            Some(_) => rest = rest.get(6..).unwrap_or(""),
            None if rest.starts_with('Z') => rest = rest.get(1..).unwrap_or(""),
            None => return fail(rest, "Z07:00"),
        }
    }
    if !rest.is_empty() {
        return Some(format!("parsing time {}: extra text: {}", quote(text), quote(rest)));
    }
    let [year, month, day, ..] = numbers;
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    if day < 1 || day > days { out_of_range("day") } else { None }
}

/// Text in double quotes as Go's time package writes it: every byte that is not printable ASCII in hexadecimal.
///
/// Source: go time/format.go quote
fn quote(text: &str) -> String {
    let mut out = String::from("\"");
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b' '..0x80 => out.push(char::from(byte)),
            _ => drop(write!(out, "\\x{byte:02x}")),
        }
    }
    out.push('"');
    out
}

/// A time as it is stored: in UTC, with so many digits of its fraction; `None` if it is no time.
///
/// Source: apimachinery v0.37.2 pkg/apis/meta/v1/time.go Time.MarshalJSON
pub(crate) fn stored_time(text: &str, fraction_digits: usize) -> Option<String> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<i64>().ok();
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let seconds = number(11, 13)? * 3600 + number(14, 16)? * 60 + number(17, 19)?;
    let rest = text.get(19..)?;
    let zone_at = rest.find(['Z', '+', '-'])?;
    let (fraction, zone) = rest.split_at_checked(zone_at)?;
    let shift = match zone.strip_prefix(['+', '-']) {
        Some(offset) => {
            let minutes =
                offset.get(0..2)?.parse::<i64>().ok()? * 60 + offset.get(3..5)?.parse::<i64>().ok()?;
            if zone.starts_with('-') { -minutes } else { minutes }
        }
        None => 0,
    };
    let total = days_from_civil(year, month, day) * 86_400 + seconds - shift * 60;
    let (year, month, day) = civil_from_days(total.div_euclid(86_400));
    let seconds = total.rem_euclid(86_400);
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    let fraction = if fraction_digits > 0 {
        let digits: String =
            fraction.chars().skip(1).chain(std::iter::repeat('0')).take(fraction_digits).collect();
        format!(".{digits}")
    } else {
        String::new()
    };
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}Z"))
}

/// Days since 1970-01-01 in the proleptic Gregorian calendar.
fn days_from_civil(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// The date of a number of days since 1970-01-01.
fn civil_from_days(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    (year, month, day_of_year - (153 * shifted_month + 2) / 5 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_faults_stand_where_go_finds_them() {
        // Each answer is Go's own.
        let cases = [
            ("", None),
            ("YWJj", None),
            ("YWI=", None),
            ("YQ==", None),
            ("YQ=\n=", None),
            ("YWJ\njYQ==\n", None),
            ("{{ x }}", Some(0)),
            ("YWJj!", Some(4)),
            ("YWJ", Some(0)),
            ("YWJjYQ=", Some(7)),
            ("YQ==x", Some(4)),
            ("Y===", Some(1)),
            ("YQ=x", Some(2)),
        ];
        for (text, fault) in cases {
            assert_eq!(base64_fault(text), fault, "{text}");
        }
    }

    #[test]
    fn times_that_go_refuses() {
        assert_eq!(time_fault("2024-02-29T00:00:00Z", RFC3339), None);
        assert_eq!(time_fault("2024-02-29T00:00:00.5+02:00", RFC3339), None);
        let day = time_fault("2023-02-29T00:00:00Z", RFC3339);
        assert_eq!(day.as_deref(), Some("parsing time \"2023-02-29T00:00:00Z\": day out of range"));
        let text = time_fault("soon", RFC3339).unwrap();
        assert_eq!(
            text,
            r#"parsing time "soon" as "2006-01-02T15:04:05Z07:00": cannot parse "soon" as "2006""#
        );
    }

    #[test]
    fn times_are_stored_in_utc() {
        assert_eq!(stored_time("2024-03-01T00:30:00+01:00", 0).as_deref(), Some("2024-02-29T23:30:00Z"));
        assert_eq!(stored_time("2024-12-31T23:59:59.5Z", 6).as_deref(), Some("2024-12-31T23:59:59.500000Z"));
        assert_eq!(stored_time("1970-01-01T00:00:00Z", 0).as_deref(), Some("1970-01-01T00:00:00Z"));
    }

    #[test]
    fn numbers_look_as_go_writes_them() {
        assert_eq!(literal(&Data::Float(80.5)), "80.5");
        assert_eq!(literal(&Data::Float(1e21)), "1e+21");
        assert_eq!(literal(&Data::Float(1.5e-7)), "1.5e-7");
        assert_eq!(literal(&Data::Float(18_446_744_073_709_551_616.0)), "18446744073709552000");
    }
}
