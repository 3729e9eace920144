//! What reading gives: a file taken apart, and a document with its tree.

use super::suppress::Suppression;
use super::tree::Tree;
use crate::diagnostic::Problem;
use crate::source::TextRange;

/// How deep collections may nest; kubectl's own limit is 10,000.
pub(crate) const DEPTH_LIMIT: usize = 512;

/// In which language a document is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Format {
    /// YAML as goyaml.v2 reads it.
    #[default]
    Yaml,
    /// JSON as Go reads it.
    Json,
    /// A `.json` file that is not JSON: read as YAML, and if that fails too, the fault in the JSON is reported.
    BrokenJson,
}

/// A document's place in its file and the language to read it in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chunk {
    /// The bytes of the file that make up the document.
    pub range: TextRange,
    /// The language.
    pub format: Format,
}

/// A file taken apart.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Split {
    /// The documents in order; text without any content makes none. Their ranges never overlap.
    pub chunks: Vec<Chunk>,
    /// What is wrong with the separators; ranges are offsets in the file.
    pub problems: Vec<Problem>,
    /// The first chunk that kubectl never hands out because a separator after it is invalid.
    pub lost_from: Option<usize>,
}

/// One document as read: its tree and what is wrong with its text.
///
/// A document depends on its own text alone, so that it can be kept while others change.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// The tree; empty for a document without content.
    pub tree: Tree,
    /// What is wrong with the text, in source order.
    pub problems: Vec<Problem>,
    /// kubectl refuses to read the document, so nothing after it is read either.
    pub refused: bool,
    /// The first place that shows the text to be a template.
    pub template_mark: Option<TextRange>,
    /// The comments that allow findings, in order.
    pub suppressions: Vec<Suppression>,
}
