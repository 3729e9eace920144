//! What may stand at the cursor: fields, values, kinds.
//!
//! While text is typed it seldom parses, so this looks at lines and indentation alone, not at the tree. Block style
//! only: in flow style and JSON there is nothing to offer.

mod lines;

use super::hover::FieldFacts;
use super::kinds;
use super::overlay::Descriptions;
use super::table::{Field, Shape, ShapeKind, Type, table};
use super::typed::fields_of;
use crate::assumptions::Version;
use crate::field_path::{FieldPath, Step};
use crate::source::TextRange;
use lines::{below_siblings, climb, object_of, read_line};

/// One thing that may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The field's name or the value.
    pub label: String,
    /// What to write in place of [`Completion::range`]: a field with its colon, and what a map or list begins with.
    pub text: String,
    /// What is known of the field; `None` for a value.
    pub facts: Option<FieldFacts>,
}

/// What may stand at the cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The word at the cursor, which the text of a suggestion replaces.
    pub range: TextRange,
    /// The suggestions: fields in the order of the Go type, required ones first; values in their order.
    pub suggestions: Vec<Suggestion>,
}

/// Tells what may stand at a byte offset of a document's text. The cost is linear in the text before and after it.
pub fn complete(
    text: &str,
    offset: u32,
    version: Version,
    descriptions: Option<Descriptions<'_>>,
) -> Option<Completion> {
    let before = text.get(..offset as usize)?;
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    let current = before.get(line_start..)?;
    if current.trim_start().starts_with('#') || current.contains(['{', '[', '"', '\'']) {
        return None;
    }
    let above: Vec<&str> = text.get(..line_start)?.lines().collect();
    let below: Vec<&str> = text.get(offset as usize..)?.lines().skip(1).collect();
    let line = read_line(current);
    let word = if current.contains(": ") || !line.key.is_empty() {
        line.rest
    } else {
        current.get(line.column..)?
    };
    let range = TextRange::new(offset - word.len() as u32, offset);

    let mut siblings = Vec::new();
    let mut steps = climb(&above, &line, &mut siblings);
    if line.key.is_empty() {
        siblings.extend(below_siblings(&below, line.column));
    }
    let object = object_of(&steps, &above, &below, &siblings, &line)?;
    steps.drain(..object.skip);
    let (api_version, kind) = (object.api_version, object.kind);

    let mut suggestions = Vec::new();
    if !line.key.is_empty() {
        steps.push(Step::Field(line.key.into()));
        suggestions = values_at(&steps, api_version, kind, version);
    } else if steps.is_empty() {
        let ty = type_of(api_version, kind, version);
        match ty {
            Some(ty) => fields(ty, &steps, line.column, &siblings, version, descriptions, &mut suggestions),
            None => {
                for name in ["apiVersion", "kind", "metadata", "spec"] {
                    if !siblings.iter().any(|(key, _)| *key == name) {
                        suggestions.push(Suggestion {
                            label: name.into(),
                            text: format!("{name}: "),
                            facts: None,
                        });
                    }
                }
            }
        }
    } else {
        let shape = shape_at(&steps, api_version, kind, version)?;
        match table().struct_of(shape.0) {
            Some(ty) => fields(ty, &steps, line.column, &siblings, version, descriptions, &mut suggestions),
            None => suggestions = values_of_field(shape.1, shape.2),
        }
    }
    (!suggestions.is_empty()).then_some(Completion { range, suggestions })
}

fn type_of(api_version: &str, kind: &str, version: Version) -> Option<&'static Type> {
    if !kinds::kind(api_version, kind, version).is_served() {
        return None;
    }
    table().ty(table().kind(api_version, kind)?.ty?)
}

/// Follows steps from an object to a shape; the last struct and field on the way come with it.
fn shape_at(
    steps: &[Step],
    api_version: &str,
    kind: &str,
    version: Version,
) -> Option<(Shape, &'static Type, &'static Field)> {
    let mut owner = type_of(api_version, kind, version)?;
    let mut at: Option<(Shape, &'static Field)> = None;
    for step in steps {
        let shape = at.map(|(shape, _)| shape);
        let next = match (step, shape.map(|shape| shape.target().kind())) {
            (Step::Index(_), Some(ShapeKind::List(item)))
            | (Step::Field(_) | Step::Key(_), Some(ShapeKind::Map(_, item))) => (item, at?.1),
            (Step::Field(name) | Step::Key(name), _) => {
                if let Some(shape) = shape {
                    owner = table().struct_of(shape)?;
                }
                let field = owner.field(name).filter(|field| field.exists(version))?;
                (field.shape, field)
            }
            (Step::Index(_), _) => return None,
        };
        at = Some(next);
    }
    at.map(|(shape, field)| (shape, owner, field))
}

fn fields(
    ty: &'static Type,
    steps: &[Step],
    column: usize,
    siblings: &[(&str, &str)],
    version: Version,
    descriptions: Option<Descriptions<'_>>,
    out: &mut Vec<Suggestion>,
) {
    let mut known = fields_of(ty, version);
    known.retain(|field| field.name != "status" && !siblings.iter().any(|(key, _)| *key == field.name));
    known.sort_by_key(|field| !field.required);
    for field in known {
        let indent = " ".repeat(column + 2);
        let text = match field.shape.target().kind() {
            ShapeKind::List(_) => format!("{}:\n{indent}- ", field.name),
            ShapeKind::Map(..) => format!("{}:\n{indent}", field.name),
            _ if table().struct_of(field.shape).is_some() => format!("{}:\n{indent}", field.name),
            _ => format!("{}: ", field.name),
        };
        let path = FieldPath { steps: steps.to_vec() }.child(field.name);
        let facts = FieldFacts::new(ty, field, TextRange::default(), path, descriptions);
        out.push(Suggestion { label: field.name.to_owned(), text, facts: Some(facts) });
    }
}

fn values_of_field(owner: &Type, field: &Field) -> Vec<Suggestion> {
    let values = super::overlay::values(table(), owner, field);
    values.into_iter().filter(|value| !value.is_empty()).map(value).collect()
}

fn value(text: &str) -> Suggestion {
    Suggestion { label: text.to_owned(), text: text.to_owned(), facts: None }
}

fn values_at(steps: &[Step], api_version: &str, kind: &str, version: Version) -> Vec<Suggestion> {
    let served = || {
        table()
            .kinds
            .iter()
            .filter(move |entry| kinds::kind(entry.api_version, entry.kind, version).is_served())
    };
    match steps {
        [Step::Field(name)] if &**name == "apiVersion" => {
            let mut versions: Vec<&str> = served()
                .filter(|entry| kind.is_empty() || entry.kind == kind)
                .map(|entry| entry.api_version)
                .collect();
            versions.dedup();
            versions.into_iter().map(value).collect()
        }
        [Step::Field(name)] if &**name == "kind" => served()
            .filter(|entry| api_version.is_empty() || entry.api_version == api_version)
            .map(|entry| value(entry.kind))
            .collect(),
        _ => match shape_at(steps, api_version, kind, version) {
            Some((_, owner, field)) => values_of_field(owner, field),
            None => Vec::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is offered at `|`, each label once, and the word that it replaces.
    fn labels(text: &str) -> (Vec<String>, String) {
        let offset = text.find('|').unwrap();
        let text = text.replace('|', "");
        let Some(found) = complete(&text, offset as u32, Version::NEWEST, None) else {
            return (Vec::new(), String::new());
        };
        let word = text[found.range.start as usize..found.range.end as usize].to_owned();
        (found.suggestions.into_iter().map(|suggestion| suggestion.label).collect(), word)
    }

    const SERVICE: &str = "apiVersion: v1\nkind: Service\nmetadata:\n  name: a\nspec:\n";

    #[test]
    fn fields_of_a_mapping_without_those_it_has() {
        let (found, word) = labels(&format!("{SERVICE}  type: ClusterIP\n  po|\n  selector:\n    app: a\n"));
        assert_eq!(word, "po");
        assert!(found.contains(&"ports".to_owned()));
        assert!(!found.contains(&"type".to_owned()) && !found.contains(&"selector".to_owned()));
        let (found, _) = labels(&format!("{SERVICE}  ports:\n  - name: x\n    |\n"));
        assert_eq!(found.first().map(String::as_str), Some("port"), "required first");
        assert!(found.contains(&"targetPort".to_owned()) && !found.contains(&"name".to_owned()));
        let (found, _) = labels(&format!("{SERVICE}  ports:\n    - |\n"));
        assert!(found.contains(&"appProtocol".to_owned()));
        let (found, _) = labels("apiVersion: v1\nkind: Service\n|");
        assert!(found.contains(&"spec".to_owned()) && !found.contains(&"kind".to_owned()));
    }

    #[test]
    fn values_of_a_field() {
        assert_eq!(labels(&format!("{SERVICE}  type: N|\n")).0.get(1).map(String::as_str), Some("NodePort"));
        assert_eq!(
            labels(&format!("{SERVICE}  ports:\n  - port: 1\n    protocol: |\n")).0,
            ["TCP", "UDP", "SCTP"]
        );
        assert_eq!(labels(&format!("{SERVICE}  ipFamilies:\n  - |\n")).0, ["IPv4", "IPv6"]);
        assert!(labels("kind: |\n").0.contains(&"Service".to_owned()));
        assert_eq!(labels("apiVersion: |\nkind: Service\n").0, ["v1"]);
    }

    #[test]
    fn deep_templates_and_items_of_lists() {
        let text = "apiVersion: apps/v1\nkind: Deployment\nspec:\n  template:\n    spec:\n      containers:\n      - name: a\n        readinessProbe:\n          httpGet:\n            |\n";
        assert!(labels(text).0.contains(&"scheme".to_owned()));
        let text = "apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  spec:\n    |\n";
        assert!(labels(text).0.contains(&"externalName".to_owned()));
    }

    #[test]
    fn nothing_in_flow_style_comments_and_unknown_kinds() {
        assert_eq!(labels(&format!("{SERVICE}  ports: [{{|\n")).0.len(), 0);
        assert_eq!(labels(&format!("{SERVICE}  # |\n")).0.len(), 0);
        assert_eq!(labels("apiVersion: example.com/v1\nkind: Foo\nspec:\n  |\n").0.len(), 0);
    }
}
