//! Requests followed end to end.

use portolan_core::assumptions::{Assumptions, Complete};
use portolan_core::cluster::dns::{Dns, DnsOptions};
use portolan_core::scenario::Scenario;
use portolan_core::traffic::trace::{Caller, Target, trace};
use portolan_core::{Analysis, DocumentCache, Input, InputFile, analyze};

const WORLD: &str = "
apiVersion: v1
kind: Node
metadata: {name: n1}
status: {addresses: [{type: InternalIP, address: 192.0.2.1}]}
---
apiVersion: v1
kind: Node
metadata: {name: n2}
status: {addresses: [{type: InternalIP, address: 192.0.2.2}]}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {type: NodePort, selector: {app: web}, clusterIP: 10.96.0.10, externalTrafficPolicy: Local, ports: [{port: 80, targetPort: 8080, nodePort: 30080}]}
---
apiVersion: v1
kind: Service
metadata: {name: peers, namespace: shop}
spec: {clusterIP: None, selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: near, namespace: shop}
spec: {selector: {app: web}, internalTrafficPolicy: Local, ports: [{port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec: {nodeName: n1, containers: [{name: c, image: c, ports: [{containerPort: 8080}]}]}
status: {phase: Running, podIPs: [{ip: 10.244.1.5}], conditions: [{type: Ready, status: 'True'}]}
---
apiVersion: v1
kind: Pod
metadata: {name: client, namespace: shop}
spec: {nodeName: n2, containers: [{name: c, image: c}]}
status: {phase: Running, podIPs: [{ip: 10.244.2.7}], conditions: [{type: Ready, status: 'True'}]}
";

fn analysis(text: &str, complete: Complete) -> Analysis {
    let assumptions = Assumptions { complete, ..Assumptions::default() };
    let files = [InputFile::new("world.yaml", text)];
    let input = Input { files: &files, assumptions: &assumptions, scenario: &Scenario::default() };
    analyze(&mut DocumentCache::default(), &input)
}

/// The hops of a request in short, the overall verdict last.
fn told(analysis: &Analysis, from: &str, host: &str, port: i64) -> Vec<String> {
    let world = analysis.world();
    let dns = Dns::new(&world, DnsOptions::default());
    let pod = analysis.cluster.pods.iter().find(|pod| pod.name == from);
    let caller = pod.map_or(Caller::Outside, |pod| Caller::Pod(pod.id));
    let target = Target { host: host.to_owned(), port, protocol: "TCP".to_owned() };
    let trace = trace(&world, &dns, &analysis.links, caller, target);
    let hops =
        trace.hops.iter().map(|hop| format!("{:?} {:?}: {}", hop.stage, hop.verdict, hop.because[0].text));
    hops.chain([format!("{:?}", trace.verdict)]).collect()
}

#[test]
fn a_request_reaches_a_container() {
    let analysis = analysis(WORLD, Complete::Everything);
    let expected = [
        "Dns Pass: `web.shop.svc.cluster.local` is 10.96.0.10",
        "Service Pass: port 80 of the Service `shop/web`",
        "Endpoint Pass: 10.244.1.5:8080",
        "Container Pass: container `c` declares port 8080/TCP",
        "Pass",
    ];
    assert_eq!(told(&analysis, "client", "web", 80), expected);
}

#[test]
fn a_wrong_port_and_a_wrong_name_are_refused() {
    let analysis = analysis(WORLD, Complete::Everything);
    let told_port = told(&analysis, "client", "web", 8080);
    assert_eq!(told_port[1], "Service Fail: the Service `web` has no port 8080/TCP, only 80/TCP");
    let whole = "wep.shop.svc.cluster.local";
    assert_eq!(
        told(&analysis, "client", whole, 80),
        [format!("Dns Fail: `{whole}` has no address"), "Fail".into()]
    );
    // The node's own search path may know a short name.
    let short = "Dns Unknown: `wep` is not a name of the cluster; what is outside is not known";
    assert_eq!(told(&analysis, "client", "wep", 80), [short, "Unknown"]);
}

#[test]
fn an_open_world_may_hold_the_name() {
    let analysis = analysis(WORLD, Assumptions::default().complete);
    let whole = "wep.shop.svc.cluster.local";
    assert_eq!(told(&analysis, "client", whole, 80)[0], format!("Dns Unknown: `{whole}` has no address"));
    let outside = told(&analysis, "client", "example.org", 443);
    assert_eq!(outside, ["Dns Unknown: `example.org` is looked up outside the cluster", "Unknown"]);
}

#[test]
fn a_headless_name_translates_no_port() {
    let analysis = analysis(WORLD, Complete::Everything);
    let expected = [
        "Dns Pass: `peers.shop.svc.cluster.local` is 10.244.1.5",
        "Service Pass: the address of a Pod: no Service port translates 80",
        "Container Pass: no container declares port 80/TCP, which it need not: it may listen",
        "Pass",
    ];
    assert_eq!(told(&analysis, "client", "peers", 80), expected);
}

#[test]
fn local_policies_drop_where_no_endpoint_runs() {
    let analysis = analysis(WORLD, Complete::Everything);
    let internal = told(&analysis, "client", "near", 80);
    let dropped = "Endpoint Fail: `n2` drops the packet: the policy is `Local` and no endpoint runs there";
    assert_eq!(internal[2], dropped);
    // A Pod that calls the node port gets the cluster's endpoints; a caller outside may meet a node without one.
    assert_eq!(told(&analysis, "client", "192.0.2.2", 30080)[1], "Endpoint Pass: 10.244.1.5:8080");
    assert_eq!(told(&analysis, "outside", "192.0.2.2", 30080)[1], "Endpoint Unknown: 10.244.1.5:8080");
}

#[test]
fn a_policy_that_may_apply_is_named() {
    let text = format!(
        "{WORLD}---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {{name: deny, namespace: shop}}
spec: {{podSelector: {{}}}}
"
    );
    let told = told(&analysis(&text, Complete::Everything), "client", "web", 80);
    assert_eq!(told[3], "Policy Unknown: NetworkPolicy `deny` may apply: policies are not judged");
    assert_eq!(told[5], "Unknown");
}
