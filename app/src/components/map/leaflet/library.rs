//! Leaflet, its style sheet and the land: fetched once, when the first map is drawn.

use gloo_net::http::Request;
use js_sys::{Promise, Reflect};
use leptos::logging::warn;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlLinkElement, HtmlScriptElement};

use super::super::land::Land;

const SCRIPT: &str = "/vendor/leaflet.js";
const SHEET: &str = "/vendor/map.css";
const LAND: &str = "/vendor/land.json";

/// Makes the library ready, and gives the land; `None` where that alone did not come: marks on empty water
/// still say something.
pub(super) async fn load() -> Result<Option<Land>, JsValue> {
    let (script, sheet, land) = futures::join!(script(), sheet(), land());
    script?;
    sheet?;
    Ok(land
        .inspect_err(|error| warn!("map: no land: {error}"))
        .ok())
}

async fn script() -> Result<(), JsValue> {
    if Reflect::has(&window(), &"L".into())? {
        return Ok(());
    }
    let element = match document().get_element_by_id("leaflet-script") {
        Some(element) => element,
        None => {
            let script: HtmlScriptElement = document().create_element("script")?.dyn_into()?;
            script.set_src(SCRIPT);
            script.set_async(true);
            script.set_id("leaflet-script");
            append(script.into())?
        }
    };
    loaded(&element).await
}

async fn sheet() -> Result<(), JsValue> {
    if document().get_element_by_id("map-sheet").is_some() {
        return Ok(());
    }
    let link: HtmlLinkElement = document().create_element("link")?.dyn_into()?;
    link.set_rel("stylesheet");
    link.set_href(SHEET);
    link.set_id("map-sheet");
    loaded(&append(link.into())?).await
}

async fn land() -> Result<Land, String> {
    let answer = Request::get(LAND).send().await;
    let answer = answer.map_err(|error| error.to_string())?;
    let text = answer.text().await.map_err(|error| error.to_string())?;
    Land::read(&text).map_err(|error| error.to_string())
}

fn append(element: Element) -> Result<Element, JsValue> {
    let head = document().head();
    head.ok_or_else(|| JsValue::from("the page has no head"))?
        .append_child(&element)?;
    Ok(element)
}

async fn loaded(element: &Element) -> Result<(), JsValue> {
    let waiting = Promise::new(&mut |resolve, reject| {
        // Listening on an element does not fail.
        let _ = element.add_event_listener_with_callback("load", &resolve);
        let _ = element.add_event_listener_with_callback("error", &reject);
    });
    let outcome = JsFuture::from(waiting).await;
    if outcome.is_err() {
        // So that the next map tries again.
        element.remove();
    }
    outcome.map(|_| ())
}
