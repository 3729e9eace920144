//! `kubectl describe service` and `kubectl describe ingress`.

use super::endpoints::format_endpoint_slices;
use super::services::{format_labels, load_balancer_addresses, scalar, sorted, texts};
use super::{Columns, ingress, name};
use crate::Analysis;
use crate::go::tabwriter::{Spacing, align};
use crate::object::Object;
use crate::value::Value;

/// How long an annotation may be on one line.
const MAX_ANNOTATION: usize = 140;
/// An annotation that descriptions leave out.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// What `kubectl describe` prints of a Service or an Ingress; `None` for any other kind.
pub fn describe(analysis: &Analysis, object: &Object) -> Option<String> {
    let lines = if object.service().is_some() {
        describe_service(analysis, object)
    } else {
        object.ingress()?;
        describe_ingress(analysis, object)
    };
    Some(align(&lines, Spacing { least: 0, between: 2 }))
}

/// Source: describe.go describeService
fn describe_service(analysis: &Analysis, object: &Object) -> String {
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
    let addresses = object.value.get("status").get("loadBalancer").list("ingress");
    if !addresses.is_empty() {
        out.field("LoadBalancer Ingress", &ingress_string(addresses));
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
fn ingress_string(ingress: &[Value]) -> String {
    let address = |ingress: &Value| match (ingress.str("ip"), ingress.str("ipMode")) {
        ("", _) => ingress.str("hostname").to_owned(),
        (ip, "") => ip.to_owned(),
        (ip, mode) => format!("{ip} ({mode})"),
    };
    ingress.iter().map(address).collect::<Vec<_>>().join(", ")
}

/// Source: describe.go describeIngressV1
fn describe_ingress(analysis: &Analysis, object: &Object) -> String {
    let spec = object.value.get("spec");
    let mut out = Lines::default();
    out.field("Name", name(object));
    out.labels(object.value.get("metadata").get("labels"));
    out.field("Namespace", &object.namespace);
    out.field("Address", &load_balancer_addresses(&object.value, Columns::Wide));
    out.field("Ingress Class", ingress::class(spec));
    let default = match spec.get("defaultBackend") {
        backend if backend.is_null() => "<default>".to_owned(),
        backend => describe_backend(analysis, object, backend),
    };
    out.field("Default backend", &default);
    if !spec.list("tls").is_empty() {
        out.line("TLS:");
        for tls in spec.list("tls") {
            let hosts = texts(tls.get("hosts")).join(",");
            out.line(&match tls.str("secretName") {
                "" => format!("  SNI routes {hosts}"),
                secret => format!("  {secret} terminates {hosts}"),
            });
        }
    }
    out.line("Rules:");
    out.line("  Host\tPath\tBackends");
    out.line("  ----\t----\t--------");
    let rules = spec.list("rules").iter().filter(|rule| rule.has("http"));
    let mut count = 0;
    for rule in rules {
        count += 1;
        let host = match rule.str("host") {
            "" => "*",
            host => host,
        };
        out.line(&format!("  {host}\t"));
        for path in rule.get("http").list("paths") {
            let backend = describe_backend(analysis, object, path.get("backend"));
            out.line(&format!("    \t{} \t{backend}", path.str("path")));
        }
    }
    if count == 0 {
        out.line(&format!("  *\t*\t{default}"));
    }
    out.annotations(object.value.get("metadata").get("annotations"));
    out.text
}

/// Source: describe.go describeBackendV1, serviceBackendStringer
fn describe_backend(analysis: &Analysis, ingress: &Object, backend: &Value) -> String {
    let service = backend.get("service");
    if service.is_null() {
        let resource = backend.get("resource");
        if resource.is_null() {
            return String::new();
        }
        let group = resource.get("apiGroup").as_str().unwrap_or("<none>");
        return format!("APIGroup: {group}, Kind: {}, Name: {}", resource.str("kind"), resource.str("name"));
    }
    let wanted = service.str("name");
    let (number, port_name) = (service.get("port").int("number"), service.get("port").str("name"));
    let port = if number == 0 { port_name.to_owned() } else { number.to_string() };
    let stored = super::stored(analysis, &ingress.namespace, "Service");
    let Some(found) = stored.into_iter().find(|candidate| name(candidate) == wanted) else {
        return format!("{wanted}:{port} (<error: services \"{wanted}\" not found>)");
    };
    let mut service_port = "";
    for candidate in found.value.get("spec").list("ports") {
        let by_number = number != 0 && number == candidate.int("port");
        if by_number || (!port_name.is_empty() && port_name == candidate.str("name")) {
            service_port = candidate.str("name");
        }
    }
    let slices = analysis.cluster.slices_of(&ingress.namespace, wanted);
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
