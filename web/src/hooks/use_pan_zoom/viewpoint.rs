//! Where the picture stands in its pane: plain geometry.

/// The least and the largest scale.
const SCALES: (f64, f64) = (0.08, 4.0);
/// The drawing's distance from the pane's edge when it fits.
const MARGIN: f64 = 16.0;
/// A box that is shown keeps this distance from the pane's edge.
const CLEAR: f64 = 12.0;
/// The height of the buttons at the pane's lower edge.
const BUTTONS: f64 = 44.0;
/// A pane that is narrower is a phone's.
const NARROW: f64 = 720.0;

/// Where the picture stands, in pixels of the pane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Viewpoint {
    /// The left edge.
    pub(super) x: f64,
    /// The upper edge.
    pub(super) y: f64,
    /// How large a pixel of the drawing is.
    pub(super) scale: f64,
}

impl Default for Viewpoint {
    fn default() -> Self {
        Self { x: MARGIN, y: MARGIN, scale: 1.0 }
    }
}

/// How much of a drawing shall be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// All of it.
    Whole,
    /// As much as stays legible: a tall drawing runs out of the pane below. On a phone all of it.
    Legible,
}

impl Viewpoint {
    /// The place in which a drawing fits its pane, never larger than it is; `None` where either has no size.
    pub(super) fn fit(pane: (f64, f64), drawing: (f64, f64), extent: Extent) -> Option<Self> {
        if [pane.0, pane.1, drawing.0, drawing.1].iter().any(|length| *length <= 0.0) {
            return None;
        }
        let room = |pane: f64, drawing: f64| (pane - 2.0 * MARGIN).max(1.0) / drawing;
        let (across, down) = (room(pane.0, drawing.0), room(pane.1, drawing.1));
        let scale = match extent {
            Extent::Legible if pane.0 >= NARROW => across.max(0.55).min(down.max(0.85)),
            Extent::Legible | Extent::Whole => across.min(down),
        };
        let scale = scale.clamp(SCALES.0, 1.0);
        let x = ((pane.0 - drawing.0 * scale) / 2.0).clamp(MARGIN / 2.0, 2.0 * MARGIN);
        Some(Self { x, y: MARGIN / 2.0, scale })
    }

    /// The place after a move by pixels of the pane.
    pub(super) fn moved(self, dx: f64, dy: f64) -> Self {
        Self { x: self.x + dx, y: self.y + dy, ..self }
    }

    /// The place after scaling about a point of the pane, which stays where it is.
    pub(super) fn zoomed(self, (x, y): (f64, f64), factor: f64) -> Self {
        let scale = (self.scale * factor).clamp(SCALES.0, SCALES.1);
        let grown = scale / self.scale;
        Self { x: x - (x - self.x) * grown, y: y - (y - self.y) * grown, scale }
    }

    /// The place after the least move that shows a box of the drawing: its start and its size.
    pub(super) fn showing(self, pane: (f64, f64), start: (f64, f64), size: (f64, f64)) -> Self {
        let near = |at: f64, start: f64, length: f64, room: f64| {
            let (first, last) = (at + start * self.scale, at + (start + length) * self.scale);
            if first < CLEAR {
                at + CLEAR - first
            } else if last > room - CLEAR {
                at - (last - room + CLEAR).min(first - CLEAR)
            } else {
                at
            }
        };
        Self {
            x: near(self.x, start.0, size.0, pane.0),
            y: near(self.y, start.1, size.1, pane.1 - BUTTONS),
            ..self
        }
    }

    /// How much of the text can still be read: `0` all, `1` titles, `2` nothing.
    pub(super) fn far(self) -> &'static str {
        match self.scale {
            scale if scale < 0.2 => "2",
            scale if scale < 0.45 => "1",
            _ => "0",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PANE: (f64, f64) = (1000.0, 800.0);

    #[test]
    fn a_drawing_fits_and_is_never_enlarged() {
        let small = Viewpoint::fit(PANE, (100.0, 100.0), Extent::Whole).unwrap();
        assert!((small.scale - 1.0).abs() < 1e-9);
        let wide = Viewpoint::fit(PANE, (1936.0, 100.0), Extent::Whole).unwrap();
        assert!((wide.scale - 0.5).abs() < 1e-9 && wide.x >= 0.0, "{wide:?}");
        assert_eq!(Viewpoint::fit((0.0, 0.0), (10.0, 10.0), Extent::Whole), None);
    }

    #[test]
    fn a_tall_drawing_opens_legibly_but_on_a_phone() {
        let tall = (500.0, 8000.0);
        let scale = |pane, extent| Viewpoint::fit(pane, tall, extent).unwrap().scale;
        assert!((scale(PANE, Extent::Legible) - 0.85).abs() < 1e-9);
        assert!(scale(PANE, Extent::Whole) < 0.1);
        assert!(scale((400.0, 800.0), Extent::Legible) < 0.1);
    }

    #[test]
    fn scaling_keeps_the_point_under_the_pointer() {
        let before = Viewpoint { x: 30.0, y: 40.0, scale: 0.5 };
        let at = (200.0, 300.0);
        let after = before.zoomed(at, 1.5);
        let drawn = |place: Viewpoint| ((at.0 - place.x) / place.scale, (at.1 - place.y) / place.scale);
        assert!((drawn(before).0 - drawn(after).0).abs() < 1e-9);
        assert!((drawn(before).1 - drawn(after).1).abs() < 1e-9);
        assert!((before.zoomed(at, 1e6).scale - 4.0).abs() < 1e-9);
    }

    #[test]
    fn a_box_is_shown_by_the_least_move() {
        let place = Viewpoint { x: 0.0, y: 0.0, scale: 1.0 };
        assert_eq!(place.showing(PANE, (100.0, 100.0), (50.0, 50.0)), place);
        let right = place.showing(PANE, (1200.0, 100.0), (100.0, 50.0));
        assert!((right.x + 312.0).abs() < 1e-9 && right.y.abs() < 1e-9, "{right:?}");
        let up = place.showing(PANE, (100.0, -50.0), (50.0, 20.0));
        assert!((up.y - 62.0).abs() < 1e-9, "{up:?}");
    }
}
