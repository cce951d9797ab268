//! `DonutCategoryCard`: CO2e by category. A slice or a legend entry filters the page.

use std::sync::Arc;

use charming::component::Aria;
use charming::datatype::DataPointItem;
use charming::element::{Emphasis, ItemStyle, Label, Tooltip, Trigger};
use charming::series::Pie;
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use model::emissions::SummaryRow;
use model::ingest::EventType;

use super::super::words::category_color;
use super::store::DashboardStore;
use crate::components::chart::{Chart, ChartBuilder, Palette};
use crate::components::{Card, count, kg_tick, mass, percent};
use crate::layout::ThemeVersion;

/// How strongly a slice that is filtered out is drawn.
const FADED: f64 = 0.28;

/// The donut, its total and its legend.
#[component]
pub(super) fn DonutCategoryCard(store: DashboardStore) -> impl IntoView {
    let summary = Memo::new(move |_| store.data.with(|data| data.by_category.clone()));
    let chosen = Memo::new(move |_| store.look.get().category);
    let total = move || summary.with(|summary| mass(summary.total_kg));
    let make: ChartBuilder = Arc::new(move |palette| {
        summary.with(|summary| donut(&summary.rows, chosen.get(), palette))
    });
    let navigate = use_navigate();
    let on_select = Callback::new(move |index: usize| {
        let key = summary.with_untracked(|s| s.rows.get(index).map(|row| row.key.clone()));
        let category = key.and_then(|key| EventType::parse(&key));
        navigate(&toggled(store, category), NavigateOptions::default());
    });
    let range = Signal::derive(move || store.data.with(|data| data.range.label.clone()));
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    view! {
        <Card title="By category" corner=range class="span-5 donut-card">
            <div class="donut">
                <div class="donut-drawing">
                    <Chart
                        make
                        class="chart-donut"
                        label="CO₂e by category; the list beside it has the figures"
                        value_text=kg_tick
                        theme
                        on_select
                    />
                    <p class="donut-total">
                        <strong data-testid="total">{move || total().figure}</strong>
                        <span>{move || format!("{} CO₂e", total().unit)}</span>
                    </p>
                </div>
                <ul class="legend">
                    {move || {
                        summary
                            .with(|summary| {
                                summary.rows.iter().map(|row| legend_entry(row, store)).collect_view()
                            })
                    }}
                </ul>
            </div>
            {move || {
                let missing = summary.with(|summary| summary.no_factor_events);
                (missing > 0)
                    .then(|| {
                        view! {
                            <p class="note">
                                <a href="/activity?no_factor=true">
                                    {count(missing)} " events without a factor"
                                </a> " are outside the total."
                            </p>
                        }
                    })
            }}
        </Card>
    }
    .into_any()
}

/// A legend entry: a link that filters the page, or lifts the filter.
fn legend_entry(row: &SummaryRow, store: DashboardStore) -> AnyView {
    let category = EventType::parse(&row.key);
    let is_chosen = move || category.is_some() && store.look.get().category == category;
    let color = category_color(&row.key);
    view! {
        <li>
            <a
                class="legend-entry"
                href=move || toggled(store, category)
                aria-current=move || is_chosen().then_some("true")
            >
                <span
                    class="swatch"
                    style=format!("background: var({color})")
                    aria-hidden="true"
                ></span>
                <span class="legend-word">{row.label.clone()}</span>
                <strong>{mass(row.co2e_kg).to_string()}</strong>
                <span class="note">{percent(row.share * 100.0)}</span>
            </a>
        </li>
    }
    .into_any()
}

/// The address with the category chosen, or with none if it was chosen already.
fn toggled(store: DashboardStore, category: Option<EventType>) -> String {
    let look = store.look.get();
    let next = if look.category == category {
        None
    } else {
        category
    };
    look.of(next).query().at("/")
}

fn donut(rows: &[SummaryRow], chosen: Option<EventType>, palette: &Palette) -> charming::Chart {
    let card = palette.color("--card");
    let slices: Vec<DataPointItem> = rows
        .iter()
        .map(|row| {
            let is_faded = chosen.is_some_and(|chosen| chosen.as_str() != row.key);
            let style = ItemStyle::new()
                .color(palette.color(category_color(&row.key)).as_str())
                .border_color(card.as_str())
                .border_width(3.0)
                .border_radius(8.0)
                .opacity(if is_faded { FADED } else { 1.0 });
            DataPointItem::new(row.co2e_kg)
                .name(row.label.as_str())
                .item_style(style)
        })
        .collect();
    let ring = Pie::new()
        .id("categories")
        .name("CO₂e")
        .radius(vec!["68%", "94%"])
        .avoid_label_overlap(false)
        .label(Label::new().show(false))
        .emphasis(Emphasis::new().label(Label::new().show(false)))
        .data(slices);
    charming::Chart::new()
        .aria(Aria::new().enabled(false))
        .tooltip(Tooltip::new().trigger(Trigger::Item))
        .animation_duration(180.0)
        .series(ring)
}
