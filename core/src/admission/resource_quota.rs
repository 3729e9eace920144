//! ResourceQuotas.

use super::field_error::Bad;
use super::go_struct::{self, Shape};
use super::metadata::{Scope, name_is_dns_subdomain};
use super::pod::defaults::set_defaults_resource_list;
use super::pod::resources::validate_resource_quantity_value;
use super::strategy::{reset_status, validate_metadata};
use super::{Causes, Check, Context, Strategy, Warning, warn};
use crate::admission::pod::resource_names::{is_standard_resource_name, validate_resource_name};
use crate::field_path::Path;
use crate::schema::quantity::Quantity;
use crate::value::{Entry, Value};
use std::cmp::Ordering;
use std::collections::BTreeSet;

pub(super) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "ResourceQuota",
    scope: Scope::Namespaced,
    defaults: set_defaults_resource_quota,
    prepare: |_, old, quota| reset_status(old, quota),
    validate: validate_resource_quota,
    warnings: warnings_for_resource_quota,
    ..Strategy::NONE
};

const PODS: &[&str] =
    &["pods", "cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory"];

/// The scopes, and the resources to which each applies.
///
/// Source: kubernetes v1.37 pkg/apis/core/helper/helpers.go IsResourceQuotaScopeValidForResource
const SCOPES: [(&str, &[&str]); 7] = [
    ("Terminating", PODS),
    ("NotTerminating", PODS),
    ("NotBestEffort", PODS),
    ("PriorityClass", PODS),
    ("CrossNamespacePodAffinity", PODS),
    ("BestEffort", &["pods"]),
    ("VolumeAttributesClass", &["persistentvolumeclaims", "requests.storage"]),
];

/// The scope for classes of attributes, and the version that brought it.
const VOLUME_ATTRIBUTES_CLASS: (&str, u8) = ("VolumeAttributesClass", 33);

/// Scopes that exclude each other.
const CONFLICTING: [(&str, &str); 2] = [("BestEffort", "NotBestEffort"), ("Terminating", "NotTerminating")];

const SCOPE_OF_RESOURCE: &str = "unsupported scope applied to resource";

/// `core.ScopeSelector`.
const SCOPE_SELECTOR: &[go_struct::Field] = &[(
    "MatchExpressions",
    "matchExpressions",
    Shape::Structs(&[
        ("ScopeName", "scopeName", Shape::Plain("\"\"")),
        ("Operator", "operator", Shape::Plain("\"\"")),
        ("Values", "values", Shape::Plain("null")),
    ]),
)];

/// Source: kubernetes v1.37 pkg/apis/core/v1/zz_generated.defaults.go SetObjectDefaults_ResourceQuota
fn set_defaults_resource_quota(_: &Context<'_>, quota: &mut Value) {
    if let Some(spec) = quota.get_mut("spec") {
        set_defaults_resource_list(spec, "hard");
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateResourceQuota, ValidateResourceQuotaUpdate
fn validate_resource_quota(context: &Context<'_>, old: Option<&Value>, quota: &Value, causes: &mut Causes) {
    validate_metadata(old, quota, Scope::Namespaced, name_is_dns_subdomain, causes);
    let path = Path::new("spec");
    let spec = quota.get("spec");
    let hard_path = path.child("hard");
    let mut hard: Vec<&Entry> = spec.entries("hard").iter().collect();
    hard.sort_unstable_by(|a, b| a.key.cmp(&b.key));
    for entry in &hard {
        let name = entry.key.as_ref();
        let path = hard_path.key(name);
        validate_resource_name(name, &path, causes);
        if !name.contains('/') && !is_standard_quota_resource_name(name) {
            causes.invalid(
                &path,
                Bad::typed(name),
                Check::QuotaResource.says("must be a standard resource for quota"),
            );
        }
        let amount = Quantity::of(&entry.value).unwrap_or(Quantity::ZERO);
        validate_resource_quantity_value(name, amount, &path, causes);
    }
    let scoped = Scoped {
        minor: context.version.minor,
        resources: hard
            .iter()
            .map(|entry| entry.key.as_ref())
            .filter(|name| is_standard_quota_resource_name(name))
            .collect(),
        scopes: spec.get("scopes"),
    };
    scoped.validate_scopes(&path.child("scopes"), causes);
    if spec.has("scopeSelector") {
        scoped.validate_selector(spec.get("scopeSelector"), &path.child("scopeSelector"), causes);
    }
    if let Some(old) = old {
        let names = |scopes: &'_ Value| -> BTreeSet<String> {
            scopes.as_list().iter().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        if names(spec.get("scopes")) != names(old.get("spec").get("scopes")) {
            causes.invalid(
                &path.child("scopes"),
                spec.get("scopes"),
                Check::Immutable.says("field is immutable"),
            );
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/helper/helpers.go IsStandardQuotaResourceName
fn is_standard_quota_resource_name(name: &str) -> bool {
    is_standard_resource_name(name) && name != "storage"
}

/// What the checks of scopes lean on.
struct Scoped<'q> {
    /// The version of Kubernetes.
    minor: u8,
    /// The standard resources that are limited.
    resources: Vec<&'q str>,
    /// `spec.scopes`.
    scopes: &'q Value,
}

impl Scoped<'_> {
    /// The resources to which a scope applies; `None` if the version does not know it.
    fn fitting(&self, scope: &str) -> Option<&'static [&'static str]> {
        let (name, since) = VOLUME_ATTRIBUTES_CLASS;
        let known =
            SCOPES.iter().find(|(known, _)| *known == scope && (*known != name || self.minor >= since));
        known.map(|(_, fitting)| *fitting)
    }

    fn is_known(&self, scope: &str) -> bool {
        self.fitting(scope).is_some()
    }

    /// Says whether something is limited that a scope does not apply to.
    fn does_not_fit(&self, scope: &str) -> bool {
        let fitting = self.fitting(scope);
        fitting.is_some_and(|fitting| self.resources.iter().any(|name| !fitting.contains(name)))
    }

    fn validate_conflicts(&self, seen: &[&str], path: &Path<'_>, causes: &mut Causes) {
        for (one, other) in CONFLICTING {
            if seen.contains(&one) && seen.contains(&other) {
                causes.invalid(path, self.scopes, Check::ScopesExclusive.says("conflicting scopes"));
            }
        }
    }

    /// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateResourceQuotaScopes
    fn validate_scopes(&self, path: &Path<'_>, causes: &mut Causes) {
        let seen: Vec<&str> =
            self.scopes.as_list().iter().map(|scope| scope.as_str().unwrap_or("")).collect();
        for scope in &seen {
            if !self.is_known(scope) {
                causes.invalid(path, self.scopes, Check::QuotaScope.says("unsupported scope"));
            }
            if self.does_not_fit(scope) {
                causes.invalid(path, self.scopes, Check::ScopeOfResource.says(SCOPE_OF_RESOURCE));
            }
        }
        self.validate_conflicts(&seen, path, causes);
    }

    /// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateScopedResourceSelectorRequirement
    fn validate_selector(&self, selector: &Value, path: &Path<'_>, causes: &mut Causes) {
        let path = path.child("matchExpressions");
        let (operator_path, values_path) = (path.child("operator"), path.child("values"));
        let mut seen = Vec::new();
        for requirement in selector.list("matchExpressions") {
            let (scope, operator) = (requirement.str("scopeName"), requirement.str("operator"));
            seen.push(scope);
            if !self.is_known(scope) {
                causes.invalid(
                    &path.child("scopeName"),
                    Bad::typed(scope),
                    Check::QuotaScope.says("unsupported scope"),
                );
            }
            if self.does_not_fit(scope) {
                let bad = go_struct::bad(selector, Shape::Struct(SCOPE_SELECTOR));
                causes.invalid(&path, bad, Check::ScopeOfResource.says(SCOPE_OF_RESOURCE));
            }
            let takes_values = matches!(scope, "PriorityClass" | "VolumeAttributesClass");
            if self.is_known(scope) && !takes_values && operator != "Exists" {
                let detail = "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, \
                              ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, \
                              ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
                causes.invalid(&operator_path, Bad::typed(operator), detail);
            }
            let values = requirement.get("values");
            match operator {
                "In" | "NotIn" if values.as_list().is_empty() => {
                    let detail =
                        "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
                    causes.required(&values_path, detail);
                }
                "Exists" | "DoesNotExist" if !values.as_list().is_empty() => {
                    let detail =
                        "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
                    causes.invalid(&values_path, values, detail);
                }
                "In" | "NotIn" | "Exists" | "DoesNotExist" => {}
                _ => causes.invalid(
                    &operator_path,
                    Bad::typed(operator),
                    Check::SelectorOperator.says("not a valid selector operator"),
                ),
            }
        }
        self.validate_conflicts(&seen, &path, causes);
    }
}

/// Source: kubernetes v1.37 pkg/registry/core/resourcequota/strategy.go WarningsOnCreate
fn warnings_for_resource_quota(
    _: &Context<'_>,
    old: Option<&Value>,
    quota: &Value,
    warnings: &mut Vec<Warning>,
) {
    if old.is_some() {
        return;
    }
    let hard = quota.get("spec").get("hard");
    let path = Path::new("spec");
    let path = path.child("hard");
    for name in ["cpu", "memory", "storage", "ephemeral-storage"] {
        let (requests, limits) = (format!("requests.{name}"), format!("limits.{name}"));
        let bare = matches!(name, "cpu" | "memory").then_some(name);
        let Some(requests) =
            [Some(requests.as_str()), bare].into_iter().flatten().find(|name| hard.has(name))
        else {
            continue;
        };
        let amounts = Quantity::of(hard.get(requests)).zip(Quantity::of(hard.get(&limits)));
        let Some((request, limit)) = amounts else { continue };
        if request.compare(limit) == Ordering::Greater {
            let (request, limit) = (request.canonical(), limit.canonical());
            let message =
                format!("ResourceQuota {requests} ({request}) should be less than {limits} ({limit})");
            warn(warnings, &path.key(requests), Check::RequestsAboveLimits.says(message));
        }
    }
}
