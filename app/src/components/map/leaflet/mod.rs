//! The browser's half of a map: what lives as long as the drawing, and when it is drawn anew.

mod glow_layer;

mod library;

mod marks;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Array, Reflect};
use leaflet::{
    Handler, LatLng, LatLngBounds, LayerGroup, Map, MapOptions, Polygon, Polyline, PolylineOptions,
    Svg, SvgOptions, TileLayer, TileLayerOptions,
};
use leptos::html::Div;
use leptos::logging::warn;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::prelude::*;
use web_sys::{HtmlElement, ResizeObserver};

use self::glow_layer::GlowLayer;
use self::marks::Marks;
use super::land::Land;
use super::{Line, Scene, Tiles, mercator};
use crate::components::chart::Palette;

/// The built-in land is true to about 4 km: closer, only tiles show more.
const ZOOM_MAX: f64 = 9.0;
const ZOOM_MAX_OF_TILES: f64 = 18.0;
/// A single place is shown with its surroundings.
const ZOOM_OF_ONE: f64 = 6.0;
/// Share of all weight that the map moves to: a far place that hardly weighs must not make the rest small.
const SHARE_IN_VIEW: f64 = 0.8;

/// What the drawing reads and tells.
#[derive(Clone, Copy)]
pub(super) struct Signals {
    pub(super) scene: Signal<Scene>,
    pub(super) theme: Signal<u32>,
    pub(super) failed: RwSignal<bool>,
    pub(super) is_drawn: RwSignal<bool>,
    pub(super) peak: RwSignal<f64>,
}

/// What Leaflet or the browser calls with an event.
type Listener = Closure<dyn FnMut(JsValue)>;

/// Everything that lives as long as the drawing.
struct Drawing {
    map: Map,
    marks: RefCell<Marks>,
    glow: RefCell<GlowLayer>,
    lines: LayerGroup,
    of: RefCell<Option<String>>,
    peak: RwSignal<f64>,
    observer: ResizeObserver,
    /// Called by Leaflet and the browser as long as the map is there.
    listeners: RefCell<Vec<Listener>>,
    _resize: Closure<dyn Fn()>,
}

impl Drop for Drawing {
    fn drop(&mut self) {
        self.observer.disconnect();
        self.map.remove();
    }
}

/// Draws into `node` and keeps the drawing up to date until the owner goes. The answer moves the map to
/// all of its places.
pub(super) fn draw(node: NodeRef<Div>, signals: Signals, tiles: Option<Tiles>) -> Callback<()> {
    let drawing = RwSignal::new_local(None::<Rc<Drawing>>);
    Effect::new(move |_| {
        let Some(element) = node.get() else { return };
        let tiles = tiles.clone();
        spawn_local(async move {
            let made = match library::load().await {
                Ok(land) => create(&element, land.as_ref(), tiles.as_ref(), signals.peak),
                Err(error) => Err(error),
            };
            match made {
                // The page may have gone while the library came: then nobody takes the drawing.
                Ok(made) => {
                    let _ = drawing.try_set(Some(made));
                    let _ = signals.is_drawn.try_set(true);
                }
                Err(error) => {
                    warn!("map: {error:?}");
                    let _ = signals.failed.try_set(true);
                }
            }
        });
    });
    Effect::new(move |_| {
        signals.theme.track();
        let Some(drawing) = drawing.get() else { return };
        signals.scene.with(|scene| drawing.show(scene));
    });
    on_cleanup(move || {
        let _ = drawing.try_set(None);
    });
    Callback::new(move |()| {
        if let Some(drawing) = drawing.get_untracked() {
            signals
                .scene
                .with_untracked(|scene| drawing.look_at(scene, 1.0));
        }
    })
}

fn create(
    element: &HtmlElement,
    land: Option<&Land>,
    tiles: Option<&Tiles>,
    peak: RwSignal<f64>,
) -> Result<Rc<Drawing>, JsValue> {
    let options = MapOptions::new();
    options.set_attribution_control(false);
    options.set_min_zoom(1.0);
    options.set_max_zoom(if tiles.is_some() {
        ZOOM_MAX_OF_TILES
    } else {
        ZOOM_MAX
    });
    // Pictures of tiles are sharp at whole zooms alone.
    options.set_zoom_snap(if tiles.is_some() { 1.0 } else { 0.5 });
    options.set_max_bounds(LatLngBounds::new(
        &LatLng::new(-80.0, -200.0),
        &LatLng::new(86.0, 200.0),
    ));
    // What would take the page's own scrolling away waits until the map has the focus.
    options.set_scroll_wheel_zoom(false);
    let is_touched = matches_media("(pointer: coarse)");
    options.set_dragging(!is_touched);
    let is_still = matches_media("(prefers-reduced-motion: reduce)");
    options.set_zoom_animation(!is_still);
    options.set_fade_animation(!is_still);
    options.set_inertia(!is_still);
    let map = Map::new_with_element(element, &options)?;
    map.set_view(&LatLng::new(30.0, 10.0), 1.0);
    if let Some(tiles) = tiles {
        add_tiles(&map, tiles);
    }
    if let Some(land) = land {
        add_land(&map, land)?;
    }
    let lines = LayerGroup::new();
    lines.add_to(&map);
    let resized = map.clone();
    let resize = Closure::<dyn Fn()>::new(move || {
        resized.invalidate_size(false);
    });
    let observer = ResizeObserver::new(resize.as_ref().unchecked_ref())?;
    observer.observe(element);
    let drawing = Rc::new(Drawing {
        marks: RefCell::new(Marks::default()),
        glow: RefCell::new(GlowLayer::new(&map)?),
        lines,
        of: RefCell::new(None),
        peak,
        observer,
        listeners: RefCell::new(Vec::new()),
        _resize: resize,
        map,
    });
    listen(&drawing, element, is_touched)?;
    Ok(drawing)
}

/// Calls `run` as long as the drawing is there, which is held weakly: the listener is kept by it.
fn listener(drawing: &Rc<Drawing>, run: impl Fn(&Drawing, &JsValue) + 'static) -> Listener {
    let drawing = Rc::downgrade(drawing);
    Closure::new(move |event| {
        if let Some(drawing) = drawing.upgrade() {
            run(&drawing, &event);
        }
    })
}

fn listen(drawing: &Rc<Drawing>, element: &HtmlElement, is_touched: bool) -> Result<(), JsValue> {
    let mut kept = drawing.listeners.borrow_mut();
    let moved = listener(drawing, |drawing, _| drawing.redraw());
    let zooms = listener(drawing, |drawing, event| {
        drawing.glow.borrow().follow(&drawing.map, event);
    });
    for (kind, listener) in [("moveend", moved), ("zoomanim", zooms)] {
        drawing.map.on(kind, listener.as_ref());
        kept.push(listener);
    }
    let focus = move |is_on: bool| {
        listener(drawing, move |drawing, _| {
            turn(&drawing.map, "scrollWheelZoom", is_on);
            if is_touched {
                turn(&drawing.map, "dragging", is_on);
            }
        })
    };
    let pressed = || listener(drawing, Drawing::pressed);
    for (kind, listener) in [
        ("click", pressed()),
        ("keydown", pressed()),
        ("focusin", focus(true)),
        ("focusout", focus(false)),
    ] {
        element.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref())?;
        kept.push(listener);
    }
    Ok(())
}

impl Drawing {
    /// Puts a scene in the place of the one before; what stays the same stays untouched.
    fn show(&self, scene: &Scene) {
        self.marks.borrow_mut().take(&scene.marks);
        self.lines.clear_layers();
        let heaviest = scene
            .lines
            .iter()
            .map(|line| line.weight)
            .fold(0.0, f64::max);
        for line in &scene.lines {
            self.lines.add_layer(&polyline(line, heaviest));
        }
        let is_new = self.of.borrow().as_ref() != Some(&scene.of);
        if is_new && !scene.marks.is_empty() {
            *self.of.borrow_mut() = Some(scene.of.clone());
            self.look_at(scene, SHARE_IN_VIEW);
        }
        self.redraw();
    }

    /// Marks and glow for where the map is now.
    fn redraw(&self) {
        let mut marks = self.marks.borrow_mut();
        marks.draw(&self.map);
        let mut glow = self.glow.borrow_mut();
        let color = Palette::of_page().color("--measured");
        if let Err(error) = glow.draw(&self.map, marks.weights(), &color) {
            warn!("map: {error:?}");
        }
        let peak = glow.peak();
        if self.peak.get_untracked() != peak {
            self.peak.set(peak);
        }
    }

    /// Moves to the heaviest places, as many as make up `share` of all weight, and to all that have an
    /// alarm.
    fn look_at(&self, scene: &Scene, share: f64) {
        let mut order: Vec<_> = scene.marks.iter().collect();
        order.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        let total: f64 = order.iter().map(|mark| mark.weight.max(0.0)).sum();
        let mut sum = 0.0;
        let corners = Array::new();
        for mark in order {
            if sum < share * total || share >= 1.0 || !mark.alarms.is_empty() {
                corners.push(&LatLng::new(mark.lat, mark.lon));
            }
            sum += mark.weight.max(0.0);
        }
        if corners.length() == 0 {
            return;
        }
        let options = js_sys::Object::new();
        for (name, value) in [("maxZoom", ZOOM_OF_ONE.into()), ("animate", JsValue::FALSE)] {
            // Setting a property of a new object does not fail.
            let _ = Reflect::set(&options, &name.into(), &value);
        }
        let padding = Array::of2(&40.into(), &40.into());
        let _ = Reflect::set(&options, &"padding".into(), &padding);
        let bounds = LatLngBounds::new_from_list(&corners);
        self.map.fit_bounds_with_options(&bounds, &options);
    }

    /// A click or a key on a mark.
    fn pressed(&self, event: &JsValue) {
        // Released before the map moves: moving draws the marks anew.
        let target = self.marks.borrow_mut().pressed(&self.map, event);
        if let Some(bounds) = target {
            self.map.fit_bounds(&bounds);
            // The mark that was pressed comes apart: the map itself keeps the focus.
            let _ = self.map.get_container().focus();
        }
    }
}

fn turn(map: &Map, handler: &str, is_on: bool) {
    if let Ok(handler) = Reflect::get(map, &handler.into()) {
        let handler: Handler = handler.unchecked_into();
        if is_on {
            handler.enable();
        } else {
            handler.disable();
        }
    }
}

fn matches_media(query: &str) -> bool {
    let list = window().match_media(query);
    list.ok().flatten().is_some_and(|list| list.matches())
}

fn add_tiles(map: &Map, tiles: &Tiles) {
    let options = TileLayerOptions::new();
    options.set_max_zoom(ZOOM_MAX_OF_TILES);
    // Sources of tiles ask to see which site they serve; the page itself tells nobody more.
    options.set_referrer_policy("strict-origin-when-cross-origin".to_owned());
    TileLayer::new_options(&tiles.url, &options).add_to(map);
}

/// Below tiles, so that it is seen where they are missing.
fn add_land(map: &Map, land: &Land) -> Result<(), JsValue> {
    map.create_pane_by_name("land")
        .class_list()
        .add_1("map-land-pane")?;
    let sheet = SvgOptions::new();
    sheet.set_pane("land".to_owned());
    sheet.set_padding(0.6);
    let sheet: JsValue = Svg::with_options(&sheet).into();
    let style = |class: &str| {
        let options = PolylineOptions::new();
        options.set_class_name(class.to_owned());
        options.set_interactive(false);
        options.set_smooth_factor(0.6);
        options.set_renderer(sheet.clone());
        options
    };
    let shores: Array = land.shores().map(|points| degrees(&points)).collect();
    Polygon::new_with_options(&shores, &style("map-land")).add_to(map);
    let borders: Array = land.borders().map(|points| degrees(&points)).collect();
    Polyline::new_with_options(&borders, &style("map-border")).add_to(map);
    Ok(())
}

fn degrees(points: &[(f64, f64)]) -> Array {
    points
        .iter()
        .map(|(lat, lon)| Array::of2(&(*lat).into(), &(*lon).into()))
        .collect()
}

fn polyline(line: &Line, heaviest: f64) -> Polyline {
    let options = PolylineOptions::new();
    let tone = line.tone.map(|tone| format!(" map-line-{tone}"));
    options.set_class_name(format!("map-line{}", tone.unwrap_or_default()));
    options.set_interactive(false);
    let share = if heaviest > 0.0 {
        line.weight / heaviest
    } else {
        0.0
    };
    options.set_weight(1.2 + 2.3 * share.clamp(0.0, 1.0));
    Polyline::new_with_options(&degrees(&mercator::bent(line.from, line.to)), &options)
}
