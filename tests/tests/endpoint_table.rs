//! The endpoint table: what stands behind a Service, what does not, and why.

use portolan_core::assumptions::Assumptions;
use portolan_core::endpoint_table::{
    DialedPort, EndpointTable, LeftOut, Row, Subject, endpoint_table, left_out, services_of,
};
use portolan_core::scenario::{PodChange, PodName, Scenario};
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze, listing};

fn analysis(text: &str, scenario: &Scenario) -> Analysis {
    let files = [InputFile::new("shop.yaml", text)];
    let input = Input { files: &files, assumptions: &Assumptions::default(), scenario };
    analyze(&mut DocumentCache::default(), &input)
}

/// The table of the first Service, and what is left out of it.
fn tables(analysis: &Analysis, most: usize) -> (EndpointTable, LeftOut) {
    let world = analysis.world();
    let (object, service) = analysis.services().next().unwrap();
    let table = endpoint_table(analysis, &world, object, service);
    let out = left_out(analysis, &world, object, service, &table, most);
    (table, out)
}

fn told(analysis: &Analysis, row: &Row) -> String {
    let name = match &row.subject {
        Subject::Pod(pod) => analysis.cluster.pod(*pod).unwrap().name.clone(),
        Subject::Named { kind, name } => format!("{kind} {name}"),
        Subject::Address => "address".to_owned(),
    };
    let ports: Vec<String> =
        (0..2).filter_map(|port| row.dialed(port)).map(|port| port.to_string()).collect();
    let why: Vec<&str> = row.because.iter().map(|fact| fact.text.as_str()).collect();
    format!("{name} {:?} [{}] {}", row.standing, ports.join(" "), why.join("; ")).trim_end().to_owned()
}

const SERVICE: &str = "
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}, {name: admin, port: 90, targetPort: 9090}]}
---
";

fn deployment(name: &str, namespace: &str, labels: &str, port: &str) -> String {
    format!(
        "apiVersion: apps/v1
kind: Deployment
metadata: {{name: {name}, namespace: {namespace}}}
spec:
  replicas: 2
  selector: {{matchLabels: {{{labels}}}}}
  template:
    metadata: {{labels: {{{labels}}}}}
    spec: {{containers: [{{name: web, image: web, ports: [{{name: {port}, containerPort: 8080}}]}}]}}
---
"
    )
}

#[test]
fn pods_of_both_families_are_one_row_each() {
    let text = SERVICE.replace("spec: {sel", "spec: {ipFamilyPolicy: RequireDualStack, sel")
        + &deployment("web", "shop", "app: web", "http");
    let analysis = analysis(&text, &Scenario::default());
    let (table, out) = tables(&analysis, 10);
    let rows: Vec<String> = table.rows.iter().map(|row| told(&analysis, row)).collect();
    assert_eq!(rows, ["web-0 In [8080 9090]", "web-1 In [8080 9090]"]);
    let families: Vec<&str> = table.rows[0].addresses.iter().map(|address| address.family.as_str()).collect();
    assert_eq!(families, ["IPv4", "IPv6"]);
    assert_eq!((out.rows.len(), out.more), (0, 0));
    let behind = table.behind(1);
    assert_eq!(behind.len(), 4, "an address of each family");
    assert!(behind.iter().all(|(_, _, dialed)| *dialed == DialedPort::Number(9090)));
}

#[test]
fn what_a_what_if_takes_out_is_kept_and_says_so() {
    let text = format!("{SERVICE}{}", deployment("web", "shop", "app: web", "http"));
    let mut scenario = Scenario::default();
    let name = PodName { namespace: "shop".to_owned(), name: "web-1".to_owned() };
    scenario.pods.insert(name, PodChange::NotReady);
    let analysis = analysis(&text, &scenario);
    let (table, _) = tables(&analysis, 10);
    let rows: Vec<String> = table.rows.iter().map(|row| told(&analysis, row)).collect();
    assert_eq!(
        rows,
        [
            "web-0 In [8080 9090]",
            "web-1 Kept [8080 9090] the Pod is not ready; kept in the slice with ready: false; gets no new connections",
        ]
    );
    let lines = listing::endpoints(&analysis);
    assert!(lines.contains(&"shop/web IPv4 80/TCP → web-1:8080 (not ready)".to_owned()), "{lines:?}");
}

#[test]
fn a_selected_pod_without_the_port_is_behind_the_other_port_only() {
    let text = format!("{SERVICE}{}", deployment("web", "shop", "app: web", "htp"));
    let analysis = analysis(&text, &Scenario::default());
    let (table, _) = tables(&analysis, 10);
    assert_eq!(
        told(&analysis, &table.rows[0]),
        "web-0 Kept [9090] in part; the Pod has no TCP port named `http`"
    );
    assert!(table.behind(0).is_empty());
    let lines = listing::lines(&analysis);
    assert_eq!(lines[0].text, "shop/web 80/TCP → none");
    assert_eq!(lines[0].why_none.as_ref(), Some(&table.ports[0].because.text));
    assert!(lines.iter().skip(1).all(|line| line.why_none.is_none()));
}

#[test]
fn a_selected_pod_without_any_port_is_broken() {
    let text = SERVICE.replace(", {name: admin, port: 90, targetPort: 9090}", "")
        + &deployment("web", "shop", "app: web", "htp");
    let analysis = analysis(&text, &Scenario::default());
    let (table, out) = tables(&analysis, 10);
    assert_eq!(told(&analysis, &table.rows[0]), "web-0 Broken [] the Pod has no TCP port named `http`");
    assert!(table.behind(0).is_empty() && out.rows.is_empty());
}

#[test]
fn a_pod_that_only_a_hand_written_slice_lists_stands_by_its_conditions() {
    let text = format!(
        "{SERVICE}{}apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {{name: web-extra, namespace: shop, labels: {{kubernetes.io/service-name: web}}}}
addressType: IPv4
ports: [{{name: http, port: 8080}}]
endpoints: [{{addresses: [192.0.2.1], targetRef: {{kind: Pod, name: other, namespace: shop}}}}]
---
apiVersion: v1
kind: Pod
metadata: {{name: other, namespace: shop, labels: {{app: other}}}}
spec: {{containers: [{{name: c, image: i}}]}}
status: {{phase: Running, podIPs: [{{ip: 192.0.2.1}}], conditions: [{{type: Ready, status: 'True'}}]}}
",
        deployment("web", "shop", "app: web", "http")
    );
    let analysis = analysis(&text, &Scenario::default());
    let (table, _) = tables(&analysis, 10);
    let rows: Vec<String> = table.rows.iter().map(|row| told(&analysis, row)).collect();
    assert_eq!(rows, ["web-0 In [8080 9090]", "web-1 In [8080 9090]", "other In [8080]"]);
}

#[test]
fn what_is_left_out_comes_by_nearness_and_is_counted() {
    let text = format!(
        "{SERVICE}{}{}{}",
        deployment("far", "shop", "other: x", "http"),
        deployment("near", "shop", "app: wbe", "http"),
        deployment("web", "elsewhere", "app: web", "http")
    );
    let analysis = analysis(&text, &Scenario::default());
    let (table, out) = tables(&analysis, 5);
    assert!(table.rows.is_empty());
    assert_eq!((out.rows.len(), out.more), (5, 1));
    let names: Vec<String> = out.rows.iter().map(|row| told(&analysis, row)).collect();
    assert!(names[0].starts_with("web-0 Out [] the Pod is in namespace `elsewhere`"), "{names:?}");
    assert!(names.iter().any(|name| name.contains("the Pod carries `app: wbe`")), "{names:?}");
}

#[test]
fn pods_elsewhere_are_not_told_of_a_service_with_its_own() {
    let text = format!(
        "{SERVICE}{}{}",
        deployment("web", "shop", "app: web", "http"),
        deployment("web", "elsewhere", "app: web", "http")
    );
    let analysis = analysis(&text, &Scenario::default());
    assert_eq!(tables(&analysis, 10).1, LeftOut::default());
}

#[test]
fn endpoints_by_hand_stand_by_their_conditions() {
    let text = "
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {ports: [{port: 5432}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv4
ports: [{name: '', port: 5433}]
endpoints:
  - {addresses: [192.0.2.1]}
  - {addresses: [192.0.2.2], conditions: {ready: false}}
  - {addresses: [192.0.2.3], conditions: {ready: false, serving: true, terminating: true}}
  - {addresses: [192.0.2.4], targetRef: {kind: VirtualMachine, name: db-4, namespace: default}, zone: a}
";
    let analysis = analysis(text, &Scenario::default());
    let (table, out) = tables(&analysis, 10);
    let rows: Vec<String> = table.rows.iter().map(|row| told(&analysis, row)).collect();
    assert_eq!(
        rows,
        [
            "address In [5433]",
            "address Kept [5433] not ready: gets no new connections",
            "address Kept [5433] terminating: serves only while no other endpoint is ready",
            "VirtualMachine db-4 In [5433]",
        ]
    );
    assert_eq!(table.rows[3].zone.as_deref(), Some("a"));
    assert_eq!(out, LeftOut::default());
}

#[test]
fn a_headless_service_without_ports_lists_its_pods() {
    let text = "apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: shop}\n\
        spec: {clusterIP: None, selector: {app: web}}\n---\n"
        .to_owned()
        + &deployment("web", "shop", "app: web", "http");
    let analysis = analysis(&text, &Scenario::default());
    assert_eq!(listing::endpoints(&analysis)[0], "shop/web IPv4 * → web-0:*");
}

#[test]
fn a_workload_knows_the_services_that_send_to_it() {
    let text = format!(
        "{SERVICE}{}{}",
        deployment("web", "shop", "app: web", "http"),
        deployment("other", "shop", "app: other", "http")
    );
    let analysis = analysis(&text, &Scenario::default());
    let of = |at: usize| services_of(&analysis, analysis.objects[at].id);
    assert_eq!(of(1), [analysis.objects[0].id]);
    assert!(of(2).is_empty());
}
