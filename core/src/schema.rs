//! Decoding: from a document's tree to objects with the types of their fields, as the API server decodes a request.

pub mod quantity;

use crate::diagnostic::Problem;
use crate::object::Sourced;
use crate::source::TextRange;
use crate::value::Value;

/// One object of a document as decoded: an item of a `List` is one, too.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// `apiVersion`; `None` where it is absent or no text. An item of a typed list has the one its list implies.
    pub api_version: Option<Sourced<String>>,
    /// `kind`; `None` where it is absent or no text. An item of a typed list has the one its list implies.
    pub kind: Option<Sourced<String>>,
    /// The whole object's place.
    pub range: TextRange,
    /// The object: values have the type of their field, what could not be decoded is left out.
    pub value: Value,
    /// Everything that is wrong with fields and types, in source order.
    pub problems: Vec<Problem>,
    /// The API server's message where it refuses to decode the object (status 400): the first wrong type, else all
    /// unknown and duplicate fields.
    pub refusal: Option<String>,
    /// The document is broken: what is absent may only be unread.
    pub partial: bool,
}
