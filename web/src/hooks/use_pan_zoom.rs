//! Moves and scales the picture by a CSS transform on one wrapper, without rendering anything.

mod gesture;
mod viewpoint;

use gesture::{Gesture, Step};
use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use viewpoint::{Extent, Viewpoint};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent, WheelEvent};
use yew::prelude::*;

struct Inner {
    pane: NodeRef,
    world: NodeRef,
    place: Viewpoint,
    size: (f64, f64),
    gesture: Gesture,
    swallow: bool,
    settle: Option<Timeout>,
}

/// The picture's place and what can be done with it.
#[derive(Clone)]
pub(crate) struct PanZoom {
    inner: Rc<RefCell<Inner>>,
    shown: UseStateHandle<f64>,
}

impl PanZoom {
    /// The scale in whole percent.
    pub(crate) fn percent(&self) -> u32 {
        (*self.shown * 100.0).round() as u32
    }

    /// Tells the size of the drawing.
    pub(crate) fn set_size(&self, width: i32, height: i32) {
        self.inner.borrow_mut().size = (f64::from(width), f64::from(height));
    }

    /// Makes the whole drawing visible, not larger than it is.
    pub(crate) fn fit(&self) {
        self.change(|inner, pane| Viewpoint::fit(pane, inner.size, Extent::Whole));
    }

    /// As [`Self::fit`], but a tall drawing stays legible and runs out of the pane below; on a phone it fits.
    pub(crate) fn open(&self) {
        self.change(|inner, pane| Viewpoint::fit(pane, inner.size, Extent::Legible));
    }

    /// Scales about the middle of the pane.
    pub(crate) fn zoom(&self, factor: f64) {
        self.change(|inner, pane| Some(inner.place.zoomed((pane.0 / 2.0, pane.1 / 2.0), factor)));
    }

    /// Shows the drawing at its own size, about the middle of the pane.
    pub(crate) fn natural(&self) {
        let scale = self.inner.borrow().place.scale;
        self.zoom(1.0 / scale);
    }

    /// Moves as little as is needed to show a box of the drawing.
    pub(crate) fn show(&self, x: i32, y: i32, width: i32, height: i32) {
        let (start, size) = ((f64::from(x), f64::from(y)), (f64::from(width), f64::from(height)));
        self.change(|inner, pane| {
            Some(inner.place.showing(pane, start, size)).filter(|place| *place != inner.place)
        });
    }

    /// Says whether the click that follows belongs to a drag.
    pub(crate) fn swallows_click(&self) -> bool {
        std::mem::take(&mut self.inner.borrow_mut().swallow)
    }

    /// Moves by pixels of the pane.
    fn pan(&self, dx: f64, dy: f64) {
        self.change(|inner, _| Some(inner.place.moved(dx, dy)));
    }

    fn zoom_at(&self, point: (f64, f64), factor: f64) {
        self.change(|inner, _| Some(inner.place.zoomed(point, factor)));
    }

    /// Puts the picture somewhere else, unless the pane has no size.
    fn change(&self, next: impl FnOnce(&Inner, (f64, f64)) -> Option<Viewpoint>) {
        let next = {
            let inner = self.inner.borrow();
            inner.pane_size().and_then(|pane| next(&inner, pane))
        };
        if let Some(place) = next {
            self.inner.borrow_mut().place = place;
            self.write();
        }
    }

    fn write(&self) {
        let mut inner = self.inner.borrow_mut();
        let Viewpoint { x, y, scale } = inner.place;
        if let Some(world) = inner.world.cast::<HtmlElement>() {
            let transform = format!("translate({x:.1}px,{y:.1}px) scale({scale:.4})");
            let _ = world.style().set_property("transform", &transform);
        }
        inner.mark("data-moving", "true");
        inner.mark("data-far", inner.place.far());
        // The crisp drawing and the number follow once the gesture is over.
        let (pane, shown) = (inner.pane.clone(), self.shown.clone());
        inner.settle = Some(Timeout::new(120, move || {
            if let Some(pane) = pane.cast::<HtmlElement>() {
                let _ = pane.set_attribute("data-moving", "false");
            }
            shown.set(scale);
        }));
    }

    fn wheel(&self, event: &WheelEvent) {
        event.prevent_default();
        let unit = if event.delta_mode() == WheelEvent::DOM_DELTA_LINE { 18.0 } else { 1.0 };
        if event.ctrl_key() || event.meta_key() {
            let factor = (-event.delta_y() * unit * 0.0035).clamp(-0.5, 0.5).exp();
            self.zoom_at(self.local(event), factor);
        } else if event.shift_key() && event.delta_x() == 0.0 {
            self.pan(-event.delta_y() * unit, 0.0);
        } else {
            self.pan(-event.delta_x() * unit, -event.delta_y() * unit);
        }
    }

    fn local(&self, event: &web_sys::MouseEvent) -> (f64, f64) {
        let pane = self.inner.borrow().pane.cast::<HtmlElement>();
        let corner =
            pane.map(|pane| pane.get_bounding_client_rect()).map_or((0.0, 0.0), |r| (r.left(), r.top()));
        (f64::from(event.client_x()) - corner.0, f64::from(event.client_y()) - corner.1)
    }

    fn down(&self, event: &PointerEvent) {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        let on_control = target.is_some_and(|target| {
            matches!(target.closest("button, input, .zoom, .what-if, .outline"), Ok(Some(_)))
        });
        if event.button() != 0 || on_control {
            return;
        }
        let at = self.local(event);
        let mut inner = self.inner.borrow_mut();
        inner.gesture.down(event.pointer_id(), at);
        inner.swallow = false;
    }

    fn moved(&self, event: &PointerEvent) {
        let at = self.local(event);
        let Some(step) = self.inner.borrow_mut().gesture.moved(event.pointer_id(), at) else { return };
        self.inner.borrow().mark("data-dragging", "true");
        match step {
            Step::Pan(dx, dy) => self.pan(dx, dy),
            Step::Pinch { by, about, factor } => {
                self.change(|inner, _| Some(inner.place.moved(by.0, by.1).zoomed(about, factor)));
            }
        }
    }

    fn up(&self, event: &PointerEvent) {
        if !self.inner.borrow_mut().gesture.up(event.pointer_id()) {
            return;
        }
        self.inner.borrow_mut().swallow = true;
        self.inner.borrow().mark("data-dragging", "false");
        // A click that belongs to the drag comes in this very task.
        let inner = self.inner.clone();
        Timeout::new(0, move || inner.borrow_mut().swallow = false).forget();
    }
}

impl Inner {
    fn pane_size(&self) -> Option<(f64, f64)> {
        let pane = self.pane.cast::<HtmlElement>()?;
        Some((f64::from(pane.client_width()), f64::from(pane.client_height())))
            .filter(|(w, h)| *w > 0.0 && *h > 0.0)
    }

    fn mark(&self, attribute: &str, value: &str) {
        if let Some(pane) = self.pane.cast::<HtmlElement>() {
            let _ = pane.set_attribute(attribute, value);
        }
    }
}

/// Lets the pointer and the wheel move `world` in `pane`.
#[hook]
pub(crate) fn use_pan_zoom(pane: &NodeRef, world: &NodeRef) -> PanZoom {
    let shown = use_state(|| 1.0);
    let inner = use_mut_ref(|| Inner {
        pane: pane.clone(),
        world: world.clone(),
        place: Viewpoint::default(),
        size: (0.0, 0.0),
        gesture: Gesture::default(),
        swallow: false,
        settle: None,
    });
    let handle = PanZoom { inner, shown };
    {
        let (handle, pane) = (handle.clone(), pane.clone());
        use_effect_with((), move |()| {
            let listeners = pane.cast::<HtmlElement>().map_or_else(Vec::new, |pane| listen(&handle, &pane));
            move || drop(listeners)
        });
    }
    handle
}

/// Moves and ends are heard on the window, so that a drag may leave the pane without capturing the pointer.
fn listen(handle: &PanZoom, pane: &HtmlElement) -> Vec<EventListener> {
    let on = |target: &web_sys::EventTarget, name: &'static str, act: fn(&PanZoom, &PointerEvent)| {
        let handle = handle.clone();
        EventListener::new(target, name, move |event| {
            if let Some(event) = event.dyn_ref::<PointerEvent>() {
                act(&handle, event);
            }
        })
    };
    let wheel = {
        let handle = handle.clone();
        EventListener::new_with_options(
            pane,
            "wheel",
            EventListenerOptions::enable_prevent_default(),
            move |event| {
                if let Some(event) = event.dyn_ref::<WheelEvent>() {
                    handle.wheel(event);
                }
            },
        )
    };
    let mut listeners = vec![wheel, on(pane, "pointerdown", PanZoom::down)];
    if let Some(window) = web_sys::window() {
        listeners.push(on(&window, "pointermove", PanZoom::moved));
        listeners.push(on(&window, "pointerup", PanZoom::up));
        listeners.push(on(&window, "pointercancel", PanZoom::up));
    }
    listeners
}
