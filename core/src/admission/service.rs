//! Services: the only kind whose creation takes something from the cluster, addresses and node ports.
//!
//! ```text
//! defaults ──▶ begin (normalize, families, cluster IPs, node ports) ──▶ validate ──▶ warnings
//! ```
//!
//! The fields that allocation changes are read into a [`Spec`], so that what the server chose is told apart
//! from what was written and two chosen numbers from each other; everything else is read from the value.

pub(crate) mod allocation;
mod node_ports;
mod spec;
mod update;
mod validation;
mod warnings;

use super::metadata::Scope;
use super::strategy::validate_all;
use super::{Context, Strategy};
use crate::value::{Map, Value};
pub(crate) use allocation::{Allocators, NotAllocated};
pub(crate) use spec::Spec;
use spec::externally_accessible;
pub(crate) use validation::validate_endpoint_ip;

/// The steps that do not lean on what other Services took.
pub(crate) const STRATEGY: Strategy = Strategy {
    group: "",
    kind: "Service",
    scope: Scope::Namespaced,
    defaults: set_defaults_service,
    warnings: warnings::warnings_for_service,
    ..Strategy::NONE
};

/// Source: kubernetes v1.37 pkg/apis/core/v1/defaults.go SetDefaults_Service
fn set_defaults_service(_: &Context<'_>, object: &mut Value) {
    const WHY: &str = "SetDefaults_Service";
    object.default("spec", Map::default(), WHY);
    let Some(spec) = object.get_mut("spec") else { return };
    default_text(spec, "sessionAffinity", "None", WHY);
    match spec.str("sessionAffinity") {
        "None" => drop(spec.remove("sessionAffinityConfig")),
        "ClientIP" if !spec.get("sessionAffinityConfig").get("clientIP").has("timeoutSeconds") => {
            let mut client_ip = Map::default();
            client_ip.set("timeoutSeconds", Value::defaulted(10800, WHY));
            let mut config = Map::default();
            config.set("clientIP", Value::defaulted(client_ip, WHY));
            spec.set("sessionAffinityConfig", Value::defaulted(config, WHY));
        }
        _ => {}
    }
    default_text(spec, "type", "ClusterIP", WHY);
    for port in spec.get_mut("ports").map(Value::as_list_mut).unwrap_or_default() {
        default_text(port, "protocol", "TCP", WHY);
        let target_port = port.get("targetPort");
        if target_port.is_null() || target_port.as_int() == Some(0) || target_port.as_str() == Some("") {
            let number = port.int("port");
            port.set("targetPort", Value::defaulted(number, WHY));
        }
    }
    if externally_accessible(spec) {
        default_text(spec, "externalTrafficPolicy", "Cluster", WHY);
    }
    if matches!(spec.str("type"), "NodePort" | "LoadBalancer" | "ClusterIP") {
        spec.default("internalTrafficPolicy", "Cluster", WHY);
    }
    if spec.str("type") == "LoadBalancer" {
        spec.default("allocateLoadBalancerNodePorts", true, WHY);
    }
}

/// Sets a text that is absent or empty.
pub(crate) fn default_text(object: &mut Value, field: &'static str, text: &str, why: &'static str) {
    if object.get(field).is_null() || object.get(field).as_str() == Some("") {
        object.set(field, Value::defaulted(text, why));
    }
}

/// The rest of what the server does with a Service, once its defaults are set.
///
/// The object carries what was allocated even where it is refused.
///
/// Source: kubernetes v1.37 pkg/registry/core/service/storage/storage.go beginCreate, beginUpdate
pub(crate) fn admit(
    context: &Context<'_>,
    allocators: &mut Allocators,
    old: Option<&Value>,
    object: &mut Value,
) -> Result<(), NotAllocated> {
    let mut spec = Spec::read(object.get("spec"));
    let old_spec = old.map(|old| Spec::read(old.get("spec")));
    let outcome = (|| {
        let operation = allocators.begin(context, object, &mut spec, old, old_spec.as_ref())?;
        if let (Some(old), Some(old_spec)) = (old, &old_spec) {
            spec.write(object);
            update::drop_type_dependent_fields(object, &mut spec, old, old_spec);
        }
        spec.write(object);
        let causes = validate_all(old, object, Scope::Namespaced, |causes| match (old, &old_spec) {
            (Some(old), Some(old_spec)) => {
                update::validate_service_update(context, object, &spec, old, old_spec, causes);
            }
            _ => validation::validate_service_create(context, object, &spec, causes),
        });
        if !causes.is_empty() {
            return Err(NotAllocated::Causes(causes.list));
        }
        allocators.commit(object, &spec, operation);
        Ok(())
    })();
    spec.write(object);
    outcome?;
    default_on_read_internal_traffic_policy(object);
    Ok(())
}

/// Source: kubernetes v1.37 pkg/registry/core/service/storage/storage.go defaultOnReadInternalTrafficPolicy
fn default_on_read_internal_traffic_policy(object: &mut Value) {
    if let Some(spec) = object.get_mut("spec").filter(|spec| spec.str("type") == "ExternalName") {
        spec.remove("internalTrafficPolicy");
    }
}
