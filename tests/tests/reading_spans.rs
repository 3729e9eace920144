//! Where the reader says that things stand.

use portolan_core::source::TextRange;
use portolan_core::syntax::tree::{NodeId, NodeKind, Style};
use portolan_core::syntax::{Document, Format, SuppressionScope, read};
use std::sync::Arc;

fn yaml(text: &str) -> Document {
    read(&Arc::from(text), Format::Yaml)
}

fn slice(document: &Document, range: TextRange) -> &str {
    &document.tree.source[range.start as usize..range.end as usize]
}

/// The text under each node, in order.
fn slices(document: &Document) -> Vec<&str> {
    (0..document.tree.nodes.len() as u32)
        .filter_map(|id| document.tree.node(NodeId(id)))
        .map(|node| slice(document, node.range()))
        .collect()
}

#[test]
fn block_collections_end_with_their_last_child() {
    let document = yaml("a:\n  b: 1\n\n  c: 2 # end\n\nd: 3\n");
    assert_eq!(
        slices(&document),
        ["a:\n  b: 1\n\n  c: 2 # end\n\nd: 3", "a", "b: 1\n\n  c: 2", "b", "1", "c", "2", "d", "3"]
    );
}

#[test]
fn lists_start_at_their_first_dash() {
    for text in ["a:\n- x\n- y\n", "a:\n  - x\n  - y\n", "a: # c\n\n- x\n- y\n", "---\na: &q-r\n- x\n- y\n"] {
        let document = yaml(text);
        let list = document.tree.root().and_then(|root| root.field("a")).expect("a list");
        assert_eq!(&text[list.value_range.start as usize..][..3], "- x", "{text:?}");
        assert!(slice(&document, list.value_range).ends_with('y'), "{text:?}");
    }
    assert_eq!(slices(&yaml("---\n- - x\n"))[..2], ["- - x", "- x"]);
}

#[test]
fn block_scalars_run_from_their_header_to_their_last_character() {
    let document = yaml("a: |-\n  x\n  y\n\nb: !t &e >+ # c\n\n  z\n\nc: |\nd: 1\n");
    let nodes = slices(&document);
    assert_eq!(nodes[2], "|-\n  x\n  y");
    assert_eq!(nodes[4], ">+ # c\n\n  z");
    assert_eq!(nodes[6], "|");
    let text = |key| document.tree.root().and_then(|root| root.field(key)).map(|field| field.value.text());
    assert_eq!([text("a"), text("b"), text("c")], [Some("x\ny"), Some("\nz\n\n"), Some("")]);
}

#[test]
fn absent_values_stand_after_the_colon_or_the_dash() {
    let document = yaml("a:\nb: # c\nc: {d, e: , f:}\ng:\n-\n- x\n");
    let empty: Vec<u32> = (0..document.tree.nodes.len() as u32)
        .filter_map(|id| document.tree.node(NodeId(id)))
        .filter(|node| node.kind() == NodeKind::Scalar && !node.is_written())
        .map(|node| node.range().start)
        .collect();
    // `f:}` is a key `f:` to kubectl.
    assert_eq!(empty, [2, 5, 15, 19, 24, 30]);
}

#[test]
fn anchors_tags_aliases_and_comments_keep_their_places() {
    let document = yaml("# top\na: &one !!str x # side\nb: *one\n");
    let tree = &document.tree;
    assert_eq!(
        tree.comments.iter().map(|&range| slice(&document, range)).collect::<Vec<_>>(),
        ["# top", "# side"]
    );
    assert_eq!(slice(&document, tree.anchors[0].range), "&one");
    assert_eq!(slice(&document, tree.tags[0].range), "!!str");
    let field = tree.root().and_then(|root| root.field("b")).expect("b");
    assert_eq!((slice(&document, field.value_range), slice(&document, field.value.range())), ("*one", "x"));
    assert_eq!(field.value.style(), Style::Plain);
}

#[test]
fn merged_fields_say_where_they_come_from() {
    let document = yaml("x: &x {a: 1, b: 2}\nz:\n  b: 0\n  <<: *x\n  a: 3\n");
    let z = document.tree.root().and_then(|root| root.field("z")).expect("z");
    let fields: Vec<(String, &str, Option<&str>)> = z
        .value
        .fields()
        .into_iter()
        .map(|field| {
            let from = field.merged_from.map(|range| slice(&document, range));
            (field.key.to_string(), field.value.text(), from)
        })
        .collect();
    assert_eq!(fields, [("b".to_owned(), "2", Some("*x")), ("a".to_owned(), "3", None)]);
}

#[test]
fn json_strings_and_numbers_have_exact_places() {
    let text = r#"{"a": "x\ny", "b": [1.5e3, null]}"#;
    let document = read(&Arc::from(text), Format::Json);
    assert_eq!(slices(&document), [text, "\"a\"", "\"x\\ny\"", "\"b\"", "[1.5e3, null]", "1.5e3", "null"]);
    assert!(document.problems.is_empty());
}

#[test]
fn offsets_are_bytes_of_the_text_as_given() {
    let document = yaml("\u{feff}ключ: \"é\"\r\nb: 1\r\n");
    assert_eq!(slices(&document)[1..], ["ключ", "\"é\"", "b", "1"]);
}

#[test]
fn comments_allow_findings_on_their_line_the_next_or_everywhere() {
    let document = yaml(
        "# portolan: allow one, two\na: 1 # portolan: allow three because\n\n# portolan: allow four\n# more\n\nb: 2\n",
    );
    let found: Vec<(Vec<&str>, &str)> = document
        .suppressions
        .iter()
        .map(|suppression| {
            let scope = match suppression.scope {
                SuppressionScope::Document => "document",
                SuppressionScope::Line(range) => slice(&document, range),
            };
            (suppression.codes.iter().map(|(code, _)| code.as_str()).collect(), scope)
        })
        .collect();
    let side = "a: 1 # portolan: allow three because";
    assert_eq!(found, [(vec!["one", "two"], "document"), (vec!["three"], side), (vec!["four"], "b: 2")]);
    assert_eq!(slice(&document, document.suppressions[0].codes[1].1), "two");
}
