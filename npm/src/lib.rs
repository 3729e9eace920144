//! WebAssembly bindings of the engine for the npm package: convert and call, nothing else.
//!
//! Plain data both ways. A badly shaped argument throws a `TypeError` that names the part, what it must be and what
//! came; what is wrong with manifests is in the report.

mod argument;
mod input;

use argument::Argument;
use input::Options;
use js_sys::TypeError;
use portolan_core::{Analysis, DocumentCache, Input, codes, edit, picture, report};
use serde::Serialize as _;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

/// Analyzes files as one input and reports what is wrong.
///
/// # Errors
///
/// A `TypeError` where the arguments are not a list of `{ name, text }` and an object of options.
#[wasm_bindgen]
pub fn analyze(files: JsValue, options: JsValue) -> Result<JsValue, JsValue> {
    let report = report::report(&analysis(files, &input::options(&Argument::new("options", options))?)?);
    // Objects rather than maps, and nothing for what is absent: what `JSON.parse` would give.
    let serializer = serde_wasm_bindgen::Serializer::json_compatible();
    report.serialize(&serializer).map_err(|error| TypeError::new(&format!("portolan: {error}")).into())
}

/// Draws where traffic goes, as an SVG file.
///
/// # Errors
///
/// A `TypeError` as for [`analyze`].
#[wasm_bindgen]
pub fn draw(files: JsValue, options: JsValue) -> Result<String, JsValue> {
    let options = input::options(&Argument::new("options", options))?;
    let analysis = analysis(files, &options)?;
    Ok(picture::to_svg(&analysis, &options.view, options.theme))
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
    let edits = input::edits(&Argument::new("fix", fix), text, file.as_deref())?;
    let edits: Vec<(usize, usize, &str)> =
        edits.iter().map(|(start, end, new_text)| (*start, *end, new_text.as_str())).collect();
    Ok(edit::apply(text, &edits))
}

/// The version of the package.
#[wasm_bindgen]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

fn analysis(files: JsValue, options: &Options) -> Result<Analysis, JsValue> {
    let files = input::files(&Argument::new("files", files))?;
    let input = Input { files: &files, assumptions: &options.assumptions, scenario: &options.scenario };
    Ok(portolan_core::analyze(&mut DocumentCache::default(), &input))
}
