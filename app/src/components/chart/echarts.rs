//! The browser's half of a chart: the ECharts global, typed as far as it is used.

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Promise, Reflect};
use leptos::html::Div;
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Element, HtmlScriptElement, ResizeObserver};

use super::super::near::near_or_wanted;
use super::{ChartBuilder, Palette};
use crate::piece::{NotFetched, piece};

const SCRIPT: &str = "/vendor/echarts.min.js";
const SCRIPT_ID: &str = "echarts-script";

#[wasm_bindgen]
extern "C" {
    /// A drawn chart.
    #[derive(Clone)]
    type Instance;

    #[wasm_bindgen(catch, js_namespace = echarts, js_name = init)]
    fn init(element: &Element, theme: &JsValue, options: &JsValue) -> Result<Instance, JsValue>;

    #[wasm_bindgen(catch, method, js_name = setOption)]
    fn set_option(this: &Instance, option: &JsValue, how: &JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method)]
    fn resize(this: &Instance);

    #[wasm_bindgen(method)]
    fn dispose(this: &Instance);

    /// What the drawing is drawn on.
    #[wasm_bindgen(method, js_name = getZr)]
    fn surface(this: &Instance) -> Surface;

    #[wasm_bindgen(method, js_name = containPixel)]
    fn contains(this: &Instance, finder: &str, at: &Array) -> bool;

    /// Of a place in pixels, the steps of both axes.
    #[wasm_bindgen(method, js_name = convertFromPixel)]
    fn steps_at(this: &Instance, finder: &str, at: &Array) -> Array;

    type Surface;

    #[wasm_bindgen(method)]
    fn on(this: &Surface, event: &str, told: &Closure<dyn Fn(Clicked)>);

    /// A click on the surface.
    type Clicked;

    #[wasm_bindgen(method, getter, js_name = offsetX)]
    fn x_px(this: &Clicked) -> f64;

    #[wasm_bindgen(method, getter, js_name = offsetY)]
    fn y_px(this: &Clicked) -> f64;
}

/// Everything that lives as long as the drawing.
struct Drawing {
    instance: Instance,
    observer: ResizeObserver,
    value_text: Closure<dyn Fn(f64) -> String>,
    is_drawn: Cell<bool>,
    _resize: Closure<dyn Fn()>,
    _clicked: Option<Closure<dyn Fn(Clicked)>>,
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.observer.disconnect();
        self.instance.dispose();
    }
}

/// Draws into `node` and keeps the drawing up to date until the owner goes.
pub(super) fn draw(
    node: NodeRef<Div>,
    failed: RwSignal<bool>,
    build: ChartBuilder,
    value_text: fn(f64) -> String,
    theme: Signal<u32>,
    pick: Option<Callback<usize>>,
) {
    let drawing = RwSignal::new_local(None::<Rc<Drawing>>);
    let newest = StoredValue::new(0_u32);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        spawn_local(async move {
            near_or_wanted(&element).await;
            let made = match load().await {
                Ok(()) => create(&element, value_text, pick),
                Err(error) => Err(error),
            };
            match made {
                // The page may have gone while the library came: then nobody takes the drawing.
                Ok(made) => {
                    let _ = drawing.try_set(Some(Rc::new(made)));
                }
                Err(error) => {
                    warn!("chart: {error:?}");
                    let _ = failed.try_set(true);
                }
            }
        });
    });
    Effect::new(move |_| {
        theme.track();
        let Some(drawing) = drawing.get() else { return };
        let palette = Palette::of_page();
        if let Some(element) = node.get_untracked() {
            // A drawing keeps its colours on paper, which is white: the style sheet has to know them.
            let _ = element.set_attribute("data-drawn", &palette.color("color-scheme"));
        }
        let chart = build(&palette);
        let turn = newest.get_value().wrapping_add(1);
        newest.set_value(turn);
        spawn_local(async move {
            let text = option_text(chart).await;
            // A later drawing may have been faster, or the page may have gone.
            if newest.try_get_value() != Some(turn) {
                return;
            }
            let drawn = match text {
                Ok(text) => update(&drawing, text),
                Err(NotFetched) => Err("the program that writes its options did not come".into()),
            };
            if let Err(error) = drawn {
                warn!("chart: {error:?}");
                let _ = failed.try_set(true);
            }
        });
    });
    on_cleanup(move || {
        let _ = drawing.try_set(None);
    });
}

fn create(
    element: &Element,
    value_text: fn(f64) -> String,
    pick: Option<Callback<usize>>,
) -> Result<Drawing, JsValue> {
    let instance = init(element, &JsValue::NULL, &JsValue::UNDEFINED)?;
    let resized = instance.clone();
    let resize = Closure::<dyn Fn()>::new(move || resized.resize());
    let observer = ResizeObserver::new(resize.as_ref().unchecked_ref())?;
    observer.observe(element);
    let clicked = pick.map(|pick| {
        let clicked = on_click(&instance, pick);
        instance.surface().on("click", &clicked);
        clicked
    });
    Ok(Drawing {
        instance,
        observer,
        value_text: Closure::new(value_text),
        is_drawn: Cell::new(false),
        _resize: resize,
        _clicked: clicked,
    })
}

/// Tells the step of the axis above which, or in whose bar, a click was.
fn on_click(instance: &Instance, pick: Callback<usize>) -> Closure<dyn Fn(Clicked)> {
    let instance = instance.clone();
    Closure::new(move |clicked: Clicked| {
        let at = Array::of2(&clicked.x_px().into(), &clicked.y_px().into());
        if instance.contains("grid", &at)
            && let Some(step) = instance.steps_at("grid", &at).get(0).as_f64()
        {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "steps are counted from nought; a conversion saturates"
            )]
            pick.run(step as usize);
        }
    })
}

// The options as JSON. Writing them takes much program, which the first page does without.
piece! {
    fn option_text / fetch_option_text(chart: charming::Chart) -> Result<String, String> {
        serde_json::to_string(&chart).map_err(|error| error.to_string())
    }
}

fn update(drawing: &Drawing, options: Result<String, String>) -> Result<(), JsValue> {
    let text = options.map_err(JsValue::from)?;
    let option = js_sys::JSON::parse(&text)?;
    let formatter: &JsValue = drawing.value_text.as_ref();
    let tooltip = Reflect::get(&option, &"tooltip".into())?;
    if tooltip.is_object() {
        Reflect::set(&tooltip, &"valueFormatter".into(), formatter)?;
    }
    for label in labels(&option, "yAxis")? {
        Reflect::set(&label, &"formatter".into(), formatter)?;
    }
    for label in labels(&option, "xAxis")? {
        // From when until when it goes is always said; both would be cut off by the edges of the drawing.
        Reflect::set(&label, &"alignMinLabel".into(), &"left".into())?;
        Reflect::set(&label, &"alignMaxLabel".into(), &"right".into())?;
        for always in ["showMinLabel", "showMaxLabel", "hideOverlap"] {
            Reflect::set(&label, &always.into(), &JsValue::TRUE)?;
        }
    }
    // Figures that move every few seconds would never come to rest.
    if drawing.is_drawn.replace(true) || wants_stillness() {
        Reflect::set(&option, &"animation".into(), &JsValue::FALSE)?;
    }
    // Series that are gone go; those that stay have their new values.
    let how = js_sys::Object::new();
    Reflect::set(&how, &"replaceMerge".into(), &"series".into())?;
    drawing.instance.set_option(&option, &how)
}

/// What is set about the labels of axes: of none, of one, or of a list of them.
fn labels(option: &JsValue, axes: &str) -> Result<Vec<JsValue>, JsValue> {
    let axes = Reflect::get(option, &axes.into())?;
    let axes = if axes.is_object() && !Array::is_array(&axes) {
        Array::of1(&axes)
    } else {
        axes.dyn_into().unwrap_or_default()
    };
    let labels = axes
        .iter()
        .map(|axis| Reflect::get(&axis, &"axisLabel".into()));
    let labels = labels.filter(|label| label.as_ref().map_or(true, JsValue::is_object));
    labels.collect()
}

fn wants_stillness() -> bool {
    window()
        .match_media("(prefers-reduced-motion: reduce)")
        .ok()
        .flatten()
        .is_some_and(|query| query.matches())
}

/// Loads the library once for all charts.
async fn load() -> Result<(), JsValue> {
    if Reflect::has(&window(), &"echarts".into())? {
        return Ok(());
    }
    let script = match document().get_element_by_id(SCRIPT_ID) {
        Some(script) => script,
        None => append_script()?,
    };
    let loaded = Promise::new(&mut |resolve, reject| {
        // Listening on an element does not fail.
        let _ = script.add_event_listener_with_callback("load", &resolve);
        let _ = script.add_event_listener_with_callback("error", &reject);
    });
    let outcome = JsFuture::from(loaded).await;
    if outcome.is_err() {
        // So that the next chart tries again.
        script.remove();
    }
    outcome.map(|_| ())
}

fn append_script() -> Result<Element, JsValue> {
    let script: HtmlScriptElement = document().create_element("script")?.dyn_into()?;
    script.set_id(SCRIPT_ID);
    script.set_src(SCRIPT);
    script.set_async(true);
    document()
        .body()
        .ok_or_else(|| JsValue::from("the page has no body"))?
        .append_child(&script)?;
    Ok(script.into())
}
