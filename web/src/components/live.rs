//! What a screen reader is told: how many problems there are, at most once a second.

use crate::engine::Checked;
use crate::findings::{counted, rows};
use crate::settings::Settings;
use gloo::timers::callback::Timeout;
use portolan_core::diagnostic::Severity;
use std::rc::Rc;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct LiveProps {
    /// The analysis.
    pub(crate) checked: Rc<Checked>,
    /// The settings.
    pub(crate) settings: Rc<Settings>,
    /// What is supposed, in words; empty without a what-if.
    pub(crate) supposed: AttrValue,
}

#[component]
pub(crate) fn Live(props: &LiveProps) -> Html {
    let said = use_state(AttrValue::default);
    let before = use_mut_ref(|| None::<usize>);
    {
        let said = said.clone();
        use_effect_with(
            (props.checked.clone(), props.settings.clone(), props.supposed.clone()),
            move |(checked, settings, supposed)| {
                let now = rows(&checked.analysis, settings)
                    .iter()
                    .filter(|row| row.severity >= Severity::Warning)
                    .count();
                let supposed = supposed.clone();
                let timeout = Timeout::new(1_000, move || {
                    let was = before.borrow_mut().replace(now);
                    let fixed = was.map_or(0, |was| was.saturating_sub(now));
                    let mut text = counted(now, "problem", "problems");
                    if fixed > 0 {
                        text.push_str(&format!(", {fixed} fixed"));
                    }
                    if !supposed.is_empty() {
                        text.push_str(&format!(". {supposed}"));
                    }
                    said.set(text.into());
                });
                move || drop(timeout)
            },
        );
    }
    html! { <div class="quiet" role="status" aria-live="polite">{ (*said).clone() }</div> }
}
