//! Files, documents, and places in them.
//!
//! Inside the engine a place is a [`TextRange`] of UTF-8 bytes relative to the start of its document, so that a
//! document that did not change keeps its places when text above it does. A [`Span`] adds which document.
//! [`SourceMap`] turns spans into files, lines and UTF-16 columns, and nothing else does.

use std::sync::Arc;

/// A file of the input, by its place in [`crate::Input::files`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A document (the text between two separator lines) of the input, counted over all files in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentId(pub u32);

/// An object, by its place in [`crate::Analysis::objects`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId(pub u32);

/// A half-open range of UTF-8 bytes, relative to the start of its document's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct TextRange {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl TextRange {
    /// Makes the range `start..end`; an end before the start gives an empty range.
    pub fn new(start: u32, end: u32) -> Self {
        Self { start, end: end.max(start) }
    }

    /// Says whether `offset` lies inside or at either edge.
    pub fn touches(self, offset: u32) -> bool {
        self.start <= offset && offset <= self.end
    }

    /// Places the range in a document.
    pub fn in_document(self, document: DocumentId) -> Span {
        Span { document, range: self }
    }
}

/// A range of text in a document of the input.
///
/// The range may run past the document's text: the separator line after a document is addressed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The document.
    pub document: DocumentId,
    /// The bytes, relative to the document's start.
    pub range: TextRange,
}

/// Where a finding about a field points.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spot {
    /// At the value, which was written.
    Value(TextRange),
    /// At the key of the nearest ancestor that was written, since the field was not.
    Key(TextRange),
    /// At the nearest ancestor that was written, an item of a list: its dash stands before this range.
    Item(TextRange),
}

/// A zero-based line and UTF-16 column, as in the Language Server Protocol.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Position {
    /// Zero-based line.
    pub line: u32,
    /// Zero-based column in UTF-16 code units.
    pub character: u32,
}

/// A range of bytes in a file, counted from the file's start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

/// Where each line of a text starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineIndex {
    starts: Vec<u32>,
}

impl LineIndex {
    /// Indexes `text`; lines end at LF.
    pub fn new(text: &str) -> Self {
        let mut starts = vec![0];
        starts.extend(memchr::memchr_iter(b'\n', text.as_bytes()).map(|newline| newline as u32 + 1));
        Self { starts }
    }

    /// Gives the zero-based line of a byte offset.
    pub fn line(&self, offset: u32) -> u32 {
        (self.starts.partition_point(|&start| start <= offset) as u32).saturating_sub(1)
    }

    /// Gives the byte offset at which a zero-based line starts; past the last line, `None`.
    pub fn line_start(&self, line: u32) -> Option<u32> {
        self.starts.get(line as usize).copied()
    }

    /// Converts a byte offset of `text` to line and UTF-16 column.
    ///
    /// A byte order mark at the start of the text counts in offsets and not in columns.
    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.line_start(line).unwrap_or(0) as usize;
        let before = text.get(start..floor_boundary(text, offset as usize)).unwrap_or("");
        let before = if start == 0 { before.strip_prefix('\u{feff}').unwrap_or(before) } else { before };
        Position { line, character: before.chars().map(|c| c.len_utf16() as u32).sum() }
    }

    /// Converts a line and UTF-16 column to a byte offset of `text`; columns past the line's end stop there.
    pub fn offset(&self, text: &str, position: Position) -> u32 {
        let Some(start) = self.line_start(position.line) else { return text.len() as u32 };
        let end = self.line_start(position.line + 1).unwrap_or(text.len() as u32 + 1).saturating_sub(1);
        let line = text.get(start as usize..end as usize).unwrap_or("");
        let (mark, line) = match line.strip_prefix('\u{feff}') {
            Some(rest) if start == 0 => ('\u{feff}'.len_utf8() as u32, rest),
            _ => (0, line),
        };
        let mut column = 0;
        for (at, c) in line.char_indices() {
            if column >= position.character {
                return start + mark + at as u32;
            }
            column += c.len_utf16() as u32;
        }
        start + mark + line.len() as u32
    }
}

/// The last character boundary of `text` at or before `offset`.
fn floor_boundary(text: &str, offset: usize) -> usize {
    let mut at = offset.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// A file of the input with its line index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The name under which the file was given, with `/` between folders.
    pub name: Arc<str>,
    /// The text as given.
    pub text: Arc<str>,
    /// Where its lines start.
    pub lines: LineIndex,
}

/// Where a document lies in its file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentSource {
    /// The file.
    pub file: FileId,
    /// The offset of the document's first byte in the file.
    pub base: u32,
    /// The length of the document's text in bytes.
    pub len: u32,
}

/// All files and documents of an input: the one place that knows offsets in files, lines and columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    /// The files, by [`FileId`].
    pub files: Vec<SourceFile>,
    /// The documents, by [`DocumentId`].
    pub documents: Vec<DocumentSource>,
}

impl SourceMap {
    /// Gives a file.
    pub fn file(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(file.0 as usize)
    }

    /// Places a span in its file.
    pub fn locate(&self, span: Span) -> Location {
        let Some(document) = self.documents.get(span.document.0 as usize) else {
            return Location { file: FileId(0), start: 0, end: 0 };
        };
        let limit = self.file(document.file).map_or(0, |file| file.text.len() as u32);
        let start = document.base.saturating_add(span.range.start).min(limit);
        let end = document.base.saturating_add(span.range.end).min(limit);
        Location { file: document.file, start, end }
    }

    /// Gives the text under a span, `""` where it lies outside its file.
    pub fn slice(&self, span: Span) -> &str {
        let location = self.locate(span);
        self.file(location.file)
            .and_then(|file| file.text.get(location.start as usize..location.end as usize))
            .unwrap_or("")
    }

    /// The span that a finding points at, given the place of its field.
    ///
    /// An item of a block list is shown by its dash, an item of a flow list by its first character.
    pub fn span_of(&self, document: DocumentId, place: Spot) -> Span {
        match place {
            Spot::Value(range) | Spot::Key(range) => range.in_document(document),
            Spot::Item(range) => {
                let before = self.slice(TextRange::new(0, range.start).in_document(document)).trim_end();
                let start = if before.ends_with('-') { before.len() as u32 - 1 } else { range.start };
                TextRange::new(start, start + 1).in_document(document)
            }
        }
    }

    /// Converts a byte offset of a file to line and UTF-16 column.
    pub fn position(&self, file: FileId, offset: u32) -> Position {
        self.file(file).map_or(Position::default(), |file| file.lines.position(&file.text, offset))
    }

    /// Finds the document that holds a byte offset of a file: the last that starts at or before it.
    pub fn document_at(&self, file: FileId, offset: u32) -> Option<DocumentId> {
        let found = self.documents.iter().rposition(|d| d.file == file && d.base <= offset)?;
        Some(DocumentId(found as u32))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_utf16_and_skip_the_mark() {
        let text = "\u{feff}a: 😀b\r\nc: d\n";
        let lines = LineIndex::new(text);
        let at_b = text.find('b').unwrap() as u32;
        assert_eq!(lines.position(text, at_b), Position { line: 0, character: 5 });
        assert_eq!(lines.offset(text, Position { line: 0, character: 5 }), at_b);
        let at_d = text.find('d').unwrap() as u32;
        assert_eq!(lines.position(text, at_d), Position { line: 1, character: 3 });
        assert_eq!(lines.offset(text, Position { line: 1, character: 3 }), at_d);
    }
}
