//! The interface's drawings, 16 by 16, in the color of the text.

use portolan_core::diagnostic::Severity;
use yew::prelude::*;

/// The page's sign: a compass rose.
pub(crate) const ROSE: &str = "M8 1.2a6.8 6.8 0 1 0 0 13.6a6.8 6.8 0 1 0 0-13.6M8 1.2l1.7 5.1 5.1 1.7-5.1 1.7L8 14.8 6.3 9.7 1.2 8l5.1-1.7z";
/// A sun and a moon in one.
pub(crate) const THEME: &str = "M8 2a6 6 0 1 0 0 12zM8 2a6 6 0 0 1 0 12";
/// A question mark.
pub(crate) const HELP: &str = "M5.6 6c0-3.2 4.8-3.2 4.8 0c0 2-2.4 1.9-2.4 4M8 12.9h.1";
/// A cross.
pub(crate) const CLOSE: &str = "M4 4l8 8M12 4l-8 8";
/// A check mark.
pub(crate) const CHECK: &str = "M3 8.5l3.2 3.2L13 4.8";

/// Draws one; decoration, so nothing is read out.
pub(crate) fn icon(path: &'static str) -> Html {
    html! { <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={path} /></svg> }
}

/// The sign of a severity.
pub(crate) fn severity(severity: Severity) -> Html {
    icon(match severity {
        Severity::Error => "M5.2 1.5h5.6L14.5 5.2v5.6L10.8 14.5H5.2L1.5 10.8V5.2zM8 4.6v4M8 11.2h.1",
        Severity::Warning => "M8 2l6.3 11.5H1.7zM8 6.4v3.4M8 11.7h.1",
        Severity::Info => "M8 1.7a6.3 6.3 0 1 0 0 12.6a6.3 6.3 0 1 0 0-12.6M8 7.4v3.8M8 4.9h.1",
        Severity::Hint => "M8 3.2a4.8 4.8 0 1 0 0 9.6a4.8 4.8 0 1 0 0-9.6",
    })
}
