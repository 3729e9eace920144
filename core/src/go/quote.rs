//! Text in double quotes as Go's `%q` writes it, and back.

use std::fmt::Write as _;

/// Quotes text as Go's `%q` does.
///
/// Source: Go 1.26 src/strconv/quote.go Quote
pub fn go_quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{7}' => out.push_str("\\a"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{b}' => out.push_str("\\v"),
            c if is_print(c) => out.push(c),
            c if (c as u32) < 0x80 => push_hex(&mut out, 'x', 2, c),
            c if (c as u32) < 0x1_0000 => push_hex(&mut out, 'u', 4, c),
            c => push_hex(&mut out, 'U', 8, c),
        }
    }
    out.push('"');
    out
}

/// Reads text that starts with a text in Go's quotes; what follows is left out. `None` if it is not closed.
pub fn go_unquote(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut chars = text.strip_prefix('"')?.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Some(out),
            '\\' => {
                let digits = match chars.next()? {
                    'n' => {
                        out.push('\n');
                        continue;
                    }
                    't' => {
                        out.push('\t');
                        continue;
                    }
                    'r' => {
                        out.push('\r');
                        continue;
                    }
                    'x' => 2,
                    'u' => 4,
                    'U' => 8,
                    other => {
                        out.push(other);
                        continue;
                    }
                };
                let code: String = chars.by_ref().take(digits).collect();
                out.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
            }
            c => out.push(c),
        }
    }
    None
}

pub(super) fn push_hex(out: &mut String, letter: char, width: usize, c: char) {
    let _ = write!(out, "\\{letter}{:0width$x}", c as u32);
}

/// Go's `unicode.IsPrint`, as far as the standard library knows: no control characters, no spaces but U+0020, nothing
/// of the private and format areas.
pub fn is_print(c: char) -> bool {
    let hidden = matches!(c,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{6dd}' | '\u{70f}' | '\u{180e}' | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}'
        | '\u{fff0}'..='\u{fffb}' | '\u{fffe}'..='\u{ffff}' | '\u{e0000}'..='\u{10ffff}');
    c == ' ' || !(c.is_control() || c.is_whitespace() || hidden)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_as_go() {
        assert_eq!(go_quote("ü\u{0}\u{a0}\t"), "\"ü\\x00\\u00a0\\t\"");
        assert_eq!(go_unquote("\"a\\\"\\x00ü\": rest"), Some("a\"\0ü".to_owned()));
    }
}
