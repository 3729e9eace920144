//! The command line as a user runs it: output, JSON and exit status.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

const BROKEN: &str = "\
apiVersion: v1
kind: Service
metadata: { name: api, namespace: shop }
spec:
  selector: { app: api }
  ports:
    - { name: http, port: 80, targetPort: 8080 }
    - name: grpc
      port: 443
      targetPort: grcp
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: api, namespace: shop }
spec:
  selector: { matchLabels: { app: api } }
  template:
    metadata: { labels: { app: api } }
    spec:
      containers:
        - name: api
          image: api
          ports: [{ name: grpc, containerPort: 9000 }, { containerPort: 8080 }]
";

/// Runs the program with a text on standard input.
fn portolan(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_portolan"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// A fresh folder with files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    for (name, text) in files {
        std::fs::write(folder.join(name), text).unwrap();
    }
    folder
}

#[test]
fn json_of_check_has_the_documented_shape() {
    let output = portolan(&["check", "-", "--output", "json"], BROKEN);
    assert_eq!(output.status.code(), Some(0), "a warning is below the default level");
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    assert_eq!(report["schemaVersion"], 1);
    assert_eq!(report["files"], serde_json::json!([{ "name": "-", "documents": 2 }]));
    let [finding] = report["diagnostics"].as_array().unwrap().as_slice() else {
        panic!("one finding: {report:#}");
    };
    assert_eq!(finding["code"], "named-port-missing");
    assert_eq!(finding["severity"], "warning");
    assert_eq!(finding["file"], "-");
    assert_eq!(finding["path"], "spec.ports[1].targetPort");
    assert_eq!(
        finding["object"],
        serde_json::json!({ "apiVersion": "v1", "kind": "Service", "namespace": "shop", "name": "api" })
    );
    assert_eq!(
        finding["range"],
        serde_json::json!({ "start": { "line": 9, "character": 18 }, "end": { "line": 9, "character": 22 } })
    );
    assert_eq!(finding["fixes"][0]["safe"], true);
    assert_eq!(finding["fixes"][0]["edits"][0]["newText"], "grpc");
    assert!(finding.get("cause").is_none(), "`cause` is for findings of admission");
    assert!(finding["related"].as_array().is_some_and(|related| !related.is_empty()));
}

#[test]
fn exit_status_tells_what_was_found() {
    let status = |arguments: &[&str], input: &str| portolan(arguments, input).status.code();
    assert_eq!(status(&["check", "-", "--fail-on", "warning"], BROKEN), Some(1));
    assert_eq!(status(&["check", "-"], "a: [1\nb: 2\n"), Some(1), "broken YAML is an error");
    assert_eq!(status(&["check", "-"], ""), Some(2), "nothing was read");
    assert_eq!(status(&["check", "no-such-file.yaml"], ""), Some(2));
    assert_eq!(status(&["check"], ""), Some(2), "no path was given");
    assert_eq!(status(&["check", "-", "--kubernetes", "2.0"], BROKEN), Some(2));
    assert_eq!(status(&["--help"], ""), Some(0));
}

#[test]
fn what_was_read_is_printed_even_if_a_path_is_missing() {
    let folder = folder("missing", &[("api.yaml", BROKEN)]);
    let file = folder.join("api.yaml");
    let output = portolan(&["check", file.to_str().unwrap(), "no-such-file.yaml"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(stdout(&output).contains("named-port-missing"));
}

#[test]
fn a_folder_whose_files_are_alternatives_is_several_worlds() {
    let other = BROKEN.replace("grcp", "grpc");
    let folder = folder("alternatives", &[("a.yaml", BROKEN), ("b.yaml", other.as_str())]);
    let output = portolan(&["check", folder.to_str().unwrap(), "--output", "json"], "");
    let report: serde_json::Value = serde_json::from_str(&stdout(&output)).unwrap();
    let codes: Vec<&str> = report["diagnostics"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|finding| finding["code"].as_str())
        .collect();
    assert_eq!(codes, ["named-port-missing"], "no object is defined twice across alternatives");
}

#[test]
fn the_other_commands_print_what_they_say() {
    let run = |arguments: &[&str]| stdout(&portolan(arguments, BROKEN));
    assert!(run(&["endpoints", "-"]).contains("shop/api IPv4 80/TCP → api-0:8080"));
    assert!(run(&["draw", "-"]).starts_with("<svg"));
    assert!(run(&["get", "svc", "-"]).starts_with("NAME"));
    assert!(run(&["describe", "svc/api", "-"]).starts_with("Name:"));
    assert!(run(&["admit", "-"]).contains("service/api created (server dry run)"));
    assert!(
        run(&["admit", "-", "--output", "yaml"]).contains("protocol: TCP # default: SetDefaults_Service")
    );
    assert!(run(&["explain", "named-port-missing"]).starts_with("# named-port-missing"));
}

#[test]
fn an_answer_says_how_much_was_judged() {
    const INPUT: &str = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n---\n\
        apiVersion: coordination.k8s.io/v1\nkind: Lease\nmetadata: { name: b }\n---\n\
        apiVersion: example.com/v1\nkind: Monitor\nmetadata: { name: c }\n---\n\
        apiVersion: example.com/v1\nkind: Monitor\nmetadata: { name: d }\n";
    const PART: &str = "judged by schema and metadata only";
    const NOTHING: &str = "not judged: no definition of the kind is in the input";
    let run = |arguments: &[&str]| stdout(&portolan(arguments, INPUT));
    assert_eq!(
        run(&["admit", "-"]).lines().collect::<Vec<_>>(),
        [
            "configmap/a created (server dry run)".to_owned(),
            format!("lease.coordination.k8s.io/b created (server dry run): {PART}"),
            format!("monitor.example.com/c unknown: {NOTHING}"),
            format!("monitor.example.com/d unknown: {NOTHING}"),
        ]
    );
    let yaml = run(&["admit", "-", "--output", "yaml"]);
    assert_eq!(yaml.matches(&format!("---\n# {PART}\n")).count(), 1);
    assert_eq!(yaml.matches(&format!("---\n# {NOTHING}\n")).count(), 2);
    let hints = run(&["check", "-", "--hints"]);
    assert_eq!(hints.matches("[judged-in-part]").count(), 2);
    assert!(hints.contains(&format!("`Monitor` is {NOTHING} (2 objects)")), "{hints}");
    assert!(!run(&["check", "-"]).contains("judged-in-part"));
    let report: serde_json::Value = serde_json::from_str(&run(&["check", "-", "--output", "json"])).unwrap();
    assert_eq!(
        report["kinds"],
        serde_json::json!([
            { "apiVersion": "v1", "kind": "ConfigMap", "objects": 1, "judged": "whole" },
            { "apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "objects": 1, "judged": "schemaAndMetadata" },
            { "apiVersion": "example.com/v1", "kind": "Monitor", "objects": 2, "judged": "nothing" },
        ])
    );
}

#[test]
fn diff_tells_the_servers_answer_and_the_endpoints() {
    let old = BROKEN.replace(
        "selector: { app: api }\n  ports",
        "clusterIP: 10.96.0.10\n  selector: { app: api }\n  ports",
    );
    let new = old.replace("10.96.0.10", "10.96.0.11").replace("grcp", "grpc");
    let folder = folder("diff", &[("old.yaml", &old), ("new.yaml", &new)]);
    let (old, new) = (folder.join("old.yaml"), folder.join("new.yaml"));
    let output = portolan(&["diff", old.to_str().unwrap(), new.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(1));
    let text = stdout(&output);
    assert!(text.contains("may not change once set"), "{text}");
    assert!(text.contains("+ shop/api IPv4 443/TCP → api-0:9000"), "{text}");
}
