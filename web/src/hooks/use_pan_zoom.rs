//! Moves and scales the picture by a CSS transform on one wrapper, without rendering anything.

use gloo::events::{EventListener, EventListenerOptions};
use gloo::timers::callback::Timeout;
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, PointerEvent, WheelEvent};
use yew::prelude::*;

const LEAST: f64 = 0.08;
const MOST: f64 = 4.0;
/// A pointer that moves less than this clicks.
const THRESHOLD: f64 = 4.0;
/// The drawing's distance from the pane's edge when it fits.
const MARGIN: f64 = 16.0;

/// Where the picture stands.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Viewpoint {
    x: f64,
    y: f64,
    scale: f64,
}

#[derive(Debug, Default)]
struct Gesture {
    pointers: Vec<(i32, f64, f64)>,
    start: (f64, f64),
    dragging: bool,
}

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
        self.place_whole(f64::min);
    }

    /// As [`Self::fit`], but a tall drawing stays legible and runs out of the pane below; on a phone it fits.
    pub(crate) fn open(&self) {
        let narrow = self.inner.borrow().pane_size().is_some_and(|(width, _)| width < 720.0);
        self.place_whole(
            |across, down| if narrow { across.min(down) } else { across.max(0.55).min(down.max(0.85)) },
        );
    }

    fn place_whole(&self, choose: impl Fn(f64, f64) -> f64) {
        {
            let mut inner = self.inner.borrow_mut();
            let Some((width, height)) = inner.pane_size() else { return };
            let (w, h) = inner.size;
            if w <= 0.0 || h <= 0.0 {
                return;
            }
            let room = |pane: f64, drawing: f64| (pane - 2.0 * MARGIN).max(1.0) / drawing;
            let scale = choose(room(width, w), room(height, h)).clamp(LEAST, 1.0);
            let x = ((width - w * scale) / 2.0).clamp(MARGIN / 2.0, 2.0 * MARGIN);
            inner.place = Viewpoint { x, y: MARGIN / 2.0, scale };
        }
        self.write();
    }

    /// Scales about the middle of the pane.
    pub(crate) fn zoom(&self, factor: f64) {
        let middle = self.inner.borrow().pane_size().map_or((0.0, 0.0), |(w, h)| (w / 2.0, h / 2.0));
        self.zoom_at(middle, factor);
    }

    /// Shows the drawing at its own size, about the middle of the pane.
    pub(crate) fn natural(&self) {
        let scale = self.inner.borrow().place.scale;
        self.zoom(1.0 / scale);
    }

    /// Moves as little as is needed to show a box of the drawing.
    pub(crate) fn show(&self, x: i32, y: i32, width: i32, height: i32) {
        {
            let mut inner = self.inner.borrow_mut();
            let Some((pane_width, pane_height)) = inner.pane_size() else { return };
            let Viewpoint { scale, .. } = inner.place;
            let near = |at: f64, start: f64, length: f64, room: f64| {
                let (first, last) = (at + start * scale, at + (start + length) * scale);
                if first < 12.0 {
                    at + 12.0 - first
                } else if last > room - 12.0 {
                    at - (last - room + 12.0).min(first - 12.0)
                } else {
                    at
                }
            };
            let next_x = near(inner.place.x, f64::from(x), f64::from(width), pane_width);
            let next_y = near(inner.place.y, f64::from(y), f64::from(height), pane_height - 44.0);
            if (next_x, next_y) == (inner.place.x, inner.place.y) {
                return;
            }
            inner.place.x = next_x;
            inner.place.y = next_y;
        }
        self.write();
    }

    /// Moves by pixels of the screen.
    pub(crate) fn pan(&self, dx: f64, dy: f64) {
        {
            let mut inner = self.inner.borrow_mut();
            inner.place.x += dx;
            inner.place.y += dy;
        }
        self.write();
    }

    /// Says whether the click that follows belongs to a drag.
    pub(crate) fn swallows_click(&self) -> bool {
        std::mem::take(&mut self.inner.borrow_mut().swallow)
    }

    fn zoom_at(&self, (x, y): (f64, f64), factor: f64) {
        {
            let mut inner = self.inner.borrow_mut();
            let before = inner.place;
            let scale = (before.scale * factor).clamp(LEAST, MOST);
            let grown = scale / before.scale;
            inner.place = Viewpoint { x: x - (x - before.x) * grown, y: y - (y - before.y) * grown, scale };
        }
        self.write();
    }

    fn write(&self) {
        let mut inner = self.inner.borrow_mut();
        let Viewpoint { x, y, scale } = inner.place;
        if let Some(world) = inner.world.cast::<HtmlElement>() {
            let _ = world
                .style()
                .set_property("transform", &format!("translate({x:.1}px,{y:.1}px) scale({scale:.4})"));
        }
        if let Some(pane) = inner.pane.cast::<HtmlElement>() {
            let _ = pane.set_attribute("data-moving", "true");
            let far = if scale < 0.2 {
                "2"
            } else if scale < 0.45 {
                "1"
            } else {
                "0"
            };
            let _ = pane.set_attribute("data-far", far);
        }
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
        let on_control =
            event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()).is_some_and(
                |target| matches!(target.closest("button, input, .zoom, .what-if, .outline"), Ok(Some(_))),
            );
        if event.button() != 0 || on_control {
            return;
        }
        let (x, y) = self.local(event);
        let mut inner = self.inner.borrow_mut();
        let gesture = &mut inner.gesture;
        gesture.pointers.retain(|pointer| pointer.0 != event.pointer_id());
        gesture.pointers.push((event.pointer_id(), x, y));
        gesture.start = (x, y);
        gesture.dragging = gesture.pointers.len() > 1;
        inner.swallow = false;
    }

    fn moved(&self, event: &PointerEvent) {
        let (x, y) = self.local(event);
        let step = {
            let mut inner = self.inner.borrow_mut();
            let gesture = &mut inner.gesture;
            let Some(at) = gesture.pointers.iter().position(|pointer| pointer.0 == event.pointer_id()) else {
                return;
            };
            let other =
                gesture.pointers.iter().enumerate().find(|(index, _)| *index != at).map(|(_, p)| (p.1, p.2));
            let Some(pointer) = gesture.pointers.get_mut(at) else { return };
            let before = (pointer.1, pointer.2);
            if !gesture.dragging && (x - gesture.start.0).hypot(y - gesture.start.1) < THRESHOLD {
                return;
            }
            (pointer.1, pointer.2) = (x, y);
            gesture.dragging = true;
            (before, other)
        };
        self.mark_dragging(true);
        match step {
            (before, None) => self.pan(x - before.0, y - before.1),
            (before, Some(other)) => {
                let (was, is) =
                    ((before.0 - other.0).hypot(before.1 - other.1), (x - other.0).hypot(y - other.1));
                self.pan((x - before.0) / 2.0, (y - before.1) / 2.0);
                self.zoom_at((f64::midpoint(x, other.0), f64::midpoint(y, other.1)), is / was.max(1.0));
            }
        }
    }

    fn up(&self, event: &PointerEvent) {
        {
            let mut inner = self.inner.borrow_mut();
            let gesture = &mut inner.gesture;
            gesture.pointers.retain(|pointer| pointer.0 != event.pointer_id());
            if !gesture.dragging {
                return;
            }
            gesture.dragging = !gesture.pointers.is_empty();
            inner.swallow = true;
        }
        self.mark_dragging(false);
        // A click that belongs to the drag comes in this very task.
        let inner = self.inner.clone();
        Timeout::new(0, move || inner.borrow_mut().swallow = false).forget();
    }

    fn mark_dragging(&self, dragging: bool) {
        if let Some(pane) = self.inner.borrow().pane.cast::<HtmlElement>() {
            let _ = pane.set_attribute("data-dragging", if dragging { "true" } else { "false" });
        }
    }
}

impl Inner {
    fn pane_size(&self) -> Option<(f64, f64)> {
        let pane = self.pane.cast::<HtmlElement>()?;
        Some((f64::from(pane.client_width()), f64::from(pane.client_height())))
            .filter(|(w, h)| *w > 0.0 && *h > 0.0)
    }
}

/// Lets the pointer and the wheel move `world` in `pane`.
#[hook]
pub(crate) fn use_pan_zoom(pane: &NodeRef, world: &NodeRef) -> PanZoom {
    let shown = use_state(|| 1.0);
    let inner = use_mut_ref(|| Inner {
        pane: pane.clone(),
        world: world.clone(),
        place: Viewpoint { x: MARGIN, y: MARGIN, scale: 1.0 },
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
