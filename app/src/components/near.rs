//! Waiting until an element is about to come into view.

use std::pin::pin;

use futures::future::select;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// How far outside the window counts as near.
const MARGIN: &str = "400px";

/// Ends the first time that `element` is near.
pub(crate) async fn near(element: &Element) {
    let promise = Promise::new(&mut |resolve, _| {
        // A browser that cannot watch counts everything as near.
        if watch(element, resolve.clone()).is_err() {
            let _ = resolve.call0(&JsValue::UNDEFINED);
        }
    });
    // It is never refused.
    let _ = JsFuture::from(promise).await;
}

/// The same, or after so many milliseconds: for what is wanted in the end, on paper for one.
pub(crate) async fn near_or_after(element: &Element, milliseconds: u32) {
    select(pin!(near(element)), TimeoutFuture::new(milliseconds)).await;
}

fn watch(element: &Element, resolve: js_sys::Function) -> Result<(), JsValue> {
    let seen = Closure::<dyn Fn(Array, IntersectionObserver)>::new(
        move |entries: Array, observer: IntersectionObserver| {
            let is_in = |entry: JsValue| {
                entry
                    .unchecked_into::<IntersectionObserverEntry>()
                    .is_intersecting()
            };
            if entries.iter().any(is_in) {
                observer.disconnect();
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }
        },
    );
    let options = IntersectionObserverInit::new();
    options.set_root_margin(MARGIN);
    let callback = seen.into_js_value();
    IntersectionObserver::new_with_options(callback.unchecked_ref(), &options)?.observe(element);
    Ok(())
}
