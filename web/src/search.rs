//! The search box: words, `kind:`, `ns:`, `port:`, `is:broken` and labels such as `app=web`.

use portolan_core::Analysis;
use portolan_core::diagnostic::Severity;
use portolan_core::object::{Object, ObjectId};
use std::collections::BTreeSet;

/// The objects that match all terms of a search; `None` for an empty one.
pub(crate) fn find(analysis: &Analysis, search: &str) -> Option<BTreeSet<ObjectId>> {
    let terms: Vec<String> = search.split_whitespace().map(str::to_lowercase).collect();
    if terms.is_empty() {
        return None;
    }
    let objects =
        analysis.objects.iter().filter(|object| terms.iter().all(|term| matches(analysis, object, term)));
    Some(objects.map(|object| object.id).collect())
}

fn matches(analysis: &Analysis, object: &Object, term: &str) -> bool {
    if let Some(kind) = term.strip_prefix("kind:") {
        return object.kind.to_lowercase().starts_with(kind);
    }
    if let Some(namespace) = term.strip_prefix("ns:") {
        return object.namespace.to_lowercase().contains(namespace);
    }
    if let Some(port) = term.strip_prefix("port:") {
        return ports(object).iter().any(|known| known == port);
    }
    if let Some(state) = term.strip_prefix("is:") {
        let worst = analysis
            .diagnostics
            .iter()
            .filter(|finding| finding.object == Some(object.id))
            .map(|f| f.severity)
            .max();
        return match state {
            "broken" | "wrong" => worst >= Some(Severity::Warning),
            "refused" => worst == Some(Severity::Error),
            "ok" => worst < Some(Severity::Warning),
            _ => false,
        };
    }
    if let Some((key, value)) = term.split_once('=') {
        let label = |pair: &portolan_core::object::Pair| {
            pair.key.to_lowercase() == key && pair.value.value.to_lowercase() == value
        };
        return labels(object).iter().any(label);
    }
    let name = format!("{}/{}/{}", object.kind, object.namespace, object.name).to_lowercase();
    name.contains(term)
}

/// The labels of an object, of its Pods, and its selector.
fn labels(object: &Object) -> Vec<portolan_core::object::Pair> {
    let mut labels = object.labels();
    labels.extend(object.service().into_iter().flat_map(|service| &service.selector).flatten().cloned());
    labels.extend(object.workload().into_iter().flat_map(|workload| &workload.template.labels).cloned());
    labels
}

/// The port names and numbers of an object.
fn ports(object: &Object) -> Vec<String> {
    let Some(service) = object.service() else {
        return object.pod_template().map(container_ports).unwrap_or_default();
    };
    let words = service.ports.iter().flat_map(|port| {
        let node_port = port.node_port.as_ref().map(|node_port| node_port.value.to_string());
        [Some(port.number().to_string()), Some(port.name_str().to_lowercase()), node_port]
    });
    words.flatten().collect()
}

fn container_ports(template: &portolan_core::object::PodTemplate) -> Vec<String> {
    let ports = template.containers.iter().flat_map(|container| &container.ports);
    ports
        .flat_map(|port| {
            let number = port.container_port.as_ref().map(|number| number.value.to_string());
            [port.name.as_ref().map(|name| name.value.clone()), number]
        })
        .flatten()
        .collect()
}
