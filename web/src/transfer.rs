//! Files in and out: dropped files and folders, the file dialog, downloads, the clipboard.

use crate::workspace::{SavedFile, is_manifest_name};
use gloo::file::futures::read_as_text;
use js_sys::{Array, Function, Promise};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};

/// Files beyond this are left out.
const MOST_FILES: usize = 2_000;

/// The entries of a drop. They must be taken while the event runs; the files can be read later.
pub(crate) fn dropped(event: &web_sys::DragEvent) -> Vec<FileSystemEntry> {
    let Some(items) = event.data_transfer().map(|data| data.items()) else { return Vec::new() };
    (0..items.length()).filter_map(|at| items.get(at)?.webkit_get_as_entry().ok().flatten()).collect()
}

/// Reads the manifests among dropped files and folders.
pub(crate) async fn read_entries(entries: Vec<FileSystemEntry>) -> Vec<SavedFile> {
    let mut open = entries;
    open.reverse();
    let mut files = Vec::new();
    while let Some(entry) = open.pop() {
        if files.len() >= MOST_FILES {
            break;
        }
        if entry.is_directory() {
            let mut inside = list(entry.unchecked_ref()).await;
            inside.retain(|entry| !entry.name().starts_with('.'));
            inside.sort_by_key(|entry| std::cmp::Reverse(entry.name()));
            open.extend(inside);
        } else if is_manifest_name(&entry.name())
            && let Some(file) = file_of(entry.unchecked_ref()).await
            && let Ok(text) = read_as_text(&gloo::file::File::from(file)).await
        {
            let name = entry.full_path().trim_start_matches('/').to_owned();
            files.push(SavedFile { name, text });
        }
    }
    files
}

/// Reads the manifests that a file input holds; a folder's files keep their path.
pub(crate) async fn read_list(list: web_sys::FileList) -> Vec<SavedFile> {
    let mut files = Vec::new();
    for file in (0..list.length()).filter_map(|at| list.get(at)).take(MOST_FILES) {
        let path = js_sys::Reflect::get(&file, &JsValue::from_str("webkitRelativePath")).ok();
        let path = path.and_then(|path| path.as_string()).filter(|path| !path.is_empty());
        let name = path.unwrap_or_else(|| file.name());
        if is_manifest_name(&name)
            && let Ok(text) = read_as_text(&gloo::file::File::from(file)).await
        {
            files.push(SavedFile { name, text });
        }
    }
    files
}

async fn file_of(entry: &FileSystemFileEntry) -> Option<web_sys::File> {
    let promise = Promise::new(&mut |done: Function, failed: Function| {
        entry.file_with_callback_and_callback(&done, &failed);
    });
    JsFuture::from(promise).await.ok()?.dyn_into().ok()
}

/// A folder's entries; a reader gives them in parts and an empty one at the end.
async fn list(folder: &FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut entries = Vec::new();
    loop {
        let promise = Promise::new(&mut |done: Function, failed: Function| {
            let _ = reader.read_entries_with_callback_and_callback(&done, &failed);
        });
        let Ok(part) = JsFuture::from(promise).await else { return entries };
        let part: Vec<FileSystemEntry> =
            Array::from(&part).iter().filter_map(|entry| entry.dyn_into().ok()).collect();
        if part.is_empty() {
            return entries;
        }
        entries.extend(part);
    }
}

/// Offers a text as a file.
pub(crate) fn download(name: &str, mime: &str, text: &str) {
    offer(name, gloo::file::Blob::new_with_options(text, Some(mime)));
}

fn offer(name: &str, blob: gloo::file::Blob) {
    let url = gloo::file::ObjectUrl::from(blob);
    let document = web_sys::window().and_then(|window| window.document());
    let Some(link) = document.and_then(|document| document.create_element("a").ok()) else { return };
    let link: web_sys::HtmlAnchorElement = link.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    // The browser reads the blob after this event: keep its address for a while.
    gloo::timers::callback::Timeout::new(10_000, move || drop(url)).forget();
}

/// A PNG has no more pixels than this, at twice the drawing's size where there is room.
pub(crate) const MOST_PIXELS: f64 = 16e6;

/// Offers a drawing as a PNG; says whether the browser could paint it.
pub(crate) async fn download_png(name: &str, svg: &str, width: i32, height: i32) -> bool {
    paint_png(name, svg, f64::from(width), f64::from(height)).await.is_some()
}

async fn paint_png(name: &str, svg: &str, width: f64, height: f64) -> Option<()> {
    let document = web_sys::window()?.document()?;
    let scale = (MOST_PIXELS / (width * height).max(1.0)).sqrt().min(2.0);
    let url = gloo::file::ObjectUrl::from(gloo::file::Blob::new_with_options(svg, Some("image/svg+xml")));
    let image = web_sys::HtmlImageElement::new().ok()?;
    image.set_src(&url);
    JsFuture::from(image.decode()).await.ok()?;
    let canvas: web_sys::HtmlCanvasElement = document.create_element("canvas").ok()?.dyn_into().ok()?;
    canvas.set_width((width * scale) as u32);
    canvas.set_height((height * scale) as u32);
    let context: web_sys::CanvasRenderingContext2d = canvas.get_context("2d").ok()??.dyn_into().ok()?;
    context
        .draw_image_with_html_image_element_and_dw_and_dh(&image, 0.0, 0.0, width * scale, height * scale)
        .ok()?;
    let promise = Promise::new(&mut |done: Function, _: Function| {
        let _ = canvas.to_blob(&done);
    });
    let blob: web_sys::Blob = JsFuture::from(promise).await.ok()?.dyn_into().ok()?;
    offer(name, gloo::file::Blob::from(blob));
    Some(())
}

/// Copies a text; says whether the browser let it.
pub(crate) async fn copy(text: &str) -> bool {
    let Some(window) = web_sys::window() else { return false };
    JsFuture::from(window.navigator().clipboard().write_text(text)).await.is_ok()
}
