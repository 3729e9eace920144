//! The bindings in a real browser.

#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use js_sys::{Array, JSON, Object, Reflect, TypeError};
use portolan_wasm::{analyze, apply_fix, draw, explain, version};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use wasm_bindgen_test::wasm_bindgen_test_configure;

wasm_bindgen_test_configure!(run_in_browser);

/// A Service and a Deployment whose labels differ by one letter, after a comment of two UTF-16 units a character.
const NEAR_MISS: &str = r##"[{
  "name": "shop.yaml",
  "text": "# 😀\napiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: wbe}, ports: [{port: 80}]}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: web, image: web}]}\n"
}]"##;

fn json(text: &str) -> JsValue {
    JSON::parse(text).unwrap()
}

fn get(value: &JsValue, name: &str) -> JsValue {
    Reflect::get(value, &name.into()).unwrap()
}

#[wasm_bindgen_test]
fn the_version_is_the_packages() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}

#[wasm_bindgen_test]
fn a_report_is_plain_data() {
    let report = analyze(json(NEAR_MISS), JsValue::UNDEFINED).unwrap();
    assert_eq!(get(&report, "schemaVersion").as_f64(), Some(1.0));
    let diagnostics = Array::from(&get(&report, "diagnostics"));
    assert!(diagnostics.length() > 0);
    let first = diagnostics.get(0);
    assert_eq!(get(&first, "file").as_string().as_deref(), Some("shop.yaml"));
    assert_eq!(get(&get(&get(&first, "range"), "start"), "line").as_f64(), Some(4.0));
    // What JSON can say is all there is: no maps, no null.
    let text = JSON::stringify(&report).unwrap().as_string().unwrap();
    assert!(!text.contains("null"), "{text}");
    assert!(first.is_instance_of::<Object>());
}

#[wasm_bindgen_test]
fn the_same_input_gives_the_same_report() {
    let options = r#"{"complete": ["default"], "nodes": ["a=zone-1"], "scenario": {"drainedNodes": ["a"]}}"#;
    let report = || JSON::stringify(&analyze(json(NEAR_MISS), json(options)).unwrap()).unwrap();
    assert_eq!(report(), report());
}

#[wasm_bindgen_test]
fn a_fix_changes_the_text() {
    let fix = r#"{"title": "t", "safe": true, "edits": [{
      "file": "a.yaml", "range": {"start": {"line": 1, "character": 3}, "end": {"line": 1, "character": 6}}, "newText": "web"
    }]}"#;
    assert_eq!(apply_fix("x: 1\n😀 wbe\n", json(fix), None).unwrap(), "x: 1\n😀 web\n");
    let other = Some("b.yaml".to_owned());
    assert_eq!(apply_fix("x: 1\n😀 wbe\n", json(fix), other).unwrap(), "x: 1\n😀 wbe\n");
}

#[wasm_bindgen_test]
fn a_picture_is_an_svg_file() {
    let svg = draw(json(NEAR_MISS), JsValue::UNDEFINED).unwrap();
    assert!(svg.starts_with("<svg") && svg.contains("web"), "{svg}");
    assert!(draw(json("[]"), json(r#"{"picture": {"theme": "sepia"}}"#)).is_err());
}

#[wasm_bindgen_test]
fn a_rule_explains_itself() {
    assert!(explain("selector-near-miss").is_some_and(|page| page.contains("selector")));
    assert_eq!(explain("no-such-rule"), None);
}

#[wasm_bindgen_test]
fn a_badly_shaped_argument_throws_a_type_error() {
    let wrong = [
        analyze("text".into(), JsValue::UNDEFINED),
        analyze(json(r#"[{"name": "a"}]"#), JsValue::UNDEFINED),
        analyze(json("[]"), json(r#"{"kubernetes": "9.9"}"#)),
        analyze(json("[]"), json(r#"{"colour": "blue"}"#)),
        analyze(json("[]"), json(r#"{"scenario": {"pods": {"web": "gone"}}}"#)),
    ];
    for result in wrong {
        assert!(result.unwrap_err().is_instance_of::<TypeError>());
    }
}

#[wasm_bindgen_test]
fn hostile_text_is_reported_not_thrown() {
    for text in
        ["\u{0}", "a: [", "&a [*a, *a]", "{{ .Values.x }}", "kind: List\nitems: 7\n", "\u{feff}---\n---\n"]
    {
        let file = Object::new();
        Reflect::set(&file, &"name".into(), &"x.yaml".into()).unwrap();
        Reflect::set(&file, &"text".into(), &text.into()).unwrap();
        analyze(Array::of1(&file).into(), JsValue::NULL).unwrap();
        let deep = ["[", "{a: ", "- "].map(|open| open.repeat(20_000));
        for nested in deep {
            Reflect::set(&file, &"text".into(), &nested.into()).unwrap();
            analyze(Array::of1(&file).into(), JsValue::NULL).unwrap();
        }
    }
}
