//! WebAssembly bindings of the engine for the npm package: convert and call, nothing else.
//!
//! Plain data both ways. A badly shaped argument throws a `TypeError`; what is wrong with manifests is in the report.

mod input;

use input::{File, Fix, Options};
use js_sys::TypeError;
use portolan_core::{Analysis, DocumentCache, Input, InputFile, codes, edit, picture, report, source};
use serde::Serialize as _;
use serde::de::DeserializeOwned;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Analyzes files as one input and reports what is wrong.
///
/// # Errors
///
/// A `TypeError` where the arguments are not a list of `{ name, text }` and an object of options.
#[wasm_bindgen]
pub fn analyze(files: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    let report = report::report(&analysis(files, &read_options(options)?)?);
    // Objects rather than maps, and nothing for what is absent: what `JSON.parse` would give.
    report.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).map_err(shape("report"))
}

/// Draws where traffic goes, as an SVG file.
///
/// # Errors
///
/// A `TypeError` as for [`analyze`].
#[wasm_bindgen]
pub fn draw(files: JsValue, options: JsValue) -> Result<String, JsValue> {
    let options = read_options(options)?;
    let analysis = analysis(files, &options)?;
    Ok(picture::to_svg(&analysis, &options.view(), options.theme()))
}

/// The page of a code in Markdown; nothing for a code that does not exist.
#[wasm_bindgen]
pub fn explain(code: &str) -> Option<String> {
    codes::page(code)
}

/// The text of one file after a fix of a report.
///
/// A fix that names several files is applied to each in turn: `file` says which one `text` is. Without it every edit
/// counts as one of this text.
///
/// # Errors
///
/// A `TypeError` where the fix is not one of a report.
#[wasm_bindgen(js_name = applyFix)]
#[expect(clippy::needless_pass_by_value, reason = "what comes from JavaScript comes by value")]
pub fn apply_fix(text: &str, fix: JsValue, file: Option<String>) -> Result<String, JsValue> {
    let fix: Fix = read("fix", fix)?;
    let lines = source::LineIndex::new(text);
    let offset = |position: input::Position| lines.offset(text, position.into()) as usize;
    let here = fix.edits.iter().filter(|edit| file.as_ref().is_none_or(|file| *file == edit.file));
    let edits: Vec<(usize, usize, &str)> =
        here.map(|edit| (offset(edit.range.start), offset(edit.range.end), edit.new_text.as_str())).collect();
    Ok(edit::apply(text, &edits))
}

/// The version of the package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

fn read_options(options: JsValue) -> Result<Options, JsValue> {
    if options.is_undefined() || options.is_null() {
        return Ok(Options::default());
    }
    read("options", options)
}

fn analysis(files: JsValue, options: &Options) -> Result<Analysis, JsValue> {
    let files: Vec<File> = read("files", files)?;
    let assumptions = options.assumptions().map_err(|fault| type_error(&fault))?;
    let scenario = options.scenario().map_err(|fault| type_error(&fault))?;
    let files: Vec<InputFile> = files.iter().map(|file| InputFile::new(&file.name, &file.text)).collect();
    let input = Input { files: &files, assumptions: &assumptions, scenario: &scenario };
    Ok(portolan_core::analyze(&mut DocumentCache::default(), &input))
}

fn read<T: DeserializeOwned>(what: &'static str, value: JsValue) -> Result<T, JsValue> {
    serde_wasm_bindgen::from_value(value).map_err(shape(what))
}

fn shape(what: &'static str) -> impl Fn(serde_wasm_bindgen::Error) -> JsValue {
    move |error| type_error(&format!("{what}: {error}"))
}

fn type_error(message: &str) -> JsValue {
    TypeError::new(&format!("portolan: {message}")).into()
}
