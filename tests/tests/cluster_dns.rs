//! Records of Services, and how containers resolve names.

use portolan_core::assumptions::{Assumptions, Complete};
use portolan_core::cluster::dns::resolver::{Outcome, candidates, resolv_conf};
use portolan_core::cluster::dns::{Dns, DnsOptions, RecordType};
use portolan_core::cluster::simulate;
use portolan_core::cluster::world::World;
use portolan_core::scenario::Scenario;
use portolan_tests::world::objects;

const WORLD: &str = "
apiVersion: v1
kind: Namespace
metadata: {name: shop}
---
apiVersion: v1
kind: Service
metadata: {name: web, namespace: shop}
spec: {selector: {app: web}, clusterIP: 10.96.0.10, ipFamilies: [IPv4], ports: [{name: http, port: 80, targetPort: 8080}]}
---
apiVersion: v1
kind: Service
metadata: {name: db, namespace: shop}
spec: {selector: {app: db}, clusterIP: None, ipFamilies: [IPv4], ports: [{name: sql, port: 5432}]}
---
apiVersion: v1
kind: Service
metadata: {name: new, namespace: shop}
spec: {selector: {app: web}, ports: [{port: 80}]}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  serviceName: db
  template: {metadata: {labels: {app: db}}, spec: {containers: [{name: c, image: c}]}}
---
apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop, labels: {app: web}}
spec:
  hostAliases: [{ip: 192.0.2.7, hostnames: [legacy.example]}]
  containers: [{name: c, image: c}]
---
apiVersion: v1
kind: Pod
metadata: {name: host, namespace: shop}
spec: {hostNetwork: true, containers: [{name: c, image: c}]}
---
apiVersion: v1
kind: Pod
metadata: {name: own, namespace: shop}
spec:
  dnsPolicy: None
  dnsConfig: {nameservers: [192.0.2.53], searches: [example.org], options: [{name: ndots, value: '2'}]}
  containers: [{name: c, image: c}]
";

fn with_dns(complete: bool, check: impl Fn(&World<'_>, &Dns<'_>)) {
    let complete = if complete { Complete::Everything } else { Assumptions::default().complete };
    let assumptions = Assumptions { complete, ..Assumptions::default() };
    let objects = objects(WORLD, &assumptions);
    let cluster = simulate(&objects, &assumptions, &Scenario::default());
    let world = World::new(&objects, &cluster, &assumptions, false);
    check(&world, &Dns::new(&world, DnsOptions::default()));
}

#[test]
fn the_table_holds_every_record() {
    with_dns(true, |_, dns| {
        let table: Vec<String> = dns.all_records().iter().map(ToString::to_string).collect();
        for record in [
            "web.shop.svc.cluster.local. IN A 10.96.0.10",
            "_http._tcp.web.shop.svc.cluster.local. IN SRV 0 100 80 web.shop.svc.cluster.local.",
            "10.0.96.10.in-addr.arpa. IN PTR web.shop.svc.cluster.local.",
            "db.shop.svc.cluster.local. IN A 10.244.1.1",
            "db-0.db.shop.svc.cluster.local. IN A 10.244.1.1",
            "_sql._tcp.db.shop.svc.cluster.local. IN SRV 0 100 5432 db-0.db.shop.svc.cluster.local.",
            "1.1.244.10.in-addr.arpa. IN PTR db-0.db.shop.svc.cluster.local.",
            "new.shop.svc.cluster.local. IN A <allocated>",
        ] {
            assert!(table.iter().any(|line| line == record), "{record} is missing from {table:#?}");
        }
        // Each record of the table is what a question gives.
        for record in dns.all_records() {
            let reply = dns.ask(&record.name, record.kind).unwrap();
            assert!(reply.answer.contains(&record), "{record}: {reply:?}");
        }
    });
}

/// The names that a Pod tries, the last one with what it found.
fn resolved(world: &World<'_>, dns: &Dns<'_>, pod: &str, typed: &str) -> Vec<String> {
    let pod = world.cluster.pods.iter().find(|found| found.name == pod).unwrap();
    let object = world.object(pod.origin).unwrap();
    let steps = dns.resolve(object, pod, typed, RecordType::A).steps;
    let told = steps.iter().map(|step| match &step.outcome {
        Outcome::HostsFile(addresses) => format!("{}: hosts file {}", step.name, addresses.join(" ")),
        Outcome::Answered(reply) if reply.answer.is_empty() => {
            format!("{}: {}{}", step.name, reply.rcode.as_str(), if reply.certain { "" } else { "?" })
        }
        Outcome::Answered(reply) => format!("{}: {}", step.name, reply.answer[0]),
        Outcome::Outside => format!("{}: outside", step.name),
    });
    told.collect()
}

#[test]
fn the_search_path_is_followed() {
    with_dns(true, |world, dns| {
        let found = "web.shop.svc.cluster.local: web.shop.svc.cluster.local. IN A 10.96.0.10";
        assert_eq!(resolved(world, dns, "web", "web"), ["web: hosts file 10.244.1.2 fd00:10:244:1::2"]);
        assert_eq!(resolved(world, dns, "db-0", "web"), [found]);
        let twice = "web.shop.shop.svc.cluster.local: NXDOMAIN";
        assert_eq!(resolved(world, dns, "db-0", "web.shop"), [twice, found]);
        assert_eq!(resolved(world, dns, "db-0", "web.shop.svc.cluster.local."), [found]);
        let outside = [
            "example.org.shop.svc.cluster.local: NXDOMAIN",
            "example.org.svc.cluster.local: NXDOMAIN",
            "example.org.cluster.local: NXDOMAIN",
            "example.org: outside",
        ];
        assert_eq!(resolved(world, dns, "db-0", "example.org"), outside);
    });
}

#[test]
fn the_hosts_file_comes_first() {
    with_dns(true, |world, dns| {
        assert_eq!(resolved(world, dns, "web", "legacy.example"), ["legacy.example: hosts file 192.0.2.7"]);
        assert_eq!(
            resolved(world, dns, "db-0", "db-0.db.shop.svc.cluster.local"),
            ["db-0.db.shop.svc.cluster.local: hosts file 10.244.1.1 fd00:10:244:1::1"]
        );
    });
}

#[test]
fn a_host_network_pod_asks_the_node() {
    with_dns(true, |world, dns| {
        assert_eq!(
            resolved(world, dns, "host", "web.shop.svc.cluster.local"),
            ["web.shop.svc.cluster.local: outside"]
        );
        let own = world.objects.iter().find(|object| object.name == "own" && object.pod().is_some());
        let conf = resolv_conf(own.unwrap(), "shop", "cluster.local");
        assert_eq!((conf.policy, conf.ndots), ("None", 2));
        assert_eq!(candidates(&conf, "a.b"), ["a.b.example.org", "a.b"]);
        assert_eq!(candidates(&conf, "a.b.c"), ["a.b.c", "a.b.c.example.org"]);
    });
}

#[test]
fn an_open_world_is_never_certain_that_a_name_is_missing() {
    with_dns(false, |world, dns| {
        let steps = resolved(world, dns, "db-0", "cache");
        assert_eq!(steps[0], "cache.shop.svc.cluster.local: NXDOMAIN?");
    });
    with_dns(true, |world, dns| {
        assert_eq!(resolved(world, dns, "db-0", "cache")[0], "cache.shop.svc.cluster.local: NXDOMAIN");
    });
}

#[test]
fn endpoints_have_names_by_zone_where_that_is_switched_on() {
    let assumptions = Assumptions { complete: Complete::Everything, ..Assumptions::default() };
    let objects = objects(WORLD, &assumptions);
    let cluster = simulate(&objects, &assumptions, &Scenario::default());
    let world = World::new(&objects, &cluster, &assumptions, false);
    let ask = |options: &[&str], name: &str| {
        let dns = Dns::new(&world, DnsOptions::read(options.iter().copied()));
        let reply = dns.ask(name, RecordType::A).unwrap();
        (reply.rcode.as_str(), reply.answer.len())
    };
    assert_eq!(ask(&["zonal"], "zone-1.pin._zone.db.shop.svc.cluster.local"), ("NOERROR", 1));
    assert_eq!(ask(&["zonal"], "zone-2.pin._zone.db.shop.svc.cluster.local"), ("NOERROR", 0));
    assert_eq!(ask(&["zonal"], "zone-2.prefer._zone.db.shop.svc.cluster.local"), ("NOERROR", 1));
    assert_eq!(ask(&["zonal"], "zone-1.pin._zone.web.shop.svc.cluster.local"), ("NXDOMAIN", 0));
    assert_eq!(ask(&[], "zone-1.pin._zone.db.shop.svc.cluster.local"), ("NXDOMAIN", 0));
}
