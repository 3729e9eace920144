//! When a container is restarted.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::options::PodValidationOptions;
use crate::admission::Causes;
use crate::admission::field_error::Bad;
use crate::field_path::Path;
use crate::value::Value;

const MAX_RULES: usize = 20;
const MAX_EXIT_CODES: usize = 255;

/// Checks the restart policy of an init container.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateInitContainerRestartPolicy
pub(crate) fn validate_init_container_restart_policy(
    container: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let policy_path = path.child("restartPolicy");
    let has_rules = !container.list("restartPolicyRules").is_empty();
    let Some(policy) = container.get("restartPolicy").as_str() else {
        if has_rules {
            causes.required(&policy_path, "must specify restartPolicy when restart rules are used");
        }
        return;
    };
    match (options.allow_container_restart_policy_rules, policy) {
        (true, "Always") if !options.allow_restart_all_containers => {
            if has_rules {
                let detail =
                    "restartPolicyRules are not allowed for init containers with restart policy Always";
                causes.forbidden(&path.child("restartPolicyRules"), detail);
            }
        }
        (true, _) => validate_container_restart_policy(container, options, path, causes),
        (false, "Always") => {}
        (false, other) => causes.not_supported(&policy_path, Bad::typed(other), &["Always"]),
    }
}

/// Checks the restart policy and rules of a container.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateContainerRestartPolicy
pub(crate) fn validate_container_restart_policy(
    container: &Value,
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let policy_path = path.child("restartPolicy");
    let rules = container.list("restartPolicyRules");
    match container.get("restartPolicy").as_str() {
        None if rules.is_empty() => return,
        None => causes.required(&policy_path, "must specify restartPolicy when restart rules are used"),
        Some("Always" | "Never" | "OnFailure") => {}
        Some(other) => {
            causes.not_supported(&policy_path, Bad::typed(other), &["Always", "Never", "OnFailure"]);
        }
    }
    let rules_path = path.child("restartPolicyRules");
    if rules.len() > MAX_RULES {
        causes.too_many(&rules_path, rules.len(), MAX_RULES);
    }
    let all_actions = ["Restart", "RestartAllContainers"];
    let actions = if options.allow_restart_all_containers { &all_actions[..] } else { &["Restart"] };
    for (index, rule) in rules.iter().enumerate() {
        let path = rules_path.index(index);
        let action = rule.str("action");
        if !actions.contains(&action) {
            causes.not_supported(&path.child("action"), Bad::typed(action), actions);
        }
        let exit_codes = rule.get("exitCodes");
        let path = path.child("exitCodes");
        if exit_codes.is_null() {
            causes.required(&path, "must be specified");
            continue;
        }
        let operator = exit_codes.str("operator");
        if !matches!(operator, "In" | "NotIn") {
            causes.not_supported(&path.child("operator"), Bad::typed(operator), &["In", "NotIn"]);
        }
        let values = exit_codes.list("values").len();
        if values > MAX_EXIT_CODES {
            causes.too_many(&path.child("values"), values, MAX_EXIT_CODES);
        }
    }
}
