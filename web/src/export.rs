//! The report as Markdown: names and places only, never the value of a Secret.

use crate::engine::Checked;
use crate::findings::{rows, word};
use crate::settings::Settings;

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
        out.push_str(&format!(
            "- **{}** `{name}:{line}:{column}` {} (`{}`)\n",
            word(row.severity),
            row.finding.message,
            row.finding.code
        ));
        for more in [&row.finding.effect, &row.finding.help].into_iter().flatten() {
            out.push_str(&format!("  {more}\n"));
        }
    }
    out
}
