//! Fields of a Pod's spec that a version does not have yet: they are dropped, unless the stored spec has them.
//!
//! Source: kubernetes v1.37 pkg/api/pod/util.go dropDisabledFields

use super::containers::{CONTAINER_LISTS, all_containers, items_mut};
use super::defaults::{for_each_http_get, present_mut};
use super::gates;
use super::validation_options::{uses_container_restart_rules, uses_env_files};
use crate::admission::features::Gate;
use crate::admission::strategy::Context;
use crate::value::{Data, Value};

/// Annotations of versions long gone.
const INIT_CONTAINER_ANNOTATIONS: [&str; 4] = [
    "pod.beta.kubernetes.io/init-containers",
    "pod.alpha.kubernetes.io/init-containers",
    "pod.beta.kubernetes.io/init-container-statuses",
    "pod.alpha.kubernetes.io/init-container-statuses",
];

const PROBES: [&str; 3] = ["livenessProbe", "readinessProbe", "startupProbe"];
const AFFINITIES: [&str; 2] = ["podAffinity", "podAntiAffinity"];

/// Drops what is disabled from a Pod or a pod template; `old` is the stored one.
pub(crate) fn drop_disabled_fields(context: &Context<'_>, old: Option<&Value>, holder: &mut Value) {
    let old = old.map_or(Value::absent(), |old| old.get("spec"));
    if let Some(spec) = present_mut(holder, "spec") {
        let off = |gate: Gate| !context.on(gate);
        drop_from_spec(&off, old, spec);
        drop_from_security(&off, old, spec);
        drop_from_spreading(&off, old, spec);
        drop_from_volumes(&off, old, spec);
        for list in CONTAINER_LISTS {
            for container in items_mut(spec, list) {
                drop_from_container(&off, old, container);
            }
        }
        if off(gates::CONTAINER_RESTART_RULES) && !uses_container_restart_rules(old) {
            drop_container_restart_rules(spec);
        }
    }
    drop_init_container_annotations(holder);
}

fn drop_from_spec(off: &dyn Fn(Gate) -> bool, old: &Value, spec: &mut Value) {
    for (gate, field) in [
        (gates::USER_NAMESPACES_SUPPORT, "hostUsers"),
        (gates::POD_LEVEL_RESOURCES, "resources"),
        (gates::DYNAMIC_RESOURCE_ALLOCATION, "resourceClaims"),
        (gates::GENERIC_WORKLOAD, "schedulingGroup"),
        (gates::EVICTION_REQUEST_API, "evictionResponders"),
        (gates::HOSTNAME_OVERRIDE, "hostnameOverride"),
    ] {
        if off(gate) && !old.has(field) {
            spec.remove(field);
        }
    }
}

fn drop_from_security(off: &dyn Fn(Gate) -> bool, old: &Value, spec: &mut Value) {
    let Some(security) = spec.get_mut("securityContext") else { return };
    for (gate, field) in [
        (gates::SUPPLEMENTAL_GROUPS_POLICY, "supplementalGroupsPolicy"),
        (gates::SELINUX_CHANGE_POLICY, "seLinuxChangePolicy"),
    ] {
        if off(gate) && !old.get("securityContext").has(field) {
            security.remove(field);
        }
    }
}

fn drop_from_spreading(off: &dyn Fn(Gate) -> bool, old: &Value, spec: &mut Value) {
    for (gate, field) in [
        (gates::NODE_INCLUSION_POLICY_IN_POD_TOPOLOGY_SPREAD, "nodeTaintsPolicy"),
        (gates::NODE_INCLUSION_POLICY_IN_POD_TOPOLOGY_SPREAD, "nodeAffinityPolicy"),
        (gates::MATCH_LABEL_KEYS_IN_POD_TOPOLOGY_SPREAD, "matchLabelKeys"),
    ] {
        let in_use = old.list("topologySpreadConstraints").iter().any(|constraint| constraint.has(field));
        if off(gate) && !in_use {
            for constraint in items_mut(spec, "topologySpreadConstraints") {
                constraint.remove(field);
            }
        }
    }
    let in_use = AFFINITIES.iter().any(|kind| {
        let terms = old.get("affinity").get(kind);
        let preferred = terms.list("preferredDuringSchedulingIgnoredDuringExecution").iter();
        let required = terms.list("requiredDuringSchedulingIgnoredDuringExecution").iter();
        required
            .chain(preferred.map(|weighted| weighted.get("podAffinityTerm")))
            .any(|term| term.has("matchLabelKeys") || term.has("mismatchLabelKeys"))
    });
    if off(gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY) && !in_use {
        for_each_pod_affinity_term(spec, &mut |term| {
            term.remove("matchLabelKeys");
            term.remove("mismatchLabelKeys");
        });
    }
}

/// Calls `change` with every term of Pod affinity and anti-affinity, preferred ones first.
pub(crate) fn for_each_pod_affinity_term(spec: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    for kind in AFFINITIES {
        let Some(terms) = spec.get_mut("affinity").and_then(|affinity| affinity.get_mut(kind)) else {
            continue;
        };
        for weighted in items_mut(terms, "preferredDuringSchedulingIgnoredDuringExecution") {
            if let Some(term) = present_mut(weighted, "podAffinityTerm") {
                change(term);
            }
        }
        for term in items_mut(terms, "requiredDuringSchedulingIgnoredDuringExecution") {
            change(term);
        }
    }
}

fn drop_from_volumes(off: &dyn Fn(Gate) -> bool, old: &Value, spec: &mut Value) {
    let old_volumes = old.list("volumes");
    let projects = |kind: &str| {
        old_volumes
            .iter()
            .flat_map(|volume| volume.get("projected").list("sources"))
            .any(|source| source.has(kind))
    };
    for (gate, kind) in [
        (gates::CLUSTER_TRUST_BUNDLE_PROJECTION, "clusterTrustBundle"),
        (gates::POD_CERTIFICATE_REQUEST, "podCertificate"),
    ] {
        if off(gate) && !projects(kind) {
            for_each_projection(spec, &mut |source| drop(source.remove(kind)));
        }
    }
    if off(gates::ATOMIC_WRITE_VOLUME_USER_FIELDS) {
        drop_users(spec);
    }
    if off(gates::EMPTY_DIR_VOLUME_MODE)
        && !old_volumes.iter().any(|volume| volume.get("emptyDir").has("mode"))
    {
        for volume in items_mut(spec, "volumes") {
            if let Some(source) = present_mut(volume, "emptyDir") {
                source.remove("mode");
            }
        }
    }
    if off(gates::IMAGE_VOLUME) && !old_volumes.iter().any(|volume| volume.has("image")) {
        drop_image_volumes(spec);
    }
}

fn for_each_projection(spec: &mut Value, change: &mut dyn FnMut(&mut Value)) {
    for volume in items_mut(spec, "volumes") {
        if let Some(projected) = present_mut(volume, "projected") {
            for source in items_mut(projected, "sources") {
                change(source);
            }
        }
    }
}

/// Drops the owners of projected files.
///
/// Source: kubernetes v1.37 pkg/api/pod/util.go dropDisabledAtomicWriteVolumeUserFields
fn drop_users(spec: &mut Value) {
    let drop_from_items = |source: &mut Value| {
        for item in items_mut(source, "items") {
            item.remove("user");
        }
    };
    for volume in items_mut(spec, "volumes") {
        for kind in ["secret", "configMap", "downwardAPI", "projected"] {
            if let Some(source) = present_mut(volume, kind) {
                source.remove("defaultUser");
                drop_from_items(source);
            }
        }
    }
    for_each_projection(spec, &mut |projection| {
        for kind in [
            "secret",
            "configMap",
            "downwardAPI",
            "serviceAccountToken",
            "clusterTrustBundle",
            "podCertificate",
        ] {
            if let Some(source) = present_mut(projection, kind) {
                source.remove("user");
                drop_from_items(source);
            }
        }
    });
}

/// Drops volumes from images together with their mounts.
///
/// Source: kubernetes v1.37 pkg/api/pod/util.go dropImageVolumes
fn drop_image_volumes(spec: &mut Value) {
    let names: Vec<String> = spec
        .list("volumes")
        .iter()
        .filter(|volume| volume.has("image"))
        .map(|volume| volume.str("name").to_owned())
        .collect();
    if names.is_empty() {
        return;
    }
    retain(spec, "volumes", &|volume| !volume.has("image"));
    for list in CONTAINER_LISTS {
        for container in items_mut(spec, list) {
            retain(container, "volumeMounts", &|mount| !names.iter().any(|name| name == mount.str("name")));
        }
    }
}

fn retain(holder: &mut Value, list: &str, keep: &dyn Fn(&Value) -> bool) {
    if let Some(Data::List(items)) = holder.get_mut(list).map(|value| &mut value.data) {
        items.retain(keep);
    }
}

fn drop_from_container(off: &dyn Fn(Gate) -> bool, old: &Value, container: &mut Value) {
    let in_use = |holds: &dyn Fn(&Value) -> bool| all_containers(old).any(holds);
    if off(gates::IN_PLACE_POD_VERTICAL_SCALING) && !in_use(&|container| container.has("resizePolicy")) {
        container.remove("resizePolicy");
    }
    if off(gates::DYNAMIC_RESOURCE_ALLOCATION)
        && !old.has("resourceClaims")
        && let Some(resources) = present_mut(container, "resources")
    {
        resources.remove("claims");
    }
    if off(gates::PROC_MOUNT_TYPE)
        && !in_use(&|container| container.get("securityContext").has("procMount"))
        && let Some(mount) =
            container.get_mut("securityContext").and_then(|security| present_mut(security, "procMount"))
    {
        *mount = Value::defaulted("Default", "dropDisabledProcMountField");
    }
    for (gate, field) in [
        (gates::RECURSIVE_READ_ONLY_MOUNTS, "recursiveReadOnly"),
        (gates::VOLUME_BIND_MOUNT_OPTIONS, "bindMountOptions"),
    ] {
        let mounted =
            in_use(&|container| container.list("volumeMounts").iter().any(|mount| mount.has(field)));
        if off(gate) && !mounted {
            for mount in items_mut(container, "volumeMounts") {
                mount.remove(field);
            }
        }
    }
    if off(gates::ENV_FILES) && !in_use(&uses_env_files) {
        for variable in items_mut(container, "env") {
            if let Some(source) = present_mut(variable, "valueFrom") {
                source.remove("fileKeyRef");
            }
        }
    }
    drop_from_handlers(off, old, container);
}

fn drop_from_handlers(off: &dyn Fn(Gate) -> bool, old: &Value, container: &mut Value) {
    let in_use = |holds: &dyn Fn(&Value) -> bool| all_containers(old).any(holds);
    if off(gates::CONTAINER_STOP_SIGNALS)
        && !in_use(&|container| container.get("lifecycle").has("stopSignal"))
        && let Some(lifecycle) = present_mut(container, "lifecycle")
        && lifecycle.remove("stopSignal").is_some_and(|signal| !signal.is_null())
        && !lifecycle.has("postStart")
        && !lifecycle.has("preStop")
    {
        container.remove("lifecycle");
    }
    let has_protocol = |container: &Value| {
        let lifecycle = container.get("lifecycle");
        PROBES.iter().any(|probe| container.get(probe).get("httpGet").has("protocol"))
            || ["postStart", "preStop"].iter().any(|hook| lifecycle.get(hook).get("httpGet").has("protocol"))
    };
    if off(gates::H2C_CONTAINER_PROBE) && !in_use(&has_protocol) {
        for_each_http_get(container, &mut |action| drop(action.remove("protocol")));
    }
    let has_mode =
        |container: &Value| PROBES.iter().any(|probe| container.get(probe).get("grpc").has("mode"));
    if off(gates::GRPC_CONTAINER_PROBE_TLS) && !in_use(&has_mode) {
        for probe in PROBES {
            if let Some(action) = container.get_mut(probe).and_then(|probe| present_mut(probe, "grpc")) {
                action.remove("mode");
            }
        }
    }
}

/// Source: kubernetes v1.37 pkg/api/pod/util.go dropContainerRestartRules
fn drop_container_restart_rules(spec: &mut Value) {
    for list in CONTAINER_LISTS {
        for container in items_mut(spec, list) {
            let is_sidecar = list == "initContainers" && container.str("restartPolicy") == "Always";
            if !is_sidecar {
                container.remove("restartPolicy");
            }
            container.remove("restartPolicyRules");
        }
    }
}

fn drop_init_container_annotations(holder: &mut Value) {
    let annotations = holder.get_mut("metadata").and_then(|meta| present_mut(meta, "annotations"));
    if let Some(annotations) = annotations {
        for key in INIT_CONTAINER_ANNOTATIONS {
            annotations.remove(key);
        }
    }
}
