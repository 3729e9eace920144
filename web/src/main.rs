//! The Portolan page: manifests as text on the left, where their traffic goes on the right.
//!
//! ```text
//! state (one reducer: texts, selection, what-ifs, view) ──use_analysis──▶ Rc<Checked> ──draw──▶ Scene ──▶ components
//! ```
//!
//! A component shows and does not decide; everything it shows derives from one immutable analysis.

#![expect(
    clippy::cast_sign_loss,
    clippy::cast_possible_wrap,
    reason = "pixels, lines and times of a page are small and not negative"
)]

mod app;
mod assist;
mod binding;
mod by_pointer;
mod chosen;
mod components;
mod engine;
mod examples;
mod export;
mod findings;
mod hooks;
mod link;
mod markdown;
mod redact;
mod save;
mod search;
mod settings;
mod state;
mod transfer;
mod what_if;
mod workspace;

fn main() {
    console_error_panic_hook::set_once();
    if let Some(skeleton) = gloo_document().and_then(|document| document.get_element_by_id("skeleton")) {
        skeleton.remove();
    }
    yew::Renderer::<app::App>::new().render();
}

fn gloo_document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
