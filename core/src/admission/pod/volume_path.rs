//! Paths inside volumes.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use crate::admission::Causes;
use crate::field_path::Path;

/// Checks that a path is relative and never goes up.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateLocalDescendingPath
pub(crate) fn validate_local_descending_path(target: &str, path: &Path<'_>, causes: &mut Causes) {
    if target.starts_with('/') {
        causes.invalid(path, target, "must be a relative path");
    }
    validate_path_no_backsteps(target, path, causes);
}

/// Checks that a path never goes up.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePathNoBacksteps
pub(crate) fn validate_path_no_backsteps(target: &str, path: &Path<'_>, causes: &mut Causes) {
    if has_backsteps(target) {
        causes.invalid(path, target, "must not contain '..'");
    }
}

/// Says whether a path goes up somewhere.
pub(crate) fn has_backsteps(target: &str) -> bool {
    target.split('/').any(|part| part == "..")
}

/// Checks that a path is relative, never goes up, and does not start with two dots.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateLocalNonReservedPath
pub(crate) fn validate_local_non_reserved_path(target: &str, path: &Path<'_>, causes: &mut Causes) {
    validate_local_descending_path(target, path, causes);
    if target.starts_with("..") && !target.starts_with("../") {
        causes.invalid(path, target, "must not start with '..'");
    }
}
