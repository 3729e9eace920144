//! Tolerations of Pods.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateTolerations

use super::options::PodValidationOptions;
use crate::admission::field_error::Bad;
use crate::admission::label_selector::validate_label_name;
use crate::admission::names::{is_valid_label_value, joined};
use crate::admission::{Causes, Check};
use crate::field_path::Path;
use crate::go::quote::go_quote;
use crate::value::Value;

const EFFECTS: [&str; 3] = ["NoSchedule", "PreferNoSchedule", "NoExecute"];

/// Checks a Pod's tolerations.
pub(crate) fn validate_tolerations(
    tolerations: &[Value],
    options: &PodValidationOptions,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    for (index, toleration) in tolerations.iter().enumerate() {
        let path = path.index(index);
        let operator_path = path.child("operator");
        let (key, operator, value) =
            (toleration.str("key"), toleration.str("operator"), toleration.str("value"));
        if !key.is_empty() {
            validate_label_name(key, &path.child("key"), causes);
        }
        if key.is_empty() && operator != "Exists" {
            let detail = Check::ExistsWithoutKey.says(
                "operator must be Exists when `key` is empty, which means \"match all values and all keys\"",
            );
            causes.invalid(&operator_path, Bad::typed(operator), detail);
        }
        let effect = toleration.str("effect");
        if toleration.has("tolerationSeconds") && effect != "NoExecute" {
            let detail =
                Check::NoExecuteOnly.says("effect must be 'NoExecute' when `tolerationSeconds` is set");
            causes.invalid(&path.child("effect"), Bad::typed(effect), detail);
        }
        match operator {
            "Equal" | "" => {
                let messages = is_valid_label_value(value);
                if !messages.is_empty() {
                    causes.invalid(&operator_path, value, joined(&messages, ";"));
                }
            }
            "Exists" => {
                if !value.is_empty() {
                    causes.invalid(
                        &operator_path,
                        value,
                        Check::ValueOfExists.says("value must be empty when `operator` is 'Exists'"),
                    );
                }
            }
            "Lt" | "Gt" if options.allow_taint_toleration_comparison_operators => {
                validate_number(value, &path.child("value"), causes);
            }
            "Lt" | "Gt" => {
                causes.not_supported(&operator_path, Bad::typed(operator), &["Equal", "Exists", "Lt", "Gt"]);
            }
            other => causes.not_supported(&operator_path, Bad::typed(other), &["Equal", "Exists"]),
        }
        if !effect.is_empty() && !EFFECTS.contains(&effect) {
            causes.not_supported(&path.child("effect"), Bad::typed(effect), &EFFECTS);
        }
    }
}

fn validate_number(value: &str, path: &Path<'_>, causes: &mut Causes) {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let plain = value == "0" || digits.starts_with(|c: char| ('1'..='9').contains(&c));
    if value.is_empty() {
        causes.invalid(path, value, "must be non-empty");
    } else if !plain || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let detail = "must be a valid decimal integer in canonical form";
        causes.invalid(path, value, detail);
    }
    if value.parse::<i64>().is_err() {
        let numeric = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.is_empty();
        let why = if numeric { "value out of range" } else { "invalid syntax" };
        causes.invalid(
            path,
            value,
            Check::Stated.says(format!("strconv.ParseInt: parsing {}: {why}", go_quote(value))),
        );
    }
}
