//! Reads Kubernetes' OpenAPI v3 documents: which kinds and fields a minor serves, and what it says about them.

use anyhow::{Context, Result};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What the documents of one minor say.
#[derive(Debug, Default)]
pub(crate) struct Documents {
    /// The kinds that can be created: (apiVersion, kind), whether they live in namespaces, and their schema's name.
    pub kinds: BTreeMap<(String, String), Kind>,
    /// The schemas by name (`io.k8s.api.core.v1.ServiceSpec`).
    pub schemas: BTreeMap<String, Value>,
}

/// A kind that can be created.
#[derive(Debug, Clone, Default)]
pub(crate) struct Kind {
    /// It lives in namespaces.
    pub namespaced: bool,
    /// The schema.
    pub schema: String,
}

/// Reads all documents in `api/openapi-spec/v3` of a Kubernetes module.
pub(crate) fn read(module: &Path) -> Result<Documents> {
    let folder = module.join("api/openapi-spec/v3");
    let mut documents = Documents::default();
    let mut files: Vec<_> = fs::read_dir(&folder)
        .with_context(|| folder.display().to_string())?
        .filter_map(|e| Some(e.ok()?.path()))
        .collect();
    files.sort();
    for file in files {
        let document: Value = serde_json::from_str(&fs::read_to_string(&file)?)?;
        let mut posted = BTreeMap::new();
        for (path, operations) in entries(document.pointer("/paths")) {
            let kind = operations.pointer("/post/x-kubernetes-group-version-kind");
            let Some(kind) = kind.filter(|kind| kind.is_object() && !path.contains("{name}")) else {
                continue;
            };
            let namespaced = posted.entry(kind.to_string()).or_insert(false);
            *namespaced |= path.contains("namespaces/{namespace}");
        }
        for (name, schema) in entries(document.pointer("/components/schemas")) {
            let kinds = schema.get("x-kubernetes-group-version-kind").and_then(Value::as_array);
            for kind in kinds.into_iter().flatten() {
                if let Some(&namespaced) = posted.get(&kind.to_string()) {
                    let part = |name: &str| kind.get(name).and_then(Value::as_str).unwrap_or("");
                    let slash = if part("group").is_empty() { "" } else { "/" };
                    let api_version = format!("{}{slash}{}", part("group"), part("version"));
                    let key = (api_version, part("kind").to_owned());
                    documents.kinds.insert(key, Kind { namespaced, schema: name.clone() });
                }
            }
            documents.schemas.insert(name.clone(), schema.clone());
        }
    }
    Ok(documents)
}

/// The entries of a JSON object, none for anything else.
pub(crate) fn entries(value: Option<&Value>) -> impl Iterator<Item = (&String, &Value)> {
    value.and_then(Value::as_object).into_iter().flatten()
}

impl Documents {
    /// The fields of a schema; `None` if this minor does not have it.
    pub(crate) fn fields(&self, schema: &str) -> Option<BTreeSet<&str>> {
        let schema = self.schemas.get(schema)?;
        Some(entries(schema.get("properties")).map(|(name, _)| name.as_str()).collect())
    }

    /// A property of a schema.
    pub(crate) fn property(&self, schema: &str, field: &str) -> &Value {
        let properties = self.schemas.get(schema).and_then(|schema| schema.get("properties"));
        properties.and_then(|properties| properties.get(field)).unwrap_or(&Value::Null)
    }

    /// Says whether a schema requires a field.
    pub(crate) fn requires(&self, schema: &str, field: &str) -> bool {
        let required = self.schemas.get(schema).and_then(|schema| schema.get("required")?.as_array());
        required.into_iter().flatten().any(|name| name == field)
    }
}
