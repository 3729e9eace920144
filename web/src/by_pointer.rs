//! Shared data that is compared by where it is: an analysis or a scene is never changed, only replaced.

use std::ops::Deref;
use std::rc::Rc;

/// Equal to itself and its clones.
#[derive(Debug)]
pub(crate) struct ByPointer<T>(pub(crate) Rc<T>);

impl<T> Clone for ByPointer<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for ByPointer<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Deref for ByPointer<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}
