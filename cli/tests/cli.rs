//! The command line as a user runs it: output, JSON and exit status.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use portolan_core::assumptions::FactName;
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

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
    feed(&mut child, input);
    child.wait_with_output().unwrap()
}

/// Writes a program's standard input; one that refuses its arguments may have left before it reads any.
fn feed(child: &mut Child, input: &str) {
    match child.stdin.take().unwrap().write_all(input.as_bytes()) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {}
        result => result.unwrap(),
    }
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
fn help_tells_the_exit_statuses() {
    for arguments in [&["--help"][..], &["check", "-h"], &["admit", "-h"], &["diff", "-h"]] {
        let help = stdout(&portolan(arguments, ""));
        for status in ["  0  answered", "  1  answered", "  2  not asked"] {
            assert!(help.contains(status), "{arguments:?}: {help}");
        }
    }
}

#[test]
fn every_fact_is_a_flag() {
    let help = stdout(&portolan(&["check", "-h"], ""));
    for fact in FactName::ALL {
        let kebab: String =
            fact.as_str()
                .chars()
                .map(|c| {
                    if c.is_ascii_uppercase() {
                        format!("-{}", c.to_ascii_lowercase())
                    } else {
                        c.to_string()
                    }
                })
                .collect();
        let forms = [format!("--{kebab} <"), format!("--{kebab}[=<")];
        assert!(forms.iter().any(|form| help.contains(form)), "{kebab}: {help}");
    }
}

#[test]
fn facts_that_no_cluster_has_are_refused_at_their_place() {
    for (flag, text, said) in [
        ("--nodes", "a=,b", "`a=` (at character 1) has no zone"),
        ("--nodes", "b,a,b=z", "`b=z` (at character 5) is listed twice"),
        ("--cluster-domain", "../x", "`../x` must be a DNS name"),
        ("--service-cidrs", "10.96.0.1/12", "`10.96.0.1/12` must be 10.96.0.0/12"),
        ("--pod-cidrs", "fd00::/48,10.0.0.1/8", "`10.0.0.1/8` (at character 11) must be 10.0.0.0/8"),
        ("--ip-families", "IPv4,IPv4", "`IPv4` (at character 6) is listed twice"),
        ("--node-port-range", "0-10", "`0-10` must be two ports"),
        ("--default-namespace", "Shop", "`Shop` must be a namespace's name"),
        ("--gateway-channel", "beta", "`beta` must be standard, experimental or none"),
    ] {
        let output = portolan(&["check", "-", flag, text], BROKEN);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{flag} {text}");
        assert!(errors.contains(&format!("invalid value '{text}' for '{flag}")), "{errors}");
        assert!(errors.contains(said), "{flag} {text}: {errors}");
        assert!(output.stdout.is_empty(), "nothing is answered under a fact that was refused");
    }
}

#[test]
fn words_that_are_no_choice_are_answered_with_the_choices() {
    for (arguments, said) in [
        (&["get", "servces", "-"][..], "a similar value exists: 'services'"),
        (&["get", "svc", "-", "-o", "yaml"], "[possible values: wide]"),
        (&["check", "-", "--fail-on", "fatal"], "[possible values: error, warning, info, hint]"),
        (&["describe", "pod/api", "-"], "a service or an ingress can be described"),
        (&["describe", "svc/", "-"], "a name must follow the slash"),
        (&["explain", "named-port-mising"], "did you mean `named-port-missing`?"),
    ] {
        let output = portolan(arguments, BROKEN);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(errors.contains(said), "{arguments:?}: {errors}");
    }
}

/// Runs the program and closes its output, and its errors where `both` says so, before a word was read.
#[cfg(unix)]
fn unheard(arguments: &[&str], input: &str, both: bool) -> (Option<i32>, String) {
    let (reader, writer) = std::io::pipe().unwrap();
    let errors = if both { Stdio::from(writer.try_clone().unwrap()) } else { Stdio::piped() };
    let mut command = Command::new(env!("CARGO_BIN_EXE_portolan"));
    command.args(arguments).stdin(Stdio::piped()).stdout(writer).stderr(errors);
    let mut child = command.spawn().unwrap();
    // The command holds the last writing ends; without a reader its first word breaks the pipe.
    drop((command, reader));
    feed(&mut child, input);
    let output = child.wait_with_output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

#[test]
#[cfg(unix)]
fn a_reader_that_leaves_changes_neither_status_nor_errors() {
    for (arguments, status) in [
        (&["check", "-", "--fail-on", "warning"][..], 1),
        (&["check", "-", "--output", "json"], 0),
        (&["check", "-", "no-such-file.yaml"], 2),
        (&["endpoints", "-"], 0),
        (&["draw", "-"], 0),
        (&["get", "pods", "-"], 0),
        (&["describe", "svc", "-"], 0),
        (&["admit", "-"], 0),
        (&["explain", "named-port-missing"], 0),
        (&["--help"], 0),
        (&["check", "--no-such-flag"], 2),
    ] {
        let heard = portolan(arguments, BROKEN);
        assert_eq!(heard.status.code(), Some(status), "{arguments:?}");
        let errors = String::from_utf8(heard.stderr).unwrap();
        assert_eq!(unheard(arguments, BROKEN, false), (Some(status), errors), "{arguments:?}");
        assert_eq!(unheard(arguments, BROKEN, true), (Some(status), String::new()), "{arguments:?} 2>&1");
    }
}

#[test]
#[cfg(target_os = "linux")]
fn an_output_that_cannot_be_written_is_told() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_portolan"))
        .args(["draw", "-"])
        .stdin(Stdio::piped())
        .stdout(full)
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    feed(&mut child, BROKEN);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().starts_with("portolan: No space left"));
}

#[test]
fn several_worlds_are_drawn_into_several_files() {
    let other = BROKEN.replace("grcp", "grpc");
    let folder = folder("draw", &[("a.yaml", BROKEN), ("b.yaml", other.as_str())]);
    let path = folder.to_str().unwrap();
    let output = portolan(&["draw", path], "");
    assert_eq!(output.status.code(), Some(2), "one stream holds one picture");
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8(output.stderr).unwrap().contains("--out"));

    let pictures = folder.join("pictures");
    let output = portolan(&["draw", path, "--out", pictures.to_str().unwrap()], "");
    assert_eq!(output.status.code(), Some(0));
    let written: Vec<PathBuf> = stdout(&output).lines().map(PathBuf::from).collect();
    let is_named = |(path, end): (&PathBuf, &str)| path.to_string_lossy().ends_with(end);
    assert!(
        written.len() == 2 && written.iter().zip(["-draw-a.svg", "-draw-b.svg"]).all(is_named),
        "{written:?}"
    );
    for path in &written {
        let text = std::fs::read_to_string(path).unwrap();
        assert_eq!(text.matches("<svg").count(), 1, "{}", path.display());
    }
    assert_eq!(std::fs::read_dir(&pictures).unwrap().count(), 2);
}

#[test]
fn one_world_is_drawn_to_standard_output_or_into_a_file() {
    let alone = portolan(&["draw", "-"], BROKEN);
    assert_eq!(stdout(&alone).matches("<svg").count(), 1);
    let pictures = folder("draw-one", &[]);
    let output = portolan(&["draw", "-", "--out", pictures.to_str().unwrap()], BROKEN);
    assert_eq!(stdout(&output).trim_end(), pictures.join("stdin.svg").to_str().unwrap());
    assert_eq!(std::fs::read_to_string(pictures.join("stdin.svg")).unwrap(), stdout(&alone));
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
fn nothing_is_answered_of_what_kubectl_does_not_send() {
    let service = |name: &str| {
        format!(
            "apiVersion: v1\nkind: Service\nmetadata: {{ name: {name} }}\nspec: {{ ports: [{{ port: 80 }}] }}\n"
        )
    };
    let text =
        format!("{}---\nspec: [80\n{}---\n{}", service("sent"), service("broken"), service("unreached"));
    let commands: [&[&str]; 5] = [
        &["admit", "-"],
        &["endpoints", "-"],
        &["get", "svc", "-"],
        &["describe", "svc", "-"],
        &["draw", "-"],
    ];
    for arguments in commands {
        let output = portolan(arguments, &text);
        let (out, told) = (stdout(&output), String::from_utf8(output.stderr).unwrap());
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(out.contains("sent"), "{arguments:?}: {out}");
        assert!(!out.contains("broken\n") && !out.contains("unreached"), "{arguments:?}: {out}");
        assert!(told.contains("-:7:11: "), "{arguments:?}: {told}");
    }
}

#[test]
fn admit_names_what_has_no_name_and_takes_what_a_cluster_has() {
    let nameless = "apiVersion: v1\nkind: Service\nspec: { ports: [{ port: 80 }] }\n";
    let output = portolan(&["admit", "-"], nameless);
    assert_eq!(output.status.code(), Some(1));
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(told, "error: a Service without a name in \"-\": resource name may not be empty\n");
    let observed = "apiVersion: v1\nkind: Service\nmetadata:\n  name: till\n  uid: 5f1e9a52-7f0c-4a53-9f6a-3d8f1c2b7a10\n\
                    spec: { clusterIP: 10.43.7.7, ports: [{ port: 80 }] }\n";
    let facts = ["--service-cidrs", "10.96.0.0/16"];
    let output = portolan(&[&["admit", "-"][..], &facts].concat(), observed);
    assert_eq!(
        (output.status.code(), stdout(&output).as_str()),
        (Some(0), "service/till is stored: read from a cluster\n")
    );
    let output = portolan(&[&["admit", "-", "--as-manifests"][..], &facts].concat(), observed);
    assert_eq!(output.status.code(), Some(1));
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
