//! The grammar of Kubernetes' names as plain predicates; admission words what breaks it.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/validate/content/{dns,kube}.go

/// Says whether text is a lowercase RFC 1123 label, its length apart.
pub(crate) fn is_label_text(value: &str) -> bool {
    has_edges(value, is_lower_alnum, is_lower_alnum, |c| is_lower_alnum(c) || c == '-')
}

/// Says whether text is a lowercase RFC 1123 subdomain, its length apart.
pub(crate) fn is_subdomain_text(value: &str) -> bool {
    value.split('.').all(is_label_text)
}

/// Says whether text may be the name part of a label key, or a label value that is not empty, its length apart.
pub(crate) fn is_label_value_text(value: &str) -> bool {
    let edge = |c: char| c.is_ascii_alphanumeric();
    has_edges(value, edge, edge, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Says whether a character is a lowercase letter or a digit of ASCII.
pub(crate) fn is_lower_alnum(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit()
}

/// Says whether text is not empty and its first, last and inner characters fit; a single one must fit as the first.
pub(crate) fn has_edges(
    value: &str,
    first: impl Fn(char) -> bool,
    last: impl Fn(char) -> bool,
    inner: impl Fn(char) -> bool,
) -> bool {
    let mut chars = value.chars();
    let Some(start) = chars.next() else { return false };
    match chars.next_back() {
        None => first(start),
        Some(end) => first(start) && last(end) && chars.all(inner),
    }
}
