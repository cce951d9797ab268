//! The marks: one element for each cluster in view, kept as long as it is the same, and what opens when
//! one is pressed.

use std::collections::HashMap;

use js_sys::{Array, Reflect};
use leaflet::{
    DivIconOptions, Icon, LatLng, LatLngBounds, Map, Marker, MarkerOptions, Point, Popup,
    PopupOptions,
};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, HtmlElement, KeyboardEvent};

use super::super::clusters::{Cluster, clusters};
use super::super::mercator::project;
use super::super::{Alarm, Mark};
use super::glow_layer::world_of;
use crate::words::components as words;

/// Marks nearer than this many pixels are drawn as one.
const TOGETHER: f64 = 38.0;
/// Touch target of a mark, in pixels.
const TARGET: f64 = 44.0;
/// Marks that far outside of the map are there already when it is dragged, as a share of its size.
const MARGIN: f64 = 0.5;
/// Members of a cluster that are listed when it is opened.
const LISTED: usize = 6;
/// Members nearer than this, in degrees, do not come apart by going closer.
const APART: f64 = 0.01;

#[wasm_bindgen]
extern "C" {
    /// The crate's own constructor of this makes an icon of a picture (leaflet 0.5.0).
    #[wasm_bindgen(js_namespace = L, js_name = divIcon)]
    fn div_icon(options: &DivIconOptions) -> Icon;
}

#[derive(Default)]
pub(super) struct Marks {
    marks: Vec<Mark>,
    /// In pixels of the world at `zoom`, with weights.
    world: Vec<(f64, f64, f64)>,
    zoom: Option<f64>,
    /// Counts up with each new scene.
    version: u64,
    clusters: Vec<Cluster>,
    /// By what makes a cluster the same: its place, and how many it is.
    drawn: HashMap<(u64, u64, bool), Drawn>,
    popup: Option<(Popup, Option<HtmlElement>)>,
}

struct Drawn {
    marker: Marker,
    /// What is shown; changed in place, so that the focus stays.
    body: Element,
    face: Face,
    cluster: usize,
}

/// What a mark looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Face {
    name: String,
    count: usize,
    alarm: Option<Alarm>,
}

impl Marks {
    /// Other marks; drawn by the next [`Self::draw`].
    pub(super) fn take(&mut self, marks: &[Mark]) {
        if self.marks != marks {
            marks.clone_into(&mut self.marks);
            self.version += 1;
            self.zoom = None;
        }
    }

    /// Pixels of the world with weights, and a number that changes with them.
    pub(super) fn weights(&self) -> (&[(f64, f64, f64)], u64) {
        (&self.world, self.version)
    }

    pub(super) fn draw(&mut self, map: &Map) {
        let zoom = map.get_zoom();
        if self.zoom != Some(zoom) {
            self.zoom = Some(zoom);
            let world = self.marks.iter().map(|mark| {
                let (x, y) = project(mark.lat, mark.lon, zoom);
                (x, y, mark.weight)
            });
            self.world = world.collect();
            self.clusters = clusters(&self.world, TOGETHER);
        }
        let (left, top) = world_of(map, zoom);
        let size = map.get_size();
        let is_near = |at: f64, start: f64, length: f64| {
            at >= start - MARGIN * length && at <= start + (1.0 + MARGIN) * length
        };
        let mut kept = HashMap::new();
        for (number, cluster) in self.clusters.iter().enumerate() {
            let (x, y, _) = self.world[cluster.lead];
            if !is_near(x, left, size.x()) || !is_near(y, top, size.y()) {
                continue;
            }
            let mark = &self.marks[cluster.lead];
            let is_group = cluster.members.len() > 1;
            let key = (mark.lat.to_bits(), mark.lon.to_bits(), is_group);
            let face = self.face(cluster);
            let known = self.drawn.remove(&key);
            let drawn = known.and_then(|known| known.shows(face.clone(), number));
            let drawn = drawn.or_else(|| Drawn::new(map, (mark.lat, mark.lon), face, number).ok());
            kept.extend(drawn.map(|drawn| (key, drawn)));
        }
        for gone in std::mem::replace(&mut self.drawn, kept).into_values() {
            gone.marker.remove();
        }
    }

    fn face(&self, cluster: &Cluster) -> Face {
        let lead = &self.marks[cluster.lead];
        let others = cluster.members.len() - 1;
        let members = cluster.members.iter().map(|index| &self.marks[*index]);
        let alarm = members.flat_map(|mark| &mark.alarms).max().cloned();
        let mut name = lead.title.clone();
        if others > 0 {
            name = words::and_more(&name, others);
        } else if let Some(line) = lead.lines.first() {
            name = format!("{name}, {line}");
        }
        Face {
            name,
            count: cluster.members.len(),
            alarm,
        }
    }

    /// A click or key in the map: opens a mark, closes what is open, or answers what to move to.
    pub(super) fn pressed(&mut self, map: &Map, event: &JsValue) -> Option<LatLngBounds> {
        let event: &Event = event.unchecked_ref();
        let key = event.dyn_ref::<KeyboardEvent>().map(KeyboardEvent::key);
        if key.as_deref() == Some("Escape") {
            if let Some((popup, opener)) = self.popup.take() {
                popup.close();
                let _ = opener.map(|opener| opener.focus());
            }
            return None;
        }
        if !matches!(key.as_deref(), None | Some("Enter" | " ")) {
            return None;
        }
        let target = event.target()?.dyn_into::<Element>().ok()?;
        let icon = target.closest(".map-mark").ok().flatten()?;
        let body = icon.first_element_child()?;
        let drawn = self.drawn.values().find(|drawn| drawn.body == body)?;
        // The map would close what is opened here.
        event.stop_propagation();
        event.prevent_default();
        let cluster = self.clusters.get(drawn.cluster)?;
        let members: Vec<&Mark> = cluster.members.iter().map(|at| &self.marks[*at]).collect();
        let is_closest = map.get_zoom() >= map.get_max_zoom();
        if members.len() > 1 && !is_closest && spread(&members) > APART {
            let corners: Array = members
                .iter()
                .map(|mark| LatLng::new(mark.lat, mark.lon))
                .collect();
            return Some(LatLngBounds::new_from_list(&corners));
        }
        let lead = LatLng::new(members.first()?.lat, members.first()?.lon);
        let content = content(&members).ok()?;
        let options = PopupOptions::new();
        options.set_max_width(280.0);
        options.set_class_name("map-popup".to_owned());
        let popup = Popup::new_with_lat_lng(&lead, &options);
        popup.set_content(&content);
        popup.open_on(map);
        let opener = icon.dyn_into::<HtmlElement>().ok();
        if key.is_some() {
            // Whoever came by key goes on in what opened.
            let link = content.query_selector("a").ok().flatten();
            let _ = link
                .and_then(|link| link.dyn_into::<HtmlElement>().ok())
                .map(|link| link.focus());
        }
        self.popup = Some((popup, opener));
        None
    }
}

/// The larger of the differences in latitude and longitude.
fn spread(marks: &[&Mark]) -> f64 {
    let range = |of: fn(&Mark) -> f64| {
        let values = marks.iter().map(|mark| of(mark));
        let (low, high) = values.fold((f64::MAX, f64::MIN), |(low, high), value| {
            (low.min(value), high.max(value))
        });
        high - low
    };
    range(|mark| mark.lat).max(range(|mark| mark.lon))
}

impl Face {
    /// Those with an alarm lie above the others, worse ones above lesser ones.
    fn height(&self) -> f64 {
        let alarm = self.alarm.as_ref();
        alarm.map_or(0.0, |alarm| 1_000.0 * f64::from(1 + alarm.rank))
    }
}

impl Drawn {
    fn new(map: &Map, at: (f64, f64), face: Face, cluster: usize) -> Result<Self, JsValue> {
        let body = element("span", "map-face")?;
        let icon = DivIconOptions::new();
        icon.set_class_name("map-mark".to_owned());
        icon.set_icon_size(Point::new(TARGET, TARGET));
        Reflect::set(&icon, &"html".into(), &body)?;
        let options = MarkerOptions::new();
        options.set_icon(div_icon(&icon));
        options.set_rise_on_hover(true);
        options.set_z_index_offset(face.height());
        let marker = Marker::new_with_options(&LatLng::new(at.0, at.1), &options);
        marker.add_to(map);
        let drawn = Self {
            marker,
            body,
            face,
            cluster,
        };
        drawn.paint()?;
        Ok(drawn)
    }

    /// The same element with another face; `None` when it cannot be changed.
    fn shows(mut self, face: Face, cluster: usize) -> Option<Self> {
        self.cluster = cluster;
        if self.face != face {
            self.face = face;
            self.marker.set_z_index_offset(self.face.height());
            if self.paint().is_err() {
                self.marker.remove();
                return None;
            }
        }
        Some(self)
    }

    fn paint(&self) -> Result<(), JsValue> {
        let Face { name, count, alarm } = &self.face;
        let tone = alarm
            .as_ref()
            .map(|alarm| format!(" map-ring-{}", alarm.tone));
        let tone = tone.unwrap_or_default();
        self.body.set_text_content(None);
        let shape = if *count > 1 {
            add(
                &self.body,
                "span",
                &format!("map-group{tone}"),
                &count.to_string(),
            )?
        } else {
            add(&self.body, "span", &format!("map-dot{tone}"), "")?
        };
        shape.set_attribute("aria-hidden", "true")?;
        add(&self.body, "span", "sr-only", name)?;
        if let Some(alarm) = alarm {
            let class = format!("map-word badge badge-{}", alarm.tone);
            add(&self.body, "span", &class, &alarm.text)?;
        }
        Ok(())
    }
}

/// What opens at a mark: its words, or a list of those drawn as one.
fn content(members: &[&Mark]) -> Result<Element, JsValue> {
    let whole = element("div", "map-opened")?;
    for mark in members.iter().take(LISTED) {
        let part = add(&whole, "div", "map-entry", "")?;
        add(&part, "strong", "", &mark.title)?;
        for line in &mark.lines {
            add(&part, "span", "map-fact", line)?;
        }
        for alarm in &mark.alarms {
            let line = add(&part, "span", "map-fact", "")?;
            add(
                &line,
                "span",
                &format!("badge badge-{}", alarm.tone),
                &alarm.text,
            )?;
            add(&line, "span", "", &format!(" {}", alarm.what))?;
        }
        for link in &mark.links {
            add(&part, "a", "", &link.text)?.set_attribute("href", &link.href)?;
        }
    }
    if members.len() > LISTED {
        let rest = words::and_more_the_table_lists_them(members.len() - LISTED);
        add(&whole, "p", "map-fact", &rest)?;
    }
    Ok(whole)
}

/// A new element at the end of another, with a class and a text; never markup.
fn add(parent: &Element, tag: &str, class: &str, text: &str) -> Result<Element, JsValue> {
    let element = element(tag, class)?;
    element.set_text_content(Some(text));
    parent.append_child(&element)?;
    Ok(element)
}

fn element(tag: &str, class: &str) -> Result<Element, JsValue> {
    let element = document().create_element(tag)?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    Ok(element)
}
