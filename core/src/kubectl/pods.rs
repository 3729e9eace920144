//! `kubectl get pods`.

use super::table::{AGE, Columns, Table};
use crate::Analysis;
use crate::cluster::{ClusterPod, Readiness};
use crate::object::Object;
use crate::value::Value;
use std::collections::BTreeMap;

pub(super) fn table(analysis: &Analysis, namespace: &str, columns: Columns) -> Table {
    let mut head = vec!["NAME", "READY", "STATUS", "RESTARTS", "AGE"];
    if columns == Columns::Wide {
        head.extend(["IP", "NODE", "NOMINATED NODE", "READINESS GATES"]);
    }
    let mut pods: Vec<&ClusterPod> = analysis.cluster.pods_in(namespace).iter().collect();
    pods.sort_unstable_by(|a, b| a.name.cmp(&b.name));
    let rows = pods.into_iter().filter_map(|pod| {
        let object = analysis.object(pod.origin)?;
        Some(row(pod, object, columns))
    });
    Table { head, rows: rows.collect() }
}

fn row(pod: &ClusterPod, object: &Object, columns: Columns) -> Vec<String> {
    let has_status = !pod.simulated && !object.value.get("status").as_entries().is_empty();
    let shown = if has_status { reported(pod, &object.value) } else { assumed(pod, object) };
    let or_none = |text: &str| if text.is_empty() { "<none>".to_owned() } else { text.to_owned() };
    let mut row = vec![pod.name.clone(), shown.ready, shown.reason, shown.restarts, AGE.to_owned()];
    if columns == Columns::Wide {
        let status = object.value.get("status");
        let nominated = if has_status { status.str("nominatedNodeName") } else { "" };
        let ip = if has_status { pod_ip(status) } else { pod.ips.first().map_or("", String::as_str) };
        row.extend([
            or_none(ip),
            or_none(pod.node_name.as_deref().unwrap_or("")),
            or_none(nominated),
            readiness_gates(&object.value, has_status),
        ]);
    }
    row
}

/// The cells that hang on containers.
struct Shown {
    ready: String,
    reason: String,
    restarts: String,
}

/// A Pod without a status: as ready as it is assumed to be.
fn assumed(pod: &ClusterPod, object: &Object) -> Shown {
    let all = object.pod_template().map_or(0, |template| template.serving_containers().count());
    let ready = if pod.readiness == Readiness::NotReady { 0 } else { all };
    let reason = if pod.terminating { "Terminating" } else { pod.phase.as_str() };
    Shown { ready: format!("{ready}/{all}"), reason: reason.to_owned(), restarts: "0".to_owned() }
}

/// A Pod as it reports itself.
///
/// Source: printers.go printPod
fn reported(pod: &ClusterPod, value: &Value) -> Shown {
    let (spec, status) = (value.get("spec"), value.get("status"));
    let phase = status.str("phase");
    let mut reason = match status.str("reason") {
        "" => phase.to_owned(),
        reason => reason.to_owned(),
    };
    let gated = |condition: &Value| {
        condition.str("type") == "PodScheduled" && condition.str("reason") == "SchedulingGated"
    };
    if status.list("conditions").iter().any(gated) {
        "SchedulingGated".clone_into(&mut reason);
    }
    let restartable: BTreeMap<&str, bool> = spec
        .list("initContainers")
        .iter()
        .map(|container| (container.str("name"), container.str("restartPolicy") == "Always"))
        .collect();
    let restartable_count =
        spec.list("initContainers").iter().filter(|c| c.str("restartPolicy") == "Always").count();
    let all = spec.list("containers").len() + restartable_count;
    let init = init_containers(spec, status, &restartable);
    let mut ready = init.ready;
    let mut restarts = init.restarts;
    let mut restarted = init.restarted;
    if let Some(init_reason) = &init.reason {
        reason.clone_from(init_reason);
    }
    if init.reason.is_none() || is_true(status, "Initialized") {
        restarts = init.restartable_restarts;
        restarted = init.restartable_restarted;
        let mut has_running = false;
        let mut error_reason = String::new();
        for container in status.list("containerStatuses").iter().rev() {
            restarts += container.int("restartCount");
            restarted |= was_terminated(container);
            let state = container.get("state");
            let (waiting, terminated) = (state.get("waiting"), state.get("terminated"));
            if !waiting.str("reason").is_empty() {
                waiting.str("reason").clone_into(&mut reason);
            } else if !terminated.is_null() {
                reason = termination(terminated, "");
                if terminated.int("exitCode") != 0 {
                    error_reason.clone_from(&reason);
                }
            } else if container.bool("ready") == Some(true) && !state.get("running").is_null() {
                has_running = true;
                ready += 1;
            }
        }
        if reason == "Completed" {
            if has_running && is_true(status, "Ready") {
                "Running".clone_into(&mut reason);
            } else if !error_reason.is_empty() {
                reason = error_reason;
            } else if has_running {
                "NotReady".clone_into(&mut reason);
            }
        }
    }
    if pod.terminating && status.str("reason") == "NodeLost" {
        "Unknown".clone_into(&mut reason);
    } else if pod.terminating && !matches!(phase, "Succeeded" | "Failed") {
        "Terminating".clone_into(&mut reason);
    }
    let restarts =
        if restarts != 0 && restarted { format!("{restarts} ({AGE} ago)") } else { restarts.to_string() };
    Shown { ready: format!("{ready}/{all}"), reason, restarts }
}

#[derive(Default)]
struct Init {
    ready: usize,
    restarts: i64,
    restarted: bool,
    restartable_restarts: i64,
    restartable_restarted: bool,
    /// Why initialization is not over.
    reason: Option<String>,
}

fn init_containers(spec: &Value, status: &Value, restartable: &BTreeMap<&str, bool>) -> Init {
    let mut init = Init::default();
    for (at, container) in status.list("initContainerStatuses").iter().enumerate() {
        let keeps_running = restartable.get(container.str("name")).copied().unwrap_or(false);
        init.restarts += container.int("restartCount");
        init.restarted |= was_terminated(container);
        if keeps_running {
            init.restartable_restarts += container.int("restartCount");
            init.restartable_restarted |= was_terminated(container);
        }
        let state = container.get("state");
        let (waiting, terminated) = (state.get("waiting"), state.get("terminated"));
        if !terminated.is_null() && terminated.int("exitCode") == 0 {
            continue;
        }
        if keeps_running && container.bool("started") == Some(true) {
            init.ready += usize::from(container.bool("ready") == Some(true));
            continue;
        }
        init.reason = Some(if !terminated.is_null() {
            termination(terminated, "Init:")
        } else if !matches!(waiting.str("reason"), "" | "PodInitializing") {
            format!("Init:{}", waiting.str("reason"))
        } else {
            format!("Init:{at}/{}", spec.list("initContainers").len())
        });
        break;
    }
    init
}

fn termination(terminated: &Value, prefix: &str) -> String {
    match (terminated.str("reason"), terminated.int("signal")) {
        ("", 0) => format!("{prefix}ExitCode:{}", terminated.int("exitCode")),
        ("", signal) => format!("{prefix}Signal:{signal}"),
        (reason, _) => format!("{prefix}{reason}"),
    }
}

fn was_terminated(container: &Value) -> bool {
    container.get("lastState").get("terminated").has("finishedAt")
}

fn is_true(status: &Value, kind: &str) -> bool {
    let condition = status.list("conditions").iter().find(|condition| condition.str("type") == kind);
    condition.is_some_and(|condition| condition.str("status") == "True")
}

/// Source: kubernetes v1.37 pkg/apis/core/v1/conversion.go `Convert_v1_PodStatus_To_core_PodStatus`
fn pod_ip(status: &Value) -> &str {
    match status.str("podIP") {
        "" => status.list("podIPs").first().map_or("", |ip| ip.str("ip")),
        ip => ip,
    }
}

fn readiness_gates(pod: &Value, has_status: bool) -> String {
    let gates = match pod.get("spec").list("readinessGates") {
        [] => return "<none>".to_owned(),
        gates => gates,
    };
    let status = pod.get("status");
    let passed = gates.iter().filter(|gate| has_status && is_true(status, gate.str("conditionType"))).count();
    format!("{passed}/{}", gates.len())
}
