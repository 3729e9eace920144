//! The texts that a user works on, and their form outside the page.

use serde::{Deserialize, Serialize};
use std::sync::Arc;
use yew::AttrValue;

use crate::settings::Settings;
use crate::what_if::WhatIf;

/// An open file. The text is shared with the analysis, so that an unchanged one is recognized.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct File {
    /// Stable while the file is open.
    pub(crate) id: u32,
    /// Its name, with `/` between folders.
    pub(crate) name: AttrValue,
    /// Its text, lines ending at LF, without a byte order mark.
    pub(crate) text: Arc<str>,
}

/// What travels in a link and stays on this device.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Saved {
    /// The files.
    pub(crate) files: Vec<SavedFile>,
    /// The place of the file in front.
    pub(crate) active: usize,
    /// What the user says about the cluster.
    pub(crate) settings: Settings,
    /// The what-ifs.
    pub(crate) what_ifs: Vec<WhatIf>,
    /// An example that nobody changed: what is opened takes its place.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) sample: bool,
    /// The selected card.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) selected: String,
}

/// A file outside the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SavedFile {
    /// Its name.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
}

/// Brings a text into the editor's form: no byte order mark, lines ending at LF.
pub(crate) fn normalize(text: &str) -> Arc<str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n").into() } else { text.into() }
}

/// Says whether a file's name is one that the page reads.
pub(crate) fn is_manifest_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [".yaml", ".yml", ".json"].iter().any(|end| name.ends_with(end))
}

/// Says whether a text is a template that Helm must render first.
pub(crate) fn is_helm_template(text: &str) -> bool {
    text.contains("{{")
        && ["{{ .", "{{.", "{{- ", "{{ include", "{{ template"].iter().any(|start| text.contains(start))
}
