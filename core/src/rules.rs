//! The rules: what is wrong with traffic although the API server accepts every object.
//!
//! One file a rule: its page, its check, its words. A rule asks one question of the [`Analysis`], and stays silent
//! where another rule explains the same fault. `cargo xtask new-rule CODE` adds one.

mod address_taken;
mod api_removed;
mod caller_namespace_wrong;
mod caller_port_not_exposed;
mod cluster_ip_null_not_headless;
mod deprecated_in_use;
mod endpoint_port_mismatch;
mod endpoints_overwritten;
mod endpoints_without_service;
mod external_name_is_address;
mod external_name_loop;
mod external_name_port_ignored;
mod governing_service_not_headless;
mod judged_in_part;
mod label_not_on_template;
mod listens_on_loopback;
mod named_port;
mod named_port_missing;
mod namespace_omitted;
mod node_port_reused_in_service;
mod node_port_taken;
mod object_defined_twice;
mod peer_discovery_needs_unready;
mod selector;
mod selector_empty;
mod selector_matches_no_pod;
mod selector_near_miss;
mod selector_other_namespace;
mod selector_pins_revision;
mod selector_spans_workloads;
mod selector_too_narrow;
mod selectorless_without_endpoints;
mod slice;
mod slice_type_not_proxied;
mod target_port_undeclared;

use crate::Analysis;
use crate::diagnostic::Diagnostic;
use crate::rule::{Reporter, Rule};

/// Every rule, ordered by code.
pub const RULES: &[Rule] = &[
    address_taken::ADDRESS_TAKEN,
    api_removed::API_REMOVED,
    caller_namespace_wrong::CALLER_NAMESPACE_WRONG,
    caller_port_not_exposed::CALLER_PORT_NOT_EXPOSED,
    cluster_ip_null_not_headless::CLUSTER_IP_NULL_NOT_HEADLESS,
    deprecated_in_use::DEPRECATED_IN_USE,
    endpoint_port_mismatch::ENDPOINT_PORT_MISMATCH,
    endpoints_overwritten::ENDPOINTS_OVERWRITTEN,
    endpoints_without_service::ENDPOINTS_WITHOUT_SERVICE,
    external_name_is_address::EXTERNAL_NAME_IS_ADDRESS,
    external_name_loop::EXTERNAL_NAME_LOOP,
    external_name_port_ignored::EXTERNAL_NAME_PORT_IGNORED,
    governing_service_not_headless::GOVERNING_SERVICE_NOT_HEADLESS,
    judged_in_part::JUDGED_IN_PART,
    label_not_on_template::LABEL_NOT_ON_TEMPLATE,
    listens_on_loopback::LISTENS_ON_LOOPBACK,
    named_port_missing::NAMED_PORT_MISSING,
    namespace_omitted::NAMESPACE_OMITTED,
    node_port_reused_in_service::NODE_PORT_REUSED_IN_SERVICE,
    node_port_taken::NODE_PORT_TAKEN,
    object_defined_twice::OBJECT_DEFINED_TWICE,
    peer_discovery_needs_unready::PEER_DISCOVERY_NEEDS_UNREADY,
    selector_empty::SELECTOR_EMPTY,
    selector_matches_no_pod::SELECTOR_MATCHES_NO_POD,
    selector_near_miss::SELECTOR_NEAR_MISS,
    selector_other_namespace::SELECTOR_OTHER_NAMESPACE,
    selector_pins_revision::SELECTOR_PINS_REVISION,
    selector_spans_workloads::SELECTOR_SPANS_WORKLOADS,
    selector_too_narrow::SELECTOR_TOO_NARROW,
    selectorless_without_endpoints::SELECTORLESS_WITHOUT_ENDPOINTS,
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
