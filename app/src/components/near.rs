//! Waiting until an element is about to come into view.

use std::cell::Cell;
use std::pin::pin;

use futures::channel::oneshot;
use futures::future::select;
use gloo_timers::future::TimeoutFuture;
use js_sys::{Array, Promise};
use leptos::prelude::window;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    AddEventListenerOptions, Element, IntersectionObserver, IntersectionObserverEntry,
    IntersectionObserverInit,
};

/// How far outside the window counts as near.
const MARGIN: &str = "400px";
/// How long after the first sign of somebody the rest is fetched too.
const WANTED_AFTER_MS: u32 = 4_000;

/// Ends the first time that `element` is near. Whoever waits no longer watches no longer, and leaves nothing behind:
/// a promise that nobody keeps would hold what waits for it for ever.
pub(crate) async fn near(element: &Element) {
    let (tell, told) = oneshot::channel();
    // A browser that cannot watch counts everything as near.
    let Ok(watch) = Watch::begin(element, tell) else {
        return;
    };
    let _ = told.await;
    drop(watch);
}

/// The same, or when somebody has been there for a while: a page may be printed whole. While nobody is there, what
/// is not in view is not fetched.
pub(crate) async fn near_or_wanted(element: &Element) {
    let wanted = async {
        somebody_is_there().await;
        TimeoutFuture::new(WANTED_AFTER_MS).await;
    };
    select(pin!(near(element)), pin!(wanted)).await;
}

/// Ends once something was pointed at, touched or typed.
async fn somebody_is_there() {
    thread_local! {
        static THERE: Promise = Promise::new(&mut |resolve, _| {
            let once = AddEventListenerOptions::new();
            once.set_once(true);
            for sign in ["pointermove", "pointerdown", "keydown"] {
                let _ = window()
                    .add_event_listener_with_callback_and_add_event_listener_options(sign, &resolve, &once);
            }
        });
    }
    // It is never refused.
    let _ = JsFuture::from(THERE.with(Promise::clone)).await;
}

/// A look-out for an element.
struct Watch {
    observer: IntersectionObserver,
    _seen: Closure<dyn Fn(Array)>,
}

impl Watch {
    fn begin(element: &Element, tell: oneshot::Sender<()>) -> Result<Self, JsValue> {
        let tell = Cell::new(Some(tell));
        let seen = Closure::<dyn Fn(Array)>::new(move |entries: Array| {
            let is_in = |entry: JsValue| {
                entry
                    .unchecked_into::<IntersectionObserverEntry>()
                    .is_intersecting()
            };
            if entries.iter().any(is_in)
                && let Some(tell) = tell.take()
            {
                // Whoever waited may have gone.
                let _ = tell.send(());
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
