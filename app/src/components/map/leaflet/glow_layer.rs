//! The glow on a canvas of its own: as large as the map and half as much again, moved with the map, and
//! painted anew where it comes to rest.

use js_sys::Reflect;
use leaflet::{LatLng, Map};
use leptos::prelude::*;
use wasm_bindgen::Clamped;
use wasm_bindgen::prelude::*;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, HtmlElement, ImageData};

use super::super::glow::{CELL, Glow, rgb};
use super::super::mercator::project;

/// How far the canvas reaches beyond the map, as a share of its size.
const MARGIN: f64 = 0.25;

pub(super) struct GlowLayer {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    /// Its upper left corner as shares of the world, and the zoom it was painted for.
    corner: (f64, f64),
    zoom: f64,
    glow: Glow,
    /// What the glow was made of: moving the map alone does not change it.
    made_of: Option<(f64, u64)>,
}

impl GlowLayer {
    pub(super) fn new(map: &Map) -> Result<Self, JsValue> {
        let canvas: HtmlCanvasElement = document().create_element("canvas")?.dyn_into()?;
        canvas.set_class_name("map-glow leaflet-zoom-animated");
        let pane = map.create_pane_by_name("glow");
        pane.class_list().add_1("map-glow-pane")?;
        pane.append_child(&canvas)?;
        let context = canvas
            .get_context("2d")?
            .ok_or_else(|| JsValue::from("no canvas"))?
            .dyn_into()?;
        Ok(Self {
            canvas,
            context,
            corner: (0.0, 0.0),
            zoom: 0.0,
            glow: Glow::default(),
            made_of: None,
        })
    }

    pub(super) fn peak(&self) -> f64 {
        self.glow.peak
    }

    /// Paints what is in view. `weights` are marks in pixels of the world, and a number that changes with
    /// them.
    pub(super) fn draw(
        &mut self,
        map: &Map,
        (weights, version): (&[(f64, f64, f64)], u64),
        color: &str,
    ) -> Result<(), JsValue> {
        let zoom = map.get_zoom();
        if self.made_of != Some((zoom, version)) {
            self.glow = Glow::of(weights.iter().copied());
            self.made_of = Some((zoom, version));
        }
        let size = map.get_size();
        let (width, height) = (size.x(), size.y());
        let origin = world_of(map, zoom);
        let cells = |length: f64| (length * (1.0 + 2.0 * MARGIN) / CELL).ceil();
        let first = |start: f64, length: f64| ((start - length * MARGIN) / CELL).floor();
        let (left, top) = (first(origin.0, width), first(origin.1, height));
        let (columns, rows) = (cells(width), cells(height));
        if columns < 1.0 || rows < 1.0 {
            return Ok(());
        }
        // Sizes and cells of a screen: small whole numbers.
        let sizes = (columns as u32, rows as u32);
        let pixels = self
            .glow
            .paint((left as i32, top as i32), sizes, rgb(color));
        let image =
            ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), sizes.0, sizes.1)?;
        self.canvas.set_width(sizes.0);
        self.canvas.set_height(sizes.1);
        self.style("width", &format!("{}px", columns * CELL))?;
        self.style("height", &format!("{}px", rows * CELL))?;
        self.context.put_image_data(&image, 0.0, 0.0)?;
        let side = side(zoom);
        self.corner = (left * CELL / side, top * CELL / side);
        self.zoom = zoom;
        let dragged = dragged(map);
        let (x, y) = (left * CELL - origin.0, top * CELL - origin.1);
        self.put(x - dragged.0, y - dragged.1, 1.0)
    }

    /// Goes with the map to the zoom it is about to have.
    pub(super) fn follow(&self, map: &Map, event: &JsValue) {
        let read = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).unwrap_or_default();
        let Some(zoom) = read(event, "zoom").as_f64() else {
            return;
        };
        let center: LatLng = read(event, "center").unchecked_into();
        let size = map.get_size();
        let dragged = dragged(map);
        let (x, y) = (self.corner.0 * side(zoom), self.corner.1 * side(zoom));
        let (center_x, center_y) = project(center.lat(), center.lng(), zoom);
        let left = (x - (center_x - size.x() / 2.0) - dragged.0).round();
        let top = (y - (center_y - size.y() / 2.0) - dragged.1).round();
        // A canvas that takes no style stays where it is until it is painted anew.
        let _ = self.put(left, top, (zoom - self.zoom).exp2());
    }

    fn put(&self, left: f64, top: f64, scale: f64) -> Result<(), JsValue> {
        let place = format!("translate3d({left}px, {top}px, 0) scale({scale})");
        self.style("transform", &place)
    }

    fn style(&self, name: &str, value: &str) -> Result<(), JsValue> {
        let element: &HtmlElement = &self.canvas;
        element.style().set_property(name, value)
    }
}

/// The upper left corner of the map in pixels of the world.
pub(super) fn world_of(map: &Map, zoom: f64) -> (f64, f64) {
    // By way of the world's middle: the corner itself may lie beyond the world, where degrees end.
    let middle = map.lat_lng_to_container_point(&LatLng::new(0.0, 0.0));
    (side(zoom) / 2.0 - middle.x(), side(zoom) / 2.0 - middle.y())
}

/// How far the map was dragged since its layers were laid out, in pixels.
fn dragged(map: &Map) -> (f64, f64) {
    let middle = LatLng::new(0.0, 0.0);
    let seen = map.lat_lng_to_container_point(&middle);
    let laid = map.lat_lng_to_layer_point(&middle);
    (seen.x() - laid.x(), seen.y() - laid.y())
}

/// Pixels of the world on a side.
fn side(zoom: f64) -> f64 {
    256.0 * zoom.exp2()
}
