//! The containers of a Pod's spec, wherever they stand.
//!
//! Source: kubernetes v1.37 pkg/apis/core/pods/helpers.go

use crate::field_path::Path;
use crate::value::Value;

/// The fields of a Pod that hold containers, in the order in which upstream visits them.
pub(crate) const CONTAINER_LISTS: [&str; 3] = ["initContainers", "containers", "ephemeralContainers"];

/// The items of a list field, mutable; none if there is no list.
pub(crate) fn items_mut<'v>(value: &'v mut Value, name: &str) -> &'v mut [Value] {
    value.get_mut(name).map_or(&mut [], Value::as_list_mut)
}

/// Every container of a spec, in the order init, regular, ephemeral.
pub(crate) fn all_containers(spec: &Value) -> impl Iterator<Item = &Value> {
    super::containers::CONTAINER_LISTS.into_iter().flat_map(|list| spec.list(list))
}

/// Calls `visit` with each container and its path, in upstream's order.
///
/// Source: kubernetes v1.37 pkg/apis/core/pods/helpers.go VisitContainersWithPath
pub(crate) fn visit_containers_with_path<'v>(
    spec: &'v Value,
    path: &Path<'_>,
    visit: &mut dyn FnMut(&'v Value, &Path<'_>),
) {
    for list in super::containers::CONTAINER_LISTS {
        let path = path.child(list);
        for (index, container) in spec.list(list).iter().enumerate() {
            visit(container, &path.index(index));
        }
    }
}

/// Says whether an init container keeps running beside the others.
pub(crate) fn is_restartable_init_container(container: &Value) -> bool {
    container.str("restartPolicy") == "Always"
}
