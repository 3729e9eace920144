//! ConfigMaps.

use super::metadata::{Scope, name_is_dns_subdomain, same};
use super::names::is_config_map_key;
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy};
use crate::field_path::Path;
use crate::go::base64;
use crate::value::Value;

/// The most bytes that the data of a ConfigMap or Secret may have.
pub(super) const MAX_SECRET_SIZE: usize = 1024 * 1024;

pub(super) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "ConfigMap",
    scope: Scope::Namespaced,
    validate: validate_config_map,
    ..Strategy::NONE
};

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateConfigMap, ValidateConfigMapUpdate
fn validate_config_map(_: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    if old.is_some() {
        validate_metadata(old, object, Scope::Namespaced, name_is_dns_subdomain, causes);
    }
    if let Some(old) = old.filter(|old| old.bool("immutable") == Some(true)) {
        const DETAIL: &str = "field is immutable when `immutable` is set";
        if object.bool("immutable") != Some(true) {
            causes.forbidden(&Path::new("immutable"), Check::ImmutableData.says(DETAIL));
        }
        for field in ["data", "binaryData"] {
            if !same(object.get(field), old.get(field)) {
                causes.forbidden(&Path::new(field), Check::ImmutableData.says(DETAIL));
            }
        }
    }
    validate_metadata(None, object, Scope::Namespaced, name_is_dns_subdomain, causes);
    let mut size = 0;
    let binary = object.get("binaryData");
    let path = Path::new("data");
    for entry in object.entries("data") {
        let key = entry.key.as_ref();
        causes.invalid_each(&path.key(key), key, is_config_map_key(key));
        if binary.has(key) {
            causes.invalid(
                &path.key(key),
                key,
                Check::KeyTwice.says("duplicate of key present in binaryData"),
            );
        }
        size += entry.value.as_str().map_or(0, str::len);
    }
    let path = Path::new("binaryData");
    for entry in binary.as_entries() {
        let key = entry.key.as_ref();
        causes.invalid_each(&path.key(key), key, is_config_map_key(key));
        size += decoded(&entry.value).len();
    }
    if size > MAX_SECRET_SIZE {
        causes.too_long(&Path::new(""), MAX_SECRET_SIZE);
    }
}

/// The bytes of a base64 text; none if it is not base64, which decoding refuses.
pub(super) fn decoded(value: &Value) -> Vec<u8> {
    base64::decode(value.as_str().unwrap_or("")).unwrap_or_default()
}
