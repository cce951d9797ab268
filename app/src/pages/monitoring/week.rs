//! A hotspot's week: what was emitted each hour, over the band of what is normal in that hour.

use std::sync::Arc;

use charming::element::LineStyleType;
use leptos::prelude::*;
use model::monitoring::HotspotHour;

use crate::components::chart::{Chart, ChartBuilder, Palette, band, curve, over_time};
use crate::components::{Card, Figures, ScrollTable, kg_tick, mass};
use crate::layout::ThemeVersion;
use crate::words::monitoring as words;

/// The chart and its table.
#[component]
pub(super) fn WeekCard(hours: Vec<HotspotHour>) -> impl IntoView {
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    let has_baseline = hours.iter().any(|hour| hour.baseline_kg.is_some());
    let rows = table(&hours);
    let make: ChartBuilder = Arc::new(move |palette| draw(&hours, palette));
    let note = if has_baseline {
        words::THE_BAND_HOLDS_NINE_OF_TEN
    } else {
        words::THERE_IS_NO_BASELINE_YET
    };
    view! {
        <Card title=words::ITS_WEEK corner=words::KG_CO2E_PER_HOUR class="span-12">
            <p class="note">{note}</p>
            <Chart
                make
                class="chart-wide"
                label=words::KG_CO2E_OF_EACH_HOUR
                value_text=kg_tick
                theme
            />
            <Figures name="hotspot-week">
                {rows}
            </Figures>
        </Card>
    }
    .into_any()
}

fn draw(hours: &[HotspotHour], palette: &Palette) -> charming::Chart {
    let (emitted, normal) = (palette.color("--accent"), palette.color("--ink-3"));
    let labels: Vec<String> = hours.iter().map(|hour| hour.label.clone()).collect();
    let ends = hours
        .iter()
        .map(|hour| hour.baseline_low_kg.zip(hour.baseline_high_kg));
    let [low, width] = band("expected", &normal, ends);
    let middle = hours.iter().map(|hour| hour.baseline_kg);
    let rates = hours.iter().map(|hour| Some(hour.co2e_kg));
    over_time(&labels, palette)
        .series(low)
        .series(width)
        .series(curve(
            ("normal", words::NORMAL),
            &normal,
            LineStyleType::Dashed,
            middle,
        ))
        .series(curve(
            ("emitted", words::EMITTED),
            &emitted,
            LineStyleType::Solid,
            rates,
        ))
}

/// The text alternative, newest first.
fn table(hours: &[HotspotHour]) -> AnyView {
    let rows = hours
        .iter()
        .rev()
        .map(|hour| {
            let normal_kg = hour.baseline_kg.map(|kg| kg.to_string());
            let normal = hour
                .baseline_kg
                .map_or_else(|| "–".to_owned(), |kg| mass(kg).to_string());
            let band = match (hour.baseline_low_kg, hour.baseline_high_kg) {
                (Some(low), Some(high)) => words::from_to_resolved(mass(low), mass(high)),
                _ => "–".to_owned(),
            };
            view! {
                <tr>
                    <th scope="row">{hour.label.clone()}</th>
                    <td class="num" data-value=hour.co2e_kg.to_string()>{mass(hour.co2e_kg).to_string()}</td>
                    <td class="num" data-value=normal_kg>{normal}</td>
                    <td class="num">{band}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <ScrollTable label=words::HOURS_OF_THE_WEEK>
            <thead>
                <tr>
                    <th scope="col">{words::WHEN}</th>
                    <th scope="col" class="num" data-value=words::EMITTED_KG>{words::EMITTED}</th>
                    <th scope="col" class="num" data-value=words::NORMAL_KG>{words::NORMAL}</th>
                    <th scope="col" class="num">{words::NINE_OF_TEN}</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}
