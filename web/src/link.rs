//! A workspace in a link: `#v1:` and base64url of deflated JSON. Nothing but the browser packs and unpacks it.

use crate::workspace::Saved;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{ReadableStream, ReadableStreamDefaultReader, ReadableWritablePair, Response};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(extends = ReadableWritablePair)]
    type CompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<CompressionStream, JsValue>;
    #[wasm_bindgen(extends = ReadableWritablePair)]
    type DecompressionStream;
    #[wasm_bindgen(constructor, catch)]
    fn new(format: &str) -> Result<DecompressionStream, JsValue>;
}

const FORMAT: &str = "deflate-raw";

/// What a link's fragment starts with.
const PREFIX: &str = "v1:";

/// A link unpacks to no more than this.
const LIMIT: usize = 16 << 20;

/// The fragment of a link to a workspace, without `#`.
pub(crate) async fn pack(saved: &Saved) -> Option<String> {
    let json = serde_json::to_vec(saved).ok()?;
    let bytes = pipe(&json, &CompressionStream::new(FORMAT).ok()?.into()).await?;
    Some(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

/// The workspace of a link's fragment, without `#`.
pub(crate) async fn unpack(fragment: &str) -> Option<Saved> {
    let bytes = URL_SAFE_NO_PAD.decode(fragment.strip_prefix(PREFIX)?).ok()?;
    serde_json::from_slice(&pipe(&bytes, &DecompressionStream::new(FORMAT).ok()?.into()).await?).ok()
}

/// Says whether a fragment is a link's.
pub(crate) fn is_link(fragment: &str) -> bool {
    fragment.starts_with(PREFIX)
}

async fn pipe(bytes: &[u8], through: &ReadableWritablePair) -> Option<Vec<u8>> {
    let array = js_sys::Uint8Array::from(bytes);
    let source = Response::new_with_opt_js_u8_array(Some(&array)).ok()?.body()?;
    let stream: ReadableStream = source.pipe_through(through);
    let reader: ReadableStreamDefaultReader = stream.get_reader().unchecked_into();
    let mut out = Vec::new();
    loop {
        let chunk = JsFuture::from(reader.read()).await.ok()?;
        if js_sys::Reflect::get(&chunk, &JsValue::from_str("done")).ok()?.is_truthy() {
            return Some(out);
        }
        let value = js_sys::Reflect::get(&chunk, &JsValue::from_str("value")).ok()?;
        out.extend(value.dyn_into::<js_sys::Uint8Array>().ok()?.to_vec());
        if out.len() > LIMIT {
            let _ = reader.cancel();
            return None;
        }
    }
}
