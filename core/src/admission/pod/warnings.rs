//! What the API server accepts in Pods and pod templates but warns of.
//!
//! Source: kubernetes v1.37 pkg/api/pod/warnings.go

use super::annotations::{APP_ARMOR_PREFIX, app_armor_field_for_annotation, seccomp_key};
use super::containers::visit_containers_with_path;
use super::gates::GIT_REPO_VOLUME_DRIVER;
use super::options::Holder;
use super::volume_overlap::warnings_for_overlapping_virtual_paths;
use super::warnings;
use crate::admission::label_selector::sorted_pairs;
use crate::admission::names::is_valid_label_value;
use crate::admission::{self, Check, Context, Said, Warning, ip};
use crate::field_path::{FieldPath, Path};
use crate::go::quote::go_quote;
use crate::schema::quantity::Quantity;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Deprecated labels of nodes: the key, since which version, and what takes its place.
const DEPRECATED_NODE_LABELS: [(&str, Option<&str>, Option<&str>); 8] = [
    ("beta.kubernetes.io/arch", Some("1.14"), Some("\"kubernetes.io/arch\"")),
    ("beta.kubernetes.io/os", Some("1.14"), Some("\"kubernetes.io/os\"")),
    ("failure-domain.beta.kubernetes.io/region", Some("1.17"), Some("\"topology.kubernetes.io/region\"")),
    ("failure-domain.beta.kubernetes.io/zone", Some("1.17"), Some("\"topology.kubernetes.io/zone\"")),
    ("beta.kubernetes.io/instance-type", Some("1.17"), Some("\"node.kubernetes.io/instance-type\"")),
    ("app.kubernetes.io/created-by", Some("1.9"), None),
    ("scheduler.alpha.kubernetes.io/preferAvoidPods", Some("1.22"), Some("Taints and Tolerations")),
    ("node-role.kubernetes.io/master", None, Some("\"node-role.kubernetes.io/control-plane\"")),
];

/// Annotations without effect: the key, since which version, and the field that takes its place.
const REMOVED_ANNOTATIONS: [(&str, &str, &str); 3] = [
    ("scheduler.alpha.kubernetes.io/critical-pod", "1.16", "priorityClassName"),
    ("security.alpha.kubernetes.io/sysctls", "1.11", "sysctls"),
    ("security.alpha.kubernetes.io/unsafe-sysctls", "1.11", "sysctls"),
];

/// Volumes of storage systems that no longer work: the field, its name in the warning, and since when.
const REMOVED_VOLUMES: [(&str, &str, &str); 9] = [
    ("photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"),
    ("gitRepo", "gitRepo", "deprecated in v1.11, and disabled by default in v1.33+"),
    ("scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"),
    ("flocker", "flocker", "deprecated in v1.22, non-functional in v1.25+"),
    ("storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"),
    ("quobyte", "quobyte", "deprecated in v1.22, non-functional in v1.25+"),
    ("glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"),
    ("cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"),
    ("rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"),
];

/// How a volume's source that no longer works is spelled in warnings, and what they say.
pub(crate) fn removed_volume(field: &str) -> Option<(&'static str, &'static str)> {
    REMOVED_VOLUMES.iter().find(|(known, ..)| *known == field).map(|(_, spelled, text)| (*spelled, *text))
}

/// Adds a warning about a field: its path, a colon and `text`.
pub(crate) fn warn(path: &Path<'_>, said: impl Into<Said>, warnings: &mut Vec<Warning>) {
    let Said { origin, text } = said.into();
    admission::warn(warnings, path, origin.says(format!("{path}: {text}")));
}

/// What is said of an annotation that a field replaced.
fn removed_annotation(since: &str, field: &'static str) -> Said {
    Check::NonFunctional { instead: Some(field) }
        .says(format!("non-functional in v{since}+; use the \"{field}\" field instead"))
}

/// What is said of an annotation that names a profile of AppArmor.
pub(crate) fn app_armor_annotation() -> Said {
    Check::Deprecated { instead: Some("appArmorProfile") }
        .says("deprecated since v1.30; use the \"appArmorProfile\" field instead")
}

/// Warns of a Pod or a pod template at `path`, the root for a Pod.
///
/// Source: kubernetes v1.37 pkg/api/pod/warnings.go warningsForPodSpecAndMeta
pub(crate) fn warnings_for_pod_spec_and_meta(
    context: &Context<'_>,
    value: &Value,
    holder: Holder,
    path: &Path<'_>,
    warnings: &mut Vec<Warning>,
) {
    let (spec, annotations) = (value.get("spec"), value.get("metadata").get("annotations"));
    let spec_path = path.child("spec");
    let meta_path = path.child("metadata");
    let annotations_path = meta_path.child("annotations");
    warn_of_node_labels(spec, &spec_path, warnings);
    for (key, since, field) in REMOVED_ANNOTATIONS {
        if annotations.has(key) {
            warn(&annotations_path.key(key), removed_annotation(since, field), warnings);
        }
    }
    warn_of_volumes(context, spec, &spec_path, warnings);
    warnings_for_overlapping_virtual_paths(spec.list("volumes"), &spec_path.child("volumes"), warnings);
    warn_of_duplicates(spec, &spec_path, warnings);
    for resource in ["memory", "ephemeral-storage"] {
        let overhead = spec_path.child("overhead");
        warn_of_fractional_bytes(spec.get("overhead").get(resource), &overhead.key(resource), warnings);
    }
    let seccomp = seccomp_key(None);
    if !spec.get("securityContext").has("seccompProfile") && annotations.has(&seccomp) {
        warn(&annotations_path.key(&seccomp), removed_annotation("1.27", "seccompProfile"), warnings);
    }
    visit_containers_with_path(spec, &spec_path, &mut |container, path| {
        warn_of_profiles(container, spec, annotations, holder, &annotations_path, warnings);
        warn_of_container_resources(container, path, warnings);
        warn_of_repeated_variables(container, &path.child("env"), warnings);
    });
    warn_of_ports(spec, &spec_path, warnings);
    warn_of_port_names(spec, &spec_path, warnings);
    if spec.int("terminationGracePeriodSeconds") < 0 {
        let text = "must be >= 0; negative values are invalid and will be treated as 1";
        warn(&spec_path.child("terminationGracePeriodSeconds"), Check::ReadAsOne.says(text), warnings);
    }
    warn_of_null_selectors(spec, &spec_path.child("affinity"), warnings);
    let dns = spec_path.child("dnsConfig");
    let servers = dns.child("nameservers");
    for (index, server) in spec.get("dnsConfig").list("nameservers").iter().enumerate() {
        ip::warnings_for_ip(&servers.index(index), server.as_str().unwrap_or(""), warnings);
    }
    let aliases = spec_path.child("hostAliases");
    for (index, alias) in spec.list("hostAliases").iter().enumerate() {
        ip::warnings_for_ip(&aliases.index(index).child("ip"), alias.str("ip"), warnings);
    }
}

/// What is said of a deprecated label of nodes.
pub(crate) fn deprecated_node_label(key: &str) -> Option<Said> {
    let (_, since, instead) = DEPRECATED_NODE_LABELS.iter().find(|(label, ..)| *label == key)?;
    let since = since.map(|since| format!("deprecated since v{since}"));
    let clauses: Vec<String> =
        since.into_iter().chain(instead.map(|instead| format!("use {instead} instead"))).collect();
    let instead = instead.map(|instead| instead.trim_matches('"'));
    Some(Check::Deprecated { instead }.says(clauses.join("; ")))
}

fn warn_of_node_labels(spec: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    for (key, _) in sorted_pairs(spec.get("nodeSelector")) {
        if let Some(said) = deprecated_node_label(key) {
            warn(&path.child("nodeSelector").key(key), said, warnings);
        }
    }
    let affinity = spec.get("affinity").get("nodeAffinity");
    let affinity_path = path.child("affinity");
    let affinity_path = affinity_path.child("nodeAffinity");
    let required_path = affinity_path.child("requiredDuringSchedulingIgnoredDuringExecution");
    let required_path = required_path.child("nodeSelectorTerms");
    let required = affinity.get("requiredDuringSchedulingIgnoredDuringExecution");
    for (index, term) in required.list("nodeSelectorTerms").iter().enumerate() {
        warn_of_node_selector_term(term, &required_path.index(index), warnings);
    }
    let preferred_path = affinity_path.child("preferredDuringSchedulingIgnoredDuringExecution");
    for (index, term) in affinity.list("preferredDuringSchedulingIgnoredDuringExecution").iter().enumerate() {
        let path = preferred_path.index(index);
        let path = path.child("preference");
        let preference = term.get("preference");
        warn_of_node_selector_term(preference, &path, warnings);
        warn_of_label_values(preference, &path, warnings);
    }
    let spread_path = path.child("topologySpreadConstraints");
    for (index, constraint) in spec.list("topologySpreadConstraints").iter().enumerate() {
        let path = spread_path.index(index);
        let key = constraint.str("topologyKey");
        if let Some(said) = deprecated_node_label(key) {
            let said = said.origin.says(format!("{key} is {said}"));
            warn(&path.child("topologyKey"), said, warnings);
        }
        if !constraint.has("labelSelector") {
            warn(&path.child("labelSelector"), Check::SelectsNothing.says(NULL_SELECTOR), warnings);
        }
    }
}

/// Warns of labels of nodes that are no longer used.
///
/// Source: kubernetes v1.37 pkg/api/node/util.go GetWarningsForNodeSelectorTerm
pub(crate) fn warn_of_node_selector_term(term: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    for (index, expression) in term.list("matchExpressions").iter().enumerate() {
        let key = expression.str("key");
        if let Some(said) = deprecated_node_label(key) {
            let path = path.child("matchExpressions");
            let said = said.origin.says(format!("{key} is {said}"));
            warn(&path.index(index).child("key"), said, warnings);
        }
    }
}

fn warn_of_label_values(term: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    for (index, expression) in term.list("matchExpressions").iter().enumerate() {
        let path = path.child("matchExpressions");
        let path = path.index(index);
        let path = path.child("values");
        for (index, value) in expression.list("values").iter().enumerate() {
            let value = value.as_str().unwrap_or("");
            for message in is_valid_label_value(value) {
                let said = message.origin.says(format!("{value} is invalid, {message}"));
                warn(&path.index(index), said, warnings);
            }
        }
    }
}

fn warn_of_volumes(context: &Context<'_>, spec: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    let volumes_path = path.child("volumes");
    for (index, volume) in spec.list("volumes").iter().enumerate() {
        let path = volumes_path.index(index);
        for (field, spelled, text) in REMOVED_VOLUMES {
            if field == "cephfs" {
                let template = volume.get("ephemeral").get("volumeClaimTemplate");
                let path = path.child("ephemeral");
                let path = path.child("volumeClaimTemplate");
                warnings_for_persistent_volume_claim_spec(
                    template.get("spec"),
                    &path.child("spec"),
                    warnings,
                );
            }
            let works = field == "gitRepo" && context.on(GIT_REPO_VOLUME_DRIVER);
            if volume.has(field) {
                let said = if works {
                    Check::Deprecated { instead: None }.says("deprecated in v1.11")
                } else {
                    Check::NonFunctional { instead: None }.says(text)
                };
                warn(&path.child(spelled), said, warnings);
            }
        }
    }
}

fn warn_of_duplicates(spec: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    for (list, field, what) in [("hostAliases", "ip", "ip"), ("imagePullSecrets", "name", "name")] {
        let path = path.child(list);
        let mut seen = BTreeSet::new();
        for (index, item) in spec.list(list).iter().enumerate() {
            let text = item.str(field);
            if !seen.insert(text) {
                let text = format!("duplicate {what} {}", go_quote(text));
                warn(&path.index(index).child(field), Check::Repeated.says(text), warnings);
            }
        }
    }
    let secrets_path = path.child("imagePullSecrets");
    for (index, secret) in spec.list("imagePullSecrets").iter().enumerate() {
        if secret.str("name").is_empty() {
            let said = Check::EmptyName.says("invalid empty name \"\"");
            warn(&secrets_path.index(index).child("name"), said, warnings);
        }
    }
}

fn warn_of_container_resources(container: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    let resources = path.child("resources");
    for resource in ["memory", "ephemeral-storage"] {
        for list in ["limits", "requests"] {
            let amount = container.get("resources").get(list).get(resource);
            warn_of_fractional_bytes(amount, &resources.child(list).key(resource), warnings);
        }
    }
}

/// Warns of profiles that only annotations name.
fn warn_of_profiles(
    container: &Value,
    spec: &Value,
    annotations: &Value,
    holder: Holder,
    path: &Path<'_>,
    warnings: &mut Vec<Warning>,
) {
    let security = container.get("securityContext");
    let seccomp = seccomp_key(Some(container));
    if !security.has("seccompProfile") && annotations.has(&seccomp) {
        warn(&path.key(&seccomp), removed_annotation("1.27", "seccompProfile"), warnings);
    }
    let key = format!("{APP_ARMOR_PREFIX}{}", container.str("name"));
    let Some(annotation) = annotations.get(&key).as_str() else { return };
    if holder == Holder::Pod || security.has("appArmorProfile") {
        return;
    }
    let of_pod = spec.get("securityContext").get("appArmorProfile");
    let same = app_armor_field_for_annotation(annotation).is_some_and(|(kind, file)| {
        of_pod.str("type") == kind && of_pod.get("localhostProfile").as_str() == file
    });
    if !same {
        warn(&path.key(&key), app_armor_annotation(), warnings);
    }
}

fn warn_of_repeated_variables(container: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    let mut seen = BTreeSet::new();
    for (index, variable) in container.list("env").iter().enumerate() {
        let (name, value) = (variable.str("name"), variable.str("value"));
        if seen.insert(name) {
            continue;
        }
        let reference = format!("$({name})");
        if variable.has("valueFrom") || value == reference || !value.contains(&reference) {
            let quoted = go_quote(name);
            let text =
                format!("hides previous definition of {quoted}, which may be dropped when using apply");
            warn(&path.index(index), Check::VariableHidden.says(text), warnings);
        }
    }
}

/// Warns of ports that are declared twice.
fn warn_of_ports(spec: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    let mut declared: BTreeMap<(i64, &str), Vec<(FieldPath, &Value)>> = BTreeMap::new();
    visit_containers_with_path(spec, path, &mut |container, path| {
        let path = path.child("ports");
        for (index, port) in container.list("ports").iter().enumerate() {
            let path = path.index(index);
            let (host_ip, host_port) = (port.str("hostIP"), port.int("hostPort"));
            if !host_ip.is_empty() && host_port == 0 {
                let text = format!(
                    "hostIP set without hostPort: {{Name:{} HostPort:{host_port} ContainerPort:{} Protocol:{} \
                     HostIP:{host_ip}}}",
                    port.str("name"),
                    port.int("containerPort"),
                    port.str("protocol"),
                );
                warn(&path, Check::HostIpAlone.says(text), warnings);
            }
            let others = declared.entry((port.int("containerPort"), port.str("protocol"))).or_default();
            for (other_path, other) in others.iter() {
                if let Some(how) = clash(port, other) {
                    let text = format!("{how} port definition with {other_path}");
                    warn(&path, Check::PortRepeated.says(text), warnings);
                }
            }
            others.push((path.to_field_path(), port));
        }
    });
}

/// How two ports of the same number and protocol get into each other's way.
fn clash(port: &Value, other: &Value) -> Option<&'static str> {
    let (host_ip, host_port) = (port.str("hostIP"), port.int("hostPort"));
    let (other_ip, other_port) = (other.str("hostIP"), other.int("hostPort"));
    if host_ip == other_ip && host_port == other_port {
        Some("duplicate")
    } else if host_port == 0 || other_port == 0 {
        Some("overlapping")
    } else if host_port == other_port && host_ip.is_empty() != other_ip.is_empty() {
        Some("dangerously ambiguous")
    } else {
        None
    }
}

fn warn_of_port_names(spec: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    let mut declared: BTreeMap<&str, FieldPath> = BTreeMap::new();
    visit_containers_with_path(spec, path, &mut |container, path| {
        let path = path.child("ports");
        for (index, port) in container.list("ports").iter().enumerate() {
            let name = port.str("name");
            if name.is_empty() {
                continue;
            }
            let path = path.index(index);
            match declared.get(name) {
                Some(other) => {
                    let quoted = go_quote(name);
                    let text = format!(
                        "duplicate port name {quoted} with {other}, services and probes that select ports by name \
                         will use {other}"
                    );
                    warn(&path, Check::PortNameRepeated.says(text), warnings);
                }
                None => drop(declared.insert(name, path.to_field_path())),
            }
        }
    });
}

const NULL_SELECTOR: &str = "a null labelSelector results in matching no pod";

fn warn_of_null_selectors(spec: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    const REQUIRED: &str = "requiredDuringSchedulingIgnoredDuringExecution";
    const PREFERRED: &str = "preferredDuringSchedulingIgnoredDuringExecution";
    for kind in ["podAffinity", "podAntiAffinity"] {
        let terms = spec.get("affinity").get(kind);
        let path = path.child(kind);
        let required = path.child(REQUIRED);
        for (index, term) in terms.list(REQUIRED).iter().enumerate() {
            if !term.has("labelSelector") {
                warn(
                    &required.index(index).child("labelSelector"),
                    Check::SelectsNothing.says(NULL_SELECTOR),
                    warnings,
                );
            }
        }
        let preferred = path.child(PREFERRED);
        for (index, weighted) in terms.list(PREFERRED).iter().enumerate() {
            if !weighted.get("podAffinityTerm").has("labelSelector") {
                let path = preferred.index(index);
                warn(
                    &path.child("podAffinityTerm").child("labelSelector"),
                    Check::SelectsNothing.says(NULL_SELECTOR),
                    warnings,
                );
            }
        }
    }
}

/// Warns of an amount of bytes that is not a whole number.
pub(crate) fn warn_of_fractional_bytes(amount: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    if let Some(amount) = Quantity::of(amount).filter(|amount| !amount.is_whole()) {
        let quoted = go_quote(&amount.canonical());
        let text = format!("fractional byte value {quoted} is invalid, must be an integer");
        warn(path, Check::FractionalBytes.says(text), warnings);
    }
}

/// Warns of amounts of storage that are not a whole number of bytes.
///
/// Source: kubernetes v1.37 pkg/api/persistentvolumeclaim/util.go GetWarningsForPersistentVolumeClaimSpec
pub(crate) fn warnings_for_persistent_volume_claim_spec(
    spec: &Value,
    path: &Path<'_>,
    warnings: &mut Vec<Warning>,
) {
    let resources = path.child("resources");
    for list in ["requests", "limits"] {
        let amount = spec.get("resources").get(list).get("storage");
        warnings::warn_of_fractional_bytes(amount, &resources.child(list).key("storage"), warnings);
    }
}
