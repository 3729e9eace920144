//! The pages of all codes: those of rules, and those of the reader and of admission.

use crate::diagnostic::Code;
use crate::rules;

/// The pages of the codes that are not rules, one under each heading.
const PAGES: &str = include_str!("codes.md");

/// The page of a code as Markdown, without its title; `None` for a code that does not exist.
pub fn page(code: &str) -> Option<String> {
    if let Some(rule) = rules::find(code) {
        let lines = rule.page.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
        return Some(lines.collect::<Vec<_>>().join("\n"));
    }
    written(code).map(str::to_owned)
}

/// The codes that are not rules, with their pages, ordered by code.
pub fn pages() -> impl Iterator<Item = (Code, &'static str)> {
    Code::ALL.iter().filter_map(|code| Some((*code, written(code.as_str())?)))
}

/// The page under a heading.
fn written(code: &str) -> Option<&'static str> {
    headed().find(|(heading, _)| *heading == code).map(|(_, text)| text)
}

fn headed() -> impl Iterator<Item = (&'static str, &'static str)> {
    PAGES.split("\n# ").filter_map(|part| {
        let (code, text) = part.strip_prefix("# ").unwrap_or(part).split_once('\n')?;
        Some((code.trim(), text.trim()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_page_and_every_page_a_code() {
        let codes: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
        let headings: Vec<&str> = headed().map(|(code, _)| code).collect();
        assert_eq!(codes, headings);
        assert!(codes.is_sorted());
        for code in codes {
            assert!(page(code).is_some_and(|text| text.contains("Source: ")), "{code}");
            assert!(rules::find(code).is_none(), "{code} is a rule and has its page there");
        }
        assert!(page("selector-near-miss").is_some_and(|text| text.starts_with("A Service's selector")));
        assert_eq!(page("no-such-code"), None);
    }
}
