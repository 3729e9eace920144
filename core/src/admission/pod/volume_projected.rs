//! Volumes that project several sources into one folder.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateProjectionSources

use super::options::PodValidationOptions;
use super::volume_file::{
    require, validate_default_mode_and_user, validate_downward_api_volume_file, validate_key_to_path,
    validate_user_field,
};
use super::volume_path::validate_local_non_reserved_path;
use crate::admission::go_struct::{self, Shape};
use crate::admission::label_selector::{SelectorValues, sorted_pairs, validate_label_selector};
use crate::admission::metadata::NameCheck;
use crate::admission::names::{is_dns1123_label, is_dns1123_subdomain, is_qualified_name};
use crate::admission::{Causes, Check, Said};
use crate::field_path::Path;
use crate::value::Value;
use std::collections::BTreeSet;

const KEY_TYPES: [&str; 6] = ["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"];
const CONFLICT: &str = "conflicting duplicate paths";
/// The longest name of a DNS subdomain and of a DNS label.
const SUBDOMAIN_MAX: usize = 253;
const LABEL_MAX: usize = 63;
/// The longest life of a certificate, and of one by a signer of Kubernetes, in seconds.
const MAX_EXPIRATION: i64 = 91 * 24 * 3600;
const KUBERNETES_MAX_EXPIRATION: i64 = 24 * 3600;

/// Checks a projected volume.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateProjectedVolumeSource
pub(crate) fn validate_projected_volume_source(
    projection: &Value,
    path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    validate_default_mode_and_user(projection, path, causes);
    let mut taken = BTreeSet::new();
    let sources_path = path.child("sources");
    for (index, source) in projection.list("sources").iter().enumerate() {
        let item = sources_path.index(index);
        let mut found = 0;
        for kind in [
            "secret",
            "configMap",
            "downwardAPI",
            "serviceAccountToken",
            "clusterTrustBundle",
            "podCertificate",
        ] {
            let value = source.get(kind);
            if value.is_null() {
                continue;
            }
            found += 1;
            let below = item.child(kind);
            match kind {
                "secret" | "configMap" => project_keys(value, &below, path, &mut taken, causes),
                "downwardAPI" => project_downward_api(value, &below, path, &mut taken, causes),
                "serviceAccountToken" => project_token(value, &below, path, options, causes),
                "clusterTrustBundle" => project_trust_bundle(value, &below, path, &mut taken, causes),
                _ => project_certificate(value, &below, path, &mut taken, causes),
            }
        }
        if found > 1 {
            causes.forbidden(&item, "may not specify more than 1 volume type per source");
        }
    }
}

fn project_keys<'v>(
    source: &'v Value,
    path: &Path<'_>,
    volume_path: &Path<'_>,
    taken: &mut BTreeSet<&'v str>,
    causes: &mut Causes,
) {
    require(source, &["name"], path, causes);
    let items_path = path.child("items");
    for (index, item) in source.list("items").iter().enumerate() {
        validate_key_to_path(item, &items_path.index(index), causes);
        let target = item.str("path");
        if !target.is_empty() && !taken.insert(target) {
            causes.invalid(volume_path, source.str("name"), Check::PathsOverlap.says(CONFLICT));
        }
    }
}

fn project_downward_api<'v>(
    source: &'v Value,
    path: &Path<'_>,
    volume_path: &Path<'_>,
    taken: &mut BTreeSet<&'v str>,
    causes: &mut Causes,
) {
    for file in source.list("items") {
        validate_downward_api_volume_file(file, path, causes);
        let target = file.str("path");
        if !target.is_empty() && !taken.insert(target) {
            causes.invalid(volume_path, target, Check::PathsOverlap.says(CONFLICT));
        }
    }
}

fn project_token(
    source: &Value,
    path: &Path<'_>,
    volume_path: &Path<'_>,
    options: &PodValidationOptions,
    causes: &mut Causes,
) {
    let expiration_path = path.child("expirationSeconds");
    match source.get("expirationSeconds").as_int() {
        None => causes.required(&expiration_path, ""),
        Some(seconds) if seconds < 600 => {
            causes.invalid(&expiration_path, seconds, "may not specify a duration less than 10 minutes");
        }
        Some(seconds) if seconds > 1 << 32 => {
            causes.invalid(&expiration_path, seconds, "may not specify a duration larger than 2^32 seconds");
        }
        Some(_) => {}
    }
    let target = source.str("path");
    if target.is_empty() {
        causes.required(&volume_path.child("path"), "");
    } else if !options.allow_non_local_projected_token_path {
        validate_local_non_reserved_path(target, &volume_path.child("path"), causes);
    }
    validate_user_field(source.get("user"), &path.child("user"), causes);
}

fn project_trust_bundle<'v>(
    source: &'v Value,
    path: &Path<'_>,
    volume_path: &Path<'_>,
    taken: &mut BTreeSet<&'v str>,
    causes: &mut Causes,
) {
    let selector = source.get("labelSelector");
    let selector_path = path.child("labelSelector");
    match (source.get("name").as_str(), source.get("signerName").as_str()) {
        (Some(_), Some(_)) => {
            let bad = go_struct::bad(source, Shape::Pointer(go_struct::CLUSTER_TRUST_BUNDLE_PROJECTION));
            causes.invalid(path, bad, Check::Stated.says("only one of name and signerName may be used"));
        }
        (Some(name), None) => {
            if name.is_empty() {
                causes.required(&path.child("name"), "must be a valid object name");
            }
            for message in trust_bundle_name_errors(name) {
                let detail = format!("not a valid clustertrustbundlename: {message}");
                causes.invalid(&path.child("name"), name, message.origin.says(detail));
            }
            if !selector.is_null() {
                let detail = Check::Stated.says("labelSelector must be unset if name is specified");
                causes.invalid(&selector_path, go_struct::selector(selector), detail);
            }
        }
        (None, Some(signer)) => {
            if signer.is_empty() {
                causes.required(&path.child("signerName"), "must be a valid signer name");
            }
            validate_signer_name(signer, &path.child("signerName"), causes);
            validate_label_selector(selector, SelectorValues::Checked, &selector_path, causes);
        }
        (None, None) => causes.required(path, "either name or signerName must be specified"),
    }
    require(source, &["path"], path, causes);
    validate_user_field(source.get("user"), &path.child("user"), causes);
    let target = source.str("path");
    validate_local_non_reserved_path(target, &path.child("path"), causes);
    if !taken.insert(target) {
        causes.invalid(volume_path, target, Check::PathsOverlap.says(CONFLICT));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/names.go ValidateClusterTrustBundleName
fn trust_bundle_name_errors(name: &str) -> Vec<Said> {
    let stem = name.rsplit_once(':').map_or(name, |(_, stem)| stem);
    is_dns1123_subdomain(stem)
}

fn project_certificate<'v>(
    source: &'v Value,
    path: &Path<'_>,
    volume_path: &Path<'_>,
    taken: &mut BTreeSet<&'v str>,
    causes: &mut Causes,
) {
    let signer = source.str("signerName");
    validate_signer_name(signer, &path.child("signerName"), causes);
    let annotations_path = path.child("userAnnotations");
    for (key, _) in sorted_pairs(source.get("userAnnotations")) {
        validate_domain_prefixed_key(&key.to_lowercase(), &annotations_path, causes);
    }
    validate_user_field(source.get("user"), &path.child("user"), causes);
    let key_type = source.str("keyType");
    if !KEY_TYPES.contains(&key_type) {
        causes.not_supported(&path.child("keyType"), key_type, &KEY_TYPES);
    }
    if let Some(seconds) = source.get("maxExpirationSeconds").as_int() {
        let path = path.child("maxExpirationSeconds");
        let host = signer.split('/').next().unwrap_or("");
        let of_kubernetes = host == "kubernetes.io" || host.ends_with(".kubernetes.io");
        let limit = if of_kubernetes { KUBERNETES_MAX_EXPIRATION } else { MAX_EXPIRATION };
        if seconds < 3600 {
            causes.invalid(
                &path,
                seconds,
                Check::Stated.says("if provided, maxExpirationSeconds must be >= 3600"),
            );
        }
        if seconds > limit {
            let detail = Check::Stated.says(format!("if provided, maxExpirationSeconds must be <= {limit}"));
            causes.invalid(&path, seconds, detail);
        }
    }
    let mut paths = 0;
    for field in ["credentialBundlePath", "keyPath", "certificateChainPath"] {
        let target = source.str(field);
        if target.is_empty() {
            continue;
        }
        paths += 1;
        validate_local_non_reserved_path(target, &path.child(field), causes);
        if !taken.insert(target) {
            causes.invalid(volume_path, target, Check::PathsOverlap.says(CONFLICT));
        }
    }
    if paths == 0 {
        causes.required(
            path,
            "specify at least one of credentialBundlePath, keyPath, and certificateChainPath",
        );
    }
}

/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/util/validation/validation.go IsDomainPrefixedKey
fn validate_domain_prefixed_key(key: &str, path: &Path<'_>, causes: &mut Causes) {
    if key.is_empty() {
        causes.required(path, "");
        return;
    }
    let messages = is_qualified_name(key);
    if messages.is_empty() && !key.contains('/') {
        causes.invalid(path, key, "must be a domain-prefixed key (such as \"acme.io/foo\")");
    }
    causes.invalid_each(path, key, messages);
}

/// Checks the name of a signer of certificates.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/names.go ValidateSignerName
fn validate_signer_name(name: &str, path: &Path<'_>, causes: &mut Causes) {
    if name.is_empty() {
        causes.required(path, "");
        return;
    }
    let segments: Vec<&str> = name.split('/').collect();
    let [domain, signer] = segments.as_slice() else {
        let detail = "must be a fully qualified domain and path of the form 'example.com/signer-name'";
        causes.invalid(path, name, detail);
        return;
    };
    if domain.len() > SUBDOMAIN_MAX {
        causes.too_long(path, SUBDOMAIN_MAX);
    }
    first_broken_label(domain, is_dns1123_label, path, causes);
    if !domain.contains('.') {
        causes.invalid(path, *domain, "should be a domain with at least two segments separated by dots");
    }
    first_broken_label(signer, is_dns1123_subdomain, path, causes);
    let limit = SUBDOMAIN_MAX + (SUBDOMAIN_MAX + LABEL_MAX + 1) + 1;
    if name.len() > limit {
        causes.too_long(path, limit);
    }
}

fn first_broken_label(segment: &str, check: NameCheck, path: &Path<'_>, causes: &mut Causes) {
    let broken =
        segment.split('.').map(|label| (label, check(label))).find(|(_, messages)| !messages.is_empty());
    let Some((label, messages)) = broken else { return };
    for message in messages {
        let detail = format!("validating label {}: {message}", crate::go::quote::go_quote(label));
        causes.invalid(path, segment, message.origin.says(detail));
    }
}
