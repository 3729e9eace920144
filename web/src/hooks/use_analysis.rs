//! Keeps the analysis up to date: at once after a command, after a pause while someone types.

use crate::engine::{Checked, Engine};
use crate::state::State;
use gloo::timers::callback::Timeout;
use std::rc::Rc;
use yew::prelude::*;

/// The pause after the last key, in milliseconds.
const PAUSE: u32 = 180;

/// The analysis of the last settled state.
#[hook]
pub(crate) fn use_analysis(state: &UseReducerHandle<State>) -> Rc<Checked> {
    let engine = use_mut_ref(Engine::default);
    let checked = {
        let engine = engine.clone();
        let state = state.clone();
        use_state(move || Rc::new(engine.borrow_mut().check(&state)))
    };
    let dependencies = (state.files.clone(), state.settings.clone(), state.what_ifs.clone(), state.fits);
    let first = use_mut_ref(|| true);
    {
        let (state, checked) = (state.clone(), checked.clone());
        use_effect_with(dependencies, move |_| {
            let is_first = std::mem::replace(&mut *first.borrow_mut(), false);
            let pause = if state.typed { PAUSE } else { 0 };
            let run = move || {
                let next = engine.borrow_mut().check(&state);
                checked.set(Rc::new(next));
            };
            let timeout = (!is_first).then(|| Timeout::new(pause, run));
            move || drop(timeout)
        });
    }
    (*checked).clone()
}
