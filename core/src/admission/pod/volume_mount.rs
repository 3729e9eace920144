//! Where containers see volumes.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::volume::Volumes;
use super::volume_path::{has_backsteps, validate_local_descending_path};
use crate::admission::field_error::Bad;
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

const BIND_MOUNT_OPTIONS: [&str; 3] = ["nodev", "noexec", "nosuid"];

fn paths_by_name<'v>(items: &'v [Value], path_field: &str) -> BTreeMap<&'v str, &'v str> {
    items.iter().map(|item| (item.str("name"), item.str(path_field))).collect()
}

/// Checks the mounts of a container.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateVolumeMounts
pub(crate) fn validate_volume_mounts(
    container: &Value,
    volumes: &Volumes<'_>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let devices = paths_by_name(container.list("volumeDevices"), "devicePath");
    let privileged = container.get("securityContext").bool("privileged") == Some(true);
    let mut targets = BTreeSet::new();
    for (index, mount) in container.list("volumeMounts").iter().enumerate() {
        let item = path.index(index);
        let (name, target) = (mount.str("name"), mount.str("mountPath"));
        if name.is_empty() {
            causes.required(&item.child("name"), "");
        }
        if !volumes.contains_key(name) {
            causes.not_found_because(&item.child("name"), name, Check::VolumeMissing.says(""));
        }
        if target.is_empty() {
            causes.required(&item.child("mountPath"), "");
        }
        if !targets.insert(target) {
            causes.invalid(&item.child("mountPath"), target, "must be unique");
        }
        if devices.contains_key(name) {
            causes.invalid(&item.child("name"), name, "must not already exist in volumeDevices");
        }
        if devices.values().any(|device| *device == target) {
            let detail = "must not already exist as a path in volumeDevices";
            causes.invalid(&item.child("mountPath"), target, detail);
        }
        let (sub_path, expression) = (mount.str("subPath"), mount.str("subPathExpr"));
        if !sub_path.is_empty() {
            validate_local_descending_path(sub_path, &path.child("subPath"), causes);
        }
        if !expression.is_empty() {
            if !sub_path.is_empty() {
                let detail = Check::EitherOf("subPath", "subPathExpr")
                    .says("subPathExpr and subPath are mutually exclusive");
                causes.invalid(&item.child("subPathExpr"), expression, detail);
            }
            validate_local_descending_path(expression, &path.child("subPathExpr"), causes);
        }
        validate_mount_propagation(mount, privileged, &path.child("mountPropagation"), causes);
        validate_mount_recursive_read_only(mount, &path.child("recursiveReadOnly"), causes);
        validate_bind_mount_options(
            mount,
            volumes.get(name).copied(),
            &item.child("bindMountOptions"),
            causes,
        );
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateMountPropagation
fn validate_mount_propagation(mount: &Value, privileged: bool, path: &Path<'_>, causes: &mut Causes) {
    match mount.get("mountPropagation").as_str() {
        None | Some("HostToContainer" | "None") => {}
        Some("Bidirectional") if privileged => {}
        Some("Bidirectional") => {
            causes.forbidden(
                path,
                Check::Stated
                    .says("Bidirectional mount propagation is available only to privileged containers"),
            );
        }
        Some(other) => {
            causes.not_supported(path, Bad::typed(other), &["Bidirectional", "HostToContainer", "None"]);
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateMountRecursiveReadOnly
fn validate_mount_recursive_read_only(mount: &Value, path: &Path<'_>, causes: &mut Causes) {
    match mount.get("recursiveReadOnly").as_str() {
        None | Some("Disabled") => {}
        Some("Enabled" | "IfPossible") => {
            if mount.bool("readOnly") != Some(true) {
                causes.forbidden(path, "may only be specified when readOnly is true");
            }
            if mount.get("mountPropagation").as_str().is_some_and(|propagation| propagation != "None") {
                causes
                    .forbidden(path, "may only be specified when mountPropagation is None or not specified");
            }
        }
        Some(other) => causes.not_supported(path, Bad::typed(other), &["Disabled", "Enabled", "IfPossible"]),
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateBindMountOptions
fn validate_bind_mount_options(mount: &Value, volume: Option<&Value>, path: &Path<'_>, causes: &mut Causes) {
    let options: Vec<&str> =
        mount.list("bindMountOptions").iter().map(|option| option.as_str().unwrap_or("")).collect();
    let mut seen = BTreeSet::new();
    for (index, option) in options.iter().enumerate() {
        let path = path.index(index);
        if !BIND_MOUNT_OPTIONS.contains(option) {
            causes.not_supported(&path, *option, &BIND_MOUNT_OPTIONS);
        }
        if !seen.insert(option) {
            causes.duplicate(&path, *option);
        }
    }
    if !options.is_empty() && volume.is_some_and(|volume| volume.has("image")) {
        causes.invalid(
            path,
            Bad::texts(options),
            Check::Stated.says("bindMountOptions may not be used with image volumes"),
        );
    }
}

/// Checks the raw devices of a container.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateVolumeDevices
pub(crate) fn validate_volume_devices(
    container: &Value,
    volumes: &Volumes<'_>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let mounts = paths_by_name(container.list("volumeMounts"), "mountPath");
    let (mut names, mut targets) = (BTreeSet::new(), BTreeSet::new());
    for (index, device) in container.list("volumeDevices").iter().enumerate() {
        let path = path.index(index);
        let (name_path, target_path) = (path.child("name"), path.child("devicePath"));
        let (name, target) = (device.str("name"), device.str("devicePath"));
        if name.is_empty() {
            causes.required(&name_path, "");
        }
        if names.contains(name) {
            causes.invalid(&name_path, name, "must be unique");
        }
        match volumes.get(name) {
            Some(volume) if volume.has("persistentVolumeClaim") || volume.has("ephemeral") => {}
            Some(_) => {
                let detail =
                    "can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode";
                causes.invalid(&name_path, name, detail);
            }
            None => causes.not_found_because(&name_path, name, Check::VolumeMissing.says("")),
        }
        if target.is_empty() {
            causes.required(&target_path, "");
        }
        if targets.contains(target) {
            causes.invalid(&target_path, target, "must be unique");
        }
        if has_backsteps(target) {
            causes.invalid(&target_path, target, "can not contain backsteps ('..')");
        } else {
            targets.insert(target);
        }
        if mounts.contains_key(name) {
            causes.invalid(&name_path, name, "must not already exist in volumeMounts");
        }
        if mounts.values().any(|mount| *mount == target) {
            let detail = "must not already exist as a path in volumeMounts";
            causes.invalid(&target_path, target, detail);
        }
        if !name.is_empty() {
            names.insert(name);
        }
    }
}
