//! Faults: everything that can be wrong with a link, as data.
//!
//! A fault knows both ends and how grave it is; a rule words it at length, the picture in a few words. A fault that
//! another one explains is that other fault: one cause is told once.

pub mod backend;
pub mod endpoints;
pub mod name;
pub mod port;
pub mod readiness;
pub mod route;
pub mod selector;

use crate::diagnostic::Severity;
use crate::object::{Object, ObjectId};
pub use backend::BackendFault;
pub use endpoints::EndpointsFault;
pub use name::NameFault;
pub use port::PortFault;
pub use readiness::ReadinessFault;
pub use route::RouteFault;
pub use selector::SelectorFault;

pub use crate::diagnostic::FaultId;

/// Something that is wrong with a link.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// Its place.
    pub id: FaultId,
    /// The object at which it is told.
    pub object: ObjectId,
    /// How grave it is: an error only where the world is closed or the API server refuses.
    pub severity: Severity,
    /// What it is.
    pub kind: FaultKind,
}

/// What a fault is, by family.
#[derive(Debug, Clone, PartialEq)]
pub enum FaultKind {
    /// The API server refuses this object: nothing of it exists. Told by the findings of admission.
    Refused(ObjectId),
    /// A selector finds no Pod, or the wrong ones.
    Selector(SelectorFault),
    /// A `targetPort` does not fit the Pods.
    Port(PortFault),
    /// Hand-written endpoints do not fit the Service, or there are none.
    Endpoints(EndpointsFault),
    /// Pods are found, and none takes traffic.
    Readiness(ReadinessFault),
    /// A name leads nowhere.
    Name(NameFault),
    /// A backend of an Ingress or a route is not reached.
    Backend(BackendFault),
    /// A route does not attach, or a rule of it answers errors.
    Route(RouteFault),
}

impl Fault {
    /// What is wrong in a few words, as at an edge of the picture.
    pub fn short(&self, objects: &[Object]) -> String {
        let objects = Objects(objects);
        if self.severity < Severity::Warning && self.is_missing() {
            return "not in these files".to_owned();
        }
        match &self.kind {
            FaultKind::Refused(id) => {
                let title = objects
                    .get(*id)
                    .map_or(String::new(), |object| format!("{} {}", object.kind, object.name));
                format!("the API server refuses {title}")
            }
            FaultKind::Selector(fault) => {
                fault.short(self.object, self.severity >= Severity::Warning, objects)
            }
            FaultKind::Port(fault) => fault.short(self.object, objects),
            FaultKind::Endpoints(fault) => fault.short(self.object, objects),
            FaultKind::Readiness(fault) => fault.short(objects),
            FaultKind::Name(fault) => fault.short(objects),
            FaultKind::Backend(fault) => fault.short(objects),
            FaultKind::Route(fault) => fault.short(self.object, objects),
        }
    }
}

impl Fault {
    /// Says whether the fault is that something of a name is not there.
    fn is_missing(&self) -> bool {
        matches!(
            self.kind,
            FaultKind::Backend(BackendFault::Missing { .. })
                | FaultKind::Route(RouteFault::ParentMissing { .. })
                | FaultKind::Name(NameFault::AliasMissing { .. })
        )
    }
}

/// The objects that faults name by id.
#[derive(Debug, Clone, Copy)]
pub struct Objects<'a>(pub &'a [Object]);

impl<'a> Objects<'a> {
    /// The object of an id.
    pub fn get(self, id: ObjectId) -> Option<&'a Object> {
        self.0.get(id.0 as usize)
    }
}
