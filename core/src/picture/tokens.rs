//! The colors of the picture and of the page, light and dark: the one table of raw values.
//!
//! The page's `tokens.css` and printed pictures are both checked against it, and a test computes contrast.

/// Which colors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark ink on light paper.
    #[default]
    Light,
    /// Light ink on dark paper.
    Dark,
}

/// A named color in both themes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// The name; in style sheets, the custom property `--name`.
    pub name: &'static str,
    /// The color in the light theme, `#rrggbb`.
    pub light: &'static str,
    /// The color in the dark theme, `#rrggbb`.
    pub dark: &'static str,
}

impl Token {
    /// The color in a theme.
    pub const fn color(&self, theme: Theme) -> &'static str {
        match theme {
            Theme::Light => self.light,
            Theme::Dark => self.dark,
        }
    }
}

const fn token(name: &'static str, light: &'static str, dark: &'static str) -> Token {
    Token { name, light, dark }
}

/// All colors.
pub const TOKENS: &[Token] = &[
    token("paper", "#fbfaf6", "#0f151b"),
    token("pane", "#ffffff", "#141c24"),
    token("ink", "#17212b", "#e6ebf0"),
    token("soft", "#5a6672", "#9aa8b5"),
    token("faint", "#e4e1d8", "#26313c"),
    token("line", "#78848f", "#7f8e9c"),
    token("lane", "#f4f2ea", "#121a22"),
    token("lane-line", "#dcd8cb", "#263441"),
    token("card", "#ffffff", "#1b2530"),
    token("card-line", "#c9cfd5", "#3a4855"),
    token("accent", "#006ba8", "#56b4e9"),
    token("accent-tint", "#e3f0f8", "#17334a"),
    token("broken", "#b34300", "#ff8a4c"),
    token("broken-tint", "#fdeee4", "#3a2216"),
    token("warning", "#8a6100", "#f0c04a"),
    token("warning-tint", "#fbf1d6", "#33290f"),
    token("key", "#0b5f8a", "#7cc4ee"),
    token("value", "#2b5d34", "#a5d6a0"),
    token("number", "#7a3e9d", "#d3a4f0"),
    token("bar", "#17324a", "#0b1117"),
    token("bar-ink", "#f3f1ea", "#e6ebf0"),
];

/// The rules that style a [`Scene`]'s classes, written with the names of [`tokens::TOKENS`] as custom properties.
///
/// The page links this very file; [`svg::print`] fills the colors in and embeds it.
pub const STYLE_SHEET: &str = include_str!("picture.css");

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: &str) -> f64 {
        let channel = |at: usize| {
            let value = f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    }

    fn contrast(one: &str, other: &str, theme: Theme) -> f64 {
        let color = |name: &str| TOKENS.iter().find(|token| token.name == name).unwrap().color(theme);
        let (a, b) = (luminance(color(one)), luminance(color(other)));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Text is read at 4.5:1 on every ground it stands on, lines that carry meaning at 3:1.
    /// Source: WCAG 2.2, success criteria 1.4.3 and 1.4.11.
    #[test]
    fn contrast_suffices_in_both_themes() {
        let texts = [
            ("ink", "paper pane lane card accent-tint broken-tint warning-tint"),
            ("soft", "paper pane lane card"),
            ("accent", "pane card accent-tint"),
            ("broken", "paper pane lane card broken-tint"),
            ("warning", "paper pane lane card warning-tint"),
            ("key", "pane"),
            ("value", "pane"),
            ("number", "pane"),
            ("bar-ink", "bar"),
        ];
        let lines = [
            ("line", "paper lane card"),
            ("accent", "paper lane"),
            ("broken", "paper lane"),
            ("warning", "lane"),
        ];
        for theme in [Theme::Light, Theme::Dark] {
            for (pairs, least) in [(&texts[..], 4.5), (&lines[..], 3.0)] {
                for (name, grounds) in pairs {
                    for ground in grounds.split(' ') {
                        let ratio = contrast(name, ground, theme);
                        assert!(ratio >= least, "{name} on {ground}, {theme:?}: {ratio:.2} < {least}");
                    }
                }
            }
        }
    }
}
