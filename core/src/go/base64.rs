//! Base64 with the standard alphabet and padding, as Go's `encoding/base64` reads and writes it.

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Writes bytes in base64.
pub fn encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let bits = (0..3).fold(0, |bits, at| bits << 8 | u32::from(group.get(at).copied().unwrap_or(0)));
        for digit in 0..4 {
            let sextet = (bits >> (18 - 6 * digit)) & 63;
            let letter = ALPHABET.get(sextet as usize).filter(|_| digit <= group.len());
            out.push(letter.map_or('=', |letter| char::from(*letter)));
        }
    }
    out
}

/// The bytes of a text in base64; `None` if it is malformed. Line breaks are skipped, and the unused bits of the last
/// character need not be zero.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    if fault(text).is_some() {
        return None;
    }
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut width) = (0_u32, 0);
    for byte in text.bytes() {
        let Some(sextet) = ALPHABET.iter().position(|letter| *letter == byte) else { continue };
        bits = bits << 6 | sextet as u32;
        width += 6;
        if width >= 8 {
            width -= 8;
            out.push((bits >> width) as u8);
        }
    }
    Some(out)
}

/// Where Go's base64 decoder finds fault with a text; `None` if it takes it.
///
/// Source: go encoding/base64 base64.go Encoding.decodeQuantum
pub fn fault(text: &str) -> Option<usize> {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        for (bytes, text) in
            [("", ""), ("a", "YQ=="), ("ab", "YWI="), ("abc", "YWJj"), ("abcd\u{ff}", "YWJjZMO/")]
        {
            assert_eq!(encode(bytes.as_bytes()), text);
            assert_eq!(decode(text).as_deref(), Some(bytes.as_bytes()));
        }
        assert_eq!(decode("YR==\n").as_deref(), Some(&b"a"[..]), "the unused bits are not zero");
        assert_eq!(decode("YR="), None);
    }

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
        for (text, wanted) in cases {
            assert_eq!(fault(text), wanted, "{text}");
        }
    }
}
