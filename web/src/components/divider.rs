//! A line between two panes that can be dragged, or moved with the arrow keys.

use crate::save;
use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent};
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct DividerProps {
    /// The custom property that it sets, which is also the name under which the size is kept.
    pub(crate) property: &'static str,
    /// What it divides, in words.
    pub(crate) label: &'static str,
    /// `vertical` for a line between columns.
    pub(crate) orientation: &'static str,
    /// The size to begin with, in pixels.
    pub(crate) initial: i32,
    /// The smallest size.
    pub(crate) least: i32,
}

#[component]
pub(crate) fn Divider(props: &DividerProps) -> Html {
    let size =
        use_state(|| save::value(props.property).and_then(|text| text.parse().ok()).unwrap_or(props.initial));
    let drag = use_mut_ref(|| None::<(i32, i32)>);
    let vertical = props.orientation == "vertical";
    let limit = {
        let least = props.least;
        move |size: i32| {
            let window = web_sys::window();
            let whole = window
                .and_then(|window| if vertical { window.inner_width() } else { window.inner_height() }.ok());
            let most = whole.and_then(|whole| whole.as_f64()).map_or(2_000, |whole| (whole * 0.75) as i32);
            size.clamp(least, most.max(least))
        }
    };
    {
        let property = props.property;
        use_effect_with(*size, move |size| {
            let root = web_sys::window().and_then(|window| window.document()?.document_element());
            if let Some(root) = root.and_then(|root| root.dyn_into::<HtmlElement>().ok()) {
                let _ = root.style().set_property(property, &format!("{size}px"));
            }
            save::set_value(property, &size.to_string());
        });
    }
    {
        let (size, drag) = (size.clone(), drag.clone());
        use_effect_with((), move |()| {
            let moved = {
                let drag = drag.clone();
                move |event: &web_sys::Event| {
                    let (Some((start, before)), Some(event)) =
                        (*drag.borrow(), event.dyn_ref::<PointerEvent>())
                    else {
                        return;
                    };
                    let by = if vertical { event.client_x() - start } else { start - event.client_y() };
                    size.set(limit(before + by));
                }
            };
            let listeners = web_sys::window().map(|window| {
                [
                    EventListener::new(&window, "pointermove", moved),
                    EventListener::new(&window, "pointerup", move |_| *drag.borrow_mut() = None),
                ]
            });
            move || drop(listeners)
        });
    }
    let down = {
        let size = *size;
        Callback::from(move |event: PointerEvent| {
            event.prevent_default();
            *drag.borrow_mut() = Some((if vertical { event.client_x() } else { event.client_y() }, size));
        })
    };
    let keys = {
        let size = size.clone();
        Callback::from(move |event: KeyboardEvent| {
            let by = match event.key().as_str() {
                "ArrowLeft" | "ArrowDown" => -24,
                "ArrowRight" | "ArrowUp" => 24,
                _ => return,
            };
            event.prevent_default();
            size.set(limit(*size + by));
        })
    };
    html! {
        <div class="app-divider" role="separator" tabindex="0" aria-label={props.label} aria-orientation={props.orientation}
            aria-valuenow={size.to_string()} aria-valuemin={props.least.to_string()} aria-valuemax="2000" onpointerdown={down} onkeydown={keys} />
    }
}
