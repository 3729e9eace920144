//! Go's readings of single values: number literals, base64, times.

use crate::admission::field_error::go_quote;
use crate::value::Data;

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
            go_quote(text),
            go_quote(layout),
            go_quote(rest),
            go_quote(element)
        ))
    };
    let out_of_range = |what: &str| Some(format!("parsing time {}: {what} out of range", go_quote(text)));
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
        return Some(format!("parsing time {}: extra text: {}", go_quote(text), go_quote(rest)));
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
    fn numbers_look_as_go_writes_them() {
        assert_eq!(literal(&Data::Float(80.5)), "80.5");
        assert_eq!(literal(&Data::Float(1e21)), "1e+21");
        assert_eq!(literal(&Data::Float(1.5e-7)), "1.5e-7");
        assert_eq!(literal(&Data::Float(18_446_744_073_709_551_616.0)), "18446744073709552000");
    }
}
