//! Text and numbers as Go's `encoding/json` writes them.

use super::quote::push_hex;

/// Quotes text as Go's `json.Marshal` does, which escapes `<`, `>` and `&` too.
pub fn json_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => push_hex(&mut out, 'u', 4, c),
            c if (c as u32) < 0x20 => push_hex(&mut out, 'u', 4, c),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// Writes a number as Go does: plain from 1e-6 up to 1e21, with an exponent beyond.
///
/// Source: go encoding/json encode.go floatEncoder
pub fn json_number(number: f64) -> String {
    if number == 0.0 || (1e-6..1e21).contains(&number.abs()) {
        return number.to_string();
    }
    let text = format!("{number:e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) if !exponent.starts_with('-') => format!("{mantissa}e+{exponent}"),
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_what_a_browser_could_misread() {
        assert_eq!(json_string("a<b>&\u{1}"), "\"a\\u003cb\\u003e\\u0026\\u0001\"");
    }

    #[test]
    fn numbers_look_as_go_writes_them() {
        assert_eq!(json_number(80.5), "80.5");
        assert_eq!(json_number(1e21), "1e+21");
        assert_eq!(json_number(1.5e-7), "1.5e-7");
        assert_eq!(json_number(18_446_744_073_709_551_616.0), "18446744073709552000");
    }
}
