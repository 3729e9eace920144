//! Ingress and IngressClass: hosts and paths, the Services behind them, and who serves them.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/api/networking/v1/types.go

use super::reference::{ObjectRef, text_or};
use super::service::LoadBalancerIngress;
use super::{PortRef, Sourced, number, text, texts};
use crate::value::{Origin, Value};

/// The annotation that named the class before `spec.ingressClassName` did.
pub const ANNOTATION_CLASS: &str = "kubernetes.io/ingress.class";
/// The annotation that makes a class the one of Ingresses that name none.
pub const ANNOTATION_IS_DEFAULT_CLASS: &str = "ingressclass.kubernetes.io/is-default-class";

/// An Ingress.
#[derive(Debug, Clone, PartialEq)]
pub struct Ingress {
    /// `spec.ingressClassName`.
    pub class_name: Option<Sourced<String>>,
    /// The annotation `kubernetes.io/ingress.class`.
    pub class_annotation: Option<Sourced<String>>,
    /// `spec.defaultBackend`.
    pub default_backend: Option<IngressBackend>,
    /// `spec.rules`.
    pub rules: Vec<IngressRule>,
    /// `spec.tls`.
    pub tls: Vec<IngressTls>,
    /// `status.loadBalancer.ingress`.
    pub load_balancer_ingress: Vec<LoadBalancerIngress>,
}

/// One entry of `spec.rules`.
#[derive(Debug, Clone, PartialEq)]
pub struct IngressRule {
    /// The whole entry.
    pub origin: Origin,
    /// `host`, `None` for every host.
    pub host: Option<Sourced<String>>,
    /// `http.paths`; none sends every path to the default backend.
    pub paths: Vec<IngressPath>,
}

/// One entry of a rule's `http.paths`.
#[derive(Debug, Clone, PartialEq)]
pub struct IngressPath {
    /// The whole entry.
    pub origin: Origin,
    /// `path`, `None` for every path.
    pub path: Option<Sourced<String>>,
    /// `pathType`, `None` if unset or unknown.
    pub path_type: Option<Sourced<PathType>>,
    /// `backend`.
    pub backend: IngressBackend,
}

/// How a path of an Ingress is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathType {
    /// The whole path.
    Exact,
    /// The first elements of the path.
    Prefix,
    /// As the controller likes.
    ImplementationSpecific,
}

impl PathType {
    /// The name as manifests spell it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "Exact",
            Self::Prefix => "Prefix",
            Self::ImplementationSpecific => "ImplementationSpecific",
        }
    }
}

/// Where an Ingress sends a request.
#[derive(Debug, Clone, PartialEq)]
pub struct IngressBackend {
    /// The whole backend.
    pub origin: Origin,
    /// `service`.
    pub service: Option<ServiceBackend>,
    /// `resource`; its group stands in `apiGroup`.
    pub resource: Option<ObjectRef>,
}

/// A Service port as a backend.
#[derive(Debug, Clone, PartialEq)]
pub struct ServiceBackend {
    /// The whole entry.
    pub origin: Origin,
    /// `name`, `""` if unset.
    pub name: Sourced<String>,
    /// `port.name`, else `port.number`; `None` where neither is set.
    pub port: Option<Sourced<PortRef>>,
}

/// One entry of `spec.tls`.
#[derive(Debug, Clone, PartialEq)]
pub struct IngressTls {
    /// The whole entry.
    pub origin: Origin,
    /// `hosts`; none stands for the hosts that the controller takes.
    pub hosts: Vec<Sourced<String>>,
    /// `secretName`.
    pub secret_name: Option<Sourced<String>>,
}

/// An IngressClass.
#[derive(Debug, Clone, PartialEq)]
pub struct IngressClass {
    /// `spec.controller`.
    pub controller: Option<Sourced<String>>,
    /// The annotation `ingressclass.kubernetes.io/is-default-class`.
    pub default_annotation: Option<Sourced<String>>,
    /// `spec.parameters`.
    pub parameters: Option<IngressClassParameters>,
}

/// `spec.parameters` of an IngressClass.
#[derive(Debug, Clone, PartialEq)]
pub struct IngressClassParameters {
    /// What it refers to; its group stands in `apiGroup`.
    pub reference: ObjectRef,
    /// `scope`: `Cluster` or `Namespace`.
    pub scope: Sourced<String>,
}

impl Ingress {
    /// Reads an Ingress from its value.
    pub fn read(object: &Value) -> Self {
        let spec = object.get("spec");
        let default_backend = spec.get("defaultBackend");
        Self {
            class_name: text(spec.get("ingressClassName")),
            class_annotation: text(object.get("metadata").get("annotations").get(ANNOTATION_CLASS)),
            default_backend: (!default_backend.is_null()).then(|| backend(default_backend)),
            rules: spec.list("rules").iter().map(rule).collect(),
            tls: spec
                .list("tls")
                .iter()
                .map(|tls| IngressTls {
                    origin: tls.origin,
                    hosts: texts(tls.get("hosts")),
                    secret_name: text(tls.get("secretName")),
                })
                .collect(),
            load_balancer_ingress: LoadBalancerIngress::read_all(object),
        }
    }

    /// The default backend, then those of the paths in the order of the manifest.
    pub fn backends(&self) -> impl Iterator<Item = &IngressBackend> {
        self.default_backend
            .iter()
            .chain(self.rules.iter().flat_map(|rule| &rule.paths).map(|path| &path.backend))
    }
}

impl IngressClass {
    /// Reads an IngressClass from its value.
    pub fn read(object: &Value) -> Self {
        let spec = object.get("spec");
        let parameters = spec.get("parameters");
        let annotations = object.get("metadata").get("annotations");
        Self {
            controller: text(spec.get("controller")),
            default_annotation: text(annotations.get(ANNOTATION_IS_DEFAULT_CLASS)),
            parameters: (!parameters.is_null()).then(|| IngressClassParameters {
                reference: ObjectRef::read_api_group(parameters),
                scope: text_or(parameters.get("scope"), "Cluster", "SetDefaults_IngressClass"),
            }),
        }
    }

    /// Says whether Ingresses that name no class get this one.
    ///
    /// Source: kubernetes v1.37 plugin/pkg/admission/network/defaultingressclass/admission.go getDefaultClass
    pub fn is_default(&self) -> bool {
        self.default_annotation.as_ref().is_some_and(|annotation| annotation.value == "true")
    }
}

fn rule(value: &Value) -> IngressRule {
    let paths = value.get("http").list("paths").iter().map(|path| {
        let path_type = path.get("pathType");
        let known = match path_type.as_str() {
            Some("Exact") => Some(PathType::Exact),
            Some("Prefix") => Some(PathType::Prefix),
            Some("ImplementationSpecific") => Some(PathType::ImplementationSpecific),
            _ => None,
        };
        IngressPath {
            origin: path.origin,
            path: text(path.get("path")),
            path_type: known.map(|value| Sourced { value, origin: path_type.origin }),
            backend: backend(path.get("backend")),
        }
    });
    IngressRule { origin: value.origin, host: text(value.get("host")), paths: paths.collect() }
}

fn backend(value: &Value) -> IngressBackend {
    let (service, resource) = (value.get("service"), value.get("resource"));
    IngressBackend {
        origin: value.origin,
        service: (!service.is_null()).then(|| {
            let port = service.get("port");
            let by_name = text(port.get("name"))
                .map(|name| Sourced { value: PortRef::Name(name.value), origin: name.origin });
            let by_number = number(port.get("number")).filter(|number| number.value != 0);
            ServiceBackend {
                origin: service.origin,
                name: text_or(service.get("name"), "", "unset"),
                port: by_name.or_else(|| {
                    by_number
                        .map(|number| Sourced { value: PortRef::Number(number.value), origin: number.origin })
                }),
            }
        }),
        resource: (!resource.is_null()).then(|| ObjectRef::read_api_group(resource)),
    }
}
