//! What the rules about hand-written endpoints share.

use crate::Analysis;
use crate::object::{EndpointSlice, Endpoints, Object};
use std::collections::{BTreeMap, BTreeSet};

/// Hand-written Endpoints and EndpointSlices: not those that a controller wrote and somebody dumped.
pub(super) fn endpoints(analysis: &Analysis) -> impl Iterator<Item = (&Object, Manual<'_>)> {
    analysis.objects.iter().filter_map(|object| {
        let metadata = object.value.get("metadata");
        let is_dumped =
            metadata.has("ownerReferences") || metadata.has("uid") || metadata.has("managedFields");
        let is_lock = object.annotation("control-plane.alpha.kubernetes.io/leader").is_some();
        if object.partial || is_dumped || is_lock {
            return None;
        }
        let endpoints = object.endpoints().map(Manual::Endpoints);
        let manual = endpoints.or_else(|| object.endpoint_slice().map(Manual::Slice))?;
        Some((object, manual))
    })
}

/// One hand-written object with addresses.
#[derive(Clone, Copy)]
pub(super) enum Manual<'a> {
    /// Endpoints; their name is the Service's.
    Endpoints(&'a Endpoints),
    /// A slice; its label names the Service.
    Slice(&'a EndpointSlice),
}

impl<'a> Manual<'a> {
    /// The name of the Service that the addresses are for.
    pub(super) fn service_name(self, object: &'a Object) -> Option<&'a str> {
        match self {
            Self::Endpoints(_) => Some(object.name.as_str()),
            Self::Slice(slice) => slice.service_name.as_ref().map(|name| name.value.as_str()),
        }
    }
}

/// The Services for which addresses are in the input, by namespace and name, whoever wrote them.
pub(super) fn addressed(analysis: &Analysis) -> BTreeSet<(&str, &str)> {
    let named = analysis.objects.iter().filter_map(|object| {
        let name = match object.endpoints() {
            Some(_) => object.name.as_str(),
            None => object.endpoint_slice()?.service_name.as_ref()?.value.as_str(),
        };
        Some((object.namespace.as_str(), name))
    });
    named.collect()
}

/// Hand-written endpoints by the namespace and name of their Service.
pub(super) fn by_service(analysis: &Analysis) -> BTreeMap<(&str, &str), Vec<(&Object, Manual<'_>)>> {
    let mut found: BTreeMap<(&str, &str), Vec<(&Object, Manual<'_>)>> = BTreeMap::new();
    for (object, manual) in endpoints(analysis) {
        if let Some(name) = manual.service_name(object) {
            found.entry((&object.namespace, name)).or_default().push((object, manual));
        }
    }
    found
}
