//! Volumes of particular storage systems.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::volume_file::{require, validate_label};
use crate::admission::field_error::Bad;
use crate::admission::label_selector::sorted_pairs;
use crate::admission::names::inclusive_range_error;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;

const REGISTRY_FORM: &str = "must be a host:port pair or multiple pairs separated by commas";

/// Checks the source that the field `field` of a volume holds.
pub(crate) fn validate_storage(field: &str, source: &Value, path: &Path<'_>, causes: &mut Causes) {
    match field {
        "nfs" => {
            require(source, &["server", "path"], path, causes);
            let target = source.str("path");
            if !target.starts_with('/') {
                causes.invalid(&path.child("path"), target, "must be an absolute path");
            }
        }
        "iscsi" => {
            require(source, &["targetPortal"], path, causes);
            validate_iscsi_target(source, IscsiHolder::Pod, path, causes);
        }
        "glusterfs" => require(source, &["endpoints", "path"], path, causes),
        "flocker" => validate_flocker(source, path, causes),
        "rbd" => {
            if source.list("monitors").is_empty() {
                causes.required(&path.child("monitors"), "");
            }
            require(source, &["image"], path, causes);
        }
        "cinder" => {
            require(source, &["volumeID"], path, causes);
            require_secret_name(source, path, causes);
        }
        "cephfs" if source.list("monitors").is_empty() => causes.required(&path.child("monitors"), ""),
        "quobyte" => validate_quobyte(source, path, causes),
        "fc" => validate_fc(source, path, causes),
        "flexVolume" => validate_flex_volume(source, path, causes),
        "azureFile" => require(source, &["secretName", "shareName"], path, causes),
        "azureDisk" => validate_azure_disk(source, path, causes),
        "vsphereVolume" => require(source, &["volumePath"], path, causes),
        "photonPersistentDisk" => require(source, &["pdID"], path, causes),
        "portworxVolume" => require(source, &["volumeID"], path, causes),
        "scaleIO" => require(source, &["gateway", "system", "volumeName"], path, causes),
        "storageos" => validate_storageos(source, path, causes),
        _ => {}
    }
}

fn require_secret_name(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    if source.has("secretRef") {
        require(source.get("secretRef"), &["name"], &path.child("secretRef"), causes);
    }
}

/// Where an iSCSI source stands: the checks differ a little.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum IscsiHolder {
    /// In a volume of a Pod.
    Pod,
    /// In a persistent volume.
    PersistentVolume,
}

/// Checks an iSCSI source but for its portal.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateISCSIVolumeSource,
/// validateISCSIPersistentVolumeSource
pub(crate) fn validate_iscsi_target(
    source: &Value,
    holder: IscsiHolder,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let name = source.str("iqn");
    if name.is_empty() {
        causes.required(&path.child("iqn"), "");
    } else {
        validate_iscsi_name(name, holder, &path.child("iqn"), causes);
    }
    validate_lun(source.get("lun").as_int().unwrap_or(0), &path.child("lun"), causes);
    let authenticates =
        source.bool("chapAuthDiscovery") == Some(true) || source.bool("chapAuthSession") == Some(true);
    if authenticates && !source.has("secretRef") {
        causes.required(&path.child("secretRef"), "");
    }
    if holder == IscsiHolder::PersistentVolume {
        require_secret_name(source, path, causes);
    }
    if let Some(initiator) = source.get("initiatorName").as_str() {
        validate_iscsi_name(initiator, holder, &path.child("initiatorname"), causes);
    }
}

fn validate_iscsi_name(name: &str, holder: IscsiHolder, path: &Path<'_>, causes: &mut Causes) {
    let valid = match name.get(..3) {
        Some("iqn") => has_iqn(name),
        Some("eui") => is_prefixed_word(name, "eui", 16),
        Some("naa") => is_prefixed_word(name, "naa", 32),
        _ if holder == IscsiHolder::Pod => {
            causes.invalid(path, name, "must be valid format starting with iqn, eui, or naa");
            return;
        }
        _ => false,
    };
    if !valid {
        causes.invalid(path, name, "must be valid format");
    }
}

/// `iqn\.\d{4}-\d{2}\.([[:alnum:]-.]+)(:[^,;*&$|\s]+)$`
fn has_iqn(name: &str) -> bool {
    let digits = |text: Option<&str>| text.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    name.match_indices("iqn.").any(|(at, found)| {
        let Some(rest) = name.get(at + found.len()..) else { return false };
        let date = digits(rest.get(..4)) && rest.get(4..5) == Some("-") && digits(rest.get(5..7));
        let Some(rest) = rest.get(7..).and_then(|rest| rest.strip_prefix('.')).filter(|_| date) else {
            return false;
        };
        let Some((authority, target)) = rest.split_once(':') else { return false };
        let named = !authority.is_empty()
            && authority.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'.');
        let unusual = |c: char| ",;*&$|".contains(c) || c.is_ascii_whitespace();
        named && !target.is_empty() && !target.contains(unusual)
    })
}

/// `^eui.[[:alnum:]]{16}$`
fn is_prefixed_word(name: &str, prefix: &str, length: usize) -> bool {
    let mut rest = name.strip_prefix(prefix).unwrap_or("").chars();
    rest.next().is_some_and(|c| c != '\n')
        && rest.clone().count() == length
        && rest.all(|c| c.is_ascii_alphanumeric())
}

fn validate_lun(lun: i64, path: &Path<'_>, causes: &mut Causes) {
    if !(0..=255).contains(&lun) {
        causes.invalid(path, lun, inclusive_range_error(0, 255));
    }
}

fn validate_flocker(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    let (name, uuid) = (source.str("datasetName"), source.str("datasetUUID"));
    if name.is_empty() && uuid.is_empty() {
        causes.required(path, "one of datasetName and datasetUUID is required");
    }
    if !name.is_empty() && !uuid.is_empty() {
        let detail = Check::Stated.says("datasetName and datasetUUID can not be specified simultaneously");
        causes.invalid(path, "resource", detail);
    }
    if name.contains('/') {
        causes.invalid(&path.child("datasetName"), name, "must not contain '/'");
    }
}

fn validate_quobyte(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    let registry = source.str("registry");
    if registry.is_empty() {
        causes.required(&path.child("registry"), REGISTRY_FORM);
    } else if source.str("tenant").len() >= 65 {
        let detail = "must be a UUID and may not exceed a length of 64 characters";
        causes.required(&path.child("tenant"), detail);
    } else {
        for _ in registry.split(',').filter(|pair| !is_host_port(pair)) {
            causes.invalid(&path.child("registry"), registry, REGISTRY_FORM);
        }
    }
    require(source, &["volume"], path, causes);
}

/// Source: Go 1.26 src/net/ipsock.go SplitHostPort
fn is_host_port(pair: &str) -> bool {
    match pair.rsplit_once(':') {
        None => false,
        Some((host, port)) => {
            let bracketed = host.starts_with('[') && host.ends_with(']') && host.len() >= 2;
            let inner = if bracketed { host.get(1..host.len() - 1).unwrap_or("") } else { host };
            !inner.contains(['[', ']']) && !port.contains(['[', ']']) && (bracketed || !inner.contains(':'))
        }
    }
}

fn validate_fc(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    let (names, ids) = (source.list("targetWWNs"), source.list("wwids"));
    let names_path = path.child("targetWWNs");
    if names.is_empty() && ids.is_empty() {
        causes.required(&names_path, "must specify either targetWWNs or wwids, but not both");
    }
    if !names.is_empty() && !ids.is_empty() {
        let bad = Bad::texts(names.iter().map(|name| name.as_str().unwrap_or("")));
        causes.invalid(
            &names_path,
            bad,
            Check::Stated.says("targetWWNs and wwids can not be specified simultaneously"),
        );
    }
    if !names.is_empty() {
        match source.get("lun").as_int() {
            None => causes.required(&path.child("lun"), "lun is required if targetWWNs is specified"),
            Some(lun) => validate_lun(lun, &path.child("lun"), causes),
        }
    }
}

fn validate_flex_volume(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    require(source, &["driver"], path, causes);
    for (key, _) in sorted_pairs(source.get("options")) {
        let namespace = key.split_once('/').map_or(key, |(namespace, _)| namespace);
        let normalized = format!(".{}", namespace.to_lowercase());
        if normalized.ends_with(".kubernetes.io") || normalized.ends_with(".k8s.io") {
            let detail = Check::Stated.says("kubernetes.io and k8s.io namespaces are reserved");
            causes.invalid(&path.child("options").key(key), key, detail);
        }
    }
}

fn validate_azure_disk(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    require(source, &["diskName", "diskURI"], path, causes);
    for (field, supported) in
        [("cachingMode", ["None", "ReadOnly", "ReadWrite"]), ("kind", ["Dedicated", "Managed", "Shared"])]
    {
        if let Some(text) = source.get(field).as_str().filter(|text| !supported.contains(text)) {
            causes.not_supported(&path.child(field), Bad::typed(text), &supported);
        }
    }
    let uri = source.str("diskURI");
    let (prefix, form) = match source.get("kind").as_str() {
        None => return,
        Some("Managed") => (
            "/subscriptions/",
            "/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}",
        ),
        Some(_) => {
            ("https://", "https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd")
        }
    };
    if !uri.starts_with(prefix) {
        causes.not_supported(&path.child("diskURI"), uri, &[form]);
    }
}

fn validate_storageos(source: &Value, path: &Path<'_>, causes: &mut Causes) {
    let (name, namespace) = (source.str("volumeName"), source.str("volumeNamespace"));
    if name.is_empty() {
        causes.required(&path.child("volumeName"), "");
    } else {
        validate_label(name, &path.child("volumeName"), causes);
    }
    if !namespace.is_empty() {
        validate_label(namespace, &path.child("volumeNamespace"), causes);
    }
    require_secret_name(source, path, causes);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_initiators() {
        for name in ["iqn.2001-04.com.example:storage", "eui.0123456789abcdef"] {
            assert!(has_iqn(name) || is_prefixed_word(name, "eui", 16), "{name}");
        }
        for name in ["iqn.2001-4.com.example:storage", "iqn.2001-04.com.example", "iqn.2001-04.a:b c"] {
            assert!(!has_iqn(name), "{name}");
        }
        assert!(
            is_host_port("a:1") && is_host_port("[::1]:1") && !is_host_port("a") && !is_host_port("::1:1")
        );
    }
}
