//! `kubectl get networkpolicies`.

use super::{AGE, Table, name, stored};
use crate::Analysis;
use crate::value::Value;

pub(super) fn table(analysis: &Analysis, namespace: &str) -> Table {
    let rows = stored(analysis, namespace, "NetworkPolicy").into_iter().map(|object| {
        let selector = format_label_selector(object.value.get("spec").get("podSelector"));
        vec![name(object).to_owned(), selector, AGE.to_owned()]
    });
    Table { head: vec!["NAME", "POD-SELECTOR", "AGE"], rows: rows.collect() }
}

/// Source: apimachinery v0.37 pkg/apis/meta/v1/helpers.go `FormatLabelSelector`, pkg/labels/selector.go
/// Requirement.String
fn format_label_selector(selector: &Value) -> String {
    let mut requirements: Vec<(String, String)> = selector
        .entries("matchLabels")
        .iter()
        .map(|entry| (entry.key.to_string(), format!("{}={}", entry.key, entry.value.as_str().unwrap_or(""))))
        .collect();
    for expression in selector.list("matchExpressions") {
        let key = expression.str("key");
        let mut values: Vec<&str> = expression.list("values").iter().filter_map(Value::as_str).collect();
        values.sort_unstable();
        let values = values.join(",");
        let text = match expression.str("operator") {
            "In" => format!("{key} in ({values})"),
            "NotIn" => format!("{key} notin ({values})"),
            "Exists" => key.to_owned(),
            "DoesNotExist" => format!("!{key}"),
            _ => return "<error>".to_owned(),
        };
        requirements.push((key.to_owned(), text));
    }
    requirements.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
    let texts: Vec<String> = requirements.into_iter().map(|(_, text)| text).collect();
    if texts.is_empty() { "<none>".to_owned() } else { texts.join(",") }
}
