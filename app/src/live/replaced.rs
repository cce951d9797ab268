//! Whether the server still has the program that this page runs.

use gloo_net::http::{Method, RequestBuilder};
use leptos::prelude::*;
use leptos::task::spawn_local;
use web_sys::RequestCache;

use super::Live;

/// Asks for the page's own program by its address, which is of one build alone: another build answers that there is
/// no such file. No answer says nothing.
pub(super) fn look_for_another(live: Live) {
    let at = document()
        .document_element()
        .and_then(|root| root.get_attribute("data-program"));
    let Some(at) = at else { return };
    spawn_local(async move {
        let asked = RequestBuilder::new(&format!("{at}/carbon-nexus.js"))
            .method(Method::HEAD)
            .cache(RequestCache::NoStore)
            .send()
            .await;
        if let Ok(answer) = asked {
            // The page may have gone.
            let _ = live.is_replaced.try_set(answer.status() == 404);
        }
    });
}
