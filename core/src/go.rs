//! Go's primitives as the original prints and reads them, each once.
//!
//! The ground floor: nothing here knows what a manifest is.

pub mod base64;
pub mod duration;
pub mod ip;
pub mod json;
pub mod quote;
pub(crate) mod regexp;
pub mod tabwriter;
pub mod time;
pub(crate) mod url;
