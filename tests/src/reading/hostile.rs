//! Inputs made to break a reader: deep, wide, long, and self-referring.

use crate::growth;
use portolan_core::syntax::{Document, Format, judge, read, split};
use std::sync::Arc;

/// An input, and what must come of it.
#[derive(Debug, Clone, Copy)]
pub struct Hostile {
    /// What it is.
    pub name: &'static str,
    /// Makes the text of a size: keys, levels, characters.
    pub make: fn(usize) -> String,
    /// The size as promised.
    pub size: usize,
    /// The language.
    pub format: Format,
    /// The code of its one problem; `None` if it is read without any.
    pub problem: Option<&'static str>,
}

const TOO_DEEP: Option<&str> = Some("nesting-too-deep");

/// Inputs that grow as their size; about 8 MB of text in full.
pub const INPUTS: [Hostile; 15] = [
    yaml("nested [", |n| nested("[", "]", n), 100_000, TOO_DEEP),
    yaml("nested {a:", |n| nested("{a: ", "}", n), 10_000, TOO_DEEP),
    yaml("open [", |n| nested("[", "", n), 100_000, TOO_DEEP),
    yaml("dashes on one line", |n| "- ".repeat(n) + "x\n", 10_000, TOO_DEEP),
    yaml("characters in each of two scalars", two_scalars, 1_000_000, None),
    yaml("blanks in a value", |n| format!("a: x{}y\n", " ".repeat(n)), 1_000_000, None),
    yaml("newlines in a value", |n| format!("a: \"x{}y\"\n", "\n".repeat(n)), 1_000_000, None),
    Hostile {
        name: "items of a List in JSON",
        make: json_list,
        size: 15_300,
        format: Format::Json,
        problem: None,
    },
    yaml("keys in one mapping", |n| lines(n, |at| format!("key{at}: {at}")), 200_000, None),
    yaml("anchors", |n| lines(n, |at| format!("- &a{at} x")), 100_000, None),
    yaml("comment lines", |n| lines(n, |at| format!("# {at}")) + "a: 1\n", 100_000, None),
    yaml("? on one line", |n| "? ".repeat(n), 20_000, TOO_DEEP),
    yaml("a: on one line", |n| "a: ".repeat(n), 50_000, Some("syntax-error")),
    yaml("! on one line", |n| "!".repeat(n), 200_000, Some("syntax-error")),
    // kubectl reads an anchored null and drops the rest.
    yaml("&a on one line", |n| "&a ".repeat(n), 50_000, Some("text-ignored")),
];

/// Inputs whose text does not grow as their size: aliases of aliases, which written out would fill any memory, and
/// indentation, a line of which is as long as it is deep.
pub const STEEP: [Hostile; 2] = [
    yaml("levels of an alias bomb", alias_bomb, 10, Some("alias-excessive")),
    yaml("nested block mappings", block_mappings, 2_000, TOO_DEEP),
];

const fn yaml(
    name: &'static str,
    make: fn(usize) -> String,
    size: usize,
    problem: Option<&'static str>,
) -> Hostile {
    Hostile { name, make, size, format: Format::Yaml, problem }
}

fn nested(open: &str, close: &str, depth: usize) -> String {
    open.repeat(depth) + &close.repeat(depth)
}

fn two_scalars(len: usize) -> String {
    let text = "x".repeat(len);
    format!("a: {text}\nb: \"{text}\"\n")
}

fn lines(count: usize, line: impl Fn(usize) -> String) -> String {
    (0..count).map(|at| line(at) + "\n").collect()
}

fn block_mappings(depth: usize) -> String {
    lines(depth, |at| " ".repeat(at) + "a:")
}

fn alias_bomb(levels: usize) -> String {
    let mut out = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..levels {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        out.push_str(&format!("a{level}: &a{level} [{aliases}]\n"));
    }
    out
}

/// A `List` on one line, in full about 1 MB and 184,000 nodes.
fn json_list(n_items: usize) -> String {
    let item = |at| format!(r#"{{"a":{at},"b":"x","c":[1,2],"d":{{"e":true}}}}"#);
    let items: Vec<String> = (0..n_items).map(item).collect();
    format!(r#"{{"apiVersion":"v1","kind":"List","items":[{}]}}"#, items.join(","))
}

impl Hostile {
    /// Its name with a size in front: `200,000 keys in one mapping` without the comma.
    pub fn title(&self, size: usize) -> String {
        format!("{size} {}", self.name)
    }

    /// The text of a size.
    pub fn text(&self, size: usize) -> Arc<str> {
        Arc::from((self.make)(size))
    }

    /// Reads a text of the input's language.
    pub fn read(&self, text: &Arc<str>) -> Document {
        read(text, self.format)
    }

    /// Reads the input in a size.
    ///
    /// # Errors
    ///
    /// Gives the codes that came instead of the one expected.
    pub fn judge(&self, size: usize) -> Result<(), String> {
        let text = self.text(size);
        let document = self.read(&text);
        // What stands on the tree must hold, too.
        let n_fields = document.tree.root().map_or(0, |root| root.fields().len());
        let n_entries = document.tree.root().map_or(0, |root| root.entries().count());
        let split = split("f.yaml", &text);
        judge(&split, &vec![&document; split.chunks.len()]);
        let codes: Vec<&str> = document.problems.iter().map(|problem| problem.code.as_str()).collect();
        if codes != self.problem.into_iter().collect::<Vec<_>>() || n_fields > n_entries {
            return Err(format!("{}: {codes:?} instead of {:?}", self.title(size), self.problem));
        }
        Ok(())
    }

    /// Sees that reading a size takes no longer than reading its parts, and gives the ratio.
    ///
    /// # Errors
    ///
    /// Tells the ratio where it is too large.
    pub fn judge_growth(&self, size: usize) -> Result<f64, String> {
        let ratio = growth::check(size, |size| self.text(size), |text| self.read(text));
        ratio.map_err(|fault| format!("{}: {fault}", self.name))
    }
}
