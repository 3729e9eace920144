//! LimitRanges.

use super::field_error::Bad;
use super::metadata::{Scope, name_is_dns_subdomain};
use super::names::is_qualified_name;
use super::pod::defaults::set_defaults_resource_list;
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy};
use crate::admission::pod::resource_names::{
    is_overcommit_allowed, validate_container_resource_name, validate_resource_name,
};
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::{Map, Value};
use std::cmp::Ordering;
use std::collections::BTreeSet;

pub(super) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "LimitRange",
    scope: Scope::Namespaced,
    defaults: set_defaults_limit_range,
    prepare: prepare_limit_range,
    validate: validate_limit_range,
    ..Strategy::NONE
};

/// The amounts of an item, in the order in which upstream looks at them.
const AMOUNTS: [&str; 5] = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"];

/// Which amount may not be above which: the lower one's field and words, the higher one's, and the field and the amount
/// that the cause names.
struct Rule {
    low: &'static str,
    low_words: &'static str,
    high: &'static str,
    high_words: &'static str,
    field: &'static str,
    shown: &'static str,
}

const fn rule(
    (low, low_words): (&'static str, &'static str),
    (high, high_words): (&'static str, &'static str),
    (field, shown): (&'static str, &'static str),
) -> Rule {
    Rule { low, low_words, high, high_words, field, shown }
}

const MIN: (&str, &str) = ("min", "min");
const MAX: (&str, &str) = ("max", "max");
const DEFAULT: (&str, &str) = ("default", "default");
const LIMIT: (&str, &str) = ("default", "default limit");
const REQUEST: (&str, &str) = ("defaultRequest", "default request");

const RULES: [Rule; 6] = [
    rule(MIN, MAX, ("min", "min")),
    rule(MIN, REQUEST, ("defaultRequest", "defaultRequest")),
    rule(REQUEST, MAX, ("defaultRequest", "defaultRequest")),
    rule(REQUEST, LIMIT, ("defaultRequest", "defaultRequest")),
    rule(MIN, DEFAULT, ("default", "min")),
    rule(DEFAULT, MAX, ("default", "max")),
];

/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem,
/// pkg/apis/core/v1/zz_generated.defaults.go SetObjectDefaults_LimitRange
fn set_defaults_limit_range(_: &Context<'_>, range: &mut Value) {
    let limits = range.get_mut("spec").and_then(|spec| spec.get_mut("limits"));
    for item in limits.map(Value::as_list_mut).unwrap_or_default() {
        if item.str("type") == "Container" {
            fill(item, "default", "max");
            fill(item, "defaultRequest", "default");
            fill(item, "defaultRequest", "min");
        }
        for amounts in AMOUNTS {
            set_defaults_resource_list(item, amounts);
        }
    }
}

/// Takes amounts that one field lacks from another.
fn fill(item: &mut Value, to: &'static str, from: &str) {
    const WHY: &str = "SetDefaults_LimitRangeItem";
    item.default(to, Map::default(), WHY);
    for entry in item.get(from).as_entries().to_vec() {
        if let Some(amounts) = item.get_mut(to).filter(|amounts| !amounts.has(&entry.key)) {
            amounts.set(entry.key, Value::defaulted(entry.value.data, WHY));
        }
    }
}

/// Source: kubernetes v1.37 pkg/registry/core/limitrange/strategy.go PrepareForCreate
fn prepare_limit_range(_: &Context<'_>, old: Option<&Value>, range: &mut Value) {
    let Some(meta) = range.get_mut("metadata").filter(|_| old.is_none()) else { return };
    if meta.str("name").is_empty() {
        meta.set("name", Value::allocated("<allocated>", "limitrangeStrategy.PrepareForCreate"));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateLimitRange
fn validate_limit_range(_: &Context<'_>, _: Option<&Value>, range: &Value, causes: &mut Causes) {
    validate_metadata(None, range, Scope::Namespaced, name_is_dns_subdomain, causes);
    let path = Path::new("spec");
    let path = path.child("limits");
    let mut types = BTreeSet::new();
    for (index, item) in range.get("spec").list("limits").iter().enumerate() {
        let path = path.index(index);
        let limit_type = item.str("type");
        validate_limit_range_type_name(limit_type, &path.child("type"), causes);
        if !types.insert(limit_type) {
            causes.duplicate(&path.child("type"), Bad::typed(limit_type));
        }
        validate_item(item, &path, causes);
    }
}

fn validate_limit_range_type_name(name: &str, path: &Path<'_>, causes: &mut Causes) {
    let messages = is_qualified_name(name);
    let is_standard = matches!(name, "Pod" | "Container" | "PersistentVolumeClaim");
    if messages.is_empty() && !name.contains('/') && !is_standard {
        causes.invalid(path, Bad::typed(name), "must be a standard limit type or fully qualified");
    }
    causes.invalid_each(path, Bad::typed(name), messages);
}

fn validate_item(item: &Value, limit_path: &Path<'_>, causes: &mut Causes) {
    let limit_type = item.str("type");
    let is_of_pod = |field: &str| limit_type == "Pod" && field.starts_with("default");
    let mut keys = BTreeSet::new();
    for field in AMOUNTS {
        let path = limit_path.child(field);
        let entries = item.entries(field);
        if is_of_pod(field) {
            if !entries.is_empty() {
                causes.forbidden(&path, "may not be specified when `type` is 'Pod'");
            }
            continue;
        }
        if field == "maxLimitRequestRatio" {
            require_storage(item, limit_path, causes);
        }
        for entry in entries {
            match limit_type {
                "Pod" | "Container" => {
                    validate_container_resource_name(&entry.key, &path.key(&entry.key), causes);
                }
                _ => validate_resource_name(&entry.key, &path.key(&entry.key), causes),
            }
            keys.insert(entry.key.as_ref());
        }
    }
    for key in keys {
        let amount = |field: &str| {
            let is_read = !is_of_pod(field);
            Quantity::of(item.get(field).get(key)).filter(|_| is_read)
        };
        validate_amounts(key, &amount, limit_path, causes);
    }
}

fn require_storage(item: &Value, path: &Path<'_>, causes: &mut Causes) {
    let has_storage = ["min", "max"].iter().any(|field| item.get(field).has("storage"));
    if item.str("type") == "PersistentVolumeClaim" && !has_storage {
        let detail = "either minimum or maximum storage value is required, but neither was provided";
        causes.required(&path.child("limits"), Check::StorageBounds.says(detail));
    }
}

fn validate_amounts(
    key: &str,
    amount: &dyn Fn(&str) -> Option<Quantity>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    for rule in &RULES {
        let Some((low, high)) = amount(rule.low).zip(amount(rule.high)) else { continue };
        if low.compare(high) == Ordering::Greater {
            let shown = amount(rule.shown).unwrap_or(Quantity::ZERO).canonical();
            let detail = format!(
                "{} value {} is greater than {} value {}",
                rule.low_words,
                low.canonical(),
                rule.high_words,
                high.canonical()
            );
            causes.invalid(&path.child(rule.field).key(key), &shown, Check::LimitOrder.says(detail));
        }
    }
    if let Some(ratio) = amount("maxLimitRequestRatio") {
        let bounds = amount("min").zip(amount("max"));
        validate_ratio(ratio, bounds, &path.child("maxLimitRequestRatio").key(key), causes);
    }
    if let Some((request, limit)) = amount("defaultRequest").zip(amount("default"))
        && !is_overcommit_allowed(key)
        && request.compare(limit) != Ordering::Equal
    {
        let (request, limit) = (request.canonical(), limit.canonical());
        let detail = format!("default value {limit} must equal to defaultRequest value {request} in {key}");
        causes.invalid(&path.child("defaultRequest").key(key), &request, Check::LimitOrder.says(detail));
    }
}

fn validate_ratio(
    ratio: Quantity,
    bounds: Option<(Quantity, Quantity)>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let text = ratio.canonical();
    if ratio.compare(Quantity::ONE) == Ordering::Less {
        causes.invalid(path, &text, Check::LimitRatio.says(format!("ratio {text} is less than 1")));
    }
    let Some((min, max)) = bounds else { return };
    let (mut most, mut low, mut high) = (as_float(ratio.value()), min.value(), max.value());
    if [ratio, min, max].iter().all(|amount| amount.value() < i64::MAX / 1000) {
        most = as_float(ratio.milli_value()) / 1000.0;
        (low, high) = (min.milli_value(), max.milli_value());
    }
    let limit = as_float(high) / as_float(low);
    if most > limit {
        let said = Check::LimitRatio.says(format!("ratio {text} is greater than max/min = {limit:.6}"));
        causes.invalid(path, &text, said);
    }
}

#[expect(clippy::cast_precision_loss, reason = "upstream compares floats")]
fn as_float(number: i64) -> f64 {
    number as f64
}
