//! What is wrong with a tree that was read: keys, duplicates, aliases, values that JSON cannot hold.

use super::Document;

/// Checks a document and adds what is wrong.
pub(super) fn check(document: &mut Document) {
    let _ = document;
}
