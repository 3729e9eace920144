//! Points in time as Go's `time` package reads them, and as `metav1.Time` is stored.

use std::fmt::Write;

/// The layout of `metav1.Time`.
pub const RFC3339: &str = "2006-01-02T15:04:05Z07:00";
/// The layout of `metav1.MicroTime`.
pub const RFC3339_MICRO: &str = "2006-01-02T15:04:05.000000Z07:00";

/// What Go's `time.Parse` says to a text that does not fit a layout; `None` if it fits.
///
/// Source: go time/format.go parse
pub fn time_fault(text: &str, layout: &str) -> Option<String> {
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
    if day < 1 || day > days_in(year, month) { out_of_range("day") } else { None }
}

/// How many days a month (1 to 12) has.
pub fn days_in(year: u32, month: u32) -> u32 {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Text in double quotes as Go's time package writes it: every byte that is not printable ASCII in hexadecimal.
///
/// Source: go time/format.go quote
pub(super) fn quote(text: &str) -> String {
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

/// A time as it is stored: in UTC, with so many digits of its fraction; `None` if it is not a time.
///
/// Source: apimachinery v0.37.2 pkg/apis/meta/v1/time.go Time.MarshalJSON
pub fn stored_time(text: &str, fraction_digits: usize) -> Option<String> {
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
}
