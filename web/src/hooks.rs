//! What touches the browser: each hook cleans up after itself.

mod use_analysis;
mod use_drawing;
mod use_drop;
mod use_greeting;
mod use_keep;
mod use_link;
mod use_pan_zoom;
mod use_problem_keys;
mod use_requests;
mod use_theme;

pub(crate) use use_analysis::use_analysis;
pub(crate) use use_drawing::{Drawing, use_drawing};
pub(crate) use use_drop::use_drop;
pub(crate) use use_greeting::use_greeting;
pub(crate) use use_keep::use_keep;
pub(crate) use use_link::use_link;
pub(crate) use use_pan_zoom::{PanZoom, use_pan_zoom};
pub(crate) use use_problem_keys::use_problem_keys;
pub(crate) use use_requests::use_requests;
pub(crate) use use_theme::{stored as stored_theme, use_theme};
