//! From text to trees: documents split as kubectl splits them, YAML and JSON read as kubectl reads them.

pub mod tree;

use crate::diagnostic::Problem;
use crate::source::TextRange;
use tree::Tree;

/// One document as read: its tree and what is wrong with its text.
///
/// A document depends on its own text alone, so that it can be kept while others change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The tree; empty for a document without content.
    pub tree: Tree,
    /// What is wrong with the text.
    pub problems: Vec<Problem>,
}

/// A document's place in its file and what separates it from the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chunk {
    /// The bytes of the file that make up the document, separators left out.
    pub range: TextRange,
}
