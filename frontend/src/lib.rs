//! The browser's half: brings the drawn page to life. Never grows.

use wasm_bindgen::prelude::wasm_bindgen;

/// Called by the page's script once the module is there.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    // A page that is fetched apart from the program must be there before it can be brought to life.
    leptos::mount::hydrate_lazy(app::App);
}
