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
mod document;
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

use std::sync::Arc;

pub use bytes::read_bytes;
pub use document::{Chunk, Document, Format, Split};
pub use judge::{FileVerdict, judge};
pub use split::split;
pub use suppress::{Suppression, SuppressionScope};

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
