//! Lines and indentation of block style: where the cursor is, read without a tree.

use crate::field_path::Step;

/// A line of block style: where its key starts, and what it says.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line<'t> {
    /// The column of the first dash before the key, and how many there are.
    pub dashes: (usize, usize),
    /// The column of the key, or of the scalar of a list item.
    pub column: usize,
    /// The key, `""` if there is none.
    pub key: &'t str,
    /// What follows the colon, or the scalar.
    pub rest: &'t str,
}

/// Takes a line apart.
pub(super) fn read_line(text: &str) -> Line<'_> {
    let mut column = text.len() - text.trim_start_matches(' ').len();
    let (mut first, mut dashes) = (column, 0);
    while let Some(rest) = text.get(column..).and_then(|rest| rest.strip_prefix('-')) {
        if !rest.is_empty() && !rest.starts_with(' ') {
            break;
        }
        if dashes == 0 {
            first = column;
        }
        dashes += 1;
        column += 1 + (rest.len() - rest.trim_start_matches(' ').len());
    }
    let content = text.get(column..).unwrap_or("");
    let (key, rest) = match content.split_once(": ") {
        Some((key, rest)) => (key, rest.trim_start()),
        None => match content.trim_end().strip_suffix(':') {
            Some(key) => (key, ""),
            None => ("", content),
        },
    };
    Line { dashes: (first, dashes), column, key: key.trim_matches(['"', '\'']), rest }
}

/// Lines that hold something.
fn is_content(text: &str) -> bool {
    let trimmed = text.trim_start();
    !trimmed.is_empty() && !trimmed.starts_with('#')
}

/// Climbs from a line to the root of the document: the steps to the line's mapping.
///
/// Keys beside the line are added to `siblings` with what follows them.
pub(super) fn climb<'t>(
    above: &[&'t str],
    line: &Line<'_>,
    siblings: &mut Vec<(&'t str, &'t str)>,
) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut limit = line.column;
    let mut in_own_mapping = true;
    let (first_dash, n_dashes) = line.dashes;
    if n_dashes > 0 {
        steps.extend(std::iter::repeat_n(Step::Index(0), n_dashes));
        limit = first_dash;
        in_own_mapping = false;
    }
    let mut may_equal = n_dashes > 0;
    for text in above.iter().rev().filter(|text| is_content(text)) {
        let other = read_line(text);
        let (dash, n_dashes) = other.dashes;
        let is_parent = other.column < limit || (may_equal && n_dashes == 0 && other.column == limit);
        if in_own_mapping && other.column == limit && !other.key.is_empty() {
            siblings.push((other.key, other.rest));
            if n_dashes > 0 {
                steps.extend(std::iter::repeat_n(Step::Index(0), n_dashes));
                limit = dash;
                in_own_mapping = false;
                may_equal = true;
            }
        } else if !may_equal && other.column == limit && n_dashes > 0 {
            // The first line of the list item whose later key was passed.
            steps.extend(std::iter::repeat_n(Step::Index(0), n_dashes));
            limit = dash;
            in_own_mapping = false;
            may_equal = true;
        } else if is_parent && !other.key.is_empty() {
            steps.push(Step::Field(other.key.into()));
            limit = other.column;
            in_own_mapping = false;
            may_equal = false;
            if n_dashes > 0 {
                steps.extend(std::iter::repeat_n(Step::Index(0), n_dashes));
                limit = dash;
                may_equal = true;
            }
        }
        if limit == 0 && !may_equal && !in_own_mapping {
            break;
        }
    }
    steps.reverse();
    steps
}

/// The keys beside a line, below it.
pub(super) fn below_siblings<'t>(below: &[&'t str], column: usize) -> Vec<(&'t str, &'t str)> {
    let mut found = Vec::new();
    for text in below.iter().filter(|text| is_content(text)) {
        let other = read_line(text);
        if other.column < column || (other.dashes.1 > 0 && other.dashes.0 < column) {
            break;
        }
        if other.column == column && !other.key.is_empty() {
            found.push((other.key, other.rest));
        }
    }
    found
}

/// The object that the cursor is in: what it says it is, and how many steps lead to it.
pub(super) struct ObjectAt<'t> {
    /// `apiVersion`, `""` if it is not written.
    pub api_version: &'t str,
    /// `kind`, `""` if it is not written.
    pub kind: &'t str,
    /// The steps that lead to the object.
    pub skip: usize,
}

/// Finds the object that steps lead into: the document, or an item of a list.
pub(super) fn object_of<'t>(
    steps: &[Step],
    above: &[&'t str],
    below: &[&'t str],
    siblings: &[(&'t str, &'t str)],
    line: &Line<'_>,
) -> Option<ObjectAt<'t>> {
    let in_list = matches!(steps, [Step::Field(items), Step::Index(_), ..] if &**items == "items");
    // The keys of an item stand where its first key does.
    let starts_item =
        |other: &Line<'_>| other.dashes.1 == 1 && other.dashes.0 <= 2 && other.column <= line.column.max(2);
    let column = if in_list {
        let mut content = above.iter().rev().filter(|text| is_content(text)).map(|text| read_line(text));
        content.find(starts_item)?.column
    } else {
        0
    };
    let find = |name: &str| {
        let up =
            above.iter().rev().map(|text| read_line(text)).take_while(|other| !in_list || other.column >= 1);
        let down = below.iter().map(|text| read_line(text));
        up.chain(down)
            .find(|other| other.key == name && other.column == column)
            .map(|other| other.rest.trim().trim_matches(['"', '\'']))
    };
    let beside = |name: &str| siblings.iter().find(|(key, _)| *key == name).map(|(_, rest)| rest.trim());
    let get = |name: &str| if steps.is_empty() { beside(name).or_else(|| find(name)) } else { find(name) };
    Some(ObjectAt {
        api_version: get("apiVersion").unwrap_or(""),
        kind: get("kind").unwrap_or(""),
        skip: if in_list { 2 } else { 0 },
    })
}
