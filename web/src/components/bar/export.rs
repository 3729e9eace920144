//! The menu that takes the picture and the problems out of the page.

use super::BarProps;
use crate::components::menu::{Entry, Menu};
use crate::export::report;
use crate::state::{Action, Toast};
use crate::transfer;
use portolan_core::picture::{draw, to_dot, to_mermaid, to_outline, to_svg, tokens};
use yew::prelude::*;

pub(super) fn export_menu(props: &BarProps) -> Html {
    let entry = |key: &'static str, label: &'static str, note: &'static str| Entry {
        key: key.into(),
        label: label.into(),
        note: note.into(),
        checked: None,
    };
    let entries = vec![
        entry("svg", "Picture (SVG)", "in the colors that are shown"),
        entry("png", "Picture (PNG)", "up to 16 megapixels"),
        entry("mermaid", "Diagram (Mermaid)", "for Markdown"),
        entry("dot", "Graph (DOT)", "for Graphviz"),
        entry("outline", "Outline (text)", "the picture in words"),
        entry("report", "Report (Markdown)", "every problem with file and line"),
    ];
    let (view, checked, store) = (props.view.clone(), props.checked.clone(), props.store.clone());
    let theme = if props.dark { tokens::Theme::Dark } else { tokens::Theme::Light };
    let pick = Callback::from(move |key: AttrValue| {
        let analysis = &checked.drawn;
        match key.as_str() {
            "svg" => transfer::download("portolan.svg", "image/svg+xml", &to_svg(analysis, &view, theme)),
            "png" => {
                let scene = draw(analysis, &view);
                let (svg, store) = (to_svg(analysis, &view, theme), store.clone());
                yew::platform::spawn_local(async move {
                    if !transfer::download_png("portolan.png", &svg, scene.width, scene.height).await {
                        let text = "The browser could not paint the picture: export it as SVG.".into();
                        store.dispatch(Action::Say(Some(Toast { text, back: false })));
                    }
                });
            }
            "mermaid" => transfer::download("portolan.mmd", "text/plain", &to_mermaid(analysis, &view)),
            "dot" => transfer::download("portolan.dot", "text/plain", &to_dot(analysis, &view)),
            "outline" => transfer::download("portolan.txt", "text/plain", &to_outline(analysis, &view)),
            "report" => {
                transfer::download("portolan.md", "text/markdown", &report(&checked, &store.settings));
            }
            _ => {}
        }
    });
    html! { <Menu label="Export" class="bar-button" {entries} on_pick={pick} at_end={true} /> }
}
