//! What the tables of `get` are made of.

use crate::Analysis;
use crate::admission::Ruling;
use crate::go::tabwriter::{Spacing, align};
use crate::object::Object;

/// What stands in place of an age.
pub const AGE: &str = "<age>";

/// What stands in place of a name's random part.
pub const RANDOM: &str = "<random>";

/// Which columns `get` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Columns {
    /// The usual ones.
    Usual,
    /// Those of `-o wide`.
    Wide,
}

/// What `get` prints.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The column heads.
    pub head: Vec<&'static str>,
    /// The rows.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// The table as lines of text, columns three blanks apart; what kubectl says of an empty list where it is empty.
    ///
    /// Source: cli-runtime v0.37 pkg/printers/tabwriter.go `GetNewTabWriter`
    pub fn to_text(&self, namespace: &str) -> String {
        if self.rows.is_empty() {
            return format!("No resources found in {namespace} namespace.\n");
        }
        let mut text = self.head.join("\t");
        text.push('\n');
        for row in &self.rows {
            text.push_str(&row.join("\t"));
            text.push('\n');
        }
        align(&text, Spacing { least: 6, between: 3 })
    }
}

/// The objects of a kind that exist in a namespace, by name.
pub(super) fn stored<'a>(
    analysis: &'a Analysis,
    namespace: &str,
    is_it: fn(&Object) -> bool,
) -> Vec<&'a Object> {
    let mut objects: Vec<&Object> = analysis
        .objects
        .iter()
        .filter(|object| object.namespace == namespace && object.superseded_by.is_none() && is_it(object))
        .filter(|object| {
            let ruling = analysis.admission(object.id).map(|admission| &admission.ruling);
            matches!(ruling, None | Some(Ruling::Accepted | Ruling::Foreign))
        })
        .collect();
    objects.sort_by(|a, b| name(a).cmp(name(b)));
    objects
}

/// The name as stored: one that the server makes up is.
pub(super) fn name(object: &Object) -> &str {
    object.value.get("metadata").str("name")
}

/// A list as kubectl cuts it: the first three, and how many more.
pub(super) fn cut_list(items: &[String], empty: &str) -> String {
    let shown = items.iter().take(3).map(String::as_str).collect::<Vec<_>>().join(",");
    match items.len().checked_sub(3) {
        Some(more @ 1..) => format!("{shown} + {more} more..."),
        _ if shown.is_empty() => empty.to_owned(),
        _ => shown,
    }
}

/// Source: Go net.JoinHostPort
pub(super) fn join_host_port(host: &str, port: &str) -> String {
    if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
}
