//! Grammar of names, labels and ports: each function returns upstream's messages, none if the value is right.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go and
//! pkg/api/validate/content/{dns,kube,identifier}.go

use super::{Causes, Check, Said};
use crate::field_path::Path;
use crate::go::quote::is_print;
use crate::name_grammar::{has_edges, is_label_text, is_label_value_text, is_lower_alnum, is_subdomain_text};

const DNS1123_LABEL: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const DNS1123_SUBDOMAIN: &str = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
const LABEL_KEY: &str = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
const LABEL_KEY_MESSAGE: &str = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

/// Checks a lowercase RFC 1123 label.
pub fn is_dns1123_label(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    if value.len() > 63 {
        out.push(max_len_error(63));
    }
    if !is_label_text(value) {
        out.push(if is_subdomain_text(value) {
            Check::SingleLabel.says("must not contain dots")
        } else {
            Check::Dns1123Label.says(regex_error(
                "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', \
                 and must start and end with an alphanumeric character",
                DNS1123_LABEL,
                &["my-name", "123-abc"],
            ))
        });
    }
    out
}

/// Checks a lowercase RFC 1123 subdomain.
pub fn is_dns1123_subdomain(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    if value.len() > 253 {
        out.push(max_len_error(253));
    }
    if !is_subdomain_text(value) {
        out.push(Check::Dns1123Subdomain.says(regex_error(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', \
             and must start and end with an alphanumeric character",
            DNS1123_SUBDOMAIN,
            &["example.com"],
        )));
    }
    out
}

/// Checks an RFC 1123 subdomain in either case.
pub fn is_dns1123_subdomain_caseless(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    if value.len() > 253 {
        out.push(max_len_error(253));
    }
    if !is_subdomain_text(&value.to_ascii_lowercase()) {
        out.push(Check::Dns1123Subdomain.says(regex_error(
            "an RFC 1123 subdomain must consist of alphanumeric characters, '-' or '.', \
             and must start and end with an alphanumeric character",
            DNS1123_SUBDOMAIN,
            &["Example.com"],
        )));
    }
    out
}

/// Checks an RFC 1123 subdomain whose labels may start with and hold underscores.
pub fn is_dns1123_subdomain_with_underscore(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    if value.len() > 253 {
        out.push(max_len_error(253));
    }
    let label = |label: &str| {
        let label = label.strip_prefix('_').unwrap_or(label);
        has_edges(label, is_lower_alnum, is_lower_alnum, |c| is_lower_alnum(c) || matches!(c, '-' | '_'))
    };
    if !value.split('.').all(label) {
        out.push(Check::Dns1123Subdomain.says(regex_error(
            "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '_', '-' or '.', \
             and must start and end with an alphanumeric character",
            "_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*",
            &["example.com"],
        )));
    }
    out
}

/// Checks a DNS-1035 label.
pub fn is_dns1035_label(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    if value.len() > 63 {
        out.push(max_len_error(63));
    }
    let fits =
        has_edges(value, |c| c.is_ascii_lowercase(), is_lower_alnum, |c| is_lower_alnum(c) || c == '-');
    if !fits {
        out.push(Check::Dns1035Label.says(regex_error(
            "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic \
             character, and end with an alphanumeric character",
            "[a-z]([-a-z0-9]*[a-z0-9])?",
            &["my-name", "abc-123"],
        )));
    }
    out
}

/// Checks `*.` followed by a subdomain.
pub fn is_wildcard_dns1123_subdomain(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    if value.len() > 253 {
        out.push(max_len_error(253));
    }
    if !value.strip_prefix("*.").is_some_and(is_subdomain_text) {
        out.push(Check::WildcardSubdomain.says(regex_error(
            "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist \
             of lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character",
            &format!("\\*\\.{DNS1123_SUBDOMAIN}"),
            &["*.example.com"],
        )));
    }
    out
}

/// Checks a qualified name such as a label key: an optional subdomain and `/`, then a name.
pub fn is_qualified_name(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    let parts: Vec<&str> = value.split('/').collect();
    let name = match parts.as_slice() {
        [name] => *name,
        [prefix, name] => {
            if prefix.is_empty() {
                out.push(Check::LabelKeyPrefix.says("prefix part must be non-empty"));
            } else {
                out.extend(
                    content_is_dns1123_subdomain(prefix)
                        .iter()
                        .map(|message| Check::LabelKeyPrefix.says(format!("prefix part {message}"))),
                );
            }
            *name
        }
        _ => {
            let message = regex_error(LABEL_KEY_MESSAGE, LABEL_KEY, &["MyName", "my.name", "123-abc"]);
            out.push(Check::LabelKey.says(format!(
                "a valid label key {message} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
            )));
            return out;
        }
    };
    if name.is_empty() {
        out.push(Check::LabelKey.says("name part must be non-empty"));
    } else if name.len() > 63 {
        out.push(Check::LabelKeyLength.says("name part must be no more than 63 bytes"));
    }
    if !is_label_value_text(name) {
        let message = regex_error(LABEL_KEY_MESSAGE, LABEL_KEY, &["MyName", "my.name", "123-abc"]);
        out.push(Check::LabelKey.says(format!("name part {message}")));
    }
    out
}

/// Checks a qualified name that must have a prefix.
pub fn is_prefixed_label_key(value: &str) -> Vec<Said> {
    let out = is_qualified_name(value);
    if out.is_empty() && !value.contains('/') {
        return vec![Check::PrefixMissing.says("must include a prefix (e.g. 'example.com/key')")];
    }
    out
}

/// Checks a label's value.
pub fn is_valid_label_value(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    if value.len() > 63 {
        out.push(Check::MaxLength(63).says("must be no more than 63 bytes"));
    }
    if !value.is_empty() && !is_label_value_text(value) {
        out.push(Check::LabelValue.says(regex_error(
            "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', \
             and must start and end with an alphanumeric character",
            &format!("({LABEL_KEY})?"),
            &["MyValue", "my_value", "12345"],
        )));
    }
    out
}

/// Checks a port number.
pub fn is_valid_port_num(port: i64) -> Vec<Said> {
    is_in_range(port, 1, 65535).into_iter().map(|said| Check::PortNumber.says(said.text)).collect()
}

/// Checks that a number lies in a range, both ends included.
pub fn is_in_range(value: i64, low: i64, high: i64) -> Vec<Said> {
    if (low..=high).contains(&value) { Vec::new() } else { vec![inclusive_range_error(low, high).into()] }
}

/// Checks a user id.
pub fn is_valid_user_id(id: i64) -> Vec<Said> {
    is_in_range(id, 0, i64::from(i32::MAX))
}

/// Checks a group id.
pub fn is_valid_group_id(id: i64) -> Vec<Said> {
    is_in_range(id, 0, i64::from(i32::MAX))
}

/// Checks the name of a container port.
pub fn is_valid_port_name(port: &str) -> Vec<Said> {
    let mut out = Vec::new();
    if port.len() > 15 {
        out.push(max_len_error(15));
    }
    if port.is_empty() || !port.chars().all(|c| is_lower_alnum(c) || c == '-') {
        out.push(
            Check::PortName.says("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)"),
        );
    }
    if !port.chars().any(|c| c.is_ascii_lowercase()) {
        out.push(Check::PortNameLetter.says("must contain at least one letter (a-z)"));
    }
    if port.contains("--") {
        out.push(Check::PortNameHyphens.says("must not contain consecutive hyphens"));
    }
    if port.starts_with('-') || port.ends_with('-') {
        out.push(Check::PortNameHyphens.says("must not begin or end with a hyphen"));
    }
    out
}

/// Checks a percentage such as `25%`.
pub fn is_valid_percent(value: &str) -> Vec<Said> {
    let fits = value
        .strip_suffix('%')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()));
    if fits {
        return Vec::new();
    }
    vec![Check::Percent.says(regex_error(
        "a valid percent string must be a numeric string followed by an ending '%'",
        "[0-9]+%",
        &["1%", "93%"],
    ))]
}

/// Checks the name of an HTTP header.
pub fn is_http_header_name(value: &str) -> Vec<Said> {
    if !value.is_empty() && value.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
        return Vec::new();
    }
    vec![Check::HeaderName.says(regex_error(
        "a valid HTTP header must consist of alphanumeric characters or '-'",
        "[-A-Za-z0-9]+",
        &["X-Header-Name"],
    ))]
}

/// Checks the name of an environment variable by the strict grammar.
pub fn is_env_var_name(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    let inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    let fits = value.starts_with(|c: char| inner(c) && !c.is_ascii_digit()) && value.chars().all(inner);
    if !fits {
        out.push(Check::EnvName.says(regex_error(
            "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', \
             and must not start with a digit",
            "[-._a-zA-Z][-._a-zA-Z0-9]*",
            &["my.env-name", "MY_ENV.NAME", "MyEnvName1"],
        )));
    }
    out.extend(has_ch_dir_prefix(value));
    out
}

/// Checks the name of an environment variable by the relaxed grammar.
pub fn is_relaxed_env_var_name(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    if value.is_empty() {
        out.push(Check::EnvName.says("environment variable name must be non-empty"));
    }
    if value.chars().any(|c| !c.is_ascii() || !is_print(c) || c == '=') {
        out.push(
            Check::EnvNameCharacters.says(
                "a valid environment variable name must consist only of printable ASCII characters other than '='",
            ),
        );
    }
    out
}

/// Checks a C identifier.
pub fn is_c_identifier(value: &str) -> Vec<Said> {
    let inner = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if value.starts_with(|c: char| inner(c) && !c.is_ascii_digit()) && value.chars().all(inner) {
        return Vec::new();
    }
    vec![Check::CIdentifier.says(regex_error(
        "a valid C identifier must start with alphabetic character or '_', followed by a string of alphanumeric \
         characters or '_'",
        "[A-Za-z_][A-Za-z0-9_]*",
        &["my_name", "MY_NAME", "MyName"],
    ))]
}

/// Checks a key of a ConfigMap or Secret.
pub fn is_config_map_key(value: &str) -> Vec<Said> {
    let mut out = Vec::new();
    if value.len() > 253 {
        out.push(max_len_error(253));
    }
    if value.is_empty() || !value.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')) {
        out.push(Check::ConfigKey.says(regex_error(
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
            "[-._a-zA-Z0-9]+",
            &["key.name", "KEY_NAME", "key-name"],
        )));
    }
    out.extend(has_ch_dir_prefix(value));
    out
}

/// Checks a name that becomes a segment of a URL path.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/validate/content/path.go IsPathSegmentName
pub fn is_valid_path_segment_name(value: &str) -> Vec<Said> {
    match value {
        "." => return vec!["may not be '.'".into()],
        ".." => return vec!["may not be '..'".into()],
        _ => {}
    }
    ["/", "%"]
        .iter()
        .filter(|part| value.contains(**part))
        .map(|part| format!("may not contain '{part}'").into())
        .collect()
}

/// Checks a domain name of at least three labels.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go IsFullyQualifiedName
pub fn is_fully_qualified_name(path: &Path<'_>, name: &str, causes: &mut Causes) {
    if name.is_empty() {
        causes.required(path, "");
        return;
    }
    let messages = is_dns1123_subdomain(name);
    if !messages.is_empty() {
        causes.invalid(path, name, joined(&messages, ","));
    } else if name.split('.').count() < 3 {
        causes.invalid(path, name, "should be a domain with at least three segments separated by dots");
    }
}

/// Checks a domain name of at least two labels, with or without its final dot.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go
/// IsFullyQualifiedDomainName
pub fn is_fully_qualified_domain_name(path: &Path<'_>, name: &str, causes: &mut Causes) {
    if name.is_empty() {
        causes.required(path, "");
        return;
    }
    let name = name.strip_suffix('.').unwrap_or(name);
    let messages = is_dns1123_subdomain(name);
    if !messages.is_empty() {
        causes.invalid(path, name, joined(&messages, ","));
        return;
    }
    if !name.contains('.') {
        causes.invalid(path, name, "should be a domain with at least two segments separated by dots");
        return;
    }
    for label in name.split('.') {
        let messages = is_dns1123_label(label);
        if !messages.is_empty() {
            causes.invalid(path, label, joined(&messages, ","));
            return;
        }
    }
}

/// Checks a path that starts with a domain, such as `acme.io/foo`.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go IsDomainPrefixedPath
pub fn is_domain_prefixed_path(path: &Path<'_>, value: &str, causes: &mut Causes) {
    if value.is_empty() {
        causes.required(path, "");
        return;
    }
    let Some((host, rest)) =
        value.split_once('/').filter(|(host, rest)| !host.is_empty() && !rest.is_empty())
    else {
        causes.invalid(path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")");
        return;
    };
    causes.invalid_each(path, host, is_dns1123_subdomain(host));
    let fits = |c: char| c.is_ascii_alphanumeric() || "/-._~%!$&'()*+,;=:".contains(c);
    if !rest.chars().all(fits) {
        let detail = regex_error("Invalid path", "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+", &[]);
        causes.invalid(path, rest, Check::UrlPath.says(detail));
    }
}

/// `must be no more than N characters`.
pub fn max_len_error(length: u16) -> Said {
    Check::MaxLength(length).says(format!("must be no more than {length} characters"))
}

/// Several messages as one of the first one's check.
pub fn joined(messages: &[Said], separator: &str) -> Said {
    let origin = messages.first().map(|said| said.origin).unwrap_or_default();
    let texts: Vec<&str> = messages.iter().map(|said| said.text.as_str()).collect();
    origin.says(texts.join(separator))
}

/// `must be between LOW and HIGH, inclusive`.
pub fn inclusive_range_error(low: i64, high: i64) -> String {
    format!("must be between {low} and {high}, inclusive")
}

/// A message with examples and the regular expression, which upstream always names.
pub fn regex_error(message: &str, regex: &str, examples: &[&str]) -> String {
    if examples.is_empty() {
        return format!("{message} (regex used for validation is '{regex}')");
    }
    let mut out = format!("{message} (e.g. ");
    for (at, example) in examples.iter().enumerate() {
        if at > 0 {
            out.push_str(" or ");
        }
        out.push('\'');
        out.push_str(example);
        out.push_str("', ");
    }
    out.push_str("regex used for validation is '");
    out.push_str(regex);
    out.push_str("')");
    out
}

fn has_ch_dir_prefix(value: &str) -> Option<Said> {
    match value {
        "." => Some("must not be '.'".into()),
        ".." => Some("must not be '..'".into()),
        _ if value.starts_with("..") => Some("must not start with '..'".into()),
        _ => None,
    }
}

/// The subdomain check of the package that label keys are checked with, which counts bytes.
fn content_is_dns1123_subdomain(value: &str) -> Vec<Said> {
    let mut out = is_dns1123_subdomain(value);
    if value.len() > 253
        && let Some(first) = out.first_mut()
    {
        *first = Check::MaxLength(253).says("must be no more than 253 bytes");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_and_refuses_as_upstream() {
        assert!(is_dns1123_label("a-1").is_empty());
        assert_eq!(is_dns1123_label("a.b"), [Check::SingleLabel.says("must not contain dots")]);
        assert_eq!(is_dns1123_label("-a").len(), 1);
        assert!(is_dns1035_label("1a").len() == 1 && is_dns1035_label("a").is_empty());
        assert!(is_dns1123_subdomain("a.b").is_empty() && !is_dns1123_subdomain("a..b").is_empty());
        assert!(
            is_wildcard_dns1123_subdomain("*.a").is_empty() && !is_wildcard_dns1123_subdomain("*").is_empty()
        );
        assert!(is_qualified_name("a.b/C_d").is_empty());
        assert_eq!(is_qualified_name("/").len(), 3);
        assert!(is_valid_label_value("").is_empty() && !is_valid_label_value("a b").is_empty());
        assert_eq!(is_valid_port_name("").len(), 2);
        let found: Vec<Check> = is_valid_port_name("80-").iter().map(|said| said.origin).collect();
        assert_eq!(found, [Check::PortNameLetter, Check::PortNameHyphens]);
    }
}
