//! EndpointSlices, written by hand.

use super::features::{
    DECLARATIVE_VALIDATION_BETA, PREFER_SAME_TRAFFIC_DISTRIBUTION, STRICT_IP_CIDR_VALIDATION,
};
use super::field_error::Bad;
use super::ip::{Strictness, is_valid_ip, is_valid_ip_for_legacy_field, warnings_for_ip};
use super::metadata::{NameCheck, Scope, name_is_dns_subdomain, same, validate_immutable_field};
use super::names::{
    is_dns1123_label, is_dns1123_subdomain, is_fully_qualified_domain_name, is_qualified_name,
    is_valid_label_value,
};
use super::service::validate_endpoint_ip;
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy, Warning, warn};
use crate::field_path::Path;
use crate::go::ip::IpFamily;
use crate::value::Value;

const MAX_ADDRESSES: usize = 100;
const MAX_PORTS: usize = 20000;
const MAX_ENDPOINTS: usize = 1000;
const MAX_HINTS: usize = 8;
const ADDRESS_TYPES: [&str; 3] = ["FQDN", "IPv4", "IPv6"];

pub(super) const STRATEGY: Strategy = Strategy {
    group: "discovery.k8s.io",
    kind: "EndpointSlice",
    scope: Scope::Namespaced,
    defaults: set_defaults_endpoint_ports,
    prepare: drop_fields,
    validate: validate_endpoint_slice,
    warnings: endpoint_slice_warnings,
    ..Strategy::NONE
};

/// Source: kubernetes v1.37 pkg/apis/discovery/v1/defaults.go SetDefaults_EndpointPort
fn set_defaults_endpoint_ports(_: &Context<'_>, object: &mut Value) {
    const WHY: &str = "SetDefaults_EndpointPort";
    for port in object.get_mut("ports").map(Value::as_list_mut).unwrap_or_default() {
        port.default("name", "", WHY);
        port.default("protocol", "TCP", WHY);
    }
}

/// Source: kubernetes v1.37 pkg/registry/discovery/endpointslice/strategy.go dropDisabledFieldsOnCreate,
/// dropTopologyOnV1
fn drop_fields(context: &Context<'_>, old: Option<&Value>, object: &mut Value) {
    let keeps_topology = old.is_some_and(|old| same(old.get("endpoints"), object.get("endpoints")));
    let had_node_hints =
        |old: &Value| old.list("endpoints").iter().any(|endpoint| endpoint.get("hints").has("forNodes"));
    let keeps_node_hints = context.on(PREFER_SAME_TRAFFIC_DISTRIBUTION) || old.is_some_and(had_node_hints);
    for endpoint in object.get_mut("endpoints").map(Value::as_list_mut).unwrap_or_default() {
        if !keeps_topology {
            endpoint.remove("deprecatedTopology");
        }
        if !keeps_node_hints && let Some(hints) = endpoint.get_mut("hints") {
            hints.remove("forNodes");
        }
    }
}

/// Source: kubernetes v1.37 pkg/apis/discovery/validation/validation.go ValidateEndpointSliceCreate,
/// ValidateEndpointSliceUpdate
fn validate_endpoint_slice(context: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    validate_metadata(None, object, Scope::Namespaced, name_is_dns_subdomain, causes);
    let type_path = Path::new("addressType");
    let address_type = object.str("addressType");
    if address_type.is_empty() {
        causes.required(&type_path, "");
    } else if !ADDRESS_TYPES.contains(&address_type) {
        causes.not_supported(&type_path, Bad::typed(address_type), &ADDRESS_TYPES);
    }
    validate_ports(object.list("ports"), &Path::new("ports"), causes);
    if !old.is_some_and(|old| same(old.get("endpoints"), object.get("endpoints"))) {
        validate_endpoints(context, object.list("endpoints"), address_type, causes);
    }
    if let Some(old) = old {
        validate_immutable_field(object.get("addressType"), old.get("addressType"), &type_path, causes);
    }
    if context.on(DECLARATIVE_VALIDATION_BETA) {
        causes.supersede(validate_declaratively(old, object));
    }
}

/// Source: kubernetes v1.37 pkg/apis/discovery/v1/zz_generated.validations.go Validate_EndpointSlice, what is beta
fn validate_declaratively(old: Option<&Value>, object: &Value) -> Causes {
    let mut causes = Causes::default();
    let path = Path::new("addressType");
    let address_type = object.str("addressType");
    let old_type = old.map(|old| old.str("addressType"));
    if old_type != Some(address_type) {
        if address_type.is_empty() {
            causes.required(&path, "");
        }
        if old.is_some() {
            causes.invalid(&path, Bad::typed(address_type), Check::Immutable.says("field is immutable"));
        }
        if causes.is_empty() && !ADDRESS_TYPES.contains(&address_type) {
            causes.not_supported(&path, Bad::typed(address_type), &ADDRESS_TYPES);
        }
    }
    if old.is_some_and(|old| same(old.get("endpoints"), object.get("endpoints"))) {
        return causes;
    }
    let path = Path::new("endpoints");
    for (at, endpoint) in object.list("endpoints").iter().enumerate() {
        let count = endpoint.list("addresses").len();
        let endpoint_path = path.index(at);
        let path = endpoint_path.child("addresses");
        if count == 0 {
            causes.required(&path, "");
        } else if count > MAX_ADDRESSES {
            causes.too_many(&path, count, MAX_ADDRESSES);
        }
    }
    causes
}

fn validate_endpoints(context: &Context<'_>, endpoints: &[Value], address_type: &str, causes: &mut Causes) {
    let path = Path::new("endpoints");
    if endpoints.len() > MAX_ENDPOINTS {
        causes.too_many(&path, endpoints.len(), MAX_ENDPOINTS);
        return;
    }
    for (at, endpoint) in endpoints.iter().enumerate() {
        let path = path.index(at);
        let addresses_path = path.child("addresses");
        let addresses = endpoint.list("addresses");
        if addresses.is_empty() {
            causes.required(&addresses_path, "must contain at least 1 address");
        } else if addresses.len() > MAX_ADDRESSES {
            causes.too_many(&addresses_path, addresses.len(), MAX_ADDRESSES);
        }
        for (at, address) in addresses.iter().enumerate() {
            let address = address.as_str().unwrap_or("");
            validate_address(context, address, address_type, &addresses_path, at, causes);
        }
        if let Some(node) = endpoint.get("nodeName").as_str() {
            causes.invalid_each(&path.child("nodeName"), node, is_dns1123_subdomain(node));
        }
        if let Some(hostname) = endpoint.get("hostname").as_str() {
            causes.invalid_each(&path.child("hostname"), hostname, is_dns1123_label(hostname));
        }
        validate_hints(endpoint.get("hints"), &path.child("hints"), causes);
    }
}

fn validate_address(
    context: &Context<'_>,
    address: &str,
    address_type: &str,
    addresses_path: &Path<'_>,
    at: usize,
    causes: &mut Causes,
) {
    let path = addresses_path.index(at);
    let strict = context.on(STRICT_IP_CIDR_VALIDATION);
    let strictness = if strict { Strictness::Strict } else { Strictness::Sloppy };
    let (ip, family) = match address_type {
        "IPv4" => (is_valid_ip_for_legacy_field(&path, address, strictness, &[], causes), IpFamily::V4),
        "IPv6" => (is_valid_ip(&path, address, causes), IpFamily::V6),
        "FQDN" => {
            is_fully_qualified_domain_name(&path, address, causes);
            return;
        }
        _ => return,
    };
    let Some(ip) = ip else { return };
    if ip.family() != family {
        causes.invalid(addresses_path, address, format!("must be an {} address", family.as_str()));
    }
    validate_endpoint_ip(address, &path, causes);
}

fn validate_ports(ports: &[Value], path: &Path<'_>, causes: &mut Causes) {
    if ports.len() > MAX_PORTS {
        causes.too_many(path, ports.len(), MAX_PORTS);
        return;
    }
    let mut names: Vec<&str> = Vec::new();
    for (at, port) in ports.iter().enumerate() {
        let path = path.index(at);
        let name = port.str("name");
        if !name.is_empty() {
            causes.invalid_each(&path.child("name"), name, is_dns1123_label(name));
        }
        if names.contains(&name) {
            causes.duplicate(&path.child("name"), Bad::typed(name));
        } else {
            names.push(name);
        }
        match port.get("protocol").as_str() {
            None => causes.required(&path.child("protocol"), ""),
            Some("TCP" | "UDP" | "SCTP") => {}
            Some(other) => {
                causes.not_supported(&path.child("protocol"), Bad::typed(other), &["SCTP", "TCP", "UDP"]);
            }
        }
        if let Some(protocol) = port.get("appProtocol").as_str() {
            causes.invalid_each(&path.child("appProtocol"), protocol, is_qualified_name(protocol));
        }
    }
}

fn validate_hints(hints: &Value, path: &Path<'_>, causes: &mut Causes) {
    let checks: [(&str, NameCheck); 2] =
        [("forZones", is_valid_label_value), ("forNodes", is_dns1123_subdomain)];
    for (field, check) in checks {
        let path = path.child(field);
        let list = hints.list(field);
        if list.len() > MAX_HINTS {
            causes.too_many(&path, list.len(), MAX_HINTS);
            return;
        }
        let mut names: Vec<&str> = Vec::new();
        for (at, hint) in list.iter().enumerate() {
            let hint_path = path.index(at);
            let path = hint_path.child("name");
            let name = hint.str("name");
            if names.contains(&name) {
                causes.duplicate(&path, name);
            } else {
                names.push(name);
            }
            causes.invalid_each(&path, name, check(name));
        }
    }
}

/// Source: kubernetes v1.37 pkg/registry/discovery/endpointslice/strategy.go WarningsOnCreate, WarningsOnUpdate
fn endpoint_slice_warnings(
    _: &Context<'_>,
    old: Option<&Value>,
    object: &Value,
    warnings: &mut Vec<Warning>,
) {
    if old.is_none() && object.str("addressType") == "FQDN" {
        let said = Check::NamesAsEndpoints.says("spec.addressType: FQDN endpoints are deprecated");
        warn(warnings, &Path::new("addressType"), said);
    }
    let manager = object.get("metadata").get("labels").str("endpointslice.kubernetes.io/managed-by");
    if matches!(manager, "endpointslice-controller.k8s.io" | "endpointslicemirroring-controller.k8s.io") {
        return;
    }
    let path = Path::new("endpoints");
    for (at, endpoint) in object.list("endpoints").iter().enumerate() {
        let path = path.index(at);
        let path = path.child("addresses");
        for (at, address) in endpoint.list("addresses").iter().enumerate() {
            warnings_for_ip(&path.index(at), address.as_str().unwrap_or(""), warnings);
        }
    }
}
