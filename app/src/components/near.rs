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

/// Ends the first time that `element` is near. Whoever waits no longer watches no longer.
pub(crate) async fn near(element: &Element) {
    let mut watch = None;
    let promise = Promise::new(
        &mut |resolve, _| match Watch::begin(element, resolve.clone()) {
            Ok(begun) => watch = Some(begun),
            // A browser that cannot watch counts everything as near.
            Err(_) => {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }
        },
    );
    // It is never refused.
    let _ = JsFuture::from(promise).await;
    drop(watch);
}

/// The same, or after so many milliseconds: for what is wanted in the end, on paper for one.
pub(crate) async fn near_or_after(element: &Element, milliseconds: u32) {
    select(pin!(near(element)), TimeoutFuture::new(milliseconds)).await;
}

/// A look-out for an element.
struct Watch {
    observer: IntersectionObserver,
    _seen: Closure<dyn Fn(Array)>,
}

impl Watch {
    fn begin(element: &Element, resolve: js_sys::Function) -> Result<Self, JsValue> {
        let seen = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            let is_in = |entry: JsValue| {
                entry
                    .unchecked_into::<IntersectionObserverEntry>()
                    .is_intersecting()
            };
            if entries.iter().any(is_in) {
                let _ = resolve.call0(&JsValue::UNDEFINED);
            }
        });
        let options = IntersectionObserverInit::new();
        options.set_root_margin(MARGIN);
        let callback = seen.as_ref().unchecked_ref();
        let observer = IntersectionObserver::new_with_options(callback, &options)?;
        observer.observe(element);
        Ok(Self {
            observer,
            _seen: seen,
        })
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
