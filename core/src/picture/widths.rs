//! How wide a text is, from average advances: the core measures no font, and a picture is the same everywhere.

use super::scene::Px;

/// A font of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Font {
    /// The size in tenths of a pixel.
    pub tenths: i32,
    /// The face.
    pub face: Face,
}

/// A face of the picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// The interface's.
    Plain,
    /// The interface's, strong.
    Strong,
    /// Every character as wide as the next.
    Mono,
}

/// The name on a card.
pub const NAME: Font = Font { tenths: 134, face: Face::Strong };
/// The kind on a card, and reasons.
pub const SMALL: Font = Font { tenths: 116, face: Face::Plain };
/// Rows.
pub const ROW: Font = Font { tenths: 119, face: Face::Mono };

/// Advances of the characters from blank to `~` in thousandths of the size: those of a common sans-serif face.
const ADVANCES: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
    556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
    500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
    556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
    278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

fn advance(c: char, face: Face) -> i32 {
    let wide = matches!(c, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}'
        | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe6f}' | '\u{ff00}'..='\u{ff60}' | '\u{1f300}'..='\u{3fffd}');
    if wide {
        return 1050;
    }
    let known = (c as usize).checked_sub(32).and_then(|at| ADVANCES.get(at));
    let plain = known.map_or(600, |advance| i32::from(*advance));
    // Faces differ: a little more than the table's keeps names inside their cards everywhere.
    match face {
        Face::Plain => plain * 111 / 100,
        Face::Strong => plain * 126 / 100,
        Face::Mono => 602,
    }
}

/// The width of a text.
pub fn width(text: &str, font: Font) -> Px {
    let thousandths: i32 = text.chars().map(|c| advance(c, font.face)).fold(0, i32::saturating_add);
    thousandths.saturating_mul(font.tenths) / 10_000 + 1
}

/// Cuts a text to a width with an ellipsis; gives the text and says whether it was cut.
pub fn cut(text: &str, font: Font, limit: Px) -> (String, bool) {
    if width(text, font) <= limit {
        return (text.to_owned(), false);
    }
    let budget = (limit.saturating_sub(width("…", font))).saturating_mul(10_000) / font.tenths.max(1);
    let mut used = 0;
    let mut out = String::new();
    for c in text.chars() {
        used += advance(c, font.face);
        if used > budget {
            break;
        }
        out.push(c);
    }
    out.push('…');
    (out, true)
}

/// Breaks a text into at most `lines` lines of a width, at blanks where possible; the last one is cut.
pub fn wrap(text: &str, font: Font, limit: Px, lines: usize) -> (Vec<String>, bool) {
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut words = text.split(' ').peekable();
    while let Some(word) = words.peek() {
        let longer = if line.is_empty() { (*word).to_owned() } else { format!("{line} {word}") };
        if line.is_empty() || width(&longer, font) <= limit {
            line = longer;
            words.next();
        } else if out.len() + 1 < lines {
            out.push(std::mem::take(&mut line));
        } else {
            break;
        }
    }
    for word in words {
        line.push(' ');
        line.push_str(word);
    }
    let (last, _) = cut(&line, font, limit);
    out.push(last);
    let mut any_cut = false;
    for line in &mut out {
        let (text, was_cut) = cut(line, font, limit);
        any_cut |= was_cut || text.ends_with('…');
        *line = text;
    }
    (out, any_cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_are_cut_and_fit() {
        let name = "a-very-long-service-name-that-does-not-fit-at-all";
        let (text, was_cut) = cut(name, NAME, 120);
        assert!(was_cut && text.ends_with('…') && width(&text, NAME) <= 120, "{text}");
        assert_eq!(cut("web", NAME, 120), ("web".to_owned(), false));
    }

    #[test]
    fn reasons_wrap_at_blanks() {
        let (lines, was_cut) = wrap("no container port “grcp”: grpc?", SMALL, 110, 2);
        assert_eq!(lines, ["no container port", "“grcp”: grpc?"]);
        assert!(!was_cut);
    }
}
