//! The links of Ingresses: from each path, and from the default, to a Service port.

use super::backend::Wanted;
use super::judge::Judge;
use super::link::{Found, Link, LinkKind};
use super::verdict::Verdict;
use crate::cluster::decision::Because;
use crate::diagnostic::Severity;
use crate::field_path::FieldPath;
use crate::object::ingress::{Ingress, IngressBackend};
use crate::object::{Object, PortRef};
use crate::value::Origin;

/// The port name by which the load balancer controller of AWS takes the backend from an annotation.
const USE_ANNOTATION: &str = "use-annotation";

impl<'w> Judge<'w, '_> {
    /// Decides the links of an Ingress.
    pub(super) fn ingress(&mut self, object: &'w Object, ingress: &'w Ingress) {
        let spec = FieldPath::default().child("spec");
        if let Some(backend) = &ingress.default_backend {
            self.path_backend(
                object,
                backend,
                LinkKind::DefaultBackend,
                spec.clone().child("defaultBackend"),
            );
        }
        for (at, rule) in ingress.rules.iter().enumerate() {
            for (path_at, path) in rule.paths.iter().enumerate() {
                let kind = LinkKind::PathBackend { rule: at, path: path_at };
                let place = spec.clone().child("rules").index(at).child("http").child("paths").index(path_at);
                self.path_backend(object, &path.backend, kind, place);
            }
        }
    }

    fn path_backend(
        &mut self,
        object: &'w Object,
        backend: &'w IngressBackend,
        kind: LinkKind,
        path: FieldPath,
    ) {
        let mut link = Link::new(kind, object, path, Found::Unknown(String::new()));
        if let Origin::Written(range) = backend.origin {
            link.because.span = Some(object.span(range));
        }
        let port = backend.service.as_ref().and_then(|service| service.port.as_ref());
        let is_annotation = port.is_some_and(|port| port.value == PortRef::Name(USE_ANNOTATION.to_owned()));
        let link = if let Some(refused) = self.refusal(object) {
            Link {
                verdict: Verdict::Fail,
                because: Because::new("the API server refuses the Ingress", Some(object.head())),
                faults: vec![refused],
                ..link
            }
        } else if is_annotation {
            let span = link.because.span;
            let because = Because::new("an annotation says what answers", span);
            Link {
                found: Found::Answer("an annotation".to_owned()),
                verdict: Verdict::Unknown,
                because,
                ..link
            }
        } else if let Some(service) = &backend.service {
            let wanted = Wanted {
                namespace: &object.namespace,
                name: &service.name.value,
                port: port.map(|port| &port.value),
                protocol: "TCP",
                alias: Severity::Info,
            };
            self.backend(link, wanted)
        } else {
            let name = backend.resource.as_ref().map_or("", |resource| &resource.name.value);
            let because =
                Because::new("what a resource answers is left to the controller", link.because.span);
            Link { found: Found::Unknown(name.to_owned()), verdict: Verdict::Unknown, because, ..link }
        };
        self.links.add(link);
    }
}
