//! Resources of a whole Pod: what its containers need together, and what upstream fills in from that.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/component-helpers/resource/helpers.go, pkg/api/pod/util.go

use super::containers::is_restartable_init_container;
use super::resource_names::{is_huge_page_resource_name, is_overcommit_allowed};
use crate::schema::quantity::Quantity;
use crate::value::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Amounts by resource.
pub(crate) type ResourceList = BTreeMap<String, Quantity>;

/// Which of a container's amounts are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Amounts {
    Requests,
    Limits,
}

impl Amounts {
    /// The field of `resources` that holds them.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Limits => "limits",
        }
    }
}

/// Says whether a Pod may state a resource for all its containers.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/component-helpers/resource/helpers.go IsSupportedPodLevelResource
pub(crate) fn is_supported_pod_level_resource(name: &str) -> bool {
    matches!(name, "cpu" | "memory") || is_huge_page_resource_name(name)
}

/// The amounts that a field lists.
pub(crate) fn resource_list(list: &Value) -> ResourceList {
    list.as_entries()
        .iter()
        .filter_map(|entry| Some((entry.key.to_string(), Quantity::of(&entry.value)?)))
        .collect()
}

/// The amounts that all containers of a Pod need together.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/component-helpers/resource/helpers.go aggregateContainerResourcesByFn
pub(crate) fn aggregate(spec: &Value, amounts: Amounts) -> ResourceList {
    let of = |container: &Value| resource_list(container.get("resources").get(amounts.field()));
    let mut total = ResourceList::new();
    for container in spec.list("containers") {
        add(&mut total, &of(container));
    }
    let (mut restartable, mut initial) = (ResourceList::new(), ResourceList::new());
    for container in spec.list("initContainers") {
        let mut needed = of(container);
        if is_restartable_init_container(container) {
            add(&mut total, &needed);
            add(&mut restartable, &needed);
            needed.clone_from(&restartable);
        } else {
            add(&mut needed, &restartable);
        }
        keep_larger(&mut initial, &needed);
    }
    keep_larger(&mut total, &initial);
    total
}

fn add(list: &mut ResourceList, more: &ResourceList) {
    for (name, amount) in more {
        list.entry(name.clone()).and_modify(|sum| *sum = sum.plus(*amount)).or_insert(*amount);
    }
}

fn keep_larger(list: &mut ResourceList, other: &ResourceList) {
    for (name, amount) in other {
        list.entry(name.clone()).and_modify(|largest| *largest = largest.max(*amount)).or_insert(*amount);
    }
}

/// Fills in a Pod's resources as versions before 1.37 do, while decoding.
///
/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go defaultHugePagePodLimits, defaultPodRequests
pub(crate) fn default_before_admission(spec: &mut Value) {
    default_huge_page_limits(spec);
    if !spec.get("resources").entries("limits").is_empty() {
        default_requests(spec);
    }
}

/// Fills in a Pod's resources after mutating admission.
///
/// Source: kubernetes v1.37 pkg/api/pod/util.go DefaultPodLevelResources
pub(crate) fn default_pod_level_resources(spec: &mut Value) {
    if is_stated(spec) {
        default_huge_page_limits(spec);
        default_requests(spec);
        default_limits(spec);
    }
}

fn is_stated(spec: &Value) -> bool {
    let resources = spec.get("resources");
    !(resources.entries("limits").is_empty() && resources.entries("requests").is_empty())
}

fn default_huge_page_limits(spec: &mut Value) {
    if !is_stated(spec) {
        return;
    }
    for (name, amount) in aggregate(spec, Amounts::Limits) {
        let resources = spec.get("resources");
        let stated = resources.get("requests").has(&name) || resources.get("limits").has(&name);
        if is_huge_page_resource_name(&name) && !stated {
            set_amount(spec, Amounts::Limits, &name, amount, "defaultHugePagePodLevelLimits");
        }
    }
}

fn default_requests(spec: &mut Value) {
    const WHY: &str = "defaultPodLevelRequests";
    for (name, amount) in aggregate(spec, Amounts::Requests) {
        let stated = spec.get("resources").get("requests").has(&name);
        if !stated && is_supported_pod_level_resource(&name) && is_overcommit_allowed(&name) {
            set_amount(spec, Amounts::Requests, &name, amount, WHY);
        }
    }
    for (name, amount) in resource_list(spec.get("resources").get("limits")) {
        if !spec.get("resources").get("requests").has(&name) && is_supported_pod_level_resource(&name) {
            set_amount(spec, Amounts::Requests, &name, amount, WHY);
        }
    }
}

fn default_limits(spec: &mut Value) {
    let limits = resource_list(spec.get("resources").get("limits"));
    let requests = resource_list(spec.get("resources").get("requests"));
    let everywhere = |name: &str| {
        super::containers::CONTAINER_LISTS
            .iter()
            .flat_map(|list| spec.list(list))
            .all(|container| container.get("resources").get("limits").has(name))
    };
    let candidates: BTreeSet<&String> = requests
        .keys()
        .filter(|name| {
            is_supported_pod_level_resource(name) && !limits.contains_key(*name) && everywhere(name)
        })
        .collect();
    let total = aggregate(spec, Amounts::Limits);
    let found: Vec<(String, Quantity)> = candidates
        .into_iter()
        .filter_map(|name| {
            let limit = *total.get(name)?;
            let request = requests.get(name).copied().unwrap_or(Quantity::ZERO);
            Some((name.clone(), limit.max(request)))
        })
        .collect();
    for (name, amount) in found {
        set_amount(spec, Amounts::Limits, &name, amount, "defaultPodLevelLimits");
    }
}

fn set_amount(spec: &mut Value, amounts: Amounts, name: &str, amount: Quantity, why: &'static str) {
    if let Some(list) =
        spec.get_mut("resources").and_then(|resources| resources.map_mut(amounts.field(), why))
    {
        list.set(name.to_owned(), Value::defaulted(amount.canonical(), why));
    }
}
