//! NetworkPolicies.

use super::features::{DECLARATIVE_VALIDATION_BETA, STRICT_IP_CIDR_VALIDATION};
use super::field_error::Bad;
use super::ip::{Strictness, is_valid_cidr_for_legacy_field, warnings_for_cidr};
use super::label_selector::{SelectorValues, validate_label_selector};
use super::metadata::{Scope, name_is_dns_subdomain, same};
use super::names::{is_valid_port_name, is_valid_port_num};
use super::strategy::validate_metadata;
use super::{Causes, Check, Context, Strategy, Warning};
use crate::field_path::Path;
use crate::go::ip::Cidr;
use crate::value::{Map, Value};

pub(super) const STRATEGY: Strategy = Strategy {
    group: "networking.k8s.io",
    kind: "NetworkPolicy",
    scope: Scope::Namespaced,
    defaults: set_defaults_network_policy,
    validate: validate_network_policy,
    warnings: network_policy_warnings,
    ..Strategy::NONE
};

/// The directions: the rules' field and the field of their peers.
const DIRECTIONS: [(&str, &str); 2] = [("ingress", "from"), ("egress", "to")];

/// Source: kubernetes v1.37 pkg/apis/networking/v1/defaults.go SetDefaults_NetworkPolicy, SetDefaults_NetworkPolicyPort
fn set_defaults_network_policy(_: &Context<'_>, object: &mut Value) {
    const WHY: &str = "SetDefaults_NetworkPolicy";
    object.default("spec", Map::default(), WHY);
    let Some(spec) = object.get_mut("spec") else { return };
    // The field is not a pointer: an absent selector is stored as an empty one.
    spec.default("podSelector", Map::default(), "NetworkPolicySpec");
    if spec.list("policyTypes").is_empty() {
        let mut types = vec![Value::defaulted("Ingress", WHY)];
        if !spec.list("egress").is_empty() {
            types.push(Value::defaulted("Egress", WHY));
        }
        spec.set("policyTypes", Value::defaulted(types, WHY));
    }
    for (rules, _) in DIRECTIONS {
        for rule in spec.get_mut(rules).map(Value::as_list_mut).unwrap_or_default() {
            for port in rule.get_mut("ports").map(Value::as_list_mut).unwrap_or_default() {
                port.default("protocol", "TCP", "SetDefaults_NetworkPolicyPort");
            }
        }
    }
}

struct Options<'v> {
    values: SelectorValues,
    strictness: Strictness,
    valid_cidrs: Vec<&'v str>,
}

/// Source: kubernetes v1.37 pkg/apis/networking/validation/validation.go ValidateNetworkPolicy,
/// ValidateNetworkPolicyUpdate
fn validate_network_policy(context: &Context<'_>, old: Option<&Value>, object: &Value, causes: &mut Causes) {
    validate_metadata(old, object, Scope::Namespaced, name_is_dns_subdomain, causes);
    let strict = context.on(STRICT_IP_CIDR_VALIDATION);
    let mut options = Options {
        values: SelectorValues::Checked,
        strictness: if strict { Strictness::Strict } else { Strictness::Sloppy },
        valid_cidrs: Vec::new(),
    };
    if let Some(old) = old.map(|old| old.get("spec")) {
        let mut old_causes = Causes::default();
        let selector = old.get("podSelector");
        validate_label_selector(selector, SelectorValues::Checked, &Path::ROOT, &mut old_causes);
        if !old_causes.is_empty() {
            options.values = SelectorValues::Any;
        }
        for (rules, peers) in DIRECTIONS {
            for block in
                old.list(rules).iter().flat_map(|rule| rule.list(peers)).map(|peer| peer.get("ipBlock"))
            {
                options.valid_cidrs.push(block.str("cidr"));
                options.valid_cidrs.extend(block.list("except").iter().filter_map(Value::as_str));
            }
        }
    }
    let path = Path::new("spec");
    validate_spec(object.get("spec"), &options, &path, causes);
    if context.on(DECLARATIVE_VALIDATION_BETA) {
        causes.supersede(validate_declaratively(old.map(|old| old.get("spec")), object.get("spec"), &path));
    }
}

/// Source: kubernetes v1.37 pkg/apis/networking/v1/zz_generated.validations.go Validate_IPBlock, what is beta
fn validate_declaratively(old: Option<&Value>, spec: &Value, path: &Path<'_>) -> Causes {
    let mut causes = Causes::default();
    for (rules, peers) in DIRECTIONS {
        if old.is_some_and(|old| same(old.get(rules), spec.get(rules))) {
            continue;
        }
        let rules_path = path.child(rules);
        for (at, rule) in spec.list(rules).iter().enumerate() {
            let rule_path = rules_path.index(at);
            let peers_path = rule_path.child(peers);
            for (at, peer) in rule.list(peers).iter().enumerate() {
                if peer.has("ipBlock") && peer.get("ipBlock").str("cidr").is_empty() {
                    causes.required(&peers_path.index(at).child("ipBlock").child("cidr"), "");
                }
            }
        }
    }
    causes
}

/// Source: ValidateNetworkPolicySpec
fn validate_spec(spec: &Value, options: &Options<'_>, path: &Path<'_>, causes: &mut Causes) {
    validate_label_selector(spec.get("podSelector"), options.values, &path.child("podSelector"), causes);
    for (rules, peers) in DIRECTIONS {
        let rules_path = path.child(rules);
        for (at, rule) in spec.list(rules).iter().enumerate() {
            let rule_path = rules_path.index(at);
            let ports_path = rule_path.child("ports");
            for (at, port) in rule.list("ports").iter().enumerate() {
                validate_port(port, &ports_path.index(at), causes);
            }
            let peers_path = rule_path.child(peers);
            for (at, peer) in rule.list(peers).iter().enumerate() {
                validate_peer(peer, options, &peers_path.index(at), causes);
            }
        }
    }
    let types_path = path.child("policyTypes");
    let types = spec.get("policyTypes");
    if types.as_list().len() > 2 {
        causes.invalid(&types_path, types, "may not specify more than two policyTypes");
        return;
    }
    for (at, policy_type) in types.as_list().iter().enumerate() {
        let policy_type = policy_type.as_str().unwrap_or("");
        if !matches!(policy_type, "Ingress" | "Egress") {
            causes.not_supported(&types_path.index(at), Bad::typed(policy_type), &["Ingress", "Egress"]);
        }
    }
}

/// Source: ValidateNetworkPolicyPort
fn validate_port(port: &Value, path: &Path<'_>, causes: &mut Causes) {
    if let Some(protocol) = port.get("protocol").as_str()
        && !matches!(protocol, "TCP" | "UDP" | "SCTP")
    {
        causes.not_supported(&path.child("protocol"), Bad::typed(protocol), &["TCP", "UDP", "SCTP"]);
    }
    let port_path = path.child("port");
    let end_path = path.child("endPort");
    let end = port.get("endPort").as_int();
    if let Some(number) = port.get("port").as_int() {
        causes.invalid_each(&port_path, number, is_valid_port_num(number));
        if let Some(end) = end {
            if end < number {
                causes.invalid(
                    &end_path,
                    end,
                    Check::EndPort.says("must be greater than or equal to `port`"),
                );
            }
            causes.invalid_each(&end_path, end, is_valid_port_num(end));
        }
    } else if let Some(name) = port.get("port").as_str() {
        if let Some(end) = end {
            causes.invalid(&end_path, end, "may not be specified when `port` is non-numeric");
        }
        causes.invalid_each(&port_path, name, is_valid_port_name(name));
    } else if let Some(end) = end {
        causes.invalid(&end_path, end, "may not be specified when `port` is not specified");
    }
}

/// Source: ValidateNetworkPolicyPeer
fn validate_peer(peer: &Value, options: &Options<'_>, path: &Path<'_>, causes: &mut Causes) {
    let mut count = 0;
    for field in ["podSelector", "namespaceSelector"] {
        if peer.has(field) {
            count += 1;
            validate_label_selector(peer.get(field), options.values, &path.child(field), causes);
        }
    }
    let has_block = peer.has("ipBlock");
    if has_block {
        count += 1;
        validate_ip_block(peer.get("ipBlock"), options, &path.child("ipBlock"), causes);
    }
    if count == 0 {
        causes.required(path, Check::PeerMissing.says("must specify a peer"));
    } else if count > 1 && has_block {
        causes.forbidden(path, Check::PeerTwice.says("may not specify both ipBlock and another peer"));
    }
}

/// Source: ValidateIPBlock
fn validate_ip_block(block: &Value, options: &Options<'_>, path: &Path<'_>, causes: &mut Causes) {
    let text = block.str("cidr");
    if text.is_empty() {
        causes.required(&path.child("cidr"), "");
        return;
    }
    let check = |path: &Path<'_>, text: &str, causes: &mut Causes| {
        is_valid_cidr_for_legacy_field(path, text, options.strictness, &options.valid_cidrs, causes);
    };
    check(&path.child("cidr"), text, causes);
    let Some(cidr) = Cidr::parse(text) else { return };
    let except_path = path.child("except");
    for (at, except) in block.list("except").iter().enumerate() {
        let path = except_path.index(at);
        let text = except.as_str().unwrap_or("");
        check(&path, text, causes);
        let Some(except) = Cidr::parse(text) else { continue };
        if !cidr.contains(except.network()) || cidr.bits() >= except.bits() {
            causes.invalid(&path, text, Check::ExceptOutside.says("must be a strict subset of `cidr`"));
        }
    }
}

/// Source: kubernetes v1.37 pkg/registry/networking/networkpolicy/strategy.go networkPolicyWarnings
fn network_policy_warnings(_: &Context<'_>, _: Option<&Value>, object: &Value, warnings: &mut Vec<Warning>) {
    let spec_path = Path::new("spec");
    for (rules, peers) in DIRECTIONS {
        let rules_path = spec_path.child(rules);
        for (at, rule) in object.get("spec").list(rules).iter().enumerate() {
            let rule_path = rules_path.index(at);
            let peers_path = rule_path.child(peers);
            for (at, peer) in rule.list(peers).iter().enumerate() {
                let block = peer.get("ipBlock");
                if block.is_null() {
                    continue;
                }
                let peer_path = peers_path.index(at);
                let path = peer_path.child("ipBlock");
                warnings_for_cidr(&path.child("cidr"), block.str("cidr"), warnings);
                let except_path = path.child("except");
                for (at, except) in block.list("except").iter().enumerate() {
                    warnings_for_cidr(&except_path.index(at), except.as_str().unwrap_or(""), warnings);
                }
            }
        }
    }
}
