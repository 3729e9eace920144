//! A definition's spec as the server judges it.

use super::printed;
use crate::admission::field_error::Bad;
use crate::admission::metadata::same;
use crate::admission::workload::is_same_stored;
use crate::value::Value;

/// What may be said once for all versions, by the names in manifests.
const SHARED: [&str; 4] = ["schema", "subresources", "additionalPrinterColumns", "selectableFields"];

/// A spec in which what all versions have in common stands above them.
///
/// Source: apiextensions-apiserver v0.37.2 pkg/apis/apiextensions/v1/conversion.go
/// `Convert_v1_CustomResourceDefinitionSpec_To_apiextensions_CustomResourceDefinitionSpec`
pub(super) struct Internal<'v> {
    /// The versions as written.
    pub(super) versions: &'v [Value],
    shared: Vec<&'static str>,
    list: &'v Value,
}

impl<'v> Internal<'v> {
    pub(super) fn new(spec: &'v Value) -> Self {
        let versions = spec.list("versions");
        let is_shared = |field: &&'static str| match versions {
            [] => false,
            [first, rest @ ..] => {
                rest.iter().all(|version| is_same(field, first.get(field), version.get(field)))
            }
        };
        Self { versions, shared: SHARED.into_iter().filter(is_shared).collect(), list: spec.get("versions") }
    }

    fn is_shared(&self, field: &str) -> bool {
        self.shared.contains(&field)
    }

    /// What all versions say.
    pub(super) fn top(&self, field: &str) -> &'v Value {
        match self.versions.first() {
            Some(first) if self.is_shared(field) => first.get(field),
            _ => Value::absent(),
        }
    }

    /// What one version says and the others do not.
    pub(super) fn of(&self, version: &'v Value, field: &str) -> &'v Value {
        if self.is_shared(field) { Value::absent() } else { version.get(field) }
    }

    /// The versions as causes show them.
    pub(super) fn printed_versions(&self) -> Bad {
        let mut list = self.list.clone();
        for version in list.as_list_mut() {
            for field in &self.shared {
                version.remove(field);
            }
        }
        printed::versions(&list)
    }
}

/// Compares what two versions say as Go does: what is absent and what is empty are one, but not behind a pointer.
fn is_same(field: &str, one: &Value, other: &Value) -> bool {
    match field {
        "subresources" => is_same_stored(one, other),
        "schema" => one.is_null() == other.is_null() && same(one, other),
        _ => same(one, other),
    }
}
