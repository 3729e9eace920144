//! The picture: where Service traffic goes, drawn from the analysis alone.
//!
//! ```text
//! Analysis ──graph──▶ Graph ──choose──▶ Graph (what View shows) ──layout──▶ places ──scene──▶ Scene
//!                       │                                                                      │
//!                       └─ mermaid, dot, outline                                              svg, the page
//! ```
//!
//! An edge is drawn healthy only where the core proved that it is. What the input does not hold is unknown.

pub mod choose;
pub mod dot;
pub mod graph;
pub mod layout;
pub mod mermaid;
mod navigation;
pub mod outline;
pub mod paint;
pub mod scene;
pub mod svg;
pub mod tokens;
pub mod view;
pub mod widths;

pub use navigation::Move;
pub use tokens::STYLE_SHEET;

use crate::Analysis;
use choose::{Chosen, choose};
use layout::Layout;
use scene::Scene;
use view::View;

/// Draws what `view` shows of an analysis.
pub fn draw(analysis: &Analysis, view: &View) -> Scene {
    let (chosen, layout) = arrange(analysis, view);
    paint::paint(&chosen.graph, &layout, &chosen.summary)
}

/// The picture as an SVG file.
pub fn to_svg(analysis: &Analysis, view: &View, theme: tokens::Theme) -> String {
    svg::print(&draw(analysis, view), theme)
}

/// The picture as a Mermaid flowchart.
pub fn to_mermaid(analysis: &Analysis, view: &View) -> String {
    let (chosen, layout) = arrange(analysis, view);
    mermaid::print(&chosen.graph, &layout)
}

/// The picture in Graphviz' language.
pub fn to_dot(analysis: &Analysis, view: &View) -> String {
    let (chosen, layout) = arrange(analysis, view);
    dot::print(&chosen.graph, &layout)
}

/// The picture as text.
pub fn to_outline(analysis: &Analysis, view: &View) -> String {
    let (chosen, layout) = arrange(analysis, view);
    outline::print(&chosen.graph, &layout)
}

fn arrange(analysis: &Analysis, view: &View) -> (Chosen, Layout) {
    let chosen = choose(graph::build(analysis), view);
    let layout = layout::layout(&chosen.graph);
    (chosen, layout)
}
