//! What the controllers make of small worlds.

use portolan_core::assumptions::Assumptions;
use portolan_core::cluster::{Cluster, simulate};
use portolan_core::scenario::{PodChange, PodName, Scenario, WorkloadName};
use portolan_tests::world::objects;
use std::fmt::Write as _;

fn cluster(text: &str, scenario: &Scenario) -> Cluster {
    let assumptions = Assumptions::default();
    simulate(&objects(text, &assumptions), &assumptions, scenario)
}

/// The slices in short: `service family ports: address pod node state`.
fn slices(cluster: &Cluster) -> String {
    let mut out = String::new();
    for slice in &cluster.slices {
        let ports = slice.ports.iter().map(|port| {
            format!("{}={}/{}", port.name.as_deref().unwrap_or("-"), port.port.unwrap_or(0), port.protocol)
        });
        let ports: Vec<String> = ports.collect();
        let _ = writeln!(out, "{} {} {}", slice.service_name, slice.address_type, ports.join(" "));
        for endpoint in &slice.endpoints {
            let pod = endpoint.pod.and_then(|id| cluster.pod(id)).map_or("-", |pod| &pod.name);
            let node = endpoint.node_name.as_deref().unwrap_or("-");
            let state = match (endpoint.ready, endpoint.terminating) {
                (Some(true), _) => "ready",
                (_, Some(true)) => "terminating",
                (None, _) => "unknown",
                _ => "unready",
            };
            let _ = writeln!(out, "  {} {pod} {node} {state}", endpoint.addresses.join(","));
        }
    }
    out
}

const WEB: &str = "
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ipFamilies: [IPv4], ports: [{port: 80, targetPort: http}]}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: web, ports: [{name: http, containerPort: 8080}]}]}
";

#[test]
fn pods_of_a_workload_become_endpoints() {
    let expected = "web IPv4 =8080/TCP\n  10.244.1.1 web-0 node-1 ready\n  10.244.2.1 web-1 node-2 ready\n";
    assert_eq!(slices(&cluster(WEB, &Scenario::default())), expected);
}

#[test]
fn a_scenario_changes_pods() {
    let mut scenario = Scenario::default();
    let pod = |name: &str| PodName { namespace: "default".into(), name: name.into() };
    scenario.pods.insert(pod("web-0"), PodChange::NotReady);
    scenario.pods.insert(pod("web-1"), PodChange::Terminating);
    scenario.pods.insert(pod("web-2"), PodChange::Gone);
    let name = WorkloadName { kind: "Deployment".into(), namespace: "default".into(), name: "web".into() };
    scenario.scale.insert(name, 4);
    scenario.drained_nodes.insert("node-1".into());
    // web-0 and web-3 would run on node-1.
    let expected = "web IPv4 =8080/TCP\n  10.244.2.1 web-0 node-2 unready\n  10.244.2.2 web-1 node-2 terminating\n  10.244.2.3 web-3 node-2 ready\n";
    assert_eq!(slices(&cluster(WEB, &scenario)), expected);
}

#[test]
fn a_selector_that_misses_leaves_a_placeholder() {
    let missed = WEB.replace("selector: {app: web}, ip", "selector: {app: wep}, ip");
    assert_eq!(slices(&cluster(&missed, &Scenario::default())), "web IPv4 \n");
}

#[test]
fn stateful_sets_name_their_pods_and_daemon_sets_run_everywhere() {
    let text = "
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {clusterIP: None, selector: {app: db}, ipFamilies: [IPv4], ports: [{port: 5432}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 2
  serviceName: db
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: db, image: db}]}}
---
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec: {template: {metadata: {labels: {app: agent}}, spec: {hostNetwork: true, containers: [{name: a, image: a}]}}}
";
    let cluster = cluster(text, &Scenario::default());
    let names: Vec<&str> = cluster.pods.iter().map(|pod| pod.name.as_str()).collect();
    assert_eq!(names, ["agent-node-1", "agent-node-2", "agent-node-3", "db-0", "db-1"]);
    assert_eq!(cluster.pods[0].ips, ["192.0.2.1", "2001:db8::1"]);
    let slice = &cluster.slices_of("default", "db")[0];
    let hostnames: Vec<_> = slice.endpoints.iter().map(|endpoint| endpoint.hostname.as_deref()).collect();
    assert_eq!(hostnames, [Some("db-0"), Some("db-1")]);
}

#[test]
fn a_huge_number_of_replicas_is_cut_and_said() {
    let huge = WEB.replace("replicas: 2", "replicas: 2147483647");
    let cluster = cluster(&huge, &Scenario::default());
    assert_eq!(cluster.pods.len(), 5_000);
    assert_eq!(cluster.capped.len(), 1);
    let endpoints = cluster.endpoints_of("default", "web").unwrap();
    assert_eq!(endpoints.subsets[0].addresses.len(), 1_000);
    assert_eq!(endpoints.annotations["endpoints.kubernetes.io/over-capacity"], "truncated");
    assert_eq!(cluster.slices_of("default", "web").len(), 50);
}

#[test]
fn a_dump_is_not_simulated_again() {
    let dump = format!(
        "{WEB}---
apiVersion: apps/v1
kind: ReplicaSet
metadata: {{name: web-5d4f, ownerReferences: [{{apiVersion: apps/v1, kind: Deployment, name: web, uid: a, controller: true}}]}}
spec:
  replicas: 1
  selector: {{matchLabels: {{app: web}}}}
  template: {{metadata: {{labels: {{app: web}}}}, spec: {{containers: [{{name: web, image: web}}]}}}}
---
apiVersion: v1
kind: Pod
metadata: {{name: web-5d4f-x, labels: {{app: web}}, ownerReferences: [{{apiVersion: apps/v1, kind: ReplicaSet, name: web-5d4f, uid: b, controller: true}}]}}
spec: {{nodeName: worker-7, containers: [{{name: web, image: web, ports: [{{name: http, containerPort: 8080}}]}}]}}
status: {{phase: Running, podIPs: [{{ip: 10.1.2.3}}], conditions: [{{type: Ready, status: 'True'}}]}}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: web-abc, labels: {{kubernetes.io/service-name: web, endpointslice.kubernetes.io/managed-by: endpointslice-controller.k8s.io}}}}
addressType: IPv4
endpoints: [{{addresses: [10.1.2.3]}}]
ports: [{{name: '', port: 8080, protocol: TCP}}]
"
    );
    let cluster = cluster(&dump, &Scenario::default());
    assert_eq!(slices(&cluster), "web IPv4 =8080/TCP\n  10.1.2.3 web-5d4f-x worker-7 ready\n");
    assert_eq!(cluster.nodes.iter().map(|node| node.name.as_str()).collect::<Vec<_>>(), ["worker-7"]);
}
