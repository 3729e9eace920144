//! What kubectl would print.

use portolan_core::Analysis;
use portolan_core::object::Object;
use yew::prelude::*;

pub(super) fn view(_analysis: &Analysis, object: &Object) -> Html {
    html! { <p class="inspector-note">{ format!("kubectl's output for {} is not worked out yet.", object.name) }</p> }
}
