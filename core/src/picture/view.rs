//! What a viewer wants to see of the picture.

use crate::object::ObjectId;
use std::collections::BTreeSet;

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Show {
    /// As much as the size allows.
    #[default]
    Everything,
    /// Broken and doubtful paths, whole, and nothing else.
    Problems,
}

/// What to show; the default shows everything that the size allows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// How much is shown.
    pub show: Show,
    /// Lanes, by namespace, that the viewer opened though the size would keep them closed.
    pub expanded: BTreeSet<String>,
    /// Lanes, by namespace, that the viewer closed.
    pub collapsed: BTreeSet<String>,
    /// Only these namespaces; `None` for all.
    pub namespaces: Option<BTreeSet<String>>,
    /// Only objects that match a search, with their paths; `None` without a search.
    pub matches: Option<BTreeSet<ObjectId>>,
    /// The selected object: drawn whatever the size.
    pub selected: Option<ObjectId>,
}
