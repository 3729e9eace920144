//! Tabs that kubectl's scanner stops at and the parser skips.
//!
//! goyaml takes a tab for white space only where no key could start: not in the indentation of a line between tokens,
//! and not after `-`, `?` or the colon of an explicit key. Following that needs the state of its scanner, so this
//! walks the text between the scalars that were read and keeps that state. Only texts with tabs come here.
//!
//! Source: go.yaml.in/yaml/v2 v2.4.4 scannerc.go yaml_parser_scan_to_next_token, yaml_parser_scan_plain_scalar,
//! yaml_parser_scan_block_scalar_breaks

use crate::syntax::tree::{NodeKind, Style, Tree, WRITTEN};

/// Finds the first tab that kubectl does not accept, as an offset.
pub(super) fn first_bad_tab(tree: &Tree) -> Option<u32> {
    memchr::memchr(b'\t', tree.source.as_bytes())?;
    let leaves = tree
        .nodes
        .iter()
        .filter(|node| node.kind == NodeKind::Scalar && node.flags & WRITTEN != 0)
        .map(|node| Leaf { start: node.start as usize, end: node.end as usize, style: node.style })
        .collect();
    Scanner {
        source: &tree.source,
        leaves,
        leaf: 0,
        at: 0,
        counted: 0,
        column: 0,
        key_allowed: true,
        indents: vec![-1],
        keys: vec![None],
    }
    .run()
    .err()
    .map(|at| at as u32)
}

struct Leaf {
    start: usize,
    end: usize,
    style: Style,
}

struct Scanner<'s> {
    source: &'s str,
    leaves: Vec<Leaf>,
    leaf: usize,
    at: usize,
    /// `column` is that of this offset.
    counted: usize,
    column: i64,
    /// A key may start here.
    key_allowed: bool,
    /// The columns of the open block collections.
    indents: Vec<i64>,
    /// For the block context and each open bracket, the offset and column of what may turn out to be a key.
    keys: Vec<Option<(usize, i64)>>,
}

impl Scanner<'_> {
    /// Walks the text; the error is the offset of a bad tab.
    fn run(mut self) -> Result<(), usize> {
        loop {
            self.skip_to_token();
            let Some(c) = self.peek(0) else { return Ok(()) };
            if c == b'\t' {
                return Err(self.at);
            }
            let column = self.column();
            if self.is_block() {
                self.indents.retain(|&indent| indent <= column);
            }
            if self.leaves.get(self.leaf).is_some_and(|leaf| leaf.start == self.at) {
                self.scalar()?;
                continue;
            }
            let is_block = self.is_block();
            let ends_token = matches!(self.peek(1), None | Some(b' ' | b'\t' | b'\r' | b'\n'));
            match c {
                b'-' | b'.' if column == 0 && self.is_document_mark() => {
                    self.indents.truncate(1);
                    self.key_allowed = false;
                    self.at += 3;
                }
                b'-' if is_block && ends_token => {
                    self.open_block(column);
                    self.key_allowed = true;
                    self.set_key(None);
                    self.at += 1;
                }
                b'?' if !is_block || ends_token => {
                    self.open_block(column);
                    self.key_allowed = is_block;
                    self.set_key(None);
                    self.at += 1;
                }
                b':' if !is_block || ends_token => {
                    let key = self.keys.last().copied().flatten();
                    // A key and its colon stand on one line.
                    let is_on_line =
                        |start| self.source.get(start..self.at).is_some_and(|text| !text.contains('\n'));
                    let key = key.filter(|(start, _)| is_on_line(*start)).map(|(_, column)| column);
                    self.open_block(key.unwrap_or(column));
                    self.key_allowed = key.is_none() && is_block;
                    self.set_key(None);
                    self.at += 1;
                }
                b',' if !is_block => {
                    self.key_allowed = true;
                    self.set_key(None);
                    self.at += 1;
                }
                b'[' | b'{' => {
                    self.set_key(Some(column));
                    self.keys.push(None);
                    self.key_allowed = true;
                    self.at += 1;
                }
                b']' | b'}' if !is_block => {
                    self.keys.pop();
                    self.key_allowed = false;
                    self.at += 1;
                }
                b'|' | b'>' if is_block => self.block_scalar()?,
                b'*' | b'&' | b'!' => {
                    self.set_key(Some(column));
                    self.key_allowed = false;
                    self.at += 1;
                    while let Some(byte) = self.peek(0) {
                        let ends_name =
                            c != b'!' && matches!(byte, b':' | b'?' | b']' | b'}' | b'%' | b'@' | b'`');
                        if ends_name || matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | b',') {
                            break;
                        }
                        self.at += 1;
                    }
                }
                // Text that the tree does not hold: what follows the root node.
                _ => return Ok(()),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.source.as_bytes().get(self.at + ahead).copied()
    }

    fn is_block(&self) -> bool {
        self.keys.len() == 1
    }

    fn indent(&self) -> i64 {
        self.indents.last().copied().unwrap_or(-1)
    }

    /// The column in characters. Each text is counted once.
    fn column(&mut self) -> i64 {
        let passed = self.source.get(self.counted..self.at).unwrap_or("");
        let (line, reset) =
            passed.rfind('\n').map_or((passed, false), |at| (passed.get(at + 1..).unwrap_or(""), true));
        self.column =
            if reset { 0 } else { self.column } + i64::try_from(line.chars().count()).unwrap_or(i64::MAX);
        self.counted = self.at;
        self.column
    }

    fn set_key(&mut self, column: Option<i64>) {
        let key = column.filter(|_| self.key_allowed).map(|column| (self.at, column));
        if let Some(last) = self.keys.last_mut() {
            *last = key;
        }
    }

    fn open_block(&mut self, column: i64) {
        if self.is_block() && self.indent() < column {
            self.indents.push(column);
        }
    }

    fn is_document_mark(&self) -> bool {
        let mark = self.source.as_bytes().get(self.at..self.at + 3);
        matches!(mark, Some(b"---" | b"..."))
            && matches!(self.peek(3), None | Some(b' ' | b'\t' | b'\r' | b'\n'))
    }

    fn skip_to_token(&mut self) {
        while let Some(byte) = self.peek(0) {
            match byte {
                b' ' | b'\r' => self.at += 1,
                b'\t' if !self.is_block() || !self.key_allowed => self.at += 1,
                b'\n' => {
                    self.at += 1;
                    self.key_allowed |= self.is_block();
                }
                b'#' => self.skip_line(),
                0xEF if self.source.get(self.at..).is_some_and(|rest| rest.starts_with('\u{feff}')) => {
                    self.at += 3;
                }
                _ => return,
            }
        }
    }

    /// Goes to the line break.
    fn skip_line(&mut self) {
        let rest = self.source.as_bytes().get(self.at..).unwrap_or_default();
        self.at += memchr::memchr(b'\n', rest).unwrap_or(rest.len());
    }

    fn scalar(&mut self) -> Result<(), usize> {
        let column = self.column();
        self.set_key(Some(column));
        self.key_allowed = false;
        let Some(leaf) = self.leaves.get(self.leaf) else { return Ok(()) };
        let (end, style) = (leaf.end, leaf.style);
        self.leaf += 1;
        if matches!(style, Style::Literal | Style::Folded) {
            return self.block_scalar();
        }
        if style != Style::Plain {
            self.at = end;
            return Ok(());
        }
        // The scanner also takes the white space after a plain scalar, by rules of its own.
        let indent = self.indent() + 1;
        let mut leading_blanks = false;
        while let Some(byte) = self.peek(0) {
            match byte {
                b'\t' if leading_blanks && self.column() < indent => return Err(self.at),
                b'\n' => leading_blanks = true,
                b' ' | b'\t' | b'\r' => {}
                _ if self.at >= end => break,
                _ => leading_blanks = false,
            }
            self.at += 1;
        }
        self.key_allowed = leading_blanks;
        Ok(())
    }

    fn block_scalar(&mut self) -> Result<(), usize> {
        let header = self.source.as_bytes().get(self.at + 1..).unwrap_or_default();
        let given =
            header.iter().take(2).find(|byte| byte.is_ascii_digit()).map(|digit| i64::from(digit - b'0'));
        let mut indent = given.map_or(0, |given| self.indent().max(0) + given);
        self.skip_line();
        self.at = (self.at + 1).min(self.source.len());
        let deepest = self.block_breaks(indent)?;
        if indent == 0 {
            indent = deepest.max(self.indent() + 1).max(1);
        }
        while self.peek(0).is_some() && self.column() == indent {
            self.skip_line();
            self.at = (self.at + 1).min(self.source.len());
            self.block_breaks(indent)?;
        }
        // Scalars are found by their start, and a block scalar may have none (`key: |` and nothing).
        while self.leaves.get(self.leaf).is_some_and(|leaf| leaf.start < self.at) {
            self.leaf += 1;
        }
        self.key_allowed = true;
        Ok(())
    }

    /// Skips blank lines and the indentation of the next one; gives the deepest column.
    fn block_breaks(&mut self, indent: i64) -> Result<i64, usize> {
        let mut deepest = 0;
        loop {
            while self.peek(0) == Some(b' ') && (indent == 0 || self.column() < indent) {
                self.at += 1;
            }
            let column = self.column();
            deepest = deepest.max(column);
            match (self.peek(0), self.peek(1)) {
                (Some(b'\t'), _) if indent == 0 || column < indent => return Err(self.at),
                (Some(b'\n'), _) => self.at += 1,
                (Some(b'\r'), Some(b'\n')) => self.at += 2,
                _ => return Ok(deepest),
            }
        }
    }
}
