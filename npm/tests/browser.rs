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

/// The message of the `TypeError` that a call throws.
fn thrown<T: std::fmt::Debug>(result: Result<T, JsValue>) -> String {
    let error: TypeError = result.unwrap_err().dyn_into().unwrap();
    error.message().into()
}

#[wasm_bindgen_test]
fn a_wrong_argument_names_itself_what_was_expected_and_what_came() {
    let files = |text: &str| thrown(analyze(json(text), JsValue::UNDEFINED));
    assert_eq!(files(r#""text""#), "portolan: files must be a list, not 'text'");
    assert_eq!(files("[7]"), "portolan: files[0] must be an object, not 7");
    assert_eq!(files(r#"[{"name": "a"}]"#), "portolan: files[0].text must be text, not nothing");
    let options = |text: &str| thrown(analyze(json("[]"), json(text)));
    assert_eq!(options("[]"), "portolan: options must be an object, not a list");
    assert_eq!(options(r#"{"colour": "blue"}"#), "portolan: there is no options.colour");
    assert_eq!(
        options(r#"{"kubernetes": "9.9"}"#),
        "portolan: options.kubernetes: `9.9` must be a version from 1.32 to 1.37"
    );
    assert_eq!(
        options(r#"{"nodes": ["a", "b="]}"#),
        "portolan: options.nodes: `b=` (at character 3) has no zone after `=`"
    );
    assert_eq!(
        options(r#"{"complete": {}}"#),
        "portolan: options.complete must be text or a list of texts, not an object"
    );
    assert_eq!(
        options(r#"{"scenario": {"pods": {"web": "gone"}}}"#),
        "portolan: options.scenario.pods.web: a Pod is named NAMESPACE/NAME"
    );
    assert_eq!(
        options(r#"{"scenario": {"pods": {"shop/web": "dead"}}}"#),
        "portolan: options.scenario.pods.shop/web must be 'notReady' or 'terminating' or 'gone', not 'dead'"
    );
    assert_eq!(
        options(r#"{"scenario": {"scale": {"Deployment/shop/web": -1}}}"#),
        "portolan: options.scenario.scale.Deployment/shop/web must be a whole number from 0, not -1"
    );
    assert_eq!(
        thrown(draw(json("[]"), json(r#"{"picture": {"theme": "sepia"}}"#))),
        "portolan: options.picture.theme must be 'light' or 'dark', not 'sepia'"
    );
    assert_eq!(
        thrown(apply_fix("", json(r#"{"edits": [{"range": null}]}"#), None)),
        "portolan: fix.edits[0].range must be an object, not null"
    );
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
