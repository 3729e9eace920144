//! What touches the browser: each hook cleans up after itself.

mod use_analysis;
mod use_keep;
mod use_link;
mod use_pan_zoom;
mod use_requests;
mod use_theme;

pub(crate) use use_analysis::use_analysis;
pub(crate) use use_keep::use_keep;
pub(crate) use use_link::use_link;
pub(crate) use use_pan_zoom::{PanZoom, use_pan_zoom};
pub(crate) use use_requests::use_requests;
pub(crate) use use_theme::{stored as stored_theme, use_theme};
