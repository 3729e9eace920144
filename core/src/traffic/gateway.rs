//! Attachment: which listeners of its parents a route belongs to.
//!
//! Source: gateway-api v1.7 apis/v1/gateway_types.go `AllowedRoutes`, apis/v1/shared_types.go `ParentReference`

use super::fault::{FaultId, FaultKind, RouteFault};
use super::judge::Judge;
use super::link::{Branch, Found, Link, LinkKind};
use super::verdict::Verdict;
use crate::cluster::Presence;
use crate::cluster::decision::Because;
use crate::diagnostic::Severity;
use crate::field_path::FieldPath;
use crate::near::nearest;
use crate::object::gateway::listener::{FromNamespaces, Listener};
use crate::object::gateway::route::{ParentRef, Route, RouteKind};
use crate::object::gateway::{EXPERIMENTAL_GROUP, GROUP};
use crate::object::namespace::LABEL_METADATA_NAME;
use crate::object::{KeyRef, Object, ObjectId};

/// What becomes of a route at one listener.
enum Attachment {
    /// It attaches.
    Yes,
    /// Nobody can tell.
    Unknown(String),
    /// It does not.
    No(RouteFault),
}

/// A route and one of its parents.
#[derive(Clone, Copy)]
struct Asked<'w> {
    object: &'w Object,
    route: &'w Route,
    parent: &'w ParentRef,
    index: usize,
}

impl<'w> Judge<'w, '_> {
    /// Decides the links of a route to its parents.
    pub(super) fn parents(&mut self, object: &'w Object, route: &'w Route) {
        for (index, parent) in route.parent_refs.iter().enumerate() {
            let path = FieldPath::default().child("spec").child("parentRefs").index(index);
            let name = parent.reference.name.value.clone();
            let mut link = Link::new(LinkKind::Parent(index), object, path, Found::Unknown(name));
            if let crate::value::Origin::Written(range) = parent.reference.origin {
                link.because.span = Some(object.span(range));
            }
            let asked = Asked { object, route, parent, index };
            let link = match self.refusal(object) {
                Some(refused) => Link {
                    verdict: Verdict::Fail,
                    because: Because::new("the API server refuses the route", Some(object.head())),
                    faults: vec![refused],
                    found: self.listeners_of(asked, link.found.clone()),
                    ..link
                },
                None => self.parent(link, asked),
            };
            self.links.add(link);
        }
    }

    /// The parent's whole object, so that a route that does not exist still shows where it was meant to be.
    fn listeners_of(&self, asked: Asked<'_>, otherwise: Found) -> Found {
        match self.find_parent(asked) {
            Some(target) => Found::Set(vec![branch(target.id, None, Verdict::Fail, Vec::new())]),
            None => otherwise,
        }
    }

    fn find_parent(&self, asked: Asked<'_>) -> Option<&'w Object> {
        let reference = &asked.parent.reference;
        let namespace = reference.namespace_or(&asked.object.namespace);
        let key = |group, kind| KeyRef { group, kind, namespace, name: &reference.name.value };
        let keys = match reference.kind.value.as_str() {
            "Gateway" => vec![key(GROUP, "Gateway")],
            "ListenerSet" => vec![key(GROUP, "ListenerSet")],
            "XListenerSet" => vec![key(EXPERIMENTAL_GROUP, "XListenerSet")],
            _ => Vec::new(),
        };
        keys.into_iter().find_map(|key| match self.world.find(key) {
            Presence::Present(object) => Some(object),
            Presence::Absent | Presence::Unknown => self.world.refused(key),
        })
    }

    fn parent(&mut self, link: Link, asked: Asked<'w>) -> Link {
        let reference = &asked.parent.reference;
        let is_known_kind =
            matches!(reference.kind.value.as_str(), "Gateway" | "ListenerSet" | "XListenerSet");
        let span = link.because.span;
        if !is_known_kind {
            let text = format!("what a parent of kind {} does is left to it", reference.kind.value);
            return Link { verdict: Verdict::Unknown, because: Because::new(text, span), ..link };
        }
        let Some(target) = self.find_parent(asked) else { return self.no_parent(link, asked) };
        if let Some(refused) = self.refusal(target) {
            let branch = branch(target.id, None, Verdict::Fail, vec![refused]);
            let because =
                Because::new(format!("the API server refuses {}", target.title()), Some(target.head()));
            let found = Found::Set(vec![branch]);
            return Link { found, verdict: Verdict::Fail, because, faults: vec![refused], ..link };
        }
        let listeners = listeners(target);
        let section = asked.parent.section_name.as_ref().map(|section| section.value.as_str());
        let port = asked.parent.port.as_ref().map(|port| port.value);
        let chosen = listeners.iter().enumerate().filter(|(_, listener)| {
            section.is_none_or(|section| section == listener.name.value)
                && port.is_none_or(|port| listener.port.as_ref().is_some_and(|own| own.value == port))
        });
        let mut branches: Vec<Branch> = Vec::new();
        let mut refusals: Vec<(usize, RouteFault)> = Vec::new();
        let mut unknown: Option<String> = None;
        for (at, listener) in chosen {
            match self.attaches(asked, target, at, listener) {
                Attachment::Yes => branches.push(branch(target.id, Some(at), Verdict::Pass, Vec::new())),
                Attachment::Unknown(why) => {
                    branches.push(branch(target.id, Some(at), Verdict::Unknown, Vec::new()));
                    unknown.get_or_insert(why);
                }
                Attachment::No(fault) => refusals.push((at, fault)),
            }
        }
        if branches.is_empty() {
            return self.not_attached(link, asked, target, refusals);
        }
        let passes = branches.iter().any(|branch| branch.verdict == Verdict::Pass);
        let (verdict, text) = match unknown {
            Some(why) if !passes => (Verdict::Unknown, why),
            Some(_) | None => (Verdict::Pass, format!("attached to {}", target.title())),
        };
        Link { found: Found::Set(branches), verdict, because: Because::new(text, span), ..link }
    }

    /// No chosen listener takes the route.
    fn not_attached(
        &mut self,
        link: Link,
        asked: Asked<'_>,
        target: &Object,
        refusals: Vec<(usize, RouteFault)>,
    ) -> Link {
        let severity = self.raised_if_complete(&target.namespace);
        let (at, kind) = match refusals.into_iter().next() {
            Some((at, fault)) => (Some(at), fault),
            None => (None, RouteFault::SectionMissing { parent: asked.index, target: target.id }),
        };
        let fault = self.links.fault(asked.object.id, severity, FaultKind::Route(kind));
        let text = self.links.get_fault(fault).map_or(String::new(), |fault| fault.short(self.world.objects));
        let because = Because::new(text, link.because.span);
        let found = Found::Set(vec![branch(target.id, at, Verdict::Fail, Vec::new())]);
        Link { found, verdict: Verdict::Fail, because, faults: vec![fault], ..link }
    }

    fn no_parent(&mut self, link: Link, asked: Asked<'_>) -> Link {
        let reference = &asked.parent.reference;
        let name = reference.name.value.as_str();
        let namespace = reference.namespace_or(&asked.object.namespace).to_owned();
        let parents: Vec<&Object> = self.world.parents().collect();
        let here: Vec<&&Object> = parents.iter().filter(|parent| parent.namespace == namespace).collect();
        let names: Vec<&str> = here.iter().map(|parent| parent.name.as_str()).collect();
        let meant = nearest(name, &names);
        let near: Vec<ObjectId> = here
            .iter()
            .filter(|parent| meant.contains(&parent.name.as_str()))
            .map(|parent| parent.id)
            .collect();
        let elsewhere: Vec<ObjectId> = parents
            .iter()
            .filter(|parent| parent.name == name && parent.namespace != namespace)
            .map(|parent| parent.id)
            .collect();
        let severity = self.grade(&namespace, !near.is_empty() || !elsewhere.is_empty(), !here.is_empty());
        let title = format!("{} `{namespace}/{name}`", reference.kind.value);
        let kind = RouteFault::ParentMissing { parent: asked.index, namespace, near, elsewhere };
        let fault = self.links.fault(asked.object.id, severity, FaultKind::Route(kind));
        let is_certain = severity >= Severity::Warning;
        let (verdict, text) = if is_certain {
            (Verdict::Fail, format!("there is no {title}"))
        } else {
            (Verdict::Unknown, format!("{title} is not in the input"))
        };
        let found =
            if is_certain { Found::Missing(name.to_owned()) } else { Found::Unknown(name.to_owned()) };
        let because = Because::new(text, link.because.span);
        Link { found, verdict, because, faults: vec![fault], ..link }
    }

    fn attaches(&self, asked: Asked<'_>, target: &Object, at: usize, listener: &Listener) -> Attachment {
        let place = (asked.index, target.id, at);
        let kind = asked.route.kind;
        let fits = match listener.protocol.value.as_str() {
            "HTTP" | "HTTPS" => matches!(kind, RouteKind::Http | RouteKind::Grpc),
            "TLS" if kind == RouteKind::Tcp => {
                return Attachment::Unknown(
                    "whether a TLS listener takes a TCPRoute is left open".to_owned(),
                );
            }
            "TLS" => kind == RouteKind::Tls,
            "TCP" => kind == RouteKind::Tcp,
            "UDP" => kind == RouteKind::Udp,
            _ => {
                return Attachment::Unknown("the listener's protocol is the implementation's own".to_owned());
            }
        };
        let kinds = &listener.allowed_kinds;
        let is_allowed = kinds.is_empty()
            || kinds
                .iter()
                .any(|allowed| allowed.group.value == GROUP && allowed.kind.value == kind.as_str());
        let (parent, target_id, listener_at) = place;
        if !fits || !is_allowed {
            return Attachment::No(RouteFault::KindNotAllowed {
                parent,
                target: target_id,
                listener: listener_at,
            });
        }
        let host = listener.hostname.as_ref().map_or("", |host| host.value.as_str());
        let hosts = &asked.route.hostnames;
        if !host.is_empty()
            && !hosts.is_empty()
            && !hosts.iter().any(|wanted| intersects(&wanted.value, host))
        {
            return Attachment::No(RouteFault::HostnameUnmatched {
                parent,
                target: target_id,
                listener: listener_at,
            });
        }
        let not_allowed = || {
            Attachment::No(RouteFault::NamespaceNotAllowed {
                parent,
                target: target_id,
                listener: listener_at,
            })
        };
        match listener.allowed_namespaces.from.value {
            FromNamespaces::All => Attachment::Yes,
            FromNamespaces::None => not_allowed(),
            FromNamespaces::Same if asked.object.namespace == target.namespace => Attachment::Yes,
            FromNamespaces::Same => not_allowed(),
            FromNamespaces::Selector => {
                let Some(selector) = &listener.allowed_namespaces.selector else { return not_allowed() };
                match self.namespace_carries(&asked.object.namespace, selector) {
                    Some(true) => Attachment::Yes,
                    Some(false) => not_allowed(),
                    None => Attachment::Unknown(format!(
                        "it hangs on the labels of namespace `{}`",
                        asked.object.namespace
                    )),
                }
            }
        }
    }

    /// Says whether a selector fits a namespace's labels; `None` where they are not shown.
    pub(super) fn namespace_carries(
        &self,
        namespace: &str,
        selector: &crate::object::label_selector::LabelSelector,
    ) -> Option<bool> {
        let key = KeyRef { group: "", kind: "Namespace", namespace: "", name: namespace };
        if let Presence::Present(object) = self.world.find(key)
            && let Some(view) = object.as_namespace()
        {
            return Some(selector.matches_pairs(&view.labels));
        }
        // Every namespace carries its name, whether it is shown or not.
        let asks_for_name_alone = selector.match_labels.iter().all(|pair| pair.key == LABEL_METADATA_NAME)
            && selector.match_expressions.iter().all(|wanted| wanted.key.value == LABEL_METADATA_NAME);
        let name = |key: &str| (key == LABEL_METADATA_NAME).then_some(namespace);
        asks_for_name_alone.then(|| selector.matches(&name))
    }
}

/// The listeners of a Gateway or a `ListenerSet`.
fn listeners(target: &Object) -> &[Listener] {
    let gateway = target.gateway().map(|gateway| gateway.listeners.as_slice());
    gateway.or_else(|| target.listener_set().map(|set| set.listeners.as_slice())).unwrap_or(&[])
}

fn branch(source: ObjectId, listener: Option<usize>, verdict: Verdict, faults: Vec<FaultId>) -> Branch {
    Branch { source, listener, number: None, all: 0, ready: 0, draining: 0, verdict, faults }
}

/// Says whether two host names, either with a leading wildcard, share a host. A wildcard covers any number of labels,
/// never the bare domain.
///
/// Source: gateway-api v1.7 apis/v1/httproute_types.go `HTTPRouteSpec.Hostnames`
pub(crate) fn intersects(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_ascii_lowercase(), other.to_ascii_lowercase());
    let under = |wildcard: &str, host: &str| {
        wildcard.strip_prefix('*').is_some_and(|suffix| host.len() > suffix.len() && host.ends_with(suffix))
    };
    one == other || under(&one, &other) || under(&other, &one)
}
