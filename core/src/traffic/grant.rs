//! `ReferenceGrant`: whether a reference may leave its namespace.

use super::fault::route::GrantField;
use super::judge::Judge;
use crate::object::gateway::grant::ReferenceGrant;
use crate::object::{Object, ObjectId};

/// A reference that leaves its namespace.
#[derive(Debug, Clone, Copy)]
pub(super) struct Crossing<'a> {
    /// Group, kind and namespace of what refers.
    pub(super) from: (&'a str, &'a str, &'a str),
    /// Group, kind and name of what is referred to.
    pub(super) to: (&'a str, &'a str, &'a str),
    /// Its namespace.
    pub(super) namespace: &'a str,
}

/// Whether a reference is admitted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Grant {
    /// A grant admits it.
    Given,
    /// A grant would, if one field of it were another.
    Misdirected(ObjectId, GrantField),
    /// No grant of the input comes near.
    Missing,
}

impl Judge<'_, '_> {
    /// Looks for a grant that admits a reference. Linear in the grants of the input.
    ///
    /// Source: gateway-api v1.7 apis/v1beta1/referencegrant_types.go `ReferenceGrant`
    pub(super) fn grant(&self, crossing: Crossing<'_>) -> Grant {
        let grants = || self.world.grants().filter_map(|object| Some((object, object.reference_grant()?)));
        let here = || grants().filter(|(object, _)| object.namespace == crossing.namespace);
        if here().any(|(_, grant)| near(grant, crossing) == Fit::Whole) {
            return Grant::Given;
        }
        let misdirected = here().find_map(|(object, grant)| match near(grant, crossing) {
            Fit::But(field) => Some(Grant::Misdirected(object.id, field)),
            Fit::Whole | Fit::Not => None,
        });
        if let Some(misdirected) = misdirected {
            return misdirected;
        }
        let elsewhere = grants().find(|(_, grant)| near(grant, crossing) == Fit::Whole);
        elsewhere.map_or(Grant::Missing, |(object, _): (&Object, _)| {
            Grant::Misdirected(object.id, GrantField::Namespace)
        })
    }
}

/// How near a grant comes to admitting a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// It admits it.
    Whole,
    /// It would, but for this field.
    But(GrantField),
    /// It is about something else.
    Not,
}

impl Fit {
    /// The better of two.
    fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::Whole, _) | (Self::But(_), Self::But(_) | Self::Not) => self,
            _ => other,
        }
    }

    /// Both must fit.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Whole, fit) | (fit, Self::Whole) => fit,
            _ => Self::Not,
        }
    }

    /// By the fields that do not fit.
    fn of(faults: [Option<GrantField>; 3]) -> Self {
        let mut faults = faults.into_iter().flatten();
        match (faults.next(), faults.next()) {
            (None, _) => Self::Whole,
            (Some(field), None) => Self::But(field),
            (Some(_), Some(_)) => Self::Not,
        }
    }
}

fn near(grant: &ReferenceGrant, crossing: Crossing<'_>) -> Fit {
    let from = grant.from.iter().enumerate().map(|(at, from)| {
        let (group, kind, namespace) = crossing.from;
        Fit::of([
            (from.group.value != group).then_some(GrantField::FromGroup(at)),
            (from.kind.value != kind).then_some(GrantField::FromKind(at)),
            (from.namespace.value != namespace).then_some(GrantField::FromNamespace(at)),
        ])
    });
    let to = grant.to.iter().enumerate().map(|(at, to)| {
        let (group, kind, name) = crossing.to;
        Fit::of([
            (to.group.value != group).then_some(GrantField::ToGroup(at)),
            (to.kind.value != kind).then_some(GrantField::ToKind(at)),
            to.name.as_ref().filter(|to| to.value != name).map(|_| GrantField::ToName(at)),
        ])
    });
    from.fold(Fit::Not, Fit::or).and(to.fold(Fit::Not, Fit::or))
}
