//! Probes and lifecycle hooks of containers.
//!
//! Source: kubernetes v1.37 pkg/apis/core/validation/validation.go

use super::facts::PodFacts;
use crate::admission::Causes;
use crate::admission::field_error::Bad;
use crate::admission::names::{is_http_header_name, is_valid_port_name, is_valid_port_num};
use crate::field_path::Path;
use crate::value::{Data, Value};

/// Signals that stop a container on Linux, sorted.
const LINUX_SIGNALS: [&str; 65] = [
    "SIGABRT",
    "SIGALRM",
    "SIGBUS",
    "SIGCHLD",
    "SIGCLD",
    "SIGCONT",
    "SIGFPE",
    "SIGHUP",
    "SIGILL",
    "SIGINT",
    "SIGIO",
    "SIGIOT",
    "SIGKILL",
    "SIGPIPE",
    "SIGPOLL",
    "SIGPROF",
    "SIGPWR",
    "SIGQUIT",
    "SIGRTMAX",
    "SIGRTMAX-1",
    "SIGRTMAX-10",
    "SIGRTMAX-11",
    "SIGRTMAX-12",
    "SIGRTMAX-13",
    "SIGRTMAX-14",
    "SIGRTMAX-2",
    "SIGRTMAX-3",
    "SIGRTMAX-4",
    "SIGRTMAX-5",
    "SIGRTMAX-6",
    "SIGRTMAX-7",
    "SIGRTMAX-8",
    "SIGRTMAX-9",
    "SIGRTMIN",
    "SIGRTMIN+1",
    "SIGRTMIN+10",
    "SIGRTMIN+11",
    "SIGRTMIN+12",
    "SIGRTMIN+13",
    "SIGRTMIN+14",
    "SIGRTMIN+15",
    "SIGRTMIN+2",
    "SIGRTMIN+3",
    "SIGRTMIN+4",
    "SIGRTMIN+5",
    "SIGRTMIN+6",
    "SIGRTMIN+7",
    "SIGRTMIN+8",
    "SIGRTMIN+9",
    "SIGSEGV",
    "SIGSTKFLT",
    "SIGSTOP",
    "SIGSYS",
    "SIGTERM",
    "SIGTRAP",
    "SIGTSTP",
    "SIGTTIN",
    "SIGTTOU",
    "SIGURG",
    "SIGUSR1",
    "SIGUSR2",
    "SIGVTALRM",
    "SIGWINCH",
    "SIGXCPU",
    "SIGXFSZ",
];

/// What a handler belongs to, which decides what it may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Handler {
    Probe,
    Hook,
}

/// Checks the three probes of a container.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateLivenessProbe, validateReadinessProbe,
/// validateStartupProbe
pub(crate) fn validate_probes(
    container: &Value,
    grace_period: Option<i64>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    for name in ["livenessProbe", "readinessProbe", "startupProbe"] {
        let probe = container.get(name);
        if probe.is_null() {
            continue;
        }
        let path = path.child(name);
        validate_probe(probe, grace_period, &path, causes);
        let threshold = probe.int("successThreshold");
        if name != "readinessProbe" && threshold != 1 {
            causes.invalid(&path.child("successThreshold"), threshold, "must be 1");
        }
        if name == "readinessProbe" && probe.has("terminationGracePeriodSeconds") {
            let seconds = probe.int("terminationGracePeriodSeconds");
            let detail = "must not be set for readinessProbes";
            causes.invalid(&path.child("terminationGracePeriodSeconds"), seconds, detail);
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateProbe
fn validate_probe(probe: &Value, grace_period: Option<i64>, path: &Path<'_>, causes: &mut Causes) {
    validate_handler(probe, Handler::Probe, grace_period, path, causes);
    for field in
        ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"]
    {
        validate_nonnegative(probe.int(field), &path.child(field), causes);
    }
    let seconds = probe.int("terminationGracePeriodSeconds");
    if probe.has("terminationGracePeriodSeconds") && seconds <= 0 {
        causes.invalid(&path.child("terminationGracePeriodSeconds"), seconds, "must be greater than 0");
    }
}

/// Checks that a number is not negative.
///
/// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/api/validation/generic.go ValidateNonnegativeField
pub(crate) fn validate_nonnegative(number: i64, path: &Path<'_>, causes: &mut Causes) {
    if number < 0 {
        causes.invalid(path, number, "must be greater than or equal to 0");
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateHandler
fn validate_handler(
    handler: &Value,
    kind: Handler,
    grace_period: Option<i64>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    let names: &[&str] = match kind {
        Handler::Probe => &["exec", "httpGet", "tcpSocket", "grpc"],
        Handler::Hook => &["exec", "httpGet", "tcpSocket", "sleep"],
    };
    let mut found = false;
    for name in names {
        let action = handler.get(name);
        let child = path.child(name);
        if action.is_null() {
            continue;
        }
        if found {
            causes.forbidden(&child, "may not specify more than 1 handler type");
            continue;
        }
        found = true;
        match *name {
            "exec" if action.list("command").is_empty() => causes.required(&child.child("command"), ""),
            "httpGet" => validate_http_get_action(action, &child, causes),
            "tcpSocket" => validate_port_num_or_name(action.get("port"), &child.child("port"), causes),
            "grpc" => validate_grpc_action(action, &child, causes),
            "sleep" => validate_sleep_action(action, grace_period, &child, causes),
            _ => {}
        }
    }
    if !found {
        causes.required(path, "must specify a handler type");
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateHTTPGetAction
fn validate_http_get_action(action: &Value, path: &Path<'_>, causes: &mut Causes) {
    if action.str("path").is_empty() {
        causes.required(&path.child("path"), "");
    }
    validate_port_num_or_name(action.get("port"), &path.child("port"), causes);
    let scheme = action.str("scheme");
    if !matches!(scheme, "HTTP" | "HTTPS") {
        causes.not_supported(&path.child("scheme"), Bad::typed(scheme), &["HTTP", "HTTPS"]);
    }
    for header in action.list("httpHeaders") {
        let name = header.str("name");
        causes.invalid_each(&path.child("httpHeaders"), name, is_http_header_name(name));
    }
    let (protocol_path, host) = (path.child("protocol"), action.str("host"));
    match action.get("protocol").as_str() {
        Some("HTTP2") if scheme != "HTTP" => {
            causes.invalid(&protocol_path, "HTTP2", "is only supported with HTTP (H2C)");
        }
        Some("HTTP2") if !host.is_empty() => {
            causes.invalid(&path.child("host"), host, "must be empty when `protocol` is \"HTTP2\"");
        }
        None | Some("HTTP1" | "HTTP2") => {}
        Some(other) => causes.not_supported(&protocol_path, Bad::typed(other), &["HTTP1", "HTTP2"]),
    }
}

/// Checks a port given by number or by name.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidatePortNumOrName
fn validate_port_num_or_name(port: &Value, path: &Path<'_>, causes: &mut Causes) {
    if let Data::String(name) = &port.data {
        causes.invalid_each(path, name.as_ref(), is_valid_port_name(name));
    } else {
        let number = port.as_int().unwrap_or(0);
        causes.invalid_each(path, number, is_valid_port_num(number));
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateGRPCAction
fn validate_grpc_action(action: &Value, path: &Path<'_>, causes: &mut Causes) {
    validate_port_num_or_name(action.get("port"), &path.child("port"), causes);
    if let Some(mode) = action.get("mode").as_str().filter(|mode| !matches!(*mode, "Plaintext" | "TLS")) {
        causes.not_supported(&path.child("mode"), Bad::typed(mode), &["Plaintext", "TLS"]);
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateSleepAction
fn validate_sleep_action(action: &Value, grace_period: Option<i64>, path: &Path<'_>, causes: &mut Causes) {
    let seconds = action.int("seconds");
    if let Some(limit) = grace_period.filter(|limit| seconds < 0 || seconds > *limit) {
        let detail = format!("must be non-negative and less than terminationGracePeriodSeconds ({limit})");
        causes.invalid(path, seconds, &detail);
    }
}

/// Checks a container's hooks and stop signal.
///
/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateLifecycle
pub(crate) fn validate_lifecycle(
    lifecycle: &Value,
    facts: &PodFacts<'_>,
    path: &Path<'_>,
    causes: &mut Causes,
) {
    for hook in ["postStart", "preStop"] {
        if lifecycle.has(hook) {
            validate_handler(
                lifecycle.get(hook),
                Handler::Hook,
                facts.grace_period,
                &path.child(hook),
                causes,
            );
        }
    }
    if let Some(signal) = lifecycle.get("stopSignal").as_str() {
        validate_stop_signal(signal, facts.os, &path.child("stopSignal"), causes);
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go validateStopSignal
fn validate_stop_signal(signal: &str, os: &Value, path: &Path<'_>, causes: &mut Causes) {
    if os.is_null() {
        causes.forbidden(path, "may not be set for containers with empty `spec.os.name`");
        return;
    }
    let supported: &[&str] = match os.str("name") {
        "windows" => &["SIGKILL", "SIGTERM"],
        "linux" => &LINUX_SIGNALS,
        _ => return,
    };
    if !supported.contains(&signal) {
        causes.not_supported(path, Bad::typed(signal), supported);
    }
}
