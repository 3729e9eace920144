//! Ingresses.

use super::features::RELAXED_SERVICE_NAME_VALIDATION;
use super::field_error::Bad;
use super::metadata::{Scope, name_is_dns_subdomain};
use super::names::{
    is_dns1035_label, is_dns1123_label, is_dns1123_subdomain, is_valid_path_segment_name, is_valid_port_name,
    is_valid_port_num, is_wildcard_dns1123_subdomain,
};
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Said, Strategy, Warning, warn};
use crate::field_path::Path;
use crate::go::ip::parse_ip_sloppy;
use crate::value::{Data, Value};

const CLASS_ANNOTATION: &str = "kubernetes.io/ingress.class";

pub(super) const STRATEGY: Strategy = Strategy {
    group: "networking.k8s.io",
    kind: "Ingress",
    scope: Scope::Namespaced,
    validate: validate_ingress,
    warnings: ingress_warnings,
    ..Strategy::NONE
};

/// What an object that is stored already excuses.
#[derive(Debug, Clone, Copy, Default)]
struct Options {
    allow_invalid_secret_name: bool,
    allow_invalid_wildcard_host_rule: bool,
    allow_relaxed_service_name: bool,
}

/// Source: kubernetes v1.37 pkg/apis/networking/validation/validation.go ValidateIngressCreate, ValidateIngressUpdate
fn validate_ingress(context: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    if old.is_some() {
        validate_metadata(old, object, Scope::Namespaced, name_is_dns_subdomain, causes);
    }
    validate_metadata(None, object, Scope::Namespaced, name_is_dns_subdomain, causes);
    let options = options(context, old);
    validate_ingress_spec(object.get("spec"), options, &Path::new("spec"), causes);
    if old.is_some() {
        return;
    }
    let annotation = object.get("metadata").get("annotations").get(CLASS_ANNOTATION).as_str();
    let class = object.get("spec").get("ingressClassName").as_str();
    if let (Some(annotation), Some(class)) = (annotation, class)
        && annotation != class
    {
        let path = Path::new("annotations");
        let detail = "must match `ingressClassName` when both are specified";
        causes.invalid(&path.child(CLASS_ANNOTATION), annotation, Check::ClassTwice.says(detail));
    }
}

fn options(context: &Context<'_>, old: Option<&Value>) -> Options {
    let relaxed = context.on(RELAXED_SERVICE_NAME_VALIDATION);
    let Some(spec) = old.map(|old| old.get("spec")) else {
        return Options { allow_relaxed_service_name: relaxed, ..Options::default() };
    };
    let is_invalid = |rule: &Value| {
        let mut causes = Causes::default();
        validate_http(rule.get("http"), Options::default(), &Path::ROOT, &mut causes);
        !causes.is_empty()
    };
    let is_relaxed = |backend: &Value| {
        let name = backend.get("service").str("name");
        backend.has("service") && is_dns1123_label(name).is_empty() && !is_dns1035_label(name).is_empty()
    };
    let paths = || spec.list("rules").iter().flat_map(|rule| rule.get("http").list("paths"));
    Options {
        allow_invalid_secret_name: spec
            .list("tls")
            .iter()
            .any(|tls| !validate_tls_secret_name(tls.str("secretName")).is_empty()),
        allow_invalid_wildcard_host_rule: spec
            .list("rules")
            .iter()
            .any(|rule| rule.str("host").contains('*') && is_invalid(rule)),
        allow_relaxed_service_name: relaxed
            || is_relaxed(spec.get("defaultBackend"))
            || paths().any(|path| is_relaxed(path.get("backend"))),
    }
}

/// Source: ValidateIngressSpec
fn validate_ingress_spec(spec: &Value, options: Options, path: &Path<'_>, causes: &mut Causes) {
    let rules = spec.list("rules");
    if rules.is_empty() && !spec.has("defaultBackend") {
        let bad = match spec.get("rules").data {
            Data::List(_) => Bad::json("[]"),
            _ => Bad::null(),
        };
        causes.invalid(
            path,
            bad,
            Check::NoRules.says("either `defaultBackend` or `rules` must be specified"),
        );
    }
    if spec.has("defaultBackend") {
        validate_ingress_backend(spec.get("defaultBackend"), options, &path.child("defaultBackend"), causes);
    }
    let rules_path = path.child("rules");
    for (at, rule) in rules.iter().enumerate() {
        validate_ingress_rule(rule, options, &rules_path.index(at), causes);
    }
    validate_ingress_tls(spec.list("tls"), options, &path.child("tls"), causes);
    if let Some(class) = spec.get("ingressClassName").as_str() {
        causes.invalid_each(&path.child("ingressClassName"), class, is_dns1123_subdomain(class));
    }
}

/// Source: validateIngressTLS
fn validate_ingress_tls(list: &[Value], options: Options, path: &Path<'_>, causes: &mut Causes) {
    for (at, tls) in list.iter().enumerate() {
        let path = path.index(at);
        let hosts_path = path.child("hosts");
        for (at, host) in tls.list("hosts").iter().enumerate() {
            let host = host.as_str().unwrap_or("");
            let check = if host.contains('*') { is_wildcard_dns1123_subdomain } else { is_dns1123_subdomain };
            causes.invalid_each(&hosts_path.index(at), host, check(host));
        }
        if !options.allow_invalid_secret_name {
            let name = tls.str("secretName");
            causes.invalid_each(&path.child("secretName"), name, validate_tls_secret_name(name));
        }
    }
}

fn validate_tls_secret_name(name: &str) -> Vec<Said> {
    if name.is_empty() { Vec::new() } else { is_dns1123_subdomain(name) }
}

/// Source: validateIngressRules
fn validate_ingress_rule(rule: &Value, options: Options, path: &Path<'_>, causes: &mut Causes) {
    let host = rule.str("host");
    let is_wildcard = host.contains('*');
    if !host.is_empty() {
        let path = path.child("host");
        if parse_ip_sloppy(host).is_some() {
            causes.invalid(&path, host, Check::HostIsIp.says("must be a DNS name, not an IP address"));
        }
        let check = if is_wildcard { is_wildcard_dns1123_subdomain } else { is_dns1123_subdomain };
        causes.invalid_each(&path, host, check(host));
    }
    if rule.has("http") && !(is_wildcard && options.allow_invalid_wildcard_host_rule) {
        validate_http(rule.get("http"), options, &path.child("http"), causes);
    }
}

/// Source: validateHTTPIngressRuleValue
fn validate_http(http: &Value, options: Options, path: &Path<'_>, causes: &mut Causes) {
    if http.is_null() {
        return;
    }
    let paths_path = path.child("paths");
    let paths = http.list("paths");
    if paths.is_empty() {
        causes.required(&paths_path, "");
    }
    for (at, path) in paths.iter().enumerate() {
        validate_http_ingress_path(path, options, &paths_path.index(at), causes);
    }
}

/// Source: validateHTTPIngressPath
fn validate_http_ingress_path(value: &Value, options: Options, path: &Path<'_>, causes: &mut Causes) {
    let Some(path_type) = value.get("pathType").as_str() else {
        causes.required(&path.child("pathType"), Check::PathTypeMissing.says("pathType must be specified"));
        return;
    };
    let text = value.str("path");
    let path_path = path.child("path");
    let is_absolute = text.starts_with('/');
    match path_type {
        "Exact" | "Prefix" => {
            if !is_absolute {
                causes.invalid(&path_path, text, Check::AbsolutePath.says("must be an absolute path"));
            }
            for part in ["//", "/./", "/../", "%2f", "%2F"] {
                if text.contains(part) {
                    causes.invalid(&path_path, text, format!("must not contain '{part}'"));
                }
            }
            for end in ["/..", "/."] {
                if text.ends_with(end) {
                    causes.invalid(&path_path, text, format!("cannot end with '{end}'"));
                }
            }
        }
        "ImplementationSpecific" => {
            if !text.is_empty() && !is_absolute {
                causes.invalid(&path_path, text, Check::AbsolutePath.says("must be an absolute path"));
            }
        }
        other => causes.not_supported(
            &path.child("pathType"),
            Bad::typed(other),
            &["Exact", "ImplementationSpecific", "Prefix"],
        ),
    }
    validate_ingress_backend(value.get("backend"), options, &path.child("backend"), causes);
}

/// Source: validateIngressBackend
fn validate_ingress_backend(backend: &Value, options: Options, path: &Path<'_>, causes: &mut Causes) {
    match (backend.has("resource"), backend.has("service")) {
        (true, true) => causes.invalid(
            path,
            "",
            Check::BackendTwice.says("cannot set both resource and service backends"),
        ),
        (true, false) => {
            validate_typed_local_object_reference(backend.get("resource"), &path.child("resource"), causes);
        }
        (false, true) => validate_service_backend(backend.get("service"), options, path, causes),
        (false, false) => {
            causes.invalid(path, "", Check::BackendMissing.says("resource or service backend is required"));
        }
    }
}

fn validate_service_backend(service: &Value, options: Options, path: &Path<'_>, causes: &mut Causes) {
    let service_path = path.child("service");
    let name = service.str("name");
    if name.is_empty() {
        causes.required(&service_path.child("name"), "");
    } else {
        let check = if options.allow_relaxed_service_name { is_dns1123_label } else { is_dns1035_label };
        causes.invalid_each(&service_path.child("name"), name, check(name));
    }
    let port_path = service_path.child("port");
    let port = service.get("port");
    match (port.str("name"), port.int("number")) {
        ("", 0) => causes.required(path, Check::BackendPortMissing.says("port name or number is required")),
        ("", number) => causes.invalid_each(&port_path.child("number"), number, is_valid_port_num(number)),
        (name, 0) => causes.invalid_each(&port_path.child("name"), name, is_valid_port_name(name)),
        _ => {
            causes.invalid(path, "", Check::BackendPortTwice.says("cannot set both port name & port number"));
        }
    }
}

/// Source: validateIngressTypedLocalObjectReference
fn validate_typed_local_object_reference(reference: &Value, path: &Path<'_>, causes: &mut Causes) {
    if let Some(group) = reference.get("apiGroup").as_str() {
        causes.invalid_each(&path.child("apiGroup"), group, is_dns1123_subdomain(group));
    }
    for field in ["kind", "name"] {
        let text = reference.str(field);
        if text.is_empty() {
            causes.required(&path.child(field), "");
        } else {
            causes.invalid_each(&path.child(field), text, is_valid_path_segment_name(text));
        }
    }
}

/// Source: kubernetes v1.37 pkg/registry/networking/ingress/strategy.go WarningsOnCreate
fn ingress_warnings(_: &Context<'_>, old: Option<&Value>, object: &Value, warnings: &mut Vec<Warning>) {
    let is_annotated = object.get("metadata").get("annotations").get(CLASS_ANNOTATION).as_str().is_some();
    if old.is_none() && is_annotated && !object.get("spec").has("ingressClassName") {
        let path = Path::new("metadata");
        let message = format!(
            "annotation \"{CLASS_ANNOTATION}\" is deprecated, please use 'spec.ingressClassName' instead"
        );
        let said = Check::Deprecated { instead: Some("spec.ingressClassName") }.says(message);
        warn(warnings, &path.child("annotations").key(CLASS_ANNOTATION), said);
    }
}
