//! The links of routes: from each rule to its backends, or to what it answers by itself.

use super::backend::Wanted;
use super::fault::{FaultKind, RouteFault};
use super::grant::{Crossing, Grant};
use super::judge::Judge;
use super::link::{Found, Link, LinkKind};
use super::verdict::Verdict;
use crate::cluster::decision::Because;
use crate::diagnostic::Severity;
use crate::field_path::FieldPath;
use crate::object::gateway::GROUP;
use crate::object::gateway::route::filter::FilterAction;
use crate::object::gateway::route::{BackendRef, Route, RouteKind, RouteRule};
use crate::object::{Object, PortRef};
use crate::value::Origin;

impl<'w> Judge<'w, '_> {
    /// Decides the links of a route.
    pub(super) fn route(&mut self, object: &'w Object, route: &'w Route) {
        self.parents(object, route);
        for (at, rule) in route.rules.iter().enumerate() {
            let path = FieldPath::default().child("spec").child("rules").index(at);
            let answers =
                rule.filters.iter().any(|filter| matches!(filter.action, FilterAction::Redirect(_)));
            let extends =
                rule.filters.iter().any(|filter| matches!(filter.action, FilterAction::Extension(_)));
            let total: i64 = rule.backend_refs.iter().map(|backend| backend.weight.value).sum();
            if rule.backend_refs.is_empty() {
                self.rule_answer(object, (at, rule), path, answers, extends);
                continue;
            }
            let zero = (total == 0 && !answers && !extends && !object.refused).then(|| {
                let kind = FaultKind::Route(RouteFault::WeightsZero { rule: at });
                self.links.fault(object.id, Severity::Warning, kind)
            });
            for (index, backend) in rule.backend_refs.iter().enumerate() {
                let kind = LinkKind::RouteBackend { rule: at, backend: index };
                let place = path.clone().child("backendRefs").index(index);
                let mut link = self.backend_ref((object, route), (kind, place), (at, index), backend);
                link.share = Some((backend.weight.value, total));
                if let Some(zero) = zero {
                    (link.verdict, link.faults) = (Verdict::Fail, vec![zero]);
                    link.because = Because::new(
                        "all weights are 0: every request is answered with 500",
                        link.because.span,
                    );
                }
                self.links.add(link);
            }
        }
    }

    /// A rule without backends.
    fn rule_answer(
        &mut self,
        object: &'w Object,
        (at, rule): (usize, &RouteRule),
        path: FieldPath,
        redirects: bool,
        extends: bool,
    ) {
        let mut link = Link::new(LinkKind::RuleAnswer(at), object, path, Found::Answer("500".to_owned()));
        if let Origin::Written(range) = rule.origin {
            link.because.span = Some(object.span(range));
        }
        if let Some(refused) = self.refusal(object) {
            (link.verdict, link.faults) = (Verdict::Fail, vec![refused]);
            link.because = Because::new("the API server refuses the route", link.because.span);
        } else if redirects {
            link.found = Found::Answer("redirect".to_owned());
            link.because = Because::new("answered with a redirect", link.because.span);
        } else if extends {
            link.found = Found::Unknown("an extension".to_owned());
            link.verdict = Verdict::Unknown;
            link.because =
                Because::new("what an extension answers is left to the implementation", link.because.span);
        } else {
            let kind = FaultKind::Route(RouteFault::NoBackend { rule: at });
            link.faults.push(self.links.fault(object.id, Severity::Warning, kind));
            link.verdict = Verdict::Fail;
            link.because = Because::new("no backend: every request is answered with 500", link.because.span);
        }
        self.links.add(link);
    }

    fn backend_ref(
        &mut self,
        (object, route): (&'w Object, &'w Route),
        (kind, path): (LinkKind, FieldPath),
        (rule, index): (usize, usize),
        backend: &'w BackendRef,
    ) -> Link {
        let reference = &backend.reference;
        let name = reference.name.value.as_str();
        let namespace = reference.namespace_or(&object.namespace);
        let mut link = Link::new(kind, object, path, Found::Unknown(name.to_owned()));
        if let Origin::Written(range) = reference.origin {
            link.because.span = Some(object.span(range));
        }
        if let Some(refused) = self.refusal(object) {
            (link.verdict, link.faults) = (Verdict::Fail, vec![refused]);
            link.because = Because::new("the API server refuses the route", link.because.span);
            return link;
        }
        if !backend.is_service() {
            link.verdict = Verdict::Unknown;
            let text = format!("what a backend of kind {} does is left to it", reference.kind.value);
            link.because = Because::new(text, link.because.span);
            return link;
        }
        let port = backend.port.as_ref().map(|port| PortRef::Number(port.value));
        let protocol = if route.kind == RouteKind::Udp { "UDP" } else { "TCP" };
        let wanted = Wanted { namespace, name, port: port.as_ref(), protocol, alias: Severity::Warning };
        if namespace == object.namespace {
            return self.backend(link, wanted);
        }
        let crossing = Crossing {
            from: (GROUP, route.kind.as_str(), &object.namespace),
            to: ("", "Service", name),
            namespace,
        };
        let grant = self.grant(crossing);
        if grant == Grant::Given {
            return Link { granted: Some(true), ..self.backend(link, wanted) };
        }
        // Without a grant it does not matter whether the Service exists: it is only shown where it would be.
        let faults_before = self.links.faults.len();
        let found = self.backend(link.clone(), wanted).found;
        self.links.faults.truncate(faults_before);
        let is_shown = self.world.shows_namespace(namespace);
        let (severity, kind) = match grant {
            Grant::Misdirected(grant, field) => (
                self.raised_if_complete(namespace),
                RouteFault::GrantMisdirected { rule, backend: index, grant, field },
            ),
            Grant::Given | Grant::Missing => {
                let severity = match (self.world.is_complete(namespace), is_shown) {
                    (true, _) => Severity::Error,
                    _ if self.world.has_unread(namespace) => Severity::Hint,
                    (false, true) => Severity::Warning,
                    (false, false) => Severity::Hint,
                };
                (severity, RouteFault::GrantMissing { rule, backend: index, namespace: namespace.to_owned() })
            }
        };
        let fault = self.links.fault(object.id, severity, FaultKind::Route(kind));
        let verdict = if severity >= Severity::Warning { Verdict::Fail } else { Verdict::Unknown };
        let text = format!("a ReferenceGrant in `{namespace}` must admit it");
        let because = Because::new(text, link.because.span);
        Link { found, granted: Some(false), verdict, because, faults: vec![fault], ..link }
    }
}
