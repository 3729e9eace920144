//! What the trace offers: where a request may start, and what it may be addressed to.

use crate::engine;
use crate::state::Caller;
use portolan_core::Analysis;
use portolan_core::cluster::{ClusterPod, NodeIndex};
use portolan_core::object::Object;
use portolan_core::traffic::trace::{self, Target};
use std::collections::BTreeSet;

/// Callers and Services that are offered, at most.
const MOST: usize = 200;

/// A place where a request may start.
pub(super) struct Offer {
    /// What it is, in every analysis.
    pub(super) caller: Caller,
    /// What it is in this one.
    pub(super) start: trace::Caller,
    /// The namespace in which it resolves names.
    pub(super) namespace: Option<String>,
    /// What it is called.
    pub(super) words: String,
}

/// Where a request may start: one Pod of each workload, the object's own first, the nodes, outside.
pub(super) fn callers(analysis: &Analysis, object: &Object) -> Vec<Offer> {
    let mut seen = BTreeSet::new();
    let mut pods: Vec<&ClusterPod> =
        analysis.cluster.pods.iter().filter(|pod| seen.insert(pod.origin)).collect();
    pods.sort_by_key(|pod| (pod.origin != object.id, pod.namespace != object.namespace));
    let pods = pods.into_iter().take(MOST).filter_map(|pod| {
        Some(Offer {
            caller: Caller::Object(engine::key(analysis.object(pod.origin)?)),
            start: trace::Caller::Pod(pod.id),
            namespace: Some(pod.namespace.clone()),
            words: format!("Pod {}/{}", pod.namespace, pod.name),
        })
    });
    let nodes = analysis.cluster.nodes.iter().enumerate().take(MOST).map(|(at, node)| Offer {
        caller: Caller::Node(node.name.clone().into()),
        start: trace::Caller::Node(NodeIndex(at as u32)),
        namespace: None,
        words: format!("node {}", node.name),
    });
    let outside = Offer {
        caller: Caller::Outside,
        start: trace::Caller::Outside,
        namespace: None,
        words: "outside the cluster".to_owned(),
    };
    pods.chain(nodes).chain([outside]).collect()
}

/// What a request from a namespace would be addressed to: the object's own ports first.
pub(super) fn names(analysis: &Analysis, object: &Object, namespace: Option<&str>) -> Vec<Target> {
    let mut services: Vec<_> = analysis.services().collect();
    services.sort_by_key(|(service, _)| service.id != object.id);
    let targets = services.into_iter().take(MOST).flat_map(|(service, view)| {
        let host = match namespace {
            Some(namespace) if namespace == service.namespace => service.name.clone(),
            Some(_) | None => format!("{}.{}", service.name, service.namespace),
        };
        let ports = view.ports.iter();
        ports.map(move |port| Target {
            host: host.clone(),
            port: port.number(),
            protocol: port.protocol.value.clone(),
        })
    });
    let is_caller = object.service().is_none();
    targets.filter(|target| is_caller || target.port > 0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use portolan_core::assumptions::Assumptions;
    use portolan_core::scenario::Scenario;
    use portolan_core::{DocumentCache, Input, InputFile, analyze};

    fn analysis(names: &[&str]) -> Analysis {
        let pod = |name: &&str| {
            format!(
                "apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, namespace: shop}}\nspec: {{containers: [{{name: c, image: i}}]}}\n---\n"
            )
        };
        let files = [InputFile::new("shop.yaml", &names.iter().map(pod).collect::<String>())];
        let scenario = Scenario::default();
        let input = Input { files: &files, assumptions: &Assumptions::default(), scenario: &scenario };
        analyze(&mut DocumentCache::default(), &input)
    }

    #[test]
    fn a_caller_is_the_same_wherever_it_stands_in_the_list() {
        let (before, after) = (analysis(&["b", "c"]), analysis(&["a", "b", "c"]));
        let of = |analysis: &Analysis| callers(analysis, &analysis.objects[0]);
        let (before, after) = (of(&before), of(&after));
        let (at, chosen) = before.iter().enumerate().find(|(_, offer)| offer.words == "Pod shop/c").unwrap();
        let (now, found) = after.iter().enumerate().find(|(_, offer)| offer.caller == chosen.caller).unwrap();
        assert_eq!(found.words, "Pod shop/c");
        assert_ne!(at, now, "its place moved");
        assert_ne!(found.start, chosen.start, "the engine knows it by another number");
        assert_eq!(after.last().map(|offer| offer.words.as_str()), Some("outside the cluster"));
    }
}
