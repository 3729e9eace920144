//! The picture: where Service traffic goes, drawn from the analysis alone.
//!
//! ```text
//! Analysis ──graph──▶ Graph ──choose──▶ Graph (what View shows) ──layout──▶ places ──scene──▶ Scene
//!                       │                                                                      │
//!                       └─ mermaid, dot, outline                                              svg, the page
//! ```
//!
//! An edge is drawn healthy only where the core proved that it is. What the input does not hold is unknown.

pub mod graph;
pub mod scene;
pub mod tokens;
pub mod view;

use crate::Analysis;
use scene::Scene;
use view::View;

/// The rules that style a [`Scene`]'s classes, written with the names of [`tokens::TOKENS`] as custom properties.
///
/// The page links this very file; [`svg`](self) printers resolve the properties and embed it.
pub const STYLE_SHEET: &str = include_str!("picture/picture.css");

/// Draws what `view` shows of an analysis.
pub fn draw(analysis: &Analysis, view: &View) -> Scene {
    let _ = (analysis, view);
    Scene::default()
}
