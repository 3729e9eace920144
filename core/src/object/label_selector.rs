//! Label selectors: which labels an object must carry.
//!
//! Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/apis/meta/v1/helpers.go `LabelSelectorAsSelector`,
//! staging/src/k8s.io/apimachinery/pkg/labels/selector.go `NewRequirement`, `Requirement.Matches`

use super::reference::{string, text_or};
use super::{Pair, Sourced, pairs};
use crate::value::{Origin, Value};

/// A label selector. An empty one finds everything; where a selector may be absent, it is an `Option` of this type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LabelSelector {
    /// The whole selector.
    pub origin: Origin,
    /// `matchLabels`.
    pub match_labels: Vec<Pair>,
    /// `matchExpressions`.
    pub match_expressions: Vec<Requirement>,
}

/// One entry of `matchExpressions`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// The whole entry.
    pub origin: Origin,
    /// `key`, `""` if unset.
    pub key: Sourced<String>,
    /// `operator`, `None` for one that does not exist.
    pub operator: Option<Sourced<Operator>>,
    /// `values`.
    pub values: Vec<Sourced<String>>,
}

impl LabelSelector {
    /// Reads a selector; an absent one reads as the empty one.
    pub fn read(value: &Value) -> Self {
        Self {
            origin: value.origin,
            match_labels: pairs(value.get("matchLabels")),
            match_expressions: value.list("matchExpressions").iter().map(Requirement::read).collect(),
        }
    }

    /// Reads a selector that may be absent.
    pub fn read_optional(value: &Value) -> Option<Self> {
        (!value.is_null()).then(|| Self::read(value))
    }

    /// Says whether the selector finds everything.
    pub fn is_empty(&self) -> bool {
        self.match_labels.is_empty() && self.match_expressions.is_empty()
    }

    /// Says whether labels, given by a look-up, satisfy the selector. One that cannot be read finds nothing.
    pub fn matches<'l>(&self, label: &dyn Fn(&str) -> Option<&'l str>) -> bool {
        self.match_labels.iter().all(|pair| label(&pair.key) == Some(pair.value.value.as_str()))
            && self
                .match_expressions
                .iter()
                .all(|requirement| requirement.holds(label(&requirement.key.value)))
    }

    /// Says whether a list of labels satisfies the selector.
    pub fn matches_pairs(&self, labels: &[Pair]) -> bool {
        self.matches(&|key| labels.iter().find(|pair| pair.key == key).map(|pair| pair.value.value.as_str()))
    }
}

impl Requirement {
    fn read(value: &Value) -> Self {
        let operator = value.get("operator");
        Self {
            origin: value.origin,
            key: text_or(value.get("key"), "", "unset"),
            operator: operator
                .as_str()
                .and_then(Operator::named)
                .map(|value| Sourced { value, origin: operator.origin }),
            values: value.list("values").iter().filter_map(string).collect(),
        }
    }

    /// Says whether the value of the label `key`, `None` for an absent label, satisfies the requirement.
    pub fn holds(&self, label: Option<&str>) -> bool {
        self.operator.as_ref().is_some_and(|operator| {
            operator.value.holds(label, &mut self.values.iter().map(|value| value.value.as_str()))
        })
    }
}

/// How a requirement of a selector reads its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// The label is there, with one of the values.
    In,
    /// The label is absent, or has none of the values.
    NotIn,
    /// The label is there.
    Exists,
    /// The label is absent.
    DoesNotExist,
}

impl Operator {
    /// The operator of a name; `None` for a name that means none.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "In" => Some(Self::In),
            "NotIn" => Some(Self::NotIn),
            "Exists" => Some(Self::Exists),
            "DoesNotExist" => Some(Self::DoesNotExist),
            _ => None,
        }
    }

    /// Says whether a label's value, `None` for an absent label, is as the operator asks.
    ///
    /// A requirement with too few or too many values is refused as a whole and holds for nothing.
    ///
    /// Source: kubernetes v1.37 staging/src/k8s.io/apimachinery/pkg/labels/selector.go NewRequirement,
    /// Requirement.Matches
    pub fn holds(self, label: Option<&str>, values: &mut dyn Iterator<Item = &str>) -> bool {
        let mut values = values.peekable();
        let has_values = values.peek().is_some();
        match self {
            Self::In => label.is_some_and(|label| values.any(|value| value == label)),
            Self::NotIn => has_values && label.is_none_or(|label| values.all(|value| value != label)),
            Self::Exists => !has_values && label.is_some(),
            Self::DoesNotExist => !has_values && label.is_none(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{Data, Entry, Map};

    fn text(text: &str) -> Value {
        Value::defaulted(text, "test")
    }

    fn map(entries: &[(&'static str, Value)]) -> Value {
        let entry = |(key, value): &(&'static str, Value)| Entry {
            key: (*key).into(),
            key_range: None,
            value: value.clone(),
        };
        Value::defaulted(Map { entries: entries.iter().map(entry).collect() }, "test")
    }

    fn requirement(key: &str, operator: &str, values: &[&str]) -> Value {
        let values: Vec<Value> = values.iter().map(|value| text(value)).collect();
        map(&[
            ("key", text(key)),
            ("operator", text(operator)),
            ("values", Value::defaulted(Data::List(values), "test")),
        ])
    }

    /// Whether `app: web, tier: ""` satisfies one requirement.
    fn holds(key: &str, operator: &str, values: &[&str]) -> bool {
        let expressions = vec![requirement(key, operator, values)];
        let selector =
            LabelSelector::read(&map(&[("matchExpressions", Value::defaulted(expressions, "test"))]));
        let labels = pairs(&map(&[("app", text("web")), ("tier", text(""))]));
        selector.matches_pairs(&labels)
    }

    #[test]
    fn operators_read_labels_as_the_api_machinery_does() {
        assert!(holds("app", "In", &["api", "web"]));
        assert!(!holds("app", "In", &["api"]));
        assert!(!holds("zone", "In", &["web"]));
        assert!(holds("tier", "In", &[""]));
        assert!(!holds("app", "NotIn", &["api", "web"]));
        assert!(holds("app", "NotIn", &["api"]));
        assert!(holds("zone", "NotIn", &["web"]), "an absent label is in no list");
        assert!(holds("app", "Exists", &[]));
        assert!(holds("tier", "Exists", &[]));
        assert!(!holds("zone", "Exists", &[]));
        assert!(holds("zone", "DoesNotExist", &[]));
        assert!(!holds("tier", "DoesNotExist", &[]));
    }

    #[test]
    fn what_cannot_be_a_requirement_finds_nothing() {
        assert!(!holds("app", "In", &[]));
        assert!(!holds("zone", "NotIn", &[]));
        assert!(!holds("app", "Exists", &["web"]));
        assert!(!holds("zone", "DoesNotExist", &["web"]));
        assert!(!holds("app", "in", &["web"]));
    }

    #[test]
    fn everything_is_found_by_nothing_asked() {
        let everything = LabelSelector::read_optional(&map(&[])).unwrap();
        assert!(everything.is_empty() && everything.matches_pairs(&[]));
        assert_eq!(LabelSelector::read_optional(Value::absent()), None);
        let selector = LabelSelector::read(&map(&[("matchLabels", map(&[("app", text("web"))]))]));
        assert!(!selector.is_empty() && !selector.matches_pairs(&[]));
        assert!(selector.matches_pairs(&pairs(&map(&[("app", text("web"))]))));
        assert!(!selector.matches_pairs(&pairs(&map(&[("app", text("Web"))]))));
    }
}
