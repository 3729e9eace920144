//! Recorded answers of Kubernetes' own code, and how Portolan's compare.

pub mod worlds;

use flate2::read::GzDecoder;
use serde_json::Value as Json;
use std::io::Read as _;
use std::path::Path;

/// One comparison: equal if both sides are.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// What is compared, such as `slices`.
    pub aspect: &'static str,
    /// The recorded answer, in the form that counts.
    pub expected: Json,
    /// Portolan's answer in the same form.
    pub got: Json,
}

impl Judged {
    /// Compares two sides.
    pub fn new(aspect: &'static str, expected: Json, got: Json) -> Self {
        Self { aspect, expected, got }
    }

    /// Says whether both sides are equal.
    pub fn is_equal(&self) -> bool {
        self.expected == self.got
    }
}

/// Reads a file of JSON lines, packed or not: the first line (what was recorded) and the cases.
///
/// # Errors
///
/// A file that cannot be read, or a line that is no JSON.
pub fn read_cases(path: &Path) -> std::io::Result<(Json, Vec<Json>)> {
    let bytes = std::fs::read(path)?;
    let mut text = String::new();
    if path.extension().is_some_and(|extension| extension == "gz") {
        GzDecoder::new(bytes.as_slice()).read_to_string(&mut text)?;
    } else {
        text = String::from_utf8(bytes).map_err(std::io::Error::other)?;
    }
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let head: Json = serde_json::from_str(lines.next().unwrap_or("{}"))?;
    let cases = lines.map(serde_json::from_str).collect::<Result<_, _>>()?;
    Ok((head["recorded"].clone(), cases))
}
