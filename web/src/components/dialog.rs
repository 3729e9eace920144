//! A panel over the page: the browser's own dialog, which holds the focus and closes on Escape.

use super::icon;
use web_sys::HtmlDialogElement;
use yew::prelude::*;

#[derive(PartialEq, Properties)]
pub(crate) struct ModalProps {
    /// Its title.
    pub(crate) title: AttrValue,
    /// Called when it is closed.
    pub(crate) on_close: Callback<()>,
    /// What is in it.
    pub(crate) children: Html,
}

#[component]
pub(crate) fn Modal(props: &ModalProps) -> Html {
    let dialog = use_node_ref();
    {
        let dialog = dialog.clone();
        use_effect_with((), move |()| {
            if let Some(dialog) = dialog.cast::<HtmlDialogElement>()
                && !dialog.open()
            {
                let _ = dialog.show_modal();
            }
        });
    }
    let closed = {
        let on_close = props.on_close.clone();
        Callback::from(move |_: Event| on_close.emit(()))
    };
    let close = {
        let on_close = props.on_close.clone();
        Callback::from(move |_: MouseEvent| on_close.emit(()))
    };
    html! {
        <dialog ref={dialog} class="dialog" aria-labelledby="dialog-title" onclose={closed}>
            <div class="dialog-head">
                <h2 id="dialog-title">{ &props.title }</h2>
                <button class="button" aria-label="Close" onclick={close}>{ icon::icon(icon::CLOSE) }</button>
            </div>
            <div class="dialog-body" tabindex="0" role="group" aria-labelledby="dialog-title">{ props.children.clone() }</div>
        </dialog>
    }
}
