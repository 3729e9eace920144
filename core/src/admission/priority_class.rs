//! PriorityClasses.

use super::field_error::Bad;
use super::metadata::{Scope, name_is_dns_subdomain, validate_immutable_field};
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy};
use crate::field_path::Path;
use crate::value::Value;

pub(super) const STRATEGY: Strategy = Strategy {
    group: "scheduling.k8s.io",
    kind: "PriorityClass",
    scope: Scope::Cluster,
    defaults: |_, class| {
        class.default("preemptionPolicy", "PreemptLowerPriority", "SetDefaults_PriorityClass");
    },
    validate: validate_priority_class,
    ..Strategy::NONE
};

const HIGHEST_USER_DEFINABLE_PRIORITY: i64 = 1_000_000_000;

/// The classes that every cluster has, with their values.
const SYSTEM_PRIORITY_CLASSES: [(&str, i64); 2] =
    [("system-node-critical", 2_000_001_000), ("system-cluster-critical", 2_000_000_000)];

/// Source: kubernetes v1.37 pkg/apis/scheduling/validation/validation.go ValidatePriorityClass,
/// ValidatePriorityClassUpdate
fn validate_priority_class(_: &Context<'_>, old: Option<&Value>, class: &Value, causes: &mut Causes) {
    let (value_path, policy_path) = (Path::new("value"), Path::new("preemptionPolicy"));
    if let Some(old) = old {
        validate_metadata(Some(old), class, Scope::Cluster, name_is_dns_subdomain, causes);
        if class.int("value") != old.int("value") {
            causes.forbidden(&value_path, Check::Update.says("may not be changed in an update."));
        }
        let (policy, old_policy) = (class.get("preemptionPolicy"), old.get("preemptionPolicy"));
        validate_immutable_field(policy, old_policy, &policy_path, causes);
        return;
    }
    validate_metadata(None, class, Scope::Cluster, name_is_dns_subdomain, causes);
    let meta = Path::new("metadata");
    if class.get("metadata").str("name").starts_with("system-") {
        if let Some(error) = system_class_error(class) {
            let text = format!(
                "priority class names with 'system-' prefix are reserved for system use only. error: {error}"
            );
            causes.forbidden(&meta.child("name"), Check::SystemName.says(text));
        }
    } else if class.int("value") > HIGHEST_USER_DEFINABLE_PRIORITY {
        let text =
            format!("maximum allowed value of a user defined priority is {HIGHEST_USER_DEFINABLE_PRIORITY}");
        causes.forbidden(&value_path, Check::SystemPriority.says(text));
    }
    let policies = ["PreemptLowerPriority", "Never"];
    match class.get("preemptionPolicy").as_str() {
        Some("") => causes.required(&policy_path, ""),
        Some(policy) if !policies.contains(&policy) => {
            causes.not_supported(&policy_path, Bad::typed(policy), &policies);
        }
        Some(_) | None => {}
    }
}

/// What tells a class apart from the system's class of its name.
///
/// Source: kubernetes v1.37 pkg/apis/scheduling/v1/helpers.go IsKnownSystemPriorityClass
fn system_class_error(class: &Value) -> Option<String> {
    let name = class.get("metadata").str("name");
    let known = SYSTEM_PRIORITY_CLASSES.iter().find(|(known, _)| *known == name);
    match known {
        None => Some(format!("{name} is not a known system priority class")),
        Some((_, value)) if class.int("value") != *value => {
            Some(format!("value of {name} PriorityClass must be {value}"))
        }
        Some(_) if class.bool("globalDefault") == Some(true) => {
            Some(format!("globalDefault of {name} PriorityClass must be false"))
        }
        Some(_) => None,
    }
}
