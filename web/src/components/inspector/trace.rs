//! One request, hop by hop.

use portolan_core::Analysis;
use portolan_core::object::Object;
use yew::prelude::*;

pub(super) fn view(_analysis: &Analysis, object: &Object) -> Html {
    html! { <p class="inspector-note">{ format!("The path of a request to {} is the one that is highlighted in the picture.", object.name) }</p> }
}
