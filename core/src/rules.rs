//! The rules: what is wrong with traffic although the API server accepts every object.
//!
//! One file a rule: its page, its check, its words. A rule asks one question of the [`Analysis`], and stays silent
//! where another rule explains the same fault. `cargo xtask new-rule CODE` adds one.

mod address_taken;
mod api_removed;
mod backend_missing;
mod backend_port_missing;
mod backend_protocol_mismatch;
mod caller_namespace_wrong;
mod caller_port_not_exposed;
mod cluster_ip_null_not_headless;
mod deprecated_in_use;
mod endpoint_port_mismatch;
mod endpoints_overwritten;
mod endpoints_without_service;
mod external_name_behind_route;
mod external_name_is_address;
mod external_name_loop;
mod external_name_port_ignored;
mod external_name_target_missing;
mod fault;
mod governing_service_not_headless;
mod grant;
mod judged_in_part;
mod label_not_on_template;
mod listens_on_loopback;
mod manual_endpoints_not_ready;
mod named_port;
mod named_port_missing;
mod named_port_other_protocol;
mod named_port_partly_missing;
mod namespace_omitted;
mod no_running_pods;
mod node_port_reused_in_service;
mod node_port_taken;
mod object_defined_twice;
mod parent;
mod peer_discovery_needs_unready;
mod proxy_hidden_service;
mod reference_grant_misdirected;
mod reference_grant_missing;
mod route_hostname_unmatched;
mod route_kind_not_allowed;
mod route_namespace_not_allowed;
mod route_parent_missing;
mod route_section_missing;
mod route_weights_zero;
mod route_without_backend;
mod selector;
mod selector_empty;
mod selector_matches_no_pod;
mod selector_near_miss;
mod selector_other_namespace;
mod selector_pins_revision;
mod selector_spans_workloads;
mod selector_too_narrow;
mod selectorless_without_endpoints;
mod service_without_ready_endpoint;
mod slice;
mod slice_family_not_served;
mod slice_hidden_from_proxy;
mod slice_port_not_proxied;
mod slice_type_not_proxied;
mod target_port_undeclared;

use crate::Analysis;
use crate::diagnostic::Diagnostic;
use crate::rule::{Reporter, Rule};

/// Every rule, ordered by code.
pub const RULES: &[Rule] = &[
    address_taken::ADDRESS_TAKEN,
    api_removed::API_REMOVED,
    backend_missing::BACKEND_MISSING,
    backend_port_missing::BACKEND_PORT_MISSING,
    backend_protocol_mismatch::BACKEND_PROTOCOL_MISMATCH,
    caller_namespace_wrong::CALLER_NAMESPACE_WRONG,
    caller_port_not_exposed::CALLER_PORT_NOT_EXPOSED,
    cluster_ip_null_not_headless::CLUSTER_IP_NULL_NOT_HEADLESS,
    deprecated_in_use::DEPRECATED_IN_USE,
    endpoint_port_mismatch::ENDPOINT_PORT_MISMATCH,
    endpoints_overwritten::ENDPOINTS_OVERWRITTEN,
    endpoints_without_service::ENDPOINTS_WITHOUT_SERVICE,
    external_name_behind_route::EXTERNAL_NAME_BEHIND_ROUTE,
    external_name_is_address::EXTERNAL_NAME_IS_ADDRESS,
    external_name_loop::EXTERNAL_NAME_LOOP,
    external_name_port_ignored::EXTERNAL_NAME_PORT_IGNORED,
    external_name_target_missing::EXTERNAL_NAME_TARGET_MISSING,
    governing_service_not_headless::GOVERNING_SERVICE_NOT_HEADLESS,
    judged_in_part::JUDGED_IN_PART,
    label_not_on_template::LABEL_NOT_ON_TEMPLATE,
    listens_on_loopback::LISTENS_ON_LOOPBACK,
    manual_endpoints_not_ready::MANUAL_ENDPOINTS_NOT_READY,
    named_port_missing::NAMED_PORT_MISSING,
    named_port_other_protocol::NAMED_PORT_OTHER_PROTOCOL,
    named_port_partly_missing::NAMED_PORT_PARTLY_MISSING,
    namespace_omitted::NAMESPACE_OMITTED,
    no_running_pods::NO_RUNNING_PODS,
    node_port_reused_in_service::NODE_PORT_REUSED_IN_SERVICE,
    node_port_taken::NODE_PORT_TAKEN,
    object_defined_twice::OBJECT_DEFINED_TWICE,
    peer_discovery_needs_unready::PEER_DISCOVERY_NEEDS_UNREADY,
    proxy_hidden_service::PROXY_HIDDEN_SERVICE,
    reference_grant_misdirected::REFERENCE_GRANT_MISDIRECTED,
    reference_grant_missing::REFERENCE_GRANT_MISSING,
    route_hostname_unmatched::ROUTE_HOSTNAME_UNMATCHED,
    route_kind_not_allowed::ROUTE_KIND_NOT_ALLOWED,
    route_namespace_not_allowed::ROUTE_NAMESPACE_NOT_ALLOWED,
    route_parent_missing::ROUTE_PARENT_MISSING,
    route_section_missing::ROUTE_SECTION_MISSING,
    route_weights_zero::ROUTE_WEIGHTS_ZERO,
    route_without_backend::ROUTE_WITHOUT_BACKEND,
    selector_empty::SELECTOR_EMPTY,
    selector_matches_no_pod::SELECTOR_MATCHES_NO_POD,
    selector_near_miss::SELECTOR_NEAR_MISS,
    selector_other_namespace::SELECTOR_OTHER_NAMESPACE,
    selector_pins_revision::SELECTOR_PINS_REVISION,
    selector_spans_workloads::SELECTOR_SPANS_WORKLOADS,
    selector_too_narrow::SELECTOR_TOO_NARROW,
    selectorless_without_endpoints::SELECTORLESS_WITHOUT_ENDPOINTS,
    service_without_ready_endpoint::SERVICE_WITHOUT_READY_ENDPOINT,
    slice_family_not_served::SLICE_FAMILY_NOT_SERVED,
    slice_hidden_from_proxy::SLICE_HIDDEN_FROM_PROXY,
    slice_port_not_proxied::SLICE_PORT_NOT_PROXIED,
    slice_type_not_proxied::SLICE_TYPE_NOT_PROXIED,
    target_port_undeclared::TARGET_PORT_UNDECLARED,
];

/// The rule of a code.
pub fn find(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code.as_str() == code)
}

/// Runs every rule.
pub(crate) fn run(analysis: &Analysis) -> Vec<Diagnostic> {
    let mut reporter = Reporter::default();
    for rule in RULES {
        (rule.check)(analysis, &mut reporter);
    }
    reporter.diagnostics
}
