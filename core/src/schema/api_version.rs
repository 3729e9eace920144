//! The parts of an apiVersion.

/// The group of an apiVersion; `""` for the core group.
pub fn group(api_version: &str) -> &str {
    api_version.split_once('/').map_or("", |(group, _)| group)
}
