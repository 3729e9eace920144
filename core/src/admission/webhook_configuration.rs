//! ValidatingWebhookConfigurations and MutatingWebhookConfigurations.
//!
//! Expressions of match conditions are not compiled: of those that cannot be, or that give no truth value, only lone
//! literals are told.
//!
//! Source: kubernetes v1.37 pkg/apis/admissionregistration/validation/{validation,warnings,static_suffix}.go

use super::features::{EXCLUDE_ADMISSION_WEBHOOK_VIRTUAL_RESOURCES, MANIFEST_BASED_ADMISSION_CONTROL_CONFIG};
use super::field_error::Bad;
use super::label_selector::{SelectorValues, validate_label_selector};
use super::metadata::{Scope, name_is_dns_subdomain, same, validate_object_meta};
use super::names::{is_fully_qualified_name, is_qualified_name};
use super::webhook_client::{
    is_accepted_review_version, review_versions, validate_client_config, validate_review_versions,
};
use super::{Causes, Check, Context, Strategy, Warning, warn};
use crate::field_path::Path;
use crate::value::{Map, Value};

const VALIDATING: Strategy = Strategy {
    group: "admissionregistration.k8s.io",
    kind: "ValidatingWebhookConfiguration",
    scope: Scope::Cluster,
    defaults: |_, object| set_defaults_webhooks(object, Webhooks::Validating),
    validate: |context, old, object, causes| {
        validate_webhook_configuration(context, old, object, Webhooks::Validating, causes);
    },
    warnings: webhook_configuration_warnings,
    ..Strategy::NONE
};

pub(super) const STRATEGIES: [Strategy; 2] = [
    VALIDATING,
    Strategy {
        kind: "MutatingWebhookConfiguration",
        defaults: |_, object| set_defaults_webhooks(object, Webhooks::Mutating),
        validate: |context, old, object, causes| {
            validate_webhook_configuration(context, old, object, Webhooks::Mutating, causes);
        },
        ..VALIDATING
    },
];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Webhooks {
    Validating,
    Mutating,
}

const STATIC_CONFIG_SUFFIX: &str = ".static.k8s.io";
const RESERVED: &str = "names ending with \".static.k8s.io\" are reserved for static manifest-based configurations and \
                        cannot be managed via the API";
const SIDE_EFFECTS: [&str; 4] = ["None", "NoneOnDryRun", "Some", "Unknown"];
const NO_SIDE_EFFECTS: [&str; 2] = ["None", "NoneOnDryRun"];
const SELECTORS: [&str; 2] = ["namespaceSelector", "objectSelector"];

/// Source: kubernetes v1.37 pkg/apis/admissionregistration/v1/defaults.go SetDefaults_ValidatingWebhook,
/// SetDefaults_MutatingWebhook, SetDefaults_Rule, SetDefaults_ServiceReference
fn set_defaults_webhooks(object: &mut Value, kind: Webhooks) {
    let why = match kind {
        Webhooks::Validating => "SetDefaults_ValidatingWebhook",
        Webhooks::Mutating => "SetDefaults_MutatingWebhook",
    };
    for hook in object.get_mut("webhooks").map(Value::as_list_mut).unwrap_or_default() {
        hook.default("failurePolicy", "Fail", why);
        hook.default("matchPolicy", "Equivalent", why);
        for selector in SELECTORS {
            hook.default(selector, Map::default(), why);
        }
        hook.default("timeoutSeconds", 10, why);
        if kind == Webhooks::Mutating {
            hook.default("reinvocationPolicy", "Never", why);
        }
        for rule in hook.get_mut("rules").map(Value::as_list_mut).unwrap_or_default() {
            rule.default("scope", "*", "SetDefaults_Rule");
        }
        let service = hook.get_mut("clientConfig").and_then(|config| config.get_mut("service"));
        if let Some(service) = service {
            service.default("port", 443, "SetDefaults_ServiceReference");
        }
    }
}

/// What an object that is stored already excuses.
///
/// Source: `validationOptions`
#[derive(Debug, Clone, Copy)]
struct Options {
    ignore_match_conditions: bool,
    side_effects: &'static [&'static str],
    require_recognized_admission_review_version: bool,
    require_unique_webhook_names: bool,
    selector_values: SelectorValues,
}

impl Options {
    /// Source: ValidateValidatingWebhookConfigurationUpdate, ValidateMutatingWebhookConfigurationUpdate
    fn new(old: Option<&Value>, object: &Value) -> Self {
        let Some(old) = old else {
            return Self {
                ignore_match_conditions: false,
                side_effects: &NO_SIDE_EFFECTS,
                require_recognized_admission_review_version: true,
                require_unique_webhook_names: true,
                selector_values: SelectorValues::Checked,
            };
        };
        let (old, new) = (old.list("webhooks"), object.list("webhooks"));
        let has_good_selectors = |hook: &Value| {
            let mut causes = Causes::default();
            for selector in SELECTORS {
                validate_label_selector(
                    hook.get(selector),
                    SelectorValues::Checked,
                    &Path::ROOT,
                    &mut causes,
                );
            }
            causes.is_empty()
        };
        let conditions = |hook: &Value| hook.get("matchConditions").clone();
        let is_known = |hook: &Value| {
            let versions = hook.list("admissionReviewVersions");
            versions.is_empty() || versions.iter().any(is_accepted_review_version)
        };
        let has_no_side_effects = |hook: &Value| NO_SIDE_EFFECTS.contains(&hook.str("sideEffects"));
        let mut names: Vec<&str> = old.iter().map(|hook| hook.str("name")).collect();
        names.sort_unstable();
        Self {
            ignore_match_conditions: old.len() == new.len()
                && old.iter().zip(new).all(|(old, new)| same(&conditions(old), &conditions(new))),
            side_effects: if old.iter().all(has_no_side_effects) { &NO_SIDE_EFFECTS } else { &SIDE_EFFECTS },
            require_recognized_admission_review_version: old.iter().all(is_known),
            require_unique_webhook_names: names.is_sorted_by(|a, b| a < b),
            selector_values: if old.iter().all(has_good_selectors) {
                SelectorValues::Checked
            } else {
                SelectorValues::Any
            },
        }
    }
}

/// Source: `validateValidatingWebhookConfiguration`, `validateMutatingWebhookConfiguration`,
/// pkg/registry/admissionregistration/validatingwebhookconfiguration/strategy.go Validate
fn validate_webhook_configuration(
    context: &Context<'_>,
    old: Option<&Value>,
    object: &Value,
    kind: Webhooks,
    causes: &mut Causes,
) {
    let options = Options::new(old, object);
    let meta = object.get("metadata");
    let meta_path = Path::new("metadata");
    validate_object_meta(meta, Scope::Cluster, name_is_dns_subdomain, &meta_path, causes);
    let path = Path::new("webhooks");
    let mut names = Vec::new();
    for (at, hook) in object.list("webhooks").iter().enumerate() {
        let path = path.index(at);
        validate_webhook(hook, kind, options, &path, causes);
        validate_review_versions(
            hook.get("admissionReviewVersions"),
            options.require_recognized_admission_review_version,
            &format!("must specify one of {}", review_versions()),
            &path.child("admissionReviewVersions"),
            causes,
        );
        if options.require_unique_webhook_names {
            unique(hook.str("name"), &mut names, &path.child("name"), causes);
        }
    }
    let name = meta.str("name");
    let is_reserved = name.ends_with(STATIC_CONFIG_SUFFIX);
    if old.is_none() && is_reserved && context.on(MANIFEST_BASED_ADMISSION_CONTROL_CONFIG) {
        causes.invalid(&meta_path.child("name"), name, Check::ReservedName.says(RESERVED));
    }
}

/// Tells of a name that an earlier one of the list has.
fn unique<'v>(name: &'v str, earlier: &mut Vec<&'v str>, path: &Path<'_>, causes: &mut Causes) {
    if earlier.contains(&name) {
        causes.duplicate(path, name);
    } else if !name.is_empty() {
        earlier.push(name);
    }
}

/// Source: `validateValidatingWebhook`, `validateMutatingWebhook`
fn validate_webhook(hook: &Value, kind: Webhooks, options: Options, path: &Path<'_>, causes: &mut Causes) {
    is_fully_qualified_name(&path.child("name"), hook.str("name"), causes);
    let rules_path = path.child("rules");
    for (at, rule) in hook.list("rules").iter().enumerate() {
        validate_rule_with_operations(rule, &rules_path.index(at), causes);
    }
    one_of(hook, "failurePolicy", &["Fail", "Ignore"], path, causes);
    one_of(hook, "matchPolicy", &["Equivalent", "Exact"], path, causes);
    if !hook.has("sideEffects") {
        let detail = format!("must specify one of {}", options.side_effects.join(", "));
        causes.required(&path.child("sideEffects"), &detail);
    }
    one_of(hook, "sideEffects", options.side_effects, path, causes);
    if let Some(seconds) = hook.get("timeoutSeconds").as_int().filter(|seconds| !(1..=30).contains(seconds)) {
        let detail = Check::WebhookTimeout.says("the timeout value must be between 1 and 30 seconds");
        causes.invalid(&path.child("timeoutSeconds"), seconds, detail);
    }
    for selector in SELECTORS {
        let path = path.child(selector);
        validate_label_selector(hook.get(selector), options.selector_values, &path, causes);
    }
    if kind == Webhooks::Mutating {
        one_of(hook, "reinvocationPolicy", &["IfNeeded", "Never"], path, causes);
    }
    validate_client_config(hook.get("clientConfig"), &path.child("clientConfig"), causes);
    if !options.ignore_match_conditions {
        validate_match_conditions(hook.list("matchConditions"), &path.child("matchConditions"), causes);
    }
}

/// Refuses a text, where it is set, that is none of the supported ones.
fn one_of(value: &Value, field: &str, supported: &[&str], path: &Path<'_>, causes: &mut Causes) {
    if let Some(other) = value.get(field).as_str().filter(|text| !supported.contains(text)) {
        causes.not_supported(&path.child(field), Bad::typed(other), supported);
    }
}

/// Source: `validateMatchConditions`, `validateMatchCondition`
fn validate_match_conditions(conditions: &[Value], path: &Path<'_>, causes: &mut Causes) {
    const MOST: usize = 64;
    if conditions.len() > MOST {
        causes.too_many(path, conditions.len(), MOST);
    }
    let mut names = Vec::new();
    for (at, condition) in conditions.iter().enumerate() {
        let path = path.index(at);
        let expression = condition.str("expression").trim();
        if expression.is_empty() {
            causes.required(&path.child("expression"), "");
        } else if let Some(found) = literal_type(expression) {
            let detail = format!("must evaluate to bool but got {found}");
            causes.invalid(&path.child("expression"), expression, &detail);
        }
        let name = condition.str("name");
        let name_path = path.child("name");
        if name.is_empty() {
            causes.required(&name_path, "");
        } else {
            causes.invalid_each(&name_path, name, is_qualified_name(name));
        }
        unique(name, &mut names, &name_path, causes);
    }
}

/// The type of an expression that is a text or a number and nothing else.
fn literal_type(expression: &str) -> Option<&'static str> {
    let quoted = |quote: char| {
        let inner = expression.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
        inner.is_some_and(|inner| !inner.contains([quote, '\\', '\n']))
    };
    let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let number = expression.strip_prefix('-').unwrap_or(expression);
    match number.split_once('.') {
        _ if quoted('\'') || quoted('"') => Some("string"),
        None if is_digits(number) => Some("int"),
        Some((whole, fraction)) if is_digits(whole) && is_digits(fraction) => Some("double"),
        _ => None,
    }
}

/// Source: `validateRuleWithOperations`, `validateRule`
fn validate_rule_with_operations(rule: &Value, path: &Path<'_>, causes: &mut Causes) {
    const OPERATIONS: [&str; 5] = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
    for (field, name) in
        [("operations", "operations"), ("apiGroups", "API groups"), ("apiVersions", "API versions")]
    {
        let path = path.child(field);
        let list = rule.list(field);
        if list.is_empty() {
            causes.required(&path, "");
        }
        if list.len() > 1 && list.iter().any(|item| item.as_str() == Some("*")) {
            let detail = Check::StarAlone.says(format!("if '*' is present, must not specify other {name}"));
            causes.invalid(&path, rule.get(field), detail);
        }
        for (at, item) in list.iter().enumerate() {
            let text = item.as_str().unwrap_or("");
            match field {
                "operations" if !OPERATIONS.contains(&text) => {
                    causes.not_supported(&path.index(at), Bad::typed(text), &OPERATIONS);
                }
                "apiVersions" if text.is_empty() => causes.required(&path.index(at), ""),
                _ => {}
            }
        }
    }
    validate_resources(rule.get("resources"), &path.child("resources"), causes);
    one_of(rule, "scope", &["*", "Cluster", "Namespaced"], path, causes);
}

/// Source: `validateResources`
fn validate_resources(resources: &Value, path: &Path<'_>, causes: &mut Causes) {
    let list: Vec<&str> = resources.as_list().iter().map(|item| item.as_str().unwrap_or("")).collect();
    if list.is_empty() {
        causes.required(path, "");
    }
    let (mut whole_resources, mut whole_subresources) = (Vec::new(), Vec::new());
    // As upstream has it: the last one without a subresource decides.
    let mut has_resource_without_subresource = false;
    for (at, &text) in list.iter().enumerate() {
        let path = path.index(at);
        if text.is_empty() {
            causes.required(&path, "");
            continue;
        }
        let Some((resource, subresource)) = text.split_once('/') else {
            has_resource_without_subresource = text != "*";
            continue;
        };
        if whole_resources.contains(&resource) {
            let detail =
                Check::StarAlone.says(format!("if '{resource}/*' is present, must not specify {text}"));
            causes.invalid(&path, text, detail);
        }
        if whole_subresources.contains(&subresource) {
            let detail =
                Check::StarAlone.says(format!("if '*/{subresource}' is present, must not specify {text}"));
            causes.invalid(&path, text, detail);
        }
        if subresource == "*" {
            whole_resources.push(resource);
        }
        if resource == "*" {
            whole_subresources.push(subresource);
        }
    }
    if list.len() > 1 && list.contains(&"*/*") {
        causes.invalid(
            path,
            resources,
            Check::StarAlone.says("if '*/*' is present, must not specify other resources"),
        );
    }
    if list.contains(&"*") && has_resource_without_subresource {
        let detail =
            Check::StarAlone.says("if '*' is present, must not specify other resources without subresources");
        causes.invalid(path, resources, detail);
    }
}

/// Resources that no webhook is asked about, by group.
///
/// Source: kubernetes v1.37 pkg/kubeapiserver/admission/exclusion/resources.go
const EXCLUDED: [(&str, &[&str]); 2] = [
    ("authentication.k8s.io", &["selfsubjectreviews", "tokenreviews"]),
    (
        "authorization.k8s.io",
        &[
            "localsubjectaccessreviews",
            "selfsubjectaccessreviews",
            "selfsubjectrulesreviews",
            "subjectaccessreviews",
        ],
    ),
];

/// Source: `WarningsOnCreate`, `WarningsOnUpdate`, WarningsForStaticSuffix, WarningsForValidatingWebhookRules
fn webhook_configuration_warnings(
    context: &Context<'_>,
    old: Option<&Value>,
    object: &Value,
    warnings: &mut Vec<Warning>,
) {
    let is_told = old.is_some() || !context.on(MANIFEST_BASED_ADMISSION_CONTROL_CONFIG);
    if is_told && object.get("metadata").str("name").ends_with(STATIC_CONFIG_SUFFIX) {
        let path = Path::new("metadata");
        let said = Check::ReservedName.says(format!("metadata.name: {RESERVED}"));
        warn(warnings, &path.child("name"), said);
    }
    if !context.on(EXCLUDE_ADMISSION_WEBHOOK_VIRTUAL_RESOURCES) {
        return;
    }
    let path = Path::new("webhooks");
    for (at, hook) in object.list("webhooks").iter().enumerate() {
        let path = path.index(at);
        let rules_path = path.child("rules");
        for (at, rule) in hook.list("rules").iter().enumerate() {
            warn_of_excluded(rule, &rules_path.index(at), warnings);
        }
    }
}

/// Source: `warningsForExcludedRules`, `excludedResourcesNamedByRule`
fn warn_of_excluded(rule: &Value, path: &Path<'_>, warnings: &mut Vec<Warning>) {
    let texts = |field| rule.list(field).iter().filter_map(Value::as_str);
    if texts("apiGroups").chain(texts("resources")).any(|text| text == "*") {
        return;
    }
    let mut seen = Vec::new();
    for group in texts("apiGroups") {
        let excluded = EXCLUDED.iter().find(|(known, _)| *known == group);
        let Some((_, excluded)) = excluded else { continue };
        for resource in texts("resources").filter(|resource| excluded.contains(resource)) {
            if !seen.contains(&(group, resource)) {
                seen.push((group, resource));
                let message = format!(
                    "{path}: {resource}.{group} is excluded from admission webhooks; this rule will have no effect"
                );
                warn(warnings, path, Check::NoWebhook.says(message));
            }
        }
    }
}
