//! The Portolan page.

use yew::prelude::*;

#[component]
fn App() -> Html {
    html! {
        <main>
            <h1>{ "Portolan" }</h1>
        </main>
    }
}

fn main() {
    yew::Renderer::<App>::new().render();
}
