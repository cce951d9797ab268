//! A hotspot's week: what was emitted each hour, over the band of what is normal in that hour.

use std::sync::Arc;

use charming::element::LineStyleType;
use leptos::prelude::*;
use model::monitoring::HotspotHour;

use crate::components::chart::{Chart, ChartBuilder, Palette, band, curve, over_time};
use crate::components::{Card, Figures, ScrollTable, kg_tick, mass};
use crate::layout::ThemeVersion;

/// The chart and its table.
#[component]
pub(super) fn WeekCard(hours: Vec<HotspotHour>) -> impl IntoView {
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    let has_baseline = hours.iter().any(|hour| hour.baseline_kg.is_some());
    let rows = table(&hours);
    let make: ChartBuilder = Arc::new(move |palette| draw(&hours, palette));
    let note = if has_baseline {
        "The band holds nine of ten such hours of the last weeks; the dashed line is their middle. Both are today's."
    } else {
        "There is no baseline yet to compare these hours with."
    };
    view! {
        <Card title="Its week" corner="kg CO₂e per hour" class="span-12">
            <p class="note">{note}</p>
            <Chart
                make
                class="chart-wide"
                label="kg CO2e of each hour of a week beside what is normal in it; the table below has the figures"
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
    let [low, width] = band(&normal, ends);
    let middle = hours.iter().map(|hour| hour.baseline_kg);
    let rates = hours.iter().map(|hour| Some(hour.co2e_kg));
    over_time(&labels, palette)
        .series(low)
        .series(width)
        .series(curve(
            ("normal", "Normal"),
            &normal,
            LineStyleType::Dashed,
            middle,
        ))
        .series(curve(
            ("emitted", "Emitted"),
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
                (Some(low), Some(high)) => format!("{} to {}", mass(low), mass(high)),
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
        <ScrollTable label="Hours of the week">
            <thead>
                <tr>
                    <th scope="col">"When"</th>
                    <th scope="col" class="num" data-value="Emitted kg">"Emitted"</th>
                    <th scope="col" class="num" data-value="Normal kg">"Normal"</th>
                    <th scope="col" class="num">"Nine of ten"</th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
    }
    .into_any()
}
