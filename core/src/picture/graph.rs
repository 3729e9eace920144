//! What the picture shows, before any place is given to it: cards with rows, and edges between them.

/// How far a hop is known to work. Ordered from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// The core proved that it passes.
    Ok,
    /// It leads to something that is not in the input.
    Unknown,
    /// It passes or may pass, and deserves a look.
    Warning,
    /// It certainly fails.
    Broken,
}

impl State {
    /// The word, as in `data-state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Broken => "broken",
        }
    }
}
