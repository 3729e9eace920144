//! Secrets.

use super::config_map::{MAX_SECRET_SIZE, decoded};
use super::metadata::{Scope, name_is_dns_subdomain, same, validate_immutable_field};
use super::names::is_config_map_key;
use super::service::default_text;
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy, Warning, warn};
use crate::field_path::Path;
use crate::go::base64;
use crate::syntax::{Format, read};
use crate::value::{Data, Map, Value};

pub(super) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "Secret",
    scope: Scope::Namespaced,
    defaults: set_defaults_secret,
    validate: validate_secret,
    warnings: warnings_for_secret,
    ..Strategy::NONE
};

const TLS: &str = "kubernetes.io/tls";

/// Source: kubernetes v1.37 pkg/apis/core/v1/{defaults,conversion}.go SetDefaults_Secret,
/// Convert_v1_Secret_To_core_Secret
fn set_defaults_secret(_: &Context<'_>, object: &mut Value) {
    const WHY: &str = "Convert_v1_Secret_To_core_Secret";
    default_text(object, "type", "Opaque", "SetDefaults_Secret");
    let Some(texts) = object.remove("stringData") else { return };
    if texts.as_entries().is_empty() {
        return;
    }
    object.default("data", Map::default(), WHY);
    let Some(data) = object.get_mut("data") else { return };
    for entry in texts.as_entries() {
        let encoded = base64::encode(entry.value.as_str().unwrap_or("").as_bytes());
        // The value stands for what was written, so that a finding points there.
        let value = Value { data: Data::from(encoded), origin: entry.value.origin };
        data.set(entry.key.clone(), value);
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateSecret, ValidateSecretUpdate
fn validate_secret(_: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    if let Some(old) = old {
        validate_metadata(Some(old), object, Scope::Namespaced, name_is_dns_subdomain, causes);
        validate_immutable_field(object.get("type"), old.get("type"), &Path::new("type"), causes);
        if old.bool("immutable") == Some(true) {
            const DETAIL: &str = "field is immutable when `immutable` is set";
            if object.bool("immutable") != Some(true) {
                causes.forbidden(&Path::new("immutable"), Check::ImmutableData.says(DETAIL));
            }
            if !same(object.get("data"), old.get("data")) {
                causes.forbidden(&Path::new("data"), Check::ImmutableData.says(DETAIL));
            }
        }
    }
    validate_metadata(None, object, Scope::Namespaced, name_is_dns_subdomain, causes);
    let path = Path::new("data");
    let data = object.get("data");
    let mut size = 0;
    for entry in data.as_entries() {
        let key = entry.key.as_ref();
        causes.invalid_each(&path.key(key), key, is_config_map_key(key));
        size += decoded(&entry.value).len();
    }
    if size > MAX_SECRET_SIZE {
        causes.too_long(&path, MAX_SECRET_SIZE);
    }
    validate_type(object, data, &path, causes);
}

fn validate_type(object: &Value, data: &Value, path: &Path<'_>, causes: &mut Causes) {
    const ACCOUNT: &str = "kubernetes.io/service-account.name";
    let has = |key: &str| data.as_entries().iter().any(|entry| entry.key == key);
    let require = |key: &str, causes: &mut Causes| {
        if !has(key) {
            causes.required(&path.key(key), "");
        }
    };
    match object.str("type") {
        "kubernetes.io/service-account-token" => {
            let meta = Path::new("metadata");
            if object.get("metadata").get("annotations").str(ACCOUNT).is_empty() {
                causes.required(&meta.child("annotations").key(ACCOUNT), "");
            }
        }
        "kubernetes.io/dockercfg" => validate_json(data, ".dockercfg", path, causes),
        "kubernetes.io/dockerconfigjson" => validate_json(data, ".dockerconfigjson", path, causes),
        "kubernetes.io/basic-auth" if !has("username") && !has("password") => {
            causes.required(&path.key("username"), "");
            causes.required(&path.key("password"), "");
        }
        "kubernetes.io/ssh-auth" if decoded(data.get("ssh-privatekey")).is_empty() => {
            causes.required(&path.key("ssh-privatekey"), "");
        }
        TLS => {
            require("tls.crt", causes);
            require("tls.key", causes);
        }
        _ => {}
    }
}

/// Checks that a value is a JSON object; the words are those of Go's `encoding/json`.
fn validate_json(data: &Value, key: &str, path: &Path<'_>, causes: &mut Causes) {
    if !data.as_entries().iter().any(|entry| entry.key == key) {
        causes.required(&path.key(key), "");
        return;
    }
    let bytes = decoded(data.get(key));
    let text = String::from_utf8_lossy(&bytes);
    let detail = match text.trim_start().chars().next() {
        None => "unexpected end of JSON input".to_owned(),
        Some('{') if read(&text.as_ref().into(), Format::Json).refused => {
            "unexpected end of JSON input".to_owned()
        }
        Some('{') => return,
        Some('[') => "json: cannot unmarshal array into Go value of type map[string]interface {}".to_owned(),
        Some('"') => "json: cannot unmarshal string into Go value of type map[string]interface {}".to_owned(),
        Some(c) => format!("invalid character '{c}' looking for beginning of value"),
    };
    causes.invalid(&path.key(key), "<secret contents redacted>", Check::JsonMap.says(detail));
}

/// Source: kubernetes v1.37 pkg/registry/core/secret/strategy.go warningsForSecret, Go 1.26 src/crypto/tls/tls.go
/// X509KeyPair, as far as the frame of the data tells
fn warnings_for_secret(_: &Context<'_>, _: Option<&Value>, object: &Value, warnings: &mut Vec<Warning>) {
    if object.str("type") != TLS {
        return;
    }
    let data = object.get("data");
    let path = Path::new("data");
    for (key, what) in [("tls.crt", "certificate"), ("tls.key", "key")] {
        let bytes = decoded(data.get(key));
        if !String::from_utf8_lossy(&bytes).contains("-----BEGIN ") {
            let text = format!("tls: failed to find any PEM data in {what} input");
            warn(warnings, &path.key(key), Check::NoPemData.says(text));
            return;
        }
    }
}
