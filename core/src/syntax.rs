//! From text to trees: documents split as kubectl splits them, YAML and JSON read as kubectl reads them.
//!
//! ```text
//! file ──split──▶ chunks ──read──▶ Document (tree, problems) ──judge──▶ what is wrong with the file as a whole
//! ```
//!
//! [`read`] depends on a document's text alone, so that its result can be kept while other text changes. Trees stay
//! as written; [`tree::NodeRef::fields`] looks through aliases and merge keys, [`tree::NodeRef::scalar`] gives values.
//!
//! Source: apimachinery v0.37.2 pkg/util/yaml/decoder.go YAMLOrJSONDecoder, sigs.k8s.io/yaml v1.6.0, go.yaml.in/yaml/v2

mod alias;
pub mod bytes;
mod check;
pub mod fields;
mod json;
mod judge;
mod keys;
pub mod scalar;
mod split;
pub mod suppress;
mod template;
pub mod tree;
mod yaml;

use crate::diagnostic::Problem;
use crate::source::TextRange;
use std::sync::Arc;
use tree::Tree;

pub use bytes::read_bytes;
pub use judge::{FileVerdict, judge};
pub use split::split;
pub use suppress::{Suppression, SuppressionScope};

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
    /// A `.json` file that is no JSON: read as YAML, and if that fails too, the fault in the JSON is told.
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

/// Reads one document.
///
/// Every range of the result counts from the start of `text`. The cost is linear in the length of the text.
pub fn read(text: &Arc<str>, format: Format) -> Document {
    match format {
        Format::Json => json::read(text),
        Format::Yaml => yaml::read(text),
        Format::BrokenJson => {
            let document = yaml::read(text);
            if document.refused && document.template_mark.is_none() {
                return json::read(text);
            }
            document
        }
    }
}
