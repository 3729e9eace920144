//! Custom resources: objects of kinds that a CustomResourceDefinition adds, the Gateway API's among them.
//!
//! ```text
//! unknown fields ──▶ defaults ──▶ status dropped ──▶ metadata, schema, list types, rules ──▶ stored
//! ```
//!
//! Source: apiextensions-apiserver v0.37.2 pkg/registry/customresource/strategy.go

mod default;
mod format;
mod list_type;
mod rules;
mod unknown;
mod validate;

use super::field_error::Bad;
use super::metadata::Scope;
use super::names::is_qualified_name;
use super::strategy::validate_all;
use super::{Admission, Cause, Causes, Check, Judged, Reason, Ruling, Said, Warning, metadata, warn};
use crate::assumptions::Assumptions;
use crate::diagnostic::{Code, Problem};
use crate::field_path::Path;
use crate::schema::structural::{Definition, Schema, Schemas};
use crate::schema::{self, Manifest};
use crate::value::{Data, Value};

/// A definition with its schemas.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Custom<'d> {
    /// The definition.
    pub(crate) definition: &'d Definition,
    /// The schemas it refers to.
    pub(crate) schemas: &'d Schemas,
    /// How much of what it asks for is evaluated.
    pub(crate) judged: Judged,
}

/// Answers the creation of a custom resource, or the replacement of the stored object `old`.
pub(super) fn answer(
    custom: Custom<'_>,
    assumptions: &Assumptions,
    old: Option<&Value>,
    manifest: &Manifest,
) -> Admission {
    let Custom { definition, schemas, judged } = custom;
    let root = definition.root.and_then(|root| schemas.get(root));
    let mut object = manifest.value.clone();
    let mut warnings = Vec::new();
    if let Some(message) = &definition.deprecation {
        let said = Check::Deprecated { instead: None }.says(&**message);
        warn(&mut warnings, &Path::new("apiVersion"), said);
    }
    let mut problems = Vec::new();
    let faults = root.map(|root| unknown::take_out(schemas, root, &mut object)).unwrap_or_default();
    if let Some(message) = refusal(definition, manifest, &faults) {
        problems.extend(faults.into_iter().map(|fault| fault.problem));
        let ruling = Ruling::Undecodable(message);
        return Admission { warnings, problems, ..Admission::new(ruling, judged, object) };
    }
    let scope = if definition.namespaced { Scope::Namespaced } else { Scope::Cluster };
    metadata::fill_metadata(&mut object, scope, assumptions);
    if let Some(root) = root {
        default::fill(schemas, root, &mut object);
    }
    if definition.has_status {
        object.remove("status");
        if let Some(status) = old.map(|old| old.get("status")).filter(|status| !status.is_null()) {
            object.set("status", status.clone());
        }
    }
    let causes = validate_all(old, &object, scope, |causes| {
        validate(schemas, root, scope, old, &object, causes, &mut warnings);
    });
    if !causes.is_empty() {
        let ruling = Ruling::Refused(causes.list);
        return Admission { warnings, problems, ..Admission::new(ruling, judged, object) };
    }
    finalizer_warnings(old, &object, &mut warnings);
    if let Some(meta) = object.get_mut("metadata") {
        schema::store_metadata(meta);
    }
    Admission { warnings, problems, ..Admission::new(Ruling::Accepted, judged, object) }
}

/// Takes a custom resource that was read from a cluster as it is, with the defaults that reading it gives.
pub(super) fn observe(custom: Custom<'_>, assumptions: &Assumptions, manifest: &Manifest) -> Admission {
    let Custom { definition, schemas, .. } = custom;
    let mut object = manifest.value.clone();
    let scope = if definition.namespaced { Scope::Namespaced } else { Scope::Cluster };
    metadata::fill_metadata(&mut object, scope, assumptions);
    if let Some(root) = definition.root.and_then(|root| schemas.get(root)) {
        unknown::take_out(schemas, root, &mut object);
        default::fill(schemas, root, &mut object);
    }
    if let Some(meta) = object.get_mut("metadata") {
        schema::store_metadata(meta);
    }
    Admission::new(Ruling::Accepted, Judged::Whole, object)
}

/// What the server says to fields that it does not know, or to metadata that it cannot decode.
///
/// Source: pkg/apiserver/customresource_handler.go `schemaCoercingDecoder.Decode`
fn refusal(definition: &Definition, manifest: &Manifest, faults: &[unknown::Unknown]) -> Option<String> {
    let earlier = manifest.refusal.as_deref();
    if faults.is_empty() || earlier.is_some() && !manifest.is_refused_strictly {
        return earlier.map(str::to_owned);
    }
    // Those in metadata come first, then the others by their paths.
    let is_unknown = |problem: &&Problem| problem.code == Code::UNKNOWN_FIELD;
    let in_metadata =
        manifest.problems.iter().filter(is_unknown).filter_map(|problem| problem.cause.as_ref());
    let mut clauses: Vec<String> = in_metadata.map(|cause| cause.message.clone()).collect();
    clauses.sort_unstable();
    let mut rest: Vec<&str> = faults.iter().map(|fault| &*fault.path).collect();
    rest.sort_unstable();
    clauses.extend(rest.into_iter().map(|path| format!("unknown field \"{path}\"")));
    let (kind, api_version) = (&definition.kind, &definition.api_version);
    let version = api_version.rsplit('/').next().unwrap_or("");
    Some(format!(
        "{kind} in version \"{version}\" cannot be handled as a {kind}: strict decoding error: {}",
        clauses.join(", ")
    ))
}

/// Finds everything that is wrong.
///
/// Source: pkg/registry/customresource/strategy.go Validate, `ValidateUpdate`, `hasBlockingErr`
fn validate(
    schemas: &Schemas,
    root: Option<&Schema>,
    scope: Scope,
    old: Option<&Value>,
    object: &Value,
    causes: &mut Causes,
    warnings: &mut Vec<Warning>,
) {
    let path = Path::new("metadata");
    let meta = object.get("metadata");
    match old {
        _ if !is_decodable(meta) => {}
        None => metadata::validate_object_meta(meta, scope, metadata::name_is_dns_subdomain, &path, causes),
        Some(old) => metadata::validate_object_meta_update(meta, old.get("metadata"), &path, causes),
    }
    let Some(root) = root else { return };
    causes.list.extend(validate::validate(schemas, root, object, &Path::ROOT, old).causes);
    if old.is_none_or(|old| list_type::validate(schemas, root, old).is_empty()) {
        causes.list.extend(list_type::validate(schemas, root, object).list);
    }
    let is_blocking = |cause: &Cause| {
        matches!(
            cause.reason,
            Reason::NotSupported | Reason::Required | Reason::TooLong | Reason::TooMany | Reason::TypeInvalid
        )
    };
    if !causes.list.iter().any(is_blocking) {
        rules::validate(schemas, root, object, old, causes, warnings);
    } else if rules::any(schemas, root) {
        let detail = "some validation rules were not checked because the object was invalid; \
                      correct the existing errors to complete validation";
        causes.invalid(&Path::ROOT, Bad::null(), Check::RulesNotRun.says(detail));
    }
}

/// What is wrong with a default of a definition.
#[derive(Debug, Default)]
pub(super) struct DefaultFaults {
    /// It has fields that its schema does not know.
    pub(super) has_unknown_fields: bool,
    /// The causes, with paths that start at the default.
    pub(super) causes: Vec<Cause>,
}

/// Checks a default of a definition by its own schema.
pub(super) fn check_default(schemas: &Schemas, schema: &Schema, default: &Value) -> DefaultFaults {
    DefaultFaults {
        has_unknown_fields: unknown::has_any(schemas, schema, default),
        causes: validate::validate(schemas, schema, default, &Path::ROOT, None).causes,
    }
}

/// Says whether metadata has the types that it must have; that of kinds which the input defines was not decoded.
fn is_decodable(meta: &Value) -> bool {
    let is_text = |value: &Value| matches!(value.data, Data::Null | Data::String(_));
    let is_texts = |value: &Value| {
        value.is_null()
            || matches!(value.data, Data::Map(_))
                && value.as_entries().iter().all(|entry| is_text(&entry.value))
    };
    ["name", "generateName", "namespace"].iter().all(|name| is_text(meta.get(name)))
        && ["labels", "annotations"].iter().all(|name| is_texts(meta.get(name)))
}

/// Source: pkg/registry/customresource/strategy.go `generateWarningsFromObj`, validator.go `validateKubeFinalizerName`
fn finalizer_warnings(old: Option<&Value>, object: &Value, warnings: &mut Vec<Warning>) {
    const STANDARD: [&str; 3] = ["orphan", "foregroundDeletion", "kubernetes"];
    let texts = |object: &Value| -> Vec<String> {
        let list = object.get("metadata").list("finalizers");
        list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let known = old.map(texts).unwrap_or_default();
    let mut added = texts(object);
    added.retain(|text| !known.contains(text));
    added.sort_unstable();
    added.dedup();
    let meta = Path::new("metadata");
    let path = meta.child("finalizers");
    for text in &added {
        let mut say = |said: Said| {
            let quoted = crate::go::quote::go_quote(text);
            warn(warnings, &path, said.origin.says(format!("metadata.finalizers: {quoted}: {said}")));
        };
        is_qualified_name(text).into_iter().for_each(&mut say);
        if text.contains('/') || STANDARD.contains(&text.as_str()) {
            continue;
        }
        say(Check::PrefixMissing.says(if text.contains('.') {
            "prefer a domain-qualified finalizer name including a path (/) to avoid accidental conflicts with other \
             finalizer writers"
        } else {
            "prefer a domain-qualified finalizer name to avoid accidental conflicts with other finalizer writers"
        }));
    }
}
