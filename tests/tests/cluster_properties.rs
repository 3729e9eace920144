//! Properties of the analysis over random worlds: order never matters, and time grows with size.

use portolan_core::assumptions::{Assumptions, Complete};
use portolan_core::cluster::decision::decide_all;
use portolan_core::cluster::dns::{Dns, DnsOptions};
use portolan_core::cluster::{SliceSource, simulate};
use portolan_core::object::ObjectId;
use portolan_core::scenario::Scenario;
use portolan_core::traffic::judge;
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze};
use portolan_tests::growth;
use portolan_tests::random::{Random, world};
use portolan_tests::world::{analysis_of, objects};
use std::fmt::Write as _;

fn analysis(files: &[Vec<String>], assumptions: &Assumptions) -> Analysis {
    let files: Vec<InputFile> = files
        .iter()
        .enumerate()
        .map(|(at, documents)| InputFile::new(&format!("{at}.yaml"), &documents.join("---\n")))
        .collect();
    analysis_of(&files, assumptions)
}

/// Everything that the analysis says, with names in place of ids and without places in text.
fn told(analysis: &Analysis) -> String {
    let mut out = String::new();
    let name = |id: ObjectId| {
        analysis.object(id).map_or(String::new(), |o| format!("{} {}/{}", o.kind, o.namespace, o.name))
    };
    let cluster = &analysis.cluster;
    let pod = |id| cluster.pod(id).map_or(String::new(), |pod| format!("{}/{}", pod.namespace, pod.name));
    for node in &cluster.nodes {
        let _ = writeln!(out, "node {} {:?} {:?}", node.name, node.zone, node.object.map(name));
    }
    for pod in &cluster.pods {
        let _ = writeln!(
            out,
            "pod {}/{} {} {:?} {:?} {:?} {} {:?} {} {:?} {:?} {:?}",
            pod.namespace,
            pod.name,
            name(pod.origin),
            pod.node,
            pod.node_name,
            pod.ips,
            pod.phase,
            pod.readiness,
            pod.terminating,
            pod.hostname,
            pod.subdomain,
            pod.labels
        );
    }
    for slice in &cluster.slices {
        let source = match slice.source {
            SliceSource::Selector(id) => format!("selector of {}", name(id)),
            SliceSource::Mirrored(id) => format!("mirror of {}", name(id)),
            SliceSource::Manual(id) => name(id),
        };
        let _ = writeln!(
            out,
            "slice {}/{} {source} {} {:?} {:?}",
            slice.namespace, slice.service_name, slice.address_type, slice.labels, slice.ports
        );
        for endpoint in &slice.endpoints {
            let _ = writeln!(out, "  {} {endpoint:?}", endpoint.pod.map(pod).unwrap_or_default());
        }
    }
    for endpoints in &cluster.endpoints {
        let _ = writeln!(out, "endpoints {}/{} {:?}", endpoints.namespace, endpoints.name, endpoints.subsets);
    }
    let mut ways: Vec<String> = analysis
        .routes
        .iter()
        .map(|route| {
            let backends: Vec<String> = route
                .backends
                .iter()
                .map(|b| {
                    format!("{} {:?} {:?} {} {}", b.address, b.number, b.pod.map(pod), b.ready, b.serving)
                })
                .collect();
            format!(
                "route {} {:?} {:?} {:?} {:?} {backends:?}",
                name(route.service),
                route.port_index,
                route.entries,
                analysis.links.get(route.link).map(|link| link.verdict),
                analysis.links.get(route.link).map(|link| &link.because.text)
            )
        })
        .collect();
    let world = analysis.world();
    for object in &analysis.objects {
        let Some(service) = object.service() else { continue };
        for decision in decide_all(&world, object, service) {
            let reasons: Vec<&str> = decision.because.iter().map(|because| because.text.as_str()).collect();
            let (service, pod) = (name(object.id), pod(decision.pod));
            ways.push(format!("decision {service} {pod} {:?} {reasons:?}", decision.membership));
        }
    }
    ways.extend(Dns::new(&world, DnsOptions::default()).all_records().iter().map(|r| format!("record {r}")));
    ways.extend(analysis.diagnostics.iter().map(|found| {
        format!(
            "finding {} {:?} {} {}",
            found.code,
            found.severity,
            found.object.map(name).unwrap_or_default(),
            found.message
        )
    }));
    ways.sort();
    out + &ways.join("\n")
}

fn assert_equal(left: &str, right: &str, what: &str, documents: &[String]) {
    let Some((a, b)) = left.lines().zip(right.lines()).find(|(a, b)| a != b) else {
        assert_eq!(left.lines().count(), right.lines().count(), "{what}: {}", documents.join("---\n"));
        return;
    };
    panic!("{what} changes\n  {a}\nto\n  {b}\nin\n{}", documents.join("---\n"));
}

/// A build with checks is slow: it looks at a part of the worlds.
const N_WORLDS: u64 = if cfg!(debug_assertions) { 100 } else { 1_000 };

#[test]
fn order_of_documents_and_files_never_matters() {
    for seed in 0..N_WORLDS {
        let mut random = Random::new(seed + 1);
        let documents = world(&mut random);
        let complete = if seed % 2 == 0 { Complete::Everything } else { Assumptions::default().complete };
        let assumptions = Assumptions { complete, ..Assumptions::default() };
        let first = told(&analysis(std::slice::from_ref(&documents), &assumptions));
        let mut shuffled = documents.clone();
        random.shuffle(&mut shuffled);
        assert_equal(
            &first,
            &told(&analysis(&[shuffled.clone()], &assumptions)),
            "another order",
            &documents,
        );
        let middle = random.below(shuffled.len() + 1);
        let (left, right) = shuffled.split_at(middle);
        let files = [right.to_vec(), left.to_vec()];
        assert_equal(&first, &told(&analysis(&files, &assumptions)), "another file", &documents);
    }
}

#[test]
fn deleting_and_adding_again_changes_nothing() {
    for seed in 0..N_WORLDS / 4 {
        let mut random = Random::new(seed + 5_000);
        let mut documents = world(&mut random);
        let assumptions = Assumptions::default();
        let mut cache = DocumentCache::default();
        let mut run = |documents: &[String]| {
            let files = [InputFile::new("world.yaml", &documents.join("---\n"))];
            let scenario = Scenario::default();
            told(&analyze(
                &mut cache,
                &Input { files: &files, assumptions: &assumptions, scenario: &scenario },
            ))
        };
        let first = run(&documents);
        let gone = documents.remove(random.below(documents.len()));
        let _ = run(&documents);
        documents.push(gone);
        assert_equal(&first, &run(&documents), "deleting and adding again", &documents);
    }
}

/// Deployments of fifty Pods, each with a Service.
fn many(n_pods: usize) -> String {
    let mut text = String::new();
    for n in 0..n_pods.div_ceil(50) {
        let replicas = (n_pods - n * 50).min(50);
        let _ = write!(
            text,
            "apiVersion: apps/v1\nkind: Deployment\nmetadata: {{name: w{n}}}\nspec: {{replicas: {replicas}, template: {{metadata: {{labels: {{app: w{n}}}}}, \
             spec: {{containers: [{{name: c, image: c, ports: [{{name: http, containerPort: 80}}]}}]}}}}}}\n---\n\
             apiVersion: v1\nkind: Service\nmetadata: {{name: w{n}}}\nspec: {{selector: {{app: w{n}}}, ports: [{{port: 80, targetPort: http}}]}}\n---\n",
        );
    }
    text
}

#[test]
fn the_cluster_grows_as_its_pods() {
    let assumptions = Assumptions::default();
    let make = |n_pods| (n_pods, objects(&many(n_pods), &assumptions));
    let ratio = growth::check(30_000, make, |(n_pods, objects)| {
        let cluster = simulate(objects, &assumptions, &Scenario::default());
        let world = portolan_core::cluster::world::World::new(objects, &cluster, &assumptions, false);
        let selections = portolan_core::selection::select(&world);
        let (_, routes) = judge(&world, &selections);
        assert_eq!(cluster.pods.len(), *n_pods);
        assert_eq!(routes.iter().map(|route| route.backends.len()).sum::<usize>(), *n_pods);
    });
    assert!(ratio.is_ok(), "{ratio:?}");
}
