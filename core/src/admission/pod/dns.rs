//! How a Pod resolves names.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validatePodDNSConfig

use super::options::PodValidationOptions;
use crate::admission::Causes;
use crate::admission::field_error::Bad;
use crate::admission::ip::is_valid_ip_for_legacy_field;
use crate::admission::names::is_dns1123_subdomain_with_underscore;
use crate::field_path::Path;
use crate::value::Value;

const MAX_NAMESERVERS: usize = 3;
const MAX_SEARCHES: usize = 32;
const MAX_SEARCH_CHARACTERS: usize = 2048;

/// Checks `dnsConfig` of a spec.
pub(crate) fn validate_pod_dns_config(
    spec: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let config = spec.get("dnsConfig");
    let servers = texts(config, "nameservers");
    let servers_path = path.child("nameservers");
    if spec.str("dnsPolicy") == "None" {
        if config.is_null() {
            causes.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
            return;
        }
        if servers.is_empty() {
            let detail = "must provide at least one DNS nameserver when `dnsPolicy` is None";
            causes.required(&servers_path, detail);
            return;
        }
    }
    if servers.len() > MAX_NAMESERVERS {
        let detail = format!("must not have more than {MAX_NAMESERVERS} nameservers");
        causes.invalid(&servers_path, Bad::texts(servers.iter().copied()), &detail);
    }
    for (index, server) in servers.iter().enumerate() {
        is_valid_ip_for_legacy_field(&servers_path.index(index), server, options.addresses, &[], causes);
    }
    validate_searches(&texts(config, "searches"), &path.child("searches"), causes);
    let options_path = path.child("options");
    for (index, option) in config.list("options").iter().enumerate() {
        if option.str("name").is_empty() {
            causes.required(&options_path.index(index), "must not be empty");
        }
    }
}

fn texts<'v>(config: &'v Value, field: &str) -> Vec<&'v str> {
    config.list(field).iter().map(|text| text.as_str().unwrap_or("")).collect()
}

fn validate_searches(searches: &[&str], path: &Path<'_>, causes: &mut Causes) {
    let bad = || Bad::texts(searches.iter().copied());
    if searches.len() > MAX_SEARCHES {
        causes.invalid(path, bad(), format!("must not have more than {MAX_SEARCHES} search paths"));
    }
    if searches.join(" ").len() > MAX_SEARCH_CHARACTERS {
        let detail = format!(
            "must not have more than {MAX_SEARCH_CHARACTERS} characters (including spaces) in the search list"
        );
        causes.invalid(path, bad(), &detail);
    }
    for (index, search) in searches.iter().enumerate().filter(|(_, search)| **search != ".") {
        let search = search.strip_suffix('.').unwrap_or(search);
        causes.invalid_each(&path.index(index), search, is_dns1123_subdomain_with_underscore(search));
    }
}
