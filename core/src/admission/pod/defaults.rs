//! What the API server fills into Pods and pod templates.
//!
//! Source: kubernetes v1.37 pkg/apis/core/v1/{defaults,zz_generated.defaults}.go

use super::containers::{CONTAINER_LISTS, items_mut};
use super::gates::{
    H2C_CONTAINER_PROBE, IMAGE_VOLUME, POD_LEVEL_RESOURCES, POD_LEVEL_RESOURCES_FIX_DEFAULTING,
};
use super::{image_name, pod_level_resources};
use crate::admission::strategy::Context;
use crate::schema::quantity::{self, Quantity};
use crate::value::{Data, Entry, Map, Value};

/// Sets a text where there is none or an empty one, as Go does for a field that is not a pointer.
pub(crate) fn default_text(value: &mut Value, name: &'static str, text: &str, why: &'static str) {
    if value.str(name).is_empty() {
        value.set(name, Value::defaulted(text, why));
    }
}

/// Sets a number where there is none or zero, as Go does for a field that is not a pointer.
pub(crate) fn default_number(value: &mut Value, name: &'static str, number: i64, why: &'static str) {
    if value.int(name) == 0 {
        value.set(name, Value::defaulted(number, why));
    }
}

/// Fills in a Pod.
///
/// Source: kubernetes v1.37 pkg/apis/core/v1/zz_generated.defaults.go SetObjectDefaults_Pod
pub(crate) fn set_defaults_pod(context: &Context<'_>, pod: &mut Value) {
    let Some(spec) = pod.map_mut("spec", "Pod") else { return };
    set_defaults_pod_only(context, spec);
    set_defaults_pod_spec(context, spec);
}

/// Fills in what upstream fills into Pods but not into templates.
///
/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_Pod
fn set_defaults_pod_only(context: &Context<'_>, spec: &mut Value) {
    const WHY: &str = "SetDefaults_Pod";
    if spec.int("terminationGracePeriodSeconds") < 0 {
        spec.set("terminationGracePeriodSeconds", Value::defaulted(1, WHY));
    }
    for list in ["containers", "initContainers"] {
        for container in items_mut(spec, list) {
            default_requests_to_limits(container);
        }
    }
    if context.on(POD_LEVEL_RESOURCES) && !context.on(POD_LEVEL_RESOURCES_FIX_DEFAULTING) {
        pod_level_resources::default_before_admission(spec);
    }
    spec.default("enableServiceLinks", true, WHY);
    if spec.bool("hostNetwork") == Some(true) {
        for list in ["containers", "initContainers"] {
            for container in items_mut(spec, list) {
                for port in items_mut(container, "ports") {
                    let container_port = port.int("containerPort");
                    default_number(port, "hostPort", container_port, WHY);
                }
            }
        }
    }
    if context.on(H2C_CONTAINER_PROBE) {
        for list in CONTAINER_LISTS {
            for container in items_mut(spec, list) {
                for_each_http_get(container, &mut |action| action.default("protocol", "HTTP1", WHY));
            }
        }
    }
}

fn default_requests_to_limits(container: &mut Value) {
    const WHY: &str = "SetDefaults_Pod";
    let Some(resources) = container.get_mut("resources") else { return };
    let limits: Vec<Entry> = resources.entries("limits").to_vec();
    if limits.is_empty() {
        return;
    }
    let Some(requests) = resources.map_mut("requests", WHY) else { return };
    for Entry { key, value, .. } in limits {
        if !requests.as_entries().iter().any(|request| request.key == key) {
            requests.set(key, Value::defaulted(value.data, WHY));
        }
    }
}

/// Calls `change` with every `httpGet` of a container's probes and hooks.
pub(crate) fn for_each_http_get(container: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(action) = container.get_mut(probe).and_then(|probe| present_mut(probe, "httpGet")) {
            change(action);
        }
    }
    for hook in ["postStart", "preStop"] {
        let hook = container.get_mut("lifecycle").and_then(|lifecycle| lifecycle.get_mut(hook));
        if let Some(action) = hook.and_then(|hook| present_mut(hook, "httpGet")) {
            change(action);
        }
    }
}

/// A field that is set, mutable.
pub(crate) fn present_mut<'v>(value: &'v mut Value, name: &str) -> Option<&'v mut Value> {
    value.get_mut(name).filter(|value| !value.is_null())
}

/// Fills in a pod template.
///
/// Source: kubernetes v1.37 pkg/apis/apps/v1/zz_generated.defaults.go SetObjectDefaults_Deployment
pub(crate) fn set_defaults_pod_template(context: &Context<'_>, template: &mut Value) {
    if let Some(spec) = template.map_mut("spec", "PodTemplateSpec") {
        set_defaults_pod_spec(context, spec);
    }
}

/// Fills in a Pod's spec and everything below it.
///
/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_PodSpec
pub(crate) fn set_defaults_pod_spec(context: &Context<'_>, spec: &mut Value) {
    const WHY: &str = "SetDefaults_PodSpec";
    if spec.str("serviceAccountName").is_empty() && !spec.str("serviceAccount").is_empty() {
        let account = spec.str("serviceAccount").to_owned();
        spec.set("serviceAccountName", Value::defaulted(account, WHY));
    }
    if spec.str("serviceAccount") != spec.str("serviceAccountName") {
        let account = spec.str("serviceAccountName").to_owned();
        spec.set("serviceAccount", Value::defaulted(account, WHY));
    }
    default_text(spec, "dnsPolicy", "ClusterFirst", WHY);
    default_text(spec, "restartPolicy", "Always", WHY);
    spec.default("securityContext", Map::default(), WHY);
    spec.default("terminationGracePeriodSeconds", 30, WHY);
    default_text(spec, "schedulerName", "default-scheduler", WHY);
    for volume in items_mut(spec, "volumes") {
        set_defaults_volume(context, volume);
    }
    for list in CONTAINER_LISTS {
        for container in items_mut(spec, list) {
            set_defaults_container(container);
        }
    }
    set_defaults_resource_list(spec, "overhead");
    set_defaults_resources(spec);
}

/// Fills in a container of any kind.
fn set_defaults_container(container: &mut Value) {
    const WHY: &str = "SetDefaults_Container";
    let policy = if image_name::is_latest(container.str("image")) { "Always" } else { "IfNotPresent" };
    default_text(container, "imagePullPolicy", policy, WHY);
    default_text(container, "terminationMessagePath", "/dev/termination-log", WHY);
    default_text(container, "terminationMessagePolicy", "File", WHY);
    for port in items_mut(container, "ports") {
        default_text(port, "protocol", "TCP", "SetObjectDefaults_Pod");
    }
    for variable in items_mut(container, "env") {
        let Some(source) = variable.get_mut("valueFrom") else { continue };
        if let Some(selector) = present_mut(source, "fieldRef") {
            default_text(selector, "apiVersion", "v1", "SetDefaults_ObjectFieldSelector");
        }
        if let Some(selector) = present_mut(source, "fileKeyRef") {
            selector.default("optional", false, "SetObjectDefaults_Pod");
        }
    }
    set_defaults_resources(container);
    for probe in ["livenessProbe", "readinessProbe", "startupProbe"] {
        if let Some(probe) = present_mut(container, probe) {
            set_defaults_probe(probe);
        }
    }
    for_each_http_get(container, &mut |action| {
        default_text(action, "path", "/", "SetDefaults_HTTPGetAction");
        default_text(action, "scheme", "HTTP", "SetDefaults_HTTPGetAction");
    });
}

fn set_defaults_probe(probe: &mut Value) {
    const WHY: &str = "SetDefaults_Probe";
    default_number(probe, "timeoutSeconds", 1, WHY);
    default_number(probe, "periodSeconds", 10, WHY);
    default_number(probe, "successThreshold", 1, WHY);
    default_number(probe, "failureThreshold", 3, WHY);
    if let Some(action) = present_mut(probe, "grpc") {
        action.default("service", "", "SetObjectDefaults_Pod");
    }
}

/// Rounds the amounts of `resources` up to thousandths.
pub(crate) fn set_defaults_resources(holder: &mut Value) {
    if let Some(resources) = holder.get_mut("resources") {
        set_defaults_resource_list(resources, "limits");
        set_defaults_resource_list(resources, "requests");
    }
}

/// Rounds the amounts of a list up to thousandths and prints them canonically.
///
/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_ResourceList
pub(crate) fn set_defaults_resource_list(holder: &mut Value, name: &str) {
    let Some(Data::Map(map)) = holder.get_mut(name).map(|list| &mut list.data) else { return };
    for entry in &mut map.entries {
        let Some(amount) = Quantity::of(&entry.value) else { continue };
        let rounded = amount.round_up_milli();
        let kept = entry.value.as_str().filter(|_| rounded == amount).and_then(quantity::stored_text);
        entry.value.data = kept.unwrap_or_else(|| rounded.canonical()).into();
    }
}

/// Fills in a volume.
fn set_defaults_volume(context: &Context<'_>, volume: &mut Value) {
    const WHY: &str = "SetDefaults_Volume";
    let has_source = volume.as_entries().iter().any(|entry| entry.key != "name" && !entry.value.is_null());
    if !has_source {
        volume.set("emptyDir", Value::defaulted(Map::default(), WHY));
    }
    if context.on(IMAGE_VOLUME)
        && let Some(image) = present_mut(volume, "image")
    {
        let policy = if image_name::is_latest(image.str("reference")) { "Always" } else { "IfNotPresent" };
        default_text(image, "pullPolicy", policy, WHY);
    }
    for (name, why) in [
        ("secret", "SetDefaults_SecretVolumeSource"),
        ("configMap", "SetDefaults_ConfigMapVolumeSource"),
        ("downwardAPI", "SetDefaults_DownwardAPIVolumeSource"),
        ("projected", "SetDefaults_ProjectedVolumeSource"),
    ] {
        if let Some(source) = present_mut(volume, name) {
            source.default("defaultMode", 0o644, why);
        }
    }
    set_defaults_volume_source(volume);
    if let Some(source) = present_mut(volume, "downwardAPI") {
        set_defaults_downward_api_items(source);
    }
    if let Some(source) = present_mut(volume, "projected") {
        for projection in items_mut(source, "sources") {
            if let Some(downward) = present_mut(projection, "downwardAPI") {
                set_defaults_downward_api_items(downward);
            }
            if let Some(token) = present_mut(projection, "serviceAccountToken") {
                token.default("expirationSeconds", 3600, "SetDefaults_ServiceAccountTokenProjection");
            }
        }
    }
    if let Some(source) = present_mut(volume, "ephemeral")
        && let Some(template) = present_mut(source, "volumeClaimTemplate")
    {
        set_defaults_persistent_volume_claim_spec(template);
    }
}

/// Fills in the sources that Pods' volumes and persistent volumes have in common.
///
/// Source: kubernetes v1.37 pkg/apis/core/v1/zz_generated.defaults.go SetObjectDefaults_Pod,
/// SetObjectDefaults_PersistentVolume
pub(crate) fn set_defaults_volume_source(holder: &mut Value) {
    const GENERATED: &str = "SetObjectDefaults_Pod";
    if let Some(source) = present_mut(holder, "hostPath") {
        source.default("type", "", "SetDefaults_HostPathVolumeSource");
    }
    if let Some(source) = present_mut(holder, "iscsi") {
        default_text(source, "iscsiInterface", "default", GENERATED);
    }
    if let Some(source) = present_mut(holder, "rbd") {
        default_text(source, "pool", "rbd", GENERATED);
        default_text(source, "user", "admin", GENERATED);
        default_text(source, "keyring", "/etc/ceph/keyring", GENERATED);
    }
    if let Some(source) = present_mut(holder, "azureDisk") {
        source.default("cachingMode", "ReadWrite", GENERATED);
        source.default("fsType", "ext4", GENERATED);
        source.default("readOnly", false, GENERATED);
        source.default("kind", "Shared", GENERATED);
    }
    if let Some(source) = present_mut(holder, "scaleIO") {
        default_text(source, "storageMode", "ThinProvisioned", GENERATED);
        default_text(source, "fsType", "xfs", GENERATED);
    }
}

fn set_defaults_downward_api_items(source: &mut Value) {
    for file in items_mut(source, "items") {
        if let Some(selector) = present_mut(file, "fieldRef") {
            default_text(selector, "apiVersion", "v1", "SetDefaults_ObjectFieldSelector");
        }
    }
}

/// Fills in the `spec` of a claim or of a claim's template.
///
/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_PersistentVolumeClaimSpec
pub(crate) fn set_defaults_persistent_volume_claim_spec(claim: &mut Value) {
    let Some(spec) = claim.map_mut("spec", "PersistentVolumeClaim") else { return };
    spec.default("volumeMode", "Filesystem", "SetDefaults_PersistentVolumeClaimSpec");
    set_defaults_resources(spec);
}
