//! Reading JSON as Go reads it, into the same tree as YAML.
//!
//! Strict RFC 8259: no comments, no trailing commas; a lone surrogate escape becomes U+FFFD.
//!
//! Source: encoding/json scanner.go, decode.go unquote

use super::document::Document;
use super::tree::{FLOW, NodeId, NodeKind, Style, Tree, WRITTEN};
use crate::diagnostic::{Code, Problem};
use crate::source::TextRange;
use std::sync::Arc;

/// How deep values may nest in Portolan.
const DEPTH_LIMIT: usize = super::document::DEPTH_LIMIT;
/// How deep values may nest in Go.
const GO_DEPTH_LIMIT: usize = 10_000;

/// Why a text is not JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: Code,
    pub(super) at: usize,
    pub(super) message: String,
}

/// What the grammar allows next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Expect {
    Value,
    ValueOrEnd,
    Key,
    KeyOrEnd,
    Colon,
    CommaOrEnd,
}

/// Checks that the text starts with one JSON value, and gives the value's length.
pub(super) fn check(text: &str) -> Result<usize, Fault> {
    Reader { text, bytes: text.as_bytes(), at: 0, tree: None, open: Vec::new() }.value(GO_DEPTH_LIMIT)
}

/// Reads a text that holds one JSON value.
pub(super) fn read(text: &Arc<str>) -> Document {
    let mut tree = Tree::for_source(Arc::clone(text));
    let mut reader = Reader { text, bytes: text.as_bytes(), at: 0, tree: Some(&mut tree), open: Vec::new() };
    let result = reader.value(DEPTH_LIMIT);
    let (at, open) = (reader.at as u32, std::mem::take(&mut reader.open));
    for (id, is_object) in open.into_iter().rev() {
        tree.close(id, at);
        let n_children = tree.node(id).map_or(0, |node| node.children().count());
        if is_object && n_children % 2 == 1 {
            tree.push(NodeKind::Scalar, Style::Plain, TextRange::new(at, at), 0);
            tree.close(id, at);
        }
    }
    let mut document = Document { tree, ..Document::default() };
    if let Err(fault) = result {
        let end = text.get(fault.at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let place = TextRange::new(fault.at as u32, (fault.at + end) as u32);
        document.tree.broken = true;
        document.refused = fault.code == Code::SYNTAX_ERROR;
        document.problems.push(Problem::new(fault.code, place, fault.message));
    } else {
        super::check::check(&mut document);
    }
    document
}

struct Reader<'r> {
    text: &'r str,
    bytes: &'r [u8],
    at: usize,
    tree: Option<&'r mut Tree>,
    /// Open collections, innermost last, and whether each is an object.
    open: Vec<(NodeId, bool)>,
}

impl Reader<'_> {
    /// Reads one value and returns the offset after it.
    fn value(&mut self, depth_limit: usize) -> Result<usize, Fault> {
        let mut expect = Expect::Value;
        loop {
            self.skip_space();
            let Some(&byte) = self.bytes.get(self.at) else {
                let message = match self.open.last() {
                    Some((_, true)) => "the object is not closed: `}` is missing",
                    Some((_, false)) => "the list is not closed: `]` is missing",
                    None => "a JSON value is missing",
                };
                return Err(self.fault(message));
            };
            let is_ended = match (expect, byte) {
                (Expect::Value | Expect::ValueOrEnd, b'{' | b'[') => {
                    if self.open.len() >= depth_limit {
                        let message = format!("lists and objects nest more than {depth_limit} levels deep");
                        return Err(Fault { code: Code::NESTING_TOO_DEEP, at: self.at, message });
                    }
                    let is_object = byte == b'{';
                    self.begin(is_object);
                    expect = if is_object { Expect::KeyOrEnd } else { Expect::ValueOrEnd };
                    false
                }
                (Expect::ValueOrEnd, b']') | (Expect::KeyOrEnd, b'}') => {
                    self.end();
                    true
                }
                (Expect::CommaOrEnd, b']' | b'}') if self.is_in_object() == (byte == b'}') => {
                    self.end();
                    true
                }
                (Expect::Value | Expect::ValueOrEnd, _) => {
                    self.scalar(byte)?;
                    true
                }
                (Expect::Key | Expect::KeyOrEnd, b'"') => {
                    self.string()?;
                    expect = Expect::Colon;
                    false
                }
                (Expect::Colon, b':') => {
                    self.at += 1;
                    expect = Expect::Value;
                    false
                }
                (Expect::CommaOrEnd, b',') => {
                    self.at += 1;
                    expect = if self.is_in_object() { Expect::Key } else { Expect::Value };
                    false
                }
                (Expect::Key | Expect::KeyOrEnd | Expect::Colon | Expect::CommaOrEnd, _) => {
                    return Err(self.unexpected(expect));
                }
            };
            if is_ended {
                if self.open.is_empty() {
                    return Ok(self.at);
                }
                expect = Expect::CommaOrEnd;
            }
        }
    }

    fn is_in_object(&self) -> bool {
        self.open.last().is_some_and(|(_, is_object)| *is_object)
    }

    fn begin(&mut self, is_object: bool) {
        let kind = if is_object { NodeKind::Mapping } else { NodeKind::Sequence };
        let id = self.push(kind, Style::None, self.at, self.at + 1, FLOW | WRITTEN);
        self.open.push((id, is_object));
        self.at += 1;
    }

    fn end(&mut self) {
        self.at += 1;
        if let (Some((id, _)), Some(tree)) = (self.open.pop(), self.tree.as_deref_mut()) {
            tree.close(id, self.at as u32);
        }
    }

    fn push(&mut self, kind: NodeKind, style: Style, start: usize, end: usize, flags: u8) -> NodeId {
        match self.tree.as_deref_mut() {
            Some(tree) => tree.push(kind, style, TextRange::new(start as u32, end as u32), flags),
            None => NodeId(0),
        }
    }

    fn scalar(&mut self, first: u8) -> Result<(), Fault> {
        let start = self.at;
        match first {
            b'"' => return self.string(),
            b't' => self.word("true")?,
            b'f' => self.word("false")?,
            b'n' => self.word("null")?,
            b'-' | b'0'..=b'9' => self.number()?,
            _ => return Err(self.unexpected(Expect::Value)),
        }
        self.push(NodeKind::Scalar, Style::Plain, start, self.at, WRITTEN);
        let place = TextRange::new(start as u32, self.at as u32);
        if let Some(tree) = self.tree.as_deref_mut() {
            tree.set_text(Ok(place));
        }
        Ok(())
    }

    fn word(&mut self, word: &str) -> Result<(), Fault> {
        for expected in word.bytes() {
            if self.bytes.get(self.at) != Some(&expected) {
                return Err(self.fault(&format!("`{word}` is misspelled")));
            }
            self.at += 1;
        }
        Ok(())
    }

    /// `-? (0 | [1-9] d*) [. d+] [(e|E) [+-] d+]`
    fn number(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.at += usize::from(self.bytes.get(self.at) == Some(&b'-'));
        if self.bytes.get(self.at) == Some(&b'0') {
            self.at += 1;
        } else {
            self.digits()?;
        }
        if self.bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.bytes.get(self.at), Some(b'e' | b'E')) {
            self.at += 1;
            self.at += usize::from(matches!(self.bytes.get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        let is_too_large =
            || self.text.get(start..self.at).is_some_and(|n| n.parse().is_ok_and(f64::is_infinite));
        if self.tree.is_some() && is_too_large() {
            let message = "the number is too large".to_owned();
            return Err(Fault { code: Code::SYNTAX_ERROR, at: start, message });
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<(), Fault> {
        let rest = self.bytes.get(self.at..).unwrap_or_default();
        let n_digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += n_digits;
        if n_digits == 0 { Err(self.fault("a digit is missing here in the number")) } else { Ok(()) }
    }

    fn string(&mut self) -> Result<(), Fault> {
        let start = self.at;
        self.at += 1;
        let mut decoded: Option<String> = None;
        let mut run = self.at;
        loop {
            let rest = self.bytes.get(self.at..).unwrap_or_default();
            let Some(len) = rest.iter().position(|byte| matches!(byte, b'"' | b'\\' | ..b' ')) else {
                return Err(Fault {
                    code: Code::SYNTAX_ERROR,
                    at: start,
                    message: "the string is not closed".to_owned(),
                });
            };
            self.at += len;
            match rest.get(len) {
                Some(b'"') => break,
                Some(b'\\') => {
                    let text = self.text.get(run..self.at).unwrap_or("");
                    let mut unescaped = decoded.take().unwrap_or_default();
                    unescaped.push_str(text);
                    unescaped.push(self.escape()?);
                    decoded = Some(unescaped);
                    run = self.at;
                }
                Some(b'\n' | b'\r') => {
                    return Err(self.fault("a string may not run over a line break; write `\\n`"));
                }
                _ => return Err(self.fault("a control character in a string must be written as an escape")),
            }
        }
        let tail = TextRange::new(run as u32, self.at as u32);
        self.at += 1;
        self.push(NodeKind::Scalar, Style::DoubleQuoted, start, self.at, WRITTEN);
        let last = self.text.get(tail.start as usize..tail.end as usize).unwrap_or("");
        if let Some(tree) = self.tree.as_deref_mut() {
            match decoded {
                None => tree.set_text(Ok(tail)),
                Some(text) => tree.set_text(Err(&(text + last))),
            }
        }
        Ok(())
    }

    fn escape(&mut self) -> Result<char, Fault> {
        let c = match self.bytes.get(self.at + 1) {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.hex(self.at + 2)?;
                self.at += 6;
                if let Some(c) = char::from_u32(high) {
                    return Ok(c);
                }
                let is_low_next =
                    high < 0xDC00 && self.bytes.get(self.at..self.at + 2) == Some(b"\\u".as_slice());
                if is_low_next && let Ok(low @ 0xDC00..=0xDFFF) = self.hex(self.at + 2) {
                    self.at += 6;
                    let code = 0x1_0000 + ((high - 0xD800) << 10) + (low - 0xDC00);
                    return Ok(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                return Ok(char::REPLACEMENT_CHARACTER);
            }
            _ => return Err(self.fault("this escape is not one of JSON's")),
        };
        self.at += 2;
        Ok(c)
    }

    fn hex(&self, at: usize) -> Result<u32, Fault> {
        self.text
            .get(at..at + 4)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .ok_or_else(|| self.fault("`\\u` needs four hexadecimal digits"))
    }

    fn skip_space(&mut self) {
        while matches!(self.bytes.get(self.at), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fault(&self, message: &str) -> Fault {
        Fault { code: Code::SYNTAX_ERROR, at: self.at, message: message.to_owned() }
    }

    fn unexpected(&self, expect: Expect) -> Fault {
        let found = self.text.get(self.at..).and_then(|rest| rest.chars().next()).unwrap_or(' ');
        let end = if self.is_in_object() { '}' } else { ']' };
        let wanted = match expect {
            Expect::Value => "a value".to_owned(),
            Expect::ValueOrEnd => "a value or `]`".to_owned(),
            Expect::Key => "a key in double quotes".to_owned(),
            Expect::KeyOrEnd => "a key in double quotes or `}`".to_owned(),
            Expect::Colon => "`:` after the key".to_owned(),
            Expect::CommaOrEnd => format!("`,` or `{end}`"),
        };
        self.fault(&format!("JSON needs {wanted} here, not `{found}`"))
    }
}
