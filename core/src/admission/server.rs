//! The API server while it takes the objects of one input, one after another.

use super::metadata::{self, Scope};
use super::service::{self, Allocators, Refusal};
use super::strategy::validate_metadata;
use super::{Admission, Causes, Context, Strategy, Verdict, Warning};
use crate::assumptions::Assumptions;
use crate::object::Sourced;
use crate::schema::{self, Manifest};
use crate::value::{Map, Value};

/// The strategies of the kinds that have rules of their own.
const STRATEGIES: &[Strategy] = &[service::STRATEGY];

/// An API server with what the objects so far took.
#[derive(Debug, Clone)]
pub struct Server<'s> {
    assumptions: &'s Assumptions,
    allocators: Allocators,
}

impl<'s> Server<'s> {
    /// An API server of a cluster that holds nothing but the Service `default/kubernetes`.
    pub fn new(assumptions: &'s Assumptions) -> Self {
        Self { assumptions, allocators: Allocators::new(assumptions) }
    }

    /// Answers the creation of an object.
    pub fn create(&mut self, manifest: &Manifest) -> Admission {
        stored(self.answer(None, manifest), manifest)
    }

    /// Answers the replacement of the stored object `old`.
    pub fn update(&mut self, old: &Value, manifest: &Manifest) -> Admission {
        stored(self.answer(Some(old), manifest), manifest)
    }

    fn answer(&mut self, old: Option<&Value>, manifest: &Manifest) -> Admission {
        let mut object = manifest.value.clone();
        let refuse = |verdict, object| Admission { verdict, warnings: Vec::new(), object, conflict: None };
        if let Some(message) = &manifest.refusal {
            return refuse(Verdict::Undecodable(message.clone()), object);
        }
        let (group, version) = group_version(manifest.api_version.as_ref().map_or("", |text| &text.value));
        let kind = manifest.kind.as_ref().map_or("", |kind| &kind.value);
        let Some(strategy) =
            STRATEGIES.iter().find(|strategy| strategy.group == group && strategy.kind == kind)
        else {
            return refuse(Verdict::Foreign, object);
        };
        let context = Context { assumptions: self.assumptions, api_version: version };
        fill_metadata(&mut object, strategy.scope, self.assumptions);
        (strategy.defaults)(&context, &mut object);
        if strategy.group.is_empty() && strategy.kind == "Service" {
            return self.answer_service(&context, old, object);
        }
        (strategy.prepare)(&context, old, &mut object);
        let mut causes = Causes::default();
        (strategy.validate)(&context, old, &object, &mut causes);
        if causes.is_empty() && old.is_none() {
            validate_metadata(old, &object, strategy.scope, metadata::name_is_path_segment, &mut causes);
        }
        if !causes.is_empty() {
            return refuse(Verdict::Refused(causes.list), object);
        }
        let mut warnings: Vec<Warning> = Vec::new();
        (strategy.warnings)(&context, old, &object, &mut warnings);
        Admission { verdict: Verdict::Accepted, warnings, object, conflict: None }
    }

    /// A second definition of a Service takes the place of the first, with all that it holds.
    fn answer_service(&mut self, context: &Context<'_>, old: Option<&Value>, mut object: Value) -> Admission {
        if old.is_none() {
            let meta = object.get("metadata");
            self.allocators.release(meta.str("namespace"), meta.str("name"));
        }
        let (verdict, warnings, conflict) =
            match service::admit(context, &mut self.allocators, old, &mut object) {
                Ok(warnings) => (Verdict::Accepted, warnings, None),
                Err(Refusal::Causes(causes)) => (Verdict::Refused(causes), Vec::new(), None),
                Err(Refusal::Taken(causes, conflict)) => {
                    (Verdict::Refused(causes), Vec::new(), Some(conflict))
                }
            };
        Admission { verdict, warnings, object, conflict }
    }
}

/// Brings an accepted object into the form in which it is stored.
fn stored(mut admission: Admission, manifest: &Manifest) -> Admission {
    if admission.verdict == Verdict::Accepted {
        let text =
            |part: &Option<Sourced<String>>| part.as_ref().map_or(String::new(), |part| part.value.clone());
        schema::store(&mut admission.object, &text(&manifest.api_version), &text(&manifest.kind));
    }
    admission
}

/// Splits `apps/v1`; the core group is `""`.
pub(crate) fn group_version(api_version: &str) -> (&str, &str) {
    api_version.split_once('/').unwrap_or(("", api_version))
}

/// What every request does to metadata: the namespace of the request, a generated name.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apiserver/pkg/registry/rest/{create,meta}.go BeforeCreate,
/// EnsureObjectNamespaceMatchesRequestNamespace, FillObjectMetaSystemFields
fn fill_metadata(object: &mut Value, scope: Scope, assumptions: &Assumptions) {
    object.default("metadata", Map::default(), "ObjectMeta");
    let Some(meta) = object.get_mut("metadata") else { return };
    match scope {
        Scope::Namespaced if meta.str("namespace").is_empty() => {
            let namespace = assumptions.default_namespace.get().as_str();
            meta.set(
                "namespace",
                Value::defaulted(namespace, "EnsureObjectNamespaceMatchesRequestNamespace"),
            );
        }
        Scope::Namespaced => {}
        Scope::Cluster => drop(meta.remove("namespace")),
    }
    if meta.str("name").is_empty() && !meta.str("generateName").is_empty() {
        let name = format!("{}<allocated>", meta.str("generateName"));
        meta.set("name", Value::allocated(name, "GenerateName"));
    }
}
