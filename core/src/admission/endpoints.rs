//! Endpoints, written by hand.

use super::features::STRICT_IP_CIDR_VALIDATION;
use super::field_error::Bad;
use super::ip::{Strictness, is_valid_ip_for_legacy_field, warnings_for_ip};
use super::metadata::{Scope, name_is_dns_subdomain, same};
use super::names::{is_dns1123_label, is_dns1123_subdomain, is_qualified_name, is_valid_port_num};
use super::service::{default_text, validate_endpoint_ip};
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy, Warning};
use crate::field_path::Path;
use crate::value::Value;

pub(super) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "Endpoints",
    scope: Scope::Namespaced,
    defaults: set_defaults_endpoints,
    validate: validate_endpoints,
    warnings: endpoints_warnings,
    ..Strategy::NONE
};

/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_Endpoints
fn set_defaults_endpoints(_: &Context<'_>, object: &mut Value) {
    for subset in object.get_mut("subsets").map(Value::as_list_mut).unwrap_or_default() {
        for port in subset.get_mut("ports").map(Value::as_list_mut).unwrap_or_default() {
            default_text(port, "protocol", "TCP", "SetDefaults_Endpoints");
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/core/validation/validation.go ValidateEndpointsCreate, ValidateEndpointsUpdate
fn validate_endpoints(context: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    if old.is_some() {
        validate_metadata(old, object, Scope::Namespaced, name_is_dns_subdomain, causes);
    }
    validate_metadata(None, object, Scope::Namespaced, name_is_dns_subdomain, causes);
    let subsets = object.get("subsets");
    if old.is_some_and(|old| same(old.get("subsets"), subsets)) {
        return;
    }
    let strict = context.on(STRICT_IP_CIDR_VALIDATION);
    let strictness = if strict { Strictness::Strict } else { Strictness::Sloppy };
    let path = Path::new("subsets");
    for (at, subset) in subsets.as_list().iter().enumerate() {
        let path = path.index(at);
        if subset.list("addresses").is_empty() && subset.list("notReadyAddresses").is_empty() {
            causes
                .required(&path, Check::SubsetEmpty.says("must specify `addresses` or `notReadyAddresses`"));
        }
        for field in ["addresses", "notReadyAddresses"] {
            let addresses_path = path.child(field);
            for (at, address) in subset.list(field).iter().enumerate() {
                validate_endpoint_address(address, strictness, &addresses_path.index(at), causes);
            }
        }
        let ports_path = path.child("ports");
        let ports = subset.list("ports");
        for (at, port) in ports.iter().enumerate() {
            validate_endpoint_port(port, ports.len() > 1, &ports_path.index(at), causes);
        }
    }
}

fn validate_endpoint_address(address: &Value, strictness: Strictness, path: &Path<'_>, causes: &mut Causes) {
    let ip = address.str("ip");
    is_valid_ip_for_legacy_field(&path.child("ip"), ip, strictness, &[], causes);
    let hostname = address.str("hostname");
    if !hostname.is_empty() {
        causes.invalid_each(&path.child("hostname"), hostname, is_dns1123_label(hostname));
    }
    if let Some(node) = address.get("nodeName").as_str() {
        causes.invalid_each(&path.child("nodeName"), node, is_dns1123_subdomain(node));
    }
    validate_endpoint_ip(ip, &path.child("ip"), causes);
}

fn validate_endpoint_port(port: &Value, requires_name: bool, path: &Path<'_>, causes: &mut Causes) {
    let name = port.str("name");
    if !name.is_empty() {
        causes.invalid_each(&path.child("name"), name, is_dns1123_label(name));
    } else if requires_name {
        causes.required(&path.child("name"), "");
    }
    let number = port.int("port");
    causes.invalid_each(&path.child("port"), number, is_valid_port_num(number));
    match port.str("protocol") {
        "" => causes.required(&path.child("protocol"), ""),
        "TCP" | "UDP" | "SCTP" => {}
        other => causes.not_supported(&path.child("protocol"), Bad::typed(other), &["SCTP", "TCP", "UDP"]),
    }
    if let Some(protocol) = port.get("appProtocol").as_str() {
        causes.invalid_each(&path.child("appProtocol"), protocol, is_qualified_name(protocol));
    }
}

/// Source: kubernetes v1.37 pkg/registry/core/endpoint/strategy.go endpointsWarnings
fn endpoints_warnings(_: &Context<'_>, _: Option<&Value>, object: &Value, warnings: &mut Vec<Warning>) {
    let labels = object.get("metadata").get("labels");
    if labels.str("endpoints.kubernetes.io/managed-by") == "endpoint-controller" {
        return;
    }
    let path = Path::new("subsets");
    for (at, subset) in object.list("subsets").iter().enumerate() {
        let path = path.index(at);
        for field in ["addresses", "notReadyAddresses"] {
            let addresses_path = path.child(field);
            for (at, address) in subset.list(field).iter().enumerate() {
                warnings_for_ip(&addresses_path.index(at).child("ip"), address.str("ip"), warnings);
            }
        }
    }
}
