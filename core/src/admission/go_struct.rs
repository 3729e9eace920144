//! Values as the API server prints them inside causes where its internal types have no JSON names.
//!
//! Such a type is printed with Go's field names, in the order of its declaration, absent fields included.

use super::field_error::Bad;
use crate::go::json::json_string;
use crate::value::json::json;
use crate::value::{Data, Entry, Value};

/// How a value is printed.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Shape {
    /// As JSON; the text if it is absent.
    Plain(&'static str),
    /// A struct, its zero value if it is absent.
    Struct(&'static [Field]),
    /// A pointer to a struct, `null` if it is absent.
    Pointer(&'static [Field]),
    /// A list of structs, `null` if it is absent.
    Structs(&'static [Field]),
    /// A label selector.
    Selector,
    /// A map, by key, `null` if it is absent.
    Map(&'static Shape),
    /// A struct or a list of such or of texts, under one of two names, `null` if it is absent.
    OrList((&'static str, &'static str), &'static [Field]),
    /// A truth value or a struct, `null` if it is absent.
    OrBool(&'static [Field]),
}

/// A field of a Go struct: its name, its name in manifests, and how it is printed.
pub(crate) type Field = (&'static str, &'static str, Shape);

const TEXT: Shape = Shape::Plain("\"\"");
const NUMBER: Shape = Shape::Plain("0");
const POINTER: Shape = Shape::Plain("null");

/// `core.SeccompProfile`.
pub(crate) const SECCOMP_PROFILE: &[Field] =
    &[("Type", "type", TEXT), ("LocalhostProfile", "localhostProfile", POINTER)];

/// `core.ContainerResizePolicy`.
pub(crate) const CONTAINER_RESIZE_POLICY: &[Field] =
    &[("ResourceName", "resourceName", TEXT), ("RestartPolicy", "restartPolicy", TEXT)];

/// `core.PodResourceClaim`.
pub(crate) const POD_RESOURCE_CLAIM: &[Field] = &[
    ("Name", "name", TEXT),
    ("ResourceClaimName", "resourceClaimName", POINTER),
    ("ResourceClaimTemplateName", "resourceClaimTemplateName", POINTER),
];

/// `core.ClusterTrustBundleProjection`.
pub(crate) const CLUSTER_TRUST_BUNDLE_PROJECTION: &[Field] = &[
    ("Name", "name", POINTER),
    ("SignerName", "signerName", POINTER),
    ("LabelSelector", "labelSelector", Shape::Selector),
    ("Optional", "optional", POINTER),
    ("Path", "path", TEXT),
    ("User", "user", POINTER),
];

/// `core.SecurityContext`.
pub(crate) const SECURITY_CONTEXT: &[Field] = &[
    ("Capabilities", "capabilities", Shape::Pointer(&[("Add", "add", POINTER), ("Drop", "drop", POINTER)])),
    ("Privileged", "privileged", POINTER),
    (
        "SELinuxOptions",
        "seLinuxOptions",
        Shape::Pointer(&[
            ("User", "user", TEXT),
            ("Role", "role", TEXT),
            ("Type", "type", TEXT),
            ("Level", "level", TEXT),
        ]),
    ),
    (
        "WindowsOptions",
        "windowsOptions",
        Shape::Pointer(&[
            ("GMSACredentialSpecName", "gmsaCredentialSpecName", POINTER),
            ("GMSACredentialSpec", "gmsaCredentialSpec", POINTER),
            ("RunAsUserName", "runAsUserName", POINTER),
            ("HostProcess", "hostProcess", POINTER),
        ]),
    ),
    ("RunAsUser", "runAsUser", POINTER),
    ("RunAsGroup", "runAsGroup", POINTER),
    ("RunAsNonRoot", "runAsNonRoot", POINTER),
    ("ReadOnlyRootFilesystem", "readOnlyRootFilesystem", POINTER),
    ("AllowPrivilegeEscalation", "allowPrivilegeEscalation", POINTER),
    ("ProcMount", "procMount", POINTER),
    ("SeccompProfile", "seccompProfile", Shape::Pointer(SECCOMP_PROFILE)),
    ("AppArmorProfile", "appArmorProfile", Shape::Pointer(SECCOMP_PROFILE)),
];

const ROLLING_UPDATE: &[Field] =
    &[("MaxUnavailable", "maxUnavailable", NUMBER), ("MaxSurge", "maxSurge", NUMBER)];

/// `apps.DeploymentStrategy` and `apps.DaemonSetUpdateStrategy`.
pub(crate) const UPDATE_STRATEGY: &[Field] =
    &[("Type", "type", TEXT), ("RollingUpdate", "rollingUpdate", Shape::Pointer(ROLLING_UPDATE))];

/// `apps.RollingUpdateStatefulSetStrategy`.
pub(crate) const STATEFUL_SET_ROLLING_UPDATE: &[Field] =
    &[("Partition", "partition", NUMBER), ("MaxUnavailable", "maxUnavailable", POINTER)];

/// `apps.StatefulSetUpdateStrategy`.
pub(crate) const STATEFUL_SET_UPDATE_STRATEGY: &[Field] = &[
    ("Type", "type", TEXT),
    ("RollingUpdate", "rollingUpdate", Shape::Pointer(STATEFUL_SET_ROLLING_UPDATE)),
];

/// `batch.SuccessPolicy`.
pub(crate) const SUCCESS_POLICY: &[Field] = &[(
    "Rules",
    "rules",
    Shape::Structs(&[
        ("SucceededIndexes", "succeededIndexes", POINTER),
        ("SucceededCount", "succeededCount", POINTER),
    ]),
)];

/// `core.NodeSelectorTerm`.
pub(crate) const NODE_SELECTOR_TERM: &[Field] = &[
    ("MatchExpressions", "matchExpressions", Shape::Structs(NODE_SELECTOR_REQUIREMENT)),
    ("MatchFields", "matchFields", Shape::Structs(NODE_SELECTOR_REQUIREMENT)),
];

const NODE_SELECTOR_REQUIREMENT: &[Field] =
    &[("Key", "key", TEXT), ("Operator", "operator", TEXT), ("Values", "values", POINTER)];

/// A value as a cause shows it.
pub(crate) fn bad(value: &Value, shape: Shape) -> Bad {
    Bad::json(print(value, shape))
}

/// A label selector as a cause shows it: its labels before its expressions.
pub(crate) fn selector(value: &Value) -> Bad {
    Bad::json(print(value, Shape::Selector))
}

/// Shapes are as deep as Go's types are nested, or as the value is where a type holds itself, so recursion ends.
fn print(value: &Value, shape: Shape) -> String {
    match shape {
        Shape::Plain(zero) if value.is_null() => zero.to_owned(),
        Shape::Plain(_) => json(value),
        Shape::Pointer(_)
        | Shape::Structs(_)
        | Shape::Selector
        | Shape::Map(_)
        | Shape::OrList(..)
        | Shape::OrBool(_)
            if value.is_null() =>
        {
            "null".to_owned()
        }
        Shape::Struct(fields) | Shape::Pointer(fields) => {
            let fields: Vec<String> = fields
                .iter()
                .map(|(name, field, shape)| format!("\"{name}\":{}", print(value.get(field), *shape)))
                .collect();
            format!("{{{}}}", fields.join(","))
        }
        Shape::Structs(fields) => {
            let items: Vec<String> =
                value.as_list().iter().map(|item| print(item, Shape::Struct(fields))).collect();
            format!("[{}]", items.join(","))
        }
        Shape::Selector => print_selector(value),
        Shape::Map(shape) => {
            let mut entries: Vec<&Entry> = value.as_entries().iter().collect();
            entries.sort_unstable_by(|a, b| a.key.cmp(&b.key));
            let entries: Vec<String> = entries
                .iter()
                .map(|entry| format!("{}:{}", json_string(&entry.key), print(&entry.value, *shape)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
        Shape::OrList((one, many), fields) => {
            let is_text = value.as_list().iter().any(|item| item.as_str().is_some());
            let (single, list) = match &value.data {
                Data::List(_) if is_text => ("null".to_owned(), json(value)),
                Data::List(_) => ("null".to_owned(), print(value, Shape::Structs(fields))),
                _ => (print(value, Shape::Pointer(fields)), "null".to_owned()),
            };
            format!("{{\"{one}\":{single},\"{many}\":{list}}}")
        }
        Shape::OrBool(fields) => {
            let (allows, schema) = match value.data {
                Data::Bool(allows) => (allows, Value::absent()),
                _ => (true, value),
            };
            format!("{{\"Allows\":{allows},\"Schema\":{}}}", print(schema, Shape::Pointer(fields)))
        }
    }
}

/// Prints a label selector; empty parts are left out.
fn print_selector(selector: &Value) -> String {
    let labels = selector.get("matchLabels");
    let expressions: Vec<String> = selector
        .list("matchExpressions")
        .iter()
        .map(|expression| {
            let (key, operator) =
                (json_string(expression.str("key")), json_string(expression.str("operator")));
            let values = match expression.list("values") {
                [] => String::new(),
                _ => format!(",\"values\":{}", json(expression.get("values"))),
            };
            format!("{{\"key\":{key},\"operator\":{operator}{values}}}")
        })
        .collect();
    let mut parts = Vec::new();
    if !labels.as_entries().is_empty() {
        parts.push(format!("\"matchLabels\":{}", json(labels)));
    }
    if !expressions.is_empty() {
        parts.push(format!("\"matchExpressions\":[{}]", expressions.join(",")));
    }
    format!("{{{}}}", parts.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::Map;

    #[test]
    fn absent_fields_are_printed() {
        let mut profile = Map::default();
        profile.set("type", Value::defaulted("Localhost", "test"));
        let profile = Value::defaulted(profile, "test");
        assert_eq!(
            print(&profile, Shape::Pointer(SECCOMP_PROFILE)),
            r#"{"Type":"Localhost","LocalhostProfile":null}"#
        );
        assert_eq!(print(Value::absent(), Shape::Structs(CONTAINER_RESIZE_POLICY)), "null");
        assert_eq!(print(&profile, Shape::Selector), "{}");
    }
}
