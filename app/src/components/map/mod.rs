//! One map: land without labels, a glow for amounts, marks that open, dashed lines, drawn by Leaflet.
//!
//! The component creates, updates, resizes and disposes. It knows no domain: it is given marks with
//! weights and words. Leaflet, its style sheet and the land are fetched when the first map is drawn,
//! all from this server; tiles of another host only when they are asked for. It shows nothing that is
//! not also in the table beside it.

#[cfg(any(feature = "hydrate", test))]
mod clusters;

#[cfg(any(feature = "hydrate", test))]
mod glow;

#[cfg(any(feature = "hydrate", test))]
mod land;

#[cfg(feature = "hydrate")]
mod leaflet;

#[cfg(any(feature = "hydrate", test))]
mod mercator;

use crate::words::components as words;
use leptos::html::Div;
use leptos::prelude::*;

/// Something at a position.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    /// What the glow shows, and who leads where marks are drawn as one.
    pub(crate) weight: f64,
    pub(crate) title: String,
    /// What is said of it when it is opened.
    pub(crate) lines: Vec<String>,
    pub(crate) links: Vec<Link>,
    pub(crate) alarms: Vec<Alarm>,
}

/// A link in an opened mark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) href: String,
    pub(crate) text: String,
}

/// Why a mark has a ring.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Alarm {
    /// Larger ones are worse.
    pub(crate) rank: u8,
    /// `info`, `warn`, `critical`.
    pub(crate) tone: &'static str,
    /// Word and figure beside the ring.
    pub(crate) text: String,
    /// Of what.
    pub(crate) what: String,
}

/// A dashed line between two positions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Line {
    pub(crate) from: (f64, f64),
    pub(crate) to: (f64, f64),
    pub(crate) weight: f64,
    /// The tone of an alarm, if it has one.
    pub(crate) tone: Option<&'static str>,
}

/// Everything on the map.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Scene {
    pub(crate) marks: Vec<Mark>,
    pub(crate) lines: Vec<Line>,
    /// What was asked for: the map moves to the marks when this changes, and stays otherwise.
    pub(crate) of: String,
}

/// Raster tiles below the marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tiles {
    pub(crate) url: String,
    pub(crate) attribution: String,
}

/// A map. Its size comes from the class.
#[component]
pub(crate) fn MapView(
    #[prop(into)] scene: Signal<Scene>,
    tiles: Option<Tiles>,
    /// What it shows, in words.
    label: &'static str,
    /// Its height.
    class: &'static str,
    /// What the glow is of, in the legend.
    legend: &'static str,
    /// How a weight is written.
    value_text: fn(f64) -> String,
    /// Counts up when colours changed.
    #[prop(into)]
    theme: Signal<u32>,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let failed = RwSignal::new(false);
    // The weight at which the glow is strongest.
    let peak = RwSignal::new(0.0_f64);
    let is_drawn = RwSignal::new(false);
    let source = tiles.as_ref().map(|tiles| tiles.attribution.clone());
    #[cfg(feature = "hydrate")]
    let show_all = {
        let signals = leaflet::Signals {
            scene,
            theme,
            failed,
            is_drawn,
            peak,
        };
        leaflet::draw(node, signals, tiles)
    };
    #[cfg(not(feature = "hydrate"))]
    let show_all = {
        let _ = (scene, theme, tiles);
        Callback::new(|()| {})
    };
    let source = source.unwrap_or_else(|| words::LAND_NATURAL_EARTH.to_owned());
    view! {
        <div class=format!("map-frame {class}") hidden=move || failed.get()>
            <div class="map" role="application" aria-label=label tabindex="0" node_ref=node></div>
            <button type="button" class="map-all" hidden=move || !is_drawn.get() on:click=move |_| show_all.run(())>
                {words::ALL_PLACES}
            </button>
            <p class="map-legend" hidden=move || !is_drawn.get()>
                <span>{legend}</span>
                <span class="map-ramp" aria-hidden="true"></span>
                <span>{move || words::zero_to(value_text(peak.get()))}</span>
            </p>
            <p class="map-source" hidden=move || !is_drawn.get()>{source}</p>
        </div>
        <Show when=move || failed.get()>
            <p class="note">{words::THE_MAP_COULD_NOT_BE_LOADED}</p>
        </Show>
    }
    .into_any()
}
