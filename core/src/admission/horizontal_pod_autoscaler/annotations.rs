//! What version 1 keeps in annotations: metrics and behavior that it has no fields for.
//!
//! The texts are stored as they are written; the server writes them anew, which changes at most the order of fields.
//!
//! Source: kubernetes v1.37 pkg/apis/autoscaling/v1/conversion.go, pkg/apis/autoscaling/annotations.go

use crate::schema::quantity::Quantity;
use crate::schema::untyped::read_json;
use crate::value::{Data, Map, Value};

const METRICS: &str = "autoscaling.alpha.kubernetes.io/metrics";
const BEHAVIOR: &str = "autoscaling.alpha.kubernetes.io/behavior";
const OTHERS: [&str; 4] = [
    "autoscaling.alpha.kubernetes.io/current-metrics",
    "autoscaling.alpha.kubernetes.io/conditions",
    "autoscaling.alpha.kubernetes.io/scale-down-tolerance",
    "autoscaling.alpha.kubernetes.io/scale-up-tolerance",
];

/// Fields of a source of metrics in version 1, and where version 2 has them: in a part of the source, by a name.
const FIELDS: [(&str, &str, &str); 8] = [
    ("metricName", "metric", "name"),
    ("selector", "metric", "selector"),
    ("metricSelector", "metric", "selector"),
    ("targetValue", "target", "value"),
    ("averageValue", "target", "averageValue"),
    ("targetAverageValue", "target", "averageValue"),
    ("targetAverageUtilization", "target", "averageUtilization"),
    ("target", "", "describedObject"),
];

const WHY: &str = "Convert_v1_HorizontalPodAutoscaler_To_autoscaling_HorizontalPodAutoscaler";

fn annotation(object: &Value, name: &str) -> Option<Value> {
    read_json(object.get("metadata").get("annotations").get(name).as_str()?, WHY)
}

/// The metrics in the form of version 2; none where the annotation is absent or cannot be read.
pub(super) fn metrics(object: &Value) -> Vec<Value> {
    let written = annotation(object, METRICS).map(Value::into_items).unwrap_or_default();
    written.into_iter().map(metric).collect()
}

/// Source: the functions `Convert_v1_…MetricSource_To_autoscaling_…MetricSource`
fn metric(mut metric: Value) -> Value {
    for kind in ["object", "pods", "resource", "containerResource", "external"] {
        let Some(source) = metric.get_mut(kind).filter(|source| !source.is_null()) else { continue };
        let old = source.clone();
        source.set("target", Value::defaulted(Map::default(), WHY));
        for (name, part, new) in FIELDS {
            let value = old.get(name);
            let part = if part.is_empty() { Some(&mut *source) } else { source.map_mut(part, WHY) };
            if let Some(part) = part.filter(|_| !value.is_null()) {
                part.set(new, value.clone());
            }
        }
        let Some(target) = source.get_mut("target") else { continue };
        target.set("type", Value::defaulted("AverageValue", WHY));
        // Amounts that are not pointers in version 1 are zero where nobody wrote them.
        match kind {
            "pods" => target.default("averageValue", "0", WHY),
            "object" if !target.has("averageValue") => target.default("value", "0", WHY),
            "object" if Quantity::of(target.get("value")).is_some_and(Quantity::is_zero) => {
                target.remove("value");
            }
            _ => {}
        }
    }
    metric
}

/// The behavior, whose fields are spelled as in Go.
pub(super) fn behavior(object: &Value) -> Option<Value> {
    let mut found = annotation(object, BEHAVIOR)?;
    let mut open = vec![&mut found];
    while let Some(value) = open.pop() {
        match &mut value.data {
            Data::List(items) => open.extend(items),
            Data::Map(map) => {
                map.entries.retain(|entry| !entry.value.is_null());
                for entry in &mut map.entries {
                    let mut chars = entry.key.chars();
                    let first = chars.next().map(|first| first.to_ascii_lowercase());
                    entry.key = first.into_iter().chain(chars).collect::<String>().into();
                    open.push(&mut entry.value);
                }
            }
            Data::Null | Data::Bool(_) | Data::Int(_) | Data::Float(_) | Data::String(_) => {}
        }
    }
    (!found.as_entries().is_empty()).then_some(found)
}

/// Forgets what only version 1 keeps, in version 1 what belongs to the status.
///
/// Source: `DropRoundTripHorizontalPodAutoscalerAnnotations`
pub(super) fn drop_round_trip_annotations(object: &mut Value, is_v1: bool) {
    let annotations = object.get_mut("metadata").and_then(|meta| meta.get_mut("annotations"));
    let Some(annotations) = annotations else { return };
    for name in OTHERS {
        annotations.remove(name);
    }
    for name in [METRICS, BEHAVIOR].into_iter().filter(|_| !is_v1) {
        annotations.remove(name);
    }
}
