//! `kubectl describe service` and `kubectl describe ingress`.

use super::endpoints::format_endpoint_slices;
use super::ingress;
use super::services::{format_labels, load_balancer_addresses, scalar, sorted, texts};
use super::table::{Columns, name};
use crate::Analysis;
use crate::go::tabwriter::{Spacing, align};
use crate::object::ingress::IngressBackend;
use crate::object::service::{LoadBalancerIngress, ServicePort};
use crate::object::{Ingress, Object, PortRef, Service};
use crate::value::Value;

/// How long an annotation may be on one line.
const MAX_ANNOTATION: usize = 140;
/// An annotation that descriptions leave out.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What `kubectl describe` prints of a Service or an Ingress; `None` for any other kind.
pub fn describe(analysis: &Analysis, object: &Object) -> Option<String> {
    let lines = match object.service() {
        Some(service) => describe_service(analysis, object, service),
        None => describe_ingress(analysis, object, object.ingress()?),
    };
    Some(align(&lines, Spacing { least: 0, between: 2 }))
}

/// Source: describe.go describeService
fn describe_service(analysis: &Analysis, object: &Object, service: &Service) -> String {
    let spec = object.value.get("spec");
    let mut out = Lines::default();
    out.field("Name", name(object));
    out.field("Namespace", &object.namespace);
    out.labels(object.value.get("metadata").get("labels"));
    out.annotations(object.value.get("metadata").get("annotations"));
    out.field("Selector", &format_labels(spec.get("selector")));
    out.field("Type", spec.str("type"));
    out.field_if("IP Family Policy", spec.str("ipFamilyPolicy"));
    out.field("IP Families", &list_or_none(spec.get("ipFamilies")));
    out.field("IP", spec.str("clusterIP"));
    out.field("IPs", &list_or_none(spec.get("clusterIPs")));
    out.field_if("External IPs", &texts(spec.get("externalIPs")).join(","));
    out.field_if("Desired LoadBalancer IP", spec.str("loadBalancerIP"));
    out.field_if("External Name", spec.str("externalName"));
    if !service.load_balancer_ingress.is_empty() {
        out.field("LoadBalancer Ingress", &ingress_string(&service.load_balancer_ingress));
    }
    let slices = analysis.cluster.slices_of(&object.namespace, name(object));
    for port in spec.list("ports") {
        let protocol = port.str("protocol");
        let port_name = match port.str("name") {
            "" => "<unset>",
            name => name,
        };
        out.field("Port", &format!("{port_name}\t{}/{protocol}", port.int("port")));
        out.field("TargetPort", &format!("{}/{protocol}", target_port(port)));
        out.field_if("AppProtocol", port.str("appProtocol"));
        let node_port = scalar(port.get("nodePort"));
        if !matches!(node_port.as_str(), "" | "0") {
            out.field("NodePort", &format!("{port_name}\t{node_port}/{protocol}"));
        }
        out.field("Endpoints", &format_endpoint_slices(slices, port.str("name")));
    }
    out.field("Session Affinity", spec.str("sessionAffinity"));
    out.field_if("External Traffic Policy", spec.str("externalTrafficPolicy"));
    out.field_if("Internal Traffic Policy", spec.str("internalTrafficPolicy"));
    let health_check = scalar(spec.get("healthCheckNodePort"));
    out.field_if("HealthCheck NodePort", if health_check == "0" { "" } else { &health_check });
    out.field_if("LoadBalancer Source Ranges", &texts(spec.get("loadBalancerSourceRanges")).join(","));
    out.field_if("Traffic Distribution", spec.str("trafficDistribution"));
    out.text
}

fn list_or_none(list: &Value) -> String {
    match texts(list).as_slice() {
        [] => "<none>".to_owned(),
        texts => texts.join(","),
    }
}

fn target_port(port: &Value) -> String {
    match scalar(port.get("targetPort")) {
        target if target.is_empty() => "0".to_owned(),
        target => target,
    }
}

/// Source: describe.go buildIngressString
fn ingress_string(ingress: &[LoadBalancerIngress]) -> String {
    let address = |ingress: &LoadBalancerIngress| match (ingress.ip.as_str(), ingress.ip_mode.as_str()) {
        ("", _) => ingress.hostname.clone(),
        (ip, "") => ip.to_owned(),
        (ip, mode) => format!("{ip} ({mode})"),
    };
    ingress.iter().map(address).collect::<Vec<_>>().join(", ")
}

/// Source: describe.go describeIngressV1
fn describe_ingress(analysis: &Analysis, object: &Object, ingress: &Ingress) -> String {
    let mut out = Lines::default();
    out.field("Name", name(object));
    out.labels(object.value.get("metadata").get("labels"));
    out.field("Namespace", &object.namespace);
    out.field("Address", &load_balancer_addresses(&ingress.load_balancer_ingress, Columns::Wide));
    out.field("Ingress Class", ingress::class(ingress));
    let default = match &ingress.default_backend {
        None => "<default>".to_owned(),
        Some(backend) => describe_backend(analysis, &object.namespace, backend),
    };
    out.field("Default backend", &default);
    if !ingress.tls.is_empty() {
        out.line("TLS:");
        for tls in &ingress.tls {
            let hosts = tls.hosts.iter().map(|host| host.value.as_str()).collect::<Vec<_>>().join(",");
            out.line(&match &tls.secret_name {
                None => format!("  SNI routes {hosts}"),
                Some(secret) => format!("  {} terminates {hosts}", secret.value),
            });
        }
    }
    out.line("Rules:");
    out.line("  Host\tPath\tBackends");
    out.line("  ----\t----\t--------");
    let with_paths = ingress.rules.iter().filter(|rule| !rule.paths.is_empty());
    let mut count = 0;
    for rule in with_paths {
        count += 1;
        out.line(&format!("  {}\t", rule.host.as_ref().map_or("*", |host| &host.value)));
        for path in &rule.paths {
            let backend = describe_backend(analysis, &object.namespace, &path.backend);
            out.line(&format!("    \t{} \t{backend}", path.path.as_ref().map_or("", |path| &path.value)));
        }
    }
    if count == 0 {
        out.line(&format!("  *\t*\t{default}"));
    }
    out.annotations(object.value.get("metadata").get("annotations"));
    out.text
}

/// Source: describe.go describeBackendV1, serviceBackendStringer
fn describe_backend(analysis: &Analysis, namespace: &str, backend: &IngressBackend) -> String {
    let Some(service) = &backend.service else {
        let Some(resource) = &backend.resource else { return String::new() };
        let group = resource.group.range().map_or("<none>", |_| &resource.group.value);
        return format!("APIGroup: {group}, Kind: {}, Name: {}", resource.kind.value, resource.name.value);
    };
    let wanted = service.name.value.as_str();
    let asked = service.port.as_ref().map(|port| &port.value);
    let port = match asked {
        Some(PortRef::Number(number)) => number.to_string(),
        Some(PortRef::Name(name)) => name.clone(),
        None => String::new(),
    };
    let stored = super::table::stored(analysis, namespace, |candidate| candidate.service().is_some());
    let found = stored.into_iter().find(|candidate| name(candidate) == wanted).and_then(Object::service);
    let Some(found) = found else {
        return format!("{wanted}:{port} (<error: services \"{wanted}\" not found>)");
    };
    let is_asked = |candidate: &&ServicePort| match asked {
        Some(PortRef::Number(number)) => *number == candidate.number(),
        Some(PortRef::Name(name)) => name == candidate.name_str(),
        None => false,
    };
    // Of several the last one counts.
    let service_port = found.ports.iter().rfind(is_asked).map_or("", ServicePort::name_str);
    let slices = analysis.cluster.slices_of(namespace, wanted);
    format!("{wanted}:{port} ({})", format_endpoint_slices(slices, service_port))
}

/// Lines with tabs between cells.
#[derive(Default)]
struct Lines {
    text: String,
}

impl Lines {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn field(&mut self, name: &str, value: &str) {
        self.line(&format!("{name}:\t{value}"));
    }

    fn field_if(&mut self, name: &str, value: &str) {
        if !value.is_empty() {
            self.field(name, value);
        }
    }

    /// Source: describe.go printLabelsMultiline
    fn labels(&mut self, labels: &Value) {
        let labels = sorted(labels);
        if labels.is_empty() {
            self.field("Labels", "<none>");
        }
        for (at, (key, value)) in labels.into_iter().enumerate() {
            let title = if at == 0 { "Labels:" } else { "" };
            self.line(&format!("{title}\t{key}={value}"));
        }
    }

    /// Source: describe.go printAnnotationsMultiline
    fn annotations(&mut self, annotations: &Value) {
        let annotations: Vec<(&str, &str)> =
            sorted(annotations).into_iter().filter(|(key, _)| *key != LAST_APPLIED).collect();
        if annotations.is_empty() {
            self.field("Annotations", "<none>");
        }
        for (at, (key, value)) in annotations.into_iter().enumerate() {
            let title = if at == 0 { "Annotations:" } else { "" };
            let value = value.strip_suffix('\n').unwrap_or(value);
            if value.len() + key.len() + 2 > MAX_ANNOTATION || value.contains('\n') {
                self.line(&format!("{title}\t{key}:"));
                for line in value.split('\n') {
                    self.line(&format!("\t  {}", shorten(line, MAX_ANNOTATION - 2)));
                }
            } else {
                self.line(&format!("{title}\t{key}: {value}"));
            }
        }
    }
}

/// Cuts a text after a number of bytes, at a character's end.
fn shorten(text: &str, limit: usize) -> String {
    if text.len() <= limit {
        return text.to_owned();
    }
    let end = (0..=limit).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
    format!("{}...", text.get(..end).unwrap_or(""))
}
