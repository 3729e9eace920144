//! Reads when kinds were introduced, deprecated, removed and what replaces them, from the generated Go functions.

use anyhow::Result;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The life of one kind in one version.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lifecycle {
    /// The first minor that serves it.
    pub introduced: Option<u32>,
    /// The minor that deprecated it.
    pub deprecated: Option<u32>,
    /// The first minor that no longer serves it.
    pub removed: Option<u32>,
    /// `apiVersion Kind` of what to use instead.
    pub replacement: Option<String>,
}

/// Reads `zz_generated.prerelease-lifecycle.go` of one package.
pub(crate) fn read(folder: &Path) -> Result<BTreeMap<String, Lifecycle>> {
    let mut kinds: BTreeMap<String, Lifecycle> = BTreeMap::new();
    let file = folder.join("zz_generated.prerelease-lifecycle.go");
    if !file.exists() {
        return Ok(kinds);
    }
    let text = fs::read_to_string(file)?;
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let Some(rest) = line.strip_prefix("func (in *") else { continue };
        let Some((kind, rest)) = rest.split_once(") APILifecycle") else { continue };
        let Some(body) = lines.next().and_then(|body| body.trim().strip_prefix("return ")) else { continue };
        let life = kinds.entry(kind.to_owned()).or_default();
        let minor = || body.split(',').nth(1).and_then(|minor| minor.trim().parse().ok());
        match rest.split('(').next() {
            Some("Introduced") => life.introduced = minor(),
            Some("Deprecated") => life.deprecated = minor(),
            Some("Removed") => life.removed = minor(),
            Some("Replacement") => {
                let part = |name: &str| {
                    let rest = body.split(&format!("{name}: \"")).nth(1)?;
                    rest.split('"').next()
                };
                let (group, version) = (part("Group").unwrap_or(""), part("Version").unwrap_or(""));
                let kind = part("Kind").unwrap_or("");
                let slash = if group.is_empty() { "" } else { "/" };
                life.replacement = Some(format!("{group}{slash}{version} {kind}"));
            }
            _ => {}
        }
    }
    Ok(kinds)
}

/// Reads the group's name of a package from its `register.go`.
pub(crate) fn group(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join("register.go")).ok()?;
    let line =
        text.lines().find(|line| line.trim_start().trim_start_matches("const ").starts_with("GroupName"))?;
    line.split('"').nth(1).map(str::to_owned)
}
