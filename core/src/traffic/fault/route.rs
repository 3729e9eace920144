//! Faults of routes: attachment to listeners, grants, and rules that answer errors.

use super::Objects;
use crate::object::ObjectId;

/// What is wrong with a route of the Gateway API.
#[derive(Debug, Clone, PartialEq)]
pub enum RouteFault {
    /// No Gateway or ListenerSet has the parent's name.
    ParentMissing {
        /// The parent reference, by place.
        parent: usize,
        /// The namespace in which it is looked for.
        namespace: String,
        /// Parents of the namespace with a name that is near.
        near: Vec<ObjectId>,
        /// Parents of that name in other namespaces.
        elsewhere: Vec<ObjectId>,
    },
    /// No listener of the parent has the section's name or the port.
    SectionMissing {
        /// The parent reference, by place.
        parent: usize,
        /// The Gateway or ListenerSet.
        target: ObjectId,
    },
    /// The listener admits no routes of this namespace.
    NamespaceNotAllowed {
        /// The parent reference, by place.
        parent: usize,
        /// The Gateway or ListenerSet.
        target: ObjectId,
        /// The listener, by place.
        listener: usize,
    },
    /// The listener admits no routes of this kind.
    KindNotAllowed {
        /// The parent reference, by place.
        parent: usize,
        /// The Gateway or ListenerSet.
        target: ObjectId,
        /// The listener, by place.
        listener: usize,
    },
    /// No hostname of the route fits the listener's.
    HostnameUnmatched {
        /// The parent reference, by place.
        parent: usize,
        /// The Gateway or ListenerSet.
        target: ObjectId,
        /// The listener, by place.
        listener: usize,
    },
    /// A backend is in another namespace, and no grant there admits the route.
    GrantMissing {
        /// The rule, by place.
        rule: usize,
        /// The backend, in the rule.
        backend: usize,
        /// The namespace that must admit it.
        namespace: String,
    },
    /// A grant of the backend's namespace admits nearly this route.
    GrantMisdirected {
        /// The rule, by place.
        rule: usize,
        /// The backend, in the rule.
        backend: usize,
        /// The grant.
        grant: ObjectId,
        /// Which of its fields does not fit.
        field: GrantField,
    },
    /// Every backend of the rule has weight 0.
    WeightsZero {
        /// The rule, by place.
        rule: usize,
    },
    /// The rule has neither a backend nor a filter that answers.
    NoBackend {
        /// The rule, by place.
        rule: usize,
    },
}

/// The field of a grant that keeps it from admitting a reference; places are those of the entry that nearly fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GrantField {
    /// `from[].group`.
    FromGroup(usize),
    /// `from[].kind`.
    FromKind(usize),
    /// `from[].namespace`.
    FromNamespace(usize),
    /// `to[].group`.
    ToGroup(usize),
    /// `to[].kind`.
    ToKind(usize),
    /// `to[].name`.
    ToName(usize),
    /// The grant is in another namespace than the backend.
    Namespace,
}

impl RouteFault {
    pub(super) fn short(&self, route: ObjectId, objects: Objects<'_>) -> String {
        let kind = || objects.get(route).map_or("", |object| object.kind.as_str());
        let listener = |target: &ObjectId, at: usize| {
            let target = objects.get(*target);
            let gateway = target.and_then(|object| object.gateway()).map(|gateway| &gateway.listeners);
            let set = target.and_then(|object| object.listener_set()).map(|set| &set.listeners);
            let listener = gateway.or(set).and_then(|listeners| listeners.get(at));
            let name = listener.map_or("", |listener| listener.name.value.as_str());
            let host =
                listener.and_then(|listener| listener.hostname.as_ref()).map_or("", |host| &host.value);
            (name.to_owned(), host.to_owned(), target.map_or("", |target| &target.namespace).to_owned())
        };
        match self {
            Self::ParentMissing { .. } => "no such Gateway".to_owned(),
            Self::SectionMissing { .. } => "no listener of that name or port".to_owned(),
            Self::NamespaceNotAllowed { target, listener: at, .. } => {
                let (_, _, namespace) = listener(target, *at);
                format!("the listener takes no routes of other namespaces than {namespace}")
            }
            Self::KindNotAllowed { target, listener: at, .. } => {
                format!("listener {} takes no {}", listener(target, *at).0, kind())
            }
            Self::HostnameUnmatched { target, listener: at, .. } => {
                format!("no host in common with {}", listener(target, *at).1)
            }
            Self::GrantMissing { namespace, .. } => format!("needs a ReferenceGrant in {namespace}"),
            Self::GrantMisdirected { grant, .. } => {
                let name = objects.get(*grant).map_or("", |grant| grant.name.as_str());
                format!("ReferenceGrant {name} does not admit it")
            }
            Self::WeightsZero { .. } => "all weights are 0: answers 500".to_owned(),
            Self::NoBackend { .. } => "no backend: answers 500".to_owned(),
        }
    }
}
