//! Emissions over time: stacked areas by the hour, stacked bars by the day.

use std::sync::Arc;

use charming::element::{AreaStyle, ItemStyle, LineStyle, Symbol};
use charming::series::{Bar, Line};
use chrono::Months;
use leptos::prelude::*;
use model::emissions::{Bucket, Series, SeriesLine};
use model::time::RangeChoice;

use super::super::look::Look;
use super::super::words::category_color;
use super::store::DashboardStore;
use crate::components::chart::{Chart, ChartBuilder, Palette, over_time};
use crate::components::{Card, Figures, ScrollTable, kg_tick, mass};
use crate::layout::ThemeVersion;
use crate::words::dashboard as words;

/// How many rows the table shows at most, newest first.
const TABLE_ROWS_MAX: usize = 200;

/// The chart and its table.
#[component]
pub(super) fn SeriesCard(store: DashboardStore) -> impl IntoView {
    let series = Memo::new(move |_| store.data.with(|data| data.series.clone()));
    let make: ChartBuilder = Arc::new(move |palette| series.with(|series| draw(series, palette)));
    let corner = Signal::derive(move || {
        let per = series.with(|series| match series.bucket {
            Bucket::Hour => words::KG_CO2E_PER_HOUR,
            Bucket::Day => words::KG_CO2E_PER_DAY,
            Bucket::Month => words::KG_CO2E_PER_MONTH,
        });
        store.data.with(|data| {
            let default = if data.range.is_default {
                words::LATEST_30_DAYS_WITH_DATA
            } else {
                ""
            };
            format!("{per} · {}{default}", data.range.label)
        })
    });
    let is_open = RwSignal::new(false);
    // Nobody sees the rows of a closed table: they move when it is opened.
    let tabled = Memo::new(move |before: Option<&Series>| match before {
        Some(before) if !is_open.get() => before.clone(),
        _ => series.get(),
    });
    let theme = use_context::<ThemeVersion>().unwrap_or_default().0;
    view! {
        <Card title=words::EMISSIONS_OVER_TIME corner class="span-8 series-card">
            <Chart
                make
                class="chart-wide"
                label=words::EMISSIONS_OVER_TIME_BY_CATEGORY
                value_text=kg_tick
                theme
            />
            <ul class="legend legend-row">
                {move || {
                    series
                        .with(|series| {
                            series
                                .lines
                                .iter()
                                .map(|line| {
                                    let color = category_color(&line.key);
                                    view! {
                                        <li>
                                            <span
                                                class="swatch"
                                                style=format!("background: var({color})")
                                                aria-hidden="true"
                                            ></span>
                                            {line.label.clone()}
                                        </li>
                                    }
                                })
                                .collect_view()
                        })
                }}
            </ul>
            <Figures name="emissions-over-time" is_open>
                {move || {
                    let look = store.look.get_untracked();
                    tabled.with(|series| table(series, look))
                }}
            </Figures>
        </Card>
    }
    .into_any()
}

/// The text alternative, newest first.
fn table(series: &Series, look: Look) -> AnyView {
    let heads = series
        .lines
        .iter()
        .map(|line| {
            let with_unit = format!("{} kg", line.label);
            view! { <th scope="col" class="num" data-value=with_unit>{line.label.clone()}</th> }
        })
        .collect_view();
    let rows = series
        .labels
        .iter()
        .enumerate()
        .rev()
        .take(TABLE_ROWS_MAX)
        .map(|(index, label)| {
            let cells = series
                .lines
                .iter()
                .map(|line| {
                    let kg = line.kg.get(index).copied().unwrap_or_default();
                    view! { <td class="num" data-value=kg.to_string()>{mass(kg).to_string()}</td> }
                })
                .collect_view();
            view! {
                <tr>
                    <th scope="row">{row_head(series, index, label, look)}</th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    let left_out = series.labels.len().saturating_sub(TABLE_ROWS_MAX);
    view! {
        <ScrollTable label=words::EMISSIONS_OVER_TIME>
            <thead>
                <tr>
                    <th scope="col">{words::WHEN}</th>
                    {heads}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </ScrollTable>
        {(left_out > 0)
            .then(|| {
                view! {
                    <p class="note">
                        {words::older_rows_are_not_listed_choose(left_out)}
                    </p>
                }
            })}
    }
    .into_any()
}

/// When a row is of, leading to the events of its days; rows of hours share their days with others.
fn row_head(series: &Series, index: usize, label: &str, look: Look) -> AnyView {
    let text = label.to_owned();
    let Some(&first) = series.days.get(index) else {
        return text.into_any();
    };
    let last = match series.bucket {
        Bucket::Hour | Bucket::Day => Some(first),
        Bucket::Month => first
            .checked_add_months(Months::new(1))
            .and_then(|next| next.pred_opt()),
    };
    let days = RangeChoice {
        preset: None,
        first_day: Some(first),
        last_day: last,
    };
    let href = look.over(days).query().at("/activity");
    view! { <a href=href>{text}</a> }.into_any()
}

fn draw(series: &Series, palette: &Palette) -> charming::Chart {
    let chart = over_time(&series.labels, palette);
    series
        .lines
        .iter()
        .fold(chart, |chart, line| match series.bucket {
            Bucket::Hour => chart.series(area(line, palette)),
            Bucket::Day | Bucket::Month => chart.series(bar(line, palette)),
        })
}

fn area(line: &SeriesLine, palette: &Palette) -> Line {
    let color = palette.color(category_color(&line.key));
    Line::new()
        .id(line.key.as_str())
        .name(line.label.as_str())
        .stack("co2e")
        .symbol(Symbol::None)
        .line_style(LineStyle::new().width(1.2).color(color.as_str()))
        .item_style(ItemStyle::new().color(color.as_str()))
        .area_style(AreaStyle::new().color(color.as_str()).opacity(0.32))
        .data(rounded(&line.kg))
}

fn bar(line: &SeriesLine, palette: &Palette) -> Bar {
    let color = palette.color(category_color(&line.key));
    Bar::new()
        .id(line.key.as_str())
        .name(line.label.as_str())
        .stack("co2e")
        .item_style(ItemStyle::new().color(color.as_str()))
        .data(rounded(&line.kg))
}

/// To the gram: what a drawing can show, in fewer characters.
fn rounded(kg: &[f64]) -> Vec<f64> {
    kg.iter()
        .map(|kg| (kg * 1_000.0).round() / 1_000.0)
        .collect()
}
