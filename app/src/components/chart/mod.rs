//! One chart: made with `charming`, drawn by ECharts, which is loaded when the first chart appears.
//!
//! The component creates, updates, resizes and disposes. It shows nothing that is not also in the
//! table or list beside it: without script, or when the library does not come, those remain.

mod bars;

#[cfg(feature = "hydrate")]
mod echarts;

mod lines;

mod now_mark;

mod over_time;

mod stacked;

use std::sync::Arc;

use crate::words::components as words;
use leptos::html::Div;
use leptos::prelude::*;

pub(crate) use bars::bars;
pub(crate) use lines::{band, curve, spots};
pub(crate) use now_mark::now_mark;
pub(crate) use over_time::over_time;
pub(crate) use stacked::{Panel, stacked};

/// Makes the chart's options from colours; signals read in it redraw the chart.
pub(crate) type ChartBuilder = Arc<dyn Fn(&Palette) -> charming::Chart + Send + Sync>;

/// The page's colours, by the names of the style sheet.
#[derive(Debug)]
pub(crate) struct Palette {
    #[cfg(feature = "hydrate")]
    style: Option<web_sys::CssStyleDeclaration>,
}

impl Palette {
    /// The value of a variable such as `--ink-2`.
    #[cfg(feature = "hydrate")]
    pub(crate) fn color(&self, variable: &str) -> String {
        self.style
            .as_ref()
            .and_then(|style| style.get_property_value(variable).ok())
            .map(|value| value.trim().to_owned())
            .unwrap_or_default()
    }

    /// The server draws no charts.
    #[cfg(not(feature = "hydrate"))]
    pub(crate) fn color(&self, variable: &str) -> String {
        format!("var({variable})")
    }

    #[cfg(feature = "hydrate")]
    pub(crate) fn of_page() -> Self {
        let style = document()
            .document_element()
            .and_then(|root| window().get_computed_style(&root).ok().flatten());
        Self { style }
    }
}

/// A chart. Its size comes from the class.
#[component]
pub(crate) fn Chart(
    /// Makes the options.
    make: ChartBuilder,
    /// What it shows, in words.
    #[prop(into)]
    label: Signal<String>,
    /// Its height.
    class: &'static str,
    /// How a value is written at the axis and in the tooltip.
    value_text: fn(f64) -> String,
    /// Counts up when colours changed.
    #[prop(into)]
    theme: Signal<u32>,
    /// Told which step of its horizontal axis was clicked.
    #[prop(optional, into)]
    pick: Option<Callback<usize>>,
    /// Kept at whether somebody points at it.
    #[prop(optional, into)]
    is_aimed_at: Option<RwSignal<bool>>,
) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    let failed = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    echarts::draw(node, failed, make, value_text, theme, pick);
    #[cfg(not(feature = "hydrate"))]
    let _ = (make, value_text, theme, pick);
    let aim = move |is| {
        if let Some(is_aimed_at) = is_aimed_at {
            is_aimed_at.set(is);
        }
    };
    view! {
        <div
            class=format!("chart {class}")
            role="img"
            aria-label=move || label.get()
            hidden=move || failed.get()
            node_ref=node
            on:pointerenter=move |_| aim(true)
            on:pointerleave=move |_| aim(false)
        ></div>
        <Show when=move || failed.get()>
            <p class="note">{words::THE_DRAWING_COULD_NOT_BE_LOADED}</p>
        </Show>
    }
    .into_any()
}
