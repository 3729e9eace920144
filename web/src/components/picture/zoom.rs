//! The buttons of the view, and when it fits by itself.

use super::PictureProps;
use crate::hooks::PanZoom;
use yew::prelude::*;

/// Zoom in, out, to full size and to fit.
pub(super) fn buttons(pan_zoom: &PanZoom) -> Html {
    let act = |act: fn(&PanZoom)| {
        let pan_zoom = pan_zoom.clone();
        Callback::from(move |_: MouseEvent| act(&pan_zoom))
    };
    html! {
        <div class="zoom" role="group" aria-label="Zoom">
            <button aria-label="Zoom out" title="Zoom out (-)" onclick={act(|pan_zoom| pan_zoom.zoom(1.0 / 1.25))}>{ "−" }</button>
            <button title="Show at 100 % (1)" onclick={act(PanZoom::natural)}>{ format!("{} %", pan_zoom.percent()) }</button>
            <button aria-label="Zoom in" title="Zoom in (+)" onclick={act(|pan_zoom| pan_zoom.zoom(1.25))}>{ "+" }</button>
            <button title="Fit everything (0)" onclick={act(PanZoom::fit)}>{ "Fit" }</button>
        </div>
    }
}

/// Fits the picture when something was opened, never while someone types.
#[hook]
pub(super) fn use_fit(props: &PictureProps, pan_zoom: &PanZoom) {
    let fitted = use_mut_ref(|| 0);
    let pan_zoom = pan_zoom.clone();
    let (scene, fits) = (props.scene.clone(), props.checked.fits);
    use_effect_with((props.scene.clone(), fits, props.store.pane), move |_| {
        pan_zoom.set_size(scene.width, scene.height);
        if scene.width > 0 && *fitted.borrow() != fits {
            pan_zoom.open();
            *fitted.borrow_mut() = fits;
        }
    });
}
