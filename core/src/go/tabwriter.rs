//! Columns of text as Go's `text/tabwriter` aligns them.
//!
//! A cell ends at a tab. A column is a block of neighboring lines that all have a cell there; it is as wide as its
//! widest cell and the spacing. What follows a line's last tab belongs to no column.

/// How wide columns are.
#[derive(Debug, Clone, Copy)]
pub struct Spacing {
    /// The least width of a column.
    pub least: usize,
    /// Blanks after the widest cell.
    pub between: usize,
}

/// Aligns a text.
pub fn align(text: &str, spacing: Spacing) -> String {
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let most = lines.iter().map(|line| line.len() - 1).max().unwrap_or(0);
    let mut widths: Vec<Vec<usize>> = vec![Vec::new(); lines.len()];
    for column in 0..most {
        let mut start = 0;
        while start < lines.len() {
            let has_cell = |line: &&Vec<&str>| line.len() > column + 1;
            let block = lines.iter().skip(start).take_while(has_cell).count();
            let cells = lines.iter().skip(start).take(block).filter_map(|line| line.get(column));
            let widest = cells.map(|cell| cell.chars().count()).max().unwrap_or(0);
            for widths in widths.iter_mut().skip(start).take(block) {
                widths.push((widest + spacing.between).max(spacing.least));
            }
            start += block.max(1);
        }
    }
    let mut out = String::with_capacity(text.len() * 2);
    for (line, widths) in lines.iter().zip(&widths) {
        for (at, cell) in line.iter().enumerate() {
            out.push_str(cell);
            if let Some(width) = widths.get(at) {
                let blanks = width.saturating_sub(cell.chars().count());
                out.extend(std::iter::repeat_n(' ', blanks));
            }
        }
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_ends_where_a_line_has_no_cell() {
        let spacing = Spacing { least: 0, between: 2 };
        assert_eq!(align("Name:\tx\nLonger name:\ty\n", spacing), "Name:         x\nLonger name:  y\n");
        assert_eq!(align("a\tb\nplain\nlonger\tc\td\n", spacing), "a  b\nplain\nlonger  c  d\n");
    }
}
