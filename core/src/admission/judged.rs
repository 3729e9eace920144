//! How much of an object the API server's answer is about.

/// How much of an object was judged; ordered from the most to the least.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judged {
    /// All that the API server itself checks.
    Whole,
    /// Schema and metadata: the kind has rules beyond them, and they are not known.
    SchemaAndMetadata,
    /// Nothing: the input has no definition of the kind.
    Nothing,
}

impl Judged {
    /// The words of every face for an answer that is not about the whole object, to follow "is" or "are".
    ///
    /// `None` where the whole object was judged.
    pub const fn words(self) -> Option<&'static str> {
        match self {
            Self::Whole => None,
            Self::SchemaAndMetadata => Some("judged by schema and metadata only"),
            Self::Nothing => Some("not judged: no definition of the kind is in the input"),
        }
    }
}
