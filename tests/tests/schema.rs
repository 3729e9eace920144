//! All faults of a document at once, each at its own text; and what must stay silent.

use portolan_core::assumptions::Version;
use portolan_core::schema::{Manifest, decode, store};
use portolan_core::syntax::{Format, read};
use std::sync::Arc;

fn manifest(text: &str, minor: u8) -> Manifest {
    let document = read(&Arc::from(text), Format::Yaml);
    let mut found = decode(&document, Version { minor });
    assert_eq!(found.len(), 1, "{text}");
    found.remove(0)
}

/// The problems of a document: code, the text they point at, message, help.
fn problems(text: &str, minor: u8) -> Vec<(&'static str, String, String, String)> {
    manifest(text, minor)
        .problems
        .into_iter()
        .map(|problem| {
            let at = text[problem.range.start as usize..problem.range.end as usize].to_owned();
            (problem.code.as_str(), at, problem.message, problem.help.unwrap_or_default())
        })
        .collect()
}

fn told(text: &str) -> Vec<(&'static str, String, String, String)> {
    problems(text, 37)
}

const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n";

#[test]
fn every_fault_is_told_where_it_stands() {
    let text = format!(
        "{SERVICE}spec:\n  Selector: {{app: web}}\n  ports:\n  - port: \"80\"\n    targetport: 8080\n    nodePort: 80.5\n  sessionAffinity: true\n"
    );
    let found = told(&text);
    let short: Vec<_> =
        found.iter().map(|(code, at, message, _)| (*code, at.as_str(), message.as_str())).collect();
    assert_eq!(
        short,
        [
            ("unknown-field", "Selector", "unknown field `Selector` in `spec`"),
            ("wrong-type", "\"80\"", "`spec.ports[0].port` must be a whole number, not text"),
            ("unknown-field", "targetport", "unknown field `targetport` in `spec.ports[0]`"),
            ("wrong-type", "80.5", "`spec.ports[0].nodePort` must be a whole number, not this"),
            ("wrong-type", "true", "`spec.sessionAffinity` must be text, not a truth value"),
        ]
    );
    assert_eq!(found[0].3, "write `selector`: field names are case-sensitive");
    // The server stops at the first wrong type in the order of keys.
    assert_eq!(
        manifest(&text, 37).refusal.unwrap(),
        "Service in version \"v1\" cannot be handled as a Service: json: cannot unmarshal number 80.5 into Go struct \
         field ServicePort.spec.ports.nodePort of type int32"
    );
}

#[test]
fn unknown_fields_are_told_together_in_the_order_of_keys() {
    let text = format!("{SERVICE}spec:\n  zone: a\n  ports: [{{port: 80, Name: a}}]\nextra: 1\n");
    assert_eq!(
        manifest(&text, 37).refusal.unwrap(),
        "Service in version \"v1\" cannot be handled as a Service: strict decoding error: unknown field \"extra\", \
         unknown field \"spec.ports[0].Name\", unknown field \"spec.zone\""
    );
}

#[test]
fn help_names_the_field_that_was_meant() {
    let help = |spec: &str| told(&format!("{SERVICE}spec:\n  {spec}\n")).remove(0).3;
    assert_eq!(help("selectors: {}"), "did you mean `selector`?");
    assert_eq!(help("clientIP: {}"), "`clientIP` is a field of `sessionAffinityConfig`");
    assert_eq!(help("nodePort: 1"), "`nodePort` is a field of `ports`");
    assert_eq!(help("topologyKeys: []"), "");
}

#[test]
fn fixes_rename_and_requote() {
    let fix = |text: &str| {
        let mut problem = manifest(text, 37).problems.remove(0);
        let (_, _, edits) = problem.fixes.remove(0);
        let (range, new_text) = &edits[0];
        format!("{}{new_text}{}", &text[..range.start as usize], &text[range.end as usize..])
    };
    assert!(fix(&format!("{SERVICE}spec:\n  \"typ\": NodePort\n")).contains("\"type\": NodePort"));
    assert!(fix(&format!("{SERVICE}  labels: {{version: 1.10}}\n")).contains("version: \"1.10\""));
    assert!(fix(&format!("{SERVICE}spec:\n  ports: [{{port: '80'}}]\n")).contains("port: 80}"));
}

#[test]
fn fields_exist_in_their_minors() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  workloadRef: {}\n  containers: [{name: a, image: b}]\n";
    assert!(problems(text, 35).is_empty());
    let newest = problems(text, 37);
    assert_eq!(
        (newest[0].1.as_str(), newest[0].3.as_str()),
        ("workloadRef", "delete it: Kubernetes had it until 1.35")
    );
    let oldest = problems(text, 32);
    assert_eq!(oldest[0].3, "delete it: Kubernetes has it since 1.35");
}

#[test]
fn what_is_no_kind_is_told() {
    let found = told("apiVersion: apps/v1\nkind: Pod\nmetadata: {name: a}\n").remove(0);
    assert_eq!(
        (found.0, found.1.as_str(), found.3.as_str()),
        ("kind-unknown", "Pod", "did you mean `v1 Pod`?")
    );
    assert_eq!(told("apiVersion: v1\nmetadata: {name: a}\n")[0].2, "`kind` is missing");
    assert_eq!(told("kind: Pod\nmetadata: {name: a}\n")[0].2, "`apiVersion` is missing");
    assert!(told("apiVersion: example.com/v1\nkind: Foo\nany: [thing]\n").is_empty());
}

#[test]
fn these_are_right() {
    for spec in [
        "clusterIP: null",
        "ports: [{port: 80.0, targetPort: http}]",
        "ports: [{port: 8e1, targetPort: 8080}]",
        "selector: {app: yes-please, empty: null}",
        "publishNotReadyAddresses: yes",
        "allocateLoadBalancerNodePorts: on",
    ] {
        assert_eq!(told(&format!("{SERVICE}spec:\n  {spec}\n")), [], "{spec}");
    }
    let pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, creationTimestamp: null}\nspec:\n  containers:\n  - name: a\n    image: b\n    resources: {limits: {cpu: 0.5, memory: 1Gi}}\n";
    assert_eq!(told(pod), []);
}

#[test]
fn null_in_lists_and_maps_is_the_zero_value() {
    let text = format!("{SERVICE}spec:\n  selector: {{app: null}}\n  ports: [null]\n  externalIPs: [null]\n");
    let spec = manifest(&text, 37).value.get("spec").clone();
    assert_eq!(spec.get("selector").get("app").as_str(), Some(""));
    assert!(matches!(spec.list("ports")[0].data, portolan_core::value::Data::Map(_)));
    assert_eq!(spec.list("externalIPs")[0].as_str(), Some(""));
}

#[test]
fn the_stored_form_drops_and_adds_what_go_does() {
    let text = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, labels: {}}\nspec:\n  hostNetwork: false\n  nodeName: ''\n  securityContext: {}\n  containers:\n  - name: a\n    image: b\n    env: []\n    resources: {limits: {cpu: 1000m, memory: 1024Mi}}\n    stdin: false\n";
    let mut pod = manifest(text, 37);
    store(&mut pod.value, "v1", "Pod");
    let spec = pod.value.get("spec");
    let keys: Vec<&str> = spec.as_entries().iter().map(|entry| &*entry.key).collect();
    assert_eq!(keys, ["securityContext", "containers"]);
    let container = &spec.list("containers")[0];
    let keys: Vec<&str> = container.as_entries().iter().map(|entry| &*entry.key).collect();
    assert_eq!(keys, ["name", "image", "resources"]);
    let limits = container.get("resources").get("limits");
    assert_eq!((limits.str("cpu"), limits.str("memory")), ("1", "1Gi"));
    assert!(!pod.value.get("metadata").has("labels"));

    let mut policy = manifest(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nspec: {ingress: [{}], egress: []}\n",
        37,
    );
    store(&mut policy.value, "networking.k8s.io/v1", "NetworkPolicy");
    let keys: Vec<&str> = policy.value.get("spec").as_entries().iter().map(|entry| &*entry.key).collect();
    assert_eq!(keys, ["ingress", "podSelector"]);

    let mut secret =
        manifest("apiVersion: v1\nkind: Secret\ndata: {a: YQ==}\nstringData: {a: b, c: d}\n", 37);
    store(&mut secret.value, "v1", "Secret");
    let data = secret.value.get("data");
    assert_eq!((data.str("a"), data.str("c")), ("Yg==", "ZA=="));
    assert!(!secret.value.has("stringData"));
}

#[test]
fn hostile_documents_end() {
    let deep = format!("apiVersion: v1\nkind: ConfigMap\nx: {}{}\n", "[".repeat(500), "]".repeat(500));
    assert_eq!(manifest(&deep, 37).problems.len(), 1);
    let crd = format!(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nspec: {{versions: [{{schema: {{openAPIV3Schema: {}{}}}}}]}}\n",
        "{not: ".repeat(480),
        "}".repeat(480)
    );
    assert_eq!(manifest(&crd, 37).problems, []);
    let mut bomb = "apiVersion: v1\nkind: ConfigMap\nx0: &x0 [a, a, a, a, a, a, a, a, a]\n".to_owned();
    for level in 1..12 {
        let items = vec![format!("*x{}", level - 1); 9].join(", ");
        bomb.push_str(&format!("x{level}: &x{level} [{items}]\n"));
    }
    let foreign = bomb.replace("v1\nkind: ConfigMap", "example.com/v1\nkind: Foo");
    assert!(!manifest(&foreign, 37).value.as_entries().is_empty());
    assert_eq!(manifest(&bomb, 37).problems.len(), 12);
}
