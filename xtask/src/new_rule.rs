//! `cargo xtask new-rule CODE`: writes the file of a rule and its two lines in the registry.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};

/// Writes `core/src/rules/<code>.rs` and registers it.
pub(crate) fn run(root: &Path, code: Option<&str>) -> Result<ExitCode> {
    let Some(code) = code else { bail!("name the rule: `cargo xtask new-rule selector-near-miss`") };
    let is_kebab =
        code.split('-').all(|word| !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()));
    ensure!(is_kebab, "`{code}` is not a code: write lower-case words joined by dashes");
    let module = code.replace('-', "_");
    let file = root.join("core/src/rules").join(format!("{module}.rs"));
    ensure!(!file.exists(), "{} is there already", file.display());
    fs::write(&file, source(code, &module))?;
    let registry = root.join("core/src/rules.rs");
    let text =
        fs::read_to_string(&registry).with_context(|| format!("cannot read {}", registry.display()))?;
    fs::write(&registry, registered(&text, &module)?)?;
    println!("{} written; its page is its test", file.display());
    Ok(ExitCode::SUCCESS)
}

/// The registry with the rule's two lines, each at its place in the alphabet.
fn registered(text: &str, module: &str) -> Result<String> {
    let constant = module.to_uppercase();
    let with_mod = inserted(text, "mod ", &format!("mod {module};"))?;
    inserted(&with_mod, "    ", &format!("    {module}::{constant},"))
}

/// Puts a line before the first line of its kind that sorts after it, or after the last of them.
fn inserted(text: &str, start: &str, line: &str) -> Result<String> {
    let is_kind = |other: &str| {
        other.starts_with(start) && (start == "mod " || other.contains("::")) && other.ends_with([';', ','])
    };
    let mut lines: Vec<&str> = text.lines().collect();
    let last = lines.iter().rposition(|other| is_kind(other)).context("rules.rs has no such list")?;
    let at = lines.iter().position(|other| is_kind(other) && *other > line).unwrap_or(last + 1);
    lines.insert(at, line);
    Ok(lines.join("\n") + "\n")
}

fn source(code: &str, module: &str) -> String {
    let constant = module.to_uppercase();
    format!(
        r#"//! TODO: when the check is written, say in one sentence what it finds.

use crate::Analysis;
use crate::declare_rule;
use crate::rule::Reporter;

declare_rule! {{
    /// TODO: when the check is written, say what is wrong, what it does to traffic and what to write instead.
    ///
    /// Source: Kubernetes documentation
    ///
    /// # Fires
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {{ name: web }} # warning[{code}]
    /// spec: {{ selector: {{ app: web }}, ports: [{{ port: 80 }}] }}
    /// ```
    ///
    /// # Stays silent
    /// ```yaml
    /// apiVersion: v1
    /// kind: Service
    /// metadata: {{ name: web }}
    /// spec: {{ selector: {{ app: web }}, ports: [{{ port: 80 }}] }}
    /// ```
    pub(super) {constant} = "{code}", Warning, check
}}

fn check(analysis: &Analysis, report: &mut Reporter) {{
    let _ = (analysis, report);
}}
"#
    )
}

#[cfg(test)]
mod tests {
    use super::registered;

    #[test]
    fn registry_stays_in_order() {
        let before = "mod a_b;\nmod c_d;\n\nuse x;\n\npub const RULES: &[Rule] = &[\n    a_b::A_B,\n    c_d::C_D,\n];\n";
        let after = registered(before, "b_c").unwrap();
        assert!(after.contains("mod a_b;\nmod b_c;\nmod c_d;\n"), "{after}");
        assert!(after.contains("    a_b::A_B,\n    b_c::B_C,\n    c_d::C_D,\n"), "{after}");
    }
}
