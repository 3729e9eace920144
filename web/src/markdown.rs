//! Shows the Markdown of a rule's page: headings, paragraphs, lists, fences, code, bold and links' texts.

use yew::prelude::*;

/// A part of a page.
#[derive(Debug, PartialEq, Eq)]
enum Block {
    Heading(String),
    Paragraph(String),
    List(Vec<String>),
    Code(String),
}

/// Renders a page.
pub(crate) fn render(page: &str) -> Html {
    blocks(page).iter().map(block).collect()
}

fn blocks(page: &str) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let mut fence: Option<Vec<&str>> = None;
    let mut open = false;
    for line in page.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        if let Some(code) = &mut fence {
            if line.trim_start().starts_with("```") {
                out.push(Block::Code(code.join("\n")));
                fence = None;
            } else {
                code.push(line);
            }
            continue;
        }
        let text = line.trim();
        if text.starts_with("```") {
            fence = Some(Vec::new());
            open = false;
        } else if text.is_empty() {
            open = false;
        } else if let Some(heading) = text.strip_prefix('#') {
            out.push(Block::Heading(heading.trim_start_matches('#').trim().to_owned()));
            open = false;
        } else if let Some(item) = text.strip_prefix("- ").or(text.strip_prefix("* ")) {
            match out.last_mut() {
                Some(Block::List(items)) => items.push(item.to_owned()),
                _ => out.push(Block::List(vec![item.to_owned()])),
            }
            open = true;
        } else {
            match out.last_mut() {
                Some(Block::Paragraph(before)) if open => {
                    before.push(' ');
                    before.push_str(text);
                }
                Some(Block::List(items)) if open => {
                    if let Some(last) = items.last_mut() {
                        last.push(' ');
                        last.push_str(text);
                    }
                }
                _ => out.push(Block::Paragraph(text.to_owned())),
            }
            open = true;
        }
    }
    if let Some(code) = fence {
        out.push(Block::Code(code.join("\n")));
    }
    out
}

fn block(block: &Block) -> Html {
    match block {
        Block::Heading(text) => html! { <h3>{ inline(text) }</h3> },
        Block::Paragraph(text) => html! { <p>{ inline(text) }</p> },
        Block::List(items) => {
            html! { <ul>{ for items.iter().map(|item| html! { <li>{ inline(item) }</li> }) }</ul> }
        }
        Block::Code(text) => html! { <pre tabindex="0"><code>{ text.clone() }</code></pre> },
    }
}

/// Renders one line: code between backticks, bold between double asterisks.
pub(crate) fn inline(text: &str) -> Html {
    let parts = text.split('`').enumerate().map(|(at, part)| {
        if at % 2 == 1 {
            html! { <code>{ part.to_owned() }</code> }
        } else {
            let bold = part.split("**").enumerate();
            bold.map(|(at, part)| {
                if at % 2 == 1 {
                    html! { <b>{ part.to_owned() }</b> }
                } else {
                    html! { part.to_owned() }
                }
            })
            .collect()
        }
    });
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_join_wrapped_lines() {
        let page = " One\n two.\n\n - a\n   b\n - c\n\n ```yaml\n x: 1\n   y: 2\n ```\n # H\n";
        assert_eq!(
            blocks(page),
            [
                Block::Paragraph("One two.".into()),
                Block::List(vec!["a b".into(), "c".into()]),
                Block::Code("x: 1\n  y: 2".into()),
                Block::Heading("H".into()),
            ]
        );
    }
}
