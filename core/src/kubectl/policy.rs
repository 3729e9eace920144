//! `kubectl get networkpolicies`.

use super::table::{AGE, Table, name, stored};
use crate::Analysis;
use crate::object::LabelSelector;
use crate::object::label_selector::Operator;

pub(super) fn table(analysis: &Analysis, namespace: &str) -> Table {
    let objects = stored(analysis, namespace, |object| object.network_policy().is_some());
    let rows = objects.into_iter().filter_map(|object| {
        let selector = format_label_selector(&object.network_policy()?.pod_selector);
        Some(vec![name(object).to_owned(), selector, AGE.to_owned()])
    });
    Table { head: vec!["NAME", "POD-SELECTOR", "AGE"], rows: rows.collect() }
}

/// Source: apimachinery v0.37 pkg/apis/meta/v1/helpers.go `FormatLabelSelector`, pkg/labels/selector.go
/// Requirement.String
fn format_label_selector(selector: &LabelSelector) -> String {
    let mut requirements: Vec<(&str, String)> = selector
        .match_labels
        .iter()
        .map(|pair| (pair.key.as_str(), format!("{}={}", pair.key, pair.value.value)))
        .collect();
    for requirement in &selector.match_expressions {
        let key = requirement.key.value.as_str();
        let mut values: Vec<&str> = requirement.values.iter().map(|value| value.value.as_str()).collect();
        values.sort_unstable();
        let values = values.join(",");
        let Some(operator) = &requirement.operator else { return "<error>".to_owned() };
        let text = match operator.value {
            Operator::In => format!("{key} in ({values})"),
            Operator::NotIn => format!("{key} notin ({values})"),
            Operator::Exists => key.to_owned(),
            Operator::DoesNotExist => format!("!{key}"),
        };
        requirements.push((key, text));
    }
    requirements.sort_unstable_by_key(|(key, _)| *key);
    let texts: Vec<String> = requirements.into_iter().map(|(_, text)| text).collect();
    if texts.is_empty() { "<none>".to_owned() } else { texts.join(",") }
}
