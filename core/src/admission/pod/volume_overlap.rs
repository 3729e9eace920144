//! Warnings of volumes that put two files at one path.
//!
//! Source: kubernetes v1.37 pkg/api/pod/warnings.go warningsForOverlappingVirtualPaths

use crate::admission::{Check, Warning};
use crate::field_path::Path;
use crate::go::quote::go_quote;
use crate::value::Value;
use std::collections::BTreeMap;

/// A file's path in a volume, and where its content comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PathAndSource {
    path: String,
    source: String,
}

impl PathAndSource {
    fn text(&self) -> String {
        let quoted = go_quote(&self.path);
        if self.source.is_empty() { quoted } else { format!("{quoted} ({})", self.source) }
    }
}

/// Warns of overlapping paths; the warnings name no field.
pub(crate) fn warnings_for_overlapping_virtual_paths(
    volumes: &[Value],
    path: &Path<'_>,
    warnings: &mut Vec<Warning>,
) {
    for (index, volume) in volumes.iter().enumerate() {
        let path = path.index(index).to_field_path();
        let name = go_quote(volume.str("name"));
        let mut add = |origin: Check, text: String| {
            warnings.push(Warning { path: path.clone(), origin, text });
        };
        let of_items = |kind: &str, description: String, add: &mut dyn FnMut(Check, String)| {
            for overlap in overlaps(item_paths(volume.get(kind), "")) {
                add(
                    Check::PathsOverlap,
                    format!("volume {name} ({description}): overlapping paths: {overlap}"),
                );
            }
        };
        let config_map = go_quote(volume.get("configMap").str("name"));
        of_items("configMap", format!("ConfigMap {config_map}"), &mut add);
        let secret = go_quote(volume.get("secret").str("secretName"));
        of_items("secret", format!("Secret {secret}"), &mut add);
        of_items("downwardAPI", "DownwardAPI".to_owned(), &mut add);
        let mut paths = Vec::new();
        for source in volume.get("projected").list("sources") {
            if source.as_entries().iter().all(|entry| entry.value.is_null()) {
                add(Check::NoSources, format!("volume {name} (Projected) has no sources provided"));
                continue;
            }
            paths.extend(projected_paths(source));
        }
        for overlap in overlaps(paths) {
            add(Check::PathsOverlap, format!("volume {name} (Projected): overlapping paths: {overlap}"));
        }
    }
}

fn item_paths(source: &Value, description: &str) -> Vec<PathAndSource> {
    let of =
        |item: &Value| PathAndSource { path: item.str("path").to_owned(), source: description.to_owned() };
    source.list("items").iter().map(of).collect()
}

fn projected_paths(source: &Value) -> Vec<PathAndSource> {
    let named = |kind: &str, value: &Value| format!("{kind} {}", go_quote(value.str("name")));
    let one = |path: &str, source: String| vec![PathAndSource { path: path.to_owned(), source }];
    let (config_map, secret) = (source.get("configMap"), source.get("secret"));
    let bundle = source.get("clusterTrustBundle");
    let certificate = source.get("podCertificate");
    if config_map.has("items") {
        item_paths(config_map, &named("ConfigMap", config_map))
    } else if secret.has("items") {
        item_paths(secret, &named("Secret", secret))
    } else if source.get("downwardAPI").has("items") {
        item_paths(source.get("downwardAPI"), "DownwardAPI")
    } else if source.has("serviceAccountToken") {
        one(source.get("serviceAccountToken").str("path"), "ServiceAccountToken".to_owned())
    } else if !bundle.is_null() {
        let name = bundle.get("name").as_str().unwrap_or_else(|| bundle.str("signerName"));
        one(bundle.str("path"), format!("ClusterTrustBundle {}", go_quote(name)))
    } else {
        [
            ("certificateChainPath", "PodCertificate chain"),
            ("keyPath", "PodCertificate key"),
            ("credentialBundlePath", "PodCertificate credential bundle"),
        ]
        .into_iter()
        .filter(|(field, _)| !certificate.str(field).is_empty())
        .flat_map(|(field, description)| one(certificate.str(field), description.to_owned()))
        .collect()
    }
}

/// Each pair of paths where one is the other or lies below it.
///
/// Source: kubernetes v1.37 pkg/api/pod/warnings.go checkForOverlap
fn overlaps(mut paths: Vec<PathAndSource>) -> Vec<String> {
    let mut found = Vec::new();
    // The paths so far, each with a slash at its end, and where they stand in the list.
    let mut before: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for path in &mut paths {
        path.path.truncate(path.path.trim_end_matches('/').len());
    }
    for (index, path) in paths.iter().enumerate().filter(|(_, path)| !path.path.is_empty()) {
        let key = format!("{}/", path.path);
        let below = before.range(key.clone()..).take_while(|(other, _)| other.starts_with(&key));
        let above = key.match_indices('/').filter_map(|(at, _)| key.get(..=at)).filter(|above| *above != key);
        let above = above.filter_map(|above| before.get(above));
        let mut hits: Vec<usize> = below.map(|(_, at)| at).chain(above).flatten().copied().collect();
        hits.sort_unstable();
        let others = hits.into_iter().filter_map(|hit| paths.get(hit));
        found.extend(others.map(|other| format!("{} with {}", path.text(), other.text())));
        before.entry(key).or_default().push(index);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_equal_paths_and_paths_below() {
        let paths = ["a", "ab", "a/b", "c/d/", "c", "a"];
        let paths = paths.map(|path| PathAndSource { path: path.to_owned(), source: String::new() });
        let expected = [r#""a/b" with "a""#, r#""c" with "c/d""#, r#""a" with "a""#, r#""a" with "a/b""#];
        assert_eq!(overlaps(paths.to_vec()), expected);
    }
}
