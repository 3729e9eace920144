//! Something deprecated is in use.

use crate::Analysis;
use crate::admission::explain::phrase::{fitting, shown, title};
use crate::admission::{Admission, Check, Warning};
use crate::declare_rule;
use crate::diagnostic::Edit;
use crate::field_path::{FieldPath, Step};
use crate::object::Object;
use crate::object::service::ServiceType;
use crate::rule::{Finding, Reporter};

declare_rule! {
    /// A deprecated API version, field, value or annotation is in use.
    ///
    /// It works on the target version and may not on a later one. The API server warns of most of them.
    ///
    /// Use what took its place: EndpointSlices for Endpoints, a load balancer or Gateway for `externalIPs`, the
    /// provider's annotation for `loadBalancerIP`, `PreferSameZone` for `PreferClose`.
    ///
    /// Source: kubernetes v1.37 pkg/api/service/warnings.go GetWarningsForService,
    /// staging/src/k8s.io/apiserver/pkg/endpoints/deprecation/deprecation.go WarningMessage
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: { app: web }
    ///   trafficDistribution: PreferClose
    /// #                      ^^^^^^^^^^^ info[deprecated-in-use]
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 80 }] }] }
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: { name: web }
    /// spec:
    ///   selector: { app: web }
    ///   trafficDistribution: PreferSameZone
    ///   ports: [{ port: 80 }]
    /// ---
    /// apiVersion: v1
    /// kind: Pod
    /// metadata: { name: web, labels: { app: web } }
    /// spec: { containers: [{ name: web, image: web, ports: [{ containerPort: 80 }] }] }
    /// ```
    pub(super) DEPRECATED_IN_USE = "deprecated-in-use", Info, check
}

fn check(analysis: &Analysis, report: &mut Reporter) {
    for (object, admission) in analysis.objects.iter().zip(&analysis.admissions) {
        // Slices of names have a rule of their own.
        let told =
            |warning: &&Warning| warning.origin.is_deprecation() && warning.origin != Check::NamesAsEndpoints;
        for warning in admission.warnings.iter().filter(told) {
            report.push(warned(analysis, object, warning));
        }
        if let Some(finding) = load_balancer_ip(analysis, object, admission) {
            report.push(finding);
        }
    }
}

fn warned(analysis: &Analysis, object: &Object, warning: &Warning) -> Finding {
    let path = &warning.path;
    let (span, what) = match path.steps.last() {
        Some(Step::Key(key)) => {
            let parent =
                FieldPath { steps: path.steps.split_last().map_or_else(Vec::new, |(_, rest)| rest.to_vec()) };
            let entries = object.value.follow(&parent).0.as_entries();
            let range = entries.iter().find(|entry| entry.key == **key).and_then(|entry| entry.key_range);
            let span = range.map_or_else(|| analysis.field_span(object, path), |range| object.span(range));
            (span, key.to_string())
        }
        Some(Step::Field(name)) if &**name == "apiVersion" => {
            (analysis.field_span(object, path), format!("{} {}", object.api_version, object.kind))
        }
        Some(Step::Field(name)) => (analysis.field_span(object, path), name.to_string()),
        Some(Step::Index(_)) | None => (analysis.field_span(object, path), path.as_written()),
    };
    let finding = DEPRECATED_IN_USE
        .at(object, span, path.clone(), message(object, warning, &what))
        .cause(warning.into());
    let replacement = match (what.as_str(), warning.origin) {
        (_, Check::PreferClose) => Some(("PreferClose", "PreferSameZone")),
        ("service.kubernetes.io/topology-aware-hints", _) => {
            Some(("topology-aware-hints", "service.kubernetes.io/topology-mode"))
        }
        _ => None,
    };
    let finding = finding.help(help(warning.origin));
    let Some((old, new)) = replacement else { return finding };
    let quote = analysis.sources.slice(span).chars().next().filter(|c| matches!(c, '"' | '\''));
    let quote = quote.map(String::from).unwrap_or_default();
    let edit = Edit { span, new_text: format!("{quote}{new}{quote}") };
    finding.fix(format!("{old} → {}", new.rsplit('/').next().unwrap_or(new)), vec![edit])
}

fn message(object: &Object, warning: &Warning, what: &str) -> String {
    fitting(|limit| {
        let of = title(object, limit);
        if warning.origin == Check::PreferClose {
            format!("`PreferClose` is a deprecated name of `PreferSameZone` in {of}")
        } else {
            format!("{} of {of} is deprecated", shown(what, limit))
        }
    })
}

fn help(check: Check) -> String {
    if let Check::Deprecated { instead: Some(instead) } = check {
        format!("use `{instead}`")
    } else if check == Check::ExternalIps {
        "use a Service of type LoadBalancer, or a Gateway".to_owned()
    } else if check == Check::PreferClose {
        "use `PreferSameZone`".to_owned()
    } else {
        "use what took its place".to_owned()
    }
}

/// The server does not warn of this one.
///
/// Source: k8s.io/api v0.37.2 core/v1/types.go ServiceSpec.LoadBalancerIP
fn load_balancer_ip(analysis: &Analysis, object: &Object, admission: &Admission) -> Option<Finding> {
    let service = object.service()?;
    let is_used = admission.causes().is_empty()
        && service.kind == ServiceType::LoadBalancer
        && service.load_balancer_ip.is_some();
    if !is_used {
        return None;
    }
    let path = FieldPath::default().child("spec").child("loadBalancerIP");
    let message = format!("`loadBalancerIP` of {} is deprecated since 1.24", object.title());
    Some(
        DEPRECATED_IN_USE
            .at(object, analysis.field_span(object, &path), path, message)
            .help("use the annotation of the load balancer's provider"),
    )
}
