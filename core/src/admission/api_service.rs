//! APIServices.

use super::config_map::decoded;
use super::metadata::{Scope, validate_object_meta_by};
use super::names::{is_dns1035_label, is_dns1123_subdomain, is_valid_path_segment_name};
use super::webhook_client::validate_port;
use super::{Causes, Check, Context, Strategy};
use crate::field_path::Path;
use crate::go::quote::go_quote;
use crate::value::Value;

pub(super) const STRATEGY: Strategy = Strategy {
    group: "apiregistration.k8s.io",
    kind: "APIService",
    scope: Scope::Cluster,
    defaults: set_defaults_api_service,
    prepare: |_, _, object| drop(object.remove("status")),
    validate: validate_api_service,
    ..Strategy::NONE
};

/// Source: kube-aggregator v0.37.2 pkg/apis/apiregistration/v1/defaults.go SetDefaults_ServiceReference
fn set_defaults_api_service(_: &Context<'_>, object: &mut Value) {
    let service = object.get_mut("spec").and_then(|spec| spec.get_mut("service"));
    if let Some(service) = service {
        service.default("port", 443, "SetDefaults_ServiceReference");
    }
}

/// Source: kube-aggregator v0.37.2 pkg/apis/apiregistration/validation/validation.go ValidateAPIService,
/// ValidateAPIServiceUpdate
fn validate_api_service(_: &Context<'_>, _: Option<&Value>, object: &Value, causes: &mut Causes) {
    let spec = object.get("spec");
    let (group, version) = (spec.str("group"), spec.str("version"));
    let required = format!("{version}.{group}");
    let name_check = |name: &str| match is_valid_path_segment_name(name) {
        messages if !messages.is_empty() => messages,
        _ if name == required => Vec::new(),
        _ => vec![format!("must be `spec.version+\".\"+spec.group`: {}", go_quote(&required)).into()],
    };
    let meta_path = Path::new("metadata");
    validate_object_meta_by(object.get("metadata"), Scope::Cluster, &name_check, &meta_path, causes);
    let path = Path::new("spec");
    if !group.is_empty() {
        causes.invalid_each(&path.child("group"), group, is_dns1123_subdomain(group));
    } else if version != "v1" {
        let detail = "only v1 may have an empty group and it better be legacy kube";
        causes.required(&path.child("group"), detail);
    }
    causes.invalid_each(&path.child("version"), version, is_dns1035_label(version));
    for (field, most) in [("groupPriorityMinimum", 20_000), ("versionPriority", 1000)] {
        let priority = spec.int(field);
        if !(1..=most).contains(&priority) {
            let detail = format!("must be positive and less than {most}");
            causes.invalid(&path.child(field), priority, &detail);
        }
    }
    let bundle = decoded(spec.get("caBundle")).len();
    let is_insecure = spec.bool("insecureSkipTLSVerify") == Some(true);
    let insecure_path = path.child("insecureSkipTLSVerify");
    let service = spec.get("service");
    if service.is_null() {
        if bundle > 0 {
            let bad = format!("{bundle} bytes");
            causes.invalid(
                &path.child("caBundle"),
                &bad,
                Check::Stated.says("local APIServices may not have a caBundle"),
            );
        }
        if is_insecure {
            let detail = Check::Stated.says("local APIServices may not have insecureSkipTLSVerify");
            causes.invalid(&insecure_path, true, detail);
        }
        return;
    }
    let service_path = path.child("service");
    for field in ["namespace", "name"] {
        if service.str(field).is_empty() {
            causes.required(&service_path.child(field), "");
        }
    }
    validate_port(service, &service_path, causes);
    if is_insecure && bundle > 0 {
        causes.invalid(&insecure_path, true, "may not be true if caBundle is present");
    }
}
