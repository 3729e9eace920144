//! What is done to the objects of one kind, step by step as upstream's registry does it.

use super::features::Gate;
use super::metadata::{self, NameCheck, Scope};
use super::{Cause, Causes, Judged, Warning};
use crate::assumptions::{Assumptions, Version};
use crate::field_path::Path;
use crate::value::Value;

/// What the steps may lean on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Context<'s> {
    /// The facts of the cluster.
    pub(crate) assumptions: &'s Assumptions,
    /// The version whose rules apply.
    pub(crate) version: Version,
}

impl Context<'_> {
    /// Says whether a feature is on.
    pub(crate) fn on(&self, gate: Gate) -> bool {
        gate.on(self.version)
    }
}

/// The steps for one kind, in the order in which they run; `old` is the stored object that is replaced, if any.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update}.go
#[derive(Debug, Clone, Copy)]
pub(crate) struct Strategy {
    /// The group, `""` for the core.
    pub(crate) group: &'static str,
    /// The kind.
    pub(crate) kind: &'static str,
    /// Whether it lives in namespaces.
    pub(crate) scope: Scope,
    /// How much of an object the steps look at.
    pub(crate) judged: Judged,
    /// Fills in what a manifest leaves out (`SetDefaults_…`, `SetObjectDefaults_…`). Never looks at an old object.
    pub(crate) defaults: fn(&Context<'_>, &mut Value),
    /// Changes the object before validation (mutating admission plugins, then `PrepareForCreate`, `PrepareForUpdate`).
    pub(crate) prepare: fn(&Context<'_>, Option<&Value>, &mut Value),
    /// Finds everything that is wrong (`Validate`, `ValidateUpdate`), metadata included.
    pub(crate) validate: fn(&Context<'_>, Option<&Value>, &Value, &mut Causes),
    /// Warns of what is accepted (`WarningsOnCreate`, `WarningsOnUpdate`).
    pub(crate) warnings: fn(&Context<'_>, Option<&Value>, &Value, &mut Vec<Warning>),
}

impl Strategy {
    /// A strategy that does nothing; kinds override what they need.
    pub(crate) const NONE: Self = Self {
        group: "",
        kind: "",
        scope: Scope::Namespaced,
        judged: Judged::Whole,
        defaults: |_, _| {},
        prepare: |_, _, _| {},
        validate: |_, _, _, _| {},
        warnings: |_, _, _, _| {},
    };
}

/// Runs a kind's validation and what surrounds it for every kind: metadata, and each cause only once.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apiserver/pkg/registry/rest/{create,update}.go ValidateCreate,
/// ValidateUpdate, staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go ErrorList.Filter
pub(crate) fn validate_all(
    old: Option<&Value>,
    object: &Value,
    scope: Scope,
    validate: impl FnOnce(&mut Causes),
) -> Causes {
    let path = Path::new("metadata");
    let meta = object.get("metadata");
    let mut causes = Causes::default();
    let any_name: NameCheck = metadata::name_is_path_segment;
    if let Some(old) = old {
        metadata::validate_object_meta(meta, scope, any_name, &path, &mut causes);
        metadata::validate_object_meta_update(meta, old.get("metadata"), &path, &mut causes);
    }
    validate(&mut causes);
    if old.is_none() && causes.is_empty() {
        metadata::validate_object_meta(meta, scope, any_name, &path, &mut causes);
    }
    let mut seen: Vec<Cause> = Vec::with_capacity(causes.list.len());
    for cause in causes.list {
        if !seen.iter().any(|earlier| cause.repeats(earlier)) {
            seen.push(cause);
        }
    }
    Causes { list: seen }
}

/// Forgets the status that a manifest states; an object that is replaced keeps its own.
pub(crate) fn reset_status(old: Option<&Value>, object: &mut Value) {
    object.remove("status");
    if let Some(status) = old.map(|old| old.get("status")).filter(|status| !status.is_null()) {
        object.set("status", status.clone());
    }
}

/// Checks `metadata` on create or update as the validators of built-in kinds do.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateObjectMeta, ValidateObjectMetaUpdate
pub(crate) fn validate_metadata(
    old: Option<&Value>,
    object: &Value,
    scope: Scope,
    name_check: NameCheck,
    causes: &mut Causes,
) {
    let path = Path::new("metadata");
    let meta = object.get("metadata");
    match old {
        None => metadata::validate_object_meta(meta, scope, name_check, &path, causes),
        Some(old) => metadata::validate_object_meta_update(meta, old.get("metadata"), &path, causes),
    }
    metadata::validate_core_finalizers(meta, &path, causes);
}
