//! What script adds to a drawn page: forms are sent without leaving it, faults appear at their
//! fields, a secret can be copied, times are written in the reader's zone.

use gloo_net::http::{Request, Response};
use leptos::ev;
use leptos::html::Div;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::problem::ErrorKind;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, Event, FormData, HtmlElement, HtmlFormElement, SubmitEvent, UrlSearchParams};

use crate::components::{local_text, query_text};
use crate::error::AppError;

const FORM_TYPE: &str = "application/x-www-form-urlencoded";
/// Set by the server beside `Location` when the answer leads elsewhere.
const REDIRECT_HEADER: &str = "serverfnredirect";

/// Brings a drawn page to life, once it is there.
pub(super) fn enliven(node: NodeRef<Div>, again: RwSignal<u32>) {
    let navigate = use_navigate();
    Effect::new(move |_| {
        let Some(root) = node.get() else { return };
        write_local_times(&root);
        let navigate = navigate.clone();
        let go = move |address: &str| navigate(address, NavigateOptions::default());
        let root: HtmlElement = root.into();
        let _ = leptos::prelude::AddAnyAttr::add_any_attr;
        listen(&root, go, again);
    });
}

fn listen(root: &HtmlElement, go: impl Fn(&str) + 'static, again: RwSignal<u32>) {
    // The listeners live and go with the element they are on.
    let on_submit = Closure::<dyn Fn(SubmitEvent)>::new(move |event: SubmitEvent| {
        if let Some(form) = form_of(&event) {
            sent(&event, &form, &go, again);
        }
    });
    let on_click = Closure::<dyn Fn(Event)>::new(|event: Event| copy_secret(&event));
    for (name, listener) in [
        ("submit", on_submit.into_js_value()),
        ("click", on_click.into_js_value()),
    ] {
        // Listening on an element does not fail.
        let _ = root.add_event_listener_with_callback(name, listener.unchecked_ref());
    }
}
