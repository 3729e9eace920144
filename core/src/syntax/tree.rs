//! The tree of one document: every key and value with its place, in one flat vector.
//!
//! Nodes stand in pre-order; [`Node::next`] is the index after a node's subtree, so that a sibling is one step away
//! and a subtree is a slice. The children of a mapping alternate key, value. Scalars keep their text as written and
//! are resolved when asked ([`crate::syntax::scalar`]). Aliases and merge keys stay as written; [`NodeRef::fields`]
//! and [`NodeRef::resolved`] look through them.

use crate::source::TextRange;
use std::sync::Arc;

/// The index of a node in its tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u32);

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum NodeKind {
    /// A single value; its text is unresolved.
    Scalar,
    /// A list.
    Sequence,
    /// A map; its children alternate key, value.
    Mapping,
    /// `*name`; the side table gives the node it stands for.
    Alias,
}

/// How a scalar was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`.
    SingleQuoted,
    /// `"…"`.
    DoubleQuoted,
    /// `|`.
    Literal,
    /// `>`.
    Folded,
    /// A collection or an alias.
    None,
}

/// The scalar's text lies in the side buffer, not in the source.
pub(crate) const IN_SIDE_BUFFER: u8 = 1;
/// The node was written; without it the value is absent (`key:` and nothing).
pub(crate) const WRITTEN: u8 = 1 << 1;
/// The node carries a tag (see [`Tree::tags`]).
pub(crate) const TAGGED: u8 = 1 << 2;
/// The node carries an anchor (see [`Tree::anchors`]).
pub(crate) const ANCHORED: u8 = 1 << 3;
/// The node is a merge key (`<<`).
pub(crate) const MERGE_KEY: u8 = 1 << 4;
/// A collection in flow style (`{…}`, `[…]`).
pub(crate) const FLOW: u8 = 1 << 5;
/// The node is a key of a mapping (of a YAML document; in JSON keys need no checks).
pub(crate) const KEY: u8 = 1 << 6;
/// The node lies inside a collection in flow style.
pub(crate) const IN_FLOW: u8 = 1 << 7;

/// One node; 24 bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node {
    /// First byte, relative to the document.
    pub start: u32,
    /// Byte after the last.
    pub end: u32,
    /// The index after this node's subtree.
    pub next: u32,
    /// Where the scalar's text starts, in the source or in the side buffer.
    pub text: u32,
    /// The length of the scalar's text.
    pub len: u32,
    /// What the node is.
    pub kind: NodeKind,
    /// How it was written.
    pub style: Style,
    /// Bits: side buffer, written, tagged, anchored, merge key, flow, key, inside flow.
    pub flags: u8,
}

/// A tag or an anchor with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The node that carries it.
    pub node: NodeId,
    /// The tag in its full form (`tag:yaml.org,2002:int`), or the anchor's name.
    pub text: Box<str>,
    /// Where it was written.
    pub range: TextRange,
}

/// The tree of one document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tree {
    /// The document's text.
    pub source: Arc<str>,
    /// The nodes in pre-order; empty for a document without content.
    pub nodes: Vec<Node>,
    /// Text of scalars that is not a slice of the source.
    pub side: String,
    /// Tags, ordered by node.
    pub tags: Vec<Mark>,
    /// Anchors, ordered by node.
    pub anchors: Vec<Mark>,
    /// For each alias the node it stands for, ordered by alias. An alias without an entry has no target.
    pub aliases: Vec<(NodeId, NodeId)>,
    /// Comments with their `#`, in order.
    pub comments: Vec<TextRange>,
    /// The document ended in a syntax error: what is absent here may only be unread.
    pub broken: bool,
}

impl Tree {
    /// Prepares a tree for a text: manifests have one node per 12 to 17 bytes, and [`Tree::push`] adapts.
    pub(crate) fn for_source(source: Arc<str>) -> Self {
        let nodes = Vec::with_capacity(source.len() / 12 + 4);
        Self { source, nodes, ..Self::default() }
    }

    /// Adds a node and returns its index; a collection's `end` and `next` are set by [`Tree::close`].
    pub(crate) fn push(&mut self, kind: NodeKind, style: Style, range: TextRange, flags: u8) -> NodeId {
        let n_nodes = self.nodes.len();
        if n_nodes == self.nodes.capacity() {
            // Doubling would waste half; the text goes on much as it began.
            let expected = n_nodes.saturating_mul(self.source.len()) / (range.start as usize).max(1);
            let more = expected.saturating_sub(n_nodes).saturating_mul(17) / 16;
            self.nodes.reserve_exact(more.clamp(n_nodes / 8 + 8, n_nodes + 8));
        }
        let id = NodeId(n_nodes as u32);
        // A value that was not written may be placed before its key where line ends are unusual.
        let start = self.nodes.last().map_or(range.start, |last| range.start.max(last.start));
        self.nodes.push(Node {
            start,
            end: range.end.max(start),
            next: id.0 + 1,
            text: range.start,
            len: 0,
            kind,
            style,
            flags,
        });
        id
    }

    /// Ends a collection after the nodes so far.
    pub(crate) fn close(&mut self, id: NodeId, end: u32) {
        let next = self.nodes.len() as u32;
        if let Some(node) = self.nodes.get_mut(id.0 as usize) {
            node.next = next;
            node.end = end.max(node.start);
        }
    }

    /// Sets the text of the last node: a slice of the source at `text`, or a copy in the side buffer.
    pub(crate) fn set_text(&mut self, text: Result<TextRange, &str>) {
        let side = self.side.len() as u32;
        let Some(node) = self.nodes.last_mut() else { return };
        match text {
            Ok(range) => (node.text, node.len) = (range.start, range.end.saturating_sub(range.start)),
            Err(text) => {
                (node.text, node.len) = (side, text.len() as u32);
                node.flags |= IN_SIDE_BUFFER;
                self.side.push_str(text);
            }
        }
    }

    /// The root, `None` for a document without content.
    pub fn root(&self) -> Option<NodeRef<'_>> {
        (!self.nodes.is_empty()).then_some(NodeRef { tree: self, id: NodeId(0) })
    }

    /// The node with an index that this tree gave out.
    pub fn node(&self, id: NodeId) -> Option<NodeRef<'_>> {
        ((id.0 as usize) < self.nodes.len()).then_some(NodeRef { tree: self, id })
    }
}

/// A node with its tree.
#[derive(Debug, Clone, Copy)]
pub struct NodeRef<'t> {
    /// The tree.
    pub tree: &'t Tree,
    /// The node's index.
    pub id: NodeId,
}

impl<'t> NodeRef<'t> {
    const NOTHING: Node = Node {
        start: 0,
        end: 0,
        next: 0,
        text: 0,
        len: 0,
        kind: NodeKind::Scalar,
        style: Style::Plain,
        flags: 0,
    };

    /// The node's record.
    pub fn node(self) -> Node {
        self.tree.nodes.get(self.id.0 as usize).copied().unwrap_or(Self::NOTHING)
    }

    /// What the node is.
    pub fn kind(self) -> NodeKind {
        self.node().kind
    }

    /// How it was written.
    pub fn style(self) -> Style {
        self.node().style
    }

    /// Where it stands; empty and right after the key's colon or the dash where a value was not written.
    pub fn range(self) -> TextRange {
        let node = self.node();
        TextRange { start: node.start, end: node.end }
    }

    /// Says whether the value was written at all.
    pub fn is_written(self) -> bool {
        self.node().flags & WRITTEN != 0
    }

    /// Says whether a collection is in flow style.
    pub fn is_flow(self) -> bool {
        self.node().flags & FLOW != 0
    }

    /// Says whether the node is a merge key (`<<`).
    pub fn is_merge_key(self) -> bool {
        self.node().flags & MERGE_KEY != 0
    }

    /// A scalar's text after quotes, escapes and folding; unresolved, so `0x10` stays `0x10`.
    pub fn text(self) -> &'t str {
        let node = self.node();
        let from: &str = if node.flags & IN_SIDE_BUFFER != 0 { &self.tree.side } else { &self.tree.source };
        from.get(node.text as usize..node.text.saturating_add(node.len) as usize).unwrap_or("")
    }

    /// The tag in its full form, if one was written.
    pub fn tag(self) -> Option<&'t str> {
        (self.node().flags & TAGGED != 0)
            .then(|| mark(&self.tree.tags, self.id))
            .flatten()
            .map(|mark| mark.text.as_ref())
    }

    /// The children as written: items of a sequence, or keys and values of a mapping in turn.
    pub fn children(self) -> impl Iterator<Item = NodeRef<'t>> {
        let (tree, end) = (self.tree, self.node().next);
        let mut at = self.id.0 + 1;
        std::iter::from_fn(move || {
            (at < end).then(|| {
                let child = NodeRef { tree, id: NodeId(at) };
                at = child.node().next.max(at + 1);
                child
            })
        })
    }

    /// The items of a sequence, aliases followed; nothing for other nodes.
    pub fn items(self) -> impl Iterator<Item = NodeRef<'t>> {
        let is_sequence = self.kind() == NodeKind::Sequence;
        self.children().take_while(move |_| is_sequence).map(NodeRef::resolved)
    }

    /// The entries of a mapping as written, merge keys and duplicates included; nothing for other nodes.
    pub fn entries(self) -> impl Iterator<Item = (NodeRef<'t>, NodeRef<'t>)> {
        let is_mapping = self.kind() == NodeKind::Mapping;
        let mut children = self.children().take_while(move |_| is_mapping);
        std::iter::from_fn(move || Some((children.next()?, children.next()?)))
    }

    /// The node an alias stands for, else the node itself. Follows chains; an alias without target stays.
    #[must_use]
    pub fn resolved(self) -> NodeRef<'t> {
        let mut at = self;
        // A chain cannot be longer than the tree has aliases.
        for _ in 0..=self.tree.aliases.len() {
            if at.kind() != NodeKind::Alias {
                break;
            }
            match self.tree.aliases.binary_search_by_key(&at.id, |&(alias, _)| alias) {
                Ok(found) => match self.tree.aliases.get(found) {
                    Some(&(_, target)) => at = NodeRef { tree: self.tree, id: target },
                    None => break,
                },
                Err(_) => break,
            }
        }
        at
    }
}

fn mark(marks: &[Mark], node: NodeId) -> Option<&Mark> {
    marks.binary_search_by_key(&node, |mark| mark.node).ok().and_then(|found| marks.get(found))
}
