//! Which way requests to Services go, and why.

use portolan_core::assumptions::{Assumptions, Complete};
use portolan_core::cluster::decision::decide_all;
use portolan_core::cluster::simulate;
use portolan_core::cluster::world::World;
use portolan_core::scenario::Scenario;
use portolan_core::source::Span;
use portolan_core::traffic::{EntryKind, PortRoute, judge};
use portolan_tests::world::objects;

/// The text under a span of a world whose documents start after `---` lines.
fn slice(text: &str, span: Option<Span>) -> String {
    let Some(span) = span else { return String::new() };
    let split = portolan_core::syntax::split("world.yaml", text);
    let base = split.chunks[span.document.0 as usize].range.start;
    text[(base + span.range.start) as usize..(base + span.range.end) as usize].to_owned()
}

fn routes_of(text: &str, complete: bool) -> (Vec<PortRoute>, Vec<String>) {
    let complete = if complete { Complete::Everything } else { Assumptions::default().complete };
    let assumptions = Assumptions { complete, ..Assumptions::default() };
    let objects = objects(text, &assumptions);
    let cluster = simulate(&objects, &assumptions, &Scenario::default());
    let world = World::new(&objects, &cluster, &assumptions, false);
    let (links, routes) = judge(&world, &portolan_core::selection::select(&world));
    let told = routes
        .iter()
        .filter_map(|route| links.get(route.link))
        .map(|link| format!("{:?} {} [{}]", link.verdict, link.because.text, slice(text, link.because.span)));
    let told = told.collect();
    (routes, told)
}

const SERVICE: &str = "
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {type: NodePort, selector: {app: web}, ports: [{port: 80, targetPort: http, nodePort: 30080}]}
---
";

fn deployment(label: &str, port: &str, extra: &str) -> String {
    format!(
        "{SERVICE}apiVersion: apps/v1
kind: Deployment
metadata: {{name: web}}
spec:
  {extra}
  template:
    metadata: {{labels: {{{label}}}}}
    spec: {{containers: [{{name: web, image: web, ports: [{port}]}}]}}
"
    )
}

#[test]
fn a_port_that_resolves_passes() {
    let (routes, told) =
        routes_of(&deployment("app: web", "{name: http, containerPort: 8080}", "replicas: 2"), false);
    assert_eq!(told, ["Pass 2 endpoints, assumed ready [http]"]);
    let entries: Vec<_> = routes[0].entries.iter().map(|e| (e.kind, e.address.as_deref(), e.port)).collect();
    let expected = [
        (EntryKind::Dns, Some("web.default.svc.cluster.local"), Some(80)),
        (EntryKind::ClusterIp, None, Some(80)),
        (EntryKind::NodePort, None, Some(30080)),
    ];
    assert_eq!(entries, expected);
    assert_eq!(routes[0].backends.iter().map(|b| b.number).collect::<Vec<_>>(), [Some(8080), Some(8080)]);
}

#[test]
fn a_missing_name_fails_at_the_target_port() {
    let text = deployment("app: web", "{name: htp, containerPort: 8080}", "replicas: 2");
    assert_eq!(routes_of(&text, false).1, ["Fail no selected Pod has a TCP port named `http` [http]"]);
    let udp = deployment("app: web", "{name: http, containerPort: 8080, protocol: UDP}", "replicas: 2");
    assert_eq!(routes_of(&udp, false).1, ["Fail no selected Pod has a TCP port named `http` [http]"]);
}

#[test]
fn nothing_shown_is_unknown_and_a_closed_world_is_not() {
    assert_eq!(
        routes_of(SERVICE, false).1,
        ["Unknown no Pod of `default` that matches is in the input [app: web]"]
    );
    assert_eq!(routes_of(SERVICE, true).1, ["Fail no Pods match: there is none in `default` [app: web]"]);
}

#[test]
fn a_near_miss_fails_in_an_open_world_and_an_unlike_one_does_not() {
    let near = deployment("app: Web", "{name: http, containerPort: 8080}", "replicas: 1");
    assert_eq!(routes_of(&near, false).1, ["Fail no Pods match; Deployment `web` comes near [web]"]);
    let unlike = deployment("app: db", "{name: http, containerPort: 8080}", "replicas: 1");
    assert_eq!(
        routes_of(&unlike, false).1,
        ["Unknown no Pod of `default` that matches is in the input [app: web]"]
    );
}

#[test]
fn a_stopped_workload_fails_at_its_replicas() {
    let text = deployment("app: web", "{name: http, containerPort: 8080}", "replicas: 0");
    assert_eq!(routes_of(&text, false).1, ["Fail no Pods run: Deployment `web` has no replicas [0]"]);
}

#[test]
fn a_custom_kind_may_make_pods() {
    let text =
        format!("{SERVICE}apiVersion: example.org/v1\nkind: App\nmetadata: {{name: web}}\nspec: {{}}\n");
    assert!(routes_of(&text, true).1[0].starts_with("Unknown"));
}

#[test]
fn written_endpoints_join_by_port_name() {
    let text = "
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {ports: [{name: sql, port: 5432}]}
---
apiVersion: v1
kind: Endpoints
metadata: {name: db}
subsets: [{addresses: [{ip: 192.0.2.10}], ports: [{port: 5432, name: pg}]}]
";
    assert_eq!(
        routes_of(text, false).1,
        ["Fail the endpoints have TCP port `pg`, the Service asks for TCP port `sql` [5432]"]
    );
    assert_eq!(routes_of(&text.replace("pg", "sql"), false).1, ["Pass 1 of 1 endpoints ready [5432]"]);
}

#[test]
fn the_family_of_written_slices_counts_where_the_service_states_one() {
    let text = "
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {ports: [{port: 5432}]}
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: {name: db-1, labels: {kubernetes.io/service-name: db}}
addressType: IPv6
endpoints: [{addresses: ['2001:db8::1']}]
ports: [{name: '', port: 5432}]
";
    assert_eq!(routes_of(text, false).1, ["Pass 1 of 1 endpoints ready [5432]"]);
    let stated = text.replace("spec: {", "spec: {ipFamilies: [IPv4], ");
    assert_eq!(routes_of(&stated, false).1, ["Fail the Service has no address of this family [db-1]"]);
    let headless = text.replace("spec: {", "spec: {clusterIP: None, ipFamilies: [IPv4], ");
    assert_eq!(routes_of(&headless, false).1, ["Pass 1 of 1 endpoints ready [5432]"]);
}

#[test]
fn an_alias_is_followed_inside_the_cluster() {
    let text = "
apiVersion: v1
kind: Service
metadata: {name: db}
spec: {type: ExternalName, externalName: pg.data.svc.cluster.local}
---
apiVersion: v1
kind: Service
metadata: {name: out}
spec: {type: ExternalName, externalName: example.org}
---
apiVersion: v1
kind: Service
metadata: {name: ip}
spec: {type: ExternalName, externalName: 192.0.2.1}
";
    let told = [
        "Fail there is no Service `data/pg` [pg.data.svc.cluster.local]",
        "Unknown `example.org` lies outside the cluster [example.org]",
        "Fail `192.0.2.1` is an address: DNS serves no alias for it [192.0.2.1]",
    ];
    assert_eq!(routes_of(text, true).1, told);
}

#[test]
fn every_pod_of_the_namespace_has_its_reason() {
    let text = "
apiVersion: v1
kind: Service
metadata: {name: web}
spec: {selector: {app: web}, ipFamilies: [IPv4], ports: [{port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Pod
metadata: {name: a, labels: {app: web}}
spec: {containers: [{name: c, image: c, ports: [{name: http, containerPort: 8080}]}]}
---
apiVersion: v1
kind: Pod
metadata: {name: b, labels: {app: wep}}
spec: {containers: [{name: c, image: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: c, labels: {app: web}}
spec: {containers: [{name: c, image: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: d, labels: {app: web}}
spec: {containers: [{name: c, image: c, ports: [{name: http, containerPort: 8080}]}]}
status: {phase: Succeeded, podIPs: [{ip: 10.0.0.1}]}
---
apiVersion: v1
kind: Pod
metadata: {name: e, labels: {app: web}}
spec: {nodeName: n, containers: [{name: c, image: c, ports: [{name: http, containerPort: 8080}]}]}
status: {phase: Running, podIPs: [{ip: 10.0.0.2}], conditions: [{type: Ready, status: 'False'}]}
";
    let assumptions = Assumptions::default();
    let objects = objects(text, &assumptions);
    let cluster = simulate(&objects, &assumptions, &Scenario::default());
    let world = World::new(&objects, &cluster, &assumptions, false);
    let Some(service) = objects[0].service() else { panic!("the first object is the Service") };
    let told: Vec<String> = decide_all(&world, &objects[0], service)
        .iter()
        .map(|decision| {
            let reason = &decision.because[0];
            format!("{:?}: {} [{}]", decision.membership, reason.text, slice(text, reason.span))
        })
        .collect();
    let expected = [
        "Ready: selected by `app: web` [app: web]",
        "LeftOut: the selector asks for `app: web` [web]",
        "LeftOut: the Pod has no TCP port named `http` [http]",
        "LeftOut: the Pod has finished (`Succeeded`) [Succeeded]",
        "NotReady: the Pod is not ready [[{type: Ready, status: 'False'}]]",
    ];
    assert_eq!(told, expected);
}
