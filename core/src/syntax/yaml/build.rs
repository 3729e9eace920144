//! Building the tree from the parser's events.

use crate::diagnostic::{Code, Problem};
use crate::source::TextRange;
use crate::syntax::document::Document;
use crate::syntax::tree::{
    ANCHORED, FLOW, IN_FLOW, IN_SIDE_BUFFER, KEY, MERGE_KEY, Mark, Node, NodeId, NodeKind, Style, TAGGED,
    Tree, WRITTEN,
};
use granit_parser::{Event, ScalarStyle, Span, StructureStyle, Tag};
use std::borrow::Cow;
use std::sync::Arc;

/// The tag that makes `<<` merge even in quotes.
const MERGE_TAG: &str = "tag:yaml.org,2002:merge";

/// Stands for `\'`, which goyaml takes in double quotes and the parser does not: a character of as many bytes.
pub(super) const QUOTE_MARK: &str = "\u{7ff}";

/// Deployments nest about this deep.
const USUAL_DEPTH: usize = 16;

/// A collection whose end was not read yet.
struct Open {
    id: NodeId,
    kind: NodeKind,
    flow: bool,
    n_children: u32,
}

/// A document under construction.
pub(super) struct Builder {
    pub(super) document: Document,
    /// Open collections, innermost last.
    open: Vec<Open>,
    /// The end of the last node that was complete.
    last_end: u32,
    /// For each anchor id of the parser, less one, the node.
    anchored: Vec<NodeId>,
}

impl Builder {
    pub(super) fn new(text: Arc<str>) -> Self {
        let document = Document { tree: Tree::for_source(text), ..Document::default() };
        Self { document, open: Vec::with_capacity(USUAL_DEPTH), last_end: 0, anchored: Vec::new() }
    }

    /// Says whether the root node is there and closed.
    pub(super) fn is_complete(&self) -> bool {
        self.open.is_empty() && !self.document.tree.nodes.is_empty()
    }

    /// Says whether kubectl's document ends before an error at `at`, so that it never meets the error.
    ///
    /// That holds once a root in brackets or quotes is closed, and where a line stands further left than the keys or
    /// dashes of the root.
    pub(super) fn ends_before(&self, at: usize) -> bool {
        let Some(root) = self.document.tree.root() else { return false };
        if self.is_complete() {
            return root.kind() != NodeKind::Scalar || root.style() != Style::Plain;
        }
        if root.is_flow() || self.open.iter().any(|open| open.flow) {
            return false;
        }
        let source = self.document.tree.source.as_ref();
        let line_start =
            |at: usize| source.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |at| at + 1);
        let root_start = root.range().start as usize;
        let root_column = root_start - line_start(root_start);
        let from = line_start(at);
        let column =
            source.get(from..).map_or(0, |rest| rest.bytes().take_while(|byte| *byte == b' ').count());
        from > self.last_end as usize && column < root_column
    }

    /// The innermost bracket that is open.
    pub(super) fn open_bracket(&self) -> Option<TextRange> {
        let bytes = self.document.tree.source.as_bytes();
        // A pair in a list has no braces of its own.
        let is_bracket = |start: &u32| matches!(bytes.get(*start as usize), Some(b'[' | b'{'));
        let starts = self
            .open
            .iter()
            .rev()
            .filter(|open| open.flow)
            .filter_map(|open| self.document.tree.node(open.id));
        let start = starts.map(|node| node.range().start).find(is_bracket)?;
        Some(TextRange::new(start, start + 1))
    }

    /// Closes what is open after the last node; gives the end of the root.
    pub(super) fn close_all(&mut self) -> u32 {
        let end = self.last_end;
        while let Some(open) = self.open.pop() {
            if open.kind == NodeKind::Mapping && open.n_children % 2 == 1 {
                self.tree().push(NodeKind::Scalar, Style::Plain, TextRange::new(end, end), 0);
            }
            self.tree().close(open.id, end);
        }
        end
    }

    /// Takes one event.
    pub(super) fn event(&mut self, event: &Event<'_>, span: &Span) {
        let range = place(span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let is_merge_tag = tag.as_ref().is_some_and(|tag| full_tag(tag) == MERGE_TAG);
                let is_plain = *style == ScalarStyle::Plain && tag.is_none();
                self.scalar(text, *style, range, is_plain || is_merge_tag);
                self.properties(*anchor, tag.as_deref(), span);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.begin(NodeKind::Sequence, *style, range);
                self.properties(*anchor, tag.as_deref(), span);
            }
            Event::MappingStart(style, anchor, tag) => {
                self.begin(NodeKind::Mapping, *style, range);
                self.properties(*anchor, tag.as_deref(), span);
            }
            Event::SequenceEnd | Event::MappingEnd => self.end(range),
            Event::Alias(target) => {
                let id = self.push(NodeKind::Alias, Style::None, range, WRITTEN);
                self.last_end = range.end;
                if let Some(&target) = target.checked_sub(1).and_then(|at| self.anchored.get(at)) {
                    self.tree().aliases.push((id, target));
                }
            }
            Event::UnresolvedAlias(name) => {
                self.push(NodeKind::Alias, Style::None, range, WRITTEN);
                self.last_end = range.end;
                let message = format!("`*{name}` refers to an anchor that is not defined above it");
                let mut problem = Problem::new(Code::SYNTAX_ERROR, range, message);
                problem.help = Some("Quote text that starts with `*`.".to_owned());
                self.document.problems.push(problem);
            }
            Event::Anchor(_, name) => {
                if let Some(anchor) = self.tree().anchors.last_mut() {
                    anchor.text = name.as_ref().into();
                    anchor.range = range;
                }
            }
            Event::Comment(..) => self.tree().comments.push(range),
            _ => {}
        }
    }

    fn tree(&mut self) -> &mut Tree {
        &mut self.document.tree
    }

    fn push(&mut self, kind: NodeKind, style: Style, range: TextRange, flags: u8) -> NodeId {
        let mut flags = flags;
        if let Some(open) = self.open.last_mut() {
            if open.kind == NodeKind::Mapping && open.n_children % 2 == 0 {
                flags |= KEY;
            }
            if open.flow {
                flags |= IN_FLOW;
            }
            open.n_children += 1;
        }
        self.tree().push(kind, style, range, flags)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, range: TextRange, may_merge: bool) {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        if style == Style::Plain && range.start == range.end {
            let range = self.unwritten_range(range);
            self.last_end = self.last_end.max(range.end);
            self.push(NodeKind::Scalar, style, range, 0);
            return self.tree().set_text(Ok(range));
        }
        let range =
            if matches!(style, Style::Literal | Style::Folded) { self.block_range(range) } else { range };
        self.last_end = range.end;
        let is_key =
            self.open.last().is_some_and(|open| open.kind == NodeKind::Mapping && open.n_children % 2 == 0);
        let merge = if is_key && may_merge && text == "<<" { MERGE_KEY } else { 0 };
        self.push(NodeKind::Scalar, style, range, WRITTEN | merge);
        let quote = u32::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
        let inner = TextRange::new(range.start + quote, range.end.saturating_sub(quote));
        let text = unmasked(text, style, &self.document.tree.source);
        let is_slice =
            self.document.tree.source.get(inner.start as usize..inner.end as usize) == Some(text.as_ref());
        self.tree().set_text(if is_slice { Ok(inner) } else { Err(&text) });
    }

    /// The place of a value that was not written: after the colon, if its key has one, else after the key.
    fn unwritten_range(&self, range: TextRange) -> TextRange {
        let is_value =
            self.open.last().is_some_and(|open| open.kind == NodeKind::Mapping && open.n_children % 2 == 1);
        if !is_value {
            return range;
        }
        let empty = |at: u32| TextRange::new(at, at);
        if range.start != self.last_end {
            return empty(
                self.find_in_gap(range.start, |byte| byte == b':').map_or(self.last_end, |colon| colon + 1),
            );
        }
        let rest = self.document.tree.source.get(range.start as usize..).unwrap_or("");
        let blanks = rest.bytes().take_while(|byte| matches!(byte, b' ' | b'\t')).count() as u32;
        let in_flow = self.open.last().is_some_and(|open| open.flow);
        match rest.as_bytes().get(blanks as usize..) {
            Some([b':']) => empty(range.start + blanks + 1),
            Some([b':', next, ..]) if in_flow || next.is_ascii_whitespace() => {
                empty(range.start + blanks + 1)
            }
            _ => range,
        }
    }

    /// The range of a block scalar: from its `|` or `>`, without the blank lines and the indentation after it.
    fn block_range(&self, range: TextRange) -> TextRange {
        let source = self.document.tree.source.as_ref();
        let written = source.get(range.start as usize..range.end as usize).unwrap_or("");
        let content = written.trim_end_matches([' ', '\t', '\n', '\r']);
        let content_end = range.start + content.len() as u32;
        match self.find_in_gap(range.start, |c| matches!(c, b'|' | b'>')) {
            Some(header) if content.is_empty() => {
                let rest = source.get(header as usize..).unwrap_or("");
                let len = rest
                    .find(|c: char| !matches!(c, '|' | '>' | '+' | '-' | '0'..='9'))
                    .unwrap_or(rest.len());
                TextRange::new(header, header + len as u32)
            }
            Some(header) => TextRange::new(header, content_end),
            None => TextRange::new(range.start, content_end),
        }
    }

    /// Looks for an indicator between the last node and an offset; comments, tags and anchors are passed over.
    fn find_in_gap(&self, until: u32, is_wanted: fn(u8) -> bool) -> Option<u32> {
        let bytes = self.document.tree.source.as_bytes();
        let mut at = self.last_end as usize;
        while let Some(&byte) = bytes.get(at).filter(|_| at < until as usize) {
            let rest = bytes.get(at..until as usize).unwrap_or_default();
            at += match byte {
                byte if is_wanted(byte) => return Some(at as u32),
                b'#' => memchr::memchr(b'\n', rest).unwrap_or(rest.len()),
                b'&' | b'!' => rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len()),
                _ => 1,
            };
        }
        None
    }

    fn begin(&mut self, kind: NodeKind, style: StructureStyle, range: TextRange) {
        let flow = style == StructureStyle::Flow;
        let mut range = range;
        let is_value = self.open.last().is_some_and(|open| open.kind == NodeKind::Mapping);
        if kind == NodeKind::Sequence && !flow && is_value {
            // The parser starts a list that is not indented after its first dash.
            let dash = self.find_in_gap(range.start, |byte| byte == b'-');
            range.start = dash.unwrap_or(range.start);
        }
        let id = self.push(kind, Style::None, range, WRITTEN | if flow { FLOW } else { 0 });
        self.last_end = self.last_end.max(range.end);
        self.open.push(Open { id, kind, flow, n_children: 0 });
    }

    fn end(&mut self, range: TextRange) {
        let Some(open) = self.open.pop() else { return };
        if open.flow {
            self.last_end = range.end;
        }
        let end = self.last_end;
        self.tree().close(open.id, end);
        if open.flow && open.kind == NodeKind::Mapping {
            self.take_colons(open.id);
        }
    }

    /// In brackets a colon right before a comma or a bracket is text to kubectl: `{a:, b}` has a key `a:`.
    fn take_colons(&mut self, mapping: NodeId) {
        let tree = &mut self.document.tree;
        let source = Arc::clone(&tree.source);
        let byte = |at: u32| source.as_bytes().get(at as usize).copied();
        let takes_colon = |key: &Node, value: &Node| {
            let is_plain =
                key.kind == NodeKind::Scalar && key.style == Style::Plain && key.flags & WRITTEN != 0;
            let is_alone = value.flags & WRITTEN == 0 && byte(key.end) == Some(b':');
            is_plain && is_alone && matches!(byte(key.end + 1), Some(b',' | b']' | b'}'))
        };
        let Some([node, entries @ ..]) = tree.nodes.get_mut(mapping.0 as usize..) else { return };
        let (mut at, mut is_alone) = (0, false);
        while let Some([key, rest @ ..]) = entries.get_mut(at..) {
            let value_at = (key.next - mapping.0 - 1) as usize;
            let Some(value) = rest.get(value_at - at - 1) else { break };
            is_alone = value.next == node.next && at == 0;
            let next = (value.next - mapping.0 - 1) as usize;
            if takes_colon(key, value) && key.flags & IN_SIDE_BUFFER == 0 {
                key.end += 1;
                key.len += 1;
            } else {
                is_alone = false;
            }
            at = next;
        }
        // A pair without braces is then no pair: `[80:, a]`.
        if is_alone && byte(node.start) != Some(b'{') {
            let flags = node.flags & (KEY | IN_FLOW | ANCHORED | TAGGED);
            if let Some(key) = tree.nodes.get(mapping.0 as usize + 1).copied() {
                tree.nodes.truncate(mapping.0 as usize);
                tree.nodes.push(Node { next: mapping.0 + 1, flags: flags | WRITTEN | IN_FLOW, ..key });
                self.last_end = self.last_end.max(key.end);
            }
        }
    }

    /// Notes the tag and the anchor of the node just added.
    fn properties(&mut self, anchor: usize, tag: Option<&Tag>, span: &Span) {
        let Some(last) =
            self.document.tree.nodes.len().checked_sub(1).filter(|_| anchor > 0 || tag.is_some())
        else {
            return;
        };
        let node = NodeId(last as u32);
        let mut flags = 0;
        if let Some(tag) = tag {
            flags |= TAGGED;
            let text = full_tag(tag).into_boxed_str();
            let range = span.tag_span().map_or_else(|| place(span), |span| place(&span));
            self.tree().tags.push(Mark { node, text, range });
        }
        if anchor > 0 {
            flags |= ANCHORED;
            if self.anchored.len() < anchor {
                self.anchored.resize(anchor, node);
            }
            if let Some(slot) = self.anchored.get_mut(anchor - 1) {
                *slot = node;
            }
            self.tree().anchors.push(Mark { node, text: "".into(), range: place(span) });
        }
        if let Some(node) = self.tree().nodes.get_mut(last) {
            node.flags |= flags;
        }
    }
}

/// Puts back what [`QUOTE_MARK`] stands for. A text that holds the mark itself is never masked.
fn unmasked<'e>(text: &'e str, style: Style, source: &str) -> Cow<'e, str> {
    if text.is_ascii() || !text.contains(QUOTE_MARK) || source.contains(QUOTE_MARK) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace(QUOTE_MARK, if style == Style::DoubleQuoted { "'" } else { "\\'" }))
}

fn full_tag(tag: &Tag) -> String {
    format!("{}{}", tag.handle(), tag.suffix())
}

fn place(span: &Span) -> TextRange {
    let range = span.byte_range().unwrap_or(0..0);
    TextRange::new(range.start as u32, range.end as u32)
}
