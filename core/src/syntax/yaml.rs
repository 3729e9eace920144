//! Reading YAML: the parser's events become the tree. No other module names the parser.

use super::Document;
use super::tree::{ANCHORED, FLOW, MERGE_KEY, Mark, NodeId, NodeKind, Style, TAGGED, Tree, WRITTEN};
use crate::diagnostic::{Problem, Severity};
use crate::source::TextRange;
use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span, StructureStyle};
use std::sync::Arc;

/// Reads one document.
pub(super) fn read(text: &Arc<str>) -> Document {
    let mut builder = Builder::new(Arc::clone(text));
    let options = granit_parser::options! {
        bom_inside_document_as_content: true,
        emit_unresolved_aliases: true,
        emit_anchor_events: true,
        max_buffered_comment_events: usize::MAX,
        flow_nesting_limit: super::DEPTH_LIMIT,
        block_nesting_limit: super::DEPTH_LIMIT,
    };
    let mut parser = Parser::new_from_str_with_options(text, options);
    while let Some(result) = parser.next_event() {
        match result {
            Ok((Event::DocumentEnd, _)) => break,
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                builder.fail(&error);
                break;
            }
        }
    }
    builder.finish()
}

struct Builder {
    document: Document,
    /// Open collections, innermost last, and how many children each has.
    open: Vec<(NodeId, u32)>,
    /// The end of the last node that was complete.
    last_end: u32,
    /// For each anchor id of the parser, less one, the node.
    anchored: Vec<NodeId>,
}

impl Builder {
    fn new(text: Arc<str>) -> Self {
        let document = Document { tree: Tree::for_source(text), ..Document::default() };
        Self { document, open: Vec::new(), last_end: 0, anchored: Vec::new() }
    }

    fn tree(&mut self) -> &mut Tree {
        &mut self.document.tree
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        let range = place(&span);
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, range, tag.is_some());
                self.properties(anchor, tag.as_deref(), &span);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.begin(NodeKind::Sequence, style, range);
                self.properties(anchor, tag.as_deref(), &span);
            }
            Event::MappingStart(style, anchor, tag) => {
                self.begin(NodeKind::Mapping, style, range);
                self.properties(anchor, tag.as_deref(), &span);
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
                self.refuse(Problem::new("syntax-error", Severity::Error, range, message));
            }
            Event::Anchor(_, name) => {
                if let Some(anchor) = self.tree().anchors.last_mut() {
                    anchor.text = name.into();
                    anchor.range = range;
                }
            }
            Event::Comment(..) => self.tree().comments.push(range),
            _ => {}
        }
    }

    fn push(&mut self, kind: NodeKind, style: Style, range: TextRange, flags: u8) -> NodeId {
        if let Some((_, n_children)) = self.open.last_mut() {
            *n_children += 1;
        }
        self.tree().push(kind, style, range, flags)
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, range: TextRange, is_tagged: bool) {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        self.last_end = range.end;
        if style == Style::Plain && range.start == range.end {
            self.push(NodeKind::Scalar, style, range, 0);
            return self.tree().set_text(Ok(range));
        }
        let is_key = self.open.last().is_some_and(|&(id, n)| {
            n % 2 == 0 && self.document.tree.node(id).is_some_and(|node| node.kind() == NodeKind::Mapping)
        });
        let is_merge = is_key && style == Style::Plain && text == "<<" && !is_tagged;
        self.push(NodeKind::Scalar, style, range, WRITTEN | if is_merge { MERGE_KEY } else { 0 });
        let quote = u32::from(matches!(style, Style::SingleQuoted | Style::DoubleQuoted));
        let inner = TextRange::new(range.start + quote, range.end.saturating_sub(quote));
        let is_slice = self.document.tree.source.get(inner.start as usize..inner.end as usize) == Some(text);
        self.tree().set_text(if is_slice { Ok(inner) } else { Err(text) });
    }

    fn begin(&mut self, kind: NodeKind, style: StructureStyle, range: TextRange) {
        let flow = if style == StructureStyle::Flow { FLOW } else { 0 };
        let id = self.push(kind, Style::None, range, WRITTEN | flow);
        self.last_end = range.end;
        self.open.push((id, 0));
    }

    fn end(&mut self, range: TextRange) {
        let Some((id, _)) = self.open.pop() else { return };
        let is_flow = self.document.tree.node(id).is_some_and(super::tree::NodeRef::is_flow);
        if is_flow {
            self.last_end = range.end;
        }
        let end = self.last_end;
        self.tree().close(id, end);
    }

    /// Notes the tag and the anchor of the node just added.
    fn properties(&mut self, anchor: usize, tag: Option<&granit_parser::Tag>, span: &Span) {
        let Some(last) = self.document.tree.nodes.len().checked_sub(1) else { return };
        let node = NodeId(last as u32);
        let mut flags = 0;
        if let Some(tag) = tag {
            flags |= TAGGED;
            let text = format!("{}{}", tag.handle(), tag.suffix()).into_boxed_str();
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

    fn refuse(&mut self, problem: Problem) {
        self.document.refused = true;
        self.document.problems.push(problem);
    }

    fn fail(&mut self, error: &ScanError) {
        let at = error.marker().byte_offset().unwrap_or(0) as u32;
        self.document.tree.broken = true;
        let range = TextRange::new(at, at);
        self.refuse(Problem::new("syntax-error", Severity::Error, range, format!("{:?}", error.kind())));
    }

    fn finish(mut self) -> Document {
        while let Some((id, n_children)) = self.open.pop() {
            let is_mapping = self.document.tree.node(id).is_some_and(|node| node.kind() == NodeKind::Mapping);
            let end = self.last_end;
            if is_mapping && n_children % 2 == 1 {
                self.tree().push(NodeKind::Scalar, Style::Plain, TextRange::new(end, end), 0);
            }
            self.tree().close(id, end);
        }
        self.tree().comments.sort_unstable();
        super::check::check(&mut self.document);
        self.document
    }
}

fn place(span: &Span) -> TextRange {
    let range = span.byte_range().unwrap_or(0..0);
    TextRange::new(range.start as u32, range.end as u32)
}
