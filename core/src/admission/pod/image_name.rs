//! The tag of a container image, which decides how the image is pulled by default.
//!
//! Source: kubernetes v1.37 pkg/util/parsers/parsers.go ParseImageName; github.com/distribution/reference v0.6.0

use crate::admission::Causes;
use crate::admission::field_error::Bad;
use crate::field_path::Path;

/// The longest repository path.
const PATH_MAX: usize = 255;
/// The longest tag.
const TAG_MAX: usize = 128;
/// The registry of images that name none.
const DEFAULT_DOMAIN: &str = "docker.io";
/// The registry's former name.
const LEGACY_DEFAULT_DOMAIN: &str = "index.docker.io";

/// Says whether the image is well-formed and its tag is `latest`, written or implied.
pub(crate) fn is_latest(image: &str) -> bool {
    if is_identifier(image) {
        return false;
    }
    let (domain, remainder) = split_docker_domain(image);
    let remote = remainder.split(':').next().unwrap_or("");
    if remote.to_lowercase() != remote {
        return false;
    }
    matches!(
        tag_and_digest(&format!("{domain}/{remainder}")),
        Some((None | Some("latest"), Digest::None) | (Some("latest"), Digest::Some))
    )
}

/// Whether an image names a digest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Digest {
    None,
    Some,
}

fn is_identifier(image: &str) -> bool {
    image.len() == 64 && image.bytes().all(|byte| matches!(byte, b'a'..=b'f' | b'0'..=b'9'))
}

/// Splits an image into its registry and the rest, both spelled out.
///
/// Source: github.com/distribution/reference v0.6.0 normalize.go splitDockerDomain
fn split_docker_domain(name: &str) -> (&str, String) {
    let Some((first, rest)) = name.split_once('/') else {
        return (DEFAULT_DOMAIN, format!("library/{name}"));
    };
    let is_domain = first == "localhost" || first.contains(['.', ':']) || first.to_lowercase() != first;
    let (domain, remote) = match first {
        LEGACY_DEFAULT_DOMAIN => (DEFAULT_DOMAIN, rest),
        _ if is_domain => (first, rest),
        _ => (DEFAULT_DOMAIN, name),
    };
    let familiar = domain == DEFAULT_DOMAIN && !remote.contains('/');
    (domain, if familiar { format!("library/{remote}") } else { remote.to_owned() })
}

/// Reads the tag and whether there is a digest; `None` for a malformed reference.
fn tag_and_digest(reference: &str) -> Option<(Option<&str>, Digest)> {
    let (named, digest) = match reference.split_once('@') {
        Some((named, digest)) if is_digest(digest) => (named, Digest::Some),
        Some(_) => return None,
        None => (reference, Digest::None),
    };
    let after_slash = named.rfind('/').map_or(0, |slash| slash + 1);
    let (name, tag) = match named.get(after_slash..)?.split_once(':') {
        Some((last, tag)) => (named.get(..after_slash + last.len())?, Some(tag)),
        None => (named, None),
    };
    if tag.is_some_and(|tag| !is_tag(tag)) {
        return None;
    }
    let (domain, path) = name.split_once('/')?;
    let path = match (is_domain_and_port(domain), is_remote_name(path)) {
        (true, true) => path,
        _ if is_remote_name(name) => name,
        _ => return None,
    };
    (path.len() <= PATH_MAX).then_some((tag, digest))
}

fn is_tag(tag: &str) -> bool {
    let word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    tag.len() <= TAG_MAX
        && tag.bytes().next().is_some_and(word)
        && tag.bytes().all(|byte| word(byte) || byte == b'.' || byte == b'-')
}

/// A digest of an algorithm that the server knows.
fn is_digest(digest: &str) -> bool {
    let Some((algorithm, hex)) = digest.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => 64,
        "sha384" => 96,
        "sha512" => 128,
        _ => return false,
    };
    hex.len() == length && hex.bytes().all(|byte| matches!(byte, b'a'..=b'f' | b'0'..=b'9'))
}

fn is_domain_and_port(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, port)) if is_address(address) => {
                return port.is_empty() || port.strip_prefix(':').is_some_and(is_digits);
            }
            _ => return false,
        },
        None => text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port))),
    };
    host.split('.').all(is_domain_component) && port.is_none_or(is_digits)
}

fn is_address(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b':')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_domain_component(text: &str) -> bool {
    !text.is_empty()
        && !text.starts_with('-')
        && !text.ends_with('-')
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn is_remote_name(text: &str) -> bool {
    text.split('/').all(is_path_component)
}

/// Runs of lower-case letters and digits, separated by `.`, `_`, `__` or any number of `-`.
fn is_path_component(text: &str) -> bool {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let mut rest = text;
    loop {
        let trimmed = rest.trim_start_matches(word);
        if trimmed.len() == rest.len() {
            return false;
        }
        if trimmed.is_empty() {
            return true;
        }
        rest = match trimmed.strip_prefix("__").or_else(|| trimmed.strip_prefix(['.', '_'])) {
            Some(after) => after,
            None if trimmed.starts_with('-') => trimmed.trim_start_matches('-'),
            None => return false,
        };
    }
}

/// Checks when an image is pulled.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePullPolicy
pub(crate) fn validate_pull_policy(policy: &str, path: &Path<'_>, causes: &mut Causes) {
    match policy {
        "Always" | "IfNotPresent" | "Never" => {}
        "" => causes.required(path, ""),
        other => causes.not_supported(path, Bad::typed(other), &["Always", "IfNotPresent", "Never"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_latest() {
        let digest = "a".repeat(64);
        let with_digest = format!("nginx@sha256:{digest}");
        let both = format!("nginx:latest@sha256:{digest}");
        let cases = [
            ("nginx", true),
            ("nginx:latest", true),
            ("nginx:1.27", false),
            ("registry.example.com:5000/team/app", true),
            ("registry.example.com:5000/team/app:v1", false),
            ("localhost/app", true),
            ("Nginx", false),
            ("", false),
            (" ", false),
            ("a..b", false),
            ("a__b-c--d", true),
            (with_digest.as_str(), false),
            (both.as_str(), true),
            ("[::1]:5000/x", true),
            ("image:", false),
            ("${IMAGE}", false),
        ];
        for (image, expected) in cases {
            assert_eq!(is_latest(image), expected, "{image}");
        }
    }
}
