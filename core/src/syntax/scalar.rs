//! What kubectl makes of one scalar: its value, and its text when it is a mapping key.
//!
//! Aliases, merge keys and duplicate keys are not here ([`crate::syntax::fields`]).
//!
//! Source: go.yaml.in/yaml/v2 v2.4.4 resolve.go resolve, sigs.k8s.io/yaml v1.6.0 yaml.go convertToJSONableObject

use super::tree::{NodeKind, NodeRef, Style};
use crate::go::base64;
use std::borrow::Cow;

/// The start of the full form of YAML's own tags.
const YAML_TAG: &str = "tag:yaml.org,2002:";

/// The value of a scalar.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar<'t> {
    /// Nothing, `~` or `null`.
    Null,
    /// A truth value; `yes`, `on` and `y` are true.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number above `i64::MAX`. The API server reads it as a float; as a key it is refused.
    UInt(u64),
    /// Any other number. May be infinite or not a number, which a key can be and a value cannot.
    Float(f64),
    /// Text.
    String(Cow<'t, str>),
}

/// Why a scalar cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// `.inf` or `.nan` as a value: JSON has no such number.
    NotFinite,
    /// Null, a whole number above `i64::MAX`, or a collection, as a key.
    Key,
    /// The text does not have the type its tag names.
    Tag,
    /// `!!binary` text that is not base64.
    Base64,
}

impl<'t> NodeRef<'t> {
    /// The value of a scalar; aliases are followed. A collection or an alias without target gives null.
    ///
    /// # Errors
    /// Says why kubectl refuses the scalar. `.inf` and `.nan` come through as floats.
    pub fn scalar(self) -> Result<Scalar<'t>, Refused> {
        let node = self.resolved();
        match node.kind() {
            NodeKind::Scalar => resolve(node.text(), node.style() == Style::Plain, node.tag()),
            NodeKind::Sequence | NodeKind::Mapping | NodeKind::Alias => Ok(Scalar::Null),
        }
    }

    /// The JSON key that this node makes as a key of a mapping; aliases are followed.
    ///
    /// # Errors
    /// Says why kubectl refuses the key.
    pub fn key_text(self) -> Result<Cow<'t, str>, Refused> {
        let node = self.resolved();
        match node.kind() {
            NodeKind::Scalar => key(node.scalar()?),
            NodeKind::Sequence | NodeKind::Mapping | NodeKind::Alias => Err(Refused::Key),
        }
    }
}

/// Reads a scalar's text. `tag` is the full tag; `plain` is false for quoted and block scalars.
///
/// # Errors
/// Says why kubectl refuses the scalar.
pub fn resolve<'t>(text: &'t str, plain: bool, tag: Option<&str>) -> Result<Scalar<'t>, Refused> {
    let kept = || Ok(Scalar::String(Cow::Borrowed(text)));
    let Some(tag) = tag else {
        return if plain { Ok(guess(text)) } else { kept() };
    };
    // A tag of YAML's own makes even quoted text be read as if plain; any other tag keeps the text as a string.
    match (tag.strip_prefix(YAML_TAG), guess(text)) {
        (Some("null"), Scalar::Null) => Ok(Scalar::Null),
        (Some("bool"), value @ Scalar::Bool(_)) => Ok(value),
        (Some("int"), value @ (Scalar::Int(_) | Scalar::UInt(_))) => Ok(value),
        (Some("float"), value @ Scalar::Float(_)) => Ok(value),
        #[expect(clippy::cast_precision_loss, reason = "Go converts the same way")]
        (Some("float"), Scalar::Int(int)) => Ok(Scalar::Float(int as f64)),
        (Some("timestamp"), Scalar::String(_)) if looks_like_date(text) => kept(),
        (Some("null" | "bool" | "int" | "float" | "timestamp"), _) => Err(Refused::Tag),
        (Some("binary"), _) => {
            decode_base64(text).map(|text| Scalar::String(Cow::Owned(text))).ok_or(Refused::Base64)
        }
        _ => kept(),
    }
}

/// The JSON key of a value. Two keys of different types can give one text (`1` and `"1"`).
///
/// # Errors
/// Null and whole numbers above `i64::MAX` are refused.
pub fn key(scalar: Scalar<'_>) -> Result<Cow<'_, str>, Refused> {
    match scalar {
        Scalar::Null | Scalar::UInt(_) => Err(Refused::Key),
        Scalar::Bool(true) => Ok(Cow::Borrowed("true")),
        Scalar::Bool(false) => Ok(Cow::Borrowed("false")),
        Scalar::Int(value) => Ok(Cow::Owned(value.to_string())),
        Scalar::Float(value) => Ok(Cow::Owned(float_key(value as f32))),
        Scalar::String(text) => Ok(text),
    }
}

/// The value of an untagged plain scalar. The first byte decides which forms are tried.
fn guess(text: &str) -> Scalar<'_> {
    let kept = Scalar::String(Cow::Borrowed(text));
    let Some(&first) = text.as_bytes().first() else { return Scalar::Null };
    let number = match first {
        b'~' | b'n' | b'N' | b'y' | b'Y' | b't' | b'T' | b'f' | b'F' | b'o' | b'O' => {
            return word(text).unwrap_or(kept);
        }
        // After a leading dot an underscore must stand between two digits; elsewhere it may stand anywhere but first.
        b'.' => match not_finite(text) {
            Some(value) => return value,
            None if underscores_between_digits(text) => float(&without_underscores(text)),
            None => None,
        },
        b'+' | b'-' => match not_finite(text) {
            Some(value) => return value,
            None => number(&without_underscores(text)),
        },
        b'0'..=b'9' => number(&without_underscores(text)),
        _ => None,
    };
    number.unwrap_or(kept)
}

fn word(text: &str) -> Option<Scalar<'static>> {
    match text {
        "~" | "null" | "Null" | "NULL" => Some(Scalar::Null),
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" | "true" | "True" | "TRUE" => {
            Some(Scalar::Bool(true))
        }
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" | "false" | "False" | "FALSE" => {
            Some(Scalar::Bool(false))
        }
        _ => None,
    }
}

fn not_finite(text: &str) -> Option<Scalar<'static>> {
    match text {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Some(Scalar::Float(f64::INFINITY)),
        "-.inf" | "-.Inf" | "-.INF" => Some(Scalar::Float(f64::NEG_INFINITY)),
        ".nan" | ".NaN" | ".NAN" => Some(Scalar::Float(f64::NAN)),
        _ => None,
    }
}

fn without_underscores(text: &str) -> Cow<'_, str> {
    if text.contains('_') { Cow::Owned(text.replace('_', "")) } else { Cow::Borrowed(text) }
}

fn number(digits: &str) -> Option<Scalar<'static>> {
    integer(digits).or_else(|| float(digits)).or_else(|| signed_binary(digits))
}

/// Optional sign, then `0x`, `0o`, `0b` (either case), a bare leading `0` for octal, or decimal.
fn integer(text: &str) -> Option<Scalar<'static>> {
    let (sign, body) = match text.as_bytes().first() {
        Some(b'-') => (Some('-'), text.get(1..)?),
        Some(b'+') => (Some('+'), text.get(1..)?),
        _ => (None, text),
    };
    let (digits, radix) = match body.as_bytes() {
        [b'0', b'x' | b'X', ..] => (body.get(2..)?, 16),
        [b'0', b'o' | b'O', ..] => (body.get(2..)?, 8),
        [b'0', b'b' | b'B', ..] => (body.get(2..)?, 2),
        [b'0', _, ..] => (body.get(1..)?, 8),
        _ => (body, 10),
    };
    // from_str_radix takes a sign of its own, which must not count here.
    let magnitude = u64::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))?;
    match sign {
        Some('-') => i64::try_from(-i128::from(magnitude)).ok().map(Scalar::Int),
        _ => match i64::try_from(magnitude) {
            Ok(int) => Some(Scalar::Int(int)),
            Err(_) if sign.is_none() => Some(Scalar::UInt(magnitude)),
            Err(_) => None,
        },
    }
}

/// `0b+1` and `0b-1`: the one form in which a sign may follow the prefix.
fn signed_binary(text: &str) -> Option<Scalar<'static>> {
    i64::from_str_radix(text.strip_prefix("0b")?, 2).ok().map(Scalar::Int)
}

/// `[+-] (.d+ | d+ [. d*]) [e [+-] d+]`, finite. Too large is a string, too small is zero.
fn float(text: &str) -> Option<Scalar<'static>> {
    let bytes = text.strip_prefix(['+', '-']).unwrap_or(text).as_bytes();
    let run =
        |from: usize| bytes.get(from..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
    let whole = run(0);
    let mut at = whole;
    let mut fraction = 0;
    if bytes.get(at) == Some(&b'.') {
        fraction = run(at + 1);
        at += 1 + fraction;
    }
    if whole + fraction == 0 {
        return None;
    }
    if matches!(bytes.get(at), Some(b'e' | b'E')) {
        at += 1 + usize::from(matches!(bytes.get(at + 1), Some(b'+' | b'-')));
        let exponent = run(at);
        if exponent == 0 {
            return None;
        }
        at += exponent;
    }
    if at != bytes.len() {
        return None;
    }
    text.parse().ok().filter(|value: &f64| value.is_finite()).map(Scalar::Float)
}

fn underscores_between_digits(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_digit = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_digit);
    bytes
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'_')
        .all(|(at, _)| is_digit(at.checked_sub(1)) && is_digit(Some(at + 1)))
}

/// Only `!!timestamp` asks. A date written in a manifest stays a string either way.
fn looks_like_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() > 5 && bytes.get(4) == Some(&b'-') && bytes.iter().take(4).all(u8::is_ascii_digit)
}

/// The text of `!!binary`; each byte that is not UTF-8 becomes U+FFFD.
fn decode_base64(text: &str) -> Option<String> {
    let out = base64::decode(text)?;
    let readable = out
        .utf8_chunks()
        .flat_map(|chunk| chunk.valid().chars().chain(chunk.invalid().iter().map(|_| '\u{FFFD}')));
    Some(readable.collect())
}

/// A float key passes through 32 bits and `%g`: `1e5` is `100000`, `1e6` is `1e+06`, `16777217.0` is `1.6777216e+07`.
fn float_key(value: f32) -> String {
    if value.is_nan() {
        return ".nan".to_owned();
    }
    if value.is_infinite() {
        return if value > 0.0 { ".inf" } else { "-.inf" }.to_owned();
    }
    let scientific = format!("{value:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if (-4..6).contains(&exponent) {
        return value.to_string();
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", exponent.abs())
}
