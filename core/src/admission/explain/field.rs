//! From a field as the API server names it to the field of the manifest.

use crate::admission::{Cause, Detail, Reason};
use crate::field_path::{FieldPath, Step};
use crate::object::Object;
use crate::source::TextRange;
use crate::value::Value;

/// Where a cause points.
pub(super) struct Found {
    /// The field as manifests spell it.
    pub(super) path: FieldPath,
    /// The text at fault, where it is not the field's value.
    pub(super) range: Option<TextRange>,
}

/// Finds the field of a cause.
pub(super) fn find(object: &Object, cause: &Cause) -> Found {
    let path = match &cause.detail {
        Detail::About(path, _) => path.clone(),
        Detail::Text(_)
        | Detail::Whole(_)
        | Detail::InBody(_)
        | Detail::Match(_)
        | Detail::OfType(..)
        | Detail::Choices(_)
        | Detail::AtMost(..) => spelled(object, &cause.path),
    };
    if let Some(found) = unused_external_name(object, cause) {
        return found;
    }
    let (value, taken) = object.value.follow(&path);
    if is_key(&path, cause)
        && let Some(range) = key_range(object, &path)
    {
        return Found { path, range: Some(range) };
    }
    if taken == path.steps.len()
        && let Some(bad) = cause.bad.as_ref().and_then(|bad| bad.as_scalar())
        && let Some(found) = entry(value, &path, cause, bad)
    {
        return found;
    }
    Found { path, range: None }
}

/// Says whether a cause is about the key at the end of a path and not about its value.
pub(super) fn is_key(path: &FieldPath, cause: &Cause) -> bool {
    let bad = cause.bad.as_ref().and_then(|bad| bad.as_scalar());
    matches!(path.steps.last(), Some(Step::Key(key)) if bad == Some(&**key))
}

/// Where the key at the end of a path stands.
fn key_range(object: &Object, path: &FieldPath) -> Option<TextRange> {
    let (last, parents) = path.steps.split_last()?;
    let Step::Key(key) = last else { return None };
    let parent = FieldPath { steps: parents.to_vec() };
    let (map, taken) = object.value.follow(&parent);
    let entry = map.as_entries().iter().find(|entry| entry.key == **key)?;
    entry.key_range.filter(|_| taken == parents.len())
}

/// A Service with an external name and no ports was meant to be of another type.
fn unused_external_name(object: &Object, cause: &Cause) -> Option<Found> {
    let spec = object.value.get("spec");
    let name = spec.get("externalName").range()?;
    if cause.path.to_string() != "spec.ports" || cause.reason != Reason::Required {
        return None;
    }
    let path = FieldPath::default().child("spec").child("type");
    Some(Found { path, range: Some(spec.get("type").range().unwrap_or(name)) })
}

/// Names of fields that the server spells in a way of its own.
const MISSPELLED: [(&str, &str); 5] = [
    ("persistentDisk", "gcePersistentDisk"),
    ("cephFS", "cephfs"),
    ("downwarAPI", "downwardAPI"),
    ("targetportal", "targetPortal"),
    ("initiatorname", "initiatorName"),
];

/// The path as manifests spell it.
fn spelled(object: &Object, path: &FieldPath) -> FieldPath {
    let mut path = path.clone();
    for step in &mut path.steps {
        if let Step::Field(name) = step
            && let Some((_, spelled)) = MISSPELLED.iter().find(|(server, _)| **server == **name)
        {
            *name = (*spelled).into();
        }
    }
    let steps = path.steps.as_slice();
    let name = |at: usize| match steps.get(at) {
        Some(Step::Field(name) | Step::Key(name)) => &**name,
        _ => "",
    };
    // The server leaves out what a claim's amount is.
    if let [.., Step::Field(resources), Step::Key(_)] = steps
        && **resources == *"resources"
    {
        path.steps.insert(steps.len() - 1, Step::Field("requests".into()));
        return path;
    }
    match (name(0), name(1)) {
        ("volumeMode" | "nodeAffinity", _) => path.steps.insert(0, Step::Field("spec".into())),
        ("spec", "persistentvolumesource") => path.steps.truncate(1),
        ("spec", "limits") if name(3) == "limits" => path.steps.truncate(3),
        ("metadata", "annotations") if steps.len() == 3 => {
            return FieldPath::default().child("metadata").child("annotations").key(name(2));
        }
        ("annotations", key) if object.kind == "Ingress" => {
            return FieldPath::default().child("metadata").child("annotations").key(key);
        }
        ("spec", "LoadBalancerSourceRanges") => {
            if let Some(step) = path.steps.get_mut(1) {
                *step = Step::Field("loadBalancerSourceRanges".into());
            }
        }
        ("spec", "clusterIPs") if object.kind == "Service" => {
            let spec = object.value.get("spec");
            let is_written = |name: &str| spec.get(name).range().is_some();
            if !is_written("clusterIPs") && is_written("clusterIP") {
                return FieldPath::default().child("spec").child("clusterIP");
            }
        }
        ("spec", "metrics") if object.api_version == "autoscaling/v1" => {
            return FieldPath::default().child("spec").child("targetCPUUtilizationPercentage");
        }
        _ if object.kind == "CustomResourceDefinition" => return of_definition(path),
        _ => {}
    }
    path
}

/// The path in a definition: what the server says of all versions stands in the first one.
fn of_definition(path: FieldPath) -> FieldPath {
    const SHARED: [(&str, &str); 5] = [
        ("validation", "schema"),
        ("subresources", "subresources"),
        ("additionalPrinterColumns", "additionalPrinterColumns"),
        ("selectableFields", "selectableFields"),
        ("version", "name"),
    ];
    const WEBHOOK: [(&str, &str); 2] =
        [("webhookClientConfig", "clientConfig"), ("conversionReviewVersions", "conversionReviewVersions")];
    let [Step::Field(root), Step::Field(field), rest @ ..] = path.steps.as_slice() else { return path };
    let spec = FieldPath::default().child("spec");
    let mut spelled = match (&**root, &**field, rest) {
        ("status", "storedVersions", _) => return spec.child("versions"),
        ("spec", "conversion", [Step::Field(field), rest @ ..]) => {
            let Some((_, name)) = WEBHOOK.iter().find(|(known, _)| *known == &**field) else { return path };
            let mut spelled = spec.child("conversion").child("webhook").child(name);
            spelled.steps.extend_from_slice(rest);
            spelled
        }
        ("spec", field, rest) => {
            let Some((_, name)) = SHARED.iter().find(|(known, _)| *known == field) else { return path };
            let mut spelled = spec.child("versions").index(0).child(name);
            spelled.steps.extend_from_slice(rest);
            spelled
        }
        _ => return path,
    };
    if let Some(Step::Field(last)) = spelled.steps.last_mut()
        && **last == *"JSONPath"
    {
        *last = "jsonPath".into();
    }
    spelled
}

/// Causes about labels and the like name the whole map or list: finds the key or the value at fault.
fn entry(value: &Value, path: &FieldPath, cause: &Cause, bad: &str) -> Option<Found> {
    let is_key_fault = cause.origin.is_of_key();
    for entry in value.as_entries() {
        let at = path.clone().key(&entry.key);
        if is_key_fault && entry.key == bad {
            return Some(Found { path: at, range: entry.key_range });
        }
        if !is_key_fault && entry.value.as_str() == Some(bad) {
            return Some(Found { path: at, range: entry.value.range() });
        }
    }
    let at = value.as_list().iter().position(|item| item.as_str() == Some(bad))?;
    let range = value.as_list().get(at).and_then(Value::range);
    Some(Found { path: path.clone().index(at), range })
}
