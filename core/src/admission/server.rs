//! The API server while it takes the objects of one input, one after another.

use super::custom::{self, Custom};
use super::metadata::{Scope, fill_metadata};
use super::registry::strategy;
use super::service::{self, Allocators, NotAllocated};
use super::strategy::validate_all;
use super::{Admission, Cause, Causes, Check, Conflict, Context, Judged, Ruling, Warning, warn};
use crate::assumptions::{Assumptions, Version};
use crate::diagnostic::{Code, Problem};
use crate::field_path::Path;
use crate::schema::definition::{self, Definitions};
use crate::schema::{self, KindStatus, Manifest, gateway, group};
use crate::value::Value;
use std::fmt::Write as _;

/// An API server with what the objects so far took.
#[derive(Debug, Clone)]
pub struct Server<'s> {
    assumptions: &'s Assumptions,
    allocators: Allocators,
    definitions: Vec<Definitions>,
}

impl<'s> Server<'s> {
    /// An API server of a cluster that holds nothing but the Service `default/kubernetes`.
    pub fn new(assumptions: &'s Assumptions) -> Self {
        Self { assumptions, allocators: Allocators::new(assumptions), definitions: Vec::new() }
    }

    /// Takes the kinds of a CustomResourceDefinition; of any other object nothing.
    ///
    /// Returns what is worth knowing of the definition.
    pub fn define(&mut self, manifest: &Manifest) -> Option<Problem> {
        let found = definition::read(&manifest.value)?;
        let rules = found.rules;
        self.definitions.push(found);
        let message = "the rules of this definition are not evaluated";
        let mut problem = Problem::new(Code::CEL_NOT_EVALUATED, rules?, message);
        problem.help = Some("fields, types, limits and patterns of its objects are checked".to_owned());
        Some(problem)
    }

    /// The definition of a kind: the last one of the input, else the Gateway API's of the assumed channel.
    fn definition(&self, api_version: &str, kind: &str) -> Option<Custom<'_>> {
        let in_input = self.definitions.iter().rev().find_map(|found| {
            let is_it = |known: &&schema::structural::Definition| {
                *known.api_version == *api_version && *known.kind == *kind
            };
            Some(Custom {
                definition: found.list.iter().find(is_it)?,
                schemas: &found.schemas,
                judged: if found.rules.is_some() { Judged::SchemaAndMetadata } else { Judged::Whole },
            })
        });
        in_input.or_else(|| {
            let channel = (*self.assumptions.gateway_channel.get())?;
            let (schemas, definition) = gateway::definition(channel, api_version, kind)?;
            Some(Custom { definition, schemas, judged: Judged::Whole })
        })
    }

    /// Says whether objects of a kind live in namespaces: Kubernetes' own kinds, those that the input defines, and those
    /// of the Gateway API, whatever version of the group names them. `None` for any other kind.
    pub fn is_namespaced(&self, api_version: &str, kind: &str) -> Option<bool> {
        schema::is_namespaced(api_version, kind).or_else(|| {
            let wanted = group(api_version);
            let mut defined = self.definitions.iter().rev().flat_map(|found| &found.list);
            let found =
                defined.find(|known| *known.kind == *kind && schema::group(&known.api_version) == wanted)?;
            Some(found.namespaced)
        })
    }

    /// Answers the creation of an object. One that was read from a cluster is stored already, and so accepted.
    pub fn create(&mut self, manifest: &Manifest) -> Admission {
        if manifest.is_observed(self.assumptions) {
            self.observe(manifest)
        } else {
            self.answer(None, manifest)
        }
    }

    /// Answers the replacement of the stored object `old`.
    pub fn update(&mut self, old: &Value, manifest: &Manifest) -> Admission {
        self.answer(Some(old), manifest)
    }

    fn answer(&mut self, old: Option<&Value>, manifest: &Manifest) -> Admission {
        let mut object = manifest.value.clone();
        let (api_version, kind) = manifest.head();
        let version = *self.assumptions.kubernetes.get();
        let status = schema::kind(api_version, kind, version);
        let scope = match status {
            KindStatus::Served { namespaced: true, .. } => Scope::Namespaced,
            KindStatus::Served { namespaced: false, .. } => Scope::Cluster,
            KindStatus::Foreign => {
                return match self.definition(api_version, kind) {
                    Some(custom) => custom::answer(custom, self.assumptions, old, manifest),
                    None => Admission::new(Ruling::Foreign, Judged::Nothing, object),
                };
            }
            KindStatus::Preview { .. }
            | KindStatus::Removed { .. }
            | KindStatus::NotYet { .. }
            | KindStatus::UnknownInBuiltinGroup => {
                return Admission::new(Ruling::NotServed, Judged::Whole, object);
            }
        };
        let mut warnings = Vec::new();
        deprecation(api_version, kind, version, status, &mut warnings);
        let group = group(api_version);
        let strategy = strategy(group, kind, scope);
        let judged = strategy.judged;
        if let Some(message) = &manifest.refusal {
            let ruling = Ruling::Undecodable(message.clone());
            return Admission { warnings, ..Admission::new(ruling, judged, object) };
        }
        let context = Context { assumptions: self.assumptions, version };
        fill_metadata(&mut object, strategy.scope, self.assumptions);
        (strategy.defaults)(&context, &mut object);
        let mut conflict = None;
        let causes = if group.is_empty() && kind == "Service" {
            self.admit_service(&context, old, &mut object, &mut conflict)
        } else {
            (strategy.prepare)(&context, old, &mut object);
            validate_all(old, &object, strategy.scope, |causes| {
                (strategy.validate)(&context, old, &object, causes);
            })
            .list
        };
        if !causes.is_empty() {
            let ruling = Ruling::Refused(causes);
            return Admission { warnings, conflict, ..Admission::new(ruling, judged, object) };
        }
        (strategy.warnings)(&context, old, &object, &mut warnings);
        let has_version = !object.get("metadata").str("resourceVersion").is_empty();
        let at_store = if old.is_none() && has_version { resource_version_set() } else { Vec::new() };
        schema::store(&mut object, api_version, kind);
        Admission { warnings, conflict, at_store, ..Admission::new(Ruling::Accepted, judged, object) }
    }

    /// Takes an object that was read from a cluster as it is, with the defaults that reading it gives.
    ///
    /// What it holds is taken. Where these facts do not have room for that, they are not those of its cluster.
    fn observe(&mut self, manifest: &Manifest) -> Admission {
        let mut object = manifest.value.clone();
        let (api_version, kind) = manifest.head();
        let version = *self.assumptions.kubernetes.get();
        let scope = match schema::kind(api_version, kind, version) {
            KindStatus::Served { namespaced: true, .. } => Scope::Namespaced,
            KindStatus::Served { namespaced: false, .. } => Scope::Cluster,
            KindStatus::Foreign => {
                return match self.definition(api_version, kind) {
                    Some(custom) => custom::observe(custom, self.assumptions, manifest),
                    None => Admission::new(Ruling::Foreign, Judged::Nothing, object),
                };
            }
            KindStatus::Preview { .. }
            | KindStatus::Removed { .. }
            | KindStatus::NotYet { .. }
            | KindStatus::UnknownInBuiltinGroup => {
                return Admission::new(Ruling::NotServed, Judged::Whole, object);
            }
        };
        if let Some(message) = manifest.refusal.as_ref().filter(|_| !manifest.is_refused_strictly) {
            return Admission::new(Ruling::Undecodable(message.clone()), Judged::Whole, object);
        }
        let group = group(api_version);
        let strategy = strategy(group, kind, scope);
        let context = Context { assumptions: self.assumptions, version };
        fill_metadata(&mut object, strategy.scope, self.assumptions);
        (strategy.defaults)(&context, &mut object);
        if group.is_empty() && kind == "Service" {
            let mut admitted = object.clone();
            if self.admit_service(&context, None, &mut admitted, &mut None).is_empty() {
                object = admitted;
            }
        }
        schema::store(&mut object, api_version, kind);
        Admission::new(Ruling::Accepted, Judged::Whole, object)
    }

    /// A second definition of a Service takes the place of the first, with all that it holds.
    fn admit_service(
        &mut self,
        context: &Context<'_>,
        old: Option<&Value>,
        object: &mut Value,
        conflict: &mut Option<Conflict>,
    ) -> Vec<Cause> {
        let meta = object.get("metadata");
        let is_kubernetes = meta.str("namespace") == "default" && meta.str("name") == "kubernetes";
        if old.is_none() && !is_kubernetes {
            self.allocators.release(meta.str("namespace"), meta.str("name"));
        }
        match service::admit(context, &mut self.allocators, old, object) {
            Ok(()) => Vec::new(),
            Err(NotAllocated::Causes(causes)) => causes,
            Err(NotAllocated::Taken(causes, taken)) => {
                *conflict = Some(taken);
                causes
            }
        }
    }
}

/// What the store says to an object that carries the version of another.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apiserver/pkg/storage/etcd3/store.go Create
fn resource_version_set() -> Vec<Cause> {
    let meta = Path::new("metadata");
    let mut causes = Causes::default();
    let detail = "resourceVersion should not be set on objects to be created";
    causes.failure(&meta.child("resourceVersion"), Check::ResourceVersion.says(detail));
    causes.list
}

/// Warns of a deprecated kind.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apiserver/pkg/endpoints/deprecation/deprecation.go WarningMessage,
/// k8s.io/api v0.37.2 core/v1/lifecycle.go
fn deprecation(
    api_version: &str,
    kind: &str,
    version: Version,
    status: KindStatus,
    warnings: &mut Vec<Warning>,
) {
    let KindStatus::Served { deprecated, removal, replacement, .. } = status else { return };
    let (deprecated, replacement) = match (api_version, kind) {
        ("v1", "Endpoints") => (Some(33), Some("discovery.k8s.io/v1 EndpointSlice")),
        ("v1", "ComponentStatus") => (Some(19), None),
        _ => (deprecated, replacement),
    };
    let Some(since) = deprecated.filter(|since| *since <= version.minor) else { return };
    let mut message = format!("{api_version} {kind} is deprecated in v1.{since}+");
    if let Some(removal) = removal {
        let _ = write!(message, ", unavailable in v1.{removal}+");
    }
    if let Some(replacement) = replacement {
        let _ = write!(message, "; use {replacement}");
    }
    warn(warnings, &Path::new("apiVersion"), Check::Deprecated { instead: replacement }.says(message));
}
