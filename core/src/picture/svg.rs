//! Prints a scene as one SVG file that needs nothing else: no geometry and no decisions are made here.

use super::scene::{Form, Group, Layer, Scene, Shape};
use super::tokens::{STYLE_SHEET, TOKENS, Theme};
use std::fmt::Write;

/// Prints a scene with the colors of a theme.
pub fn print(scene: &Scene, theme: Theme) -> String {
    let mut out = String::with_capacity(64 * 1024);
    let (width, height) = (scene.width, scene.height);
    let _ = writeln!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"scene\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {width} {height}\" role=\"tree\" aria-label=\"{}\">",
        escape(&scene.label)
    );
    let _ = writeln!(out, "<style>{}</style>", style_sheet(theme));
    for layer in &scene.layers {
        print_layer(layer, &mut out);
    }
    out.push_str("</svg>\n");
    out
}

/// The style sheet with every custom property replaced by its color.
fn style_sheet(theme: Theme) -> String {
    let mut sheet = STYLE_SHEET.split_once("*/").map_or(STYLE_SHEET, |(_, rules)| rules).to_owned();
    for token in TOKENS {
        sheet = sheet.replace(&format!("var(--{})", token.name), token.color(theme));
    }
    sheet
}

fn print_layer(layer: &Layer, out: &mut String) {
    match layer.kind.role() {
        Some(role) => {
            let _ = writeln!(
                out,
                "<g id=\"{}\" role=\"{role}\" aria-label=\"{}\">",
                escape(&layer.id),
                escape(&layer.label)
            );
        }
        None => {
            let _ = writeln!(out, "<g id=\"{}\" aria-hidden=\"true\">", escape(&layer.id));
        }
    }
    for group in &layer.groups {
        print_group(group, out);
    }
    out.push_str("</g>\n");
}

fn print_group(group: &Group, out: &mut String) {
    let blank = if group.classes.is_empty() { "" } else { " " };
    let _ = write!(
        out,
        "<g id=\"{}\" class=\"{}{blank}{}\"",
        escape(&group.id),
        group.kind.class(),
        group.classes
    );
    if let Some(role) = group.kind.role() {
        let _ = write!(out, " role=\"{role}\" aria-label=\"{}\"", escape(&group.label));
    }
    if let Some(state) = group.state {
        let _ = write!(out, " data-state=\"{}\"", state.as_str());
    }
    out.push_str(">\n");
    for shape in &group.shapes {
        print_shape(shape, out);
    }
    out.push_str("</g>\n");
}

fn print_shape(shape: &Shape, out: &mut String) {
    let name = shape.form.element();
    let _ = write!(out, "<{name} class=\"{}\"", shape.classes);
    if !shape.id.is_empty() {
        let _ = write!(out, " id=\"{}\"", escape(&shape.id));
    }
    let content = match &shape.form {
        Form::Rect { x, y, width, height, radius } => {
            let _ = write!(out, " x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\"");
            ""
        }
        Form::Path { d } => {
            let _ = write!(out, " d=\"{d}\"");
            ""
        }
        Form::Text { x, y, anchor, text } => {
            let _ = write!(out, " x=\"{x}\" y=\"{y}\" text-anchor=\"{}\"", anchor.as_str());
            text
        }
        Form::Icon { x, y, icon } => {
            let _ = write!(out, " transform=\"translate({x} {y})\" d=\"{}\"", icon.path());
            ""
        }
    };
    let title =
        shape.title.as_ref().map_or_else(String::new, |title| format!("<title>{}</title>", escape(title)));
    let _ = writeln!(out, ">{title}{}</{name}>", escape(content));
}

/// Escapes text for XML; control characters that XML has no place for become U+FFFD.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() || c == '\u{fffe}' || c == '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}
