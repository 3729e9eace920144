//! What a stored definition excuses its successor from.

use crate::value::Value;

/// Whether a check is made, or left out because the stored definition did not pass it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Yes,
    No,
}

impl Asked {
    /// The check is made unless the stored definition excuses it.
    pub(super) fn unless(excused: bool) -> Self {
        if excused { Self::No } else { Self::Yes }
    }
}

/// The checks that came later than some definitions.
#[derive(Debug, Clone, Copy)]
pub(super) struct SchemaOptions {
    pub(super) valid_property_type: Asked,
    pub(super) pruned_defaults: Asked,
    pub(super) atomic_set_type: Asked,
    pub(super) map_list_keys: Asked,
}

/// What an object that is stored already excuses.
///
/// Source: `validationOptions`
pub(super) struct Options<'v> {
    pub(super) schema: SchemaOptions,
    pub(super) require_recognized_conversion_review_version: bool,
    pub(super) require_immutable_names: bool,
    pub(super) require_open_api_schema: bool,
    pub(super) old_versions: &'v [Value],
}
