//! The browser's half: brings the drawn page to life. Never grows.

use leptos::mount::hydrate_from_async;
use leptos::prelude::{document, request_animation_frame};
use leptos::tachys::dom::body;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;

/// Called by the page's script once the module is there.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    spawn_local(async {
        // A page that is fetched apart from the program must be there before it can be brought to life.
        hydrate_from_async(body(), app::App).await.forget();
        // One frame later: whatever waited for data that came with the page has run by then.
        request_animation_frame(mark_hydrated);
    });
}

/// Sets `data-hydrated` on the body once the page reacts: end-to-end tests wait for it.
fn mark_hydrated() {
    if let Some(body) = document().body() {
        // Nothing to do about a body that takes no attribute.
        let _ = body.set_attribute("data-hydrated", "");
    }
}

/// Read by nobody and in no piece of the program. Cutting it into pieces aligns the constants of each anew; should that make
/// them longer than they were together, all of them would go into the first piece (140 kB). This is room for it.
#[used]
static ROOM_FOR_ALIGNMENT: [u8; 4096] = [1; 4096];
