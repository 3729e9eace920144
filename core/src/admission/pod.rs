//! Pods, and everything that pod templates of workloads share with them.
//!
//! ```text
//! defaults ──▶ prepare (tolerations, priority, disabled fields, label keys) ──▶ validate ──▶ warnings
//!                                              spec ──▶ container ──▶ env, ports, probe, mounts, resources
//!                                                   └─▶ volume ──▶ source, projected, storage, claim
//! ```
//!
//! Source: kubernetes v1.37 pkg/registry/core/pod/strategy.go

pub(crate) mod affinity;
pub(crate) mod annotations;
pub(crate) mod container;
pub(crate) mod container_env;
pub(crate) mod container_ports;
pub(crate) mod container_restart;
pub(crate) mod containers;
pub(crate) mod defaults;
pub(crate) mod disabled;
pub(crate) mod dns;
pub(crate) mod facts;
pub(crate) mod gates;
pub(crate) mod image_name;
pub(crate) mod options;
pub(crate) mod pod_level_resources;
pub(crate) mod probe;
pub(crate) mod resource_names;
pub(crate) mod resources;
pub(crate) mod security_context;
pub(crate) mod spec;
pub(crate) mod template;
pub(crate) mod toleration;
pub(crate) mod topology_spread;
pub(crate) mod update;
pub(crate) mod validation_options;
pub(crate) mod volume;
pub(crate) mod volume_claim;
pub(crate) mod volume_file;
pub(crate) mod volume_mount;
pub(crate) mod volume_overlap;
pub(crate) mod volume_path;
pub(crate) mod volume_projected;
pub(crate) mod volume_source;
pub(crate) mod volume_storage;
pub(crate) mod warnings;
pub(crate) mod windows_options;

use super::metadata::Scope;
use super::names::{is_dns1123_label, joined};
use super::workload::generated_name;
use super::{Causes, Check, Context, Strategy, Warning};
use crate::field_path::Path;
use crate::value::{Data, Map, Origin, Value};
use annotations::{
    APP_ARMOR_PREFIX, app_armor_field_for_annotation, validate_app_armor_annotations_and_fields_match,
    validate_seccomp_annotations_and_fields,
};
use containers::{CONTAINER_LISTS, all_containers, items_mut};
use defaults::set_defaults_pod;
use disabled::{drop_disabled_fields, for_each_pod_affinity_term};
use options::{Holder, PodValidationOptions};
use pod_level_resources::default_pod_level_resources;
use security_context::is_valid_app_armor_profile;
use spec::validate_pod_metadata_and_spec;
use update::validate_pod_update;
use validation_options::validation_options;
use warnings::warn;

/// The steps for Pods.
pub(crate) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "Pod",
    scope: Scope::Namespaced,
    defaults: set_defaults_pod,
    prepare: prepare_pod,
    validate: validate_pod,
    warnings: warnings_for_pod,
    ..Strategy::NONE
};

const NOT_READY: &str = "node.kubernetes.io/not-ready";
const UNREACHABLE: &str = "node.kubernetes.io/unreachable";
const APP_ARMOR: &str = "applyAppArmorVersionSkew";

/// Mutating admission, then `PrepareForCreate` or `PrepareForUpdate`.
fn prepare_pod(context: &Context<'_>, old: Option<&Value>, pod: &mut Value) {
    pod.remove("status");
    let old_spec = old.map(|old| old.get("spec"));
    if let Some(spec) = pod.get_mut("spec") {
        add_default_tolerations(spec);
        set_priority(old_spec, spec);
        if let Some(old) = old_spec.filter(|old| old.has("resources") && !spec.has("resources")) {
            spec.set("resources", old.get("resources").clone());
        }
    }
    drop_disabled_fields(context, old, pod);
    if old.is_some() {
        return;
    }
    let meta = pod.get("metadata");
    let (labels, annotations) = (meta.get("labels").clone(), meta.get("annotations").clone());
    let Some(spec) = pod.get_mut("spec") else { return };
    if context.on(gates::MATCH_LABEL_KEYS_IN_POD_AFFINITY) {
        for_each_pod_affinity_term(spec, &mut |term| {
            apply_label_keys(term, "matchLabelKeys", "In", &labels);
            apply_label_keys(term, "mismatchLabelKeys", "NotIn", &labels);
        });
    }
    if context.on(gates::MATCH_LABEL_KEYS_IN_POD_TOPOLOGY_SPREAD)
        && context.on(gates::MATCH_LABEL_KEYS_IN_POD_TOPOLOGY_SPREAD_SELECTOR_MERGE)
    {
        for constraint in items_mut(spec, "topologySpreadConstraints") {
            apply_label_keys(constraint, "matchLabelKeys", "In", &labels);
        }
    }
    apply_app_armor_version_skew(spec, &annotations);
    if context.on(gates::POD_LEVEL_RESOURCES) && context.on(gates::POD_LEVEL_RESOURCES_FIX_DEFAULTING) {
        default_pod_level_resources(spec);
    }
}

/// Source: kubernetes v1.37 plugin/pkg/admission/defaulttolerationseconds/admission.go Admit
fn add_default_tolerations(spec: &mut Value) {
    const WHY: &str = "DefaultTolerationSeconds";
    let tolerated = |spec: &Value, key: &str| {
        spec.list("tolerations").iter().any(|toleration| {
            let (own, effect) = (toleration.str("key"), toleration.str("effect"));
            (own == key || own.is_empty()) && (effect == "NoExecute" || effect.is_empty())
        })
    };
    let missing: Vec<&str> =
        [NOT_READY, UNREACHABLE].into_iter().filter(|key| !tolerated(spec, key)).collect();
    if missing.is_empty() {
        return;
    }
    spec.default("tolerations", Vec::new(), WHY);
    let Some(Data::List(tolerations)) = spec.get_mut("tolerations").map(|list| &mut list.data) else {
        return;
    };
    for key in missing {
        let mut toleration = Map::default();
        toleration.set("key", Value::defaulted(key, WHY));
        toleration.set("operator", Value::defaulted("Exists", WHY));
        toleration.set("effect", Value::defaulted("NoExecute", WHY));
        toleration.set("tolerationSeconds", Value::defaulted(300, WHY));
        tolerations.push(Value::defaulted(toleration, WHY));
    }
}

/// Sets the priority that the Pod's class has; nothing is known of classes that a cluster may define itself.
///
/// Source: kubernetes v1.37 plugin/pkg/admission/priority/admission.go admitPod
fn set_priority(old: Option<&Value>, spec: &mut Value) {
    const WHY: &str = "Priority";
    if let Some(old) = old {
        for field in ["priority", "preemptionPolicy"] {
            if !spec.has(field) && old.has(field) {
                spec.set(field, old.get(field).clone());
            }
        }
        return;
    }
    let priority = match spec.str("priorityClassName") {
        "" => 0,
        "system-cluster-critical" => 2_000_000_000,
        "system-node-critical" => 2_000_001_000,
        _ => return,
    };
    spec.default("priority", priority, WHY);
    spec.default("preemptionPolicy", "PreemptLowerPriority", WHY);
}

/// Adds to a selector that the Pods it means share, or do not share, this Pod's values of some labels.
///
/// Source: kubernetes v1.37 pkg/registry/core/pod/strategy.go applyLabelKeysToLabelSelector
fn apply_label_keys(term: &mut Value, field: &str, operator: &str, labels: &Value) {
    const WHY: &str = "applyLabelKeysToLabelSelector";
    let found: Vec<(String, String)> = term
        .list(field)
        .iter()
        .filter_map(|key| key.as_str())
        .filter_map(|key| Some((key.to_owned(), labels.get(key).as_str()?.to_owned())))
        .collect();
    if found.is_empty() || !term.has("labelSelector") {
        return;
    }
    let Some(selector) = term.get_mut("labelSelector") else { return };
    selector.default("matchExpressions", Vec::new(), WHY);
    let Some(Data::List(expressions)) = selector.get_mut("matchExpressions").map(|list| &mut list.data)
    else {
        return;
    };
    for (key, value) in found {
        let mut expression = Map::default();
        expression.set("key", Value::defaulted(key, WHY));
        expression.set("operator", Value::defaulted(operator, WHY));
        expression.set("values", Value::defaulted(vec![Value::defaulted(value, WHY)], WHY));
        expressions.push(Value::defaulted(expression, WHY));
    }
}

/// Fills in AppArmor profiles that only annotations name.
///
/// Source: kubernetes v1.37 pkg/registry/core/pod/strategy.go applyAppArmorVersionSkew
fn apply_app_armor_version_skew(spec: &mut Value, annotations: &Value) {
    if spec.get("os").str("name") == "windows" || annotations.as_entries().is_empty() {
        return;
    }
    let pod_profile = spec.get("securityContext").get("appArmorProfile").clone();
    for list in CONTAINER_LISTS {
        for container in items_mut(spec, list) {
            let key = format!("{APP_ARMOR_PREFIX}{}", container.str("name"));
            let named = annotations.get(&key).as_str().and_then(valid_app_armor_profile);
            let Some((kind, file)) = named else { continue };
            let same =
                pod_profile.str("type") == kind && pod_profile.get("localhostProfile").as_str() == file;
            if same || container.get("securityContext").has("appArmorProfile") {
                continue;
            }
            let mut profile = Map::default();
            profile.set("type", Value::defaulted(kind, APP_ARMOR));
            if let Some(file) = file {
                profile.set("localhostProfile", Value::defaulted(file, APP_ARMOR));
            }
            if let Some(security) = container.map_mut("securityContext", APP_ARMOR) {
                security.set("appArmorProfile", Value::defaulted(profile, APP_ARMOR));
            }
        }
    }
}

fn valid_app_armor_profile(annotation: &str) -> Option<(&'static str, Option<&str>)> {
    app_armor_field_for_annotation(annotation).filter(|(kind, file)| is_valid_app_armor_profile(kind, *file))
}

/// `Validate` and `ValidateUpdate`.
fn validate_pod(context: &Context<'_>, old: Option<&Value>, pod: &Value, causes: &mut Causes) {
    let options = validation_options(context, Holder::Pod, pod, old);
    match old {
        None => validate_pod_create(pod, &options, causes),
        Some(old) => validate_pod_update(pod, old, &options, causes),
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePodCreate
fn validate_pod_create(pod: &Value, options: &PodValidationOptions, causes: &mut Causes) {
    validate_pod_metadata_and_spec(pod, options, causes);
    let path = Path::new("spec");
    let (spec, annotations) = (pod.get("spec"), pod.get("metadata").get("annotations"));
    if !spec.list("ephemeralContainers").is_empty() {
        causes.forbidden(&path.child("ephemeralContainers"), "cannot be set on create");
    }
    if !spec.str("nodeName").is_empty() && !spec.list("schedulingGates").is_empty() {
        let detail = "cannot be set until all schedulingGates have been cleared";
        causes.forbidden(&path.child("nodeName"), detail);
    }
    validate_seccomp_annotations_and_fields(annotations, spec, &path, causes);
    validate_app_armor_annotations_and_fields_match(annotations, spec, &path, causes);
}

/// `WarningsOnCreate`; updates of Pods give no warnings.
fn warnings_for_pod(context: &Context<'_>, old: Option<&Value>, pod: &Value, warnings: &mut Vec<Warning>) {
    if old.is_some() {
        return;
    }
    warn_of_app_armor_annotations(pod, warnings);
    let messages = is_dns1123_label(&generated_name(pod));
    if !messages.is_empty() {
        let messages = joined(&messages, " ");
        let text = format!(
            "this is used in the Pod's hostname, which can result in surprising behavior; a DNS label is \
             recommended: [{messages}]"
        );
        warn(&Path::new("metadata").child("name"), Check::NameSurprises.says(text), warnings);
    }
    warnings::warnings_for_pod_spec_and_meta(context, pod, Holder::Pod, &Path::ROOT, warnings);
}

fn warn_of_app_armor_annotations(pod: &Value, warnings: &mut Vec<Warning>) {
    let (spec, annotations) = (pod.get("spec"), pod.get("metadata").get("annotations"));
    if spec.get("os").str("name") == "windows" {
        return;
    }
    for container in all_containers(spec) {
        let key = format!("{APP_ARMOR_PREFIX}{}", container.str("name"));
        let Some(annotation) = annotations.get(&key).as_str() else { continue };
        let profile = container.get("securityContext").get("appArmorProfile");
        let filled_in = profile.origin == Origin::Defaulted(APP_ARMOR);
        let unread = profile.is_null() && valid_app_armor_profile(annotation).is_none();
        if filled_in || unread {
            let path = Path::new("metadata");
            let path = path.child("annotations");
            warn(&path.key(&key), warnings::app_armor_annotation(), warnings);
        }
    }
}
