//! Stamps: a step whose inputs have not changed since it last succeeded is not done again.

use std::fs;
use std::hash::{DefaultHasher, Hasher as _};
use std::path::Path;

use anyhow::{Context as _, Result};

use crate::workspace;

/// Folders that hold made things only.
const MADE: [&str; 4] = ["node_modules", "target", "dist", ".git"];

/// A hash of the names and contents of files and folders below the root, in a fixed order.
///
/// Paths that do not exist count as empty.
pub(crate) fn hash(inputs: &[&str]) -> Result<u64> {
    let mut hasher = DefaultHasher::new();
    for input in inputs {
        add(&mut hasher, &workspace::path(input))?;
    }
    Ok(hasher.finish())
}

/// Does `work` unless it last succeeded with the same `hash` and its `output` is still there.
pub(crate) fn once(name: &str, hash: u64, output: &Path, work: impl FnOnce() -> Result<()>) -> Result<()> {
    let path = workspace::scratch("stamp").join(name);
    let wanted = format!("{hash:016x}");
    if output.exists() && fs::read_to_string(&path).is_ok_and(|written| written == wanted) {
        return Ok(());
    }
    work()?;
    fs::create_dir_all(workspace::scratch("stamp"))?;
    fs::write(&path, wanted)?;
    Ok(())
}

fn add(hasher: &mut DefaultHasher, path: &Path) -> Result<()> {
    if path.is_dir() {
        let mut entries = Vec::new();
        for entry in fs::read_dir(path).with_context(|| path.display().to_string())? {
            let entry = entry?;
            if !MADE.iter().any(|made| entry.file_name() == *made) {
                entries.push(entry.path());
            }
        }
        entries.sort();
        for entry in entries {
            add(hasher, &entry)?;
        }
    } else if path.is_file() {
        hasher.write(path.as_os_str().as_encoded_bytes());
        hasher.write(&fs::read(path).with_context(|| path.display().to_string())?);
    }
    Ok(())
}
