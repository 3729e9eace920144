//! CustomResourceDefinitions.
//!
//! Left out are: whether rules (`x-kubernetes-validations`) can be compiled, what they cost and whether defaults keep
//! them; and whether the certificates of a conversion webhook can be read, which the server asks only when a definition
//! in use is replaced.
//!
//! Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/validation/validation.go,
//! pkg/registry/customresourcedefinition/strategy.go

mod conversion;
mod defaulting;
mod internal;
mod names;
mod open_api;
mod options;
mod printed;
mod schema;
mod selectable;
mod structural;
mod version;
mod walk;
mod warnings;

use self::internal::Internal;
use self::options::Options;
use super::field_error::Bad;
use super::metadata::{
    Scope, name_is_dns_subdomain, validate_immutable_field, validate_object_meta_by,
    validate_object_meta_update,
};
use super::names::{is_dns1035_label, is_dns1123_subdomain, joined};
use super::service::default_text;
use super::{Causes, Check, Context, Strategy};
use crate::field_path::Path;
use crate::go::url;
use crate::value::{Map, Value};

pub(super) const STRATEGY: Strategy = Strategy {
    group: "apiextensions.k8s.io",
    kind: "CustomResourceDefinition",
    scope: Scope::Cluster,
    defaults: set_defaults_custom_resource_definition,
    prepare: |_, _, object| drop(object.remove("status")),
    validate: validate_custom_resource_definition,
    warnings: warnings::custom_resource_definition_warnings,
    ..Strategy::NONE
};

const APPROVED: &str = "api-approved.kubernetes.io";

/// Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/v1/defaults.go
/// SetDefaults_CustomResourceDefinitionSpec, SetDefaults_ServiceReference
fn set_defaults_custom_resource_definition(_: &Context<'_>, object: &mut Value) {
    const WHY: &str = "SetDefaults_CustomResourceDefinitionSpec";
    let Some(spec) = object.map_mut("spec", WHY) else { return };
    if let Some(names) = spec.map_mut("names", WHY) {
        let kind = names.str("kind").to_owned();
        default_text(names, "singular", &kind.to_lowercase(), WHY);
        if !kind.is_empty() {
            default_text(names, "listKind", &format!("{kind}List"), WHY);
        }
    }
    if !spec.has("conversion") {
        let mut conversion = Map::default();
        conversion.set("strategy", Value::defaulted("None", WHY));
        spec.set("conversion", Value::defaulted(conversion, WHY));
    }
    let service = ["conversion", "webhook", "clientConfig", "service"]
        .iter()
        .try_fold(spec, |value, field| value.get_mut(field));
    if let Some(service) = service {
        service.default("port", 443, "SetDefaults_ServiceReference");
    }
}

/// Source: ValidateCustomResourceDefinition, ValidateCustomResourceDefinitionUpdate
fn validate_custom_resource_definition(
    _: &Context<'_>,
    old: Option<&Value>,
    object: &Value,
    causes: &mut Causes,
) {
    let spec = object.get("spec");
    let (group, plural) = (spec.str("group"), spec.get("names").str("plural"));
    let meta = object.get("metadata");
    let meta_path = Path::new("metadata");
    let name_check = |name: &str| {
        let mut messages = name_is_dns_subdomain(name);
        if name.strip_prefix(plural).and_then(|rest| rest.strip_prefix('.')) != Some(group) {
            messages.push(Check::DefinitionName.says("must be spec.names.plural+\".\"+spec.group"));
        }
        messages
    };
    match old {
        None => validate_object_meta_by(meta, Scope::Cluster, &name_check, &meta_path, causes),
        Some(old) => validate_object_meta_update(meta, old.get("metadata"), &meta_path, causes),
    }
    let options = options(old);
    let path = Path::new("spec");
    validate_spec(spec, &options, &path, causes);
    if let Some(old_spec) = old.map(|old| old.get("spec")) {
        let names_path = path.child("names");
        let (names, old_names) = (spec.get("names"), old_spec.get("names"));
        if options.require_immutable_names {
            validate_immutable_field(spec.get("scope"), old_spec.get("scope"), &path.child("scope"), causes);
            let kind_path = names_path.child("kind");
            validate_immutable_field(names.get("kind"), old_names.get("kind"), &kind_path, causes);
        }
        validate_immutable_field(spec.get("group"), old_spec.get("group"), &path.child("group"), causes);
        let plural_path = names_path.child("plural");
        validate_immutable_field(names.get("plural"), old_names.get("plural"), &plural_path, causes);
    }
    validate_stored_versions(&stored_versions(old, spec), spec, causes);
    validate_api_approval(old, object, causes);
    let preserves = |spec: &Value| spec.bool("preserveUnknownFields") == Some(true);
    if preserves(spec) && !old.is_some_and(|old| preserves(old.get("spec"))) {
        let detail = "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in \
                      spec.versions[*].schema instead";
        causes.invalid(&path.child("preserveUnknownFields"), true, Check::Stated.says(detail));
    }
}

/// What a stored definition excuses.
fn options(old: Option<&Value>) -> Options<'_> {
    let spec = old.map_or(Value::absent(), |old| old.get("spec"));
    let reviewed = spec.get("conversion").get("webhook").get("conversionReviewVersions");
    // What was created is in use unless its status says otherwise.
    let is_denied = |condition: &Value| {
        matches!(condition.str("type"), "Established" | "NamesAccepted") && condition.str("status") != "True"
    };
    Options {
        schema: schema::schema_options(spec),
        require_recognized_conversion_review_version: conversion::has_valid_review_version_or_empty(reviewed),
        require_immutable_names: old
            .is_some_and(|old| !old.get("status").list("conditions").iter().any(is_denied)),
        require_open_api_schema: walk::schemas(spec).all(|schema| !schema.is_null()),
        old_versions: spec.list("versions"),
    }
}

/// Source: `validateCustomResourceDefinitionSpec`
fn validate_spec(spec: &Value, options: &Options<'_>, path: &Path<'_>, causes: &mut Causes) {
    let group = spec.str("group");
    let messages = is_dns1123_subdomain(group);
    let group_path = path.child("group");
    if group.is_empty() {
        causes.required(&group_path, "");
    } else if !messages.is_empty() {
        causes.invalid(&group_path, group, joined(&messages, ","));
    } else if !group.contains('.') {
        causes.invalid(&group_path, group, "should be a domain with at least one dot");
    }
    conversion::validate_enum_strings(
        spec.str("scope"),
        &["Cluster", "Namespaced"],
        &path.child("scope"),
        causes,
    );
    let internal = Internal::new(spec);
    let versions_path = path.child("versions");
    let preserves = spec.bool("preserveUnknownFields") == Some(true);
    if internal.top("schema").get("openAPIV3Schema").is_null() {
        for (at, version) in internal.versions.iter().enumerate() {
            let schema = internal.of(version, "schema").get("openAPIV3Schema");
            let path = versions_path.index(at);
            let path = path.child("schema");
            let path = path.child("openAPIV3Schema");
            if options.require_open_api_schema && schema.is_null() {
                causes.required(&path, "");
            } else if !preserves && schema.is_null() && version.bool("served") == Some(true) {
                causes.required(&path, "because otherwise all fields are pruned");
            }
        }
    }
    if preserves && walk::any_schema(spec, &|schema| schema.has("default")) {
        let detail = "must be false in order to use defaults in the schema";
        causes.invalid(&path.child("preserveUnknownFields"), true, detail);
    }
    let mut names: Vec<&str> = Vec::new();
    let mut is_unique = true;
    for (at, version) in internal.versions.iter().enumerate() {
        let name = version.str("name");
        is_unique &= !names.contains(&name);
        names.push(name);
        let path = versions_path.index(at);
        let messages = is_dns1035_label(name);
        if !messages.is_empty() {
            causes.invalid(&path.child("name"), name, joined(&messages, ","));
        }
        version::validate_version(&internal, version, options, &path, causes);
    }
    let is_stored = |version: &&Value| version.bool("storage") == Some(true);
    if !is_unique {
        causes.invalid(&versions_path, internal.printed_versions(), "must contain unique version names");
    }
    if internal.versions.iter().filter(is_stored).count() != 1 {
        let detail = "must have exactly one version marked as storage version";
        causes.invalid(&versions_path, internal.printed_versions(), detail);
    }
    if let Some(first) = names.first().filter(|first| !first.is_empty()) {
        let messages = is_dns1035_label(first);
        if !messages.is_empty() {
            causes.invalid(&path.child("version"), *first, joined(&messages, ","));
        }
    }
    let names_path = path.child("names");
    for field in ["plural", "singular", "kind", "listKind"] {
        if spec.get("names").str(field).is_empty() {
            causes.required(&names_path.child(field), "");
        }
    }
    names::validate_names(spec.get("names"), &names_path, causes);
    version::validate_top(&internal, options, path, causes);
    let conversion_path = path.child("conversion");
    let conversion = spec.get("conversion");
    if preserves && conversion.str("strategy") != "None" {
        let detail = "must be None if spec.preserveUnknownFields is true";
        causes.invalid(&conversion_path.child("strategy"), Bad::typed(conversion.str("strategy")), detail);
    }
    let require_known = options.require_recognized_conversion_review_version;
    conversion::validate_conversion(conversion, require_known, &conversion_path, causes);
}

/// The versions in which objects are or were stored: the server keeps them in the status.
///
/// Source: pkg/registry/customresourcedefinition/strategy.go PrepareForCreate, PrepareForUpdate
fn stored_versions(old: Option<&Value>, spec: &Value) -> Vec<String> {
    let first = |spec: &Value| {
        let mut versions = spec.list("versions").iter();
        versions
            .find(|version| version.bool("storage") == Some(true))
            .map(|version| version.str("name").to_owned())
    };
    let mut stored: Vec<String> = match old {
        None => Vec::new(),
        Some(old) => match old.get("status").list("storedVersions") {
            [] => first(old.get("spec")).into_iter().collect(),
            list => list.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        },
    };
    if let Some(name) = first(spec).filter(|name| !stored.contains(name)) {
        stored.push(name);
    }
    stored
}

/// Source: ValidateCustomResourceDefinitionStoredVersions
fn validate_stored_versions(stored: &[String], spec: &Value, causes: &mut Causes) {
    let path = Path::new("status");
    let path = path.child("storedVersions");
    if stored.is_empty() {
        causes.invalid(&path, Bad::null(), "must have at least one stored version");
        return;
    }
    let versions = spec.list("versions");
    // Each stored version is found once only.
    let mut unseen: Vec<&String> = stored.iter().collect();
    for version in versions {
        let name = version.str("name");
        let at = unseen.iter().position(|stored| *stored == name);
        if let Some(at) = at {
            unseen.swap_remove(at);
        } else if version.bool("storage") == Some(true) {
            let bad = Bad::texts(stored.iter().map(String::as_str));
            causes.invalid(&path, bad, format!("must have the storage version {name}"));
        }
    }
    for (at, name) in stored.iter().enumerate() {
        if !versions.iter().any(|version| version.str("name") == name) {
            let detail = format!(
                "missing from spec.versions; {name} was previously a storage version, and must remain in \
                 spec.versions until a storage migration ensures no data remains persisted in {name} and removes \
                 {name} from status.storedVersions"
            );
            causes.invalid(&path.index(at), name, Check::Stated.says(detail));
        }
    }
}

/// Whether a group of the community may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Approval {
    Invalid,
    Approved,
    Bypassed,
    Missing,
}

/// Source: apiextensions-apiserver v0.37.2 pkg/apihelpers/helpers.go GetAPIApprovalState
fn approval(annotation: &str) -> Approval {
    let is_url = || url::parse(annotation).is_ok_and(|url| !url.host.is_empty() && !url.scheme.is_empty());
    match annotation {
        "" => Approval::Missing,
        text if text.starts_with("unapproved") => Approval::Bypassed,
        _ if is_url() => Approval::Approved,
        _ => Approval::Invalid,
    }
}

/// Source: `validateAPIApproval`, pkg/apihelpers/helpers.go IsProtectedCommunityGroup
fn validate_api_approval(old: Option<&Value>, object: &Value, causes: &mut Causes) {
    let group = object.get("spec").str("group");
    let is_below =
        |domain: &str| group.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if !is_below("k8s.io") && !is_below("kubernetes.io") {
        return;
    }
    let text = object.get("metadata").get("annotations").str(APPROVED);
    let state = approval(text);
    let old_text = old.map(|old| old.get("metadata").get("annotations").str(APPROVED));
    if old_text.is_some_and(|old| approval(old) == state) {
        return;
    }
    let path = Path::new("metadata");
    let path = path.child("annotations");
    let path = path.key(APPROVED);
    let must = format!("protected groups must have approval annotation \"{APPROVED}\"");
    let see = "see https://github.com/kubernetes/enhancements/pull/1111";
    match state {
        Approval::Approved | Approval::Bypassed => {}
        Approval::Missing => causes.required(&path, format!("{must}, {see}")),
        Approval::Invalid => {
            let detail = format!("{must} with either a URL or a reason starting with \"unapproved\", {see}");
            causes.invalid(&path, text, Check::Stated.says(detail));
        }
    }
}
