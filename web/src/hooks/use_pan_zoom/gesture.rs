//! One or two pointers that move the picture: plain bookkeeping.

/// A pointer that moves less than this clicks.
const THRESHOLD: f64 = 4.0;

/// The pointers that are down.
#[derive(Debug, Default)]
pub(super) struct Gesture {
    pointers: Vec<(i32, (f64, f64))>,
    start: (f64, f64),
    is_drag: bool,
}

/// What a move of a pointer does to the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Step {
    /// Moves it.
    Pan(f64, f64),
    /// Moves it and scales it about a point.
    Pinch {
        /// The move.
        by: (f64, f64),
        /// The point.
        about: (f64, f64),
        /// The factor.
        factor: f64,
    },
}

impl Gesture {
    /// A pointer goes down.
    pub(super) fn down(&mut self, id: i32, at: (f64, f64)) {
        self.pointers.retain(|pointer| pointer.0 != id);
        self.pointers.push((id, at));
        self.start = at;
        self.is_drag = self.pointers.len() > 1;
    }

    /// A pointer moves; nothing happens until it is more than a click.
    pub(super) fn moved(&mut self, id: i32, (x, y): (f64, f64)) -> Option<Step> {
        let at = self.pointers.iter().position(|pointer| pointer.0 == id)?;
        let other = self.pointers.iter().find(|pointer| pointer.0 != id).map(|pointer| pointer.1);
        if !self.is_drag && (x - self.start.0).hypot(y - self.start.1) < THRESHOLD {
            return None;
        }
        self.is_drag = true;
        let (_, before) = std::mem::replace(self.pointers.get_mut(at)?, (id, (x, y)));
        let (dx, dy) = (x - before.0, y - before.1);
        let Some(other) = other else { return Some(Step::Pan(dx, dy)) };
        let apart = |point: (f64, f64)| (point.0 - other.0).hypot(point.1 - other.1);
        Some(Step::Pinch {
            by: (dx / 2.0, dy / 2.0),
            about: (f64::midpoint(x, other.0), f64::midpoint(y, other.1)),
            factor: apart((x, y)) / apart(before).max(1.0),
        })
    }

    /// A pointer goes up; says whether it was a drag, so that the click that follows means nothing.
    pub(super) fn up(&mut self, id: i32) -> bool {
        self.pointers.retain(|pointer| pointer.0 != id);
        let was_drag = self.is_drag;
        self.is_drag = was_drag && !self.pointers.is_empty();
        was_drag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_move_is_a_click() {
        let mut gesture = Gesture::default();
        gesture.down(1, (10.0, 10.0));
        assert_eq!(gesture.moved(1, (12.0, 12.0)), None);
        assert!(!gesture.up(1));
    }

    #[test]
    fn a_drag_moves_and_its_click_means_nothing() {
        let mut gesture = Gesture::default();
        gesture.down(1, (10.0, 10.0));
        assert_eq!(gesture.moved(1, (20.0, 10.0)), Some(Step::Pan(10.0, 0.0)));
        assert_eq!(gesture.moved(1, (21.0, 10.0)), Some(Step::Pan(1.0, 0.0)));
        assert_eq!(gesture.moved(2, (50.0, 50.0)), None, "a pointer that is not down");
        assert!(gesture.up(1));
        assert!(!gesture.up(1));
    }

    #[test]
    fn two_pointers_pinch() {
        let mut gesture = Gesture::default();
        gesture.down(1, (0.0, 0.0));
        gesture.down(2, (100.0, 0.0));
        let step = gesture.moved(2, (200.0, 0.0));
        assert_eq!(step, Some(Step::Pinch { by: (50.0, 0.0), about: (100.0, 0.0), factor: 2.0 }));
    }
}
