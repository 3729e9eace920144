//! The names of the kind that a definition adds.

use crate::admission::names::{is_dns1035_label, joined};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

/// Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/validation/validation.go
/// ValidateCustomResourceDefinitionNames
pub(super) fn validate_names(names: &Value, path: &Path<'_>, causes: &mut Causes) {
    for (field, is_kind) in [("plural", false), ("singular", false), ("kind", true), ("listKind", true)] {
        let name = names.str(field);
        let messages = is_dns1035_label(&if is_kind { name.to_lowercase() } else { name.to_owned() });
        if !name.is_empty() && !messages.is_empty() {
            let said = joined(&messages, ",");
            let said = if is_kind {
                Check::KindName.says(format!("may have mixed case, but should otherwise match: {said}"))
            } else {
                said
            };
            causes.invalid(&path.child(field), name, said);
        }
    }
    validate_labels(names, "shortNames", path, causes);
    let list_kind = names.str("listKind");
    if !names.str("kind").is_empty() && names.str("kind") == list_kind {
        causes.invalid(
            &path.child("listKind"),
            list_kind,
            Check::Stated.says("kind and listKind may not be the same"),
        );
    }
    validate_labels(names, "categories", path, causes);
}

fn validate_labels(names: &Value, field: &str, path: &Path<'_>, causes: &mut Causes) {
    let path = path.child(field);
    for (at, name) in names.list(field).iter().enumerate() {
        let name = name.as_str().unwrap_or("");
        let messages = is_dns1035_label(name);
        if !messages.is_empty() {
            causes.invalid(&path.index(at), name, joined(&messages, ","));
        }
    }
}
