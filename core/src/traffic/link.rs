//! Links: the references that traffic follows, each from the field that makes it to what it finds.
//!
//! ```text
//! client ▶ entry address ▶ listener or host ▶ route rule ▶ Service port ▶ endpoints ▶ container port
//!                                        name in env, URL, externalName, serviceName ─┘
//! ```
//!
//! A link is decided once, here below `traffic`. Rules word its faults, the picture draws it, a trace walks it, and
//! none of them decides anew. There is one link per reference, never one per pair of Pods.

use super::fault::{Fault, FaultId, FaultKind};
use super::verdict::Verdict;
use crate::cluster::decision::Because;
use crate::diagnostic::{Diagnostic, Severity};
use crate::field_path::FieldPath;
use crate::object::{Object, ObjectId};
use std::collections::{BTreeMap, BTreeSet};

/// A link, by its place in [`Links::list`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LinkId(pub u32);

/// Which reference makes a link; indexes are places in the lists of the object's `spec`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    /// A Service port to its endpoints; `None` for a Service without ports, as headless ones may be.
    Port(Option<usize>),
    /// `spec.externalName` to the name it stands for.
    Alias,
    /// An address of `spec.externalIPs`, by place, to the Service.
    ExternalIp(usize),
    /// The node port of a Service port, by place in `spec.ports`.
    NodePort(usize),
    /// The load balancer to the Service.
    LoadBalancer,
    /// The default backend of an Ingress.
    DefaultBackend,
    /// The backend of a path of an Ingress.
    PathBackend {
        /// The rule.
        rule: usize,
        /// The path, in the rule.
        path: usize,
    },
    /// A parent of a route to the listeners that it attaches to.
    Parent(usize),
    /// A backend of a rule of a route.
    RouteBackend {
        /// The rule.
        rule: usize,
        /// The backend, in the rule.
        backend: usize,
    },
    /// A rule of a route that has no backends: what it answers.
    RuleAnswer(usize),
}

/// A place in the world: an object, or a part of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Part {
    /// The object.
    pub object: ObjectId,
    /// The part: a port of a Service, a listener of a Gateway, by place; `None` for the whole object.
    pub index: Option<usize>,
}

/// What a link finds.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// One object or a part of it.
    One(Part),
    /// What stands behind a Service port.
    Set(Vec<Branch>),
    /// An answer without a backend: a redirect, or an error.
    Answer(String),
    /// Nothing: the name as it is asked for.
    Missing(String),
    /// Nobody can tell: the name as it is asked for.
    Unknown(String),
}

/// One of several that a link finds: a source of a Service port's endpoints (a workload, a Pod, hand-written
/// addresses), or a listener that a route may attach to.
#[derive(Debug, Clone, PartialEq)]
pub struct Branch {
    /// The workload, Pod, Endpoints, EndpointSlice, Gateway or ListenerSet.
    pub source: ObjectId,
    /// The listener, by place.
    pub listener: Option<usize>,
    /// The number that is dialed; `None` where there is none, or every number.
    pub number: Option<i64>,
    /// How many endpoints it has: Pods, or addresses without one.
    pub all: usize,
    /// How many of them get new connections.
    pub ready: usize,
    /// How many still answer while they are being deleted.
    pub draining: usize,
    /// Whether a connection that is sent to it gets through.
    pub verdict: Verdict,
    /// What is wrong with it, the worst first.
    pub faults: Vec<FaultId>,
}

/// One reference that traffic follows.
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// Its place.
    pub id: LinkId,
    /// Which reference it is.
    pub kind: LinkKind,
    /// The object that makes it.
    pub object: ObjectId,
    /// The field that makes it.
    pub path: FieldPath,
    /// What it finds.
    pub found: Found,
    /// Its weight among its siblings, and the sum of theirs, where weights share traffic out.
    pub share: Option<(i64, i64)>,
    /// Whether a grant lets it into another namespace, where it needs one.
    pub granted: Option<bool>,
    /// Whether traffic gets through.
    pub verdict: Verdict,
    /// The fact that decides, with its text.
    pub because: Because,
    /// What is wrong with it as a whole, in the order in which it was found.
    pub faults: Vec<FaultId>,
}

impl Link {
    /// A link of which nothing is known to be wrong yet.
    pub(super) fn new(kind: LinkKind, object: &Object, path: FieldPath, found: Found) -> Self {
        Self {
            id: LinkId(0),
            kind,
            object: object.id,
            path,
            found,
            share: None,
            granted: None,
            verdict: Verdict::Pass,
            because: Because::new("", Some(object.head())),
            faults: Vec::new(),
        }
    }
}

/// How far a hop is known to work, as it is drawn. Ordered from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// It is proved to pass.
    Ok,
    /// The input cannot tell.
    Unknown,
    /// It passes or may pass, and a finding of level warning or above stands on it.
    Warning,
    /// Nothing passes, and a finding of level warning or above says so.
    Broken,
}

impl State {
    /// The word, as in `data-state`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Unknown => "unknown",
            Self::Warning => "warning",
            Self::Broken => "broken",
        }
    }

    /// The state of a hop: its verdict, and whether a finding of level warning or above stands on it.
    pub const fn of(verdict: Verdict, is_told: bool) -> Self {
        match (is_told, verdict) {
            (true, Verdict::Fail) => Self::Broken,
            (true, Verdict::Pass | Verdict::Mixed | Verdict::Unknown) => Self::Warning,
            (false, Verdict::Pass | Verdict::Mixed) => Self::Ok,
            (false, Verdict::Fail | Verdict::Unknown) => Self::Unknown,
        }
    }
}

/// All links and what is wrong with them.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Links {
    /// The links, by [`LinkId`], by object and field.
    pub list: Vec<Link>,
    /// The faults, by [`FaultId`].
    pub faults: Vec<Fault>,
    /// The links of each object, in order.
    by_object: BTreeMap<ObjectId, Vec<LinkId>>,
    /// The links on whose own field a finding of level warning or above stands that is none of their faults.
    marked: BTreeMap<LinkId, Mark>,
}

/// A finding of level warning or above on a link's own field, such as a warning of the API server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Its level.
    pub severity: Severity,
    /// What it says, without backticks.
    pub text: String,
}

impl Links {
    /// Adds a link; its id is set.
    pub(super) fn add(&mut self, mut link: Link) -> LinkId {
        let id = LinkId(self.list.len() as u32);
        link.id = id;
        self.by_object.entry(link.object).or_default().push(id);
        self.list.push(link);
        id
    }

    /// Adds a fault.
    pub(super) fn fault(&mut self, object: ObjectId, severity: Severity, kind: FaultKind) -> FaultId {
        let id = FaultId(self.faults.len() as u32);
        self.faults.push(Fault { id, object, severity, kind });
        id
    }

    /// The link of an id.
    pub fn get(&self, id: LinkId) -> Option<&Link> {
        self.list.get(id.0 as usize)
    }

    /// The fault of an id.
    pub fn get_fault(&self, id: FaultId) -> Option<&Fault> {
        self.faults.get(id.0 as usize)
    }

    /// The links that an object makes, in the order of its fields.
    pub fn of(&self, object: ObjectId) -> impl Iterator<Item = &Link> {
        self.by_object.get(&object).into_iter().flatten().filter_map(|&id| self.get(id))
    }

    /// The link that one reference of an object makes.
    pub fn find(&self, object: ObjectId, kind: LinkKind) -> Option<&Link> {
        self.of(object).find(|link| link.kind == kind)
    }

    /// Notes which findings of level warning or above stand on the very field of a link, whoever told them.
    ///
    /// `findings` are all, before comments allow any. A finding that words a fault stands on what has the fault.
    pub(crate) fn mark(&mut self, findings: &[Diagnostic]) {
        let worded: BTreeSet<FaultId> = findings.iter().filter_map(|finding| finding.fault).collect();
        let mut by_object: BTreeMap<ObjectId, Vec<&Diagnostic>> = BTreeMap::new();
        for finding in findings.iter().filter(|finding| finding.severity >= Severity::Warning) {
            if let (Some(object), None) = (finding.object, finding.fault) {
                by_object.entry(object).or_default().push(finding);
            }
        }
        debug_assert!(worded.len() <= self.faults.len(), "a finding words a fault that exists");
        self.marked.clear();
        for link in &self.list {
            let own = by_object.get(&link.object).map_or(&[][..], Vec::as_slice);
            let about = own.iter().filter(|finding| {
                finding.path.as_ref().is_some_and(|path| path.steps.starts_with(&link.path.steps))
            });
            if let Some(worst) = about.max_by_key(|finding| finding.severity) {
                let mark = Mark { severity: worst.severity, text: worst.message.replace('`', "") };
                self.marked.insert(link.id, mark);
            }
        }
    }

    /// The finding of level warning or above on a link's own field that words none of its faults.
    pub fn mark_of(&self, link: LinkId) -> Option<&Mark> {
        self.marked.get(&link)
    }

    /// The worst of some faults; of equal ones the first.
    pub fn worst(&self, faults: &[FaultId]) -> Option<&Fault> {
        faults
            .iter()
            .filter_map(|&id| self.get_fault(id))
            .reduce(|worst, fault| if fault.severity > worst.severity { fault } else { worst })
    }

    /// How a link as a whole is drawn.
    pub fn state(&self, link: &Link) -> State {
        State::of(link.verdict, self.is_told(link))
    }

    /// How one branch of a link is drawn.
    pub fn branch_state(&self, link: &Link, branch: &Branch) -> State {
        let own = self.is_grave(&branch.faults);
        State::of(branch.verdict, own || self.is_told(link))
    }

    fn is_told(&self, link: &Link) -> bool {
        self.is_grave(&link.faults) || self.marked.contains_key(&link.id)
    }

    fn is_grave(&self, faults: &[FaultId]) -> bool {
        self.worst(faults).is_some_and(|fault| fault.severity >= Severity::Warning)
    }
}
