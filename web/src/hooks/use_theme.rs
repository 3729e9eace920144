//! Writes the theme to the document: what the user chose, else what the system says.

use crate::save;
use crate::state::Theme;
use gloo::events::EventListener;
use yew::prelude::*;

/// Keeps `data-theme` of the document's root up to date; returns whether the page is dark.
#[hook]
pub(crate) fn use_theme(theme: Theme) -> bool {
    let system = use_state(system_is_dark);
    {
        let system = system.clone();
        use_effect_with((), move |()| {
            let query = query();
            let listener = query
                .map(|query| EventListener::new(&query, "change", move |_| system.set(system_is_dark())));
            move || drop(listener)
        });
    }
    let dark = match theme {
        Theme::System => *system,
        Theme::Light => false,
        Theme::Dark => true,
    };
    use_effect_with((theme, dark), |(theme, dark)| {
        let root = web_sys::window().and_then(|window| window.document()?.document_element());
        if let Some(root) = root {
            let _ = root.set_attribute("data-theme", if *dark { "dark" } else { "light" });
        }
        save::set_value(
            "theme",
            match theme {
                Theme::System => "system",
                Theme::Light => "light",
                Theme::Dark => "dark",
            },
        );
    });
    dark
}

/// The theme that the user chose before.
pub(crate) fn stored() -> Theme {
    match save::value("theme").as_deref() {
        Some("light") => Theme::Light,
        Some("dark") => Theme::Dark,
        _ => Theme::System,
    }
}

fn query() -> Option<web_sys::MediaQueryList> {
    web_sys::window()?.match_media("(prefers-color-scheme: dark)").ok().flatten()
}

fn system_is_dark() -> bool {
    query().is_some_and(|query| query.matches())
}
