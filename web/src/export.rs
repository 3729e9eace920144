//! Texts that leave the page as files. None holds a value of a Secret: they quote names and places only.

use crate::engine::Checked;
use crate::findings::{rows, word};
use crate::settings::Settings;
use portolan_core::picture::scene::{GroupKind, Scene};

/// The findings as Markdown.
pub(crate) fn report(checked: &Checked, settings: &Settings) -> String {
    let mut out = String::from("# Portolan\n\n");
    let rows = rows(&checked.analysis, settings);
    if rows.is_empty() {
        out.push_str("Nothing is wrong as far as these files can tell.\n");
    }
    for row in rows {
        let name = checked.file_of(row.file).map_or("", |file| file.name.as_str());
        let (line, column) = (row.start.line + 1, row.start.character + 1);
        out.push_str(&format!("- **{}** `{name}:{line}:{column}` {} (`{}`)\n", word(row.severity), row.finding.message, row.finding.code));
        for more in [&row.finding.effect, &row.finding.help].into_iter().flatten() {
            out.push_str(&format!("  {more}\n"));
        }
    }
    out
}

/// The picture in words.
pub(crate) fn outline(scene: &Scene) -> String {
    let mut out = format!("{}\n", scene.summary);
    for layer in &scene.layers {
        let groups: Vec<&str> = layer
            .groups
            .iter()
            .filter(|group| matches!(group.kind, GroupKind::Card | GroupKind::Edge) && !group.label.is_empty())
            .map(|group| group.label.as_str())
            .collect();
        if !groups.is_empty() {
            out.push_str(&format!("\n{}\n", layer.label));
        }
        for label in groups {
            out.push_str(&format!("  {label}\n"));
        }
    }
    out
}
